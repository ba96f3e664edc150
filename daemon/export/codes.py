"""Codes that stand in text columns, in the words of a person's copy: no list of the register's own is shown as it is stored."""

import re
from collections.abc import Mapping
from enum import StrEnum

from daemon.export.words import Voice
from daemon.reasons import SECTIONS, words_for
from models.column_table import ExportSection
from models.register.export import Values, is_actor
from models.rules.consent import ConsentReason
from models.rules.feedback import FeedbackReason
from models.rules.identity import MatchReason, Rung

Lists = tuple[str | type[StrEnum], ...]
"""Where the words of a code are looked for, in this order: lists of the catalogue, reasons of daemon/reasons.toml."""

_SCOPES: Lists = ("Purpose", "Scope")
_LETTERS: Lists = ("LetterReason", FeedbackReason, ConsentReason)

LISTS: Mapping[tuple[str, str], Lists] = {
    ("client_relationship", "rung"): (Rung,),
    ("consent_event", "by"): ("Actor",),
    ("consent_event", "channel"): ("WithdrawalRoute",),
    ("consent_event", "channels"): ("WithdrawalRoute",),
    ("consent_event", "given_by"): ("Actor",),
    ("consent_event", "language"): ("Language",),
    ("consent_event", "purpose"): _SCOPES,
    ("consent_event", "scope"): _SCOPES,
    ("contact_event", "channel"): ("WithdrawalRoute",),
    ("detail_source", "taken_by"): ("TakenBy",),
    ("disclosure", "fields"): ("DetailField",),
    ("feedback_decision", "reason"): (FeedbackReason,),
    ("judgement", "reason"): (MatchReason,),
    ("outgoing_mail", "reason"): _LETTERS,
    ("suppression", "scope"): _SCOPES,
}
"""Text columns with a code, or with several by commas."""

RESULTS: Mapping[str, Lists] = {
    "booking": ("BookingStatus",),
    "client": (Rung,),
    "consent": _SCOPES,
    "detail": ("DetailField",),
    "disclosure": ("Purpose",),
    "feedback": ("Result", "Purpose", "MailState"),
    "hold": ("HoldGround",),
    "inquiry": ("Result", "InquiryKind", "InquiryState"),
    "judgement": (MatchReason, "JudgementKind"),
    "mail": ("MailState", *_LETTERS),
    "notice": ("NoticeWay",),
    "recipient": ("RequestKind", "NoticeWay"),
    "request": ("Result", "RequestKind", "RequestState"),
    "suppression": _SCOPES,
    "voucher": ("RetentionClass",),
}
"""What an act of the log may say of itself, by the first word of its name; others and `mail.return`: the list Result."""

HIDDEN = frozenset({("audit_entry", "rule")})
"""A number that says nothing without the register's own rules: JSON and CSV have it."""

_CONSENT = "consent."
_POINTERS = re.compile(r"(?:page:)?(?P<what>[a-z]+)(?::(?P<number>\d+))?(?: (?P<about>[a-z]+):(?P<which>\d+))?")
_KEPT = re.compile(r"kept ([a-z]+)")
_ROW = re.compile(r"(?s)(.+) row (\d+)")


def holds_codes(table: str, column: str) -> bool:
    """Whether a text column holds codes, and never a text of somebody."""
    in_log = table == "audit_entry" and column in ("action", "object_type", "result")
    return _lists(table, column) is not None or in_log or (table, column) in HIDDEN


def words_of(voice: Voice, table: str, column: str, value: str, row: Values) -> str:
    """Put what a text column of a row holds into words; what is no code comes back as it is, a code without words as "other"."""
    if table == "audit_entry" and column in ("action", "object_type", "result"):
        return _logged(voice, column, value, str(row.get("action", "")))
    if column in ("evidence", "reference"):
        return proof(voice, value)
    if (lists := _lists(table, column)) is None:
        return value
    if column == "taken_by":
        # How a rule that reads mail is called says nothing to anybody else.
        return _found(voice, lists, value) or voice.code("TakenBy", "text")
    if (table, column) == ("disclosure", "fields"):
        return ", ".join(_data(voice, name) for name in value.split(","))
    return ", ".join(_found(voice, lists, code) or voice.page("other") for code in value.split(","))


def proof(voice: Voice, value: str) -> str:
    """Put a pointer to a proof into words; what staff wrote comes back as it is."""
    if (kept := _KEPT.fullmatch(value)) and (act := voice.find("SuppressionAct", kept[1])):
        return f"{voice.page('kept_entry')}: {act}"
    if row := _ROW.fullmatch(value):
        return f"{row[1]}, {voice.page('row')} {row[2]}"
    found = _POINTERS.fullmatch(value)
    words = voice.find("Proof", found["what"]) if found else None
    if found is None or words is None or ("{n}" in words) != bool(found["number"]):
        return value
    about = voice.find("Proof", found["about"]) if found["about"] else None
    return ", ".join(
        text.format(n=number) for text, number in ((words, found["number"]), (about, found["which"])) if text
    )


def _lists(table: str, column: str) -> Lists | None:
    """Give where the words of a column's codes are, None for a column of texts. Of who acted a copy has the kind only."""
    return LISTS.get((table, column)) or (("Actor",) if is_actor(table, column) else None)


def _logged(voice: Voice, column: str, value: str, action: str) -> str:
    if column == "object_type":
        return voice.table(value) if voice.has_table(value) else voice.page("other")
    if column == "action":
        words = voice.find("ConsentEventType", value.removeprefix(_CONSENT)) if value.startswith(_CONSENT) else None
        return words or voice.find("Deed", value) or voice.page("other")
    if value.isdigit():
        return value
    code, _, number = value.partition("=")
    lists = () if action == "mail.return" else RESULTS.get(action.partition(".")[0], ())
    words = _found(voice, (*lists, "Result"), code)
    return words.format(n=number) if words else voice.page("other")


def _found(voice: Voice, lists: Lists, code: str) -> str | None:
    for kind in lists:
        if isinstance(kind, str):
            words = voice.find(kind, code)
        else:
            words = words_for(kind, code, voice.language) if kind in SECTIONS and code in set(kind) else None
        if words is not None:
            return words
    return None


def _data(voice: Voice, name: str) -> str:
    if name in set(ExportSection):
        return voice.section(name)
    return voice.find("DetailField", name) or voice.page("other")
