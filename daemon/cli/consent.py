"""`rekisterid consent`: acts of consent that staff enter, each with its effect told at once, and how a person stands."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli import consent_import, wording
from daemon.cli.choosing import chosen, chosen_by, listed
from daemon.cli.groups import add_group
from daemon.cli.output import clean, console, line, show_json
from daemon.cli.people import Person
from daemon.cli.shell import AsJson, shell_of
from models.vocabulary import CONSENT_PURPOSES, Language, Purpose

if TYPE_CHECKING:
    from sqlmodel import Session

    from daemon.cli.opened import Opened
    from models.register.queries.consent import LedgerLine, PurposeStanding
    from models.register.staff_entries import Effect, Said, StaffEntries
    from models.rules.consent import ConsentReason
    from models.values import Verdict

ALL = "all"
ASKED = "a mail asks the person to confirm it, by its link or by a plain yes, within 14 days of the consent"
_PURPOSES = tuple(purpose for purpose in Purpose if purpose in CONSENT_PURPOSES)

One = Annotated[str, typer.Option("--purpose", metavar="PURPOSE", help=f"One of {listed(_PURPOSES)}.")]
OneOrAll = Annotated[str, typer.Option("--purpose", metavar="PURPOSE", help=f"all, or one of {listed(_PURPOSES)}.")]
On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="When it was said or signed; now if left out.")]
Evidence = Annotated[
    str, typer.Option("--evidence", metavar="TEXT", help="Where the proof lies: a document, a note. No text of a mail.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = add_group(
        app,
        "consent",
        "Consents, withdrawals and prohibitions.",
        {
            "show": show_consent,
            "give": give,
            "withdraw": withdraw,
            "refuse": refuse,
            "prohibit": prohibit,
            "lift": lift,
            "pause": pause,
            "resume": resume,
            "ask-confirmation": ask_confirmation,
        },
    )
    consent_import.register(group)
    wording.register(group)


def give(
    ctx: typer.Context,
    person: Person,
    method: Annotated[
        str, typer.Option("--method", metavar="METHOD", help="paper, email_reply, web_form, phone or oral.")
    ],
    evidence: Evidence,
    purpose: One = Purpose.FEEDBACK_REQUEST.value,
    on: On = None,
    wording_: Annotated[
        str | None,
        typer.Option("--wording", metavar="NAME@VERSION", help="What was agreed to; the newest if left out."),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="LANGUAGE", help="Language of the wording: fi, sv or en.")
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", metavar="ADDRESS", help="The e-mail address the person gave with it.")
    ] = None,
    no_mail: Annotated[
        bool, typer.Option("--no-mail", help="Do not write to the person to have it confirmed, where it must be.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Enter a consent that was given on paper, by phone or otherwise. All but paper is confirmed by the person, by mail."""
    from daemon.config.build import can_write_to_clients
    from models.register.staff_entries import Grant
    from models.rules.consent import ConsentMethod, ConsentReason

    with _entering(ctx, person) as entry:
        grant = Grant(
            purpose=_purpose(purpose),
            given_at=entry.register.local.read(on, option="--on") if on else entry.register.now,
            method=chosen_by(ConsentMethod, method, "--method"),
            evidence=evidence,
            wording=wording_,
            language=chosen_by(Language, language, "--language")
            if language
            else entry.register.config.register.language,
            address=address,
        )
        effect = entry.entries.give(entry.person_id, grant)
        waits = any(verdict.reason is ConsentReason.UNCONFIRMED for _, verdict in effect.verdicts)
        asked = (
            waits and not no_mail and can_write_to_clients(entry.register.config) and _ask(entry, grant.purpose).allowed
        )
    _tell(effect, as_json=as_json)
    if waits and not as_json:
        line(ASKED if asked else "it counts once the person has confirmed it: `rekisterid consent ask-confirmation`")


def ask_confirmation(ctx: typer.Context, person: Person, purpose: One = Purpose.FEEDBACK_REQUEST.value) -> None:
    """Ask the person once, by mail, to confirm a consent that was imported or entered less than 14 days after it was given."""
    from daemon.config.build import can_write_to_clients
    from daemon.reasons import plain_words
    from models.errors import Declined

    with _entering(ctx, person) as entry:
        if not can_write_to_clients(entry.register.config):
            raise Declined(
                "no mail can go out", mend="set [sending] host, from_address, reply_to and [register] notice_url"
            )
        verdict = _ask(entry, _purpose(purpose))
    if not verdict.allowed:
        raise Declined(f"nothing is asked: {plain_words(verdict.reason)}", mend="see `rekisterid consent show`")
    line(ASKED)


def _ask(entry: "_Entry", purpose: Purpose) -> "Verdict[ConsentReason]":
    from daemon.pulling import ask_policy
    from models.register import confirmations
    from models.tables import RegisterState

    register_, session = entry.register, entry.session
    policy = ask_policy(register_.config, session.get_one(RegisterState, 1), register_.now)
    return confirmations.ask_confirmation(session, entry.person_id, purpose, policy, register_.by)


def withdraw(
    ctx: typer.Context,
    person: Person,
    purpose: OneOrAll = ALL,
    on: On = None,
    evidence: Evidence = "",
    as_json: AsJson = False,
) -> None:
    """Enter a withdrawal of consent; it holds at once."""
    _enter(
        ctx, person, _Words(on, evidence), lambda e, who, said: e.withdraw(who, _scope(purpose), said), as_json=as_json
    )


def refuse(
    ctx: typer.Context,
    person: Person,
    purpose: OneOrAll = Purpose.FEEDBACK_REQUEST.value,
    on: On = None,
    evidence: Evidence = "",
    as_json: AsJson = False,
) -> None:
    """Enter that the person said no when asked; it ends an earlier consent too."""
    _enter(
        ctx, person, _Words(on, evidence), lambda e, who, said: e.refuse(who, _scope(purpose), said), as_json=as_json
    )


