"""Mail into the register: order, repeats, moves, names, suppression, provenance, and what a hostile sender may not do."""

from datetime import timedelta
from typing import Any

import pytest

from models.register.clusters import cluster_of
from models.register.keys import item_mark
from models.tables import (
    Candidate,
    ClientRelationship,
    ContactEvent,
    Detail,
    DetailSource,
    DetailStanding,
    Judgement,
    JudgementKind,
    Person,
    ProblemRow,
    Seen,
    Source,
    Suppression,
    WrittenTo,
)
from models.values import Mailbox, Observation, Problem
from models.vocabulary import DetailField, Direction, Language, MessageKind, Outcome, ProblemStage, SourceKind, Trust
from tests.models.register.office import Office, in_both_orders
from tests.models.register.samples import (
    CLIENTS,
    INBOX,
    KEY,
    LIISA,
    MAIJA,
    MATTI,
    NOW,
    STAFF,
    Step,
    at,
    booking,
    calendar_object,
    hint,
    keep_out_by,
    message,
    reply_by_staff,
    titled,
    trusted,
    value,
)

PHONE = value(DetailField.PHONE, "+358401234567")
TURNED: dict[str, list[Observation]] = {
    "mail and calendar": [message(1), calendar_object(booking())],
    "mail, answer and calendar": [message(1, more=(PHONE,)), reply_by_staff(1), calendar_object(booking())],
    "inbox and sent": [message(1), message(2), reply_by_staff(1), reply_by_staff(2, received=at(hours=1))],
    "first letter by staff, then an answer": [
        reply_by_staff(1, in_reply_to=(), received=at(hours=-3)),
        message(1),
        reply_by_staff(2),
    ],
    "title names a client": [message(1, folder=CLIENTS), calendar_object(titled("Maija Mäkinen, työnohjaus"))],
    "form and mail": [message(1, kind=MessageKind.FORM), message(2, LIISA), message(3)],
    "withdrawal before the booking": [message(1, withdrawal_word=True), calendar_object(booking())],
    "two clients of one name": [
        message(1, folder=CLIENTS),
        calendar_object(titled("Maija Mäkinen")),
        message(2, Mailbox("Maija Mäkinen", "toinen@asiakas.example"), folder=CLIENTS),
    ],
    "languages": [
        message(1, folder=CLIENTS, language=Language.SV),
        message(2, received=at(hours=1), language=Language.FI),
        message(3, received=at(hours=2), language=Language.SV),
    ],
}


@pytest.mark.parametrize("story", TURNED)
def test_reversed_order_gives_the_same_register(register_url: str, story: str, tmp_path: Any) -> None:
    forwards, backwards = in_both_orders(TURNED[story])
    first, second = Office(register_url), Office(f"sqlite:///{tmp_path}/other.sqlite3")
    first.items = {item.place: item for item in forwards}
    second.items = dict(first.items)
    first.read(*forwards)
    second.read(*backwards)
    assert first.facts() == second.facts()
    assert [row.language for row in first.all(Person)] == [row.language for row in second.all(Person)]
    first.database.close()
    second.database.close()


def test_same_batch_twice_changes_nothing(office: Office) -> None:
    mail = Step((message(1, folder=CLIENTS, more=(PHONE,)), message(2, LIISA), message(3, withdrawal_word=True)))
    office.store(mail, CLIENTS)
    before = office.facts()
    rows = {table: office.all(table) for table in (Seen, Detail, DetailSource, ContactEvent, Candidate, Source)}
    office.pass_time(hours=1)
    office.store(mail, CLIENTS)
    assert office.facts() == before
    assert rows == {table: office.all(table) for table in rows}


def test_moved_message_is_the_same_source_at_its_newest_place(office: Office) -> None:
    office.read(calendar_object(booking()), message(1, digest="aa" * 16))
    office.read(message(9, folder=CLIENTS, digest="aa" * 16))
    mails = [row for row in office.all(Source) if row.kind is SourceKind.EMAIL]
    assert [(row.item, row.digest.hex()) for row in mails] == [("9", "aa" * 16)]
    assert office.count(ContactEvent) == 1
    assert office.count(Seen) == 2


def test_new_uidvalidity_doubles_nothing(office: Office) -> None:
    office.read(calendar_object(booking()), *[message(n, validity="1", digest=f"{n:032x}") for n in (1, 2, 3)])
    before = office.facts()
    office.read(*[message(n + 4, validity="2", digest=f"{n:032x}") for n in (1, 2, 3)])
    assert {fact[:-1] for fact in office.facts()} == {fact[:-1] for fact in before}
    assert office.count(ContactEvent) == 3
    assert office.count(Person) == 1


