"""Rights requests by their grammar: an act, on what is the speaker's own, at the firm, each a small lexicon of three languages.

Only sets that stand together make a request, in any order; so wordings are met that nobody wrote down.
"""

from connectors.mail.intents.request_vetoes import (
    ABOUT_THINGS,
    CONSUMED,
    DISCLOSURE_NOT,
    FOR_OTHERS,
    HAS_DONE,
    OWN_SLIP,
    TENDS,
)
from connectors.mail.intents.request_words import NOT_DELETING, OTHER_PERSON, OWN_DATA, Telling, any_of
from models.vocabulary import RequestKind

_OWN_CONTACT = any_of(
    "(?:puhelin|kännykkä|gsm-)?numero(?:ni|ani|oni|in) (?:sähköposti|koti|posti)?osoit(?:teeni|ettani|e) sähköpostini *meilini"
    " yhteystieto(?:ni|jani|jeni) nimeni (?:mun|minun|miun)~(?:numero|osoit|nimi|nime|sähköposti|meili|yhteystie|nume)*"
    " mi(?:tt|n|na)~(?:nummer|telefonnummer|mobilnummer|adress|mejladress|e-?post|epost|mejl|namn|kontaktuppgift)*"
    " my~(?:number|address|e-?mail|mail|name|contacts?|phone)"
)
_WHENCE = any_of(
    "mistä mistäs keneltä varifrån hur_(?:har|fick|kom|kan)~(?:ni|er|du) var_(?:har|fick)~ni where(?:'d)?"
    " how_(?:did|do|come|have)~you"
    " who_gave kuka~antoi kuka_on_antanut vem_(?:gav|har_gett) from_who*"
)
_OBTAINED = any_of(
    "varifrån_har_(?:ni|du) kerää*"
    " saa(?:neet|nut|tte|tu|itte|it|da)* sait(?:te|tekaan)? hanki* löysi* löytän* löyd* kaivo* peräisin tuli tullut päätyn*"
    " päätyi antoi"
    " antanut keksi* fått fick hitta* kommit kom kommer tag_på gav gett got get gotten obtain* find found end_up come came"
    " acquire* gave"
)
_STRONG_LOOK = any_of(
    "nähdä nähtäväk* nähtäville näkyviin tarkast(?:aa|aisin|ella|ettavaksi) tarkistaa~(?:omat|mitä) kopio* jäljenn* otteen"
    " tulost* tutustua luettavakseni"
    " ta_del få_ut få_se granska* titta_på kopia* kopior utdrag* insyn utskrift*"
    " (?:to|i|me)_see (?:jag_vill|vill_jag|vill)_se show_me visa_mig inspect copy copies overview printout disclose access_to"
)
_HELD = any_of(
    "lukee seisoo (?:kirjoi|kirjot)*~(?:ylös|muistiin) folder* binder* drawer* cabinet* (?:pärm|mapp)*"
    " (?:teillä|teil|teiltä|teille|*rekister*|järjestelmä*|tietokan*|asiakaskort*|arkisto*)"
    " (?:olette|ootte|oot|olet)~(?:kerän|tallen"
    "|kirjan|kirjo|säily|merkin|koon|rekister)* (?:kerää|säilyt|käsitte|tallen|pidä|tiedä|tiiä|talle|kirjat|merkit)*"
    " (?:ni|du)~(?:har|sparat|samlat|samlar|lagrat|lagrar|behandlar|vet|sparar|håller|antecknat|registrerat) hos_er i_ert finns"
    " registrer* sparad* lagrad*"
    " (?:you|you've|you're)~(?:have|hold|keep|store|stored|know|got|process|collect|collected|recorded|saved|kept)"
    " (?:on|in)_(?:record|file|your_\\w+)"
    " (?:held|stored|kept|saved|recorded)~(?:about|on|under)"
)
_ASKED_WHAT = any_of(
    "mitä mitäs mitä_kaikkea mitkä mikä millai* minkälai* mitäköhän onko onks kaikki kaiken vilka vilken vad vad_för har_ni"
    " har_du finns_det allt"
    " what whatever what's which any do_you have_you everything all are_there is_there"
)
_UNDER_NAME = any_of(
    "(?:nimelläni|nimeeni|nimeni_(?:alla|kohdalla|takana)) (?:mun|minun|miun)~(?:nimellä|nimeen|kohdalla|nimen) *kortillani"
    " minusta musta miusta itsestäni"
    " (?:mulla|minulla)~teillä (?:på|under|i)_mitt_namn om_mig om_min_person på_mig för_min_del"
    " with_my_name_on (?:med|har)_mitt_namn (?:minun|mun|omalla)~kohdalla*"
    " (?:under|in|by|with|against)_my_name (?:about|on|concerning|regarding)_me details_of_mine"
)
ERASE = any_of(
    "poista(?:kaa|kaapa|tte|ttehan|isitte|isitteko|a|isit|maan|mista|mistä|miseksi|misen|misesta|nette|ttava|ttaisiin|ttua"
    "|etaan)"
    " poistet* poisto(?:a|n|lle|pyyntö)?"
    " hävit* tuho(?:a|t)* pyyhi* pyyhki* deleto* dele?ittaa* siivo* silpu* nollat* putsat* roskiin"
    " (?:ota|ottakaa|ottaisitte|ottaisit|otetaan|heittäkää|heitä)~pois pois~(?:rekister|järjestelm|kirjoi|papere|teiltä)*"
    " romut*"
    " radera radering* raderas raderat raderade ta_bort ta_dem_bort ta_mig_bort tas_(?:\\w+_)?bort borttag* bort"
    " avlägsna(?:s|r)? plocka_*"
    " rensa(?:s|r)?"
    " sudda(?:s|r)? utplåna(?:s|r)? makulera(?:s|r)? släng(?:a|s|er)? förstör(?:a|s)? deleta stryk(?:a|s)? töm(?:ma)?"
    " delete deleted deletion deleting erase erased erasure erasing wipe wiped wiping shred purge purged scrub destroy"
    " destroyed expunge remove"
    " removed removal removing get_rid getting_rid bin dispose throw~(?:away|out) clear clear~out take~out take~off"
    " get~(?:off|out_of) drop_(?:my|me|all|the|it) empty~(?:my|the) tyhjen* tyhjäksi cancel_out gone"
    " häviä* hävitä hävitköön katoa* kadota poistu(?:a|isi|isivat|vat) försvinn* disappear* vanish* raderad* borttagen struken"
)
_KEEP_NOT = any_of(
    "(?:älkää|älkääkä|älä|ei|ette|ettette|en_halua|en_tahdo|lopettakaa|lopettaisi*|lakatkaa|kiell*)~(?:säilyt|säilö|pitä|pidä"
    "|tallen|rekister)*"
    " (?:inte|ej|sluta|upphör|aldrig)~(?:spara|sparar|sparas|lagra|lagrar|lagras|behåll|behålla|behåller|registrera|har_kvar"
    "|ha_kvar|finns_kvar)*"
    " (?:spara|lagra|behåll|bevara)_(?:inte|ej|inga|inget)"
    " (?:don't|dont|do_not|not|stop|cease|no_longer|quit|never|no_need|discontinue)~(?:keep|keeping|kept|store|storing|stored"
    "|retain|retaining|hold|holding"
    "|save|saving|saved|have|hang)"
)
_REGISTER = any_of(
    "*rekister(?:i|e|it|eis|eist)* järjestelm* systeem* tietokan* tietokon* arkist* dator* (?:teidän"
    "|teijän)~(?:papere|kirjo|listo|kansio)*"
    " kirjoistanne papereistanne"
    " *register(?:t|s)? *registret *system(?:et|en)? databas* arkiv* (?:era|ert)~(?:papper|filer|böcker|rullor)"
    " systems? database register registry files records books crm"
)
_FROM_YOU = any_of(
    "teiltä teidän~(?:rekister|järjestelm|tiedo|kirjoi|papere|tietokan)* från_er hos_er ur_ert ur_era from_you"
    " your_(?:systems?|records|register|database|files|side|books)"
)
LISTS = any_of(
    "*list(?:a|an|at|alta|alla|oilta|or|orna|altanne|allanne)? *lists? jakelu* utskick* uutiskir* nyhetsbrev* newsletter*"
)
_SELF = any_of(
    "minut mut miut meikäläi* itseni nimeni (?:mun|minun)~(?:nimi|nimen|numero|osoite) mig mitt_namn mitt~nummer me myself"
    " my_(?:name|number|entry|address)"
    " my_name~number bli~(?:rader|bort|struk|avför)* be~(?:delet|remov|eras|wip)* (?:poiste|pyyhi|unohde)tuksi"
)
_AT_ONE = any_of(
    "(?:en|emme)~(?:halua|tahdo|haluaisi)~(?:olla|olevani|näkyä|esiintyä|roikkua) vill_inte~(?:finnas|vara|stå|synas|ligga)"
    " inte~(?:vill|önskar)~(?:finnas|vara|stå|ligga)"
    " (?:don't|do_not|no_longer|not|wouldn't)~(?:want|wish|like)~(?:be|appear|feature|stay|remain)"
)
_FORGET = any_of(
    "unohdet* unohtakaa_(?:minut|mut) glömd bortglömd glöm_(?:mig|bort_mig) forget_(?:me|about_me) be_forgotten forgotten"
)
_WANTS = any_of(
    "haluan haluaisin pyydän pyytäisin tahdon toivon toivoisin vaadin oikeu* vill begär önskar kräver rätt* åberopar"
    " mahdollista möjligt possible want wish would_like i'd_like request ask right like please exercis*"
)
_KEEPS_RIGHT = any_of(
    "(?:ennen_kuin|ennenkuin|kunnes|siihen_asti|siksi_aikaa|sillä_aikaa|toistaiseksi) tills förrän innan så_länge medan"
    " under_tiden"
    " until while_(?:you|we|it|this|that|the|my)* before_(?:you|we|it|the|this|that|my"
    "|i) as_long_as pending for_now for_the_time_being meanwhile"
    " in_the_meantime temporarily tillfälligt väliaikaisesti"
)
_NO_USE = any_of(
    "(?:älkää|älkääkä|ei|eikä|ette|ettei|ettette)~(?:käyttä|käyte|käsit|koske|kosk|hyödyn|luovut|jaka|tehkö|tehdä|tehtä)*"
    " (?:keskeyt|jäädyt|pysäyt|tauko|tauol|lukit|lukko|rajoit)*"
    " (?:inte|ej|ingen|inga)~(?:använd|behandl|rör|utnyttj|röra)* (?:rör|använd|behandla|utnyttja)~(?:inte|ej|inga)"
    " (?:frys|lås|spärra|pausa|begräns|stoppa|avvakta)*"
    " (?:don't|dont|do_not|not|nobody|no_one|stop|cease|nothing|refrain)~(?:use|using|used|process|processing|processed|touch"
    "|touching|touched|share|act|do_anything)"
    " (?:freeze|frozen|lock|locked|hold|pause|paused|suspend|suspended|restrict|restricted|limit|limited|block|blocked)"
)
_HALT = any_of(
    "(?:put|place|keep)~on_(?:hold|ice|pause) (?:put|place)~(?:hold|lock|block|freeze|pause)~(?:on|to)"
    " (?:freeze|suspend|pause|restrict|lock|limit|block)"
    " (?:jäädyt|keskeyt|lukit|pysäyt|rajoit|rajat)(?:täkää|täisitte*|kaa|etään|ettävä*|taisitte*|aisitte*|tamaan|taa|etaan"
    "|ukset?|usta|ettaisiin)"
    " tauolle lukkoon jäihin (?:frys|lås|spärra|pausa|begränsa|begränsas|begränsning*)"
)
HELD_BACK = any_of(
    "ennen_kuin ennenkuin kunnes siihen_asti siksi_aikaa sillä_aikaa toistaiseksi rajoit* rajat* jäädyt* keskeyt* lukit* tills"
    " förrän innan så_länge medan"
    " begräns* frys* lås* until while before restrict* limit* freeze* suspend* lock* for_now pending säilyt* tallessa behåll*"
    " keep store"
)
"""What is to be held back for a time, or kept as it is meanwhile."""
_STORED_ON = any_of("säilyttäkää säilyttää tallessa pitäkää (?:behåll|spara|lagra|behålla)~men keep store~but")
_OPPOSE = any_of(
    "vastustan vastustamme vastustava* vastalause* kiell(?:än|ämme|etään) (?:olen|olemme)~vastaan"
    " en_(?:salli|hyväksy|suostu|myönnä) en_anna~lupaa"
    " emme_(?:salli|hyväksy|suostu|anna) ei_ole_lup* älkää~(?:käyttä|luovut|jaka|analys|profil|myy|hyödyn)*"
    " (?:ette|ei)_saa~(?:käyttä|luovut|jaka|analys|profil|myy|hyödyn|antaa)*"
    " motsätter är_emot är_inte_med_på invänder invändning* protesterar förbjuder tillåter_inte går_inte_med_på godkänner_inte"
    " accepterar_inte samtycker_inte"
    " (?:ni|man)_får_(?:inte|ej) får_(?:inte|ej)~(?:använd|behandl|delas|lämnas|ges|säljas|analys|profil)*"
    " (?:inte|ej)~(?:användas|används|delas|säljs|analyseras)"
    " i'?m_against i_am_against against~(?:my|you|your|the) oppose object"
    " i_(?:don't|do_not)_(?:agree|consent|allow|permit|accept|approve|authori[sz]e)"
    " not_(?:ok|okay|fine|comfortable|happy|alright)_with"
    " (?:may|must|can)_not~(?:use|be_used|share|be_shared|sell|analy|profile)* forbid prohibit"
    " refuse don't~(?:use|share|sell|analy|profile|feed|pass)*"
    " (?:stop|cease|quit)~(?:using|sharing|profiling|analy|selling|passing|feeding)*"
)
_PURPOSE = any_of(
    "markkinoin* mainon* mainos* kohdenn* tilasto* tutkimu* profiloin* profiloi* analy* vertailu* kehitys* kehittä* koulutt*"
    " tekoäly* kumppan* kolmansille"
    " kolmannelle muille ulkopuolis* eteenpäin luovut* myy* yhdist* jaka* jaett* oikeutetu* muuhun muihin mihinkään segmento*"
    " automaatti* päätöks* seuran*"
    " marknadsför* reklam* statistik* forskning* profiler* analys* utveckl* partner* tredje vidare lämnas_ut annat andra"
    " någonting_annat säljs? säljas delas träna* ai"
    " marketing advert* ads statistic* research* profil* analy* development training_\\w+ partner* third third-part* sell* sold"
    " shar* pass~on other_\\w+ else"
    " legitimate_interest* scoring stud(?:y|ies) automated target* anything"
)
_STRONG_FORMAT = any_of(
    "csv csv-\\w+ csv:\\w+ json* json-\\w+ xml* xml-\\w+ koneluettav* koneellis* rakenteisess* jäsennel* siirrettäv*"
    " maskinläsbar* strukturerat"
    " machine-?readable structured portable excel* excel-\\w+ spreadsheet importoit* standardimuo*"
)
_FORMAT_ASK = any_of(
    "saisi* saan saada saako haluan haluaisin pyydän pyytäisin toivo* lähettä* toimitta* antakaa antaa antaisi* laitta* siirtä*"
    " viedä voi*"
    " få kan kunde vill begär skicka önskar ge exportera* lämna* can could may want like request send give export* provide need"
    " transfer get"
)
_MOVE = any_of(
    "siirtä(?:kää|isitte|isittekö|ä|mään|isit) siirret* siirto* siirron lähettä(?:kää|isitte|isittekö|ä|mään)"
    " toimitta(?:kaa|isitte|a|maan) välittä(?:kää|isitte|ä)"
    " luovutta(?:kaa|isitte|a) överför* flytta* skicka* vidarebefordra* lämna_över transfer* send move forward hand~over pass"
    " port transmit give"
)
_TO_ANOTHER = any_of(
    "(?:uudelle|toiselle|seuraavalle|uuteen|toiseen|uuden|toisen)~(?:palvelu|valmenta|terape|yrity|ohjaaj|työnohjaaj"
    "|toimi|tarjoaj"
    "|järjestelm|coach|firma|taho|konsult|asiantunti|kumppan"
    "|käyttö|lääkäri|hoita|ammattilai|tili|psykolog|tilitoimi|kouluttaj)* muualle suoraan~(?:hänelle|uudelle|heille|toiselle)"
    " till~(?:min|en|mitt|ett)_(?:ny|nya|nytt|annan|annat)~\\w+ till_(?:en_)?(?:annan|annat|nya)_\\w+"
    " (?:min|en)_(?:nya|ny|annan)~(?:coach|leverantör|terapeut|firma|tjänst|företag|handledare)"
    " (?:to|with)~(?:my|another|a|the|some)_?(?:new|next|other|different)?_?(?:coach|provider|supplier|company|service"
    "|therapist|firm|supervisor|consultant|trainer|accountant|system)"
    " elsewhere another_\\w+"
)
OWN_ENTRY = any_of(
    "*(?:nimeni|numeroni|osoitteeni|sähköpostini|tunnukseni|tittelini|ammattini|ikäni|kotikuntani|titteliäni|nimeäni|nimestäni"
    "|numeroani"
    "|osoitettani|nimessäni|nimikkeeni|nimikettäni"
    "|numerossani|osoitteessani|tiedoissani|tiedoistani|tietoni|tietoihini|tietojani|tietojeni|vuoteni|aikani_syntymä)"
    " (?:tieto|merkintä|väite|kirjaus),?_(?:että|siitä) (?:uppgiften|noteringen|påståendet)_(?:om_)?att"
    " the_(?:entry|statement|note|claim|information)_that"
    " syntymä(?:aika|vuosi|päivä|vuote|aja|päiv)*"
    " (?:etu|suku|toinen_|väli)nim* (?:för|efter|mellan)namn* surname first_name last_name"
    " (?:mun|minun|miun|mulla|minulla|minusta|musta|minut|mut|minulle|mulle)~(?:nimi|nime|numero|osoit|titteli|sähköposti"
    "|meili|tiedo|tieto|sukunim|etunim|ikä|puhelin|kirja|merk)*"
    " mi(?:tt|n|na)~(?:*namn*|*nummer|*adress*|titel|*uppgift*|födelse\\w+|ålder|e-?post*|yrke|person\\w+|stavning*|för\\w+"
    "|efter\\w+)"
    " (?:*nummer|*adress|*namn|*titel)~(?:till|på|för|om)_mig namnet uppgifterna~om_mig (?:stavningen|stavat|stavas)~namn"
    " my~(?:*name|surname|number|address|e-?mail|title|birth*|date_of_birth|dob|details|data|records?|age|entry|file"
    "|information|particulars|phone|postcode|spelling)"
    " (?:number|address|name|e-?mail|details|information|data|record|entry|title)~(?:for|on|about|of)_(?:me|mine)"
    " (?:me|i)~(?:listed|recorded|registered|entered|down|saved)"
)
_CORRECTING = (
    "korja(?:tkaa|isitteko|isitte|ttehan|tteko|tte|ta|taan|us|usta|uksen|ttava|ttaisiin|ttaisi|amaan|isitko|isit|tkaapa)"
    " oikais(?:kaa|isitte|isitteko|isit|emaan|ta|taan|tava|u|ua|tte|un)"
    " oikase* fiksat* rätta rättas rättad rättat rättelse* korrigera* correct fix amend rectify rectif* corrected fixed amended"
    " (?:need|needs|require|requires)_(?:correcting|correction|fixing|amending) put~right set~right"
)
_CORRECTS = any_of(_CORRECTING)
FIX_IT = any_of(
    _CORRECTING + " korjaa?ttas* muutta(?:kaa|isitte|isitteko|maan)_* vaihta(?:kaa|isitte|isitteko|maan)"
    " päivittä(?:kää|isitte|isittekö|mään) täydentä(?:kää|isitte|isittekö|mään) laitta(?:kaa|isitte*)~oikein"
    " korrigering* ändra ändras justera justeras komplettera kompletteras byt byta uppdatera uppdateras fixa"
    " change changed adjust complete completed update updated straighten"
)
_WRONG_AT = any_of(
    "väärin väärä väärät väärän väärää vääräl* virhe* pieleen pielessä eikä vaan kirjoitusvirh* puuttuu puuttuva* vajaa*"
    " vajavai* ei_(?:ole|pidä|oo|täsmää) päin~(?:honkia|mäntyä|seiniä) kuuluu~olla (?:pitäisi|pitäis)~(?:olla|lukea) oikeasti"
    " kaksi~\\w:tä"
    " paikkansapitämätö* valheelli* perätön perättömä* sekaisin sekoit(?:ettu|ettiin|unut|taneet|etaan) vääristel* oriktig*"
    " osann* missvisande förväxla* ihopblanda* untrue false falsely misleading"
    " fel felaktig* felstav* felskriv* stavas stämmer_inte inte_(?:rätt|riktig|korrekt|stämmer)* saknas ofullständig*"
    " ska_(?:vara|stå|det_stå) borde rätta_är det_rätta egentligen tokigt galet"
    " wrong wrongly incorrect* misspel* mis-spel* misspelt inaccurate mistake* typo* error* not_(?:right|correct|accurate|true)"
    " should_(?:be|read|end|say) spelt spelled spelling missing"
    " incomplete but_it's out_of_date outdated instead_of rather_than isn't messed_up mixed_up supposed_to"
)
_AT_FIRM = any_of(
    "tiedoissani tietoni my_(?:details|records?|data|file|information) mina_uppgifter uppgifterna_om_mig teillä teil teille"
    " teidän rekister* järjestelm* tiedoissanne papereissa* kirjan(?:neet|nut) kirjattu merkin(?:neet|nyt) merkitty"
    " laskutusjärjest*"
    " hos_er ni_har ni_skriv* ni_stav* i_er* er(?:t|a)?~(?:register|system|papper|databas|uppgifter|kundregister) antecknat"
    " registrerat står"
    " you(?:'ve|_have|_got|_hold|_keep|_keep_calling)? in_your your~(?:records?|system|database|register|files?|books|list)"
    " on_file"
)

