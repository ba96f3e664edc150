"""The consent centre, the link to it, and the confirmation of what was given there."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.register.audit import By
from models.register.page_consent import MAX_ACTS
from models.register.people import Statement, make_person, state_value
from models.register.sources import entered
from models.register.wordings import NewWording, add_version
from models.rules.consent import ConsentEvent, ConsentEventType
from models.tables import ConsentEntry
from models.values import Mailbox
from models.vocabulary import DetailField, Language, Purpose, SourceKind
from tests.daemon.web.public.visitors import PUBLISH, PageFirm, contents, path_in
from tests.models.register.samples import LIISA, MAIJA

WITHDRAW = {"action": "withdraw", "purpose": "feedback_request"}
GIVE = {"action": "give", "purpose": "feedback_request", "wording": "feedback@1"}


def test_centre_shows_state_wording_and_date_of_each_purpose(small_firm: PageFirm) -> None:
    page = small_firm.visitor().get(small_firm.consents_link())
    assert "Voimassa. Annettu 20.11.2026, voimassa 19.11.2028 asti." in page.text
    assert "Suostun siihen, että Suvanto Työnohjaus Oy lähettää minulle" in page.text
    assert "Uutiskirje" not in page.text
    assert "Peruuta suostumus<span" in page.text


def test_consent_is_withdrawn_given_again_and_confirmed(firm: PageFirm) -> None:
    centre = firm.consents_link()
    visitor = firm.visitor()
    assert "Peruutettu 20.11.2026." in visitor.post(centre, data=WITHDRAW).text
    firm.pass_time(hours=1)
    for _ in range(2):
        assert "Odottaa vahvistustasi" in visitor.post(centre, data=GIVE).text
    (letter,) = firm.send()
    confirmation = path_in(letter, "k")
    before = contents(firm)
    assert "Vahvistan suostumuksen" in visitor.get(confirmation).text
    assert contents(firm) == before
    for _ in range(2):
        assert "Suostumus on vahvistettu" in visitor.post(confirmation, data={"action": "confirm"}).text
    assert "Voimassa." in visitor.get(centre).text
    assert firm.ledger() == ["consent_withdrawn", "consent_given", "confirmation_sent", "consent_confirmed"]


def given_again(firm: PageFirm) -> tuple[str, str]:
    """Let Maija withdraw and give her consent again; give the paths of the centre and of the page that confirms it."""
    centre = firm.consents_link()
    visitor = firm.visitor()
    visitor.post(centre, data=WITHDRAW)
    firm.pass_time(hours=1)
    visitor.post(centre, data=GIVE)
    (letter,) = firm.send()
    return centre, path_in(letter, "k")


def test_consent_is_confirmed_by_the_button_of_our_own_page_alone(small_firm: PageFirm) -> None:
    _, confirmation = given_again(small_firm)
    visitor = small_firm.visitor()
    elsewhere = small_firm.visitor(**{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})
    assert elsewhere.post(confirmation, data={"List-Unsubscribe": "One-Click"}).status_code == 403
    for fields in ({}, {"List-Unsubscribe": "One-Click"}, {"action": "withdraw"}):
        assert "Vahvistan suostumuksen" in visitor.post(confirmation, data=fields).text
    assert "consent_confirmed" not in small_firm.ledger()


def test_consent_that_is_not_confirmed_in_fourteen_days_never_counts(small_firm: PageFirm) -> None:
    _, confirmation = given_again(small_firm)
    small_firm.pass_time(days=14, seconds=1)
    page = small_firm.visitor().post(confirmation, data={"action": "confirm"})
    assert page.status_code == 410
    assert "consent_confirmed" not in small_firm.ledger()
    assert small_firm.send() == []


@pytest.mark.parametrize("confirmed_after", [timedelta(hours=1), timedelta(minutes=-30)], ids=["later", "set_back"])
def test_consent_withdrawn_before_its_confirmation_is_not_confirmed(
    small_firm: PageFirm, confirmed_after: timedelta
) -> None:
    centre, confirmation = given_again(small_firm)
    visitor = small_firm.visitor()
    small_firm.pass_time(hours=1)
    visitor.post(centre, data=WITHDRAW)
    small_firm.now += confirmed_after
    assert "Vahvistettavaa suostumusta ei ole" in visitor.get(confirmation).text
    page = visitor.post(confirmation, data={"action": "confirm"})
    assert "Vahvistettavaa suostumusta ei ole" in page.text
    assert small_firm.ledger()[-1] == "consent_withdrawn"


@pytest.mark.parametrize("scope", ["data_use", "feedback_request"])
def test_prohibition_is_set_and_lifted_by_the_person_alone(small_firm: PageFirm, scope: str) -> None:
    centre = small_firm.consents_link()
    visitor = small_firm.visitor()
    for _ in range(2):
        assert "Olet kieltänyt" in visitor.post(centre, data={"action": "prohibit", "scope": scope}).text
    assert "Anna suostumus<span" not in visitor.get(centre).text
    small_firm.pass_time(hours=1)
    for _ in range(2):
        visitor.post(centre, data={"action": "lift", "scope": scope})
    assert small_firm.ledger() == ["prohibition_set", "prohibition_lifted"]
    assert "Voimassa." in visitor.get(centre).text


def test_consent_to_what_is_forbidden_is_not_taken(small_firm: PageFirm) -> None:
    centre = small_firm.consents_link()
    visitor = small_firm.visitor()
    visitor.post(centre, data=WITHDRAW)
    visitor.post(centre, data={"action": "prohibit", "scope": "data_use"})
    small_firm.pass_time(hours=1)
    page = visitor.post(centre, data=GIVE).text
    assert "Olet kieltänyt tämän." in page
    assert "Lähetämme sähköpostiisi linkin" not in page
    assert small_firm.ledger() == ["consent_withdrawn", "prohibition_set"]


def test_wording_that_was_replaced_meanwhile_is_shown_anew(small_firm: PageFirm) -> None:
    centre = small_firm.consents_link()
    small_firm.visitor().post(centre, data=WITHDRAW)
    small_firm.pass_time(hours=1)
    newer = NewWording("feedback", Purpose.FEEDBACK_REQUEST, PUBLISH)
    small_firm.do(lambda session: add_version(session, newer, By("test", small_firm.now)))
    page = small_firm.visitor().post(centre, data=GIVE)
    assert "Sanamuoto on juuri muuttunut" in page.text
    assert PUBLISH[Language.FI] in page.text
    assert small_firm.ledger() == ["consent_withdrawn"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"action": "give", "purpose": "newsletter", "wording": "feedback@1"},
        {"action": "give", "purpose": "feedback_request", "wording": "feedback@99999999999999999999"},
        {"action": "give", "purpose": "feedback_request", "wording": "'; DROP TABLE person; --@1"},
        {"action": "withdraw", "purpose": "accounting"},
        {"action": "prohibit", "scope": "everything"},
        {"action": "erase"},
    ],
)
def test_form_that_is_none_of_ours_changes_nothing(small_firm: PageFirm, fields: dict[str, str]) -> None:
    centre = small_firm.consents_link()
    before = contents(small_firm)
    assert small_firm.visitor().post(centre, data=fields).status_code == 200
    assert contents(small_firm) == before


def test_page_is_the_same_and_mail_goes_to_a_known_person_alone_once_a_day(firm: PageFirm) -> None:
    firm.send()
    pages = {
        address: firm.visitor().post("/", data={"address": address}).text
        for address in (MAIJA.address, MAIJA.address.upper(), "nobody@elsewhere.example", "info@firma.example")
    }
    assert len(set(pages.values())) == 1
    letters = firm.send()
    assert [text.count("/c/") for text in letters if "/c/" in text] == [1]
    firm.pass_time(hours=23)
    firm.visitor().post("/", data={"address": MAIJA.address})
    assert firm.send() == []
    firm.pass_time(hours=2)
    firm.visitor().post("/", data={"address": MAIJA.address})
    assert len(firm.send()) == 1


def test_address_that_two_people_share_gets_no_link(small_firm: PageFirm) -> None:
    small_firm.send()
    maija = small_firm.person(MAIJA.address)
    with small_firm.database.write() as session:
        by = By("test", small_firm.now)
        other = make_person(session, by)
        source_id = entered(session, SourceKind.CONTRACT, "paper", small_firm.now, by)
        statement = Statement(
            source_id=source_id,
            kind=SourceKind.CONTRACT,
            from_subject=True,
            taken_at=small_firm.now,
            taken_by="staff_entry",
        )
        state_value(session, other, DetailField.EMAIL, MAIJA.address, statement)
    assert other != maija
    small_firm.visitor().post("/", data={"address": MAIJA.address})
    assert small_firm.send() == []


def test_nothing_of_a_strangers_address_is_stored(small_firm: PageFirm) -> None:
    small_firm.send()
    before = contents(small_firm)
    small_firm.visitor().post("/", data={"address": "outo@vieras.example"})
    assert small_firm.send() == []
    assert contents(small_firm) == before


def test_link_to_the_centre_expires_and_a_wrong_one_opens_nothing(small_firm: PageFirm) -> None:
    centre = small_firm.consents_link()
    visitor = small_firm.visitor()
    assert visitor.get("/w/" + centre.removeprefix("/c/")).status_code == 404
    assert visitor.get(centre[:-1] + ("A" if centre[-1] != "A" else "B")).status_code == 404
    small_firm.pass_time(days=3, seconds=1)
    assert visitor.get(centre).status_code == 410
    before = contents(small_firm)
    assert visitor.post(centre, data=WITHDRAW).status_code == 410
    assert contents(small_firm) == before


def test_confirmation_is_asked_once_however_often_the_form_is_sent(small_firm: PageFirm) -> None:
    centre = small_firm.consents_link()
    visitor = small_firm.visitor()
    visitor.post(centre, data=WITHDRAW)
    small_firm.pass_time(hours=1)
    for _ in range(5):
        visitor.post(centre, data=GIVE)
        small_firm.pass_time(minutes=1)
    assert len(small_firm.send()) == 1
    visitor.post(centre, data=GIVE)
    assert small_firm.send() == []
    assert [row.type.value for row in small_firm.all(ConsentEntry)].count("confirmation_sent") == 1


def test_confirmation_waits_while_an_unclear_message_waits_to_be_read(small_firm: PageFirm) -> None:
    centre = small_firm.consents_link()
    visitor = small_firm.visitor()
    visitor.post(centre, data=WITHDRAW)
    small_firm.pass_time(hours=1)
    visitor.post(centre, data=GIVE)
    small_firm.enter(ConsentEvent(type=ConsentEventType.PAUSE_SET, at=small_firm.now))
    assert small_firm.send() == []
    assert "kukaan ei ole vielä ehtinyt lukea" in visitor.get(centre).text
    small_firm.enter(
        ConsentEvent(
            type=ConsentEventType.PAUSE_LIFTED, at=small_firm.now + timedelta(minutes=1), by="operator", evidence="note"
        )
    )
    small_firm.pass_time(hours=7)
    assert len(small_firm.send()) == 1


def test_person_whose_link_it_is_not_is_not_touched(small_firm: PageFirm) -> None:
    other = Mailbox(LIISA.name, LIISA.address)
    small_firm.visit("visit-3", mailbox=other)
    small_firm.consents(other)
    centre = small_firm.consents_link()
    small_firm.visitor().post(centre, data={"action": "withdraw_all"})
    assert small_firm.events(small_firm.person(LIISA.address)) == ["consent_given"]


def test_link_changes_a_consent_so_often_only_and_still_withdraws_and_forbids(small_firm: PageFirm) -> None:
    centre = small_firm.consents_link()
    visitor = small_firm.visitor()
    turns = [{"action": "prohibit", "scope": "newsletter"}, {"action": "lift", "scope": "newsletter"}]
    for number in range(MAX_ACTS):
        small_firm.pass_time(seconds=1)
        assert visitor.post(centre, data=turns[number % 2]).status_code == 200
    assert len(small_firm.ledger()) == MAX_ACTS
    small_firm.pass_time(seconds=1)
    for fields in (turns[0], WITHDRAW):
        for _ in range(2):
            assert visitor.post(centre, data=fields).status_code == 200
    assert small_firm.ledger()[MAX_ACTS:] == ["prohibition_set", "consent_withdrawn"]
    before = contents(small_firm)
    for fields in (turns[1], GIVE):
        assert visitor.post(centre, data=fields).status_code == 429
    assert contents(small_firm) == before


def test_page_of_an_act_is_made_after_its_commit_from_one_reading_of_the_ledger(small_firm: PageFirm) -> None:
    centre = small_firm.consents_link()
    visitor = small_firm.visitor()
    steps: list[str] = []
    engine = small_firm.database.engine
    sa.event.listen(engine, "before_cursor_execute", lambda *given: steps.append(given[2]))
    sa.event.listen(engine, "commit", lambda _: steps.append("commit"))
    visitor.post(centre, data=WITHDRAW)
    wrote = max(number for number, step in enumerate(steps) if step.startswith("INSERT INTO consent_event"))
    after = steps[steps.index("commit", wrote) :]
    assert sum("FROM consent_event" in step for step in after) == 1
    assert not any("FROM wording" in step for step in steps[:wrote])
