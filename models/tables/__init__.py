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
from models.tables.contact import (
    ContactEvent,
    RequestState,
    RightsRequest,
    Suppression,
    SuppressionAct,
    SuppressionStanding,
)
from models.tables.detail import Detail, DetailSource, DetailStanding
from models.tables.disclosure import Disclosure, NoticeWay, RecipientNotice
from models.tables.inquiry import Inquiry
from models.tables.keeping import (
    ConsentTrace,
    Erasure,
    ErasureState,
    FeedbackTally,
    Hold,
    RejectedValue,
    RetentionStop,
    Voucher,
)
from models.tables.outgoing import ASKING, BY_PAGE, TO_CLIENTS, FeedbackAnswer, MailKind, OutgoingMail, ReturnedLetter
from models.tables.page_link import LinkPurpose, PageLink
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
    "ASKING",
    "BY_PAGE",
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
    "ConsentTrace",
    "ConsentWording",
    "ContactEvent",
    "DecisionOutcome",
    "Detail",
    "DetailSource",
    "DetailStanding",
    "Disclosure",
    "Erasure",
    "ErasureState",
    "FeedbackAnswer",
    "FeedbackDecision",
    "FeedbackTally",
    "Hold",
    "Inquiry",
    "JobState",
    "Judgement",
    "JudgementKind",
    "Lease",
    "LinkPurpose",
    "MailKind",
    "NoticeWay",
    "OutgoingMail",
    "PageLink",
    "Person",
    "PersonKind",
    "ProblemRow",
    "RecipientNotice",
    "RegisterState",
    "RejectedValue",
    "RequestState",
    "RetentionStop",
    "ReturnedLetter",
    "RightsRequest",
    "SchemaStep",
    "Seen",
    "Source",
    "Stream",
    "Suppression",
    "SuppressionAct",
    "SuppressionStanding",
    "Table",
    "Voucher",
    "Wanted",
    "WrittenTo",
    "row_id",
]
