"""Leave in plain words among others that are not known, in Swedish and English: "I consent freely and of sound mind".

The grammar (answer_grammar.py) wants every word of a yes known. Here the verb of leave and what it is of must be, and nothing in
the whole sentence may turn, bound, delay or ask; what else is told beside it is small talk (C8).
"""

import re
from collections.abc import Sequence

from connectors.mail.intents import consent_limits as limits
from connectors.mail.intents import consent_words as words
from connectors.mail.intents.answer_lexicon import LETTERS, Token, tokens
from connectors.mail.intents.mail_names import WORD
from connectors.mail.intents.swedish_article import without_article
from connectors.mail.intents.taken_back import may_turn, names_other_way
from models.patterns import lazy

_CUT = lazy(r"[,;:!()\"”“=]+|\.(?=\s|$)|\s[-–—/]+\s?|\s(?=(?:och|så|and|so|samt)\s)")
_LEAD = lazy(
    r"^\W*(?:(?:(?:ja|jo|jå+)(?! (?:till|på|för|angående)\b)|jodå|visst|javisst|klart(?: att)?|såklart(?: att)?|självklart"
    r"|absolut|gärna|naturligtvis|okej"
    r"|ok|och|så|alltså|därför|härmed|också|förresten|så klart"
    r"|nå|nåjo|tack|hej|tjena|bara|snälla|gott så|i så fall|yes(?! (?:to|for|on|regarding|about)\b)|yeah|yep|sure|okay"
    r"|of course|absolutely|certainly"
    r"|definitely|and|so|then|also|therefore|hereby|please|do(?! (?:i|you|we|they)\b)|just|well|oh|thanks|thank you|hi"
    r"|hello|gladly|happily"
    r"|now)\b\W*)*",
    re.I,
)
_LIGHT = (
    r"(?:(?:gärna|härmed|absolut|visst|nog|no|bara|alltid|också|även|ändå|fortfarande|verkligen|mycket|väldigt|jätte|helt"
    r"|mer än"
    r"|så|alltså|därför|faktiskt|nu|då|tå|självklart|hemskt|med glädje|med nöje|fritt|uttryckligen|fullt ut|mer|numera|kort"
    r"|vidare|framöver|i fortsättningen|rent av|definitivt|really|very|very much|much|gladly|happily|certainly|definitely|also"
    r"|do|would|will|hereby|freely|fully|always|still|indeed|just|so|most|absolutely|perfectly|quite|totally|completely|truly"
    r"|formally|expressly|now|further|therefore|of course) ){0,3}"
)
_LEAVE = r"(?:samtycke|tillstånd|tillåtelse|medgivande|lov|godkännande|välsignelse|klartecken|ja|grönt ljus)"
_OUR_LEAVE = (
    r"(?:consent|permission|approval|go-ahead|blessing|leave|agreement|authori[sz]ation|green light|ok|okay|yes|vote"
    r"|thumbs up)"
)
_ACCEPTS = lazy(
    rf"(?:jag|ja|vi|undertecknad|myself|i|we|the undersigned) {_LIGHT}(?:samtycker|godkänner|tillåter|accepterar|går med på"
    rf"|(?:ger|lämnar|gav) (?:er |dig )?{_LIGHT}(?:(?:mitt|min|vårt|vår) )?(?:skriftliga |fulla )?{_LEAVE}"
    rf"|consent|agree|accept|allow (?:you|it|this|that)|permit (?:you|it|this)|opt in|(?:give|grant) (?:you )?{_LIGHT}"
    rf"(?:(?:my|our|the|full|written|free) ){{0,2}}{_OUR_LEAVE})\b"
    rf"|(?:samtycker|godkänner|tillåter|accepterar|ger) (?:jag|vi)\b(?: {_LIGHT}(?:mitt |vårt |min )?{_LEAVE}\b)?"
    rf"|(?:ni|du) har {_LIGHT}(?:mitt|min|vårt|vår) (?:skriftliga |fulla |varma )?{_LEAVE}\b"
    rf"|you (?:have|(?:'ve|have) got) {_LIGHT}(?:my|our) (?:full |written |free )?{_OUR_LEAVE}\b",
    re.I,
)
_ANSWERS_YES = lazy(
    r"(?:jag |vi )?(?:har läst \w+ och )?(?:svarar|säger|röstar|tackar) (?:jag )?(?:\w+ ){0,2}?(?:ja\b(?! så)|jakande|positivt)"
    r"|(?:mitt |vårt |så )?svaret?\b(?: på (?:[\w-]+ ){1,4}?)? ?(?:är|blir) (?:\w+ ){0,2}?(?:ja\b|jakande|positivt)"
    r"|(?:i|we) (?:(?:have|'ve) decided to |gladly |will |do |must |can only )*(?:say|vote|answer|reply) (?:with )?(?:a )?yes\b"
    r"|(?:my|our|the) (?:answer|reply|response|vote|decision)\b(?: to (?:[\w-]+ ){1,4}?)? ?(?:is|would be|will be|remains)"
    r" (?:\w+ ){0,2}?(?:yes\b|affirmative|positive)|(?:it'?s|that'?s|this is|it is|that is|you get) (?:\w+ ){0,2}?yes\b",
    re.I,
)
_YES_TO = lazy(
    r"(?:(?:ett )?(?:stort |klart |dubbelt |tydligt )?ja|jo|jå|(?:a )?(?:big |clear |definite |double |firm )?yes)"
    r" (?:till|på|för|angående|to|for|on|regarding|about)\b",
    re.I,
)
_BIDS = lazy(
    rf"{_LIGHT}(?:skicka|skick|sänd|mejla|maila|meila|mejl|bjud in|bjud|inbjud|informera|meddela|tipsa|hör av er|berätta"
    rf"|fortsätt"
    r"|(?:skicka|mejla|maila|fråga) på)\b"
    r"|(?:please |do |just |always |kindly |you (?:may|can|could|should|are (?:most |very )?welcome to) |feel free to "
    r"|go ahead and "
    rf"|{_LIGHT})(?:send|e-?mail|mail|write|(?:invite"
    rf"|tell|inform|notify|update)(?= (?:me|us)\b)"
    r"|(?:keep(?: on)?|carry on|go on|continue|start|resume) (?:sending|e-?mailing|mailing|inviting|telling|asking))\b"
    rf"|(?:ni|du) (?:får|kan|må) {_LIGHT}(?:skicka|sända|mejla|maila|bjuda in|inbjuda|berätta|höra av er|fortsätta"
    r"|informera|meddela|fråga|be|tipsa|kontakta|skriva)\b",
    re.I,
)
_ADDS = lazy(
    rf"(?:please |do |just |kindly |(?:you|ni|du) (?:may|can|får|kan) |{_LIGHT})(?:add|put|sign|subscribe|include|count"
    rf"|lägga?|sätta?"
    r"|skriva?|anmäla?|ta|inkludera|räkna)(?: (?:in|upp|till|med))? (?:me|us|my (?:e-?mail|address|name)|mig|oss"
    r"|min (?:e-?post|mejl"
    r"|adress))\b",
    re.I,
)
_FRONTED = lazy(
    rf"(?:får|kan) (?:ni|du) {_LIGHT}(?:skicka|sända|mejla|maila|fortsätta skicka|fortsätta med|göra)\b"
    rf"|(?:vill|önskar|skulle|tar|läser|mottar) (?:jag|vi) {_LIGHT}(?:vilja )?(?:ha|få|emot|ta emot)?\b",
    re.I,
)
_KEPT_INFORMED = lazy(
    r"(?:"
    rf"(?:(?:i|we)(?:'d| would|'ll| do| am| are)? {_LIGHT}(?:like|love|want|wish|prefer|happy|glad) to (?:stay|keep"
    rf"|be kept|be|remain)"
    rf"|(?:jag |vi )?{_LIGHT}(?:vill|skulle {_LIGHT}vilja) {_LIGHT}(?:hålla (?:mig|oss)|hållas|bli|vara|förbli)"
    rf"|(?:please |do |just )*keep (?:me|us)|håll (?:mig|oss)) {_LIGHT}(?:informed|posted|updated|in the loop|up to date"
    rf"|on the list"
    r"|uppdaterade?|informerade?|ajour|à jour|i loopen)"
    r")\b",
    re.I,
)
_DOES = lazy(rf"(?:det|de|he|dä) (?:får|kan) (?:ni|du) {_LIGHT}(?:göra|gär|gö)?(?=\W*$)", re.I)
_LIKES = r"(?:like|love|welcome|appreciate|enjoy|be (?:\w+ )?(?:happy|glad|delighted|pleased|grateful|interested))"
_WOULD = (
    r"(?:i|we)(?:'d| would) (?:(?:really|very much|gladly|certainly|definitely|also|absolutely|dearly|still|truly) )*"
)
_GETS = (
    r"(?:get(?:ting)?|receiv(?:e|ing)|hav(?:e|ing)|read(?:ing)?|see|be (?:added|included|on|sent|kept|e-?mailed|part of)"
    r"|stay on"
    r"|continue|keep)"
)
_HEARS = r"(?:hear(?:ing)?|be (?:invited|told|informed|notified|updated|kept posted|kept informed)|know|learn)"
_GLAD = r"(?:happy|glad|delighted|pleased|interested)"
_WOULD_LIKE_IT = lazy(rf"{_WOULD}{_LIKES}(?: (?:that|it|this|them|those|these|to))?(?=\W*$)", re.I)
_WISHES = lazy(
    rf"(?:(?:jag|ja|vi) )?{_LIGHT}(?:vill|ville|önskar|skulle {_LIGHT}(?:vilja|ta|läsa|få|ha)|tar|läser gärna|får gärna"
    rf"|mottar|prenumererar|beställer|ser fram emot|är intresserad av|välkomnar) (?:jag |vi )?{_LIGHT}(?:ha|få|ta"
    r"|prenumerera på|läsa|fortsätta|att få)?\b"
    rf"|{_WOULD}{_LIKES}(?: (?:to|in))?(?: {_GETS})?\b"
    rf"|(?:i|we)(?:'d| would|'ll| will|'m| am| do)? {_LIGHT}(?:like|love|want|wish|look forward|{_GLAD}) (?:to|in) {_GETS}\b"
    rf"|(?:very |more than |always |so )?{_GLAD} to {_GETS}\b"
    rf"|(?:tar|mottar|läser) (?:jag|vi) {_LIGHT}",
    re.I,
)
_WISHES_TO_HEAR = lazy(
    rf"(?:(?:jag|ja|vi) )?{_LIGHT}(?:vill|ville|önskar|skulle {_LIGHT}vilja) (?:jag |vi )?{_LIGHT}(?:höra|få (?:veta|höra)|veta"
    r"|bli (?:inbjuden|informerad|meddelad|bjuden))\b"
    rf"|{_WOULD}{_LIKES}(?: to)? {_HEARS}\b"
    rf"|(?:i|we)(?:'m| am| do)? {_LIGHT}(?:like|love|want|wish) to {_HEARS}\b"
    rf"|(?:(?:i|we)(?:'m| am) )?(?:very |more than |always |so )?{_GLAD} to be (?:invited|told|informed|notified|updated"
    r"|kept (?:posted|informed))\b",
    re.I,
)
_SUITS = lazy(
    r"(?:(?:för min del|från min sida|för oss) )?(?:(?:det|he|de|detta|så) )?(?:no |nog )?(?:är|går|gar|passar|låter"
    r"|funkar|fungerar"
    rf"|duger) (?:det |he )?{_LIGHT}(?:bra|fint|ok|okej|utmärkt|i sin ordning|trevligt|toppen|an|för sig|väl)"
    r"(?: (?:för mig|för min del|för oss|från min sida))? att (?:ni|du|få)\b"
    rf"|(?:it|that|this)(?:'s| is| would be|'d be| will be) {_LIGHT}(?:fine|ok|okay|good|great|all right|alright|lovely|welcome"
    r"|perfect|nice|wonderful|acceptable)(?: (?:with|for|by) (?:me|us))? (?:that you|for you to|to (?:get|receive|hear"
    r"|send|e-?mail))\b",
    re.I,
)
# Where the mail goes to, not what is sent.
_ADDRESS = lazy(
    r"\b(?:på|till|i|per|via|med|to|by|through|in|on|over|into|at)\b (?:(?:my|our|this|the|min|mitt|vår|den|här|denna"
    r"|detta|work"
    r"|jobb|private|same|samma|gamla|nya|new) )*(?:\w*e-?mails?\b|e-?post\w*|mejl\w*|mail\w*|inkorg\w*|inbox|\w*adress\w*"
    r"|address\w*"
    r"|\w*mejl(?:en)?\b|telefon\w* mejl)(?: (?:address|adress\w*))?",
    re.I,
)
_MAIL_FIRST = lazy(
    rf"(?:(?:(?:det|ert|era|er|sådana|alla|de|den) )?(?:{WORD.pattern})|det|den|dem|sådant|sånt|de) ", re.I
)
_SAID = lazy(r"[!;()]|\.(?=\s|$)")
_HEAD = lazy(
    r"(?:(?:and|och|men|but|as for|as to|for|about|regarding|re|vad gäller|angående|om|till|på|to|on) )*(?:(?:your|the"
    rf"|din|er|den|det"
    rf"|my|mitt|answer to|svar på|reply to) )*(?:{WORD.pattern}|(?:(?:last|final|sista) )?(?:fråga(?:n)?|question|thing)"
    r"(?: (?:sist|i slutet|at the end|answer|you asked|du ställde|ni ställde))?)",
    re.I,
)
_ANSWERED = lazy(
    r"\W?(?:(?:din|er|den|the|your|my|sista|last|final) )*(?:frågan?|förfrågan|question|enquiry)"
    r"(?: (?:sist|i slutet|at the end|in the end|above|ovan))?(?=\W*$)",
    re.I,
)
_IT = lazy(
    r"^(?:(?:to|till|på|about|om|with|av|the|a) )?(?:it|them|that|this|those|these|both|everything|all|any|den|det|dem|dom"
    r"|de|detta"
    r"|dessa|sånt|sådant|båda|alla|allt|sådana|sådan|en sådan)\b",
    re.I,
)
_TO_OTHERS = lazy(
    r"\b(?:to|till|åt|via)\b (?!me\b|us\b|m[iy](?:n|tt)? (?:\w+ )?(?:e-?|mejl|mail|inbox|inkorg|adress)|this\b|that\b|it\b"
    r"|them\b"
    r"|the (?:newsletter|list|same|above|address)|your\b|be\b|receiv|get|hear|mig\b|oss\b|min\b|mina\b|mitt\b|vår|den\b"
    r"|det\b|dem\b"
    r"|detta|er\b|ert\b|era\b|att\b|sänd|samma|adress|mejl|mail|e-?post|jobb|you\b|\w*list|new\b|nya\b|kommande\b|upcoming\b)",
    re.I,
)
"""Of an order: it goes to somebody else."""
_OF_ELSE = lazy(
    r"^(?:that|att) (?!you\b|ni\b|du\b|få\b|kontakta|bjuda|inbjuda|fråga|be\b|hålla|höra av|informera|skicka|sända|mejla|is\b"
    r"|it\b)|^with (?!this|that|it\b|pleasure|joy|all)"
    r"|\b(?:feedback|respons|återkoppling) (?:on|om|på|about)\b|\b(?:we|i)(?:'ll| will) see\b|\b(?:vi|jag) får se\b"
    r"|\b(?:back|again|gone)\b"
    r"|\b(?:from|of|by|från|av) (?!you\b|your\b|now\b|m[ey]\b|us\b|our\b|er(?=\W*$| (?:med|till|på|via|per|i|sida)\b)"
    r"|dig\b|nu\b|mig\b|(?:new|upcoming|coming|nya|kommande)\b)"
    r"|\binfo(?:rmation\w*)? (?:about|on|om) (?!new|nya|kommande|upcoming|your|era|er\b|\w*kurs|courses|events|evenemang)",
    re.I,
)
"""What stands behind a verb of leave and makes it one of another matter."""
_AT_ANOTHER_TIME = lazy(
    r"\b(?:later|someday|some day|first|next|from|starting|before|after|once|when|until|while|during|as soon as|yet"
    r"|soon|senare"
    r"|sedan|någon gång|någongång|nästa|ensin|först|från och med|efter|före|innan|när|då|tills|under|medan|snart"
    r"|så länge|i (?:höst|vår|sommar|vinter|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november"
    r"|december)"
    r"|this (?:autumn|spring|summer|winter|year|month|week)|in (?:january|february|march|april|may|june|july|august"
    r"|september|october|november|december|autumn|spring|summer"
    r"|winter))\b",
    re.I,
)
_SO_YES = lazy(
    r"[,–-] ?(?:so|så|therefore|därför|alltså|hence) (?:it's )?(?:a )?(?:yes|ja|jo)(?: please| tack)?(?=\W*$"
    r"|[!.] |, gärna)",
    re.I,
)
_REMARKS = lazy(
    r"(?:(?:för|because|since|for|som|as) )?(?:jag|vi|det|mitt|min|mina|våra?|i|we|it|that|my|our|i'm|i've|it's|we're"
    r"|we've)\b(?: [^ ]+){3}",
    re.I,
)
_BEGINS = lazy(
    r"\b(?:börja\w*|start\w*|begin\w*|semester\w*|ledig\w*|leave|holidays?|vacation|tillbaka|back|vänta\w*|wait\w*|slutar?"
    r"|flyttar"
    r"|pension\w*|retir\w*|återkom\w*|hör av mig|svarar|answer|reply|läser på|ska (?:tänka|prata|fråga)|bestäm\w*)\b",
    re.I,
)
_OF_NEWS = lazy(
    r"\b(?:when(?:ever)?|när|då|as soon as|så fort|genast)\b (?:(?!min\b|mitt\b|my\b|\w*(?:faktur|räkning|avtal|offert"
    r"|ärende|invoice|contract|rap?port))[\w-]+ ){0,4}?(?:news?|opens?|ready|available|out|starts?"
    r"|coming"
    r"|klar[at]?|färdig\w*|kommer|finns|nytt|nya|på gång|släpps|något)\b",
    re.I,
)
"""Mail that comes whenever there is something to tell: no delay of the yes."""
_COMPARES = lazy(r"\b(?:as much as|like a|more than (?:ever|a)|lika \w+ som|amen)\b", re.I)
_BUT_YES = lazy(
    r"^\W*(?:but|men)\b (?=(?:yes|ja|jo|visst|of course|sure|i consent|i agree|i give|jag (?:samtycker|godkänner|ger)"
    r"|please (?:do|send)"
    r"|gärna|skicka)\b)",
    re.I,
)
_NOT_BOTHERED = lazy(
    r"\b(?:stör|besvärar) (?:mig |oss )?inte(?: det minsta| alls)?|\b(?:i(?:'ve| have) )?no issues?\b(?: with (?:it|that"
    r"|this))?(?: at all)?"
    r"|\b(?:does|do|will|would)(?:n't| not) (?:bother|disturb) (?:me|us)(?: at all| in the least)?",
    re.I,
)
_COMES_WHEN_FREE = lazy(
    r"\b(?:så |and |och )?(?:kommer jag|jag kommer|jag svarar|svarar jag|i'?ll come|i come|i will come|i'?ll answer"
    r"|i'?ll reply)"
    r"(?: gärna| gladly)? (?:när|om|when|if) (?:jag|i) (?:kan|hinner|orkar|can|have (?:the )?time)\b",
    re.I,
)
_AS_THIS = lazy(
    r"\b(?:after|efter)(?:wards|åt)?(?= (?:(?:our|the|each|every|my|these|våra|varje|alla) )*\w*(?:meetings?|sessions?"
    r"|courses?|visits?"
    r"|workshops?|coaching|seminars?|events?|möten?|träff(?:en|ar)?|kurs(?:en|er)?|besök(?:en|et)?|handledning(?:en"
    r"|ar)?)\b|\W*$|,)|"
    r"\bthis (?:is|address|e-?mail|inbox|one)\b|\bfrom (?:me|my side|you|now on|us)\b|\bnext (?:to|door)\b",
    re.I,
)
_KNOWN = frozenset(LETTERS.values()) - {LETTERS["negation"]}
_BEFORE = _KNOWN - {LETTERS["answer"]}
_YES = frozenset(LETTERS[part] for part in ("yes", "gladly", "idiom"))
_BARE = _YES | frozenset(LETTERS[part] for part in ("ok", "adverb", "thanks", "lead", "that", "relation", "good", "me"))
_SENDING = frozenset(LETTERS[part] for part in ("send", "to_send", "you_send"))
_TOPICS = frozenset(LETTERS[part] for part in ("topic", "of_topic"))
_LIST = LETTERS["list"]
_OF = frozenset(["om", "about", "of", "on", "to", "till", "när", "when"])


