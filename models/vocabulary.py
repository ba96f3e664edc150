"""Enumerations of the domain, each with its term of the Data Privacy Vocabulary (DPV 2.3) where one exists."""

from enum import StrEnum


class SourceKind(StrEnum):
    """Where a value came from (provenance vocabulary of the register, section 1.2); dpv:DataSource."""

    CONTRACT = "contract"
    EMAIL = "email"
    MEETING = "meeting"
    PHONE = "phone"
    WEB_FORM = "web_form"
    CALENDAR_INVITATION = "calendar_invitation"
    CALENDAR_OWN = "calendar_own"
    OTHER_FROM_CLIENT = "other_from_client"
    PUBLIC_WEBSITE = "public_website"
    PUBLIC_DIRECTORY = "public_directory"
    OTHER_COMPANY = "other_company"
    SOCIAL_MEDIA = "social_media"
    AUTHORITY = "authority"
    UNKNOWN_LEGACY = "unknown_legacy"


class Purpose(StrEnum):
    """Why data are processed (S5); dpv:Purpose. The first five need consent (C1)."""

    FEEDBACK_REQUEST = "feedback_request"
    DIRECT_MARKETING = "direct_marketing"
    NEWSLETTER = "newsletter"
    RESEARCH_STATISTICS = "research_statistics"
    REFERENCE_PUBLICATION = "reference_publication"
    SERVICE_DELIVERY = "service_delivery"
    CUSTOMER_CONTACT = "customer_contact"
    CONTRACT_MANAGEMENT = "contract_management"
    ACCOUNTING = "accounting"
    REPORTING = "reporting"
    SERVICE_DEVELOPMENT = "service_development"


CONSENT_PURPOSES = frozenset(
    {
        Purpose.FEEDBACK_REQUEST,
        Purpose.DIRECT_MARKETING,
        Purpose.NEWSLETTER,
        Purpose.RESEARCH_STATISTICS,
        Purpose.REFERENCE_PUBLICATION,
    }
)


class LawfulBasis(StrEnum):
    """Article 6(1) basis (G5); dpv:LegalBasis. (d) and (e) are unused."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGITIMATE_INTEREST = "legitimate_interest"


class RecipientRole(StrEnum):
    """What a recipient of data is (S13); dpv:Recipient."""

    PROCESSOR = "processor"
    CONTROLLER = "controller"
    AUTHORITY = "authority"


class RequestKind(StrEnum):
    """Kind of a rights request (section 6); dpv:RightExerciseActivity."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    CONSENT_WITHDRAWAL = "consent_withdrawal"
    RECIPIENTS_QUERY = "recipients_query"
    COMPLAINT_FOLLOWUP = "complaint_followup"


class InquiryKind(StrEnum):
    """What a client wants of the firm beside their rights (selvityspyyntö). The last is a person's to read in the mailbox."""

    INQUIRY = "inquiry"
    COMPLAINT = "complaint"
    WORDS_TO_READ = "words_to_read"


class InquiryChannel(StrEnum):
    """By which way an inquiry came."""

    EMAIL = "email"
    PAGE = "page"
    PHONE = "phone"
    MEETING = "meeting"


class InquiryState(StrEnum):
    """Where an inquiry stands."""

    OPEN = "open"
    ANSWERED = "answered"
    NOTHING_TO_ANSWER = "nothing_to_answer"


class Language(StrEnum):
    """Language of contact; Finnish is the default."""

    FI = "fi"
    SV = "sv"
    EN = "en"


class DetailField(StrEnum):
    """A field of a person or organisation that a source can state (table 1.1); pd:Contact and others."""

    PERSON_NAME = "person_name"
    EMAIL = "email"
    PHONE = "phone"
    STREET = "street"
    POSTCODE = "postcode"
    CITY = "city"
    COMPANY = "company"
    BUSINESS_ID = "business_id"
    JOB_TITLE = "job_title"
    WEBSITE = "website"
    EINVOICE_ADDRESS = "einvoice_address"
    EINVOICE_OPERATOR = "einvoice_operator"


class MessageKind(StrEnum):
    """What sort of message a mail is. The last three never give a field."""

    PERSONAL = "personal"
    FORM = "form"
    BOOKING = "booking"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    BULK = "bulk"


