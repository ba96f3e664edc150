"""What takes a yes back, in part or whole: limits, doubts, other matters, other people; in Finnish, Swedish and English."""

import re

from connectors.mail.intents.mail_names import FEEDBACK, LETTERS, SURVEYS
from models.patterns import lazy

LIMIT = lazy(
    r"\b(?:vähemmän|vähempi\w*|vähempää|vähentä\w*|vähennä\w*|harvemmin|harvempi\w*|harvempaa|fewer|less|mindre|färre"
    r"|mer sällan|mera sällan|glesare|lopett\w+|lopetan"
    r"|korkeintaan|enintään|maksimissaan|max|maks|ainoastaan|pelkästään|kunnes|siihen asti|siihen saakka|sitten"
    r" kun|sitten vasta"
    r"|heti kun|silloin kun|harvoin|harvakseltaan|kokeeksi|kokeilla|kokeillaan|(?:kuukauden|vuoden|viikon|kurssin"
    r"|syksyn|kevään|projektin) ajan|kuukaudeksi|vuodeksi|for (?:a|one|two|three"
    r"|six) (?:month|year|week)s?|i (?:ett|en|två|tre) (?:år|månad\w*)|tämän kerran|yhden kerran|kerran vaan"
    r"|(?:ei|mutta ei) liikaa"
    r"|(?<!kyllä )(?<!lähettäkää )(?<!lähettää )(?<!laittakaa )(?<!laittaa )(?<!tulla )(?<!tulemaan )vain (?:jos|kun"
    r"|kerran|yksi|yhden"
    r"|\w+(?:lla|llä|ssa|ssä|sti|ksi|sta|stä)\b)"
    r"|högst|max|endast|bara (?:om|när|på|en|ett|via|till|under|ifall|vid)|tills|så fort|när (?:jag|ni|vi|du)|sällan|på prov"
    r"|at most|no more than|not more than|up to|until(?! (?:i (?:tell|say)|further notice))|till then|från och med (?!nu\b"
    r"|i ?dag\b|idag\b)|from (?:next|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|autumn|spring|summer)|once|when (?:i"
    r"|you|the|it|we|my|our)|after (?:i|you|we|my|our)"
    r"|rarely|sparingly|occasionally|for now|for the time being|on condition|on the condition|this once|just this|by post|"
    r"only (?:for|by|on|in|about|to|via|when|after|with|once|one|the|from))\b",
    re.I,
)
"""A yes that carries a limit: how often, how long, which kind."""

WAVERING = lazy(
    r"\b(?:tuskin|poissulj\w+|mahdo(?:n|tonta|ton)|vaati\w*|hardly|scarcely|barely|out of the question|impossible|far from"
    r"|knappast|utesl\w+|omöjlig\w*|näppeligen|anything but|kaukana"
    r"|(?<!totta )kai|kait|kaipa|kaiketi|varmaan|varmaankin|vissiin|eiköhän|eikähän|luultavasti|oletettavasti|periaatteessa"
    r"|jotenkuten|joopa joo|jaa-a|antaa olla"
    r"|väl|(?<!jo )nog(?! (?:får|kan|går|passar)\b)|antagligen|troligen|förmodligen|i princip|tror jag|typ"
    r"|(?:i )?suppose|i guess|guess so|presumably|in principle|i think so|think about|kind of|sort of|yeah,? right"
    r"|whatever|as"
    r" if|likely|hopefully|(?:we|i)(?:'ll| will| can)? decide|(?:jag|vi) bestämmer|bestämmer (?:jag|vi)"
    r"|(?:parallel|another) (?:universe|life|world)|ett annat liv|amen|in theory|i teorin|we shall see)\b",
    re.I,
)
"""A yes of somebody who is not sure of it."""