def gives_plainly(sentence: str) -> bool:
    """Whether a clause of a sentence gives leave in plain words, and nothing in the sentence takes anything from it."""
    plain = _OF_NEWS.sub(" om nyheter ", sentence)
    plain = _BUT_YES.sub("", _COMES_WHEN_FREE.sub(" ", _NOT_BOTHERED.sub(" ", words.WILLING.sub(" ", plain))))
    plain = without_article(plain)
    if words.NEGATION.search(plain) or may_turn(plain) or names_other_way(plain):
        return False
    if any(pattern.search(plain) for pattern in _TURNING):
        return False
    found = _clauses(plain)
    gives = any(map(_gives, found)) or _says_yes_to_it(plain) or bool(_SO_YES.search(plain))
    return gives and not any(map(_delays, found))


def _says_yes_to_it(sentence: str) -> bool:
    """Whether a yes stands behind a head that names the mail or the question: "Nyhetsbrevet: gärna"."""
    for said in _SAID.split(sentence):
        head, mark, answer = said.replace("=", ":").replace(" – ", ":").replace(" - ", ":").partition(":")
        if mark and _HEAD.fullmatch(head.strip()) and _is_yes(answer):
            return True
    return False


def _is_yes(clause: str) -> bool:
    parts = [word.part for word in tokens(clause)]
    return bool(set(parts) & _YES) and set(parts) <= _BARE


