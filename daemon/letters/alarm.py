"""The short mail to the contact person about what is wrong with the service, and what is well again. Nothing of a client."""

from daemon.letters.alarm_words import COMMANDS, OVER, RAISED
from daemon.letters.dates import long_time, span
from daemon.letters.facts import AlarmFacts, SenderIdentity
from daemon.letters.message import Content, build, envelope_of
from daemon.letters.names import counted, own_text
from daemon.letters.templates import LetterName
from models.errors import BadItem
from models.values import OutgoingLetter


def render_alarm(facts: AlarmFacts, sender: SenderIdentity) -> OutgoingLetter:
    """Give the letter. Raises BadItem when there is nothing to tell."""
    language = facts.language
    if not facts.raised and not facts.over:
        raise BadItem("empty_alarm")
    text, html = sender.letters.render(
        f"alarm.{language.value}",
        {
            "language": language.value,
            "firm": own_text(sender.firm, "firm"),
            "raised": [
                (_sentence(line.words), long_time(line.since, language), COMMANDS[line.kind]) for line in facts.raised
            ],
            "over": [
                (_sentence(line.words), *span(line.since, line.until, language))
                for line in facts.over
                if line.until is not None
            ],
        },
    )
    envelope = envelope_of(facts, sender)
    words, told = (RAISED, facts.raised) if facts.raised else (OVER, facts.over)
    standard = counted(words[language], len(told))
    subject = sender.letters.subject(LetterName.ALARM, language, standard, count=str(len(told)))
    return build(envelope, Content(subject, text, html))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
