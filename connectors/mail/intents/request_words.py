"""Rights requests in other words than the law's: "nothing about me stays with you", "pankaa tietoni jäihin".

Each kind is told by several sets of words that stand together in a sentence or in neighbouring ones, in any order.
"""

import re
from dataclasses import dataclass

from models.patterns import lazy
from models.vocabulary import RequestKind


def any_of(words: str) -> re.Pattern[str]:
    """Make a pattern of words: "*" stands for any ending, "_" for a blank, "~" for up to 40 letters of the same sentence."""
    parts = [word.replace("*", r"\w*").replace("_", " ").replace("~", r"\b[^.!?]{0,40}?\b") for word in words.split()]
    return lazy(rf"\b(?:{'|'.join(parts)})(?!\w)", re.I)


_ME = any_of(
    "minusta musta minua mua minun mun minut mut itsestäni itseäni minulla kohdallani kohdalla meistä \\w+ni \\w+jani \\w+jeni"
    " mig min mina mitt me my mine myself i've i"
)
_ABOUT_ME = any_of(
    "minusta musta minua_kosk* mua_kosk* itsestäni om_mig kring_mig gällande_mig about_me on_me concerning_me of_me"
    " relating_to_me"
)
_NONE = any_of(
    "ei en ettei mitään yhtään älkää eikä älköön inte ingenting inget inga någonting något ej nothing no not anything"
    " none don't"
    " without"
)
_REMAIN = any_of(
    "jätet* jättäkää jättää jättäisi* jää jäädä jäisi jäänyt jäämään jääkö säily säilyisi säilytetä säilyteltä roiku*"
    " löydy löytyisi"
    " kvar sparas lagras finnas stay* remain* left kept stored retain* linger* on_file hang_on_to hold_on_to"
)
_NOTHING_LEFT = lazy(
    rf"(?:{_NONE.pattern}[^.!?]{{0,60}}?{_REMAIN.pattern}|{_REMAIN.pattern}[^.!?]{{0,60}}?{_NONE.pattern})", re.I
)
_WIPE = any_of(
    "poista* poisto* hävit* tuho* pyyhi* pyyhki* deleto* siivo* silpu* unohta* tyhjen* nollaa* putsa* heittäkää roskiin pois"
    " radera* ta_bort tas_bort tar_bort makulera* förstör* släng* rensa* utplåna* glöm töm tömma avlägsna*"
    " delete* deletion erase* wipe* shred* purge* scrub* destroy* expunge* get_rid_of throw_away clear_out försvinner"
    " försvinna katoa* disappear* vanish*"
)
_ALL_MINE = any_of(
    "profiilini profiili~(?:minun|mun) (?:minun|mun)~profiili* tilini (?:minun|mun)~tili* historiani jälkeni"
    " kaikki_jäljet korttini kansioni (?:joka_ikinen|jokainen|jok'ikinen)~(?:minusta|musta|minua|minuun)"
    " (?:vartenda|varje|minsta)~om_mig (?:every|each|any)~(?:about|on|of)_me"
    " kaikki~(?:minusta|musta|minua|mua) kaikki~(?:tietoni|tietojani) kaiken~(?:minusta|musta|minua) (?:minun|mun"
    "|minua)~(?:paper|merkin|muistiinpan|jut)*"
    " min_profil mitt_(?:kund)?konto mina_papper mina_anteckningar min_historik allt~om_mig alla_spår allt_ni_har allt~jag"
    " my~(?:profile|account|file|history|notes|records?|entry|entries|details) everything~(?:me|my|i) all~(?:about|on)_me"
    " all_traces? whatever~me any_trace every_trace unohta*~(?:minut|mut) forget_all_about_me glöm_mig"
)
_FREEZE = any_of(
    "jäihin jäissä jäädyt* hyllylle hyllyyn lukkoon lukitkaa lukitsisi* lukittava lukitaan pakasta* tauolle"
    " odottamaan karanteeni* syrjään"
    " telakalle rajatkaa rajatkaapa rajaisitteko sulkekaa"
    " frys* lås låsa låser låst spärra* på_is vilande parkera* lägg~åt_sidan begränsa*"
    " freeze* frozen lock locked on_hold on_ice quarantin* ring-?fenc* suspend* block blocked set_aside park"
)
_UNTIL = any_of(
    "ennen_kuin ennenkuin kunnes siihen_asti siihen_saakka niin_kauan_kuin niin_kauan sillä_aikaa sen_aikaa"
    " sinä_aikana kunhan_ensin"
    " toistaiseksi tills förrän innan så_länge under_tiden medan until till_then while as_long_as pending"
    " in_the_meantime before_(?:you|it|the|that|this|my)"
    " meanwhile for_now"
)
_HOLD_ONLY = any_of(
    "(?:ei|älkää|eikä|älä|ette|kukaan|saa)~(?:käyt|nojat|nojau|käsit|käsitel|hyödyn|luovut|jaka|koske|kosk|katso"
    "|muut)* vain~säilyt*"
    " pelkästään~säilyt* säilyt*~vain ei_muuta"
    " (?:don't|do_not|not|mustn't|shouldn't|nobody|no_one|nothing|nor|never)~(?:use|used|using|rely|relied|act|touch"
    "|touched|process|processed|share|shared"
    "|done|look|looked) only~(?:store|stored|storage|keep|kept|hold) just~(?:store|keep|hold) storage_only hands_off"
    " (?:inte|ej|ingen|inget|inga|aldrig)~(?:använd|utnyttja|behandla|rör|lita|stödj|åberopa|dela|ändra)*"
    " (?:bara|endast|enbart)~(?:lagra|spara|förvara|bevara|sparas|lagras|förvaras)"
)
_KEEP_BUT = any_of(
    "säilyttä*~(?:mutta|eikä|ei|vaan)~(?:käyt|käsit|käyttä)* (?:keep|retain|store)~(?:but|don't|not)~(?:use|used"
    "|touch|share|process)*"
    " (?:behåll|spara|lagra|förvara)*~(?:men|inte|ej)~(?:använd|rör|behandla)*"
)
_STRICTLY = any_of(
    "tieto* tiedo* merkin* kirjau* kirjattu* kirjatut* profiili* asiakastie* henkilötie* uppgift* anteckning*"
    " registrering* data record*"
    " details information entry entries profile file"
)
_REFUSE = any_of(
    "ei_saa ei_pidä älkää älkääkä en_halua en_suostu en_anna en_hyväksy en_salli en_tahdo don't_accept do_not_accept"
    " accepterar_inte godkänner_inte ette_saa lopett* lopeta ilman jättäkää jättäisi* jätetään"
    " vastust* kiell* kielty* kohdallani kohdalla ulkopuolelle ulkopuolella ei_kiitos pois"
    " vill_inte inte_vill får_inte får_ej inte_okej inte_ok använd_inte använd_ej sluta* lämna_mig räkna_inte"
    " utan_mig undanber* motsätt* ska_inte slipp*"
    " don't do_not not_to may_not must_not mustn't not_happy not_ok not_okay stop cease refuse* forbid object*"
    " opt_out opt_me_out leave_me_out"
    " keep~out_of exclude* no_longer never count_me_out leave~out"
)
_USES = any_of(
    "markkin* mainon* kohdenta* kohdennu* tilasto* tutkimu* profiloi* profilointi* vertail* verrata vertaatte analy*"
    " kehittä* koulut*~(?:malli|tekoäly)*"
    " algoritm* tekoäly* kumppan* kolmansille kolmannelle muille ulkopuolisille eteenpäin segmento* ennust* pisteyt*"
    " seuranta* seurata seuraatte"
    " luovut* myyk* myydä myyntiin yhdist* jakaa jaeta jakako jakaisi* emoyhtiö* sisaryhtiö*"
    " marknadsför* statistik* forskning* profiler* jämför* analys* utveckl* partner* tredje_part* vidare algoritm*"
    " kartlägg* säljs? sälja spårning"
    " marketing advertis* statistic* research* profil* compar* analy* benchmark* training_\\w+ trained algorithm* partner*"
    " third_part* passed_on passing_on passed sell* sold"
    " target* tracking scoring segment* share_(?:my|it|them|these|this|any\\w*) shared sharing models?"
    " product_development oikeutetu* oikeutettu_etu"
    " berättigat legitimate_interest other_compan* for_anything_but"
)
_DATA = any_of(
    "tieto tietoja tietoni tietojani tietojeni tiedot tiedoilla* tiedoista* tiedoillani tietojen asiakastie*"
    " henkilötie* vastauksiani vastauksistani"
    " palautettani historiaani käyttäytymistäni uppgift* personuppgift* data mina_svar historik* details information"
    " my_answers my_feedback my_history"
    " personal_info* my_email_address my_records?"
)
_SEE = any_of(
    "nähdä näkisin katsoa lukea saada saisin saisinko saisko saisinks haluan haluaisin haluisin pyydän pyytäisin"
    " lähettä* laittakaa laita laittaa* laittai*"
    " toimitta* kopio* kopsu* tuloste* tulosta* printti* listaus* lista listan kertokaa kertoisi* kerrotteko voiko"
    " voisiko voisitteko voisiks* näyttäkää"
    " tutustua tarkistaa~(?:mitä|omat) mitä mitkä millai*"
    " vilja_se läsa granska titta kolla gå_igenom lukea lueskella se_(?:vad|allt|mina|vilka|de"
    "|alla) få_se ta_del få skicka begär kopia* utdrag* utskrift* lista vad vilka visa"
    " berätta veta undrar"
    " see send view inspect read get have copy copies printout print* list tell show let_me_know what which know wonder*"
)
_OF_ME = any_of(
    "minusta musta itsestäni omat omia asiakastieto* kansio* kortti* kortis* (?:minun|mun)~(?:tiedoi|tieto|kansio"
    "|korti|papere)* om_mig min_akt"
    " mina_anteckningar about_me on_me concerning_me my_(?:own_)?(?:files?|records?|data|notes|profile)"
)
_MY_FILE = any_of(
    "(?:omat|omia)~(?:tieto|merkin|paper|kirjau|tiedot|tiedo|muistiinpan)* (?:minusta|musta|itsestäni)~(?:kirja|merki"
    "|talle|teh|ole|löyty|on|säily|paper|jut|koot|ker|ylhäällä)*"
    " (?:anteckning|noter|papper)*~om_mig (?:notes?|papers?|reports?)~(?:about|on)_me (?:muistiinpan|merkin|paper"
    "|rapor)*~minusta"
    " (?:minusta|musta)~(?:muistiinpan|merkin|paper|rapor)*"
    " (?:teillä|teiltä|rekisteri\\w*|järjestelm\\w*)~(?:minusta|musta|itsestäni) (?:kaikki|kaiken|kaikkea)~(?:minusta"
    "|musta|itsestäni) asiakastietoni asiakastietojani kansioni"
    " kansiotani korttini korttiani (?:minun|mun)~(?:tiedoi|tieto|kansio|korti|papere)*"
    " allt~om_mig (?:ni|er|ert|era)~(?:har|sparat|lagrat|antecknat|noterat|vet|skrivit|finns)~om_mig min_akt"
    " mina_anteckningar (?:står|finns|lagrat|sparat|antecknat|noterat)~om_mig"
    " (?:om_mig)~(?:har|finns|sparat|lagrat|står)"
    " my_(?:own_)?(?:files?|records?|data|notes|profile) (?:everything|anything|all|whatever|what|information|data"
    "|details|notes)~(?:you|your|held|stored|kept|recorded)~(?:about|on|concerning)_me"
    " (?:you)~(?:have|hold|keep|store|know|got|written|recorded|collected|saved)~(?:about|on|concerning)_me"
    " (?:about|on|concerning)_me~(?:you|is|are|on_file)~(?:have|hold|keep|store|held|stored|file)"
)
_WHO = any_of(
    "kenelle* kelle keille ketkä kuka kukakin mihin minne kenen vem vilka vart var who whom where which_compan*"
)
_PASSED = any_of(
    "luovut* antan* annet* jaet* jakan* siirret* siirtän* välit* saane* saatu päässy* nähny* katso* käyttäny* keränn*"
    " shared disclosed given passed sold got obtained access seen received come came get_hold fått lämnat delat gett"
    " sett tagit_del sålt skickat vidarebefordra*"
)
OWN_DATA = any_of(
    "tieto(?:ni|jani|jeni|ihini|jain|in) (?:antamieni|omien|omat|omia|omista)_tie(?:to|do)* (?:asiakas|käyttäjä)?tilini"
    " asiakkuuteni tiedo(?:istani|illani|iltani|issani) \\w+tieto(?:ni|jani|jeni) (?:mun|minun|mu|miun"
    "|meikäläisen|meitsin)~*(?:tieto|tiedo|tiio|tieo|tiijo|dato|tiero|historia|juttu|jutu)*"
    " (?:tieto|tiedo|merkin|kirjau)*~(?:minusta|musta|miusta|itsestäni) kosk*~(?:minua|mua) (?:allt|allting)~om_mig"
    " (?:minua|mua|itseäni|meikäläistä)~(?:kosk|tieto|tiedo)* (?:minuun|itseeni)~(?:liitty|kohdistu|viitta)*"
    " (?:kaike|kaikki|mitä|mikä)*~(?:minusta|musta)~(?:on|olette|löyty|tied|talle|kirja|merki)*"
    " mi(?:na|n|tt)~(?:uppgift|personuppgift|data|information|info|kundinfo|historik|profil|konto|kundkort)*"
    " (?:uppgift|personuppgift|data|information|info|anteckning)*~om_(?:mig|min_person)"
    " my~(?:data|datas|info|infos|informations?|details?|records?|profile|account|history|file|entry|entries|particulars)"
    " (?:data|datas|infos?|informations?|details?|records?|notes)~(?:about|on|of|concerning|regarding|relating_to)_(?:me|mine"
    "|myself)"
    " (?:anything|everything|whatever|all|what)~(?:about|on)_me"
    " (?:all|kaikki|kaiken|allt|mitään)~(?:minusta|musta|miusta|om_mig) (?:minusta|musta|miusta)~(?:kaik|mitä|tieto|tiedo)*"
    " om_mig~(?:uppgift|information)* (?:det|vad|allt|sådant)~(?:ni|du)~om_mig (?:det|allt|sådant)_som_rör_mig"
)
"""The speaker's own data."""
_WRONG = any_of(
    "väär* virhe* ei_(?:ole|oo)_(?:totta|oikein) ei_pidä en_(?:ole|oo)_(?:koskaan|ikinä) en_ole en_ollut en_oo vaan"
    " eikä oikea_(?:on|olisi) oikeasti"
    " pitäisi pitäis pitää_olla kuuluu tosiasiassa todellisuudessa puuttuu hassusti päin_\\w+ aina_ollu* pielessä"
    " pieleen sekaisin vanhentu*"
    " fel fela* felstav* stämmer_(?:inte|ej) inte_sant aldrig ska_(?:vara|stå) skall_vara borde egentligen rätt_är"
    " rätta_är saknas föråldra* utan_jag"
    " wrong* incorrect* inaccura* not_(?:true|right|correct|accurate) never should_(?:be|say|read|have) isn't wasn't"
    " rather_than instead_of actually"
    " missing misspel* misspelt mistake* typo* error* out_of_date outdated i'm_not i_am_not i_don't i_do_not though_i"
    " although_i vaikka_olen vaikka_en fast_jag"
)
_FIX = any_of(
    "fiksa* fiksai* korja* korjais* oikais* oikaisu* vaihdat* vaihtakaa vaihtaisi* muuttakaa muuttaisi* muuttaa (?<!mitä_)muuta"
    " päivitt* päivitä* laittakaa_oikein kuntoon täydent*"
    " rätta* rättelse* korriger* ändra* justera* byt byta komplettera* uppdatera* correct* fix* amend* rectif* change"
    " update* right straight adjust* complete"
    " sort put_in"
)
_TOLD_AS = any_of(
    "lukee luki seisoo sanotaan mainitaan merkitty merkintä* merkinn* kirjattu kirjaus* kirjan* tiedoissa* tietoihin*"
    " tietoni asiakastie* rekister* järjestelm*"
    " profiili* yhteenvedo* papereissa* kortissa* selosteenne muistiinpan* olen_teillä teillä_olen kirjeessä* todistukse*"
    " står uppgift* register* system* antecknat noterat kundkort* kundinfo* enligt_er* registrera* intyg*"
    " record* file entry profile notes summary database listed says say down_as details system certificate letters have_me"
)
_SURELY = lazy(
    r"\b(?:merkin\w*|kirjau\w*|tieto|tiedon|tiedot)\b.{0,30}\b(?:oikais|korja)(?:taan|taisiin|ta|isi|kaa|tte)\w*"
    r"|\b(?:oikais|korja)(?:kaa|isitte|ta|taan|tte|emaan|amaan)\w*\b.{0,30}"
    r"\b(?:merkin|kirjau|tietoni|tietoja|tietoihin|rekister)\w*"
    r"|\b(?:uppgift|anteckning|registrering)\w*\b.{0,30}\b(?:rätta|korriger)\w*"
    r"|\b(?:entry|records?|details)\b.{0,30}\b(?:corrected|rectified|amended|put right)",
    re.I,
)
# Beside an invoice to be sent anew, too: what is to be put right stands in the register.
_IN_THE_REGISTER = lazy(
    r"\b(?:oikais|korja)(?:kaa|tkaa|isitte|ta|emaan|amaan)\w*\b[^.!?,]{0,30}\b\w*(?:tietoihin|rekisteriin|järjestelmään)ne\b"
    r"|\b(?:rätta|korrigera)\b[^.!?,]{0,30}\bi (?:ert register|er databas)\b"
    r"|\b(?:correct|rectify)\b[^.!?,]{0,30}\bin your (?:records|register|files)\b",
    re.I,
)
_CHANGED = any_of(
    "vaihtunu* vaihtui vaihtuu muuttunu* muuttui muuttuu muutan muutin muutimme muutamme uusi uuteen changed moved"
    " moving_to new flyttat flyttar ny nytt bytt"
    " married avioiduin gift"
)
_SURELY_WRONG = any_of(
    "väär* virhe* fel fela* felstav* wrong* incorrect* misspel* inaccura* mistake* typo* error*"
    " i'm_not im_not i_am_not en_ole enhän_ole jag_är_inte stämmer_inte ei_pidä not_true never aldrig"
)
_ABOUT_THINGS = any_of(
    "aika ajan kellonaika* kellonajan päivämäärä* varaus varauksen varauksessa varaukseni kalenteri* kutsu kutsussa"
    " huone* linkki* linkin lasku laskun laskussa"
    " laskulla kuitissa kuitti tarjouksessa tid tiden bokning* faktura* rum rummet länk* kvitto* time booking"
    " invoice* room link calendar agenda appointment"
    " receipt* quote clauses? agreements? klausul* sopimusluonno* esityks* kalvo* diat slides presentation"
    " materiaal* kurssin ohjelma* programmet"
)
_FORMAT = any_of(
    "csv csv:nä excel* xlsx? json xml tiedostona tiedostoina tiedosto tiedostoa taulukko* muodossa formaati*"
    " koneellise* koneluettav* siirtotiedosto*"
    " filformat fil filen maskinläsbar* exportera* exportfil format form file files spreadsheet export*"
    " machine-?readable download ulos"
)
_ELSEWHERE = any_of(
    "sinne toinen toisen toiselle toiseen toisessa toisesta uusi uuden uudelle uuteen muualle vaihdan vaihtamassa"
    " siirryn siirtyä siirtymässä mukaan mukaani omaansa"
    " omaan_järjestelm* kilpailija* another new elsewhere with_me switch* import* (?:her|his|their)_(?:software|systems?|apps?)"
    " other_(?:coach|company|firm|provider|service)"
    " competitor* annan annat ny_\\w+ nya nytt byter med_mig importera* konkurrent*"
)
_TAKEABLE = any_of(
    "tietoni tiedot tietoja tietojani jutut juttuni historia* varaushistoria* vastaukseni vastauksia uppgift*"
    " historik* svar data information details"
    " records? what_i've_given what_i_gave what_you_have history answers everything"
)
_ASK_OUT = any_of(
    "saan saisi* saisko saada saako haluan haluaisin pyydän pyytäisin voisi* voitteko lähettä* antakaa antaisi*"
    " siirtä* siirtäkää vie* ottaa"
    " få kan_ni kunde_ni vill begär skicka flytta* överför* exportera* ge could can please send give export* like"
    " want transfer* move request"
)