def test_other_name_on_a_known_address_opens_a_judgement_and_changes_no_value(office: Office) -> None:
    office.read(calendar_object(booking()))
    before = office.values(office.person(MAIJA.address))
    office.read(message(1, MATTI, more=(PHONE,)), message(2, MATTI))
    assert office.reasons() == ["other_name_on_address"] * 2
    assert office.values(office.person(MAIJA.address)) == before
    assert [(row.kind, row.reason) for row in office.all(Judgement)] == [(JudgementKind.OPEN, "other_name_on_address")]


def test_question_that_a_person_put_away_is_not_asked_again(office: Office) -> None:
    office.read(calendar_object(booking()), message(1, MATTI))

    def put_away(session: Any) -> None:
        judgement = session.get_one(Judgement, 1)
        judgement.withdrawn_at = office.now
        session.add(judgement)

    office.do(put_away)
    office.read(message(2, MATTI))
    assert office.count(ProblemRow) == 0
    assert office.count(Judgement) == 1


def two_on_one_address(office: Office) -> tuple[int, int]:
    """Make Maija by a booking and a second person, whom staff entered with the same address."""
    office.read(calendar_object(booking()))
    first = office.person(MAIJA.address)

    def enter(session: Any) -> int:
        from models.register.audit import By
        from models.register.people import Statement, make_person, state_value
        from models.register.sources import entered

        by = By("staff:sari", office.now)
        second = make_person(session, by)
        source = entered(session, SourceKind.MEETING, "note 1", office.now, by)
        statement = Statement(source, SourceKind.MEETING, True, office.now, "staff_entry")
        state_value(session, second, DetailField.EMAIL, MAIJA.address, statement)
        state_value(session, second, DetailField.PERSON_NAME, MATTI.name, statement)
        return second

    return first, int(office.do(enter))


def test_two_people_on_one_address_are_told_apart_by_name(office: Office) -> None:
    maija, matti = two_on_one_address(office)
    office.read(message(1), message(2, MATTI))
    by_person = {row.person_id: row for row in office.all(ContactEvent)}
    assert set(by_person) == {maija, matti}


def test_nameless_mail_of_a_shared_address_waits_for_a_person(office: Office) -> None:
    maija, matti = two_on_one_address(office)
    office.read(message(1, Mailbox("", MAIJA.address)))
    assert office.reasons() == ["ambiguous"]
    assert [(row.person_a, row.person_b) for row in office.all(Judgement)] == [(maija, matti)]
    assert office.count(ContactEvent) == 0


def test_records_judged_to_be_one_person_are_not_ambiguous(office: Office) -> None:
    maija, matti = two_on_one_address(office)
    office.do(
        lambda session: session.add(
            Judgement(
                person_a=maija,
                person_b=matti,
                kind=JudgementKind.SAME,
                reason="staff",
                made_by="staff:sari",
                made_at=office.now,
            )
        )
    )
    office.read(message(1, Mailbox("", MAIJA.address)))
    assert office.ask(lambda session: cluster_of(session, matti).members) == (maija, matti)
    assert [row.person_id for row in office.all(ContactEvent)] == [maija]


def test_withdrawal_from_a_shared_address_counts_for_everyone_there(office: Office) -> None:
    maija, matti = two_on_one_address(office)
    office.read(message(1, Mailbox("", MAIJA.address), withdrawal_word=True))
    assert office.events(maija) == office.events(matti) == ["consent_withdrawn"]


@pytest.mark.parametrize(
    "item",
    [
        message(1, folder=CLIENTS, more=(PHONE,)),
        message(1, kind=MessageKind.FORM),
        message(1, STAFF, subject_of=MAIJA, forwarded=True),
        calendar_object(booking()),
        calendar_object(booking(people=(hint(phone=PHONE.value, address=LIISA.address),))),
    ],
)
def test_erased_person_does_not_come_back(office: Office, item: Observation) -> None:
    def suppress(session: Any) -> None:
        keep_out_by(session, DetailField.EMAIL, MAIJA.address, NOW)
        keep_out_by(session, DetailField.PHONE, PHONE.value, NOW)

    office.do(suppress)
    office.read(item, reply_by_staff(1))
    assert office.count(Person) == office.count(Detail) == office.count(Candidate) == office.count(WrittenTo) == 0


def test_arrival_of_a_suppressed_person_is_counted_once_a_message(office: Office) -> None:
    office.do(lambda session: keep_out_by(session, DetailField.EMAIL, MAIJA.address, NOW))
    office.read(message(1, digest="aa" * 16), message(2, validity="2", digest="aa" * 16), message(3))
    assert [row.arrivals for row in office.all(Suppression)] == [2]


