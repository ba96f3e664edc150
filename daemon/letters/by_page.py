"""Two letters that are awaited: the confirmation of a consent (C6), and the link to one's consents asked for on a page."""

from daemon.letters.by_page_lint import lint_by_page
from daemon.letters.dates import plain_date
from daemon.letters.facts import ConfirmationFacts, LinkFacts, SenderIdentity
from daemon.letters.feedback_request import letter_token, notice_link, page_link
from daemon.letters.message import Content, build, envelope_of
from daemon.letters.names import greeting_name, own_text, wire_address
from daemon.letters.templates import LetterName
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


SUBJECTS = {LetterName.CONSENT_CONFIRMATION: CONFIRM_SUBJECTS, LetterName.CONSENT_LINK: LINK_SUBJECTS}


def render_confirmation(facts: ConfirmationFacts, sender: SenderIdentity) -> OutgoingLetter:
    """Give the mail that asks to confirm a consent: neutral, one link, or where no page runs a reply.

    Raises BadItem when something cannot stand in it.
    """
    return _checked(write_confirmation(facts, sender), facts)


def write_confirmation(facts: ConfirmationFacts, sender: SenderIdentity) -> OutgoingLetter:
    """Give the mail that asks to confirm as the words make it, unchecked. Raises BadItem when something cannot stand in it."""
    if not facts.wording.strip():
        raise BadItem("wording")
    words = {
        **_words(facts, sender),
        "given_on": plain_date(facts.given_on, facts.language),
        "wording": facts.wording.strip(),
    }
    return _letter(LetterName.CONSENT_CONFIRMATION, facts, sender, words)


def render_consent_link(facts: LinkFacts, sender: SenderIdentity) -> OutgoingLetter:
    """Give the mail with a link to one's own consents. Raises BadItem when something cannot stand in it."""
    return _checked(write_consent_link(facts, sender), facts)


def write_consent_link(facts: LinkFacts, sender: SenderIdentity) -> OutgoingLetter:
    """Give the mail with a link as the words make it, unchecked. Raises BadItem when something cannot stand in it."""
    return _letter(LetterName.CONSENT_LINK, facts, sender, _words(facts, sender))


def _letter(name: LetterName, facts: LinkFacts, sender: SenderIdentity, words: dict[str, object]) -> OutgoingLetter:
    letter_token(facts.token, facts.message_id)
    text, html = sender.letters.render(f"{name}.{facts.language.value}", words)
    subject = sender.letters.subject(name, facts.language, SUBJECTS[name][facts.language])
    return build(envelope_of(facts, sender), Content(subject, text, html))


def _checked(letter: OutgoingLetter, facts: LinkFacts) -> OutgoingLetter:
    wording = facts.wording if isinstance(facts, ConfirmationFacts) else ""
    if faults := lint_by_page(letter, wording):
        raise BadItem(f"letter_lint:{faults[0]}")
    return letter


def _words(facts: LinkFacts, sender: SenderIdentity) -> dict[str, object]:
    return {
        "language": facts.language.value,
        "given_name": greeting_name(facts.given_name),
        "link": page_link(facts.link) if facts.link else "",
        "until": plain_date(facts.link_until, facts.language),
        "firm": own_text(sender.firm, "firm"),
        "contact_name": own_text(sender.contact_name, "contact_name"),
        "contact_email": wire_address(sender.contact_email, "contact_email"),
        "contact_phone": shown_phone(own_text(sender.contact_phone, "contact_phone")),
        "notice_url": notice_link(sender.notice_url),
    }
