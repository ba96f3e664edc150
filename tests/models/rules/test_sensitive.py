"""What a comment may not hold is found in three languages; words of every day pass (G9)."""

import pytest

from models.rules.sensitive import is_sensitive

SENSITIVE = """
Kiitos, masennukseni on helpottanut.
Diagnoosini huomioitiin hyvin
Olin sairauslomalla koko syksyn
kerroin lääkityksestäni
Uupumuksen jälkeen tämä auttoi
Olen raskaana ja tuoli oli huono
Kiitos tuesta, syövästä toipuminen vie aikaa
Minulla on MS-tauti
sydäntaudin jälkeen
Selkäni leikattiin keväällä
Isäni Alzheimer otettiin huomioon
Uskontoni otettiin huomioon
ammattiliittoni maksoi
M.A.S.E.N.N.U.S
MASEN\u00adNUS
Min depression blev bättre
Jag är sjukskriven
mitt fackförbund betalar
Min ångest lättade
My anxiety got better
after my surgery
I am a trade union member
As a Catholic I liked it
"""
PLAIN = """
Terveisin Maija
Hyvä tapaaminen, kiitos!
Uskon että tästä on hyötyä
Liitteenä lasku, liitto-sana ei tässä
Raskas viikko, mutta hyvä keskustelu
Tautisen hyvä päivä, nautin siitä
Lapset syövät tällä välin, ja tauotkin riittivät
Kristiina osasi kuunnella
Tila oli kylmä ja parkkipaikka puuttui.
Työnohjaus auttoi koko tiimiä; saimme selkeyttä rooleihin
Aikataulu piti. 5/5
Lomake oli hankala täyttää
Bra möte, tack!
Rummet var kallt men samtalet gav mycket
Jag rekommenderar er gärna
Clear, friendly and on time. Thank you for your hospitality!
The room was hot and the parking was full
I believe this helped our whole team
"""


@pytest.mark.parametrize("text", SENSITIVE.strip().splitlines())
def test_words_of_article_nine_are_found(text: str) -> None:
    assert is_sensitive(text)


@pytest.mark.parametrize("text", PLAIN.strip().splitlines())
def test_words_of_every_day_pass(text: str) -> None:
    assert not is_sensitive(text)