ELSE = lazy(
    r"\b(?:(?:maanantai|tiistai|keskiviik|torstai|perjantai|lauantai|sunnuntai|huomen|ylihuomen)\w*|klo|kello\w*|aika"
    r"|ajan|aikaa|aamu\w*"
    r"|iltapäivä\w*|ilta|illalla|lasku\w*|tarjous|tarjouksen\w*|hinta|hinnan|hinnat|kuva\w*|valokuv\w*|nimeä\w*"
    r"|referens\w*|suosittel\w*|lausun\w*"
    r"|äänit\w*|nauhoit\w*|soit\w*|puhelu\w*|paikka\w*|varau\w*|sopimu\w*|ilmoittau\w*|tapaamis\w*|tapaamin\w*"
    r"|kokou\w*|palaver\w*|etä\w*|toimisto\w*"
    r"|måndag\w*|tisdag\w*|onsdag\w*|torsdag\w*|fredag\w*|lördag\w*|söndag\w*|kl|tid|tiden|faktura\w*|offert\w*"
    r"|pris\w*|bild\w*|foto\w*"
    r"|namn\w*|ring\w*|möte\w*|avtal\w*|bokning\w*|plats\w*|imorgon|i morgon"
    r"|monday\w*|tuesday\w*|wednesday\w*|thursday\w*|friday\w*|saturday\w*|sunday\w*|tomorrow|o'?clock|time|slot"
    r"|invoice\w*|bill|quote|offer|price"
    r"|photos?|pictures?|my name(?! on (?:the|your) (?:\w+ )?list)|reference|call|meeting\w*|appointment\w*"
    r"|booking\w*|contract|room|date|proposal"
    r"|testimonial)\b|\d{1,2}[.:]\d{2}\b",
    re.I,
)
"""Yes to something else: a time, a bill, an offer, a picture."""

OTHER_LEAVE = lazy(
    r"\b(?:käyttää|käyttöön|julkaista|julkaisemiseen|näyttää|nauhoittaa|äänittää|kuvata|kuvaamiseen|tallentaa"
    r"|luovuttaa|mainita|siirtää|laskuttaa|jakaa"
    r"|antaa eteenpäin|soittaa|tulla käymään|siteerata|lainata|hoitaa|use|publish|post my|record|share|quote|mention"
    r"|disclose|pass on|show|used|publish\w*|record(?:ed|ing|ings)|shared|quoted|mentioned|disclosed|photographed|filmed"
    r"|käytetään|julkaistaan|nauhoitetaan|äänitetään|kuvataan|luovutetaan|mainitaan|nauhoit\w+|äänit\w+|kuvaamis\w+"
    r"|används|publiceras|spelas in|delas|citeras|nämns|lämnas ut|inspelning\w*"
    r"|använda|publicera|spela in|dela|citera|nämna|lämna ut|visa|ringa)\b",
    re.I,
)
"""What one may allow beside mail: to use, publish, record, pass on."""
_OF_A_PERSON = lazy(
    r"\b(?:kuva\w*|valokuv\w*|nimeä\w*|nimesi|tarina\w*|video\w*|lausunto\w*|bild\w*|foto\w*|namn\w*|berättelse\w*|photos?"
    r"|pictures?|your name|stor(?:y|ies)|quotes?|testimonials?|words)\b",
    re.I,
)
_SENDS = lazy(r"lähet|laitt|skicka|sänd|mejla|\bsend|e-?mail", re.I)


FOR_ANOTHER = lazy(
    r"\b(?:(?:henkilöstö|henkilökun|tiimi|ryhmä|työntekijä|osasto|yksikö|yrity|firma|yhdisty|asiakk|perhee|lapse"
    r"|muiden|kaikkien)\w*"
    r" puolesta|on behalf of (?:my|the|our|all)|för (?:personalens|teamets|gruppens|\w+s) räkning"
    r"|vaimo\w*|mieheni|miehelle\w*|puoliso\w*|kollega\w*|työkaveri\w*|esimieh\w*|esihenkilö\w*|pomo\w*"
    r"|tyttäre\w*|pojalle\w*|poikani|äidil\w*"
    r"|äitini|isäni|hänelle|hänen puolesta\w*|my (?:wife|husband|partner|boss|colleague|daughter|son|mother|father"
    r"|assistant|team)"
    r"|(?:min|mina|mitt) (?:fru|man|chef|kollega|kolleger|dotter|son|mamma|pappa|team)|to (?:him|her|them)|till"
    r" (?:honom|henne))\b",
    re.I,
)
"""Leave of or for somebody else is nobody's own (C3)."""