def _delays(clause: str) -> bool:
    """Whether a clause names a time that is none of a remark of its own: "nästa år", "send it in June"."""
    if not _AT_ANOTHER_TIME.search(_AS_THIS.sub(" ", clause)):
        return False
    return _gives(clause) or not _REMARKS.match(clause) or bool(_BEGINS.search(clause))


_TURNING = (
    words.DOUBT,
    words.WONDERS,
    limits.LIMIT,
    limits.WAVERING,
    limits.FOR_ANOTHER,
    limits.OTHER_LEAVE,
    limits.OTHER_OBJECT,
    limits.REPORTED,
    limits.STRINGS,
    limits.UNDECIDED,
    limits.ANOTHER_WISH,
)


_REFERS = lazy(
    r"^(?:having|after|efter att ha|med hänvisning till|in (?:answer|reply|response) to|as (?:for|regards|to)|regarding"
    r"|referring to"
    r"|with reference to|vad gäller|gällande|beträffande|angående|på (?:er|din) fråga)\b[^,.;:]{0,60}?"
    r" (?=(?:i|we|jag|vi|(?:samtycker|godkänner|ger|svarar) (?:jag|vi))\b)",
    re.I,
)


def _clauses(sentence: str) -> list[str]:
    return [_REFERS.sub("", _LEAD.sub("", clause)).strip() for clause in _CUT.split(sentence) if clause]


