"""Invented prose of Finnish, Swedish and English words in seeded order: every sentence is another one."""

import random
from collections.abc import Iterator

_FI_TEXT = """
ja että jos kun kuin niin myös mutta sekä ei en olen on ovat oli olisi voin voimme voisi pitää täytyy saan tulen tulee
menen käyn katson mietin luulen toivon kerron kysyn lähetän soitan vastaan palaan aloitan jatkan jaan pidän tarvitsen
muistan odotan ehdin ryhmä ryhmän ryhmässä tapaaminen tapaamisen tapaamisessa aika aikaa ajan aamu aamulla ilta illalla
viikko viikolla viikon kuukausi syksy syksyllä kevät talvi päivä päivän maanantaina tiistaina torstaina huomenna eilen
työ työn työssä työpaikka työyhteisö tiimi tiimin esimies hanke hankkeen kysymys kysymyksiä keskustelu keskustelun
ajatus ajatuksia tilanne tilanteen tavoite tavoitteita suunnitelma aikataulu aikataulua ohjelma kahvi lounas huone
huoneen matka matkan juna bussi katu talo piha metsä järvi ranta lapsi lapset koira perhe ystävä naapuri uusi uuden
vanha hyvä hyvän pieni suuri pitkä lyhyt tärkeä selvä avoin rauhallinen vaikea helppo yhteinen oma omaa seuraava edellinen
ensimmäinen toinen kolmas kanssa ennen jälkeen aikana ilman vaikka koska siksi silti ehkä melko hyvin vielä taas usein
harvoin kerran yhdessä viesti viestin tieto tiedon lasku laskun kalenteri kalenteriin osallistujat osallistumme sopii
"""
_SV_TEXT = """
och att om när som så också men samt inte jag är var har hade kan kunde skulle måste får vill kommer går ser tänker tror
hoppas berättar frågar skickar ringer svarar återkommer börjar fortsätter delar behöver minns väntar hinner grupp gruppen
möte mötet tid tiden morgon morgonen kväll kvällen vecka veckan månad höst hösten vår våren vinter dag dagen måndag
tisdag torsdag imorgon igår arbete arbetet arbetsplats team teamet projekt projektet fråga frågor samtal samtalet tanke
tankar läge läget mål målen plan planen tidtabell program kaffe lunch rum rummet resa resan tåg buss gata hus gård skog
sjö strand barn barnen hund familj vän granne ny nya gammal bra god liten stor lång kort viktig klar öppen lugn svår lätt
gemensam egen nästa förra första andra tredje med före efter under utan fast eftersom därför ändå kanske ganska väl ännu
igen ofta sällan tillsammans brev brevet uppgift faktura kalender deltagare passar
"""
_EN_TEXT = """
and that if when as so also but both not i am was have had can could would should must may want will go see think
believe hope tell ask send call answer return begin continue share need remember wait manage group meeting time morning
evening week month autumn spring winter day monday tuesday thursday tomorrow yesterday work workplace team project question
questions talk thought thoughts situation goal goals plan schedule programme coffee lunch room journey train bus street
house yard forest lake shore child children dog family friend neighbour new old good small large long short important
clear open calm hard easy common own next last first second third with before after during without although because
therefore still perhaps quite well again often seldom together letter detail invoice calendar participants suits the a
of in on at to from for this these our your their which there here then about over
"""
_FI = _FI_TEXT.split()
_VOCABULARIES = (_FI, _FI, _FI, _SV_TEXT.split(), _EN_TEXT.split())


def sentences(seed: int) -> Iterator[str]:
    """Give sentences of 5 to 14 words without end, for three seeds in five Finnish; a few ask, a few name an hour."""
    chance = random.Random(seed)
    words = _VOCABULARIES[seed % len(_VOCABULARIES)]
    while True:
        chosen = chance.choices(words, k=chance.randint(5, 14))
        if len(chosen) > 8:
            chosen[4] += ","
        sign = chance.random()
        if sign < 0.06:
            chosen.append(f"klo {chance.randint(8, 17)}.{chance.choice(('00', '15', '30'))}")
        yield " ".join(chosen).capitalize() + ("?" if sign > 0.94 else ".")


def paragraphs(seed: int, count: int, chars: int) -> list[str]:
    """Give that many lines, each of whole sentences and at least that long."""
    told = sentences(seed)
    made = []
    for _ in range(count):
        line = next(told)
        while len(line) < chars:
            line = f"{line} {next(told)}"
        made.append(line)
    return made


def wrapped(seed: int, count: int, width: int) -> list[str]:
    """Give that many lines of at most `width` characters, as a program wraps running text."""
    told = sentences(seed)
    made: list[str] = []
    text = next(told)
    while len(made) < count:
        while len(text) <= width:
            text = f"{text} {next(told)}"
        end = text.rfind(" ", 0, width + 1)
        made.append(text[:end])
        text = text[end + 1 :]
    return made
