"""An answer to a question for leave, parsed: a yes is one only when every word of it is known and the words make a yes.

A sentence is cut into clauses, each clause into words with what they do (answer_lexicon.py); light words fall away, and the
shape of what is left must be one that says yes: an order, leave, acceptance, a wish, or an agreement. Any unknown word and the
clause says nothing. What stands beside a yes must be harmless, or the answer waits for a person (C8).
"""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from connectors.mail.intents.answer_lexicon import UNKNOWN, Token, tokens
from models.patterns import lazy

_CUT = lazy(
    r"(?::-?\)|;-?\)|:D|\bx?D\b)|[;:!?()…=\"”“*/]+|,+(?!\s*(?:että|et|att|jotta|(?:kiitos|tack|please|thanks?)\W*$))"
    r"|\.(?=\s|$|\.)|\s[-–—]+\s|[–—]|(?<=\s)-(?=\w)"
)
_PART = (
    r"(?: (?:here|här|tässä|at all|alls|whatsoever|as such|inte|minulla|minusta|(?:from|on|för|från|av|by"
    r"|with) (?:my|mitt|min|our"
    r"|me|mig)(?: (?:side|part|end|del|håll|sida))?|(?:minun |meidän )?(?:puolestani|puolelta|puolesta|osaltani)))*"
)
_DOING = (
    r"(?: (?:if|om|jos|vaikka|att|että) (?:you|ni|du|te|sinä)? ?(?:send|ask|e-?mail|do|did|skickar|frågar"
    r"|mejlar|lähetätte|lähetät"
    r"|kysytte|kysyt|laitatte|laitat|lähetättekin)\b)?"
)
_NO_OBJECTION = lazy(
    r"\b(?:why (?:ever )?not|(?:i have |i've |i've got )?(?:no|not any) (?:problems?|objections?"
    r"|issues?)(?: (?:with|to|about)"
    r" (?:that|it|this))?|not a problem|(?:i |we )?(?:don'?t|do not|wouldn'?t|would not) (?:at all )?mind(?! me\b)"
    r"|(?:i |we )?(?:wouldn'?t|won'?t|would not|can'?t) (?:say no|object)(?: to (?:that|it|this))?"
    r"|(?:i )?(?:don'?t|do not) object(?: to (?:that|it|this))?|nothing against (?:it|that|this)"
    r"|mikä(?:s|pä|päs|hän)?(?: \w+)? (?:siinä|ettei|jottei)|miksi(?:pä|kä|käs|hän)?s? ei|miksei(?:pä|kä|hän)?"
    r"|ei(?:pä|hän)? (?:se |tuo |minua |meitä |yhtään |lainkaan |tietenkään |tietysti "
    r"|suinkaan |todellakaan )*(?:haittaa|haitanne|häiritse)"
    r"|(?:minulla |meillä )?ei(?:pä|hän)? (?:siihen |minulla |meillä |asiaan |siinä |ole |mitään |kyllä |nyt )*(?:estettä"
    r"|esteitä|ongelmaa|ongelmia"
    r"|huomauttamista|huomautettavaa)(?: (?:siihen|asiaan|minulla|meillä|siitä))*"
    r"|ei(?:pä|hän)? (?:se )?(?:ole )?(?:siinä|tuossa|tässä) (?:ole )?mitään"
    r"|(?:minulla |meillä )?(?:ei|eipä) (?:ole |minulla |meillä |kyllä )*mitään (?:sitä |tätä |tuota |asiaa )?vastaan"
    r"|(?:en|emme)(?:pä|hän)? (?:minä |mie )?(?:pane|laita|pistä|kieltäydy|kiellä|vastusta|estä|estele)"
    r"(?: (?:pahakseni|pahakse|pahaksemme|vastaan|hanttiin|sitä|siitä|tätä))*"
    r"|(?:en|emme) (?:sano|sanoisi) (?:siihen |sille )?ei\b"
    r"|(?:jag |vi )?(?:har|ha|hade) (?:jag |vi )?(?:inget|ingenting|inte något|inga"
    r"|inte ha jag något) (?:emot|att invända"
    r"|problem med|invändningar)(?: (?:det|detta|saken|mot det))?|inte ha(?:r)? (?:ja|jag|vi) (?:något"
    r"|någonting) emot(?: det)?|(?:inte|inget|ingenting) (?:mig|oss) emot|(?:mig|oss) (?:inte|inget) emot"
    r"|(?:inga|inget) (?:problem|invändningar|hinder|som helst hinder)|varför inte"
    r"|det gör (?:mig )?(?:inget|ingenting)|(?:det )?stör (?:mig |oss )?(?:inte|inget)|(?:jag )?(?:säger"
    r"|tackar) inte nej(?: till det)?)(?!\w)"
    rf"{_PART}{_DOING}",
    re.I,
)
"""A negation that agrees: "ei minulla ole mitään sitä vastaan", "inga invändningar", "I don't mind at all"."""
# The Finnish "no" that opens a sentence is no negation.
_FILLER = lazy(
    r"(^\W*|[,.!] )no,?\s+(?=(?:mie|mä|minä|me|se|sen|sitä|niin|hei|ok|okei|jes|jees|saa|saatte|saat|voi"
    r"|voitte)\b|mikä|mikse|miksi|kyl|tot|tie"
    r"|joo|juu|toki|sop|käy|passaa|ilman|ei se|eihän|eipä|mielel|mieluus|anna|laita|laitt"
    r"|lähet|pist|ehdott|hyvä|kiva|olkoon|siitä|halua"
    r"|otan|suostu|vars|luonn|kiitos|tervetul|kuul|mene|niitä|uutis|palau|lisä|tila|\w{3,}(?:aan|ään|kaa|kää)\b)",
    re.I,
)
_NUMBERED = lazy(r"(?:^|(?<=\s))\d{1,2}[).:](?=\s)")
# What only says that something is said: "Ilmoitan, että saatte lähettää".
_SAYS_THAT = lazy(
    r"(^\W*|[,;:.] )(?:(?:ja|joten|siis|samalla|täten|mutta|minä|tuohon|siihen|tähän|toiseen|kysymykseen|kysymykseesi"
    r"|kysymykseenne|asiaan"
    r"|kirjeeseenne|viestiinne|viestiisi|haluan|haluaisin|voin) )*"
    r"(?:vastaan|sanon|ilmoitan|totean|kerron|vahvistan|todettakoon|sanoa|ilmoittaa|todeta|kertoa|vahvistaa)\b"
    r"(?: (?:omasta|puolestani|puolestamme|teille|sinulle|nyt|siis|näin|täten|kysymykseen|siihen|mielelläni|ilolla))*"
    r",? että (?=\w)",
    re.I,
)
_TELLS_WHY = lazy(
    r"\s(?=(?:koska|sillä|jotta|ennen ?kuin unohdan|kun|ku|kuten|aina kun|niin (?:pysyn|tiedän|saan|osaan|muistan|luen))\s)",
    re.I,
)
_LABEL = frozenset("nCLsbqwcdeOtZ@pxyohazuvm")
_NAMING = frozenset("nCL")
_LIGHT = str.maketrans("", "", "ygkodapzeQHhx@O")
_MOST_WORDS = 40
# Shapes of what is left when light words are gone. Letters: answer_lexicon.LETTERS.
_ALLOWING = tuple(
    map(
        re.compile,
        (
            # An order: "lähettäkää vain", "kirje tulemaan", "please do send it over".
            r"[ID]*(?:[nF]*[SbT]u?[SbTFnt~]*|n+F+)",
            # "Saa lähettää", "får ni gärna skicka", "you may ask".
            r"(?=.*m)(?=.*[sbFATqr])(?!.*i)[ID]?[umnFtvf]*[sbFATqrunmtLS~]*",
            r"n+m[nF]*|mn+[nF]*|C+[vV]?f+",
            # A wish: "haluan kirjeen", "I would like to receive it", "otan mielelläni vastaan".
            r"(?=.*[rnAbY])(?!.*u?[sZqE])n*i?[nvV]?[wM]?w[wrnFLvAtibudY~]*|i?(?:w?i?r+|rw)n+|n+i?w?r+|i?wL",
            # "Suostun siihen, että lähetätte", "consent granted for e-mail".
            r"(?=.*[qbsrntCGY]|.*c.*c)[uivMnGCYD]*c[uivcCqbsrntFGwmnf~]*",
            # "Annan luvan", "you have my permission", "lupa on".
            r"(?=.*C)(?=.*[GvcmYF])(?!.*iY)(?!.*w)n*[uivMGcmYCjF]*[uqbsrntFASvmG~]*",
            # "Det går bra att ni frågar", "ok to send", "olette tervetulleita kysymään".
            r"n*[iuvYm]*(?:f+j*|B|N|Wj+|[vV]j+|[vV]?f)[vf]*n*[iu]*m?[qbsrF][qbsrFntuZ~]*|[Mvi]*B[uiv]*m?[qbsr][qbsrFntu]*|[Mvi]*Bn+|N[nt]+",
            r"n+[vV]?R|u?[vm]*R[bsqn][bsrntu~]*|[vV]Rn+|Rn+",
            # "Kirje kiinnostaa", "I am interested in receiving it".
            r"n+[vV]?M?K|[ivMV]*Krn*|[ivMV]*Kn+|Ki?n+",
            # "Kysely sopii", "nyhetsbrevet går bra", "kirje olisi kiva".
            r"[nL]+[vV]?f[jf]*|f[jf]*v?[nL]+|[nL]+(?:V|W)j+|Vj+[nL]+|Wj+[nL]+|j*f[nL]+",
            # "Go ahead and send it", "sign me up for the newsletter", "uutiskirjeelle näytän vihreää valoa".
            r"I[bS][nt]*|I+[vtL]*[nL][vtnL]*|n+t?[NI]v?|i?lr+n+|Jn+F|i?Pn+",
        ),
    )
)
_ADDS = re.compile(r"[ID]*i?[AT][ATMu]*v?n?L?u?[LFnbSvu~]*")
# "Jään listalle", "haluan pysyä mukana".
_STAYS = re.compile(r"[iM]*w*X[LI]+|L+i?X|[iM]*wn*X[LI]")
# "Haluan tietää kursseista".
_KNOWS = re.compile(r"i?[wl]i?U[tn]*|t*wU|wU")
# "Uutiskirje kyllä kiitos, kutsut joo"; "totta kai kutsu minullekin".
_NAMES_AND_AGREES = re.compile(
    r"[xhHadox]*(?:[dao]*[nL]+[dtzeoa]*[yg][aoyg]*Q?[xy]?)+|[xhHad]*y[ya]*[da]*n+[ad]*o[ado]*Q?"
)
_READS = re.compile(r"n*i?n*l+i?n*")
_HEARS = re.compile(r"(?:Vj+)?i?w?i?E[tn]*|Ew?[tn]*")
_GETS = re.compile(r"i?wi?|i?[wM]?w[rY]+|i?r+w|i?r+F?")
_OK_TO_SEND = re.compile(r"v?u*[qbsr][qbsrnt]*")
_YES_TO_MAIL = re.compile(r"[xhH]*[yg]+[aQ]*p[dua]*n+t?[nxzadue]*")
_MAIL_PLEASE = re.compile(r"[dah]*n+[deaz]*Q|[dax]*n+[dav]*k[ax]*")
_WILL_ANSWER = re.compile(r"w[pa]*Z")
_GIVES_FEEDBACK = re.compile(r"n*i?w?[GZ]n*|i?[GZ]n+")
_AGREEING = re.compile(
    r"I[vntL]*[nL]t?|[iuv]*[IN]+|[uvV]*f+[jfv]*|W[jW]+|W?jW|V[jf]+|jV|vf+|[Mvi]*B|u?mu?m?|i?[MviVK]*K|[iuvMD]*c+i?"
    r"|Z?v?P+Z?|i[vM]?P|VR"
)
_ONLY_M = re.compile(r"u?mu?")
_NAMED_ANSWER = re.compile(r"i?Z+v?")
_BARE_YES = re.compile(
    r"[hxHQ]*[ygaoke]*[yg](?:po)?[ygakoQxze]*|[hxHQ]*[ygak]*[yg][ygak]*p?dd?d?"
    r"|[hx]*dd?[yg][yga]*|[hxH]*[ygako]*k(?:[ygakoxze]|po)*"
)
_GREETS = re.compile(
    r"[Hhaodx]*|[HQhaodxp]*Q[HQhaodxp]*|[ajodxzD]*|i?l[dnajot]*"
    r"|[ida]*v[dax]*j+[ad]*|[ad]*e+[adv]*j|[@paxhdou]*[@nCO][@nCOtxapdzeo]*|[adpeoz]*e(?:vd+)?[adpeoz]*"
)


