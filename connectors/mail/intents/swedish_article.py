"""The Swedish article "en", which is the Finnish "I do not": where it stands for nothing, no yes is denied by it.

What tells is the Swedish word behind it, anywhere; in a text with a word of Swedish and none of Finnish, any word but one
that a Finnish no has.
"""

import re

from models.patterns import lazy

_BY_ITS_WORD = lazy(
    r"\ben(?= (?:(?:mycket|väldigt|riktigt) )?(?:(?:jätte)?bra|god|fin|trevlig|utmärkt|rolig|sådan|dylik|kort|liten"
    r"|enkät|inbjudan|förfrågan|idé|tidning)\b)",
    re.I,
)
_SWEDISH = lazy(r"\b(?:och|att|jag|är|till|det|för|på|som|mig|ert|era|ni|får|skicka|tack|gärna)\b", re.I)
_FINNISH = lazy(
    r"\b(?:mutta|että|vain|vaan|on|joo|juu|kyllä|ei|sitä|sen|niitä|minä|kiitos"
    r"|(?!skulle\b|ville\b|första\b)\w{3,}(?:ll[aä]|ss[aä]|st[aä]|lle|iin|een|itse|mme|nne))\b",
    re.I,
)
_ANY = lazy(
    r"\ben\b(?= \w)(?! (?:\w+ )?(?:halua|haluaisi|tahdo|ota|tarvitse|kaipaa|suostu|anna|tiedä|osaa|voi|ole|oo|taida|jaksa|ehdi"
    r"|viitsi|usko|muista|ymmärrä|lue|tilaa|vastaa|usein|koskaan|ikinä|enää|kiitos)\b)",
    re.I,
)


def without_article(text: str) -> str:
    """Give a text with a blank for each Swedish article in it."""
    pattern = _ANY if _SWEDISH.search(text) and not _FINNISH.search(text) else _BY_ITS_WORD
    return pattern.sub(" ", text)
