"""The short mail to staff when something waits for a person: counts, case numbers and due dates, no names."""

from daemon.letters.dates import long_date, plain_date
from daemon.letters.digest_words import CASES, CASES_COMMAND, SUBJECTS, TOPICS, URGENCIES
from daemon.letters.facts import DigestFacts, DigestTopic, SenderIdentity
from daemon.letters.message import Content, build, envelope_of
from daemon.letters.names import counted, own_text
from daemon.letters.templates import LetterName
from models.errors import BadItem
from models.values import OutgoingLetter


def render_digest(facts: DigestFacts, sender: SenderIdentity) -> OutgoingLetter:
    """Give the letter. Raises BadItem when nothing waits: an empty digest is not sent."""
    language = facts.language
    lines = [_line(facts, topic, count) for topic, count in _in_order(facts) if count > 0]
    cases = sorted(facts.cases, key=lambda case: (case.due_on, case.number))
    if not lines and not cases:
        raise BadItem("empty_digest")
    text, html = sender.letters.render(
        f"digest.{language.value}",
        {
            "language": language.value,
            "firm": own_text(sender.firm, "firm"),
            "today": long_date(facts.written_at.date(), language),
            "lines": lines,
            "cases_command": CASES_COMMAND,
            "cases": [
                (
                    case.number,
                    CASES[language][case.kind],
                    plain_date(case.due_on, language),
                    URGENCIES[language].get(case.urgency, ""),
                )
                for case in cases
            ],
        },
    )
    envelope = envelope_of(facts, sender)
    waiting = sum(count for *_, count in lines) + len(cases)
    standard = counted(SUBJECTS[language], waiting)
    subject = sender.letters.subject(LetterName.DIGEST, language, standard, count=str(waiting))
    return build(envelope, Content(subject, text, html))


def _line(facts: DigestFacts, topic: DigestTopic, count: int) -> tuple[str, str, int]:
    label, command = TOPICS[facts.language][topic]
    day = facts.days.get(topic)
    return (label if day is None else label.format(day=plain_date(day, facts.language))), command, count


def _in_order(facts: DigestFacts) -> list[tuple[DigestTopic, int]]:
    return [(topic, facts.counts.get(topic, 0)) for topic in TOPICS[facts.language]]