def _gives(clause: str) -> bool:
    """Whether a clause begins with a verb of leave whose object, if it names one, is the mail."""
    if limits.ELSE.search(clause) or _COMPARES.search(clause):
        return False
    if fronted := _fronted(clause):
        return fronted
    if (yes := _YES_TO.match(clause)) and _ANSWERED.match(clause, yes.end()):
        return True
    matches = [(pattern.match(clause), needs) for pattern, needs in _FRAMES]
    return any(said and _of_the_mail(clause[said.end() :], needs) for said, needs in matches)


_FREE, _INFORMED, _OF_IT, _OF_MAIL, _OF_A_LIST = range(5)
_FRAMES = (
    (_ACCEPTS, _FREE),
    (_ANSWERS_YES, _FREE),
    (_DOES, _FREE),
    (_KEPT_INFORMED, _INFORMED),
    (_BIDS, _OF_IT),
    (_ADDS, _OF_A_LIST),
    (_WOULD_LIKE_IT, _FREE),
    (_WISHES, _OF_A_LIST),
    (_WISHES_TO_HEAR, _OF_MAIL),
    (_YES_TO, _OF_A_LIST),
    (_SUITS, _OF_MAIL),
)
"""Each with what it needs: nothing, at least a pronoun, a word for the mail or its topic, for the mail or a list."""


