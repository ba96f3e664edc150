"""The notice to a person whose consent a mail has withdrawn: what stopped, how we know, what to do if it was not them (HW-T1)."""

from daemon.letters.dates import plain_date
from daemon.letters.facts import SenderIdentity, WithdrawalFacts
from daemon.letters.feedback_request import letter_token, notice_link
from daemon.letters.message import Content, build, envelope_of
from daemon.letters.names import greeting_name, own_text, wire_address
from daemon.letters.notice_lint import lint_notice
from daemon.letters.templates import LetterName
from models.errors import BadItem
from models.rules.normalise import shown_phone
from models.values import OutgoingLetter
from models.vocabulary import Language

# No word that withdraws: a reply carries the subject back.
_SUBJECTS = {
    Language.FI: "Vahvistus: palautepyynnöt päättyivät",
    Language.SV: "Bekräftelse: begäran om respons har upphört",
    Language.EN: "Confirmation: requests for feedback have ended",
}


def render_withdrawal_notice(facts: WithdrawalFacts, sender: SenderIdentity) -> OutgoingLetter:
    """Give the letter. Raises BadItem when a fact cannot stand in it or an element is missing."""
    letter = write_withdrawal_notice(facts, sender)
    if faults := lint_notice(letter):
        raise BadItem(f"letter_lint:{faults[0]}")
    return letter


def write_withdrawal_notice(facts: WithdrawalFacts, sender: SenderIdentity) -> OutgoingLetter:
    """Give the letter as the words make it, unchecked. Raises BadItem when a fact cannot stand in it."""
    letter_token(facts.token, facts.message_id)
    words = {
        "language": facts.language.value,
        "given_name": greeting_name(facts.given_name),
        "withdrawn_on": plain_date(facts.withdrawn_on, facts.language),
        "complaint": facts.complaint,
        "firm": own_text(sender.firm, "firm"),
        "contact_name": own_text(sender.contact_name, "contact_name"),
        "contact_email": wire_address(sender.contact_email, "contact_email"),
        "contact_phone": shown_phone(own_text(sender.contact_phone, "contact_phone")),
        "notice_url": notice_link(sender.notice_url),
    }
    text, html = sender.letters.render(f"withdrawal_notice.{facts.language.value}", words)
    envelope = envelope_of(facts, sender)
    name, language = LetterName.WITHDRAWAL_NOTICE, facts.language
    subject = sender.letters.subject(name, language, _SUBJECTS[language])
    return build(envelope, Content(subject, text, html))
