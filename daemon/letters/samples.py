"""Invented facts for every letter: for previews, and to try the words of a firm on everything that a letter can say."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from daemon.letters.alarm import render_alarm
from daemon.letters.by_page import write_confirmation, write_consent_link
from daemon.letters.by_page_lint import lint_by_page
from daemon.letters.digest import render_digest
from daemon.letters.facts import (
    AlarmFacts,
    AlarmLine,
    AnswerScale,
    ConfirmationFacts,
    DigestCase,
    DigestFacts,
    DigestTopic,
    LetterFacts,
    LinkFacts,
    RequestLinks,
    SenderIdentity,
    WithdrawalFacts,
)
from daemon.letters.feedback_request import write_feedback_request
from daemon.letters.lint import lint
from daemon.letters.notice_lint import lint_notice
from daemon.letters.staff_lint import lint_staff
from daemon.letters.templates import LetterName
from daemon.letters.withdrawal_notice import write_withdrawal_notice
from models.values import OutgoingLetter
from models.vocabulary import AlarmKind, Language, RequestKind

F = TypeVar("F", LetterFacts, ConfirmationFacts)

NAMES = {Language.FI: "Malli", Language.SV: "Exempel", Language.EN: "Sample"}
"""Whom the letters greet: nobody is called that."""

WORDINGS = {
    Language.FI: "Suostun siihen, että minulta pyydetään palautetta käynnin jälkeen.",
    Language.SV: "Jag samtycker till att jag ombeds ge respons efter ett besök.",
    Language.EN: "I consent to being asked for feedback after a visit.",
}
SEE = {Language.FI: "Lisää:", Language.SV: "Mera:", Language.EN: "More:"}
ALARM_WORDS = {
    Language.FI: "sähköpostitiliin info ei ole saatu yhteyttä",
    Language.SV: "e-postkontot info har inte kunnat nås",
    Language.EN: "the mailbox info cannot be reached",
}
OPENS_NOTHING = "a-sample-that-opens-nothing"
_PATH_END = OPENS_NOTHING.ljust(32, "-")
_MADE = datetime(2026, 3, 17, 9, 30, tzinfo=ZoneInfo("Europe/Helsinki"))


@dataclass(frozen=True, slots=True)
class Address:
    """To whom a sample goes, and its Message-ID without angle brackets; `token` is the reply token in it.

    `pages`: where pages run, None = nowhere.
    """

    to: str = "malli@example.com"
    token: str = f"rk-{OPENS_NOTHING}"
    domain: str = "example.com"
    pages: str | None = None
    written_at: datetime = _MADE

    @property
    def message_id(self) -> str:
        """Give the Message-ID."""
        return f"{self.token}@{self.domain}"

    def page(self, path: str) -> str:
        """Give the address of a page that is not there: at the configured place, else at an invented one."""
        return f"{self.pages or 'https://palaute.example.com'}/{path}/{_PATH_END}"


@dataclass(frozen=True, slots=True)
class Sample:
    """One letter with invented facts: `variant` names it, `write` gives it unchecked, `lint` says what is wrong with it."""

    variant: str
    write: Callable[[SenderIdentity], OutgoingLetter]
    lint: Callable[[OutgoingLetter], list[str]]


def samples(name: LetterName, language: Language, address: Address) -> list[Sample]:
    """Give samples of a letter, together with everything that it can say; the first is the usual one.

    Where pages run that is the one with links to them. Each variant has a name of its own.
    """
    return _MAKERS[name](language, address)


def _requests(language: Language, address: Address) -> list[Sample]:
    usual = LetterFacts(
        language=language,
        given_name=NAMES[language],
        address=address.to,
        booking_starts=_MADE - timedelta(days=1),
        consented_on=date(2026, 2, 13),
        token=address.token,
        message_id=address.message_id,
        written_at=address.written_at,
        scale=AnswerScale(1, 5),
    )
    linked = replace(usual, links=RequestLinks(address.page("a"), address.page("w")))
    found = {
        **_by_way(linked, usual, address),
        "without-name": replace(usual, given_name=None, all_day=True),
        "reminder-by-page": replace(linked, scale=AnswerScale(0, 10), reminder=True),
        "reminder-by-reply": replace(usual, reminder=True),
    }
    write, held_to = write_feedback_request, partial(lint, own_words=True)
    return [Sample(variant, partial(write, facts), held_to) for variant, facts in found.items()]


def _by_way(by_page: F, by_reply: F, address: Address) -> dict[str, F]:
    """Give the two ways to answer a letter, the one that the firm has at the head."""
    ways = [("by-page", by_page), ("by-reply", by_reply)]
    return dict(ways if address.pages else reversed(ways))


def _notices(language: Language, address: Address) -> list[Sample]:
    usual = WithdrawalFacts(
        language=language,
        given_name=NAMES[language],
        address=address.to,
        withdrawn_on=date(2026, 3, 16),
        complaint=False,
        token=address.token,
        message_id=address.message_id,
        written_at=address.written_at,
    )
    found = {
        "withdrawal": usual,
        "complaint": replace(usual, complaint=True),
        "without-name": replace(usual, given_name=None, complaint=True),
    }
    return [Sample(variant, partial(write_withdrawal_notice, facts), lint_notice) for variant, facts in found.items()]


def _links(language: Language, address: Address) -> list[Sample]:
    usual = LinkFacts(
        language=language,
        given_name=NAMES[language],
        address=address.to,
        link=address.page("c"),
        link_until=date(2026, 3, 30),
        token=address.token,
        message_id=address.message_id,
        written_at=address.written_at,
    )
    found = {"with-name": usual, "without-name": replace(usual, given_name=None)}
    held_to = partial(lint_by_page, wording="")
    return [Sample(variant, partial(write_consent_link, facts), held_to) for variant, facts in found.items()]


def _confirmations(language: Language, address: Address) -> list[Sample]:
    usual = ConfirmationFacts(
        language=language,
        given_name=NAMES[language],
        address=address.to,
        link=address.page("k"),
        link_until=date(2026, 3, 30),
        token=address.token,
        message_id=address.message_id,
        written_at=address.written_at,
        given_on=date(2026, 3, 17),
        wording=WORDINGS[language],
    )
    by_reply = replace(usual, link="")
    # A firm's wording may have paragraphs and an address.
    longer = f"{usual.wording}\n\n{SEE[language]} https://example.com/seloste"
    found = {
        **_by_way(usual, by_reply, address),
        "long-wording": replace(usual, given_name=None, wording=longer),
    }
    return [
        Sample(variant, partial(write_confirmation, facts), partial(lint_by_page, wording=facts.wording))
        for variant, facts in found.items()
    ]


def _digests(language: Language, address: Address) -> list[Sample]:
    counts = {topic: number for number, topic in enumerate(DigestTopic, 21)}
    case = DigestCase(17, RequestKind.ACCESS, date(2026, 4, 7))
    days = {topic: date(2026, 3, 2) for topic in DigestTopic}
    usual = DigestFacts(language, address.to, address.message_id, address.written_at, counts, (case,), days)
    found = {"everything": usual, "requests": replace(usual, counts={}), "counts": replace(usual, cases=())}
    return [
        Sample(variant, partial(render_digest, facts), partial(lint_staff, facts=facts))
        for variant, facts in found.items()
    ]


def _alarms(language: Language, address: Address) -> list[Sample]:
    line = AlarmLine(AlarmKind.ACCOUNT_SILENT, ALARM_WORDS[language], _MADE - timedelta(hours=7))
    over = replace(line, until=_MADE)
    usual = AlarmFacts(language, address.to, address.message_id, address.written_at, (line,), ())
    found = {"raised": usual, "over": replace(usual, raised=(), over=(over,))}
    return [
        Sample(variant, partial(render_alarm, facts), partial(lint_staff, facts=facts))
        for variant, facts in found.items()
    ]


_MAKERS = {
    LetterName.FEEDBACK_REQUEST: _requests,
    LetterName.WITHDRAWAL_NOTICE: _notices,
    LetterName.CONSENT_CONFIRMATION: _confirmations,
    LetterName.CONSENT_LINK: _links,
    LetterName.DIGEST: _digests,
    LetterName.ALARM: _alarms,
}
