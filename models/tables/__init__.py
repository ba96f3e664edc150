"""SQLModel tables, one module a concept; foreign keys, no Relationship across modules. Importing this loads them all."""

from models.tables.audit import AuditEntry, AuditSeal
from models.tables.base import NAMING, Table, row_id
from models.tables.booking import (
    Booking,
    BookingMove,
    BookingPerson,
    BookingRole,
    DecisionOutcome,
    FeedbackDecision,
)
from models.tables.consent import ConsentEntry, ConsentWording
from models.tables.contact import ContactEvent, RequestState, RightsRequest, Suppression
from models.tables.detail import Detail, DetailSource, DetailStanding
from models.tables.outgoing import TO_CLIENTS, FeedbackAnswer, MailKind, OutgoingMail, ReturnedLetter
from models.tables.person import (
    Candidate,
    CandidateMessage,
    ClientRelationship,
    Judgement,
    JudgementKind,
    Person,
    PersonKind,
    WrittenTo,
)
from models.tables.register_state import AccountState, AlarmRow, JobState, Lease, RegisterState
from models.tables.schema_step import SchemaStep
from models.tables.stream import ProblemRow, Seen, Source, Stream, Wanted

__all__ = [
    "NAMING",
    "TO_CLIENTS",
    "AccountState",
    "AlarmRow",
    "AuditEntry",
    "AuditSeal",
    "Booking",
    "BookingMove",
    "BookingPerson",
    "BookingRole",
    "Candidate",
    "CandidateMessage",
    "ClientRelationship",
    "ConsentEntry",
    "ConsentWording",
    "ContactEvent",
    "DecisionOutcome",
    "Detail",
    "DetailSource",
    "DetailStanding",
    "FeedbackAnswer",
    "FeedbackDecision",
    "JobState",
    "Judgement",
    "JudgementKind",
    "Lease",
    "MailKind",
    "OutgoingMail",
    "Person",
    "PersonKind",
    "ProblemRow",
    "RegisterState",
    "RequestState",
    "ReturnedLetter",
    "RightsRequest",
    "SchemaStep",
    "Seen",
    "Source",
    "Stream",
    "Suppression",
    "Table",
    "Wanted",
    "WrittenTo",
    "row_id",
]