def _fronted(clause: str) -> bool:
    """Whether the mail stands first: "Nyhetsbrevet får ni skicka", "Brevet tar jag gärna emot"."""
    named = _MAIL_FIRST.match(clause)
    said = _FRONTED.match(clause, named.end()) if named else None
    rest = _ADDRESS.sub(" ", clause[said.end() :]) if said else "?"
    return (
        bool(said)
        and not (_TO_OTHERS.search(rest) or _OF_ELSE.search(rest))
        and {word.part for word in tokens(rest)} <= _KNOWN
    )


def _of_the_mail(rest: str, needs: int) -> bool:
    """Whether what stands behind a verb of leave is mail, a word for it, or nothing that could be another matter."""
    by_mail = _ADDRESS.search(rest)
    before = tokens(rest[: by_mail.start()]) if by_mail else ()
    rest = " ".join(_ADDRESS.sub(" ", rest).split())
    if _OF_ELSE.search(rest) or (needs in (_OF_IT, _OF_A_LIST) and _TO_OTHERS.search(rest)):
        return False
    if {word.part for word in before} <= _KNOWN and any(word.part in _SENDING for word in before):
        return True
    said = tokens(rest)
    parts = {word.part for word in said}
    if (
        (needs in (_FREE, _INFORMED) or (needs == _OF_IT and _IT.match(rest)))
        and parts <= _KNOWN
        and not parts & _TOPICS
    ):
        return True
    return _names_mail(said, topics=needs in (_INFORMED, _OF_IT, _OF_MAIL))


def _names_mail(said: Sequence[Token], *, topics: bool) -> bool:
    """Whether known words alone stand before a word for mail, a list, or what mail tells of or invites to."""
    of_it = False
    for index, word in enumerate(said):
        if word.part == _LIST:
            return all(behind.part in _KNOWN for behind in said[index:])
        if word.part == LETTERS["mail"] or WORD.fullmatch(word.text):
            return True
        if topics and of_it and word.part in _TOPICS:
            return True
        if word.part not in _BEFORE:
            return False
        of_it = of_it or word.text.casefold() in _OF
    return False