_THEN = lazy(
    r"[,;]?\s(?:ja (?:sen jälkeen|sitten|lopuksi|sen päälle)|minkä jälkeen|sekä sen jälkeen|och (?:sedan|därefter|sen"
    r"|efter det)"
    r"|varefter|and (?:then|after that|afterwards|once (?:that|it|this)\w*)|after which|whereupon)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """Sets of words of which each must be met, and those that say it is something else; `sentences` they may be spread over.

    The first set is the one that is looked for: no telling lacks it, and most mail does. `overrides_veto`: words that speak
    against a request elsewhere ("you need not …") are part of this one.
    """

    kind: RequestKind
    needs: tuple[re.Pattern[str], ...]
    vetoes: tuple[re.Pattern[str], ...] = ()
    sentences: int = 1
    overrides_veto: bool = False

    def told(self, span: str) -> bool:
        """Whether a span of neighbouring sentences tells it, or one of two wishes of which the second follows the first."""
        if not all(need.search(span) for need in self.needs):
            return False
        if not any(veto.search(span) for veto in self.vetoes):
            return True
        parts = _THEN.split(span, maxsplit=2)
        return len(parts) > 1 and any(self.told(part) for part in parts)


_QUESTION = lazy(r"\?\s*$")
OTHER_PERSON = any_of(
    "hänet hänen hänelle hänestä häntä him his he she honom henne hans hennes kollegani kollegan työntekijä* entinen"
    " naapuri* grann(?:e|en|es|ar) neighbou?r* employee* former anställd* medarbetare*"
)
_UNDER = any_of(
    "pyyn* pyydän nojalla perusteella mukai* mukaan tarkoitet* vedoten oikeu* vaadin tietosuoja* gdpr begär* kräver"
    " enligt stöd rätt dataskydd* request* under"
    " pursuant exercise right* invoke accordance"
)


def _article(number: int) -> re.Pattern[str]:
    return lazy(
        rf"\b{number}(?:\s?\.|:?n)?\s?arti(?:kla|kel)|\b{number}(?: art\b|\.? art\.)|\b(?:arti(?:kla\w*|cles?"
        rf"|kel\w*) ?|art\. ?|art ){number}"
        r"(?![\d,.]\d|\d|\w)",
        re.I,
    )


_ARTICLES = {
    RequestKind.ACCESS: 15,
    RequestKind.RECTIFICATION: 16,
    RequestKind.ERASURE: 17,
    RequestKind.RESTRICTION: 18,
    RequestKind.PORTABILITY: 20,
    RequestKind.OBJECTION: 21,
}
NOT_DELETING = any_of(
    "(?:älkää|älä|ei_saa|ette_saa|ei_pidä|ei_tarvitse|en_halua|en_pyydä|ettei|ennen_kuin)~(?:poist|hävit|tuho|pyyhi)*"
    " (?:radera|ta_bort|plocka_bort|släng|stryk)~(?:inte|ej) (?:inte|ej)~(?:radera|raderas|ta_bort|tas_bort|plockas)"
    " (?:do_not|don't|not|never|no_need|rather_than|instead_of|without|before)~(?:delete|deleted|erase|erased|remove|removed"
    "|deleting|wipe)"
)
"""A wish that something be not deleted."""
_NOT_USED = any_of(
    "(?:älkää|älkääkä|ei|eikä|ette)~(?:käyttäkö|käyttää|käytetä|käsitelkö|käsitellä|käsitelty) (?:do_not|don't|not"
    "|nor)~(?:use|used|process|processed|touch|share)"
    " (?:inte|ej|inga)~(?:använd|behandla)* (?:använd|behandla|rör|utnyttja)~(?:inte|ej) (?:stop|cease"
    "|quit)~(?:using|processing)"
)
_CLAIM = any_of(
    "riita riidan riitautan oikeudenkäyn* tuomioistui* kuluttajari* lautakun* lakimie* juristi* asianajaj* vaade"
    " vaatee* tvist* domstol*"
    " advokat* jurist* rättsprocess* tribunal court lawyer solicitor claim dispute litigation ombudsman"
)
TELLINGS = (
    *[Telling(kind, (_article(number), _UNDER)) for kind, number in _ARTICLES.items()],
    Telling(RequestKind.RESTRICTION, (NOT_DELETING, _NOT_USED, _STRICTLY), (OTHER_PERSON,)),
    Telling(RequestKind.RESTRICTION, (NOT_DELETING, _NOT_USED, _CLAIM), (OTHER_PERSON,), sentences=2),
    Telling(RequestKind.ERASURE, (_ABOUT_ME, _NOTHING_LEFT), (_QUESTION, OTHER_PERSON)),
    Telling(RequestKind.ERASURE, (_WIPE, _ALL_MINE), (OTHER_PERSON, _FIX)),
    Telling(RequestKind.RESTRICTION, (_FREEZE, _STRICTLY, _ME), (OTHER_PERSON, _WIPE)),
    Telling(RequestKind.RESTRICTION, (_UNTIL, _STRICTLY, _HOLD_ONLY), (OTHER_PERSON, _ABOUT_THINGS), sentences=2),
    Telling(RequestKind.RESTRICTION, (_KEEP_BUT, _STRICTLY), (OTHER_PERSON, _ABOUT_THINGS)),
    Telling(RequestKind.OBJECTION, (_USES, _DATA, _REFUSE, _ME), (OTHER_PERSON, _UNTIL), sentences=2),
    Telling(
        RequestKind.ACCESS,
        (_OF_ME, _MY_FILE, _SEE),
        (OTHER_PERSON, _WIPE, _FIX, _REFUSE, _FREEZE, _HOLD_ONLY),
        sentences=2,
    ),
    Telling(RequestKind.ACCESS, (OWN_DATA, _WHO, _PASSED), (OTHER_PERSON, _WIPE)),
    Telling(RequestKind.RECTIFICATION, (_FIX, _TOLD_AS, _WRONG), (_ABOUT_THINGS, OTHER_PERSON), sentences=3),
    Telling(RequestKind.RECTIFICATION, (_SURELY,), (_ABOUT_THINGS, OTHER_PERSON)),
    Telling(RequestKind.RECTIFICATION, (_IN_THE_REGISTER,), (OTHER_PERSON,)),
    Telling(RequestKind.PORTABILITY, (_FORMAT, _ELSEWHERE, _TAKEABLE, _ASK_OUT), (_ABOUT_THINGS,), sentences=2),
)
OF_A_THING = _ABOUT_THINGS
"""A booking, a bill or the like: what is wrong in it is no entry on a person."""
CHANGE_OF_DETAILS = (_CHANGED, _SURELY_WRONG)
"""A changed number or address is told, not asked to be rectified, unless the entry is called wrong."""
