"""Rights requests that name what the firm keeps: the client's card, every line of it, what is held in their name."""

from connectors.mail.intents.request_grammar import ERASE, FIX_IT, LISTS
from connectors.mail.intents.request_vetoes import (
    A_TOPIC,
    ABOUT_THINGS,
    CONSUMED,
    FOR_OTHERS,
    HAS_DONE,
    LET_BE,
    OWN_SLIP,
)
from connectors.mail.intents.request_words import NOT_DELETING, OTHER_PERSON, OWN_DATA, Telling, any_of
from models.vocabulary import RequestKind

_OWN_WORDS = any_of(
    "(?:vastaukse|vastauksia|kertoma|kirjoittama|antama|lomakkee|hakemukse|palauttee|arvio)*(?:ni|ani)"
    " mina_svar mitt_svar (?:det|vad)_jag_(?:skrev|skrivit|berättade|berättat|fyllde) my_(?:answers|responses|replies|form"
    "|application) (?:what|everything|anything)_i_(?:wrote|told|filled|said|put|gave)"
)
_HERE = any_of(
    "teidän* teiltä teillä arkisto* järjestelm* rekister* kysely* hos_er ert era er arkiv* system* your you system*"
    " files enkät*"
    " survey questionnaire"
)
_CLIENT_RECORD = any_of(
    "asiakaskort* asiakastil(?:i|in|iä|ini|iäni|ille|illä|istä) asiakaskansio* asiakaskertomu* kundkort(?:et)? kundkonto*"
    " kundmapp* kundakt* kundprofil* (?:client|customer)_(?:card|account|file|record|records|profile|folder)"
)
_AT_FIRM_PLACE = any_of(
    "*rekister(?:i|e|it|eis|eist)* järjestelm* tietokan* arkist* papere* kirjoist* koneelta* koneelt teiltä teillä hos_er"
    " *regist(?:er|ret) system* databas* arkiv* datorer? datorn böcker computers? register database systems? files"
    " books records"
    " server* your_(?:office|side|end)"
)
_EVERY_BIT = any_of(
    "joka_ikinen joka_ikisen jokaikinen jokainen_rivi viimeistä_piirtoa viimeistä_myöten kaikki_rivit varenda_rad vartenda"
    " varje_rad minsta_spår hela_rasket alltihop every_line every_last every_single every_trace each_line lock_stock"
    " loput loputkin resten the_rest"
)
_OWN_PART = any_of(
    "(?:puhelimeni|numeroni|osoitteeni|nimeni|sähköpostini|tietoni|tietojani) (?:mitt|min|mina)~(?:namn|nummer|adress"
    "|uppgifter|e-?post) my~(?:phone|number|ad?dress|name|particulars|details|data|email|e-mail)"
    " (?:rör|gäller|berör|angår)_mig (?:concerns|relates_to|pertaining_to|relating_to)_me"
    " (?:koskee|koskevat|liittyy)~(?:minua|minuun|minnuu|mua) in_my_name"
)
_TAKE_AWAY = any_of(
    "take_(?:it|them|me|that|this)_(?:away|off|out) strike~(?:from|off|out) expunge erase wipe get_rid remove"
    " ottakaa_(?:ne|se|minut|nimeni)_pois ottakaa~pois poistakaa pyyhkikää hävittäkää ta_(?:det|dem|dom|mig)_bort"
    " stryk utplåna*"
    " utplånar förstör radera raderar avlägsna"
)
_SIGHT = any_of(
    "sight_of look_through go_through go_over inspect inspection look_at see_for_myself nähtäväkseni nähtäväksi katsottavaksi"
    " silmäillä vilkaista selata käydä_läpi bläddra gå_igenom titta_igenom ögna se_efter syna ta_del insyn rekisteriote*"
    " rekisteriottee* registerutdrag*"
)
_KEPT_ON_ME = any_of(
    "held_in_my_name kept_under_my_name in_my_name relating_to_me minusta varjokort* om_mig rör_mig concerning_me"
    " about_me on_me"
    " (?:koskee|koskevat|koskien)~(?:minua|minnuu|mua) omasta_puolestani own_entries omat_merkin* egna_anteckning*"
    " finns_jag~register står_jag~register olenko~(?:rekisteri|järjestelm|luettelo)* am_i~(?:register|database|records|books)"
)
_NOTICE = any_of(
    "*seloste* tietosuojakäytän* *policy* *policyn integritetsmeddelande* dataskyddsbeskrivning* notice statement"
    " terms ehto* villkor*"
)
_THIS_IS_IT = any_of(
    "(?:tässä|tämä)~(?:pyyntö|pyynt)* (?:no_)?minä_pyydän pyydän_(?:sitä|nyt) nyt_pyydän (?:det|detta)_är~begäran"
    " här_(?:är|kommer)~begär*"
    " jag_ber_om_det jag_vill_ha_det_gjort (?:this|here)_is~request consider_this i_request_it i_am_(?:now_)?asking so_i_ask"
)
RECORD_TELLINGS = (
    Telling(RequestKind.ERASURE, (_OWN_WORDS, ERASE, _HERE), (OTHER_PERSON, NOT_DELETING, HAS_DONE, FIX_IT, OWN_SLIP)),
    Telling(
        RequestKind.ERASURE,
        (_THIS_IS_IT, _NOTICE, ERASE),
        (OTHER_PERSON, NOT_DELETING, CONSUMED, A_TOPIC, LET_BE),
        sentences=2,
    ),
    Telling(
        RequestKind.ERASURE,
        (_CLIENT_RECORD, ERASE),
        (OTHER_PERSON, NOT_DELETING, HAS_DONE, FIX_IT, CONSUMED, FOR_OTHERS, OWN_SLIP, A_TOPIC, LET_BE),
    ),
    Telling(
        RequestKind.ERASURE,
        (_OWN_PART, _TAKE_AWAY, _AT_FIRM_PLACE),
        (OTHER_PERSON, NOT_DELETING, HAS_DONE, CONSUMED, FOR_OTHERS, A_TOPIC, LET_BE, ABOUT_THINGS, LISTS),
        sentences=2,
    ),
    Telling(
        RequestKind.ACCESS,
        (_SIGHT, _KEPT_ON_ME),
        (OTHER_PERSON, ERASE, FIX_IT, CONSUMED, FOR_OTHERS, A_TOPIC, LET_BE),
        sentences=2,
    ),
    Telling(
        RequestKind.ERASURE,
        (_EVERY_BIT, ERASE, OWN_DATA),
        (OTHER_PERSON, NOT_DELETING, HAS_DONE, CONSUMED, FOR_OTHERS, A_TOPIC, LET_BE, ABOUT_THINGS, LISTS, FIX_IT),
        sentences=2,
    ),
)
"""What is looked for beside the grammar of acts."""
