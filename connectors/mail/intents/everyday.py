"""Words as they are spoken and typed in haste, put into the forms that the readers of intents look for.

Finnish puhekieli and dialects, Finland-Swedish talk, short English: "mää en haluu niit" is "minä en halua niitä". Only forms
that mean nothing else in the other two languages are put right word by word; the rest ask for a neighbour.
"""

import re
from collections.abc import Set
from functools import lru_cache

_FORMS = """
mää mä mie miä mnää: minä
mun miun mu mui meikäläisen meitsin: minun
munki miunki munkin: minunkin
mutki mutkin: minutkin
mulle miulle mulleki mullekin: minulle
mulla miulla mul miul: minulla
multa mult miulta miult: minulta
mua miua: minua
miusta: minusta
teiän teijän teän teirän teitin: teidän
teil: teillä
teilt: teiltä
meiän meijän meirän: meidän
oo: ole
oon: olen
oot: olet
ootte: olette
ollu: ollut
oisko oisikko: olisiko
ois olis: olisi
vois: voisi
voisko voisiks: voisiko
saisko: saisiko
sais: saisi
sopis: sopisi
kävis: kävisi
pitäs pitäis: pitäisi
voitteks: voitteko
haluu halluu haluis: halua
haluisin: haluaisin
tarvii tarttee tartte tarvi tarviis tartteis tarvihe tarvitte: tarvitse
viitti viitsis: viitsi
kiinnost: kiinnosta
kerkii kerkee kerkiä: ehdi
tulloo tulloopi tullee: tulee
mittää mitää mittään mitäh mittee: mitään
ennää ennäämpi enä: enää
takas takasi takasin: takaisin
jotai: jotakin
tulemaa tulemmaa: tulemaan
menemää: menemään
lähettee lähettöö: lähettää
lähettäs lähettäis: lähettäisi
lähettä: lähettää
kyl: kyllä
mittä: mitään
laittas laittais: laittaisi
semmosia semmoisia sellasia tommosia tämmösiä semmottia: sellaisia
semmosta sellasta tommosta tämmöstä: sellaista
niit: niitä
niitten: niiden
näit: näitä
nää: nämä
noit: noita
siit: siitä
siint: siitä
siihe: siihen
sit: sitten
tiiä tiijä: tiedä
tiiätte tiijätte: tiedätte
tiot tiiot tiijot tieot tierot: tiedot
tioista tiioista tiijoista tieoista tieroista: tiedoista
poies poijes poikkeen: pois
mielummin mieluumin mielumin mielummi: mieluummin
kiitti kiitoksia: kiitos
suostunu: suostunut
antanu: antanut
sanonu: sanonut
int itt icke ikke: inte
mej: mig
dej: dig
sej: sig
sku: skulle
nåt nåjt: något
nåra: några
nån: någon
sånt: sådant
såna: sådana
mytji mycke: mycket
skrivi: skrivit
ennu: ännu
dom: de
pls plz plse: please
thx thnx tnx: thanks
dont: don't
doesnt: doesn't
didnt: didn't
cant: can't
wont: won't
isnt: isn't
im: i'm
ive: i've
gonna: going to
wanna: want to
ya: you
u: you
yr: your
newletter newsleter: newsletter
recieve: receive
"""
_ASKED_OF = (
    "laitta lähettä pistä poista jättä otta lisät korja kerto oikais muutta postitta merkit vaihta hävittä anta pan"
)
_ENDS = ("kee", "kkee", "kkaa", "kkää", "kaas", "kääs", "kaatte", "kekää", "ekee", "ekaa", "kkeeki")


def _dictionary() -> dict[str, str]:
    found = {
        form: right
        for line in _FORMS.strip().split("\n")
        for form in line.split(": ")[0].split()
        for right in [line.split(": ")[1]]
    }
    for stem in _ASKED_OF.split():
        # "laittakkaa", "pistäkee", "korjatkee": an order to several.
        wide = stem.rstrip("t") if stem.endswith("tt") else stem
        right = f"{wide}k{'aa' if set(stem) & set('aou') else 'ää'}"
        found |= {f"{stem}{end}": right for end in _ENDS}
    found |= {"korjakkaa": "korjatkaa", "lisäkkää": "lisätkää", "älekää": "älkää"}
    return found


