"""What takes a yes back wherever it stands in a letter: a correction, a joke, a mistake, a mocking picture; another way."""

import re
from collections.abc import Sequence

from models.patterns import lazy

_TAKEN_BACK = lazy(
    r"\b(?:sittenkään|en haluakaan|unohtakaa|unohda|väärä (?:viesti|sähköposti|meili)|väärään|luin väärin|vitsi\w*|läppä"
    r"|leikki\w*|piti kirjoittaa|korja(?:us|an)|oikaisu|scratch that|ignore|never ?mind|on second thought\w*|second thoughts?"
    r"|misread|mistake|wrong (?:e-?mail|mail|person|thread|message|button)|somebody else|someone else|kidding|joking"
    r"|whatever|lol"
    r"|rofl|glöm|skojar|skämt\w*|inte ändå|nej förresten|förresten nej|ångra\w*|fel (?:mejl|person|knapp|meddelande)|rättelse"
    r"|läste fel|strunta i|muutin|no,? wait|hold on|sleep on it|nukun (?:vielä )?yön yli|sover på saken|haha\w*|hehe\w*|hah)\b",
    re.I,
)
_NO_AFTER_A_MARK = lazy(
    r"^\W*(?:p\.? ?s|edit|korjaus|rättelse|correction)\b.*\b(?:ei|en|nej|inte|no|not|don'?t)\b", re.I
)
_OTHER_WAY = lazy(
    r"\b(?:kirjeitse|postitse|puhelimitse|tekstar\w*|tekstivies\w*|whatsapp\w*|paperi\w*|kirjepost\w*|by (?:post|phone|text)"
    r"|on paper|in print|per (?:post|telefon|sms|brev)|på papper)\b",
    re.I,
)
_SMILES = frozenset("👍🙂😊👌🙏✅😀😃😄☺❤♥🎉💚💙🌷🌸✔️✌🤗☀😅")
_PICTURES = lazy(r"[\u2190-\u2bff\U0001f000-\U0001faff]")


def names_other_way(sentence: str) -> bool:
    """Whether a sentence speaks of another way than e-mail: a letter of paper, a call."""
    return bool(_OTHER_WAY.search(sentence))


def is_taken_back(sentences: Sequence[str]) -> bool:
    """Whether a letter says anywhere that its yes was an error or a joke."""
    return any(
        _TAKEN_BACK.search(sentence)
        or _NO_AFTER_A_MARK.match(sentence)
        or any(picture not in _SMILES for picture in _PICTURES.findall(sentence))
        for sentence in sentences
    )
