"""HW-F1: killed at random moments while it reads or sends, the service loses nothing, doubles nothing, sends nothing twice."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.config.build import own_identity
from models.register.intake import Intake
from models.register.policy import IntakePolicy
from models.tables import ContactEvent, Detail, DetailSource, Person, Seen, Source
from models.values import Batch, BookingSeen, CalendarObjectSeen, Cursor, EventsReading, PersonHint, Place
from models.vocabulary import BookingStatus, DetailField, HintRole, MailState
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot
from tests.live.firm import NOW, Firm, mail
from tests.live.smtp_sink import SmtpSink, Stage
from tests.live.verified import verify
from tests.live.victims import Hunt

pytestmark = [pytest.mark.xdist_group("kills"), pytest.mark.timeout(600)]

KILLS = 15
MAILS_A_KILL = 10
LETTERS_A_KILL = 3
ANSWER_SECONDS = 0.05
"""How long the relay takes to answer a letter: real ones are slower, and in that time its fate is unknown."""

LONG_ANSWER = 10.0
"""The same where a kill is to meet a letter on its way, also on a busy machine."""

CALENDAR = "/sari/vastaanotto/"


@pytest.fixture
def firm(tmp_path: Path, test_ca: CertificateAuthority) -> Firm:
    return Firm(tmp_path, test_ca)


def client(number: int) -> str:
    return f"asiakas{number}.malli@asiakas.example"


@pytest.mark.live("dovecot")
def test_nothing_is_lost_or_doubled_by_kills_while_mail_is_read(firm: Firm, dovecot: Dovecot) -> None:
    kill_while_reading(firm, dovecot, KILLS, seed=1)


def kill_while_reading(firm: Firm, dovecot: Dovecot, kills: int, seed: int) -> Hunt:
    """Deliver mail and kill the service that reads it, again and again; then let it end, and look."""
    user = dovecot.new_user()
    firm.mailbox(dovecot, user)
    firm.write()
    senders = 7
    firm.paper_consents(*(client(number) for number in range(senders)))
    hunt, count, longest = Hunt(seed), 0, 0.0
    for _ in range(kills + 1):
        raws = [mail(client(number % senders), name=f"m{number}") for number in range(count, count + MAILS_A_KILL)]
        dovecot.append_many(user, "INBOX", raws)
        count += MAILS_A_KILL
        if not longest:
            longest = hunt.let_one_live("pull", firm.path)
            continue
        hunt.kill_one("pull", firm.path, longest)
    for _ in range(2):
        hunt.let_one_live("pull", firm.path)

    assert hunt.kills > kills / 3
    seen = firm.all(Seen)
    assert Counter(row.item for row in seen) == Counter(str(uid) for uid in range(1, count + 1))
    assert {row.outcome.value for row in seen} == {"used"}
    assert len({row.digest for row in seen}) == count
    assert len([row for row in firm.all(Source) if row.item is not None]) == count
    assert len(firm.all(ContactEvent)) == count
    assert len(firm.all(Person)) == senders
    emails = [row.value_key for row in firm.all(Detail) if row.field is DetailField.EMAIL]
    assert sorted(emails) == sorted(client(number) for number in range(senders))
    ties = [(row.detail_id, row.source_id) for row in firm.all(DetailSource)]
    assert len(ties) == len(set(ties))
    verify(firm)
    assert hunt.children > 0
    assert hunt.orphans() == set()
    return hunt


def visits(firm: Firm, count: int) -> None:
    """Let every client have had a visit two hours ago."""
    items = [_visit(number) for number in range(count)]
    with firm.register() as database:
        intake = Intake(database, IntakePolicy(own=own_identity(firm.config())), lambda: NOW - timedelta(hours=1))
        stored = intake.store(Batch("kalenteri", CALENDAR, Cursor("kalenteri", CALENDAR, "1"), tuple(items)))
        assert stored.used == count


def _visit(number: int) -> CalendarObjectSeen:
    start = NOW - timedelta(hours=3)
    hint = PersonHint(HintRole.ATTENDEE, address=client(number), answered=True)
    seen = BookingSeen(
        uid=f"visit-{number}",
        recurrence_id="",
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        status=BookingStatus.PLANNED,
        is_booking=True,
        why="all",
        people=(hint,),
    )
    place = Place("kalenteri", CALENDAR, "", f"{CALENDAR}{number}.ics")
    window = (NOW - timedelta(days=100), NOW + timedelta(days=100))
    return CalendarObjectSeen(place, "v1", *window, EventsReading((seen,)))


@pytest.mark.live("smtp")
def test_nothing_is_sent_twice_or_lost_by_kills_while_letters_go_out(firm: Firm, smtp_sink: SmtpSink) -> None:
    kill_while_sending(firm, smtp_sink, KILLS, seed=1)


def kill_while_sending(firm: Firm, smtp_sink: SmtpSink, kills: int, seed: int) -> Hunt:
    """Kill the service that sends, again and again; then let it end, and look."""
    count = LETTERS_A_KILL * kills
    firm.mailbox_nowhere()
    firm.relay(smtp_sink)
    firm.write()
    firm.paper_consents(*(client(number) for number in range(count)))
    visits(firm, count)
    hunt = Hunt(seed)
    for number in range(kills):
        _kill_one_sender(hunt, firm, smtp_sink, number)
    _answers(smtp_sink)
    hunt.let_one_live("send", firm.path)

    arrived = Counter(_message_id(letter.raw) for letter in smtp_sink.messages)
    assert max(arrived.values()) == 1
    assert max(Counter(letter.recipients for letter in smtp_sink.messages).values()) == 1
    letters = firm.letters()
    assert len(letters) == count
    assert {letter.state for letter in letters} <= {MailState.SENT, MailState.UNKNOWN}
    unknown = [letter for letter in letters if letter.state is MailState.UNKNOWN]
    assert kills // 3 <= len(unknown) <= hunt.kills, "a third of the kills has met a letter on its way"
    sent = {letter.message_id for letter in letters if letter.state is MailState.SENT}
    assert sent <= set(arrived)
    assert set(arrived) - sent <= {letter.message_id for letter in unknown}
    assert hunt.kills > kills / 2
    verify(firm)
    return hunt


def _kill_one_sender(hunt: Hunt, firm: Firm, sink: SmtpSink, number: int) -> None:
    """Kill at any moment, or soon after the relay was asked to take a letter, or while it is about to say that it has it."""
    if number % 3 == 0:
        _answers(sink)
        hunt.kill_one("send", firm.path, longest=0.8)
    elif number % 3 == 1:
        _answers(sink)
        hunt.kill_one("send", firm.path, 2 * ANSWER_SECONDS, _one_more(lambda: list(sink.commands).count("DATA")))
    else:
        _answers(sink, first=LONG_ANSWER)
        hunt.kill_one("send", firm.path, ANSWER_SECONDS, _one_more(lambda: len(sink.messages)))


def _answers(sink: SmtpSink, first: float = ANSWER_SECONDS) -> None:
    """Let the relay take so long to answer the next letter, and the usual time for every further one."""
    sink.behave()
    sink.delay(Stage.FINAL_DOT, first, times=1)
    sink.delay(Stage.FINAL_DOT, ANSWER_SECONDS)


def _one_more(count: Callable[[], int]) -> Callable[[], bool]:
    """Give what becomes true when the count is higher than it is now."""
    before = count()
    return lambda: count() > before


def _message_id(raw: bytes) -> str:
    line = next(line for line in raw.split(b"\r\n") if line.lower().startswith(b"message-id:"))
    return line.partition(b":")[2].strip().strip(b"<>").decode("ascii")
