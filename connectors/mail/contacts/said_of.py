"""What a sentence says of the value that follows: that it was, that it is the new one, that it is a customer's."""

import re

from models.patterns import lazy

# "Vanha osoite … ja numero …": all that follows, up to what is new.
_OLD_VALUE = lazy(
    r"\b(?:vanha\w{0,3}|entinen|entise\w+|aiempi|aiemma\w+|edellinen|edellise\w+|gamla|tidigare|förra|old|former|previous)\s"
    r"(?:\w{1,20}\s)?(?:numero|puhelin|osoite|osoitt|sähköposti|meili|nummer|telefon|mobil|adress|e-?post|mejl|number|phone"
    r"|e-?mail|address)",
    re.I,
)
_NEW = lazy(r"\b(?:uusi|uute\w*|uude\w+|nykyi\w+|ny|nya|nytt|nuvarande|new|current|present)\b", re.I)
# "Det nya är", "Uusi on", behind a sentence on the writer's own number.
_NEW_ONE = lazy(r"\W*(?:(?:det|den|the)\s)?(?:uusi|nykyinen|nya?|nytt|new)\b[^,.]{0,20}\b(?:on|är|is)\W*\Z", re.I)
# Whom the writer called is not the writer.
_CALLED = lazy(
    r"\b(?:(?:i|we) (?:have )?(?:called|rang|rung|phoned|dialled)|soitin\w*|soitimme|(?:jag|vi) ringde)\W*\Z", re.I
)
_LONG_NUMBER = lazy(r"\d{5}|\d[\d\s()./–-]{4,}\d")
# The writer's own client, for whom something is done.
_OF_CUSTOMER = lazy(
    r"\b(?:loppuasiak\w+|asiakkaamme|asiakkaalle(?:mme|ni)|asiakkaani|toimeksiantaja\w*|slutkund\w*|(?:vår|min) kund\w{0,2}"
    r"|uppdragsgivare\w*|(?:our|my|the) (?:end )?(?:client|customer)|end (?:client|customer))\b",
    re.I,
)


def of_the_past(before: str) -> bool:
    """Whether what stands before a value says that it was: an old number, or one that was called."""
    old = _OLD_VALUE.search(before)
    told = old is not None and (_NEW.search(before, old.end()) or _LONG_NUMBER.search(before, old.end()))
    return bool(_CALLED.search(before)) or (old is not None and not told)


def tells_new(before: str) -> bool:
    """Whether a sentence tells what took the place of something: "Det nya är", "Uusi on"."""
    return bool(_NEW_ONE.match(before))


def of_customer(before: str) -> bool:
    """Whether a firm that follows is a customer of the writer's: "loppuasiakas on Esimerkki Oy"."""
    return bool(_OF_CUSTOMER.search(before))
