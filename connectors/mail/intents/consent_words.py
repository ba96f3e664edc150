"""Words of leave and refusal in Finnish, Swedish and English: what a yes, a no, a doubt and a condition look like."""

import re

from connectors.mail.intents.mail_names import MAIL, MAILING
from models.patterns import lazy

WITHDRAW = lazy(
    rf"\b(?:\bperu(?:n|utan|mme)?\b.{{0,40}}\b(?:suostumu\w*|lupa\w*|luva\w*|tilau\w*)|\b(?:suostumu\w*"
    rf"|luvan)\b.{{0,40}}\b(?:perun|peruutan|peruuttaa|perua|perutaan|peruutetaan)|\bperu(?:n|utan)"
    rf"\b[^.:;!?]{{0,20}}{MAILING}|\bperuutta(?:a|isin)\b.{{0,30}}(?:suostumu|{MAILING}|tilau)"
    rf"|\b(?:poista\w*|jättäkää)\b.{{0,30}}(?:\w*list\w*|{MAILING})"
    rf"|\b(?:ottakaa|ota)\b.{{0,30}}(?:\w*list(?:alta|oilta|asta|oista)\w*|{MAILING}.{{0,20}}pois"
    rf"|pois\b.{{0,30}}{MAILING})|\b\w*listal(?:ta"
    rf"|tanne)\b.{{0,30}}(?:poist|pois)|\b(?:en|emme|ei)\b.{{0,25}}(?:halu\w*|tarvitse\w*|toivo\w*"
    rf"|kaipaa\w*|ota|tahdo\w*).{{0,40}}(?:{MAILING}|{MAIL})"
    rf"|\bälkää\b.{{0,25}}(?:lähet\w+|laittako|postittako)|\bälä\b.{{0,20}}lähetä|\b(?:lopetta\w*"
    rf"|lopeta)\b.{{0,30}}(?:lähet\w*|postit\w*|{MAILING}|{MAIL})|\bei\b (?:enää )?(?:teidän )?(?:lisää"
    rf" )?(?:{MAILING}|{MAIL})|\bkiitos ei\b|{MAILING}.{{0,20}}(?:pois|loppuu)"
    rf"|kieltäydyn\b.{{0,40}}(?:{MAILING}|{MAIL})|^\W*pois \w*list(?:alta|oilta)\b"
    rf"|\bunsubscribe\b|\bopt(?:ing)? out\b|\b(?:stop|cease|quit)\b.{{0,20}}(?:to send|send|sending|emailing|mailing|the"
    rf" emails)|\b(?:remove|take|delete)\b.{{0,12}}(?:me|my (?:e-?mail )?address|us)\b.{{0,15}}(?:from"
    rf"|off)\b.{{0,30}}list|\b(?:don'?t|do not|no longer|not|never)\b.{{0,25}}(?:want|wish|send|receive"
    rf"|need|like|interested).{{0,45}}(?:{MAILING}|{MAIL})"
    rf"|\bwithdraw(?:ing|n)?\b.{{0,20}}(?:consent|permission)|\brevok(?:e|ing)\b.{{0,20}}(?:consent|permission)|\bno (?:more"
    rf" )?(?:{MAILING}|{MAIL})|\bplease don'?t send|\b(?:cancel|end|terminate|stop)\b.{{0,20}}(?:subscription|{MAILING})"
    rf"|\båter(?:kallar|ta|tar|kalla)\b.{{0,30}}(?:samtycke\w*|tillstånd)|\bta(?:r)? bort\b.{{0,12}}(?:mig"
    rf"|oss|min (?:e-?post)?adress)\b.{{0,20}}(?:från|ur)\b.{{0,30}}(?:list|utskick|{MAILING})|\b(?:vill"
    rf"|önskar|behöver)\b.{{0,15}}\b(?:inte|ej)\b.{{0,40}}(?:{MAILING}|{MAIL})"
    rf"|\bsluta(?:r)?\b.{{0,20}}skicka|\bskicka\b.{{0,6}}(?:inte|ej|inga)\b|\binga? (?:mera? |fler"
    rf" )?(?:{MAILING}|{MAIL})"
    rf"|\bavsluta\b.{{0,25}}(?:prenumeration|{MAILING})|\bavregistrera\b|\bavprenumerera\b|\bavböj\w*"
    rf"|\b(?:lupa\w*|luva\w*|suostumu\w*)\b.{{0,40}}\b(?:ei (?:ole )?(?:enää )?(?:voimassa|päde)|raukea\w*"
    rf"|päätty\w*|peruttu)|\b(?:samtycke\w*|tillstånd\w*)\b.{{0,40}}\b(?:gäller (?:inte|ej)|upphör)"
    rf"|\b(?:consent|permission)\b.{{0,40}}\b(?:no longer|withdrawn|revoked)"
    rf"|\b(?:stryka?|avföra?|plocka bort|lyfta? bort|ta ner)\b.{{0,12}}(?:mig|oss|min (?:e-?post)?adress)\b.{{0,20}}(?:från"
    rf"|ur)\b.{{0,30}}(?:list|utskick|{MAILING})|\b(?:don'?t|do not|stop) e-?mail(?:ing)? me"
    rf"|\b(?:toivo\w*|halua\w*|pyydän),? ett(?:ei|en|ette)\b.{{0,25}}(?:{MAILING}|{MAIL})"
    rf"|\bsäg(?:er)? upp\b.{{0,25}}(?:prenumeration|{MAILING})|\btack,? men nej\b|\btackar nej\b|\bavstår\b)",
    re.I,
)
"""A plain withdrawal or refusal, anywhere in a sentence (C8)."""
GIVE = lazy(
    rf"\b(?:\b(?:saa|saatte|saat|voitte|voit|sopii|saa vapaasti|lähettäkää|lähetä|laittakaa"
    rf"|laita)\b.{{0,30}}(?:lähettää|laittaa|postittaa|minulle|meille|vain|mielellään)?.{{0,40}}{MAILING}"
    rf"|\b(?:saatte|saat|voitte|voit|saa)\b.{{0,25}}(?:lähettää|laittaa|postittaa|pistää)\b.{{0,40}}(?:{MAILING}"
    rf"|{MAIL}|kysel\w*|kirje\w*)"
    r"|\b(?:kysel\w*|kirje\w*|kirjeen\w*|viesti\w*|posti)\b.{0,25}\b(?:saa|saavat|voi|voivat) (?:vapaasti |mielellään"
    r" |toki |kyllä )?(?:tulla|lähettää|laittaa)"
    r"|\b(?:teillä on|saatte) (?:minun |mun )?(?:lupani|suostumukseni|luvan|lupa)\b.{0,40}(?:lähet|kysel|kirje|viest|post)"
    r"|\b(?:lisätkää|lisää|lisäisittekö|laittakaa) minut\w*\b.{0,30}\b(?:saajiin|saajaksi|vastaanottaji\w*|tilaaj\w*"
    r"|jakeluun|mukaan)"
    rf"|\bsuostun\b"
    rf"|\b(?:annan|myönnän)\b.{{0,25}}(?:suostumu|luvan|lupa)|\b(?:antavani|myöntäväni)\b[^.!?]{{0,100}}?\b(?:suostumu"
    rf"|luvan|lupa)"
    r"|(?:\bmy |^\W*)(?:consent|permission) (?:is |was )?(?:hereby )?(?:granted|given)\b(?! by)"
    r"|\byou have my (?:permission|consent|ok|okay)\b|\bni har (?:mitt samtycke|min tillåtelse|mitt lov)\b"
    rf"|\b(?:haluan|haluaisin|tilaan|tilaisin|otan|ottaisin|toivon)\b(?! (?:nähdä|lukea|katsoa|kysyä|tietää|kirjoittaa"
    rf"|kommentoida|julkaista|antaa|tehdä|muuttaa|vaihtaa|muokata|korjata|päivittää|ehdottaa|kiittää|kertoa|näkyä|mainoksen))"
    rf".{{0,40}}{MAILING}|\b(?:lisätkää"
    rf"|lisää|liittäkää)\b.{{0,25}}(?:list\w*|{MAILING})|{MAILING}(?<!stä)(?<!sta)[^.!?,;]{{0,20}}(?:kiinnosta(?:a|vat)|ovat"
    rf" tervetulleita|tulla|saa lähettää|saa tulla|mielellään)"
    rf"|\b(?:ni|du) (?:får|kan)\b.{{0,15}}(?:gärna )?(?:skicka|sända|mejla)|\b(?:jag )?samtycker\b|\b(?:ger"
    rf"|lämnar)\b.{{0,15}}(?:samtycke|tillstånd|lov)|\b(?:vill|önskar|tar)\b.{{0,20}}(?:gärna )?(?:ha|få"
    rf"|emot|prenumerera)\b.{{0,30}}{MAILING}|\blägg till mig\b|\b(?:ni|du) får gärna (?:fråga|mejla|kontakta)"
    rf"|\bgodkänner att ni (?:skickar|mejlar|frågar)|\b(?:sätt|skriv) upp mig på"
    rf"|\bfeel free to (?:send|e-?mail|ask|survey)|\b(?:minulta|multa) saa (?:\w+ ){{0,2}}(?:kysyä|pyytää)|\bskicka gärna\b"
    rf"|\b(?:saa|saat|saatte|voi|voit|voitte) (?:\w+ ){{0,2}}(?:kysyä|pyytää) (?:\w+ ){{0,2}}(?:palautetta|arviota)\b"
    rf"|\bi (?:hereby )?(?:consent|agree|give (?:my |you )?(?:consent|permission))\b|\byou (?:may|can|are"
    rf" welcome to)\b.{{0,25}}(?:send|e-?mail|add)|\b(?:sign me up|add me to|subscribe me|keep me posted"
    rf"|put me on)\b|\bhappy to (?:receive|get)\b|\bplease (?:do )?send\b.{{0,20}}{MAILING}|\bi(?:'d|"
    rf" would) (?:like|love) to (?:receive|get|subscribe)\b(?! (?:[\w-]+ ){{0,3}}?(?:view|opinion|feedback on|comments?"
    rf"|thoughts"
    rf"|quote|invoice|price|offer|rid|off|paid|back)\b))",
    re.I,
)
"""A plain leave to send mail, anywhere in a sentence."""
NO = lazy(
    r"^\W*(?:(?:kiitos|hei|moi|hej|hi|tack|valitettavasti|tyvärr|unfortunately|sorry|moikka|heippa|no|joo|juu|jaa|anteeksi"
    r"|terve|pahoittelut|ikävä kyllä|thanks|hmm)(?: (?-i:[A-ZÅÄÖ])\w+){0,2}[,!. ]+)?"
    r"(?!(?:ei|en|emme|inte|not|no)\b(?: \w+){0,2}? (?:ehdi|ehtin\w*|pääs\w*|muista|kestä|hätää|kiirettä|se mitään|ongelm\w*"
    r"|huoman\w*|löyd\w*|saanut|nähnyt|problems?|worries|hurry|rush|bråttom|fara|hinner|hann|sett|fått)\b)"
    r"(?:ei(?:pä)?\b|en(?:pä)?\b|emme(?:pä)?\b|älkää|älä\b|nej\b|nä\b|icke|inte\b|helst inte|nope|not\b"
    r"|no(?=\W*$|[,.!;:]|\W+(?:thanks?|thank|thx|please|sorry|need|way|more|not|i|i'm|i'd|we|it's|never|chance|longer"
    r"|don't|interest)\b)(?!\W+(?:niin|totta\w*|mie|me|mehän|tykk\w*|ilman|vaikka|tässä|eihän|eikö|hyvä|hienoa|annan"
    r"|haluan|haluaisin|hei|moi|joo|juu|jaa|kyllä|sehän|se|sitten|en|ei|kai|ehkä|jos|mikä|miksi|kun|minä|mä|saa|käy|sopii"
    r"|toki|tietysti|terve|anteeksi|kiitos|olkoon|voi|tuota|oli|onhan|ok|just|siis|kats\w*|miet\w*|lait\w*|lähet\w*"
    r"|annet\w*)\b)\b"
    r"|i'd rather not|rather not|i would rather not|mieluummin (?:ei|en)|kieltäydyn|please don'?t|never"
    r"|nix\b|nepp\b|näpp|naah?\b|nah\b|ehei|eipä\b|en kai|i(?:'d| would) (?:prefer|rather) (?:not|you did)"
    r"|avböjer|låt bli|tackar nej|i decline|don'?t\b|do not\b)(?!\w)",
    re.I,
)
"""A sentence that begins with a no, which a doubt behind it may weaken."""
PLAIN_NO = lazy(
    r"^\W*(?:(?:absolut(?:ely)?|definitely|certainly|ehdottomasti|verkligen) (?:not|inte|ei|en)|(?:ei|en|nej|no),?"
    r" (?:kiitos|tack|thanks?)|(?:joo|juu|jep|jaa|no|jo|ja|yeah|well|kyllä),? (?:ei|en|nej|no|nope|nah)(?=\W*$|,?"
    r" (?:kiitos|tack|thank))|(?:vastaus(?:eni)? on|svaret är|my answer is|answer:) (?:ei|nej|no)|i do not consent"
    # "Saammeko …?" "Ette."
    r"|(?:ette|et)(?:pä)?(?: (?:saa|voi|kiitos|valitettavasti|kyllä|todellakaan|ikinä|enää|missään nimessä"
    r"|mielellään))*(?=\W*$))\b",
    re.I,
)
"""A sentence that begins with a no that nothing weakens."""
# A negation that says yes: "why not", "ei haittaa", "inga problem".
WILLING = lazy(
    r"\b(?:why not|no (?:problems?|objections?|worries)|not a problem|(?:don'?t|wouldn'?t) mind(?! me\b)|(?:doesn'?t"
    r"|does not|won'?t|wouldn'?t|would not) (?:bother|disturb) (?:me|us)(?: at all)?"
    r"|ei se (?:mitään )?haitta|mikä(?:s|pä|päs)?"
    r" (?:siinä|ettei|jottei)|miksi ei|miksei|ei muuta kuin|ei (?:se )?(?:yhtään |minua )?(?:haittaa|ongelmaa)|en pane vastaan"
    r"|ei (?:ole |oo )?(?:minulla |mulla )?mitään (?:sitä |tätä )?vastaan|varför inte|inga (?:problem|invändningar"
    r"|hinder)|inget (?:problem|hinder)"
    r"|(?:har |ha )?(?:inget|ingenting|inte ha jag något|inte något|något) emot(?: det)?"
    r"|ei(?:pä)? (?:minulla )?(?:ole )?(?:minulla )?mitään (?:sitä|tätä|sellaista) vastaan?)\b"
    r"(?:,? här)?(?: inte\b)?",
    re.I,
)
# The Finnish "no" that opens a sentence is no negation.
FILLER = lazy(
    r"^\W*no,?\s+(?=mie\b|mä\b|minä\b|me\b|totta|mikä|miksi|kyllä|joo|juu|toki|saa|sopii|se\b|ilman|ei se|ok)",
    re.I,
)
# A question without its mark, or what others think: "Miten ihmeessä se käy", "Vem säger att det är bra".
WONDERS = lazy(
    r"^\W*(?:(?:mutta|men|but|ja|och|and|no|nå|well|so) )?(?:miten|kuinka|milloin|kuka\w*|kenen\w*|mihin|miksi(?! (?:ei|en)\b)"
    r"|mistä|who|how|why(?! not\b)|when|what|where|since when|hur|varför(?! inte\b)|vem|vad|vart)\b"
    r"(?![^.!?]*[,–—-] ?(?:yes|sure|please do|kyllä|joo|toki|mielellä\w*|ja|gärna|absolut\w*)\b)"
    r"|\b(?:i wonder|undrar|ihmettel\w+|epäil\w+|tvivl\w+|(?<!no )(?<!without )(?<!without a )doubt\w*|luulet\w*|kuvittelet\w*"
    r"|väit\w+|väittä\w+|(?:ni|du) (?:tror|påstår)|tror (?:ni|du)|you (?:think|claim|believe|assume|suppose)"
    r"|(?:told|asked|let|made) you|to hell|helvet\w+)\b"
    r"|^\W*(?:yes is|ja är|kyllä (?:kannatta|pitä|täyty|luulisi|kehtaa|ihmetyt|riittä|kyllästy|ärsyttä|harmitta|kyrsi)\w*)\b",
    re.I,
)
"""Beside it no yes counts."""
DID_NOT_COME = lazy(
    r"\b(?:did not|didn'?t|have not|haven'?t|has not|hasn'?t|never) (?:yet )?(?:receive\b|received\b|reached\b)", re.I
)
MISSES = lazy(
    r"\b(?:(?:did not|didn'?t|have not|haven'?t|never|not)\s+(?:yet\s+)?(?:get|got|gotten|receive|received|reach|reached"
    r"|arrive[d]?|come)"
    r"|missed|missing|(?:re-?send|send)\b[^.!?]{0,30}\b(?:again|once more|to me)|where is"
    r"|en\s+(?:ole\s+)?(?:\w+\s+)?saa(?:nut|nu)"
    r"|emme\s+(?:ole\s+)?(?:\w+\s+)?saaneet|ei\s+(?:ole\s+)?(?:\w+\s+){0,2}?(?:tullut|saapunut|tule|näkynyt)"
    r"|jäi\s+(?:tulematta|saamatta)|(?:lähet\w+|laitt\w+)\b[^.!?]{0,40}\b(?:uudelleen|uudestaan|uusiksi)|missä\s+(?:on|se)"
    r"|(?:har|fick)\s+(?:\w+\s+)?(?:inte|aldrig)\s*(?:fått|kommit)?|(?:kom|kommit)\s+(?:inte|aldrig)|inte\s+(?:fått|kommit)"
    r"|skicka\b[^.!?]{0,40}\b(?:igen|på nytt|en gång till)|saknar|var är)\b",
    re.I,
)
"""A wish to have mail that did not come: no refusal."""
NO_INSIDE = lazy(
    r"\b(?:(?:en|ei) kiitos|kiitos,? (?:mutta )?(?:ei|en)\b|^\W*(?:joo|juu|jep|kyllä|no),? ?(?:ei|en)(?=\W*$"
    r"|\W+(?:kiitos|kuitenkaan|nyt|sittenkään))"
    r"|^\W*juu,? e[in]\b|en (?:halua|taida|oikein(?! (?:tiedä|osaa|muista|ymmärrä))|lähde|tarvitse|viitsi|jaksa"
    r"|osallistu|suostu|hyväksy|anna lupa\w*"
    r"|innostu|haluaisi)\b|skippa(?:an|amme|isin)\b"
    r"|pass(?:aan)? tällä|ei (?:tällä kertaa|tällä erää|nyt|minulle|meille|minun|mun|kuitenkaan)\b|mieluiten (?:en"
    r"|ei)\b|kieltäydyn|pärjään ilman|jää väliin"
    r"|(?:sanon|vastaan|joudun sanomaan) (?:\w+ )?ei\b|joudun kieltäytymään|(?:säger|svarar|säga|svara) nej\b"
    r"|vastaukseni on (?:ei|kieltävä|kielteinen)|(?:pitäkää|pidä) (?:ne|se|kyselynne|kirjeenne)|jät(?:än|ämme) (?:\w+"
    r" ){0,2}?(?:väliin|tilaamatta)|mieluummin (?:\w+ )?ilman"
    r"|(?:tarpeeksi|riittävästi|liikaa) (?:postia|viestejä|sähköpostia|mainoksia|roskapostia)|ei kiinnosta"
    r"|en ole kiinnostunut|jättäkää (?:minut )?(?:pois|väliin|rauhaan)|mieluummin en"
    r"|tack,? (?:men )?nej|nej,? tack|jag (?:hoppar över|står över|avstår)|helst inte|inte intresserad|prefer not"
    r"|undanber mig|avböjer|betackar mig|jag passar\b|låter (?:helst )?bli|gärna slippa|slipper (?:gärna|helst)"
    r"|(?:vill|får) (?:helst )?slippa|nej,? (?:det|helst|jag)"
    r"|inte för (?:mig|min del)|inget för mig|avstår (?:gärna|helst)?|tack men|klarar mig utan|nej till"
    r"|vill (?:jag|vi) (?:inte|ej)"
    r"|(?:för mycket|tillräckligt med|nog med) (?:post|e-?post|mejl|reklam)"
    r"|no,? thank\w*|(?:have to|must|need to|i'?ll|i will|should|rather|i) say no\b|not interested|not for me|hard pass|(?:i'll"
    r"|i will|i'd|i would) (?:skip|pass|give (?:it|this) a"
    r" miss|say no|decline|rather (?:you )?(?:didn't|did not))|do without|not keen"
    r"|i(?:'d| would) prefer (?:it if you didn't|you didn't|no)|please don'?t|i decline|let'?s not|thanks,? but"
    r"|(?:it's|its|that's) a no|i(?:'ll| will) pass|rather not|(?:too many|enough) (?:newsletters|e-?mails|mails)"
    r"|(?:leave|count) me out)\b",
    re.I,
)
"""A no that does not stand first."""
# What was not, or what somebody else does not do, refuses nothing: "En ollut paikalla", "moni ei kysy".
IS_NO_REFUSAL = lazy(
    r"\b(?:en|emme|enkä|emmekä)(?: (?!halua|tahdo|ota)\w+){0,2}? (?:ymmär\w+|osaa|tiedä|muista|löydä|näe"
    r"|voi (?:vastata|päättää|sanoa)|ehdi (?:nyt|vielä|vastata|tänään)"
    r"|lue (?:\w*posti\w*|viest\w+) (?:ennen|nyt|lomalla|viikon\w*)|ole (?:\w+ )?(?:oikea|varma"
    r"|paikalla|töissä))\b|"
    r"\b(?:en|emme|ei|eivät|ette|et)(?: (?!ole\b|oo\b)\w+){0,2}? (?:(?:ole|oo) (?:\w+ )?)?"
    r"(?!kiinnostunut|tilannut|halunnut|suostunut|pyytänyt|antanut|luvannut|hyväksynyt|tarvinnut \w*(?:kirje|viest"
    r"|post))\w+[nlrs](?:ut|yt|eet)\b"
    r"|\b(?:moni|monet|kaikki|muut|toiset|harva|kukaan(?: muu)?)\b[^.,;!?]{0,15}? (?:ei|eivät)(?: \w+)? (?:kysy\w*"
    r"|viitsi|vaivaudu|muista)\b",
    re.I,
)
HARDLY_AGAINST = lazy(
    r"\b(?:kai|kait|kaipa|kaiketi|varmaan|väl|nog|suppose|guess|think)\b.{0,30}\b(?:vastaan|haittaa|emot|objections?|mind)\b"
    r"|\b(?:vastaan|haittaa|emot|objections?|mind)\b.{0,20}\b(?:kai|kaiketi|varmaan|väl|nog|suppose|guess|think)\b",
    re.I,
)
"""Somebody who is against nothing and not sure of it."""
UNSURE = lazy(
    r"\?|\b(?:ehkä|kanske|maybe|perhaps|not sure|en tiedä|en ole varma|vet inte|don'?t know|ei vielä|not yet|inte ännu)\b",
    re.I,
)
"""Beside a no: it may be none."""
_ABOUT_SV = (
    r" (?:året|dagen|veckan|månaden|gången)\b| (?:(?:nya|kommande|era|er|ert|andra|framtida|alla|olika"
    r"|allmän) )*(?:(?:[\w-]*(?:kurser|grupper|evenemang"
    r"|utbildningar|tjänster"
    r"|kvällar|seminarier|träffar|respons|återkoppling|marknadsföring|nyhetsbrev|inbjudningar|handledning|nyheter)(?:na|en"
    r"|et)?)|sånt|sådant)\b"
    r"(?![^.!?,]*\b(?:är|blir|hålls|kommer|finns|kan|ska|går|ges|ordnas)\b)"
)
"""What Swedish "om" tells of when it means "about"."""
DOUBT = lazy(
    r"\?|\b(?:mutta|jos|kunhan|ellei|mikäli|vasta|paitsi|ehkä|kenties|luultavasti|en (?:\w+ )?tiedä|en osaa|en ole"
    r" varma|katsotaan|harkit\w*|mieti\w*|kysyn|palaan|ei vielä|vain jos|ainoastaan jos|sillä ehdolla"
    r"|edellyttäen|toistaiseksi|kokeeksi|riippuu"
    r"|men\b|mut(?=,? (?:en|ei|vain|vaan|jos|kun|vasta|sitten|ensin|haluan|minä|se|ne|mitä|miksi|ihan|kerran))|ifall"
    r"|(?<!mejlar )(?<!mejla )(?<!information )(?<!info )(?<!respons )(?<!återkoppling )(?<!nyheter )(?<!brev )(?<!utskick )"
    rf"(?<!förfrågningar )(?<!frågar )(?<!fråga )(?<!inbjudningar )(?<!meddelanden )om\b(?!{_ABOUT_SV})"
    r"|(?:mejlar|mejla|information|info|nyheter|brev|utskick|inbjudningar|meddelanden|frågar|fråga) om\b(?= (?:ni|jag|det|du|vi"
    r"|man|den|de|inte|ej|så)\b|[^.!?,]*\b(?:är|blir|hålls|kommer|finns|kan|ska|går|ges|ordnas)\b)|though|although"
    r"|ifall|förutsatt|kanske|eventuellt|vet inte|osäker|inte säker|funderar|inte ännu"
    r"|återkommer|såvida|bara om|beror på|i så fall"
    r"|but\b|if\b|unless|provided|maybe|perhaps|possibly|not sure|don'?t know|depends|let me think|not yet"
    r"|as long as|only if|i'll (?:think|check|ask|let you know)|probably)\b",
    re.I,
)
"""A question, a condition or a reserve: beside it no yes counts (C8)."""
NEGATION = lazy(
    r"\b(?:ei|en|emme|älä|älkää|ettei|enkä|eikä|ette|etten|ettemme|etteivät|inte|ej|inga|ingen|inget|aldrig|nej|not|no|don'?t|never|won'?t|cannot"
    r"|can'?t"
    r"|\w+n't|none|nobody)\b",
    re.I,
)
"""Any negation: beside it no yes counts (C8)."""
_OURS_FI = r"(?:kursseista|ryhmistä|koulutuksista|valmennuksista|tapahtumista|uutisista|palveluista)(?:mme)?"
ASKS = lazy(
    rf"\b(?:(?:saammeko|saisimmeko|saako|voimmeko|haluatko|haluaisitko|haluatteko|suostut\w*|annatko|sopiiko"
    rf"|kiinnostaako|hyväksytkö|får vi|kan vi|skulle du vilja|vill du|vill ni|samtycker du|godkänner du|ger"
    rf" du|may we|can we|could we|would you like|do you want|do you consent|do you agree|are you happy"
    rf"|would you (?:allow|let|permit|mind|object|accept|be)|do you (?:allow|mind|accept|object)|salli\w*"
    rf"|antaisitko|antaisitteko|antanette|tillåter|tillåta|har du något emot|har ni något emot|går du med på|kan du tänka dig"
    rf"|olisitko|oletko halukas|is"
    rf" it ok\w*|lupa\w*|lupaasi|suostumus\w*|samtycke|consent|permission)(?:.{{0,160}}(?:{MAILING}|suostumus"
    rf"|samtycke|consent)|[^?]{{0,160}}(?:{MAIL}|lähettää|skicka|send|requests? for (?:your )?feedback))"
    rf"|\b(?:is it|would it be|are you|onko|olisiko|sopisiko|käykö|kävisikö|passaako|passaisiko|voisimmeko|voidaanko|saisiko"
    rf"|voiko|är det"
    rf"|skulle det (?:vara|gå)|går det|passar det|kunde vi|får jag|saanko|saisinko|voinko|might we"
    rf"|shall we)\b.{{0,120}}(?:kysel\w*"
    rf"|palaut\w*|kirje\w*|enkät\w*|respons\w*|återkoppling\w*|surveys?|questionnaires?|feedback|letters?)"
    # Told to the reader, and about things of ours: not of the reader to others.
    rf"|\b(?:is it|would it be|are you|may we|can we|could we|would you like|do you want)\b[^.!?]{{0,60}}?\b(?:tell"
    rf"|inform|write to"
    rf"|update|keep|let) you (?:\w+ ){{0,2}}?(?:about|on|of) (?:(?:our|new|future|upcoming|coming|other|any|and) ){{0,3}}"
    rf"(?:courses|groups|events|news|services|workshops|trainings)\b(?! (?:you|that|which|where|when|to|with)\b)"
    rf"|\b(?:onko|olisiko|sopisiko|sopiiko|käykö|kävisikö|passaako|saammeko|saisimmeko|voimmeko|haluatko|haluatteko)\b"
    rf"[^.!?]{{0,40}}?\b(?:(?:kerro|ilmoita|tiedota)(?:mme|n|taan)|kertoa|ilmoittaa|tiedottaa|kerrotaan) (?:sinulle|teille)"
    rf"(?: (?:sähköpostilla|sähköpostitse|uusista|tulevista|muista|meidän|myös)){{0,3}} {_OURS_FI}\b(?!,? (?:jo\w+|missä"
    rf"|mihin)\b)"
    rf"|\b(?:är det|skulle det|går det|passar det|får vi|kan vi|vill du|vill ni)\b[^.!?]{{0,40}}?\b(?:(?:berättar?|informerar?"
    rf"|meddelar?|mejlar?|mailar?|skriver|skriva) (?:för |till )?(?:dig|er)|(?:dig|er) att (?:vi|jag) (?:berättar"
    rf"|informerar)) om (?:(?:våra|nya|kommande"
    rf"|andra|och) ){{0,3}}"
    rf"(?:kurser|grupper|evenemang|nyheter|utbildningar|tjänster)\b(?![^.!?]*\b(?:för|till|som|där)\b)"
    rf"|{MAILING}.{{0,120}}\?"
    rf"|(?:haluaisimme|toivoisimme|(?:vill|skulle vilja|vill gärna)\b.{{0,12}}\bskicka|would like to send).{{0,100}}{MAILING})",
    re.I | re.S,
)
"""A question for leave to send mail, in what is answered."""
YES_OR_NO = lazy(
    r"\b(?:vasta\w*|svara|reply|answer).{0,40}\b(?:kyllä|joo|ja|yes)\b.{0,50}\b(?:ei|nej|no)\b", re.I | re.S
)
"""So that a yes or a no may be answered, beside what names mail."""
ABOUT_MAIL = lazy(rf"{MAILING}|{MAIL}|lähet|skicka|send", re.I)
"""What only a sentence on mail or on sending it holds."""
OBJECTS = lazy(r"\b(?:vastustan|kiellän|motsätter|förbjuder|invänder|object\b|forbid)", re.I)
"""An objection to a use of data, which is a request and no word on mail."""

