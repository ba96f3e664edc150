"""What somebody wrote into the message of a web form: their own words, between the labels and small print of a service."""

import re

from connectors.mail.body import Line
from connectors.mail.contacts.cells import unfolded
from connectors.mail.contacts.labels import meaning
from connectors.mail.contacts.pairs import PAIR, until_foot
from connectors.mail.zones.split import ZonedLine
from models.patterns import lazy

_LABEL = lazy(
    r"^[\W_]{0,3}(?:(?:oma|vapaa|ditt|din|your|the)[ -])?(?:viesti(?:si|nne)?|viestin sisältö|meddelande(?:t)?|message(?: text)?"
    r"|kommentti|kommentit|kommentar(?:er)?|comments?|lisätiedot|lisätietoja|tilläggsuppgifter|mer information|additional (?:info"
    r"|information|notes)|notes|asia(?:si|nne)?|asian kuvaus|ärende(?:t)?|kysymys|kysymykse(?:si|nne)|fråga|frågor|din fråga"
    r"|questions?|enquiry|inquiry|yhteydenottopyyntö|miten voimme auttaa|hur kan vi hjälpa(?: dig)?|how can we help(?: you)?)"
    r"[*_\s]*(?:[:=?]>?|\t|\s{3,}|\s[–—-]>?\s|→|»|$)[*_\s]*(.*)$",
    re.I,
)


def written_message(lines: tuple[Line, ...]) -> str:
    """Give all that a form is labelled to hold of the writer's own words; "" when there is none."""
    return "\n".join([line.text for line in message_lines(lines)]).strip()


def message_lines(lines: tuple[Line, ...]) -> list[Line | ZonedLine]:
    """Give the lines of what a form is labelled to hold of the writer's own words, without their label."""
    said: list[Line | ZonedLine] = []
    held = False
    for line in unfolded(until_foot(lines)):
        text = line.text.strip()
        if label := _LABEL.match(text):
            held = True
            said.append(line._replace(text=label[1].strip()))
        elif _is_next_label(text):
            held = False
        elif held:
            said.append(line._replace(text=text))
    return said


def _is_next_label(text: str) -> bool:
    pair = PAIR.match(text)
    return pair is not None and len(pair[1].split()) <= 4 and meaning(pair[1]) is not None