OTHER_OBJECT = lazy(
    r"\b(?:lähettää|lähettäkää|lähetä|laittaa|laittakaa|laita|postittaa|skicka|sända|sänd|mejla|send|e-?mail"
    r"|add)\b(?: [\w'-]+){0,3}?"
    r" (?:tarjouksen\w*|offerten?|anbud\w*|lasku\w*|\w*faktura\w*|räkning\w*|quote|offer|invoices?|contract|sopimu\w*"
    r"|avtal\w*"
    r"|material\w*|materiaali\w*|paket\w*|parcel|tavara\w*|kvitto\w*|kuiti\w*|kuitti\w*|raport\w*|rapport\w*|report"
    r"|aikataulu\w*"
    r"|schedule|tidtabell\w*|dokument\w*|documents?|asiakirj\w*|linkki\w*|linkin|länk\w*|link|hinnasto\w*|prislist\w*"
    r"|price ?list"
    r"|esite|esitteen|broschyr\w*|brochure|insult\w*|receipts?)\b"
    r"|\b(?:skicka|sända|mejla)\b(?: \w+){0,2}? (?:till|åt) (?!mig\b|oss\b|min\b|mitt\b|mina\b|vår|den|detta|adress|mejl"
    r"|mail|e-?post"
    r"|jobb|hem|firma|\w*adress)\w+|\blist of (?:people|those|all|everyone|names)\b",
    re.I,
)
"""Leave to send a thing that is no letter of the kind, or to somebody else: "Det får ni skicka till kansliet"."""

REPORTED = lazy(
    r"(?<!\bi )(?<!\bjag )(?<!\bminä )\b(?:sanoi|sanoo|says|said|säger|sade)\b[\W]{1,3}(?:että |att |that |to )?[\W]{0,2}"
    r"(?:yes|kyllä|joo|ja|jo|go ahead|send|lähettäkää|laittakaa|ok|okay|fine|sopii|skicka|saa|får|it'?s (?:ok|fine))\b"
    r"|,[\"”]? (?:said|says|sa|sade|säger) (?:the|my|a|min|mitt|vår|no one|nobody|everybody|everyone|alla|ingen"
    r"|[a-zåäö]+(?:en|an))\b"
    r"|\bi(?:'m| am) told\b|\bsägs det\b"
    r"|\b(?:kirjoititte|kirjoitit|väitätte|väitit|luki|lukee|(?:you|he|she|they) (?:wrote|write|claim)|ni (?:skrev"
    r"|skriver|påstår))"
    r"\b[^.!?]{0,20}[\"”“«»]",
    re.I,
)
"""A yes that somebody else has said."""

_LETTERS = lazy(rf"{LETTERS}|{SURVEYS}|{FEEDBACK}|uuti", re.I)
# "Did you get our newsletter?", "Would you like to write for it?", "Haluatteko lopettaa uutiskirjeen?".
_NO_LEAVE = lazy(
    # On paper or by mail: that it comes is settled.
    r"\bpap(?:erilla|erisena|erina|per)\b.{0,15}\b(?:vai|eller)\b|\b(?:vai|eller|or)\b.{0,12}\bpap(?:eri\w*|per|er)\b"
    r"|\bon paper or\b"
    r"|^\W*vill (?:du|ni) (?:inte|ej)\b(?![^.!?]*\?)|\b(?:saitko|saitteko|luitko|luitteko|huomasitko|näitkö|oliko|olivatko"
    r"|oletko (?:\w+ )?(?:lukenut|saanut|nähnyt"
    r"|huomannut)"
    r"|onko (?:tämä|se) (?:\w+ )?(?:oikea|sinun)|kollega\w+|colleagues?|onko \w+ tullut|fick (?:du|ni)|läste (?:du|ni)"
    r"|såg (?:du|ni)|har (?:du"
    r"|ni) (?:\w+ )?(?:läst|fått|sett)"
    r"|did you|have you|was (?:the|our)|is this your"
    r"|(?:haluat\w*|haluaisit\w*|vill (?:du|ni)|do you want|would you like)[^.!?]{0,25} (?:kirjoittaa|mainostaa|mainoksen"
    r"|jutun|nähdä|lopettaa"
    r"|perua|peruuttaa|poistua|skriva|annonsera|se (?:vår|annonsen)|avsluta|säga upp|write (?:for|in|to)|advertise|see"
    r"|unsubscribe|stop"
    r"|cancel|leave|end)|markkinointi(?:kurss|koulutu)\w*|markkinointi alana|marknadsföringskurs\w*|marketing (?:course"
    r"|training|job)"
    r"|(?:lähettää|välittää|send|forward|skicka) (?:palautteesi|palautteenne|your feedback|din (?:respons|feedback))"
    r"|(?:lähettää|send|skicka) (?:you |the |dig |sinulle |teille )*(?:avaim\w+|\w*materia\w+|offerten|anbudet"
    r"|course material))\b",
    re.I,
)