def test_outgoing_mail_is_contact_history_with_those_who_are_known(office: Office) -> None:
    office.read(calendar_object(booking()))
    sent = reply_by_staff(1, recipients=(MAIJA, LIISA, Mailbox("", "sari@firma.example")), in_reply_to=())
    office.read(sent)
    assert [(row.direction, row.at) for row in office.all(ContactEvent)] == [(Direction.OUTGOING, NOW)]
    assert office.count(Person) == 1
    assert "liisa" not in str(office.all(WrittenTo))


def test_what_staff_type_of_a_known_client_is_proposed_and_of_a_stranger_nothing(office: Office) -> None:
    office.read(calendar_object(booking()))
    maija = office.person(MAIJA.address)
    office.read(
        message(2, STAFF, subject_of=MAIJA, proposals=(PHONE,), recipients=(STAFF,)),
        message(
            3, STAFF, subject_of=LIISA, proposals=(value(DetailField.PHONE, "+358401234568"),), recipients=(STAFF,)
        ),
    )
    phones = [row for row in office.all(Detail) if row.field is DetailField.PHONE]
    assert [(row.person_id, row.value, row.standing) for row in phones] == [
        (maija, PHONE.value, DetailStanding.PROPOSAL)
    ]
    assert office.count(Person) == 1
    assert office.count(Candidate) == office.count(ContactEvent) == 0


def test_every_value_has_a_source_that_exists(office: Office) -> None:
    office.read(
        message(1), reply_by_staff(1), calendar_object(booking(people=(hint(), hint(LIISA)))), message(2, LIISA)
    )
    sources = {row.id for row in office.all(Source)}
    tied = {row.detail_id for row in office.all(DetailSource) if row.source_id in sources}
    assert {row.id for row in office.all(Detail)} == tied


def test_repeat_adds_a_tie_and_never_a_value(office: Office) -> None:
    office.read(calendar_object(booking()), message(1), message(2, Mailbox("MAIJA  mäkinen", "Maija@ASIAKAS.example")))
    person = office.person(MAIJA.address)
    assert office.values(person) == ["Maija Mäkinen", "maija@asiakas.example"]
    assert office.count(DetailSource) == 6


def test_job_title_and_website_are_dropped_by_default(office: Office) -> None:
    more = (value(DetailField.JOB_TITLE, "johtaja"), value(DetailField.WEBSITE, "https://asiakas.example"))
    office.read(message(1, folder=CLIENTS, more=more))
    assert office.values(office.person(MAIJA.address)) == ["Maija Mäkinen", "maija@asiakas.example"]


def test_identity_code_is_taken_out_of_every_value(office: Office) -> None:
    more = (value(DetailField.STREET, "Katu 1, 131052-308T"),)
    office.read(message(1, folder=CLIENTS, more=more))
    office.read(calendar_object(booking(people=(hint(LIISA, name="Liisa Laine 131052-308T"),), location="131052-308T")))
    stored = [row.value for row in office.all(Detail)] + [row.value_key for row in office.all(Detail)]
    assert not any("308t" in text.casefold() for text in stored)
    assert any(text.startswith("Katu 1") for text in stored)


def test_value_too_long_for_a_value_costs_only_itself(office: Office) -> None:
    office.read(message(1, folder=CLIENTS, more=(value(DetailField.STREET, "Katu " * 100), PHONE)))
    person = office.person(MAIJA.address)
    assert office.values(person) == ["+358401234567", "Maija Mäkinen", "maija@asiakas.example"]
    assert office.count(ProblemRow) == 0


# What a hostile sender could do to someone else's record (HW-T1, HW-T2).


def test_forged_mail_cannot_add_another_address_to_a_record(office: Office) -> None:
    office.read(calendar_object(booking()))
    office.read(message(1, more=(value(DetailField.EMAIL, "hyokkaaja@paha.example"),)))
    person = office.person(MAIJA.address)
    proposals = [row.value for row in office.all(Detail) if row.standing is DetailStanding.PROPOSAL]
    assert proposals == ["hyokkaaja@paha.example"]
    office.read(message(2, Mailbox("", "hyokkaaja@paha.example"), withdrawal_word=True))
    assert office.reasons()[-1] == "candidate"
    assert office.events(person) == []


def test_proven_mail_adds_the_address_that_the_person_tells(office: Office) -> None:
    office.read(calendar_object(booking()))
    office.read(message(1, more=(value(DetailField.EMAIL, "maija.uusi@asiakas.example"),), **trusted()))
    assert office.person("maija.uusi@asiakas.example") == office.person(MAIJA.address)


