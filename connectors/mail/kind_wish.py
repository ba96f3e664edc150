"""What in a mail could be a person's own wish although its words alone made it an automatic answer, lost mail or mail to many."""

import re

from connectors.mail.kind import LINK_TO_LEAVE, SAYS_AUTOMATIC, KindVerdict, machine_address
from connectors.mail.kind_text import BULK_VOICE, LEAVE, LEAVE_LINK, OWN_WISH
from models.patterns import lazy
from models.values import Mailbox
from models.vocabulary import SILENT_KINDS, MessageKind

# What a house tells its reader of their rights: "Jos haluat poistaa tietosi, …", "You have the right to …".
_OFFERS = lazy(
    r"\b(?:if you|you (?:can|may|could|have the right|are entitled)|your right|jos (?:halua|et)\w*|mikäli\b|voi(?:t|tte)\b"
    r"|(?:sinulla|teillä) on|oikeute(?:si|nne)|(?:du|ni) (?:kan|har rätt)|(?:kan|har|om|vill) (?:du|ni)\b|din rätt|er rätt)",
    re.I,
)
_MINE = lazy(r"\b(?:(?-i:I)|me|my|mine|minu\w*|mun|mua|jag|mig|min|mitt|mina|[^\W\d_]{3,}ni)\b", re.I)
_BETWEEN_SENTENCES = lazy(r"(?<=[.!?])\s+|\n\s*\n")


def own_words(verdict: KindVerdict, sender: Mailbox | None, text: str) -> str:
    """Give what of an own text may be a person's; "" where a header, a machine's address or its own word made it silent.

    Silent kinds give nothing, so that a wish in them would be lost (C8, W1). How one leaves mail to many is none, nor what
    one may ask for: the sentences in which a house says so are left out.
    """
    if verdict.kind not in SILENT_KINDS or verdict.final or not verdict.reason.startswith("text:"):
        return ""
    if verdict.reason == SAYS_AUTOMATIC or (sender is not None and machine_address(sender.address)):
        return ""
    sentences = [re.sub(r"\s+", " ", part) for part in _BETWEEN_SENTENCES.split(text)]
    if verdict.kind is not MessageKind.BULK:
        return "\n".join([said for said in sentences if not _OFFERS.search(said) or _MINE.search(said)])
    link = verdict.reason == LINK_TO_LEAVE
    return "\n".join([said for said in sentences if not (_of_the_house(said) or (link and LEAVE_LINK.search(said)))])


def _of_the_house(sentence: str) -> bool:
    return bool(BULK_VOICE.search(sentence) or (LEAVE.search(sentence) and not OWN_WISH.search(sentence)))
