"""Check a finished withdrawal notice, from its bytes: it says what stopped, since when, how we know and what to do, no more.

The expectations stand here a second time, on purpose apart from the templates: a template that loses one is caught.
"""

import re
from collections.abc import Mapping

from daemon.letters.finished import Finished, take_apart
from daemon.letters.lint import DATE, PROMOTION
from daemon.letters.page import URL, html_faults
from models.values import OutgoingLetter
from models.vocabulary import Language

ELEMENTS: Mapping[Language, Mapping[str, str]] = {
    Language.FI: {
        "stopped": rf"Emme enää lähetä sinulle palautepyyntöjä: suostumuksesi niihin on peruutettu {DATE}\.",
        "how": r"Saimme silloin sähköpostiviestin|Sähköpostipalvelu ilmoitti meille silloin",
        "anew": r"Voit antaa suostumuksen uudelleen",
        "once": r"lähetetään automaattisesti ja vain kerran\.",
        "complaint": r"Voit tehdä valituksen tietosuojavaltuutetun toimistolle\.",
        "notice": r"Tietosuojaseloste: https?://\S+",
        "contact": r"Lähettäjä: .+ \S+@\S+",
    },
    Language.SV: {
        "stopped": rf"Vi ber dig inte längre om respons: ditt samtycke till det återkallades {DATE}\.",
        "how": r"Vi fick då ett e-postmeddelande|En e-posttjänst meddelade oss då",
        "anew": r"Du kan ge ditt samtycke på nytt",
        "once": r"skickas automatiskt och bara en gång\.",
        "complaint": r"Du kan anföra klagomål hos dataombudsmannens byrå\.",
        "notice": r"Dataskyddsbeskrivning: https?://\S+",
        "contact": r"Avsändare: .+ \S+@\S+",
    },
    Language.EN: {
        "stopped": rf"We no longer ask you for feedback: your consent to it was withdrawn on {DATE}\.",
        "how": r"On that day we received a message|On that day a mail service told us",
        "anew": r"You can give your consent anew",
        "once": r"sent automatically and only once\.",
        "complaint": r"You can complain to the Office of the Data Protection Ombudsman\.",
        "notice": r"Privacy notice: https?://\S+",
        "contact": r"Sender: .+ \S+@\S+",
    },
}
_ANSWER_SCALE = re.compile(r"\d+–\d+")


def lint_notice(letter: OutgoingLetter) -> list[str]:
    """Give the name of every element that a withdrawal notice lacks or must not have; empty when it may go out."""
    found = take_apart(letter)
    if isinstance(found, str):
        return [found]
    missing = [name for name, wanted in ELEMENTS[found.language].items() if not re.search(wanted, found.flat)]
    html = html_faults(found.html, found.text, found.language)
    return [*found.header_faults(), *missing, *_too_much(found), *html]


def _too_much(found: Finished) -> list[str]:
    flat, message = found.flat, found.message
    holds = {
        "no answer to a mail": not any(name in message for name in ("In-Reply-To", "References")),
        "nothing to leave": "List-Unsubscribe" not in message,
        "one link": len(URL.findall(flat)) == 1,
        "promotion": not PROMOTION.search(f"{message['Subject']} {flat}"),
        # C12, F6: it asks for nothing, least of all for feedback.
        "asks nothing": not _ANSWER_SCALE.search(flat),
    }
    return [name for name, good in holds.items() if not good]
