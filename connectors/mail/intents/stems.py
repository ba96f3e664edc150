"""Beginnings of the words that intents are made of, and one scan that finds which of them a text holds.

A text without the stems of a rule cannot match its long pattern, which is then never tried.
"""

import ahocorasick

from models.vocabulary import RequestKind


def _stems(text: str) -> tuple[str, ...]:
    """Read a list of stems; "_" stands for the blank of a phrase."""
    return tuple(stem.replace("_", " ") for stem in text.split())


MAILING = _stems("""
uutiskir tiedo mainos mainok mainon markkin kampanj postit list suostu lupa luva tilau lähet laitta viestej
posti meile mail mejl post kutsu
nyhetsbrev reklam utskick annons skicka sänd erbjud inbjud enkät meddelanden newsletter advert promo bulletin
kundbrev asiakaskir send
messages offer update survey consent samtyck tillstånd unsub opt subscri avregistr avprenum prenum avböj nej
avstår kiitos_ei kysel tarjouks palautepy om_respons om_återkoppling responsf feedback_req for_feedback
permission annan myönn agree lägg_till hyväksy godkänn lov svara vastaa answer reply marknad
""")
"""Words on mail and leave: no sentence on receiving mail lacks all of them."""

ASKING_LEAVE = _stems("""
? vasta svara reply answer lupa consent suostu samtyck permission saa voimmeko halua annatko sopii kiinnost hyväksy
får_vi kan_vi skulle_du vill_du vill_ni godkänn ger_du may_we can_we could_we would_you do_you are_you is_it
""")
"""No sentence asks for leave without one of these."""

QUESTION = frozenset(_stems("? vasta svara reply answer lupa consent suostu samtyck"))
"""No text that asks for leave lacks all of these."""

OBJECTING = frozenset(_stems("vastust kiell motsätt förbjud invänd object forbid"))
"""Words of objection to a use of data, which is a request and no word on mail."""

REQUESTS = {
    RequestKind.PORTABILITY: _stems("siir koneluet portab maskin machine transfer flytta överför"),
    RequestKind.OBJECTION: _stems(
        "en_anna hyväksy salli suostu sluta stop cease quit vastust kiell kieltä saa_käyttää saa_enää_käyttää motsätt"
        " invänd förbjud protest object forbid"
    ),
    RequestKind.RESTRICTION: _stems(
        "sluta rajoit älkää jäädyt keskeyt begräns behandla använd pausa restrict limit process"
    ),
    RequestKind.ERASURE: _stems(
        "deletion erasure poist hävit pyyh tuho deleto siivo unoh pois radera bort stryk utpl förstör makul glöm rader"
        " delet eras remov wipe purge destroy forg"
    ),
    RequestKind.RECTIFICATION: _stems(
        "oikai rättel rectif väär virhe vanhent puutteel paikkansa paikkaansa oikein nimeni stavar spell fel föråldr"
        " stämmer korrekt rätta korriger ofullst wrong incorrect misspel inaccurate mistake error outdated out_of_date"
        " correct typo"
    ),
    RequestKind.ACCESS: _stems(
        "tieto tiedo tietä minusta musta minua itsestäni uppgift data om_mig about_me on_me information record detail"
        " account profile access rekister register you_have you_know you_hold you_store you_keep"
    ),
    RequestKind.RECIPIENTS_QUERY: _stems("kenelle kelle keille mihin vem who"),
}
"""No request can be made without one of its stems."""

ASKING_SCORE = frozenset(
    _stems("""
asteikol arvosana todennäköisesti suosittelisit miten_tyytyväinen kuinka_tyytyväinen pisteytä arvioi skala betyg
hur_nöjd hur_sannolikt
rekommendera scale how_likely how_satisfied rating score recommend_us palaute palautteen feedback återkoppling
respons
""")
)
"""Any of these in what is answered asks for a score or for feedback."""

SCALE = frozenset(_stems("rate poäng betyg"))
"""Beside a range of numbers, what a question for a score may say."""

MAXIMUM = frozenset(_stems("kymmenest viidest kympist out_of av_10 av_5 av_t av_f asteikol skala"))
"""Without being asked for one, nobody gives a score without a slash or one of these: "8 kymmenestä"."""


def _automaton() -> ahocorasick.Automaton:
    machine = ahocorasick.Automaton()
    for group in (MAILING, ASKING_LEAVE, QUESTION, OBJECTING, *REQUESTS.values(), ASKING_SCORE, SCALE, MAXIMUM):
        for stem in group:
            machine.add_word(stem, stem)
    machine.make_automaton()
    return machine


_MACHINE = _automaton()


def stems_in(low: str) -> frozenset[str]:
    """Give which of the stems a case-folded text holds, in one pass over it."""
    return frozenset([stem for _, stem in _MACHINE.iter(low)])
