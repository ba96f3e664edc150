"""The one table of what each column holds: personal or not, why, how long, where it is exported, what erasure does, who sees it.

A test compares it with the schema: a column that is missing here, or here only, fails. G1, G3, S5, S8, S14, T8, W6.
Values of `detail` differ by their field: FIELDS narrows purposes and roles for each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.rules.retention import RetentionClass as Kept
from models.vocabulary import CONSENT_PURPOSES, DetailField, Purpose, Role


class ExportSection(StrEnum):
    """Part of an access reply in which a column is shown (W6). NONE: not the person's own data, or said in words there."""

    PERSON = "person"
    CONTACT_DETAILS = "contact_details"
    SOURCES = "sources"
    BOOKINGS = "bookings"
    CONTACT_HISTORY = "contact_history"
    CONSENT = "consent"
    FEEDBACK = "feedback"
    REQUESTS = "requests"
    RECIPIENTS = "recipients"
    LOG = "log"
    NONE = "none"


class ColumnErasure(StrEnum):
    """What an erasure on request does to a column (T8, T10).

    DELETE: the row goes. PSEUDONYMISE: the row stays as a fact about nobody. MINIMISE: hash, purpose and dates stay.
    KEEP_HASH: it is a keyed hash and stays, so that the person does not come back. KEEP: an id that points nowhere
    afterwards, or what is about a firm and not the person.
    """

    DELETE = "delete"
    PSEUDONYMISE = "pseudonymise"
    MINIMISE = "minimise"
    KEEP_HASH = "keep_hash"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Personal:
    """What holds for personal columns of a table."""

    purposes: frozenset[Purpose]
    retention: Kept
    section: ExportSection
    erasure: ColumnErasure
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Impersonal:
    """Why columns are about nobody."""

    why: str


Entry = Personal | Impersonal
Column = tuple[str, str]

INCOMPATIBLE_ROLES = frozenset({Role.ADMIN, Role.PRIVACY})
"""S14: nobody holds both; a one-person firm may override it, and the override is logged."""

_P = Purpose
_CARE = frozenset({_P.SERVICE_DELIVERY, _P.CUSTOMER_CONTACT})
_CLIENT = _CARE | {_P.CONTRACT_MANAGEMENT}
_CONTACT = frozenset({_P.CUSTOMER_CONTACT})
_FEEDBACK = frozenset({_P.FEEDBACK_REQUEST})
_NAMES = frozenset({Role.VIEWER, Role.PRACTITIONER, Role.BILLING, Role.PRIVACY})
_BOOKINGS = frozenset({Role.VIEWER, Role.PRACTITIONER, Role.PRIVACY})
_DETAILS = _NAMES | {Role.MARKETING}
_OWN_CLIENTS = frozenset({Role.PRACTITIONER, Role.PRIVACY})
_PRIVACY = frozenset({Role.PRIVACY})
_BILLERS = _PRIVACY | {Role.BILLING}

