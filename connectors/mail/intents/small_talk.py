"""What people write beside a yes that has nothing to do with it: hurry, weather, praise, wishes, a new number, a paid bill.

Such a clause leaves the yes as it is when it tells how something is or was, or wishes well, in words of `small_talk_words.txt`
alone: none of them can turn, bound or delay the yes. Behind a bare "yes" only a wish counts, and what says that it is aside:
"Kyllä, täällä sataa" may affirm the rain. A clause that opens as a wish or as praise goes on in words that are not known; that it
takes nothing back and names neither mail nor another matter is then for its reader to see.
"""

import re
from collections.abc import Iterator, Sequence, Set
from functools import cache
from pathlib import Path

from models.patterns import lazy

FILE = Path(__file__).with_name("small_talk_words.txt")
_MOST_WORDS = 16
_MOST_NAMES = 2
_LEAST_BEGINNING = 4
_WORD = lazy(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\+?\d[\d -]*\d|\d")
_PHONE = lazy(r"\+?\d[\d -]{6,}")
BARE = frozenset("yakhxHd")
"""Parts of an answer (answer_lexicon.py) that make a yes of no words but "yes": it may affirm what follows."""
_POLITE = BARE | {"Q"}
# Wishes, praise and what somebody likes to read.
_OPENS = lazy(
    r"^\W*(?:and |och |så )?(?:(?:all the |all my )?best (?:wishes|regards)|(?:warm |kind )?regards|greetings|take care"
    r"|good luck"
    r"|(?:i |we )?hope (?:you|all|the|everything)|(?:i |we )?wish(?:ing)? you|have a (?:good|nice|great|lovely)|ha det|ha en"
    r"|hälsa(?:r)?|hälsningar|trevlig|skön|lycka till|kram|(?:jag |vi )?(?:hoppas|önskar) (?:ni|du|er|dig|allt|att ni"
    r"|att du)|sköt om"
    r"|(?:det är |det var |så |jätte)*(?:roligt|kul|fint|trevligt|snällt|skönt) att (?:ni|du) (?:frågar|hör|kollar|tänker"
    r"|minns|bryr)"
    r"|(?:nice|good|kind|great|lovely|thoughtful) (?:of you|that you|to hear from you|to be asked)"
    r"|(?:jag|vi|i|we) (?:\w+ )?(?:älskar|älskade|gillar|gillade|läser|read|love|loved|enjoyed|liked?)\b)",
    re.I,
)
# Who writes in a language not their own says so: no reserve.
_MY_LANGUAGE = lazy(
    r"\b(?:my|minun|min) (?:finnish|swedish|english|suomen kieleni|suomeni|ruotsini|finska|svenska"
    r"|engelska)\b[^,.;:!?]*"
    r"|\b(?:sorry|excuse|anteeksi|ursäkta) (?:for |about )?(?:my|minun|min) (?:bad |poor |huono "
    r"|dåliga )?(?:finnish|swedish|english"
    r"|suomeni|finska|svenska|engelska)\b",
    re.I,
)


def entries() -> Iterator[tuple[str, str]]:
    """Give every (part, word) of the file."""
    for block in FILE.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        for word in " ".join(lines[1:]).split():
            yield lines[0], word


@cache
def _lexicon() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for part, word in entries():
        found.setdefault(word, set()).add(part)
    return {word: frozenset(parts) for word, parts in found.items()}


def _parts_of(word: str) -> frozenset[str]:
    """Give what a word does in small talk; nothing for one that is no part of it."""
    known, low = _lexicon(), word.casefold().replace("’", "'")
    if low in known:
        return known[low]
    beginnings = [f"{low[:length]}*" for length in range(len(low), _LEAST_BEGINNING - 1, -1)]
    return next((known[beginning] for beginning in beginnings if beginning in known), frozenset())


def is_small_talk(clause: str, yes: Set[str]) -> bool:
    """Whether a clause beside a yes speaks of another matter, in words that cannot turn, bound or delay the yes.

    `yes`: the parts that the yes consists of (answer_lexicon.py).
    """
    found: list[str] = _WORD.findall(clause)
    if not found or len(found) > _MOST_WORDS or "?" in clause:
        return False
    parts = [_parts_of(word) for word in found]
    said = frozenset[str]().union(*parts)
    if "day" in said and "happened" not in said:
        return False
    unknown = [word for word, known in zip(found, parts, strict=True) if not known]
    if said & {"wish", "thanks"} or {"wish_of", "wished"} <= said:
        return len(found) > 1 and "it" not in said and _are_names(unknown, found)
    if not all(map(_PHONE.fullmatch, unknown)) or (unknown and not said <= {"number", "new", "now", "link"}):
        return False
    if "because" in said and not _says_why(parts):
        return False
    if yes <= BARE and "aside" not in said:
        return bool(unknown) and len(unknown) == len(found)
    return bool(unknown) or _tells_of_else(said, praise=not yes <= _POLITE)


def opens_small_talk(clause: str) -> bool:
    """Whether a clause begins as a wish, as praise or with what somebody likes to read."""
    return bool(_OPENS.match(clause))


def excuses_language(clause: str) -> bool:
    """Whether somebody says that they write in a language not their own."""
    return bool(_MY_LANGUAGE.search(clause))


def _tells_of_else(said: Set[str], *, praise: bool) -> bool:
    """Whether the words tell of a matter of the speaker's, something that happened, or (where it counts) praise."""
    tells = bool(said & {"now", "was"})
    if tells and said & {"matter", "weather"} and not ("good" in said and said.isdisjoint({"was", "weather"})):
        return True
    if "number" in said and ("happened" in said or (tells and "new" in said)):
        return True
    if "moved" in said:
        return True
    praises = ("good" in said and not said.isdisjoint({"was", "liked"})) or {"liked", "event"} <= said
    return praise and praises


def _says_why(parts: Sequence[Set[str]]) -> bool:
    """Whether what was told is explained by somebody who is away: "kova kiire, kun kaksi on sairaana"."""
    why = next(index for index, known in enumerate(parts) if "because" in known)
    before, behind = frozenset[str]().union(*parts[:why]), frozenset[str]().union(*parts[why:])
    return {"matter"} <= before and bool(before & {"now", "was"}) and "absent" in behind


def _are_names(unknown: Sequence[str], found: Sequence[str]) -> bool:
    """Whether the unknown words of a greeting, if any, are those whom it greets."""
    return len(unknown) <= _MOST_NAMES and all(word[0].isupper() and word != found[0] for word in unknown)
