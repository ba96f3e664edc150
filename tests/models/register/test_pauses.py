"""Who waits for an operator to read an unclear message."""

from models.register.audit import By
from models.register.queries.pauses import paused_people
from models.register.queries.status import register_fare
from models.register.staff_entries import Said, StaffEntries
from models.vocabulary import ConsentWord
from tests.models.register.office import Office
from tests.models.register.samples import CLIENTS, KEY, NOW, at, message


def test_an_unclear_message_waits_until_an_operator_has_read_it(office: Office) -> None:
    office.read(message(1, folder=CLIENTS), message(2, consent=ConsentWord.UNCLEAR))
    person = office.person("maija@asiakas.example")
    assert office.ask(paused_people) == [person]
    assert office.ask(lambda session: register_fare(session, NOW)).paused == (person,)
    by = By("cli:sari", at(1))
    office.do(
        lambda session: StaffEntries(session, KEY, by).resume(person, Said(at(1), "it was about a lost umbrella"))
    )
    assert office.ask(paused_people) == []
