"""What speaks against a request under the data protection law, in three languages."""

import re

from connectors.mail.intents.request_words import any_of
from models.patterns import lazy

CONSUMED = any_of(
    "(?:thanks?|thank_you)~(?:delet|remov|eras|correct|fix|send)* tack~(?:raderade|tog_bort|rättade|skickade)"
    " kiitos~(?:poistitte|poistamisesta|korjasitte|lähetitte|kopiosta|tiedoista|oikaisusta|otteesta)"
)
"""Thanks for what was done."""
RECEIVED = lazy(
    r"^(?![^.!?]*\b(?:when|once|after|as soon|until|haven't|hasn't|not|never|kun|jahka|heti|ei|en|ole|när|så snart"
    r"|efter|inte|ej|aldrig"
    r"|jos|if)\b)[^.!?]*?\b(?:(?:received|got)\b[^.!?]{0,30}\b(?:copy|copies|printout|extract)"
    r"|(?:copy|printout|extract)\b[^.!?]{0,30}\b(?:received|arrived|came)|(?:sain|saimme)\b[^.!?]{0,30}\b(?:kopio"
    r"|otte|tulostee|tieto)\w*"
    r"|(?:kopio|ote|tuloste)\b[^.!?]{0,30}\b(?:saapui|tuli|perillä)|(?:fick|fått|mottagit)\b[^.!?]{0,30}\b(?:kopia|utdrag)\w*"
    r"|(?:kopian|utdraget)\b[^.!?]{0,30}\b(?:kom|kommit|framme))",
    re.I,
)
"""What was asked for has come."""
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
A_TOPIC = any_of(
    "(?:koulutu|kurss|luento|luenno|webinaari|gradu|opinnäyte|essee|tutkielma|aihee|mallilomak"
    "|vakiolomak)*~(?:tietosuoj|gdpr|tarkastusoik"
    "|rekisteröidy|unohdetu|luovut|poisto)* (?:tietosuoj|gdpr|tarkastusoik)*~(?:koulutu|kurssi|luento|aihe|gradu)*"
    " (?:kurs|utbildning|föreläsning|uppsats|tema|ämne|mall)*~(?:dataskydd|gdpr|rätten|insyn|glömd|registerutdrag)*"
    " (?:dataskydd|rätten|gdpr)*~(?:kurs|tema|ämne|uppsats)* brukar~(?:sköta|hantera)"
    " (?:course|training|lecture|thesis|essay|seminar|topic|webinar|workshop|template)s?~(?:gdpr|data_protection"
    "|privacy|right_to|rights)"
    " (?:right_to|rights|gdpr|data_protection|erasure|privacy)~(?:topic|seminar|course|lecture|thesis|essay|template)"
    " (?:firms|companies|businesses)~(?:handle|deal|do) yritykset~(?:hoitavat|käsittelevät)"
)
"""A right that is taught or talked of, and not used."""
LET_BE = any_of(
    "päätin_(?:olla|ettei|etten) päätimme_(?:olla|ettei) muutin_mieleni muutin_mieltäni antaa_olla olkoon_(?:siellä|rauhassa)"
    " antakaa_(?:olla|niiden_olla) perun_pyyn* peruutan_pyyn* vedän_pyyn* pyynnön~(?:peruu|perua|takaisin)*"
    " ångrade_mig ångrat_mig ändrat_mig bestämde_mig~(?:inte|låta|annat) låt_(?:det|dem|dom)_vara drar_tillbaka~(?:min|begär)*"
    " decided_(?:against|not_to) changed_my_mind leave_(?:them|it|that)_be leave_(?:it|them)_as let_it_be withdraw~request"
    " withdrawing~request thought_better"
)
"""A wish that was thought of and is none, or is taken back."""
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
OPINION = any_of(
    "minusta_(?:tuntu|osa|vähän|aika|ihan|todella|tosi|liian|näytt|vaikutt|pitäisi)*"
    " (?:mitä|miltä|miten)_minusta_(?:tuntu|oli|näytt)*"
    " (?:on|oli|olisi)_minusta_(?:osa|hyv|ihan|liian|todella|tosi|vähän|aika|paras|tärke|turha|ok)*"
)
"""Finnish "minusta" as "I think", not "of me"."""
