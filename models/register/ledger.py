"""The consent ledger in the database: append, read, decide. Append-only (C11); what decides is `rules.consent`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, or_, select

from models.register.answers import forget_answers
from models.register.audit import Act, By, record
from models.register.clusters import Cluster, cluster_of
from models.register.erasure_ledger import EntryKind, LedgerEntry, note
from models.register.keys import HASH_KEY, Marked, keyed_hash, subject_mark
from models.register.rejudge import judge_again
from models.register.subjects import is_held
from models.register.suppression import SUPPRESSED_FIELDS
from models.rules.consent import (
    ALL_PURPOSES,
    STRICT,
    ConsentEvent,
    ConsentEventType,
    ConsentPolicy,
    ConsentQuery,
    ConsentReason,
    Subject,
    may_send_cluster,
    valid_grant_cluster,
)
from models.tables import ConsentEntry, Detail, DetailStanding, Person, row_id
from models.values import Verdict
from models.vocabulary import DetailField

SEPARATOR = ","
LOOSENING = frozenset(
    {
        ConsentEventType.CONSENT_GIVEN,
        ConsentEventType.CONSENT_CONFIRMED,
        ConsentEventType.PROHIBITION_LIFTED,
        ConsentEventType.PAUSE_LIFTED,
        ConsentEventType.RESTRICTION_LIFTED,
    }
)
"""Events after which a booking that nobody might be asked about may be asked about after all."""

TIGHTENING = frozenset(
    {
        ConsentEventType.CONSENT_REFUSED,
        ConsentEventType.CONSENT_WITHDRAWN,
        ConsentEventType.PROHIBITION_SET,
        ConsentEventType.PAUSE_SET,
        ConsentEventType.RESTRICTION_SET,
        ConsentEventType.ERASURE_DONE,
    }
)


OUTLIVING = {
    ConsentEventType.CONSENT_WITHDRAWN: EntryKind.WITHDRAWAL,
    ConsentEventType.CONSENT_REFUSED: EntryKind.WITHDRAWAL,
    ConsentEventType.PROHIBITION_SET: EntryKind.PROHIBITION,
    ConsentEventType.PAUSE_SET: EntryKind.PAUSE,
    ConsentEventType.PAUSE_LIFTED: EntryKind.PAUSE_END,
}
"""Events that a restored backup must not undo: they stand in the ledger beside the database too (T11)."""

RESTRICTIONS = {
    ConsentEventType.RESTRICTION_SET: EntryKind.RESTRICTION,
    ConsentEventType.RESTRICTION_LIFTED: EntryKind.RESTRICTION_END,
}
"""The same, when a person set or lifted them: what is sealed off for invoices alone is sealed off anew by its own job."""


def append(
    session: Session, person_id: int | None, event: ConsentEvent, by: By, *, source_id: int | None = None
) -> int:
    """Add an event to a person's ledger and give its id. `person_id` None: a wording was superseded for everybody."""
    entry = ConsentEntry(
        person_id=person_id,
        type=event.type,
        at=event.at,
        purpose=event.purpose,
        scope=event.scope,
        method=event.method,
        channels=SEPARATOR.join(event.channels),
        wording=event.wording,
        language=event.lang,
        evidence=event.evidence,
        sender_verified=event.sender_verified,
        answers_wording=event.answers_wording,
        pre_ticked=event.pre_ticked,
        bundled=event.bundled,
        inactivity=event.inactivity,
        given_by=event.given_by,
        by=event.by,
        material=event.material,
        channel=event.channel,
        notice_version=by.notice_version or None,
        source_id=source_id,
        recorded_by=by.actor,
        recorded_at=by.now,
    )
    session.add(entry)
    session.flush()
    record(
        session, by, Act(f"consent.{event.type.value}", "person", person_id, "C4", event.purpose or event.scope or "")
    )
    if person_id is not None and event.type in OUTLIVING:
        note_outside(session, person_id, event)
    if person_id is not None and event.type is ConsentEventType.CONSENT_WITHDRAWN and event.purpose == ALL_PURPOSES:
        forget_answers(session, cluster_of(session, person_id).members, by)
    if person_id is not None and event.type in LOOSENING:
        judge_again(session, cluster_of(session, person_id).members, by.now)
    return row_id(entry)


def note_outside(session: Session, person_id: int, event: ConsentEvent) -> None:
    """Have an event stand in the ledger beside the database too, by hashes; who is meant is known by record or by address."""
    kind = OUTLIVING.get(event.type) or RESTRICTIONS[event.type]
    scope = (event.purpose or event.scope or ALL_PURPOSES) if kind in _WITH_SCOPE else ""
    _note(session, person_id, LedgerEntry(kind, event.at, (), scope=scope))


def note_correction(
    session: Session,
    person_id: int,
    at: datetime,
    rejected: Iterable[Marked],
    stated: Marked | None = None,
) -> None:
    """Have a correction of one record stand there too: (field, keyed hash) of the wrong values and of the right one."""
    right = (stated,) if stated is not None else ()
    _note(session, person_id, LedgerEntry(EntryKind.CORRECTION, at, (), rejected=tuple(rejected), stated=right))


_WITH_SCOPE = frozenset({EntryKind.WITHDRAWAL, EntryKind.PROHIBITION})
_OF_ONE = frozenset({EntryKind.RESTRICTION, EntryKind.CORRECTION})
"""What is never said of another who has the same address; the rest stops mail, which may be for either of them."""