# "May I send it by e-mail?": what it is, the sentence before tells.
_SENDS_IT = lazy(
    r"\b(?:lähet|laita|laitta|toimit|posti)\w* (?:sen|se|ne|sitä|niitä)\b|\b(?:skickar?|sänder?|mejlar?) (?:den|det|dem)\b"
    r"|\b(?:send|e-?mail) (?:it|them|this|that)\b",
    re.I,
)


def asks_for_else(part: str) -> bool:
    """Whether a question that names letters is for no leave to send them: a picture in one, its arrival, its end."""
    if _SENDS_IT.search(part) and not _LETTERS.search(part):
        return True
    other = bool(OTHER_LEAVE.search(part)) and bool(_OF_A_PERSON.search(part) or not _SENDS.search(part))
    thing = bool(OTHER_OBJECT.search(part)) and not _LETTERS.search(part)
    return other or thing or bool(_NO_LEAVE.search(part))


RECEIVED = lazy(
    r"\b(?:sain|saimme|luin|luettu|huomasin|näin viest\w*|tuli perille|kiitos (?:tiedo\w*|viest\w*|infosta)"
    r"|selvä(?=\W*$)|selvän teki|understood|noterat|uppfattat|noted|got it|received|"
    r"i(?:'ve)? (?:got|read|seen) (?:it|your|the)|thanks for (?:letting|the (?:info|message|mail|note))|tack för"
    r" (?:info\w*|meddel\w*|mejlet|beskedet)"
    r"|jag (?:fick|har fått|läste|såg))\b",
    re.I,
)
"""The letter was received or read: no answer yet."""

ASIDE = lazy(
    r"\b(?:anteeksi|pahoittelu\w*|sori|sorry|apologies|apologi[sz]e|förlåt|ursäkta|beklagar)\b[^.!?;]{0,80}"
    r"|[^,.!?;]{0,50}\b(?:en|emme|ei|inte|haven't|have not|couldn't|could not|didn't|can't"
    r"|cannot)\b[^,.!?;]{0,25}\b(?:ehdi|ehtin\w*|pääse|päässyt"
    r"|kiirettä|hätää|hunnit|hinner|bråttom|had (?:the )?time|(?:make|made) it|managed|got round|hurry)\b[^,.!?;]{0,40}",
    re.I,
)
"""An apology and other remarks with a "no" in them that is none: "anteeksi etten ole ehtinyt vastata"."""