_RIGHT = _dictionary()
# Forms that are right only beside a neighbour: the Swedish "ja" for I, "del" for delete, "ny" for now.
_BESIDE = {
    "ja": (
        r"(?<=\bha )ja(?= )|(?<!\w)ja(?= (?:skulle|vill|tar|har|orkar|är|kan|behöver|läser|tycker|tänker|undrar|fick|inte)\b)",
        "jag",
    ),
    "de": (r"(?<!\w)de(?= (?:e|är|går|passar|blir|funkar|låter|sku|skulle) )", "det"),
    "he": (r"(?<!\w)he(?= (?:gar|går|e|passar) )", "det"),
    "e": (r"(?<=\bde )e\b|(?<=\bdet )e\b|(?<=\bhe )e\b|(?<=\bjag )e\b", "är"),
    "gar": (r"(?<=\bhe )gar\b|(?<=\bdet )gar\b", "går"),
    "del": (r"(?<![\w-])del(?= (?:all|my|everything|me)\b)", "delete"),
    "ny": (r"(?<=\w )ny(?= (?:en|ei|e|mitään|halua|kyllä)\b)", "nyt"),
    "na": (r"(?<=\binte )na\b|(?<=\binte ha )na\b|(?<=\binte få )na\b", "några"),
    "undertecknad": (r"(?<=\bom )undertecknad\b|(?<=\bpå )undertecknad\b|(?<=\bav )undertecknad\b", "mig"),
    "allekirjoittaneesta": (r"\ballekirjoittaneesta\b", "minusta"),
    "allekirjoittaneen": (r"\ballekirjoittaneen\b", "minun"),
    "undersigned": (r"(?<=about )the undersigned\b|(?<=on )the undersigned\b|(?<=of )the undersigned\b", "me"),
}
_NEXT = {
    "ja": frozenset(["skulle", "vill", "har", "orkar", "är", "kan", "behöver", "tycker", "undrar", "inte", "något"]),
    "ny": frozenset(["ei", "mitään", "halua", "kyllä", "semmosia"]),
}
"""What stands in a text where a form has the meaning that is asked for; elsewhere it is common in another."""
_APOSTROPHES = "’‘´`"


_MARKS = ("", *".,!?:;)")
_SPELLED = {
    f"{spelled}{mark}": form for form in (*_RIGHT, *_BESIDE) for spelled in (form, form.capitalize()) for mark in _MARKS
}
"""Forms as they stand between blanks: a look-up of each is cheaper than taking the text apart at its marks."""

_PHRASES = {
    "ja": (
        "skulle",
        "vill",
        "tar",
        "har",
        "orkar",
        "är",
        "kan",
        "behöver",
        "läser",
        "tycker",
        "tänker",
        "undrar",
        "fick",
        "inte",
    ),
    "de": ("e", "är", "går", "passar", "blir", "funkar", "låter", "sku", "skulle"),
    "he": ("gar", "går", "e", "passar"),
    "jag": ("e",),
    "det": ("e",),
    "ha": ("ja",),
    "del": ("all", "my", "everything", "me"),
    "ny": ("en", "ei", "e", "mitään", "halua", "kyllä"),
    "inte": ("na", "ha na", "få na"),
    "om": ("undertecknad",),
    "på": ("undertecknad",),
    "av": ("undertecknad",),
    "the": ("undersigned",),
}
"""What the forms that ask for a neighbour stand beside."""
WORDS = frozenset(
    [
        f" {form}{mark} "
        for form in (
            *_RIGHT,
            "allekirjoittaneesta",
            "allekirjoittaneen",
            *[f"{first} {then}" for first, behind in _PHRASES.items() for then in behind],
        )
        for mark in _MARKS
    ]
)
"""No sentence without one of these, and without an apostrophe, holds an everyday form."""


def may_hold(text: str, present: Set[str]) -> bool:
    """Whether a text may hold an everyday form. `present`: those of WORDS that stand in it."""
    return not WORDS.isdisjoint(present) or any(map(text.__contains__, _APOSTROPHES))


def standard(text: str) -> str:
    """Give a text with its everyday forms put right; the same text when it holds none."""
    plain = text
    for mark in _APOSTROPHES:
        if mark in plain:
            plain = plain.replace(mark, "'")
    tokens = plain.split()
    found = {_SPELLED[token] for token in _SPELLED.keys() & tokens}
    if not found:
        return plain
    for form in found & _RIGHT.keys():
        for spelled in (form, form.capitalize()):
            if spelled in plain:
                plain = _pattern(spelled).sub(_RIGHT[form] if spelled == form else _RIGHT[form].capitalize(), plain)
    for form in found & _BESIDE.keys():
        # "ja" is the commonest Finnish word there is.
        if form not in _NEXT or not _NEXT[form].isdisjoint(tokens):
            plain = re.sub(*_BESIDE[form], plain, flags=re.I)
    return plain


@lru_cache(maxsize=1024)
def _pattern(form: str) -> re.Pattern[str]:
    # The word stands first, for a literal is found fastest.
    spelled = re.escape(form)
    return re.compile(rf"{spelled}(?<![\w'-]{spelled})(?![\w'-])")
