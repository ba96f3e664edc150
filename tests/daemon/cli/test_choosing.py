"""Arguments that name one of a closed list: what else is typed is refused with the list."""

import pytest

from tests.daemon.cli.firm import Firm
from tests.models.register.samples import MAIJA, message, reply_by_staff


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("requests add wish", "wish is no kind of request"),
        ("correct 1 hat", "hat is no field of a person"),
        ("consent give 1 --method pigeon --evidence x", "--method does not know pigeon"),
        ("consent withdraw 1 --evidence x --purpose hats", "hats is no purpose that needs consent"),
        ("consent wording show feedback --language de", "--language does not know de"),
    ],
)
def test_text_that_is_none_of_the_list_is_refused_with_the_list(firm: Firm, command: str, said: str) -> None:
    firm.office.read(reply_by_staff(1, MAIJA), message(1, MAIJA))
    ran = firm.run(*command.split())
    assert (ran.code, ran.out) == (65, "")
    assert said in ran.err
    assert "name one of" in ran.err
