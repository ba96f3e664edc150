"""Which words of a need are looked for in a whole text: the rarest, and so few that next to no sentence holds them by chance.

What else the need asks for is looked for in the sentences that hold those.
"""

from connectors.mail.needs import Need
from connectors.mail.words import EDGE

_COMMON_TEXT = """
taa 102 on 94 ? 93 you 73 ryhmä 60 ja 59 tapaami 57 age 50 ohjau 49 kaa 48 vasta 47 use 43 för 42 vastaa 41 viesti 40 list 37
my 35 ukse 35 lähettä 34 alla 33 from 33 salli 33 your 31 for 30 kirjo 30 kirjoi 30 kirjoit 30 till 30 tors 30 tieto 29
kirj 28 coach 26 aikana 25 ber 25 in 25 not 25 soit 25 tied 25 kerra 24 tiedo 24 all 23 kosk 23 koska 23 työnohjaaj 23
jälkeen 22 käyn 22 mut 22 tapaaminen 22 brev 21 jos 21 of 21 olen 21 grupp 20 jag 20 mitä 20 mån 20 pitä 20 skicka 20
sopii 20 valmenta 20 ilman 19 isit 19 mietin 19 kysymyks 18 kysymys 18 mail 18 uusi 18 vastaan 18 email 17 have 17 katso 17
please 17 tiedon 17 uuden 17 viestin 17 det 16 efter 16 kerro 16 send 16 som 16 group 15 kysyn 15 new 15 ote 15 our 15
sähköposti 15 toinen 15 toivo 15 toivon 15 with 15 can 14 har 14 pidä 14 tarvits 14 inte 13 vill 13 because 12 letter 12
may 12 ons 12 pass 12 pois 12 tis 12 vain 12 would 12 address 11 answer 11 kirje 11 rätta 11 svara 11 uppgift 11 usta 11
about 10 arti 10 berätta 10 contact 10 could 10 e-mail 10 eftersom 10 kla 10 kyllä 10 med 10 om 10 osoit 10 posti 10 toimi 10
var 10 any 9 ask 9 before 9 but 9 cle 9 frågor 9 kan 9 kel 9 message 9 muut 9 need 9 over 9 palaut 9 poist 9 see 9 suostumu 9
which 9 behöver 8 kommer 8 like 8 lähettää 8 monday 8 part 8 passar 8 poista 8 program 8 questions 8 return 8 skulle 8
svarar 8 teil 8 thursday 8 time 8 tuesday 8 want 8 återkommer 8 call 7 clear 7 dela 7 detail 7 get 7 import 7 laitta 7
mitään 7 nya 7 phone 7 share 7 skickat 7 stop 7 supervisor 7 tills 7 under 7 vet 7 what 7 without 7 annat 6 back 6 delet 6
had 6 halua 6 info 6 mig 6 ny 6 out 6 sano 6 art 5 data 5 delete 5 has 5 kää 5 luk 5 minut 5 mun 5 saisi 5 tiedot 5 tämä 5
vastaukse 5 friday 4 office 4 soon 4
"""
_COMMON = {word: int(share) / 1000 for word, share in zip(*[iter(_COMMON_TEXT.split())] * 2, strict=True)}
"""Words that stand in many sentences of everyday mail, with their share of a thousand."""
_SHARE_OF_OTHERS = 0.0005
"""Of a word of one letter; longer ones are rarer."""
_BY_CHANCE = 0.004
"""Words that so few sentences hold by chance ask for no others beside them."""


def rarest(need: Need, *, most: int = 3) -> Need:
    """Give a need that is met wherever this one is: of each way to meet it the rarest sets of words, so many at most."""
    return Need(tuple(dict.fromkeys([_rarest(way, most) for way in need.ways])))


def _rarest(way: tuple[frozenset[str], ...], most: int) -> tuple[frozenset[str], ...]:
    chosen: list[frozenset[str]] = []
    share = 1.0
    for words in sorted(way, key=_share)[:most]:
        if share < _BY_CHANCE:
            break
        chosen.append(words)
        share *= _share(words)
    return tuple(chosen)


def _share(words: frozenset[str]) -> float:
    """Give the share of sentences in which one of some words stands."""
    return sum([_COMMON.get(word.strip(f"{EDGE} "), _SHARE_OF_OTHERS / len(word) ** 2) for word in words])
