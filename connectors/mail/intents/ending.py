"""An answer to a question whether mail shall end: "Poistammeko sinut listalta?". There a yes ends it, and nothing grants (C8)."""

import re

from connectors.mail.intents import consent_limits as limits
from connectors.mail.intents import leave_grammar as grammar
from connectors.mail.intents.asked import Asked
from connectors.mail.intents.leave_answers import opens_with_yes
from connectors.mail.intents.spoken import Spoken
from connectors.mail.needs import Gate
from models.patterns import lazy
from models.vocabulary import ConsentWord

_OF_MAIL = (
    r"(?:list|kirje|brev|post|viest|lähet|tilau|kysel|osoit|skick|utskick|mejl|mail|enkät|letter|send|subscri|survey"
    r"|\b(?:sinut|teidät|dig|er|you)\b)"
)
_ASKS_TO_END = lazy(
    r"(?:\b(?:poistammeko|poistetaanko|poistanko|poistaisimmeko|lopetammeko|lopetetaanko|lopetanko|keskeytämmekö|lakkaammeko)\b"
    r"|\b(?:perummeko|perutaanko)(?= [^?!.]{0,40}?(?:tilau|kirje|list|post))"
    r"|\b(?:haluat|haluatte|toivot|toivotte)ko,? että (?:\w+ ){0,2}(?:poist|lopet|lakkaa|emme (?:enää )?lähet|peru)"
    r"|\b(?:ska|skall|får|bör|vill (?:du|ni) att) vi (?:\w+ ){0,2}(?:ta bort|stryka|stryker|tar bort|sluta|slutar|avsluta"
    r"|avslutar|avregistrera|radera|plocka bort)"
    r"|\b(?:shall|should|may|can|(?:do you want|would you like|would you prefer) (?:us|for us) to|do you want that we)"
    r"(?: we)? (?:\w+ ){0,2}(?:remove|stop|unsubscribe|take you off|delete|end|cancel|drop))"
    rf"[^?!.]{{0,80}}?{_OF_MAIL}[^?!.]{{0,60}}\?",
    re.I,
)
_ASKING: Gate[str] = Gate({"asks": _ASKS_TO_END}, edges=True)
ASKED_WORDS = _ASKING.words
"""What is looked for in a text that may ask so."""
_EITHER_OR = lazy(r"\b(?:vai|eller|or)\b", re.I)
_KEEPS = lazy(
    r"\b(?:jatka\w*|edelleen|yhä|vielä|pitäkää|pidä|jättäkää|fortsätt\w*|behåll\w*|fortfarande|gärna kvar|kvar på|keep"
    r"|continue|carry on|still|stay|leave me on)\b|\b(?:älkää|älä|ei tarvitse|ei pidä|ei kannata) (?:\w+ ){0,2}poist"
    r"|\bta(?:r)? inte bort"
    r"|\b(?:stryk|radera) (?:mig )?inte|\b(?:don'?t|do not|no need to|please not) (?:\w+ )?(?:remove|stop|delete|drop"
    r"|take me off)",
    re.I,
)
_SETS_ON = lazy(
    r"^\W*(?:poist\w*|ottakaa pois|lopet\w*|perukaa|peruuttakaa|ta(?:g)? bort|stryk|sluta|avsluta|radera|plocka bort|remove"
    r"|delete|stop|take me off|drop|go ahead|antaa mennä|siitä vaan|fine by me)\b",
    re.I,
)
_BARE_NO = lazy(r"^\W*(?:ei|en|nej|nä|no|nope)(?: (?:kiitos|tack|thanks|thank you|need|tarvitse|behövs))?\W*$", re.I)


def asks_to_end(asked: Asked) -> bool:
    """Whether what is answered, its subject first, asks whether mail shall end."""
    question = _question(asked)
    return bool(question) and not limits.ELSE.search(question)


def _question(asked: Asked) -> str:
    """Give the first words that ask it, up to their mark; empty when none do."""
    if not _ASKING.possible(asked.found.anywhere):
        return ""
    # No end of a sentence stands inside of what asks: the long pattern is tried on questions alone.
    for before in asked.text.split("?")[:-1]:
        start = max(before.rfind("."), before.rfind("!")) + 1
        if found := _ASKS_TO_END.search(f"{before[start:]}?"):
            return found[0]
    return ""


def read_ending(asked: Asked, spoken: Spoken, said: ConsentWord) -> ConsentWord:
    """Judge an answer to such a question. `said`: how it reads beside any other question; a grant it never is.

    Where it does not plainly end or refuse the end, it waits for a person.
    """
    first = spoken.sentences[0] if spoken.sentences else ""
    bare = grammar.LEAD.sub("", first)
    if any(_KEEPS.search(sentence) for sentence in spoken.sentences[:3]):
        return ConsentWord.UNCLEAR
    question = _question(asked)
    if _SETS_ON.match(bare):
        return ConsentWord.WITHDRAWN
    if opens_with_yes(first):
        return ConsentWord.UNCLEAR if _EITHER_OR.search(question) else ConsentWord.WITHDRAWN
    if _BARE_NO.match(first) or said is ConsentWord.GIVEN:
        return ConsentWord.UNCLEAR
    return said