_RELATIONSHIP = Personal(_CLIENT, Kept.CONTACT, ExportSection.PERSON, ColumnErasure.DELETE, _NAMES)
_MINOR = Personal(CONSENT_PURPOSES, Kept.CONTACT, ExportSection.PERSON, ColumnErasure.DELETE, _OWN_CLIENTS)
_VALUE = Personal(
    _CLIENT | {_P.ACCOUNTING} | CONSENT_PURPOSES,
    Kept.CONTACT,
    ExportSection.CONTACT_DETAILS,
    ColumnErasure.DELETE,
    _DETAILS,
)
_ORIGIN = Personal(_CLIENT, Kept.CONTACT, ExportSection.SOURCES, ColumnErasure.DELETE, _OWN_CLIENTS)
_BOOKING = Personal(_CARE, Kept.BOOKING, ExportSection.BOOKINGS, ColumnErasure.PSEUDONYMISE, _BOOKINGS)
_BOOKING_TIE = Personal(_CARE, Kept.BOOKING, ExportSection.BOOKINGS, ColumnErasure.DELETE, _BOOKINGS)
_HISTORY = Personal(_CONTACT, Kept.CONTACT_HISTORY, ExportSection.CONTACT_HISTORY, ColumnErasure.DELETE, _OWN_CLIENTS)
_CONSENT = Personal(CONSENT_PURPOSES, Kept.CONSENT_RECORD, ExportSection.CONSENT, ColumnErasure.MINIMISE, _PRIVACY)
_REQUEST = Personal(_CONTACT, Kept.RIGHTS_REQUEST, ExportSection.REQUESTS, ColumnErasure.MINIMISE, _PRIVACY)
_ASKED = Personal(_FEEDBACK, Kept.FEEDBACK_REQUEST, ExportSection.FEEDBACK, ColumnErasure.DELETE, _OWN_CLIENTS)
_ANSWER = Personal(_FEEDBACK, Kept.FEEDBACK, ExportSection.FEEDBACK, ColumnErasure.DELETE, _OWN_CLIENTS)
_INQUIRY = Personal(_CARE, Kept.CONTACT_HISTORY, ExportSection.FEEDBACK, ColumnErasure.DELETE, _OWN_CLIENTS)
_LINK = Personal(CONSENT_PURPOSES, Kept.FEEDBACK_REQUEST, ExportSection.NONE, ColumnErasure.DELETE, _PRIVACY)
_CANDIDATE = Personal(_CONTACT, Kept.UNMATCHED, ExportSection.CONTACT_DETAILS, ColumnErasure.DELETE, _PRIVACY)
_STRANGER = Personal(_CONTACT, Kept.UNMATCHED, ExportSection.NONE, ColumnErasure.DELETE, _PRIVACY)
_SUPPRESSED = Personal(CONSENT_PURPOSES, Kept.PROHIBITION, ExportSection.CONSENT, ColumnErasure.KEEP_HASH, _PRIVACY)
_TRACE = Personal(CONSENT_PURPOSES, Kept.CONSENT_RECORD, ExportSection.NONE, ColumnErasure.KEEP_HASH, _PRIVACY)
_PROOF = Personal(_CONTACT, Kept.RIGHTS_REQUEST, ExportSection.NONE, ColumnErasure.KEEP_HASH, _PRIVACY)
_HOLD = Personal(_CLIENT, Kept.CLAIM_EVIDENCE, ExportSection.REQUESTS, ColumnErasure.DELETE, _PRIVACY)
_VOUCHER = Personal(
    frozenset({_P.ACCOUNTING}), Kept.VOUCHER, ExportSection.CONTACT_DETAILS, ColumnErasure.DELETE, _BILLERS
)
_DISCLOSED = Personal(_CLIENT, Kept.RIGHTS_REQUEST, ExportSection.RECIPIENTS, ColumnErasure.MINIMISE, _PRIVACY)
_GIVEN_OF_ERASED = Personal(_CLIENT, Kept.RIGHTS_REQUEST, ExportSection.NONE, ColumnErasure.MINIMISE, _PRIVACY)
_RECIPIENT = Personal(_CLIENT, Kept.RIGHTS_REQUEST, ExportSection.RECIPIENTS, ColumnErasure.KEEP, _PRIVACY)
_REJECTED = Personal(_CLIENT, Kept.CONTACT, ExportSection.CONTACT_DETAILS, ColumnErasure.DELETE, _PRIVACY)
_STAFF_ACT = Personal(_CONTACT, Kept.AUDIT, ExportSection.LOG, ColumnErasure.KEEP, _PRIVACY)

_ROW = Impersonal("number of a row, or a link to a row that is classified itself")
_PLACE = Impersonal("where an item lies in the firm's own mailbox or calendar")
_STATE = Impersonal("state of a piece of work: codes, counts and times of the daemon")
_SCHEMA = Impersonal("how to read the personal columns of the row")
_COUNTS = Impersonal("counts in which nobody can be told apart")
_FIRM = Impersonal("the firm's own text or setting")


