"""The wording that comes with the service: complete, of one purpose, and added once."""

import pytest
from sqlmodel import Session

from daemon.wordings import FirmFacts, seed_wordings, wording_texts
from models.register.audit import By
from models.register.database import open_database
from models.register.wordings import every_version
from models.vocabulary import Language, Purpose
from tests.models.register.samples import KEY, NOW

FIRM = FirmFacts("Kaarna Ohjaus Oy", "Kaarnakatu 2, 80110 Joensuu", "info@kaarna.example", "Riikka Taipalsuo", 12)
MUST_SAY = {
    Language.FI: ("palautepyyn", "vapaaehtoista", "milloin tahansa", "PERUUTA", "ei markkinointia"),
    Language.SV: ("respons", "frivilligt", "när som helst", "ÅTERKALLA", "inte marknadsföring"),
    Language.EN: ("feedback", "voluntary", "at any time", "STOP", "no marketing"),
}


@pytest.mark.parametrize("language", Language)
def test_wording_names_purpose_firm_reader_term_and_withdrawal(language: Language) -> None:
    text = wording_texts(FIRM)[language]
    for part in (*MUST_SAY[language], FIRM.controller, FIRM.address, FIRM.email, FIRM.reader, "12"):
        assert part in text
    assert "$" not in text


def test_wording_is_added_once_and_never_over_one_of_the_firm(register_url: str) -> None:
    database = open_database(register_url, key=KEY, now=NOW)
    by = By("cli:test", NOW)

    def seed(session: Session) -> bool:
        return seed_wordings(session, by, FIRM)

    with database.write() as session:
        assert seed(session)
    with database.write() as session:
        assert not seed(session)
        rows = [(row.name, row.version, row.purpose, row.language) for row in every_version(session)]
    database.close()
    assert sorted(rows) == sorted(("feedback", 1, Purpose.FEEDBACK_REQUEST, language) for language in Language)