_DISPUTED = any_of(
    "kiistän kiistämme riitaut* virheel* väär* paikkansapitäv* oikeellisu* bestrid* ifrågasätt* dispute* disputing contest*"
    " challenge* accuracy riktighet* inaccura* incorrect*"
)
_ERASE_IT = any_of(
    "(?:tuhotkaa|hävittäkää|poistakaa|pyyhkikää|tuhoatte|hävitätte|poistatte)~(?:ne|se|kaikki|kaiken|koko|aineisto*)"
    " (?:radera|förstör|ta_bort)~(?:dem|det|allt|alltihop) (?:delete|erase|destroy|remove|wipe)~(?:it_all|them"
    "|all_of|everything)"
)
_NOT_AT_YOU = any_of(
    "(?:en_halua|en_tahdo|emme_halua)~(?:teillä|teidän)~(?:on|olisi|olevan|olemassa) vill_inte~ni~har (?:don't"
    "|do_not)_want_you~(?:having"
    "|have|keeping)"
)
_RECORDED = any_of(
    "(?:kirjan|merkin|kirjas|merkits|laito|pistitte|rekisterö)*~(?:minut|mut|minusta|minulla|minulle|itseni)"
    " (?:minut|mut|minusta"
    "|musta|minulle|mulle|minun|mun|kohdallani|*kseni|*tietoni|*nimeni|*tiedoissani)~(?:kirja|kirjoit|stava|merki|merka|pantu"
    "|laitet|laita|rekister|talle|väite|sano|luk)* (?:olen|oon)~(?:teillä|tiedoissa|rekiste|järjestelm|kirjattu|merkit)*"
    " (?:kutsu|puhuttel|nimit)*~(?:minua|mua)"
    " jag~(?:står|skulle|antecknad|registrerad|kallas)~(?:som|vara|född|för) (?:står|sade|sa|läste|skrivit|påstår"
    "|skriver)~(?:att_jag"
    "|om_mig|på_mig) kallar_mig (?:har|skrivit|registrerat|antecknat)~mig~som mi(?:tt|n|na)~(?:står|skrivit|stavat"
    "|registrerat)*"
    " (?:profile|file|records?|entry)~(?:of|on|about)_me~(?:says?|states?|claims?|reads?|shows?)"
    " my~(?:file|profile|record|records|entry|details|data|name|certificate|form)~(?:says?|states?|claims?|has|have"
    "|shows?|written"
    "|lists?|reads?|gives?|had) (?:call|list|describ|address|register|enter|record|spell)*~me_(?:as|down|under)"
    " (?:calls?|calling|called)_me i(?:'m|_am)~(?:listed|recorded|registered|entered|described|down)"
)
_MEND_IT = any_of(
    "korja(?:tkaa|isitteko|isitte|tteko|ta|taan|us|ttaisiin|ttava|isitko) oikais(?:kaa|isitteko|isitte|isitko|taan|ta)"
    " muutta(?:kaa|isitteko|isitte) muutatteko muuttaisitko vaihtaisitteko vaihdatteko päivittäisittekö"
    " (?:saisiko|saako|saisi|voisiko|voiko|voisitteko|voitteko|laitta\\w+|pankaa)~(?:oikein|oikeaksi|oikeiksi"
    "|kuntoon|mukaisiksi"
    "|mukaiseksi|korjattua|oikaistua|muuttaa|korjata|oikaista|vaihtaa)"
    " rätta rättar rättas rättelse* korrigera* ändra ändrar ändras justera justerar fixa fixar (?:få|få_det)~(?:rättat|ändrat)"
    " fix fixed correct corrected amend amended rectif* change_(?:it|this|that|the) changed"
    " (?:put|set)_(?:it|this|that)_(?:right|straight)"
    " put_right set_right sort_it_out get_it_sorted"
)
_SENT_TO_ME = any_of(
    "(?:lähettä|toimitta|luovutta|laitta)(?:kää|kaa|isitte*|isit*)~minulle minulle~(?:lähettä|toimitta|luovutta)*"
    " skicka~(?:mig|alla|allt) ge_mig~(?:alla|allt) (?:send|provide|supply)~me"
)
_ALL_OF_IT = any_of("kaikki kaiken kaikkia alla allt samtliga all every everything whole full complete")
_OWN_COPY = any_of(
    "(?:omat|omia)~*(?:tieto|tiedo)* mina_egna_uppgifter egna~uppgifter my_own~(?:data|details|information|records?)"
)
_GETS = any_of(
    "saanko saisinko saisiko saako voisinko pyydän pyytäisin pyytää haluan haluaisin lähettä(?:kää"
    "|isitte*) toimitta(?:kaa|isitte*)"
    " får_jag kan_jag_få begär skulle_jag_kunna (?:can|could|may)_i_(?:have|get|see) i(?:'d|_would)_like request please_send"
)
GRAMMAR_TELLINGS = (
    Telling(
        RequestKind.ERASURE,
        (_ERASE_IT, OWN_DATA),
        (OTHER_PERSON, NOT_DELETING, HAS_DONE, FIX_IT, CONSUMED, FOR_OTHERS, OWN_SLIP),
        sentences=2,
    ),
    Telling(RequestKind.ERASURE, (_NOT_AT_YOU, OWN_DATA), (OTHER_PERSON, FOR_OTHERS, _KEEPS_RIGHT)),
    Telling(
        RequestKind.ACCESS,
        (_SENT_TO_ME, OWN_DATA, _ALL_OF_IT),
        (OTHER_PERSON, ERASE, _MEND_IT, _NO_USE, _OPPOSE, DISCLOSURE_NOT, _STRONG_FORMAT),
    ),
    Telling(RequestKind.RESTRICTION, (_DISPUTED, _KEEPS_RIGHT, _NO_USE), (OTHER_PERSON, ABOUT_THINGS), sentences=2),
    Telling(
        RequestKind.RECTIFICATION,
        (_MEND_IT, _RECORDED),
        (OTHER_PERSON, ABOUT_THINGS, OWN_SLIP, CONSUMED, _KEEPS_RIGHT),
        sentences=4,
    ),
    Telling(
        RequestKind.ACCESS,
        (_OWN_COPY, _GETS),
        (OTHER_PERSON, ERASE, _MEND_IT, _NO_USE, _OPPOSE, DISCLOSURE_NOT, TENDS, _STRONG_FORMAT),
        sentences=3,
    ),
    Telling(RequestKind.ACCESS, (_WHENCE, OWN_DATA, _OBTAINED), (OTHER_PERSON, OWN_SLIP, DISCLOSURE_NOT)),
    Telling(
        RequestKind.ACCESS,
        (OWN_DATA, _HELD, _ASKED_WHAT),
        (OTHER_PERSON, ERASE, FIX_IT, _NO_USE, _KEEP_NOT, _OPPOSE, DISCLOSURE_NOT, _WRONG_AT),
    ),
    Telling(
        RequestKind.ACCESS,
        (_UNDER_NAME, _HELD, _ASKED_WHAT),
        (OTHER_PERSON, ERASE, FIX_IT, _NO_USE, _KEEP_NOT, _OPPOSE, DISCLOSURE_NOT, _WRONG_AT),
    ),
    Telling(
        RequestKind.ACCESS,
        (_STRONG_LOOK, OWN_DATA),
        (OTHER_PERSON, ERASE, FIX_IT, _NO_USE, _KEEP_NOT, _OPPOSE, DISCLOSURE_NOT, _WRONG_AT, _STRONG_FORMAT),
    ),
    Telling(RequestKind.ERASURE, (_KEEP_NOT, OWN_DATA), (OTHER_PERSON, _KEEPS_RIGHT, FOR_OTHERS), overrides_veto=True),
    Telling(
        RequestKind.ERASURE,
        (ERASE, OWN_DATA),
        (OTHER_PERSON, NOT_DELETING, HAS_DONE, FIX_IT, CONSUMED, FOR_OTHERS, _KEEPS_RIGHT),
    ),
    Telling(
        RequestKind.ERASURE,
        (_REGISTER, _SELF, ERASE),
        (OTHER_PERSON, NOT_DELETING, HAS_DONE, FIX_IT, CONSUMED, FOR_OTHERS),
    ),
    Telling(RequestKind.ERASURE, (ERASE, _OWN_CONTACT, _FROM_YOU), (OTHER_PERSON, NOT_DELETING, HAS_DONE, LISTS)),
    Telling(RequestKind.ERASURE, (_REGISTER, _AT_ONE), (OTHER_PERSON, FOR_OTHERS)),
    Telling(RequestKind.ERASURE, (_FORGET, _WANTS), (OTHER_PERSON, FOR_OTHERS)),
    Telling(RequestKind.RESTRICTION, (_HALT, OWN_DATA), (OTHER_PERSON, FOR_OTHERS)),
    Telling(RequestKind.RESTRICTION, (_KEEPS_RIGHT, OWN_DATA, _NO_USE), (OTHER_PERSON, FOR_OTHERS)),
    Telling(RequestKind.OBJECTION, (_OPPOSE, OWN_DATA, _PURPOSE), (OTHER_PERSON, FOR_OTHERS, _KEEPS_RIGHT, _STORED_ON)),
    Telling(
        RequestKind.RECTIFICATION,
        (FIX_IT, OWN_ENTRY, _WRONG_AT),
        (OTHER_PERSON, ABOUT_THINGS, OWN_SLIP),
        sentences=2,
    ),
    Telling(
        RequestKind.RECTIFICATION,
        (_CORRECTS, OWN_ENTRY),
        (OTHER_PERSON, ABOUT_THINGS, OWN_SLIP, CONSUMED, _KEEPS_RIGHT),
    ),
    Telling(
        RequestKind.RECTIFICATION,
        (_WRONG_AT, OWN_ENTRY, _AT_FIRM),
        (OTHER_PERSON, ERASE, _KEEPS_RIGHT, ABOUT_THINGS, OWN_SLIP),
    ),
    Telling(
        RequestKind.RECTIFICATION, (_CORRECTS, OWN_ENTRY, _AT_FIRM), (OTHER_PERSON, ABOUT_THINGS, OWN_SLIP), sentences=3
    ),
    Telling(RequestKind.PORTABILITY, (_STRONG_FORMAT, OWN_DATA, _FORMAT_ASK), (OTHER_PERSON, OWN_SLIP, DISCLOSURE_NOT)),
    Telling(RequestKind.PORTABILITY, (_TO_ANOTHER, OWN_DATA, _MOVE), (OTHER_PERSON, _NO_USE)),
)
"""What is looked for beside the tellings of `request_words`."""
