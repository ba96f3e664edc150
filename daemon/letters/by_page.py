"""The two letters that somebody has asked for on a page: the confirmation of a consent (C6), and a link to one's consents."""

from daemon.letters.by_page_lint import lint_by_page
from daemon.letters.dates import plain_date
from daemon.letters.facts import ConfirmationFacts, LinkFacts, SenderIdentity
from daemon.letters.feedback_request import letter_token, notice_link, page_link
from daemon.letters.message import Content, build, envelope_of
from daemon.letters.names import greeting_name, own_text, wire_address
from daemon.letters.templates import render
from models.errors import BadItem
from models.rules.normalise import shown_phone
from models.values import OutgoingLetter
from models.vocabulary import Language

CONFIRM_SUBJECTS = {
    Language.FI: "Vahvista suostumuksesi",
    Language.SV: "Bekräfta ditt samtycke",
    Language.EN: "Confirm your consent",
}
LINK_SUBJECTS = {
    Language.FI: "Linkki suostumuksiisi",
    Language.SV: "Länk till dina samtycken",
    Language.EN: "A link to your consents",
}


def render_confirmation(facts: ConfirmationFacts, sender: SenderIdentity) -> OutgoingLetter:
    """Give the mail that asks to confirm a consent: neutral, one link. Raises BadItem when something cannot stand in it."""
    if not facts.wording.strip():
        raise BadItem("wording")
    words = {
        **_words(facts, sender),
        "given_on": plain_date(facts.given_on, facts.language),
        "wording": facts.wording.strip(),
    }
    return _letter("consent_confirmation", CONFIRM_SUBJECTS[facts.language], facts, sender, words)


def render_consent_link(facts: LinkFacts, sender: SenderIdentity) -> OutgoingLetter:
    """Give the mail with a link to one's own consents. Raises BadItem when something cannot stand in it."""
    return _letter("consent_link", LINK_SUBJECTS[facts.language], facts, sender, _words(facts, sender))


def _letter(
    template: str, subject: str, facts: LinkFacts, sender: SenderIdentity, words: dict[str, object]
) -> OutgoingLetter:
    letter_token(facts.token, facts.message_id)
    text, html = render(f"{template}.{facts.language.value}", words)
    letter = build(envelope_of(facts, sender), Content(subject, text, html))
    wording = facts.wording if isinstance(facts, ConfirmationFacts) else ""
    if faults := lint_by_page(letter, wording):
        raise BadItem(f"letter_lint:{faults[0]}")
    return letter


def _words(facts: LinkFacts, sender: SenderIdentity) -> dict[str, object]:
    return {
        "language": facts.language.value,
        "given_name": greeting_name(facts.given_name),
        "link": page_link(facts.link),
        "until": plain_date(facts.link_until, facts.language),
        "firm": own_text(sender.firm, "firm"),
        "contact_name": own_text(sender.contact_name, "contact_name"),
        "contact_email": wire_address(sender.contact_email, "contact_email"),
        "contact_phone": shown_phone(own_text(sender.contact_phone, "contact_phone")),
        "notice_url": notice_link(sender.notice_url),
    }