def prohibit(
    ctx: typer.Context,
    person: Person,
    purpose: OneOrAll = ALL,
    on: On = None,
    evidence: Evidence = "",
    as_json: AsJson = False,
) -> None:
    """Enter that a person forbids contact. An address that nobody has is then known as one that forbade contact."""
    from daemon.cli.opened import opened
    from models.register.queries.people import NobodyMeant, person_meant
    from models.register.staff_entries import StaffEntries

    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        entries = StaffEntries(session, register_.database.key, register_.by, register_.consent)
        said, scope = _Words(on, evidence).said(register_), _scope(purpose)
        try:
            effect = entries.prohibit(person_meant(session, person), scope, said)
        except NobodyMeant:
            if "@" not in person:
                raise
            effect = entries.prohibit_address(person, scope, said)
    _tell(effect, as_json=as_json)


def lift(
    ctx: typer.Context,
    person: Person,
    evidence: Evidence,
    purpose: OneOrAll = ALL,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """End a prohibition, on the person's own explicit word."""
    words = _Words(on, evidence, late=False)
    _enter(ctx, person, words, lambda e, who, said: e.lift(who, _scope(purpose), said), as_json=as_json)


def pause(ctx: typer.Context, person: Person, on: On = None, evidence: Evidence = "", as_json: AsJson = False) -> None:
    """Hold everything back until someone has read an unclear message."""
    _enter(ctx, person, _Words(on, evidence), lambda e, who, said: e.pause(who, said), as_json=as_json)


def resume(ctx: typer.Context, person: Person, evidence: Evidence, on: On = None, as_json: AsJson = False) -> None:
    """End a pause, with a note of what was read and what it means."""
    words = _Words(on, evidence, late=False)
    _enter(ctx, person, words, lambda e, who, said: e.resume(who, said), as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Words:
    """When something was said and where the proof lies, as the command line has it.

    `late`: a day alone counts at its end, so that what protects the person ends what came before it (C11).
    """

    on: str | None
    evidence: str
    late: bool = True

    def said(self, register_: "Opened") -> "Said":
        """Read the day; none named is now, and today ends now."""
        from models.register.staff_entries import Said

        if self.on is None:
            return Said(register_.now, self.evidence)
        at = register_.local.read(self.on, option="--on", late=self.late)
        is_today = register_.local.day(at) == register_.local.day(register_.now)
        return Said(min(at, register_.now) if is_today else at, self.evidence)


@dataclass(frozen=True, slots=True)
class _Entry:
    register: "Opened"
    session: "Session"
    entries: "StaffEntries"
    person_id: int


@contextmanager
def _entering(ctx: typer.Context, person: str) -> Iterator[_Entry]:
    from daemon.cli.opened import opened
    from models.register.queries.people import person_meant
    from models.register.staff_entries import StaffEntries

    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        wording.seed(session, register_)
        entries = StaffEntries(session, register_.database.key, register_.by, register_.consent)
        yield _Entry(register_, session, entries, person_meant(session, person))


def _enter(
    ctx: typer.Context,
    person: str,
    words: _Words,
    act: "Callable[[StaffEntries, int, Said], Effect]",
    *,
    as_json: bool,
) -> None:
    """Do one act for the person meant, and tell its effect."""
    with _entering(ctx, person) as entry:
        effect = act(entry.entries, entry.person_id, words.said(entry.register))
    _tell(effect, as_json=as_json)


def _purpose(text: str) -> Purpose:
    return chosen(_PURPOSES, text, f"{clean(text)} is no purpose that needs consent")


def _scope(text: str) -> Purpose | None:
    return None if text == ALL else _purpose(text)


def _tell(effect: "Effect", *, as_json: bool) -> None:
    from daemon.reasons import plain_words

    if as_json:
        show_json(effect)
        return
    line(f"recorded for person {effect.person_id}")
    reasons = {verdict.reason for _, verdict in effect.verdicts}
    if len(reasons) == 1 and len(effect.verdicts) > 1:
        verdict = effect.verdicts[0][1]
        line(f"every purpose: {'yes' if verdict.allowed else 'no'} – {plain_words(verdict.reason)}")
        return
    for purpose, verdict in effect.verdicts:
        line(f"{purpose.value.replace('_', ' ')}: {'yes' if verdict.allowed else 'no'} – {plain_words(verdict.reason)}")


@dataclass(frozen=True, slots=True)
class ConsentTold:
    """How a person stands, and the ledger behind it."""

    person_id: int
    purposes: "tuple[PurposeStanding, ...]"
    ledger: "tuple[LedgerLine, ...]"


def show_consent(ctx: typer.Context, person: Person, as_json: AsJson = False) -> None:
    """Show how a person's consent stands for each purpose, and every event behind it. The look is logged."""
    from daemon.cli.consent_words import consent_view
    from daemon.cli.opened import opened
    from models.register.audit import Act, record
    from models.register.clusters import cluster_of
    from models.register.queries.consent import ledger_lines, standings
    from models.register.queries.people import person_meant

    with opened(shell_of(ctx)) as register_, register_.database.write() as session:
        person_id = person_meant(session, person)
        members = cluster_of(session, person_id).members
        record(session, register_.by, Act("consent.read", "person", person_id, "S14"))
        purposes = standings(session, person_id, register_.now, register_.consent)
        told = ConsentTold(person_id, purposes, ledger_lines(session, members))
        local = register_.local
    if as_json:
        show_json(told)
    else:
        console(sys.stdout).print(consent_view(told.purposes, told.ledger, local, every_purpose=True))