class Said(IntEnum):
    """What a clause says, the weaker the smaller."""

    UNKNOWN = 0
    HARMLESS = 1
    AGREES = 2
    """A bare agreement: to what, the rest of the sentence may tell."""
    ACCEPTS = 3
    """An agreement in words of leave: "suostun", "you may", "please do"."""
    ALLOWS = 4
    """An order, leave, an acceptance or a wish of the mail itself."""


class Clause(NamedTuple):
    """A clause, its shape and what it says."""

    text: str
    shape: str
    said: Said


def clauses(sentence: str) -> list[Clause]:
    """Cut a sentence into clauses and read each."""
    found: list[Clause] = []
    plain = _NO_OBJECTION.sub(" noobjection ", _FILLER.sub(r"\1", _NUMBERED.sub(", ", sentence)))
    labelled, named = False, -1
    for text, end in _pieces(_SAYS_THAT.sub(r"\1", plain)):
        words = tokens(text)
        if not words:
            continue
        told = _clause(text, words)
        if end[:1] == ":" and told.said in (Said.UNKNOWN, Said.HARMLESS) and set(told.shape) <= _LABEL:
            # "Lupa lähettää uutiskirje: kyllä".
            labelled = not _NAMING.isdisjoint(told.shape)
            found.append(told._replace(said=Said.HARMLESS))
            continue
        if end[:1] == ":" and UNKNOWN in told.shape and told.said is Said.HARMLESS and found == []:
            # "Lasku: kyllä" is no yes to somebody called so.
            told = told._replace(said=Said.UNKNOWN)
        if labelled and told.said in (Said.AGREES, Said.ACCEPTS):
            named = len(found)
        labelled = False
        if told.said in (Said.UNKNOWN, Said.HARMLESS) and "x" in told.shape:
            parts = _by_conjunction(text, words)
            found += parts if any(part.said >= Said.AGREES for part in parts) else [told]
        elif told.said is Said.UNKNOWN and (parts := _by_reason(text)):
            found += parts
        else:
            found.append(told)
    # "News: yes, we had a baby" is no yes to news.
    if named >= 0 and all(clause.said > Said.UNKNOWN for clause in found[named:]):
        found[named] = found[named]._replace(said=Said.ALLOWS)
    return found


