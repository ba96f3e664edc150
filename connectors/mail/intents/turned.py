"""A sentence beside a yes that may turn it: somebody waits, asks others first, jests, or speaks of the answer itself.

What stands beside a yes is mostly business. A sentence of business names its matter (a time, a bill, a place); one that turns
the yes names nothing but the yes, or nothing at all: "Hang on.", "Kysyn ensin pomolta.", "Det här är inte slutgiltigt."
"""

import re

from connectors.mail.intents import consent_limits as limits
from connectors.mail.intents import consent_words as words
from models.patterns import lazy

# Somebody waits, or puts it off.
_WAITS = (
    r"wait|hold (?:on|off)|hang on|not (?:just )?yet|for now|(?:give|need|take) (?:it|me|us) (?:a|some)|some time|later"
    r"|postpone|put (?:it|this) off|get back to you|come back to (?:it|this)|sleep on|odota\w*"
    r"|odotel(?:kaa|laan)|odottakaa"
    r"|hetkinen|hetki nyt|myöhemmin|(?:palaan|palaamme|palataan)(?: vielä)?"
    r" (?:tähän|siihen|aiheeseen|ensi|asiaan(?!,? jo(?:sta|nka|ta)))"
    r"|siirretään|siirtäkää|lykätään|lykätkää|huono hetki|kun se alkaa"
    r"|vänta|avvakta|inte än(?:nu)?|senare|skjuta? upp|återkomm\w*|dröj (?:lite|med)"
)
# Somebody else decides, or is asked first.
_ASKS_OTHERS = (
    r"(?:check|talk|discuss|run)\b[^.!?]*\b(?:with|by|it|this|to)|confirm(?= (?:it|this|that|later|soon)\b|\W*$)"
    r"|approv(?:al|e|es|ed)|permission"
    r"|legal|polic(?:y|ies)|the board|decides?|decided|decision|(?:my|our|the) (?:boss|manager|lawyer|wife|husband|partner"
    r"|daughter|son)|data protection|pending|subject to|has to agree|go-ahead|two minds"
    r"|tarkist(?:an|amme|etaan|ettava|ettava)|vahvistan|vahvistamme|pitää hyväksyä|hyväksyy|hyväksyttävä|päättä\w+|päätöks\w+"
    r"|tarvit\w+[^.!?]*\bluvan|jurist(?:imme|ille|ilta|in)|(?:esihenkilö|pomo|johtaja|päällikö)(?:n|ni|lta|ltä|ltäni|lle|llä)"
    r"|esimie(?:heni|hen|heltä|helle)|hallitus|tietosuojavastaav\w+|keskustel(?:en|emme|laan)|puhun|puhumme|pohdin|mietin"
    r"|miettiä|mieheni|vaimoni|puoliso(?:ni|n|lta)|tyttäreni|poikani|kollar?|kolla av|bekräftar|godkänn(?:er|ande|as)"
    r"|beslutar?|styrelsen?|(?:min|vår) (?:chef|jurist|man|fru|dotter|son|sambo|sekreterare)|chefen|juristen"
    r"|dataskydd\w*|diskuter\w+|pratar? (?:med|om)|fundera\w*|tillstånd"
    r"|(?:kysyn|kysymme|kysyttävä|(?:i|we|to) ask|(?:jag|vi|måste) frågar?)\b[^.!?]*\b(?:ensin|first|först)"
)
# The next word is against the one before.
_TURNS = (
    r"actually|though|however|then again|on the other hand|or rather|hmm+|strike (?:that|it)|take (?:it|that) back|leave it"
    r"|instead|itse asiassa|tosin|toisaalta|tai siis|vai onko\w*|silti|kuitenkin|ennemmin|perun|sittenkin|eller förresten"
    r"|dock|fast egentligen|egentligen|å andra sidan|hellre med|istället|i stället"
)
_MAY_TURN = lazy(rf"\b(?:{_WAITS}|{_ASKS_OTHERS}|{_TURNS})(?!\w)", re.I)
_MOCKS = lazy(
    r"\b(?:juuri (?:tätä|sitä|näitä)|just what i|exactly what i|precis (?:vad|det) jag|(?:lisää|more|mera?) "
    r"(?:sähköposti\w*|postia|viestejä|e-?mails?|mails?|spam|e-post|mejl)|puuttuikin|saknade)\b",
    re.I,
)
_OF_THE_YES = lazy(
    r"\b(?:it|this|that|se|sen|sitä|siitä|siihen|tämä|tämän|tätä|tästä|tähän|asiaa|asiasta|juttu|jutun|det|den|detta|saken)\b",
    re.I,
)
_OF_THE_ANSWER = lazy(
    r"\b(?:this (?:answer|reply|mailbox|inbox|account) (?:is|was|isn't)|(?:the|my) inbox is|wrote this|nobody reads|not final"
    r"|tämän (?:vastauksen|viestin)|(?:tätä|tähän) laatikko\w*|laatikkoa ei|lopullinen|lådan läses|inkorg\w* är"
    r"|skrev (?:det här|detta|svaret)|slutgiltig\w*)\b",
    re.I,
)
_WHO_IS_ASKED = lazy(
    r"\b(?:ask|kysyttekö|kysytkö|kysyt(?:te)?|frågar|send|lähet\w+|skickar)\b[^.!]*\b(?:everybody|everyone|all|kaikilta|kaikille"
    r"|alla)\b[^.!]*\?",
    re.I,
)
_SAYS_NO = lazy(
    r"\b(?:stop\w*|skip|pass|declin\w*|refus\w*|rather|spare|leave|remove|delete|take|off|enough|unsub\w*|opt|cancel\w*|without"
    r"|withdraw\w*|revoke\w*|quit|end|drop|less|lopet\w*|lakat\w*|poist\w*|kiel\w*|kieltä\w*|jät\w*|säästä\w*|unohta\w*"
    r"|peru\w*|riitt\w*|seis|ilman|turha\w*|tarpeet\w*|irti|pois|vähem\w*|liikaa|tulva\w*|rauha\w*|heivat\w*"
    r"|nakat\w*|avböj\w*|avstå\w*|slut\w*|upphör\w*|ta bort|stryk\w*|återkall\w*|drar|låt bli|slipp\w*|nog|räcker"
    r"|stör\w*|emot|blir? av|wrong|somebody else|someone else|go(?: away)?|anta?a olla|\w+m[aä]tt?[aä]"
    r"|tackar|hoppar|utan|bort|radera\w*|sluta\w*|färre|vägra\w*)\b",
    re.I,
)
_NUMBER = lazy(r"\d")
# Who knows that leave can be taken back, or says when they answer, turns nothing.
_SAYS_NO_MORE = lazy(
    r"\b(?:ymmärrän|ymmärrämme|understand|aware|förstår|medveten|tietoinen|voi perua|can (?:withdraw|be withdrawn)"
    r"|kan (?:återkalla|dra tillbaka))\b|^\W*(?:vastaan|vastailen|luen|täytän|jag (?:svarar|läser)|i (?:answer|reply|read))\b",
    re.I,
)


def may_turn(sentence: str) -> bool:
    """Whether a sentence that is no yes itself may turn one that stands beside it."""
    if _MOCKS.search(sentence) or _OF_THE_ANSWER.search(sentence) or _WHO_IS_ASKED.search(sentence):
        return True
    if _SAYS_NO_MORE.search(sentence) or not _MAY_TURN.search(sentence):
        return False
    of_business = limits.ELSE.search(sentence) or _NUMBER.search(sentence)
    return not of_business or bool(_OF_THE_YES.search(sentence))


def may_refuse(sentence: str) -> bool:
    """Whether a sentence holds a negation, or a word of ending, sparing or passing."""
    return bool(words.NEGATION.search(words.ARTICLE.sub(" ", sentence)) or _SAYS_NO.search(sentence))
