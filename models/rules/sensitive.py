"""Whether a free text may hold what Article 9 guards: health, belief, union, and the like (G9). No database, no clock.

A list of word beginnings in three languages. It rather asks once too often: on a page the writer only puts it otherwise. Words
of every day that begin alike ("Islanti", "Christina", "lääkärikeskus") stand in the second list.
"""

import re
import unicodedata

from models.patterns import lazy
from models.rules.normalise import one_line

# fmt: off
_HEALTH = (
    # fi
    "adhd", "ahdistu", "allergi", "alkoholis", "anoreks", "apua mielen", "asperger", "astma", "autis", "avanne",
    "bulimi", "burnout", "demenss", "depressi", "diabet", "diagno", "epileps", "fibromyalg", "hoitojak", "hoitosuunnit",
    "hiv", "infarkt", "itsemurh", "itsetuho", "kaksisuuntai", "keskenmen", "kipuläk", "koronatarttu", "kroonis", "kuntoutu",
    "leikkaukse", "loppuunpala", "läheteen", "lääkity", "lääkär", "lääke", "lääkk", "masenn", "masentu",
    "mielenterv", "mielialahäir", "migreen", "neuropsyk", "oireil", "oireet", "oireen", "osteopor", "paniikkihäir", "pakko-oire",
    "persoonallisuushäir", "psykiat", "psykoo", "psykoter", "päihde", "päihte", "raskaana", "raskaus", "reuma", "sairaal",
    "sairas", "sairau", "selkäkip", "sisäilmasair", "skitsof", "syömishäir", "syöpä", "syövän",
    "syöväs", "syöväl", "syöväk", "syöpi", "leikatt", "alzheim", "terapeut", "terapia",
    "terveydellis", "terveydent", "terveystie", "traumaperäi", "tulehdu", "tuumor", "unettom", "uupumu", "uupunee", "vammai",
    "verenpain", "vaihdevuo", "hoitoon hakeutu", "lapsettom", "kilpirauha", "kasvain",
    # sv
    "alkoholism", "anorexi", "astmati", "blodtryck", "cancer", "depress", "diagnos", "epilepsi", "funktionsneds",
    "funktionshind", "gravid", "hälsotillstånd", "hjärtinfark", "läkar", "läkemed", "mediciner",
    "missfall", "missbruk", "psykos", "psykisk", "psykiatr", "reumat", "självmord", "självskad", "sjukdom", "sjukhus",
    "sjukskriv", "sjukledig", "terapeut", "terapi", "utbränd", "utmattningssyn", "ångest", "ätstörning", "klimakteri", "tumör",
    # en
    "abortion", "addict", "alcoholi", "allerg", "anxiety", "arthrit", "asthma", "autism", "bipolar", "blood pressure",
    "burned out", "burnt out", "chemotherap", "chronic", "dementia", "diabet", "disabilit", "eating disorder", "fertility",
    "hospital", "illness", "insomnia", "medication", "mental health", "migraine", "miscarr", "panic attack", "pregnan",
    "prescri", "psychia", "psychother", "ptsd", "schizo", "self-harm", "sick leave", "suicid", "surgery", "symptom", "therapist",
    "therapy", "tumour", "my health",
)
_BELIEF = (
    "adventisti", "ateis", "buddhal", "helluntai", "hindul", "islam", "jehovan", "juutalai", "katoli", "kirkkoon kuul",
    "kristin", "kristit", "lestadiol", "luterilai", "mormon", "muslim", "ortodoks", "uskonno", "uskonto", "uskoontul",
    "uskovai", "vakaumu", "vapaa-ajattel",
    "judisk", "jude ", "kristen", "muslimsk", "religi", "trosbek", "troende", "lutheran", "pingstvän",
    "atheis", "buddhis", "catholic", "christian", "church member", "hindu", "jewish", "judais", "my faith", "my religi",
)
_UNION_AND_POLITICS = (
    "ammattiliit", "ammattiyhdist", "ammattiosast", "luottamusmie", "työtaistelu", "puoluekan", "puolueen jäsen", "vasemmistolai",
    "oikeistolai", "poliittinen vakaum", "poliittiset mielip",
    "fackförbund", "fackförening", "fackmedlem", "facklig", "förtroendeman", "partimedlem", "politisk åsikt",
    "trade union", "union member", "shop steward", "party member", "political opinion",
)
_PRIVATE_LIFE = (
    "biseksu", "heteroseksu", "homoseksu", "lesbo", "seksuaal", "transsukup", "sukupuolenkorj", "etninen", "etnisyy", "romani",
    "bisexu", "homosexu", "lesbisk", "sexuell", "transperson", "etnisk", "etnicit",
    "ethnic", "gay ", "lesbian", "sexual", "transgender",
)
_ILLNESS = lazy("tauti|taudi")
"""Within a word: what stands before it names the illness ("sydäntauti", "MS-taudin")."""

_HARMLESS = (
    "tautisen",
    "terapiahuon", "religiously", "chronicle", "churchill", "islanti", "islann", "romania", "kristina", "kristian", "christina",
    "diagnostics of", "hospitality", "hospitable", "sexualupplysning", "lääkärikesk", "prescriptive",
)
# fmt: on


def _pattern(stems: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(set(stems), key=len, reverse=True)
    return lazy(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})")


_SENSITIVE = _pattern((*_HEALTH, *_BELIEF, *_UNION_AND_POLITICS, *_PRIVATE_LIFE))
_NOT_MEANT = _pattern(_HARMLESS)
_APART = lazy(r"(?<=\w)[.\-_*·](?=\w)")


def is_sensitive(text: str) -> bool:
    """Whether a text has a word that belongs to Article 9. Hidden characters and marks between letters are seen through."""
    plain = one_line(unicodedata.normalize("NFKC", text)).casefold()
    return any(_has(form) for form in {plain, _APART.sub("", plain)})


def _has(plain: str) -> bool:
    # A blank before and after: some beginnings end with one.
    meant = _NOT_MEANT.sub("", f" {plain} ")
    return any(pattern.search(meant) for pattern in (_SENSITIVE, _ILLNESS))