def _pieces(sentence: str) -> Iterator[tuple[str, str]]:
    """Give each clause of a sentence with the mark that ends it."""
    start = 0
    for mark in _CUT.finditer(sentence):
        yield sentence[start : mark.start()], mark[0]
        start = mark.end()
    yield sentence[start:], ""


def _by_reason(text: str) -> list[Clause]:
    """Cut leave from what is told behind it without a comma: "Lähetä kutsu niin tulen"; nothing where no leave stands first."""
    for cut in _TELLS_WHY.finditer(text):
        head = text[: cut.start()]
        told = _clause(head, tokens(head))
        if told.said is Said.ALLOWS:
            tail = text[cut.start() :]
            return [told, _clause(tail, tokens(tail))]
    return []


def _by_conjunction(text: str, words: list[Token]) -> list[Clause]:
    parts: list[list[Token]] = [[]]
    for word in words:
        if word.part == "x":
            parts.append([])
        else:
            parts[-1].append(word)
    told = [_clause(" ".join([word.text for word in part]), part) for part in parts if part]
    return [*told[:1], *[clause._replace(shape=f"x{clause.shape}") for clause in told[1:]]]


def _clause(text: str, words: list[Token]) -> Clause:
    shape = "".join([word.part for word in words])
    return Clause(text, shape, _meaning(shape, words))