SILENT_KINDS = frozenset({MessageKind.AUTO_REPLY, MessageKind.BOUNCE, MessageKind.BULK})


class Zone(StrEnum):
    """Part of a message in which a line stands."""

    HEADER = "header"
    OWN = "own"
    GREETING = "greeting"
    SIGN_OFF = "sign_off"
    SIGNATURE = "signature"
    MOBILE_FOOTER = "mobile_footer"
    DISCLAIMER = "disclaimer"
    QUOTE_HEADER = "quote_header"
    QUOTE = "quote"
    FORWARD = "forward"
    FORM = "form"


class Trust(StrEnum):
    """Whether a message is proven to be from its From address (C6 a)."""

    VERIFIED = "verified"
    FAILED = "failed"
    NONE = "none"


class Direction(StrEnum):
    """Which way a message went, seen from the firm."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class FolderRole(StrEnum):
    """What it means that a message lies in a folder: staff decide by filing."""

    INBOX = "inbox"
    SENT = "sent"
    CLIENTS = "clients"
    IGNORE = "ignore"
    RIGHTS_REQUEST = "rights_request"
    CONSENT = "consent"


class ConsentWord(StrEnum):
    """What the sender's own text says about receiving mail. Anything but a plain yes or no is unclear (C8)."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    UNCLEAR = "unclear"
    NONE = "none"


class BookingStatus(StrEnum):
    """State of a booking. A deletion in the calendar is a state, never a deleted row."""

    TENTATIVE = "tentative"
    PLANNED = "planned"
    CANCELLED = "cancelled"
    REMOVED = "removed"
    NO_SHOW = "no_show"


class HintRole(StrEnum):
    """How a person appears in a calendar event."""

    ORGANISER = "organiser"
    ATTENDEE = "attendee"
    MENTIONED = "mentioned"


class Outcome(StrEnum):
    """What became of an item that was read. Every item gets exactly one."""

    USED = "used"
    SKIPPED = "skipped"
    PROBLEM = "problem"


class ProblemStage(StrEnum):
    """Where an item failed."""

    FETCH = "fetch"
    READ = "read"
    STORE = "store"


class MailState(StrEnum):
    """State of an outgoing mail. `unknown` is final until a person decides: it is never resent by itself."""

    WAITING = "waiting"
    QUEUED = "queued"
    CLAIMED = "claimed"
    HANDING = "handing"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


UNDER_WAY = (MailState.WAITING, MailState.QUEUED, MailState.CLAIMED, MailState.HANDING)
"""States of a mail that nothing has become of yet."""

GONE_OUT = (MailState.HANDING, MailState.SENT, MailState.UNKNOWN)
"""States of a mail that has reached its reader, or may have."""


class Role(StrEnum):
    """Access level of a staff account (S14). Default is none."""

    VIEWER = "viewer"
    PRACTITIONER = "practitioner"
    BILLING = "billing"
    MARKETING = "marketing"
    PRIVACY = "privacy"
    ADMIN = "admin"


class DutyKind(StrEnum):
    """What the firm owes people by a day, and a person of it has to do."""

    TELL_RECIPIENTS = "tell_recipients"
    REVIEW_HOLDS = "review_holds"
    REVIEW_KEPT_OUT = "review_kept_out"
    SOURCE_NOTICES = "source_notices"


class AlarmKind(StrEnum):
    """What can be wrong with the service so that a person should know. What each means stands in daemon/reasons.toml."""

    ACCOUNT_PARKED = "account_parked"
    ACCOUNT_SILENT = "account_silent"
    CALENDAR_FROZEN = "calendar_frozen"
    RELAY_FAILING = "relay_failing"
    DATABASE_UNUSABLE = "database_unusable"
    DISK_NEARLY_FULL = "disk_nearly_full"
    READER_DYING = "reader_dying"
    CLOCK_SET_BACK = "clock_set_back"
    CLOCK_SKEW = "clock_skew"
    LOGIN_EXPIRING = "login_expiring"
    BACKUP_OLD = "backup_old"
    LEDGER_DAMAGED = "ledger_damaged"
    RETENTION_WAITING = "retention_waiting"
    UNKNOWN_LETTERS = "unknown_letters"
    BYTE_BUDGET = "byte_budget"
    JOB_FAILING = "job_failing"
    STUCK = "stuck"
