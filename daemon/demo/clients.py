"""What the clients of the demo do when a letter reaches them. The others read it and do nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reaction:
    """A reply to a letter. `automatic`: by a machine, which must change nothing."""

    text: str
    automatic: bool = False


REACTIONS = {
    "maija.rantakivi@saaristo.example": Reaction("5\n\nKiitos, sain paljon ajateltavaa.\n\nMaija"),
    "asa.lindgard@skargard.example": Reaction("4, tack för ett bra möte!\n\nÅsa"),
    "emma.fairwater@harbour.example": Reaction("STOP\n\nEmma"),
    "oskari.metsola@metsola.example": Reaction("Olen matkoilla ja vastaan ensi viikolla.", automatic=True),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """What somebody does on the answer page that a letter links to."""

    score: int
    comment: str = ""


VISITS = {
    "riitta.aallokas@kaupunki.example": Visit(5, "Selkeä ja lämmin keskustelu."),
    "nina.bjork@kaupunki.example": Visit(4),
    "kaisa.niemela@niemela.example": Visit(3, "Aika loppui vähän kesken."),
}
"""Who answers on the page instead of by reply."""

PRESSES = "perhe.saarinen@posti.example"
"""Presses the button that a mail program shows beside our letter (RFC 8058)."""

OPEN = "oskari.metsola@metsola.example"
"""Whose answer page waits for whoever watches the demo."""

LOOKS = "maija.rantakivi@saaristo.example"
"""Asks for a link to her consents."""

FORBADE = "timo.kallio@kallio.example"
"""Said on the telephone that nothing may be sent to him."""

ASKED = frozenset(
    {
        "maija.rantakivi@saaristo.example",
        "asa.lindgard@skargard.example",
        "emma.fairwater@harbour.example",
        "riitta.aallokas@kaupunki.example",
        "nina.bjork@kaupunki.example",
        "kaisa.niemela@niemela.example",
        "oskari.metsola@metsola.example",
        "perhe.saarinen@posti.example",
        "marja.kivela@kivela.example",
        "jussi.laine@laine.example",
    }
)
"""Who must get a feedback request: consented, booked for, visited within the last two weeks. Nobody else may."""