def _meaning(shape: str, words: list[Token]) -> Said:
    if len(shape) > _MOST_WORDS or "!" in shape:
        return Said.UNKNOWN
    if UNKNOWN in shape:
        return Said.HARMLESS if _greets_by_name(words) else Said.UNKNOWN
    core = shape.translate(_LIGHT)
    if core and _allows(core, shape):
        return Said.ALLOWS
    if _agrees(core, shape):
        return Said.ACCEPTS if set("cmGNIw") & set(core) else Said.AGREES
    greets = _GREETS.fullmatch(shape) or _NAMED_ANSWER.fullmatch(core)
    return Said.HARMLESS if greets and not set("ygk") & set(shape) else Said.UNKNOWN


def _allows(core: str, shape: str) -> bool:
    if "t" in core and not ("n" in core or "@" in shape or "E" in core):
        # "Send me the course": not what was asked for.
        return False
    if "K" in core and "n" not in core and ("O" in shape or "t" in core):
        return False
    if "~" in core and not set("nRwcC") & set(core):
        # "Ask again", "lähetä se uudelleen": of another time, of what did not come.
        return False
    if shape.startswith("Q") and core in ("n", "jn", "nj"):
        return False
    if any(pattern.fullmatch(core) for pattern in _ALLOWING):
        return True
    if _ADDS.fullmatch(core) and (
        "L" in core or ("A" in core and "n" in core) or ("A" in core and set("oe") & set(shape))
    ):
        return True
    if _YES_TO_MAIL.fullmatch(shape) or _MAIL_PLEASE.fullmatch(shape):
        return True
    if _STAYS.fullmatch(core) or (_KNOWS.fullmatch(core) and "o" not in shape and set("Oz") & set(shape)):
        return True
    if _NAMES_AND_AGREES.fullmatch(shape):
        return True
    if _READS.fullmatch(core) and "g" in shape and ("n" in core or "d" in shape):
        return True
    if (
        _HEARS.fullmatch(core)
        and ("w" in core or "V" in core or "g" in shape)
        and ("t" in core or "O" in shape or "z" in shape)
    ):
        return True
    if core in ("ML", "iML") and "g" in shape:
        return True
    return "k" in shape and bool(_OK_TO_SEND.fullmatch(core))


