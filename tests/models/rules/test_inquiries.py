"""What in a client's own words is an inquiry or a complaint, in three languages; and when it is answered."""

from datetime import date

import pytest

from models.rules.inquiries import answer_by, inquiry_in

COMPLAINTS = (
    "Haluan tehdä reklamaation laskusta.",
    "Reklamoin viime viikon ajasta.",
    "Vaadin rahat takaisin.",
    "Haluaisin valittaa palvelusta.",
    "Teen tästä valituksen.",
    "Jag vill reklamera fakturan.",
    "Det här är ett klagomål.",
    "Jag kräver ersättning för tiden.",
    "I want to make a formal complaint.",
    "I would like a full refund.",
    "This is my complaint: nobody came.",
)
INQUIRIES = (
    "Pyydän selvitystä siitä, miksi aika peruttiin.",
    "Tämä on selvityspyyntö.",
    "Voisitteko selvittää, mistä lasku tuli?",
    "Jag begär en förklaring.",
    "Kan ni utreda vad som hände?",
    "Could you please explain why I was charged twice?",
    "I request an explanation.",
)
NOTHING = (
    "Kaikki sujui hyvin, kiitos.",
    "Ei ole mitään valitettavaa.",
    "Valitettavasti en pääse torstaina.",
    "En halua tehdä reklamaatiota, muuten vain kerroin.",
    "Sopiiko maanantai kello 10?",
    "Inga klagomål, allt var bra.",
    "No complaints at all!",
    "I have nothing to complain about.",
    "Otan yhteyttä ensi viikolla.",
    "",
)
ANSWERS_THAT_ASK = (
    "5. Milloin seuraava aika on vapaana?",
    "Toivon yhteydenottoa.",
    "2\nVoisitteko soittaa minulle?",
    "Ring mig gärna.",
    "Please call me about this.",
    "3, and when will I get the summary you promised?",
)
ANSWERS_THAT_DO_NOT = (
    "5",
    "Kaikki hyvin, ei kysyttävää.",
    "Mitä kuuluu sinne teille?",
    "Hyvä palvelu, eikö niin?",
    "10!",
)


@pytest.mark.parametrize("text", COMPLAINTS)
@pytest.mark.parametrize("answering", [True, False])
def test_complaint_is_one_wherever_it_stands(text: str, answering: bool) -> None:
    assert inquiry_in(text, answering=answering) == "complaint"


@pytest.mark.parametrize("text", INQUIRIES)
def test_plain_wish_for_an_explanation_is_an_inquiry(text: str) -> None:
    assert inquiry_in(text, answering=False) == "inquiry"


@pytest.mark.parametrize("text", NOTHING)
def test_ordinary_mail_opens_no_case(text: str) -> None:
    assert inquiry_in(text, answering=False) is None


@pytest.mark.parametrize("text", ANSWERS_THAT_ASK)
def test_question_in_an_answer_waits_for_an_answer(text: str) -> None:
    assert inquiry_in(text, answering=True) == "inquiry"
    assert inquiry_in(text, answering=False) is None


@pytest.mark.parametrize("text", ANSWERS_THAT_DO_NOT)
def test_plain_answer_asks_nothing(text: str) -> None:
    assert inquiry_in(text, answering=True) is None


def test_inquiry_is_answered_within_two_weeks_on_a_working_day() -> None:
    # 6.12. is Independence Day, a Sunday.
    assert answer_by(date(2026, 11, 22)) == date(2026, 12, 7)
    assert answer_by(date(2026, 11, 23)) == date(2026, 12, 7)