AGREES = lazy(
    r"\b(?:sopi\w*|käy\w*|passa\w*|kelpaa|onnistu\w*|ok\w*|hyvä\w*|hyväksy\w*|kyllä|joo|juu|works?|fine|good|suits?"
    r"|great|confirm\w*|accept\w*"
    r"|agree\w*|yes|it is|it's|then|går bra|passar|funkar|bra|godkänn\w*|ja|saa\w*|voitte)\b",
    re.I,
)
"""A clause that agrees to something."""
# Lists and orders of something else, and other people's places on them.
NOT_MINE = lazy(
    r"\b(?:hänet|hänen|him|his|her|honom|henne|hans|hennes|entinen|former|tidigare (?:kollega|medarbetare|anställd)"
    r"|(?:osallistuja|jonotus|odotus|hinta"
    r"|ostos|vieras|läsnäolo|puhelin|nimi)list\w*|(?:deltagar|kö|vänte|pris|närvaro)list\w*|(?:waiting|guest|attendee"
    r"|price|attendance) list\w*|kpl"
    r"|\w*(?:ryhmä|kurssi|retke|matka|illa|tapahtuma|tilaisuude|valmennukse|kokoukse|tapaamise|leiri|kerho)n list\w+"
    r"|(?!\w*(?:brev|utskick|post)\w* )\w{3,}s list(?:a|an)|list (?:for|of) the (?!newsletter|mail)\w+"
    r"|lounas\w*|lounaan|varau\w*|paketi\w*|kirjatil\w*|kirjoj\w*|laskuja|laskua|avain\w*|avaim\w*|invoices?|fakturor"
    r"|nyckel\w*)\b",
    re.I,
)
# A question whether a bill may come by mail asks for no leave.
OF_A_BILL = lazy(
    r"\b(?:\w*lasku(?:a|n|ja|t|na|nne)?|laskut\w*|kuitti\w*|kuitin|sopimu(?:s|ksen|sta)|\w*faktura\w*|kvitto\w*"
    r"|avtalet|invoices?|receipts?|contract)\b",
    re.I,
)