STRINGS = lazy(
    r"\b(?:kuinka (?:usein|monta|paljon)|miten (?:usein|monta|paljon)|maksaako|mitä (?:se|ne|tämä) maksa\w*|montako"
    r"|saako sen|voiko sen|voinko|saanko"
    r"|pääseekö|onko (?:\w+ )?pakko|pakkoko|do i have to|is it (?:mandatory|obligat\w+)|måste jag"
    r"|lopetettua|ei (?:kuitenkaan |kyllä |liian |kovin |joka |sentään )*(?:usein|liikaa|viikko|päivä|kerta)\b"
    r"|hur (?:ofta|många|mycket)|kostar det|(?:kan|får) jag(?=[^.!?]*\?)|inte (?:för|så|allt för) (?:ofta|mycket|många)"
    r"|how (?:often|many|much|frequent\w*)|what does it cost|is it free|can i (?:stop|cancel|change|unsub\w*|opt)|may"
    r" i (?:stop|cancel)|not too (?:often|many|much)"
    r"|(?:osoite\w*|osoitteita|tietojani|kumppan\w*|adress\w*|uppgift\w*|partner\w*|address\w*|my data|third"
    r" part\w+)\b[^.!?]{0,60}\?"
    r"|(?:kunhan|jos|mikäli|ellei|edellyttäen|as long as|provided|if|unless|om|ifall"
    r"|förutsatt)\b[^.!?]{0,40}\b(?:niitä|ne|näitä|sitä|se|usein|viesti\w*"
    r"|kirje\w*|kysely\w*|posti\w*|liikaa|they|them|it|these|often|mail\w*|e-?mails?|letters?|surveys?|too (?:many"
    r"|much|often)|dem|de|det|ofta|mejl\w*"
    r"|utskick\w*|enkät\w*|brev\w*))\b",
    re.I,
)
"""What ties a yes to something in another sentence: how often, what it costs, what then."""

UNDECIDED = lazy(
    r"^\W*(?:ehkä|kanske|maybe|perhaps|tai (?:en|ei)|or not|eller inte)\b|\b(?:har|ha) (?:jag )?inte (?:ännu )?bestämt"
    r"|\b(?:en|emme) ole (?:vielä )?päättän\w+|\b(?:haven't|have not|not) (?:yet )?(?:decided|made up my mind)"
    r"|\b(?:muuten (?:ei|en)|annars (?:inte|nej)|otherwise (?:no|not))(?=\W*$)|\b(?:(?:mietin|mietimme|mietitään|harkitsen"
    r"|harkitaan|kysyn|kysytään|katsotaan|katson|pohdin|pohditaan)"
    r" (?:vielä|asiaa|sitä|ensin|vähän|tätä|asia|rauhassa|myöhemmin)"
    r"|en (?:ole|oo) (?:ihan |vielä )?varma|en tiedä|en osaa (?:vielä )?sanoa|palaan asiaan|päätän myöhemmin"
    r"|not sure|let me think|think (?:about it|it over)|make up my mind|get back to you|let you know|i'?ll (?:ask"
    r"|check|decide|see)"
    r"|fundera(?:r)?|tänker på saken|vet inte|återkommer|inte säker|bestämmer mig|before i (?:say|decide|answer|agree"
    r"|commit)|ennen kuin (?:sanon|vastaan|päätän|lupaan|suostun)"
    r"|(?:kan|kunde) inte (?:svara|säga) (?:före|förrän|innan|ännu)|(?:can'?t|cannot) (?:answer|say) (?:before|until|yet)"
    r"|innan jag (?:säger|svarar|bestämmer|lovar|ger))\b",
    re.I,
)
"""Somebody who has not made up their mind, said in a sentence of its own."""

ANOTHER_WISH = lazy(
    r"\b(?:halua(?:n|isin)|tahdon|toivon)\b(?! (?:(?:minä|minäkin|myös|mielelläni|kyllä|ehdottomasti|edelleen|jatkossa"
    r"|teidän|teiltä|tuon|sen|tilata|saada|ottaa|vastaanottaa|liittyä|vastaan)\b ?){0,5}(?:\w*kirje(?:en|et|itä|ttä)(?:nne)?"
    r"|\w*list\w+|markkinointi\w*|uutis\w*|mainoks\w+|tarjouks\w+)(?<!st[aä])(?<!ss[aä])\b)"
    r"|\b(?:få|ha) (?:bort|slut|hjälp|färre|mindre|stopp|nog|fred|problem|paus|en paus|ett slut)\b|\bput (?:me|us) off\b",
    re.I,
)
"""A wish for something other than mail, with mail's name in it: "haluan estää uutiskirjeet"."""