def _agrees(core: str, shape: str) -> bool:
    if not core:
        if "Q" in shape and not set("yg") & set(shape):
            # "Ok kiitos!" thanks for a message; "Ok" alone answers.
            return False
        return bool(_BARE_YES.fullmatch(shape))
    if shape == "yv" or (core == "vR" and "d" in shape):
        return True
    if core in ("v", "V") and "k" in shape and "Q" not in shape:
        return True
    if core in ("i", "iD", "D", "G", "iG") and "y" in shape and not set("dpze") & set(shape):
        return True
    if (
        _ONLY_M.fullmatch(core)
        and set("dpzeHh") & set(shape) - (set("h") if shape[0] == "h" else set())
        and "d" not in shape[:2]
    ):
        return False
    if "I" in core and set("dp") & set(shape.removesuffix("Id")):
        return bool(set("nL") & set(core)) and bool(_AGREEING.fullmatch(core))
    if core == "P" and "Q" in shape:
        return False
    if _AGREEING.fullmatch(core):
        return "K" not in core or "O" not in shape
    if _GETS.fullmatch(core) and ("w" in core or "g" in shape):
        return True
    if "n" in core and ("g" in shape or "w" in core) and _GIVES_FEEDBACK.fullmatch(core):
        return True
    if _WILL_ANSWER.search(shape) and core in ("wZ", "iwZ"):
        return True
    return bool(_NAMED_ANSWER.fullmatch(core)) and "y" in shape and "i" not in core


def _greets_by_name(words: list[Token]) -> bool:
    """Whether it is a greeting, thanks, or a name under the letter: all unknown words begin with a capital."""
    names = [word for word in words if word.part == UNKNOWN]
    if not all(word.text[0].isupper() for word in names) or len(names) > 3:
        return False
    others = {word.part for word in words if word.part != UNKNOWN}
    return others <= set("HQhaodpx") and (bool(others & set("HQ")) or len(words) == len(names))
