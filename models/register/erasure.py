"""Erasure on request: what goes and what stays, a week in which it can be undone, then the deed with its proof (T8, T10, T12)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.errors import Declined
from models.migrations import program
from models.register import ledger, recipients, restriction, suppression
from models.register.audit import GENESIS, Act, By, record
from models.register.clusters import cluster_of
from models.register.erasing import Ending, Taken, take_out
from models.register.erasure_ledger import EntryKind, LedgerEntry, note
from models.register.erasure_preview import Preview, bookings_ahead, preview
from models.register.holds import holds_on, vouchers_held
from models.register.keys import Marked
from models.register.recipients import NoticeShown
from models.register.requests import OVER
from models.register.subjects import Subject, subject_of
from models.rules.consent import ConsentEvent, ConsentEventType, prohibited_scopes
from models.rules.erasure import EVIDENCE_PERIOD, ErasureAction
from models.rules.months import local_date
from models.rules.retention import policy_retention
from models.tables import Detail, Erasure, ErasureState, OutgoingMail, Person, RightsRequest, row_id
from models.vocabulary import MailState, RequestKind

HELD_FOR = timedelta(days=7)
BACKUPS_KEPT = timedelta(days=35)
WHY_RESTRICTED = "erasure"


class OtherRecords(Declined):
    """The records that are one person are not those of the time when the erasure was asked for."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: its number, the counts, what was found beforehand (what stays, and the messages to delete).

    `to_tell`: the recipients who are to be told of it now, while it is still known that they had this person's data.
    """

    erasure_id: int
    taken: Taken
    before: Preview
    reply_to: tuple[str, ...] = ()
    to_tell: tuple[NoticeShown, ...] = ()


def request(
    session: Session, key: bytes, person_id: int, by: By, *, settled: bool = False, at_once: bool = False
) -> Erasure:
    """Hold an erasure for a week, the person restricted meanwhile; `at_once`: it is due now.

    `settled`: bookings that lie ahead were talked over with the person (6(1)(b)). Raises Declined when there are some and they
    were not, and when an erasure is held already. One that is held of other records than are the person now is confirmed by it:
    it then means this record and all that are one with it.
    """
    subject = subject_of(session, key, person_id)
    held = held_of(session, subject.members)
    if held is not None and held.records == _all_of(subject.members):
        raise Declined("an erasure of this person is held already", mend="--now carries it out, --undo takes it back")
    ahead = bookings_ahead(session, subject.members, by.now)
    if ahead and not settled:
        raise Declined(
            f"bookings that lie ahead: {ahead}; settle with the person first whether they are kept",
            mend="cancel them in the calendar, or say --settled when the person knows that they stay without their name",
        )
    if not restriction.is_restricted(session, person_id):
        restriction.restrict(session, person_id, WHY_RESTRICTED, by)
        # Recipients are told of the erasure, not of the week before it.
        recipients.call_off(session, subject.members, RequestKind.RESTRICTION)
    recipients.note_due(session, subject.members, RequestKind.ERASURE, by)
    row = held or Erasure(
        request_id=_open_request(session, subject),
        subject="",
        asked_at=by.now,
        asked_by=by.actor,
        due_at=by.now if at_once else by.now + HELD_FOR,
    )
    row.person_id, row.subject, row.records = person_id, subject.references[person_id], _all_of(subject.members)
    session.add(row)
    session.flush()
    record(session, by, Act("erasure.request", "person", person_id, "T8", "at_once" if at_once else "held"))
    return row


def undo(session: Session, key: bytes, person_id: int, by: By) -> Erasure:
    """Take back an erasure that is held: once; what came meanwhile is read again. Raises Declined when none is held."""
    subject = subject_of(session, key, person_id)
    row = held_of(session, subject.members)
    if row is None:
        raise Declined("no erasure of this person is held", mend="`rekisterid erase --preview` shows what one would do")
    if _was_undone(session, subject):
        raise Declined(
            "an erasure of this person was taken back once already",
            mend="carry it out with --now; who changes their mind can be registered anew: `rekisterid readmit`",
        )
    row.state, row.undone_at = ErasureState.UNDONE, by.now
    recipients.call_off(session, subject.members, RequestKind.ERASURE)
    session.add(row)
    person = session.get_one(Person, row.person_id)
    if person.restricted_since == row.asked_at:
        restriction.lift(session, person_id, "erasure undone", by)
    record(session, by, Act("erasure.undo", "person", person_id, "T8"))
    return row


def carry_out(session: Session, key: bytes, row: Erasure, by: By) -> Erased:
    """Do a held erasure now. Raises Declined while a hold stands, and while a letter to the person is on its way.

    Raises OtherRecords when records were joined to the person or parted from them since: somebody looks first who is meant.
    """
    if row.state is not ErasureState.HELD or row.person_id is None:
        raise Declined(f"erasure {row.id} is not held", mend="`rekisterid erase PERSON` asks for one")
    subject = subject_of(session, key, row.person_id)
    if row.records != _all_of(subject.members):
        raise OtherRecords(
            f"erasure {row.id} was asked for when other records were this person",
            mend=f"look with --preview, then confirm it: rekisterid erase {row.person_id}; or take it back: --undo",
        )
    before = preview(session, subject, local_date(by.now), by.now)
    _require_free(session, subject, before)
    reply_to = reply_address(session, subject)
    row.told = recipients.count_told(session, subject.members, by)
    to_tell = recipients.to_tell(session, subject.members)
    taken = erase_subject(session, subject, by, reply_to=reply_to)
    _prove(session, row, taken, before, by)
    record(session, by, Act("erasure.done", "erasure", row.id, "T12", f"deleted={taken.deleted}"))
    return Erased(row_id(row), taken, before, (reply_to,) if reply_to else (), to_tell)


def erase_subject(session: Session, subject: Subject, by: By, *, reply_to: str | None = None) -> Taken:
    """Take a person out for good: kept out by hash, written into the ledger beside the database, and nothing comes back (T10)."""
    today = local_date(by.now)
    for_invoices = bool(vouchers_held(session, subject.members, today))
    forbidden = _forbidden(session, subject)
    suppression.settle_shared(session, [contact.mark for contact in subject.own])
    for contact in subject.contacts:
        suppression.keep_out(session, contact.marked, forbidden, by.now, shared=contact.shared)
    ending = Ending(policy_retention(today, EVIDENCE_PERIOD).hold_until, for_invoices, reply_to)
    taken = take_out(session, subject, ending)
    if for_invoices:
        _seal_off(session, subject, by)
    own = tuple(contact.marked for contact in subject.own)
    shared = tuple(contact.marked for contact in subject.contacts if contact.shared)
    entry = LedgerEntry(EntryKind.ERASURE, by.now, subject.marks, own, shared=shared, forbidden=forbidden)
    note(session, entry)
    return taken


def erase_again(session: Session, key: bytes, person_id: int, erased_at: datetime, by: By) -> Taken:
    """Erase who was erased before, and is here again by a restore or because the commit was lost; the proof is written anew."""
    subject = subject_of(session, key, person_id)
    before = preview(session, subject, local_date(by.now), by.now)
    row = held_of(session, subject.members) or Erasure(
        subject=subject.references[person_id],
        records=_all_of(subject.members),
        asked_at=erased_at,
        asked_by=by.actor,
        due_at=erased_at,
    )
    row.told = recipients.count_told(session, subject.members, by)
    taken = erase_subject(session, subject, by, reply_to=reply_address(session, subject))
    _prove(session, row, taken, before, by)
    record(session, by, Act("erasure.again", "erasure", row.id, "T11", f"deleted={taken.deleted}"))
    return taken


def held_of(session: Session, members: Sequence[int]) -> Erasure | None:
    """Give the erasure of a person that waits, if any."""
    held = select(Erasure).where(Erasure.state == ErasureState.HELD, col(Erasure.person_id).in_(members))
    return session.exec(held).first()


def due(session: Session, now: datetime) -> list[int]:
    """Give the ids of the erasures whose week is over, and that no hold stops."""
    today = local_date(now)
    return [row_id(row) for row, _, members in _week_over(session, now) if not holds_on(session, members, today)]


def latest(session: Session) -> datetime | None:
    """Give when somebody was erased last; None = never, or the proof is over its term."""
    done = select(Erasure.done_at).where(Erasure.state == ErasureState.DONE).order_by(col(Erasure.done_at).desc())
    return session.exec(done.limit(1)).first()


def in_doubt(session: Session, now: datetime) -> list[tuple[int, int]]:
    """Give (erasure, person) of those that are due and wait for a person, because other records are the person by now."""
    return [
        (row_id(row), person) for row, person, members in _week_over(session, now) if row.records != _all_of(members)
    ]


def _week_over(session: Session, now: datetime) -> list[tuple[Erasure, int, tuple[int, ...]]]:
    """Give the erasures that wait though their week is over, whose each is, and the records that are this person now."""
    over = select(Erasure).where(Erasure.state == ErasureState.HELD, col(Erasure.due_at) <= now)
    return [
        (row, row.person_id, cluster_of(session, row.person_id).members)
        for row in session.exec(over).all()
        if row.person_id is not None
    ]


def readmit(session: Session, marks: Sequence[Marked], evidence: str, by: By) -> int:
    """Let a person come back who wishes it themself (T10): their address is taken in again, as a new record.

    `marks`: (field, keyed hash) pairs. Raises Declined without evidence and when nothing was kept out.
    """
    if not evidence.strip():
        raise Declined("evidence of the person's own wish is missing", mend="say where it lies: --evidence")
    gone = suppression.clear(session, [mark for _, mark in marks])
    if not gone:
        raise Declined("this address is not kept out", mend="nothing needs to be done for it to be taken in")
    note(session, LedgerEntry(EntryKind.RETURN, by.now, (), tuple(marks)))
    record(session, by, Act("erasure.readmit", "suppression", None, "T10", str(gone)))
    return gone


def proof_hash(row: Erasure, previous: str) -> str:
    """Give the hash of a proof over its own columns and the hash of the one before (T12)."""
    facts = [
        row.id, row.subject, row.request_id, row.asked_at.isoformat(), row.done_at.isoformat() if row.done_at else "",
        row.deleted, row.pseudonymised, row.restricted, row.minimised, row.stays, row.told, str(row.backups_until),
        row.program,
    ]  # fmt: skip
    return hashlib.sha256(f"{previous}{json.dumps(facts)}".encode()).hexdigest()


def _require_free(session: Session, subject: Subject, before: Preview) -> None:
    if before.holds:
        raise Declined(
            f"hold {before.holds[0].id} keeps everything of this person", mend="`rekisterid retention release` ends it"
        )
    going = (MailState.CLAIMED, MailState.HANDING)
    letters = select(OutgoingMail.id).where(
        col(OutgoingMail.person_id).in_(subject.members), col(OutgoingMail.state).in_(going)
    )
    if session.exec(letters).first() is not None:
        raise Declined("a letter to this person is on its way just now", mend="try again in a minute")


def _forbidden(session: Session, subject: Subject) -> tuple[str, ...]:
    """The suppression remembers what was forbidden: should the person come back, it holds again (T8)."""
    events = [event for history in ledger.histories(session, subject.members) for event in history]
    return tuple(sorted(prohibited_scopes(events)))


def _seal_off(session: Session, subject: Subject, by: By) -> None:
    """What stays for invoices belongs to a person who is erased: hidden, unchangeable, never written to (C9.3)."""
    for member in subject.members:
        for kind in (ConsentEventType.RESTRICTION_SET, ConsentEventType.ERASURE_DONE):
            ledger.append(session, member, ConsentEvent(type=kind, at=by.now), by)
        person = session.get_one(Person, member)
        person.restricted_since = person.restricted_since or by.now
        session.add(person)


def _prove(session: Session, row: Erasure, taken: Taken, before: Preview, by: By) -> None:
    row.state, row.done_at, row.person_id = ErasureState.DONE, by.now, None
    row.deleted, row.pseudonymised = taken.deleted, taken.pseudonymised
    row.restricted, row.minimised = taken.restricted, taken.minimised
    row.stays = "; ".join(
        f"{item.retention_class.value} {item.ground.value if item.ground else ''} {item.until or ''}".strip()
        for item in before.stays
        if item.action is not ErasureAction.DELETE
    )[:1000]
    row.backups_until = local_date(by.now + BACKUPS_KEPT)
    row.program = program()
    session.add(row)
    session.flush()
    row.delete_from = policy_retention(local_date(by.now), EVIDENCE_PERIOD).delete_from
    previous = session.exec(
        select(Erasure.hash).where(Erasure.state == ErasureState.DONE, Erasure.id != row.id)
        .order_by(col(Erasure.done_at).desc(), col(Erasure.id).desc()).limit(1)
    ).first()  # fmt: skip
    row.hash = proof_hash(row, previous or GENESIS)
    session.add(row)
    session.flush()


def _open_request(session: Session, subject: Subject) -> int | None:
    wanted = select(RightsRequest.id).where(
        col(RightsRequest.person_id).in_(subject.members),
        RightsRequest.kind == RequestKind.ERASURE,
        col(RightsRequest.state).not_in(OVER),
    )
    return session.exec(wanted).first()


def _all_of(members: Sequence[int]) -> str:
    return hashlib.sha256(",".join(str(member) for member in sorted(members)).encode()).hexdigest()


def reply_address(session: Session, subject: Subject) -> str | None:
    """Give the address for the answer to open requests: the person's alone before a shared or role address, then the newest."""
    if not _awaits_reply(session, subject):
        return None
    shared = {contact.value for contact in subject.contacts if contact.shared}
    held = select(Detail.value_key, Detail.is_role_address, Detail.last_at).where(
        col(Detail.person_id).in_(subject.members), col(Detail.value_key).in_(subject.addresses)
    )
    ranked = [((key in shared, is_role, -last_at.timestamp()), key) for key, is_role, last_at in session.exec(held)]
    return min(ranked)[1] if ranked else None


def _awaits_reply(session: Session, subject: Subject) -> bool:
    open_files = select(RightsRequest.id).where(
        col(RightsRequest.person_id).in_(subject.members), col(RightsRequest.closed_at).is_(None)
    )
    return session.exec(open_files).first() is not None


def _was_undone(session: Session, subject: Subject) -> bool:
    before = select(Erasure.id).where(Erasure.state == ErasureState.UNDONE, col(Erasure.person_id).in_(subject.members))
    return session.exec(before).first() is not None
