"""What speaks against a request under the data protection law, in three languages."""

from connectors.mail.intents.request_words import any_of

CONSUMED = any_of(
    "(?:thanks?|thank_you)~(?:delet|remov|eras|correct|fix|send)* tack~(?:raderade|tog_bort|rättade|skickade)"
    " kiitos~(?:poistitte|poistamisesta|korjasitte|lähetitte|kopiosta)"
)
"""Thanks for what was done."""
OWN_SLIP = any_of(
    "(?:annoin|laitoin|kirjoitin|ilmoitin|näppäilin|sanoin|lähetin|merkitsin|pistin) (?:min|mitt)_(?:miss|misstag|fel)"
    " jag_(?:gav|skrev|råkade|angav|uppgav) (?:i|i've)_(?:gave|wrote|typed|given|sent|put|entered|told)"
    " by_mistake vahingossa av_misstag wrong_(?:person|recipient|attachment|link|file|door|room|day|date)"
)
"""A slip of the speaker, and things that go astray."""
ABOUT_THINGS = any_of(
    "ryhmään ryhmässä kurssille kurssilla kurssiin gruppen grupp group course kursen kurs laskun lasku laskussa"
    " laskulla faktura* invoice* tilaus* beställning* order liite* liitteen bilaga* attachment*"
    " kuitti* receipt* kvitto* varau* bokning* booking* agenda kalenteri* calendar appointment tapaamis* mötet meeting linkki*"
    " länk* link"
    " esity(?:s|ks)* presentation kurssin kursens course sopimu* avtal* contract* hinta* pris* price* todistu*"
)
"""A bill, a booking, a course or the like."""
FOR_OTHERS = any_of(
    "asiakkaamme asiakkaani asiakkaidemme våra_kunder? (?:en|vår)_kund customers"
    " (?:our|a|the|my|your)_(?:customers?|clients?)(?!_\\w+) of_ours yleensä yleisesti generally in_general i_allmänhet"
    " miten_teillä hur_gör_ni how_do_you_(?:do|handle|deal)"
)
"""Other people's data, or a question how it is done in general."""
HAS_DONE = any_of(
    "poistitte poistitko poistin korjasitte raderade tog_bort tagit_bort deleted_(?:my|the)_\\w+_by i_(?:deleted|removed)"
    " jag_(?:raderade|tog_bort) joko onko_jo kävikö poistaako tarvitsette tarvitset behöver_ni"
    " need_from_me do_you_need tulee_poistaa~itse automaattisesti automatiskt automatically"
)
"""What was done, or is asked about, and not asked for."""
DISCLOSURE_NOT = any_of(
    "en_tarvitse en_pyydä en_halua ei_tarvitse behöver_inte don't_need do_not_need no_need tarvitsette tarvitset behöver_ni"
    " do_you_need"
    " need_from_me lähetän laitan liitteenä skickar_jag jag_skickar bifogar i'll_send i_send attached täytin saitteko"
    " (?<!var_)(?<!varifrån_)(?<!hur_)har_ni_fått (?<!where_)(?<!how_)did_you_(?:get|receive) oletteko_saaneet"
)
"""Data that the speaker sends, or need not be sent."""
TENDS = any_of(
    "miten mistä missä päivit* muut(?:an|in|ta)* ilmoit* täyt* vaihdoin muuttu* hur var uppdater* ändr* fyll* how"
    " where updat* chang*"
    " fill*"
)
"""Whoever asks how or where, or keeps an entry up to date."""
