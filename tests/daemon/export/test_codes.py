"""A person's copy to read holds no code of the register's own, in any language: whatever its columns can hold has words.

What they can hold is collected from the program itself: its enumerations, and what it writes into the log.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

import models.register
from connectors.mail.send import SendOutcome
from daemon.cli.export import Form
from daemon.export.codes import HIDDEN, holds_codes
from daemon.export.page import as_page
from daemon.export.words import Voice
from models.register.export import ExportedRow, ExportedSource, PersonExport, Tie, Values, is_actor, section_of
from models.register.export_reach import columns_of, copied_tables
from models.register.page_answers import AnswerOutcome
from models.rules.consent import ALL_PURPOSES, DATA_SUBJECT, DATA_USE, OPERATOR, ConsentEventType, ConsentReason
from models.rules.disclosures import KNOWN
from models.rules.feedback import FeedbackReason
from models.rules.identity import MatchReason, Rung
from models.rules.months import HELSINKI
from models.rules.provenance import RECTIFIED, SENDER, STAFF_PREFIX
from models.rules.retention import HoldGround, RetentionClass
from models.rules.withdrawals import CONSENT_AGAIN, TOLD_TODAY, WithdrawalRoute
from models.tables import JudgementKind, NoticeWay, RequestState
from models.vocabulary import (
    BookingStatus,
    DetailField,
    HintRole,
    InquiryKind,
    InquiryState,
    Language,
    MailState,
    Purpose,
    RequestKind,
)
from tests.daemon.export.test_forms import FIRM
from tests.models.register.samples import NOW

ROOT = Path(models.register.__file__).parents[2]
REGISTER, DAEMON = ROOT / "models" / "register", ROOT / "daemon"
A_DEED = re.compile(r"[a-z]+\.[a-z_]+")
WRITTEN_BY_CODE = re.compile(r"[a-z]+(?:[._][a-z]+)+")
"""What no word of any language looks like."""


@cache
def codes() -> dict[tuple[str, str], set[str]]:
    """What each text column of codes can hold."""
    scopes = {*Purpose, ALL_PURPOSES, DATA_USE}
    letters = {*FeedbackReason, *ConsentReason, *SendOutcome, CONSENT_AGAIN, TOLD_TODAY, *_reasons_of_letters()}
    return {
        **{(table.name, column.name): _actors() for table, column in _acted()},
        ("audit_entry", "action"): {deed for deed, _ in _deeds()} | {f"consent.{each}" for each in ConsentEventType},
        ("audit_entry", "object_type"): {table.name for table in copied_tables()},
        ("client_relationship", "rung"): set(Rung),
        ("consent_event", "by"): {DATA_SUBJECT, OPERATOR},
        ("consent_event", "channel"): set(WithdrawalRoute),
        ("consent_event", "channels"): {WithdrawalRoute.MESSAGE},
        ("consent_event", "given_by"): {DATA_SUBJECT},
        ("consent_event", "language"): set(Language),
        ("consent_event", "purpose"): scopes,
        ("consent_event", "scope"): scopes,
        ("contact_event", "channel"): {WithdrawalRoute.MESSAGE},
        ("disclosure", "fields"): set(KNOWN),
        ("feedback_decision", "reason"): set(FeedbackReason),
        ("judgement", "reason"): set(MatchReason),
        ("outgoing_mail", "reason"): letters,
        ("suppression", "scope"): scopes,
    }


def _acted() -> Iterator[tuple[sa.Table, sa.Column[object]]]:
    for table in copied_tables():
        yield from ((table, column) for column in columns_of(table) if is_actor(table.name, column.name))


RESULTS: dict[str, tuple[Iterable[str], ...]] = {
    "booking.change": (BookingStatus,),
    "client.make": (Rung,),
    "consent.consent_withdrawn": (Purpose, (ALL_PURPOSES, DATA_USE)),
    "detail.rectify": (DetailField,),
    "disclosure.enter": (Purpose,),
    "erasure.done": (("deleted=12",),),
    "erasure.request": (("at_once", "held"),),
    "feedback.answer": (AnswerOutcome, Purpose),
    "feedback.ask": (MailState,),
    "hold.place": (HoldGround,),
    "inquiry.answer": (("late",), InquiryKind, InquiryState),
    "judgement.open": (MatchReason, JudgementKind),
    "mail.drop": (FeedbackReason, ConsentReason, (TOLD_TODAY, CONSENT_AGAIN)),
    "mail.settle": (MailState, SendOutcome),
    "mail.return": (("complaint", "permanent", "temporary"),),
    "notice.tell": (NoticeWay,),
    "person.export": (Form,),
    "recipient.due": (RequestKind,),
    "recipient.settle": (NoticeWay,),
    "request.answer": (("late",), RequestKind, RequestState),
    "voucher.enter": (RetentionClass,),
}
"""What an act of the log says of itself."""

TAKEN_BY = {SENDER, RECTIFIED, "recipient", "staff_entry", STAFF_PREFIX, *(f"event_{role}" for role in HintRole)}


@cache
def _calls() -> tuple[tuple[Path, ast.Call], ...]:
    found: list[tuple[Path, ast.Call]] = []
    for path in (*REGISTER.rglob("*.py"), *DAEMON.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [(path, node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return tuple(found)


def _named(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path, call in _calls():
        if isinstance(call.func, ast.Name) and call.func.id == name:
            yield path, call


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@cache
def _deeds() -> set[tuple[str, str]]:
    """Every act that the log of a person can name, with what it is done to ("" where a variable says that)."""
    tables = {table.name for table in copied_tables()}
    said = {(_literal(call.args[0]), _literal(call.args[1])) for _, call in _named("Act")}
    acts = {(deed, of) for deed, of in said if deed and of in tables}
    elsewhere = {deed for deed, of in said if deed and of not in tables}
    said_anywhere = {
        node.value
        for path in REGISTER.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and A_DEED.fullmatch(node.value)
    }
    others = said_anywhere - elsewhere - {deed for deed, _ in acts}
    return acts | {(deed, "") for deed in others}


@cache
def _actors() -> set[str]:
    """Who can stand in the log, without the name behind the colon."""
    found = {STAFF_PREFIX.rstrip(":")}
    for path, call in _named("By"):
        first = call.args[0] if call.args else None
        if isinstance(first, ast.JoinedStr) and (head := _literal(first.values[0])):
            found.add(head.partition(":")[0])
        elif isinstance(first, ast.Name):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            value = getattr(import_module(module), first.id, None)
            found |= {value} if isinstance(value, str) else set()
        elif first is not None and (text := _literal(first)):
            found.add(text)
    return found


def _reasons_of_letters() -> set[str]:
    """Reasons that are written where a letter is settled, put off or dropped."""
    found: set[str] = set()
    for name in ("Settlement", "NotNow", "settle_as_sent", "_drop", "_put_off", "_release"):
        for _, call in _named(name):
            given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "reason")]
            found |= {text for argument in given if (text := _literal(argument))}
    return found


@pytest.mark.parametrize("column", sorted(codes()), ids=".".join)
def test_column_of_codes_is_known_to_be_one(column: tuple[str, str]) -> None:
    assert codes()[column]
    assert holds_codes(*column)


def test_acts_and_actors_are_found_in_the_program() -> None:
    deeds = {deed for deed, _ in _deeds()}
    assert {"person.export", "consent.send_link", "request.answer", "inquiry.dismiss", "mail.drop"} <= deeds
    assert {"daemon", "cli", "page", "ledger", "staff"} <= _actors()
    assert {"restarted", "queued_too_long", "seen_in_sent"} <= _reasons_of_letters()


@pytest.fixture(scope="module")
def everything() -> PersonExport:
    """A copy in which each column has held each of its codes."""
    source = ExportedSource(
        1, "email", "info", "INBOX", "1", "7", "", None, "none", NOW, NOW, by_person=None, gone=False
    )
    rows = tuple(
        ExportedRow(table, number, section_of(SQLModel.metadata.tables[table]), values, ties)
        for number, (table, values, ties) in enumerate(_rows(), 1)
    )
    return PersonExport(1, (1,), None, NOW, rows, (source,), ())


def _rows() -> Iterator[tuple[str, Values, tuple[Tie, ...]]]:
    for (table, column), known in codes().items():
        yield from ((table, {column: str(code)}, ()) for code in sorted(known))
    for deed, lists in RESULTS.items():
        yield from (("audit_entry", {"action": deed, "result": str(code)}, ()) for each in lists for code in each)
    for code in sorted(TAKEN_BY | {"given and family name labels"}):
        yield "person", {}, (Tie(1, {"taken_by": code}),)
    for proof in ("mail:3", "source:4", "page:link:5 answer:6", "erasure", "invoices", "ledger", "kept withdrawal"):
        yield "consent_event", {"evidence": proof}, ()
    yield from _members()


def _members() -> Iterator[tuple[str, Values, tuple[Tie, ...]]]:
    """Every member of every closed list that a column has as such."""
    for table in copied_tables():
        # A value of contact stands in a heading with its field.
        beside: Values = {"value": "12"} if table.name == "detail" else {}
        for column in columns_of(table):
            kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
            if isinstance(kind, sa.Enum) and kind.enum_class is not None:
                yield from ((table.name, {column.name: member, **beside}, ()) for member in kind.enum_class)


@pytest.mark.parametrize("language", Language)
def test_page_holds_no_code_whatever_the_columns_hold(everything: PersonExport, language: Language) -> None:
    html = as_page(replace(everything, language=language), FIRM, HELSINKI, Language.FI).decode()
    _, _, parts = html.partition("</section>")
    shown = [
        unescape(text).strip() for text in re.findall(r"<(?:dd|li|strong)>(.*?)</(?:dd|li|strong)>", parts, re.DOTALL)
    ]
    assert len(shown) > 500
    assert {text for text in shown if WRITTEN_BY_CODE.search(text)} == set()
    assert not [
        text
        for text in shown
        if text.endswith(f": {Voice(language).page('other')}") or text == Voice(language).page("other")
    ]
    if language is not Language.EN:
        stored = set().union(*codes().values(), TAKEN_BY, *(each for lists in RESULTS.values() for each in lists))
        assert {text for text in shown if text in {str(code) for code in stored}} == set()


def test_numbers_of_rules_are_left_to_the_forms_for_programs(everything: PersonExport) -> None:
    row = replace(everything.rows[0], table="audit_entry", values={"rule": "W6", "object_id": 1})
    html = as_page(replace(everything, rows=(row,)), FIRM, HELSINKI, Language.FI).decode()
    assert "W6" not in html
    assert {column for column in HIDDEN if column[1] != "rule"} == set()


def test_code_that_nobody_knows_is_not_shown_and_a_note_of_staff_is(everything: PersonExport) -> None:
    values = {"action": "thing.of_tomorrow", "object_type": "new_table", "result": "new_code"}
    rows = (
        replace(everything.rows[0], table="audit_entry", values=values),
        replace(everything.rows[0], table="consent_event", values={"evidence": "a form of_paper, binder:3"}),
    )
    html = as_page(replace(everything, rows=rows), FIRM, HELSINKI, Language.FI).decode()
    assert not re.search("of_tomorrow|new_table|new_code", html)
    assert "a form of_paper, binder:3" in html


def test_row_of_a_file_that_was_imported_is_named_in_the_language_of_the_copy(everything: PersonExport) -> None:
    row = replace(everything.rows[0], table="consent_event", values={"evidence": "suostumukset.csv row 12"})
    html = as_page(replace(everything, rows=(row,), language=Language.FI), FIRM, HELSINKI, Language.FI).decode()
    assert "suostumukset.csv, rivi 12" in html