def _of(table: str, columns: str, entry: Entry) -> dict[Column, Entry]:
    return {(table, column): entry for column in columns.split()}


def _gather(groups: Iterable[Mapping[Column, Entry]]) -> dict[Column, Entry]:
    gathered: dict[Column, Entry] = {}
    for group in groups:
        twice = gathered.keys() & group.keys()
        if twice:
            raise ValueError(f"named twice: {sorted(twice)}")
        gathered.update(group)
    return gathered


COLUMNS: Mapping[Column, Entry] = _gather(
    (
        # People
        _of("person", "id kind language created_at", _RELATIONSHIP),
        _of("person", "minor_mark minor_review_on", _MINOR),
        _of("person", "restricted_since", _REQUEST),
        _of("client_relationship", "person_id client_no rung started_on ended_on last_activity_on", _RELATIONSHIP),
        _of("client_relationship", "id", _ROW),
        _of("judgement", "person_a person_b kind reason made_at withdrawn_at", _RELATIONSHIP),
        _of("judgement", "made_by", _STAFF_ACT),
        _of("judgement", "id source_id", _ROW),
        _of("detail", "person_id field value value_key standing is_role_address first_at last_at", _VALUE),
        _of("detail", "id", _ROW),
        _of("detail_source", "kind from_subject trust taken_at line zone confidence", _ORIGIN),
        _of("detail_source", "taken_by", _STAFF_ACT),
        _of("detail_source", "id detail_id source_id", _ROW),
        # Strangers
        _of("candidate", "address address_key name first_seen_at last_seen_at delete_from", _CANDIDATE),
        _of("candidate", "id", _ROW),
        _of("candidate_message", "candidate_id received_at", _CANDIDATE),
        _of("candidate_message", "stream_id validity item", _PLACE),
        _of("candidate_message", "id", _ROW),
        _of("written_to", "keyed_hash is_answer noted_at", _STRANGER),
        _of("written_to", "stream_id validity item", _PLACE),
        _of("written_to", "id", _ROW),
        _of("suppression", "keyed_hash field standing act scope rejected_field rejected_hash", _SUPPRESSED),
        _of("suppression", "since review_on arrivals last_arrival_at", _SUPPRESSED),
        _of("suppression", "id", _ROW),
        # What was read
        _of("source", "person_id reference direction trust occurred_at", _ORIGIN),
        _of("source", "stream_id validity item digest", _PLACE),
        _of("source", "kind read_at version read_until recurring gone_at missed_at", _STATE),
        _of("source", "id", _ROW),
        _of("stream", "account name", _PLACE),
        _of("stream", "cursor cursor_at frozen_at frozen_reason frozen_gone frozen_digest confirmed_at", _STATE),
        _of("stream", "list_due_at listed_at", _STATE),
        _of("stream", "id", _ROW),
        _of("seen", "stream_id validity item digest server_id", _PLACE),
        _of("seen", "outcome reason", _STATE),
        _of("seen", "id", _ROW),
        _of("problem", "stream_id validity item digest", _PLACE),
        _of("problem", "stage error first_at last_at tries", _STATE),
        _of("problem", "id", _ROW),
        _of("wanted", "stream_id validity item", _PLACE),
        _of("wanted", "asked_at", _STATE),
        _of("wanted", "id", _ROW),
        # Bookings and contact. A UID is kept as a keyed hash; a place may be somebody's home.
        _of("booking", "starts_at ends_at all_day status place", _BOOKING),
        _of("booking", "practitioner service_code no_feedback", _BOOKING),
        _of("booking", "zone_assumed match_reason first_seen_at changed_at judge_from", _STATE),
        _of("booking", "uid recurrence_id", _PLACE),
        _of("booking", "id source_id", _ROW),
        _of("booking_move", "starts_at ends_at status noticed_at", _BOOKING),
        _of("booking_move", "id booking_id", _ROW),
        _of("booking_person", "person_id role", _BOOKING_TIE),
        _of("booking_person", "id booking_id", _ROW),
        _of("contact_event", "person_id at direction channel", _HISTORY),
        _of("contact_event", "id source_id", _ROW),
        # Consent
        _of("consent_event", "person_id type at purpose scope method channels wording language evidence", _CONSENT),
        _of("consent_event", "sender_verified answers_wording pre_ticked bundled inactivity given_by by", _CONSENT),
        _of("consent_event", "channel notice_version address_key recorded_at", _CONSENT),
        _of("consent_event", "recorded_by", _STAFF_ACT),
        _of("consent_event", "material", _SCHEMA),
        _of("consent_event", "id source_id", _ROW),
        _of("consent_wording", "name version language purpose text material introduced_at", _FIRM),
        _of("consent_wording", "id", _ROW),
        _of("rights_request", "person_id kind state trust received_on due_on extended_due_on", _REQUEST),
        _of("rights_request", "noticed_at closed_at acknowledged_on extended_on note subject reply_to", _REQUEST),
        _of("rights_request", "id source_id", _ROW),
        _of("consent_trace", "subject type at purpose scope wording delete_from", _TRACE),
        _of("consent_trace", "id", _ROW),
        # Keeping
        _of("erasure", "person_id state asked_at due_at undone_at done_at", _REQUEST),
        _of("erasure", "subject records deleted pseudonymised restricted minimised stays told", _PROOF),
        _of("erasure", "backups_until program hash delete_from", _PROOF),
        _of("erasure", "asked_by", _STAFF_ACT),
        _of("erasure", "id request_id", _ROW),
        _of("hold", "person_id ground note until placed_on review_on released_on", _HOLD),
        _of("hold", "placed_by released_by", _STAFF_ACT),
        _of("hold", "id", _ROW),
        _of("voucher", "person_id kind posted_on year_end reference hold_until entered_at", _VOUCHER),
        _of("voucher", "entered_by", _STAFF_ACT),
        _of("voucher", "id", _ROW),
        _of("rejected_value", "person_id field keyed_hash rejected_at", _REJECTED),
        _of("rejected_value", "rejected_by", _STAFF_ACT),
        _of("rejected_value", "id", _ROW),
        # Who got the data, and was told (S13, G20). Recipient and day outlive the person, as long as an erasure's proof does.
        _of("disclosure", "person_id safeguard", _DISCLOSED),
        _of("disclosure", "recipient role fields disclosed_on purpose basis country entered_at", _RECIPIENT),
        _of("disclosure", "entered_by", _STAFF_ACT),
        _of("disclosure", "subject delete_from", _GIVEN_OF_ERASED),
        _of("disclosure", "id", _ROW),
        _of("recipient_notice", "note", _DISCLOSED),
        _of("recipient_notice", "act field since way settled_on", _RECIPIENT),
        _of("recipient_notice", "settled_by", _STAFF_ACT),
        _of("recipient_notice", "id disclosure_id", _ROW),
        _of("feedback_tally", "id month score count", _COUNTS),
        _of("retention_stop", "category since rows total approved_at", _STATE),
        _of("retention_stop", "approved_by", _STAFF_ACT),
        # Feedback
        _of("feedback_decision", "person_id outcome reason wait_until decided_at", _ASKED),
        _of("feedback_decision", "skipped_by", _STAFF_ACT),
        _of("feedback_decision", "id booking_id", _ROW),
        _of("outgoing_mail", "kind person_id purpose state reason token message_id language address_key", _ASKED),
        _of("outgoing_mail", "created_at handed_at settled_at smtp_code", _ASKED),
        _of("outgoing_mail", "approved_by approved_at", _STAFF_ACT),
        _of("outgoing_mail", "next_try_at tries claimed_at claimed_by", _STATE),
        _of("outgoing_mail", "id booking_id source_id", _ROW),
        _of("returned_letter", "permanent complaint returned_at", _ASKED),
        _of("returned_letter", "id mail_id source_id", _ROW),
        _of("feedback_answer", "score comment answered_at", _ANSWER),
        _of("feedback_answer", "taken_back_at", _STATE),
        _of("feedback_answer", "id mail_id source_id", _ROW),
        _of("inquiry", "person_id kind channel state asked_at received_on due_on answered_at note", _INQUIRY),
        _of("inquiry", "answered_by", _STAFF_ACT),
        _of("inquiry", "noticed_at", _STATE),
        _of("inquiry", "id source_id answer_id", _ROW),
        # Whoever holds the token is let in: of the table's columns none opens anything.
        _of("page_link", "token_hash purpose created_at expires_at", _LINK),
        _of("page_link", "id mail_id", _ROW),
        # The register itself
        _of("audit_entry", "at actor action object_type object_id rule result", _STAFF_ACT),
        _of("audit_entry", "id", _ROW),
        _of("audit_seal", "first_id last_id count hash sealed_at", _STATE),
        _of("audit_seal", "id", _ROW),
        _of(
            "register_state",
            "id key_fingerprint created_at asking_since sending_since restored_at ledger_mark retained_on changed_at",
            _STATE,
        ),
        _of("schema_step", "revision program", _STATE),
        _of("lease", "name owner epoch expires_at", _STATE),
        _of("account_state", "account", _PLACE),
        _of("account_state", "last_try_at last_success_at failing_since error message failures next_try_at", _STATE),
        _of("account_state", "read_on read_bytes refusals refused_from remark", _STATE),
        _of("job_state", "job last_run_at next_run_at error", _STATE),
        _of("alarm", "kind subject raised_at cleared_at told_at clear_told_at", _STATE),
        _of("alarm", "id", _ROW),
    )
)