def test_mail_that_its_own_domain_disowns_only_proposes(office: Office) -> None:
    office.read(calendar_object(booking()))
    office.read(message(1, more=(PHONE,), trust=Trust.FAILED))
    standings = {row.value: row.standing for row in office.all(Detail)}
    assert standings[PHONE.value] is DetailStanding.PROPOSAL
    assert standings[MAIJA.address] is DetailStanding.VALUE


def test_forward_proves_nothing_of_the_person_in_it(office: Office) -> None:
    office.read(calendar_object(booking()))
    office.read(message(1, STAFF, subject_of=MAIJA, forwarded=True, more=(PHONE,), **trusted()))
    (tie,) = [row for row in office.all(DetailSource) if row.taken_by == "signature"]
    assert (tie.from_subject, tie.trust) == (False, Trust.NONE)


def test_sender_with_a_clients_name_and_another_address_is_another_person(office: Office) -> None:
    office.read(calendar_object(booking()))
    office.read(message(1, Mailbox(MAIJA.name, "maija@paha.example"), more=(PHONE,)))
    assert office.reasons() == ["candidate"]
    assert office.values(office.person(MAIJA.address)) == ["Maija Mäkinen", "maija@asiakas.example"]


def test_client_number_of_an_erased_client_is_never_given_again(office: Office) -> None:
    office.read(message(1, folder=CLIENTS), message(2, LIISA, folder=CLIENTS))
    last = office.all(ClientRelationship)[-1].client_no
    liisa = office.person(LIISA.address)

    def erase(session: Any) -> None:
        session.delete(session.get_one(Person, liisa))

    office.do(erase)
    office.read(message(3, Mailbox("Uusi", "uusi@asiakas.example"), folder=CLIENTS))
    assert office.all(ClientRelationship)[-1].client_no > last
    assert office.person("uusi@asiakas.example") > liisa


# One bad item, and a bad database.


def test_item_that_cannot_be_stored_costs_only_itself(office: Office) -> None:
    poison = message(2, received=NOW.replace(tzinfo=None), folder=CLIENTS)
    stored = office.store(Step((message(1, folder=CLIENTS), poison, message(3, LIISA, folder=CLIENTS))), CLIENTS)
    assert (stored.used, stored.problems) == (2, 1)
    assert office.cursor(CLIENTS) == "step 1"
    (problem,) = office.all(ProblemRow)
    assert (problem.item, problem.stage) == ("2", ProblemStage.STORE)
    assert [row.outcome for row in office.all(Seen)] == [Outcome.USED, Outcome.PROBLEM, Outcome.USED]


@pytest.mark.parametrize("uid", ["\x00nul", "\ud800surrogate"])
def test_text_that_a_database_refuses_stops_no_mailbox(office: Office, uid: str) -> None:
    poison = calendar_object(booking(uid), href="/sari/poison.ics")
    stored = office.store(Step((poison, calendar_object(booking("good"), href="/sari/good.ics"))))
    assert stored.used >= 1
    assert office.cursor("https://kalenteri.example/sari/") == "step 1"
    assert item_mark(KEY, "good") in {fact[1] for fact in office.facts() if fact[0] == "booking"}


def test_problem_read_at_last_is_forgotten(office: Office) -> None:
    place = message(1).place
    step = Step(problems=(Problem(place, ProblemStage.READ, "cpu_limit", "aa" * 16),))
    assert office.store(step, INBOX).problems == 1
    office.store(step, INBOX)
    assert [(row.tries, row.error) for row in office.all(ProblemRow)] == [(2, "cpu_limit")]
    office.read(message(1, digest="aa" * 16))
    assert office.count(ProblemRow) == 0
    assert office.reasons() == ["candidate"]


def test_contact_is_dated_by_the_server_and_not_by_the_message(office: Office) -> None:
    office.read(message(1, folder=CLIENTS, received=at(days=-3), dated_at=NOW + timedelta(days=900)))
    assert [row.at for row in office.all(ContactEvent)] == [at(days=-3)]


def test_many_mails_to_crowds_stop_no_mailbox(office: Office) -> None:
    """Together they name more addresses than a statement takes values: 65,535 on PostgreSQL."""
    crowds = [tuple(Mailbox("", f"{name}-{mail}@joukko.example") for name in range(400)) for mail in range(170)]
    mails = [message(uid, LIISA, recipients=crowd) for uid, crowd in enumerate(crowds, start=1)]
    assert office.store(Step(tuple(mails)), INBOX).skipped == len(mails)
