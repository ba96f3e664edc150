"""What takes a yes back or leaves it open: a correction, a jest, somebody who waits or asks others first.

What stands beside a yes is mostly business. A sentence of business names its matter (a time, a bill, a place); one that turns
the yes names nothing but the yes, or nothing at all: "Hang on.", "Kysyn ensin pomolta.", "Det här är inte slutgiltigt."
"""

import re
from collections.abc import Sequence

from connectors.mail.intents import consent_limits as limits
from models.patterns import lazy

_TAKEN_BACK = lazy(
    r"\b(?:sittenkään|en haluakaan|unohtakaa|unohda|en ole (?:noin|niin|sellaista|tuollaista) sanonut|en sanonut (?:noin"
    r"|niin)|har (?:jag )?(?:inte|aldrig) sagt|(?:never|didn't|did not)"
    r" sa(?:y|id) (?:that|so)|väärä (?:viesti|sähköposti|meili)|väärään|luin väärin|vitsi\w*|läppä"
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
    r"|on paper|in print|i papper\w*|i tryck|med post(?:en)?|per (?:post|telefon|sms|brev)|på papper)\b",
    re.I,
)
_SMILES = frozenset(
    "👍🙂😊👌🙏✅😀😃😄☺❤♥🎉💚💙🌷🌸✔️✌🤗☀😅🎄🌟⭐🍂🍁🌞🌻🌼🌺❄⛄🎅💐💕💖💗💛💜🧡🤍🖤😁😇🥰😍🤩🙌👏💪✨☕🍀🐣🌈🥳🤝💌📧📩🎂🍎🍏🌱🌿🫶🙋👋🌲⛷🐶🐱🕯🎁🔔📬📭📮"
)
_PICTURES = lazy(r"[\u2190-\u2bff\U0001f000-\U0001faff]")
# Somebody waits, or puts it off.
_WAITS = (
    r"wait|hold off|hang on|not (?:just )?yet|for now|(?:give|need|take) (?:it|me|us) (?:a|some)|some time|later"
    r"|postpone|put (?:it|this) off|get back to you|come back to (?:it|this)|odota\w*"
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
    r"|tarkist(?:an|amme|etaan|ettava)|vahvistan|vahvistamme|pitää hyväksyä|hyväksyy|hyväksyttävä|päättä\w+|päätöks\w+"
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
    r"\b(?:ask|kysyttekö|kysytkö|kysyt(?:te)?|frågar|send|lähet\w+|skickar)\b[^.!]*\b(?:everybody|everyone|all|kaikilta"
    r"|kaikille"
    r"|alla)\b[^.!]*\?",
    re.I,
)
_NUMBER = lazy(r"\d")
# Who knows that leave can be taken back, or says when they answer, turns nothing.
_SAYS_NO_MORE = lazy(
    r"\b(?:ymmärrän|ymmärrämme|understand|aware|förstår|medveten|tietoinen|voi perua|can (?:withdraw|be withdrawn)"
    r"|kan (?:återkalla|dra tillbaka))\b|^\W*(?:vastaan|vastailen|luen|täytän|jag (?:svarar|läser)|i (?:answer|reply|read))\b",
    re.I,
)

_BY_THE_WAY = lazy(r"\b(?:muuten|förresten|by the way|btw)\b[^.!]*\?\W*$", re.I)


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


def may_turn(sentence: str) -> bool:
    """Whether a sentence that is no yes itself may turn one that stands beside it."""
    if _MOCKS.search(sentence) or _OF_THE_ANSWER.search(sentence) or _WHO_IS_ASKED.search(sentence):
        return True
    if _SAYS_NO_MORE.search(sentence) or _BY_THE_WAY.search(sentence) or not _MAY_TURN.search(sentence):
        return False
    of_business = limits.ELSE.search(sentence) or _NUMBER.search(sentence)
    return not of_business or bool(_OF_THE_YES.search(sentence))