@dataclass(frozen=True, slots=True)
class FieldUse:
    """What a field of a person serves, who may see it, whether service needs it (S8)."""

    purposes: frozenset[Purpose]
    roles: frozenset[Role]
    required: bool = False


_BILLING = FieldUse(frozenset({_P.CONTRACT_MANAGEMENT, _P.ACCOUNTING}), frozenset({Role.BILLING, Role.PRIVACY}))
_ADDRESS = FieldUse(_CLIENT | {_P.ACCOUNTING}, frozenset({Role.PRACTITIONER, Role.BILLING, Role.PRIVACY}))

FIELDS: Mapping[DetailField, FieldUse] = {
    DetailField.PERSON_NAME: FieldUse(_VALUE.purposes, _DETAILS, required=True),
    # One contact point is a precondition of the contract, whichever it is.
    DetailField.EMAIL: FieldUse(_CLIENT | CONSENT_PURPOSES, _OWN_CLIENTS | {Role.MARKETING}, required=True),
    DetailField.PHONE: FieldUse(_CLIENT, _OWN_CLIENTS, required=True),
    DetailField.STREET: _ADDRESS,
    DetailField.POSTCODE: _ADDRESS,
    DetailField.CITY: _ADDRESS,
    DetailField.COMPANY: FieldUse(_CLIENT | {_P.ACCOUNTING}, _NAMES),
    DetailField.BUSINESS_ID: _BILLING,
    DetailField.JOB_TITLE: FieldUse(_CONTACT, _OWN_CLIENTS),
    DetailField.WEBSITE: FieldUse(_CONTACT, _OWN_CLIENTS),
    DetailField.EINVOICE_ADDRESS: _BILLING,
    DetailField.EINVOICE_OPERATOR: _BILLING,
}


def faults(schema: Mapping[str, Iterable[str]], entries: Mapping[Column, Entry] = COLUMNS) -> list[str]:
    """Compare with a schema (table name → column names); give a line for each column that is missing or surplus, sorted."""
    present = {(table, column) for table, columns in schema.items() for column in columns}
    missing = [f"{table}.{column}: not classified" for table, column in present - entries.keys()]
    surplus = [f"{table}.{column}: no such column" for table, column in entries.keys() - present]
    return sorted(missing + surplus)