def _note(session: Session, person_id: int, entry: LedgerEntry) -> None:
    key = session.info.get(HASH_KEY)
    person = session.get(Person, person_id)
    if key is None or person is None:
        return
    held = select(Detail.field, Detail.value_key).where(
        Detail.person_id == person_id,
        col(Detail.field).in_(SUPPRESSED_FIELDS),
        col(Detail.standing) != DetailStanding.PROPOSAL,
    )
    members = cluster_of(session, person_id).members if entry.kind in _OF_ONE else ()
    values = {
        (DetailField(field), keyed_hash(key, DetailField(field), text))
        for field, text in session.exec(held).all()
        if entry.kind not in _OF_ONE or not is_held(session, DetailField(field), text, besides=members)
    }
    values = values.difference(entry.rejected)
    note(
        session,
        replace(entry, subjects=(subject_mark(key, person_id, person.created_at),), values=tuple(sorted(values))),
    )


def counting_at(events: Iterable[ConsentEvent], now: datetime) -> tuple[ConsentEvent, ...]:
    """Give the events that count at `now` (aware): of later ones those that tighten, for the clock was set back (HW-F5)."""
    return tuple(event for event in events if event.at <= now or event.type in TIGHTENING)


def append_once(session: Session, person_id: int, event: ConsentEvent, by: By, source_id: int) -> None:
    """Add an event that a source states, unless it stands there already: a mail that is read twice says it once."""
    if not holds_already(session, person_id, event.type, source_id):
        append(session, person_id, event, by, source_id=source_id)


def histories(session: Session, members: Sequence[int]) -> list[list[ConsentEvent]]:
    """Give the ledger of each record of a cluster, each with the wording changes that concern everybody."""
    rows = session.exec(
        select(ConsentEntry)
        .where(or_(col(ConsentEntry.person_id).in_(members), col(ConsentEntry.person_id).is_(None)))
        .order_by(col(ConsentEntry.id))
    ).all()
    shared = [as_event(row) for row in rows if row.person_id is None]
    return [[*shared, *(as_event(row) for row in rows if row.person_id == member)] for member in members]


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the ledger holds of one cluster, read once: answers as many questions as are asked of it."""

    cluster: Cluster
    records: list[list[ConsentEvent]]
    subject: Subject

    def decide(self, query: ConsentQuery, policy: ConsentPolicy = STRICT) -> Verdict[ConsentReason]:
        """Say whether a message may go to the person (C9).

        A refusal that is recorded counts, also when it is dated later than the question: the clock was set back (HW-F5).
        """
        verdict = self._decide(query, policy)
        refused_at = max(
            (event.at for record in self.records for event in record if event.type in TIGHTENING), default=None
        )
        if not verdict.allowed or refused_at is None or refused_at <= query.at:
            return verdict
        return self._decide(replace(query, at=refused_at), policy)

    def _decide(self, query: ConsentQuery, policy: ConsentPolicy) -> Verdict[ConsentReason]:
        return may_send_cluster(self.records, query, self.subject, policy, together_since=self.cluster.together_since)

    def serving_grant(self, query: ConsentQuery, policy: ConsentPolicy = STRICT) -> ConsentEvent | None:
        """Give the grant that lets the send happen: a letter names its date. None when nothing may be sent."""
        return valid_grant_cluster(
            self.records, query, self.subject, policy, together_since=self.cluster.together_since
        )


def standing_of(session: Session, person_id: int) -> Standing:
    """Read the ledger of the cluster that a record belongs to."""
    cluster = cluster_of(session, person_id)
    return Standing(cluster, histories(session, cluster.members), subject_of(session, cluster))


def decide(
    session: Session, person_id: int, query: ConsentQuery, policy: ConsentPolicy = STRICT
) -> Verdict[ConsentReason]:
    """Say whether a message may go to the person now, by everything the ledger holds of their cluster (C9)."""
    return standing_of(session, person_id).decide(query, policy)


def subject_of(session: Session, cluster: Cluster) -> Subject:
    """Give what is known of the cluster's age: the younger mark counts (G8)."""
    marks = session.exec(select(Person.minor_mark).where(col(Person.id).in_(cluster.members)))
    return Subject.youngest(*marks)


def entries(session: Session, person_id: int) -> list[ConsentEntry]:
    """Give the rows of one record's ledger, oldest first."""
    return list(
        session.exec(
            select(ConsentEntry)
            .where(ConsentEntry.person_id == person_id)
            .order_by(col(ConsentEntry.at), col(ConsentEntry.id))
        )
    )


def holds_already(session: Session, person_id: int, event_type: ConsentEventType, source_id: int) -> bool:
    """Whether the ledger has this event from that source: reading a mail again withdraws nothing twice."""
    query = select(ConsentEntry.id).where(
        ConsentEntry.person_id == person_id, ConsentEntry.type == event_type, ConsentEntry.source_id == source_id
    )
    return session.exec(query).first() is not None


def as_event(row: ConsentEntry) -> ConsentEvent:
    """Give the row as the value that the rules read."""
    return ConsentEvent(
        type=row.type,
        at=row.at,
        purpose=row.purpose,
        scope=row.scope,
        method=row.method,
        channels=tuple(channel for channel in row.channels.split(SEPARATOR) if channel),
        wording=row.wording,
        lang=row.language,
        evidence=row.evidence,
        sender_verified=row.sender_verified,
        answers_wording=row.answers_wording,
        pre_ticked=row.pre_ticked,
        bundled=row.bundled,
        inactivity=row.inactivity,
        given_by=row.given_by,
        by=row.by,
        material=row.material,
        channel=row.channel,
        event_id=row.id,
    )
