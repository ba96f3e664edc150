"""What somebody wrote into the message of a web form: their own words, between the labels and small print of a service."""

import re

from connectors.mail.body import Line
from connectors.mail.contacts.cells import unfolded
from connectors.mail.contacts.labels import meaning
from connectors.mail.contacts.pairs import PAIR, until_foot
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
    """Give the text of the first message that a form is labelled to hold; "" when there is none."""
    shown = [line.text.strip() for line in unfolded(until_foot(lines))]
    for index, text in enumerate(shown):
        if label := _LABEL.match(text):
            kept = [label[1].strip()]
            for following in shown[index + 1 :]:
                if _is_next_label(following):
                    break
                kept.append(following)
            if said := "\n".join(kept).strip():
                return said
    return ""


def _is_next_label(text: str) -> bool:
    pair = PAIR.match(text)
    return pair is not None and len(pair[1].split()) <= 4 and meaning(pair[1]) is not None
