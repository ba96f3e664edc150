"""The feedback request: one mail, about one booking, to one person who consented (C16 and the table after it)."""

import re
from urllib.parse import urlsplit

from daemon.letters.dates import long_date, long_time, plain_date
from daemon.letters.facts import LetterFacts, RequestLinks, SenderIdentity
from daemon.letters.lint import lint
from daemon.letters.message import Content, build, envelope_of
from daemon.letters.names import greeting_name, own_text, wire_address
from daemon.letters.templates import STANDARD, LetterName
from models.errors import BadItem
from models.rules.normalise import shown_phone
from models.values import OutgoingLetter
from models.vocabulary import Language

_TOKEN = re.compile(r"rk-[A-Za-z0-9_-]{16,43}")
_PAGE = re.compile(r"https?://[a-z0-9.:\[\]-]+/[a-z]/[A-Za-z0-9_-]{32}")
_SUBJECTS = {
    Language.FI: "Palautepyyntö tapaamisestasi {date}",
    Language.SV: "Begäran om respons på ditt möte {date}",
    Language.EN: "Request for feedback on your meeting of {date}",
}


def render_feedback_request(facts: LetterFacts, sender: SenderIdentity) -> OutgoingLetter:
    """Give the letter. Raises BadItem when a fact cannot stand in it or an element that the law wants is missing."""
    letter = write_feedback_request(facts, sender)
    if faults := lint(letter, own_words=sender.letters is not STANDARD):
        raise BadItem(f"letter_lint:{faults[0]}")
    return letter


def write_feedback_request(facts: LetterFacts, sender: SenderIdentity) -> OutgoingLetter:
    """Give the letter as the words make it, unchecked. Raises BadItem when a fact cannot stand in it."""
    if facts.booking_starts.tzinfo is None:
        raise BadItem("booking_starts")
    token = letter_token(facts.token, facts.message_id)
    text, html = sender.letters.render(f"feedback_request.{facts.language.value}", _words(facts, sender))
    envelope = envelope_of(facts, sender)
    day = long_date(facts.booking_starts.date(), facts.language)
    subject = sender.letters.subject(LetterName.FEEDBACK_REQUEST, facts.language, _SUBJECTS[facts.language], date=day)
    content = Content(subject, text, html)
    # The word stays ASCII in every language.
    answer_to = wire_address(sender.reply_to, "reply_to")
    leave = f"<mailto:{answer_to}?subject=PERUUTA%20{token}>"
    if facts.links is not None:
        leave = f"<{facts.links.withdrawal}>, {leave}"
    return build(envelope, content, unsubscribe=leave, one_click=facts.links is not None)


def letter_token(token: str, message_id: str) -> str:
    """Give a letter's token with its mark. Raises BadItem when it is none, or not the one of the Message-ID."""
    token = "rk-" + token.removeprefix("rk-")
    if not _TOKEN.fullmatch(token) or not message_id.startswith(f"{token}@"):
        raise BadItem("token")
    return token


def _words(facts: LetterFacts, sender: SenderIdentity) -> dict[str, object]:
    starts, language = facts.booking_starts, facts.language
    if not 0 <= facts.scale.lowest < facts.scale.highest <= 10 or sender.answers_kept_months < 1:
        raise BadItem("scale")
    return {
        "language": language.value,
        "given_name": greeting_name(facts.given_name),
        "booking": long_date(starts.date(), language) if facts.all_day else long_time(starts, language),
        "consented_on": plain_date(facts.consented_on, language),
        "lowest": facts.scale.lowest,
        "highest": facts.scale.highest,
        "months": sender.answers_kept_months,
        "reader": own_text(sender.answers_read_by, "answers_read_by"),
        "firm": own_text(sender.firm, "firm"),
        "contact_name": own_text(sender.contact_name, "contact_name"),
        "contact_email": wire_address(sender.contact_email, "contact_email"),
        "contact_phone": shown_phone(own_text(sender.contact_phone, "contact_phone")),
        "notice_url": notice_link(sender.notice_url),
        "reminder": facts.reminder,
        "links": facts.links and RequestLinks(page_link(facts.links.answer), page_link(facts.links.withdrawal)),
    }


def page_link(url: str) -> str:
    """Give the address of a page of ours. Raises BadItem for what is none."""
    if not _PAGE.fullmatch(url):
        raise BadItem("page_link")
    return url


def notice_link(url: str) -> str:
    """Give the address of the notice. Raises BadItem for one with a query: it could follow a reader."""
    parts = urlsplit(own_text(url, "notice_url"))
    if parts.scheme not in ("https", "http") or not parts.hostname or "@" in parts.netloc or parts.query:
        raise BadItem("notice_url")
    if any(character.isspace() or character in "<>\"'" for character in url):
        raise BadItem("notice_url")
    return url
