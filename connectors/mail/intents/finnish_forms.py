"""Finnish words of an answer about mail, by stem and ending: nobody lists every case of every compound.

Mail is named by its last part, whatever stands before it: "kurssikutsuille", "ennakkotarjouksia". A compound of business
("laskutiedot", "kokouskutsu") is none. Only cases in which an answer names what comes are known: not "kirjeettä".
"""

from connectors.mail.intents import mail_names
from models.patterns import lazy

_PLURAL = r"(?:ja|jä|ia|iä|ita|itä|jen|ien|iden|itten|ihin|iin|isiin|ille|ista|istä|t)"
_OWN = r"(?:nne|si|mme|ni)?"
_MAIL = lazy(
    r"(?P<before>[a-zåäö-]*?)-?(?:"
    rf"{mail_names.FINNISH}"
    r")(?:kin|ki)?"
)
_ONLY_MANY = lazy(rf"(?P<before>[a-zåäö-]*?)-?{mail_names.FINNISH_MANY}(?:kin|ki)?")
# Of these the first part has to tell that they are mail, or what comes again and again.
_NAMED_BY_FIRST = lazy(
    r"(?:kurssi|koulutus|valmennus|tapahtuma|tilaisuus|ryhmä|palvelu|uutuus|tarjous|alennus|kampanja|markkinointi|mainos"
    r"|webinaari|luento|ilta|seminaari|työpaja|uutis|uutiskirje|palaute|info|kutsu|ohjelma|asiakas|vinkki)-?"
    rf"(?:jut(?:tu(?:a|un|ja|jen)?|u(?:n|t|lle|sta|ille|ista))|tie(?:to(?:a|ja|jen|on|ihin)?|do(?:n|t|ista|ille|sta))"
    rf"|post(?:i(?:a|n|t|in|lle|en)?|eja|eihin|eille)|meil(?:i(?:ä|n|t)?|ejä)|mail(?:i(?:a|n|t)?|eja)|list(?:aus|auksia)"
    rf"|ilmoit(?:us|usta|uksia|ukset|uksen)|pyyn(?:tö|töä|töjä|nön|nöt|nöille)){_OWN}(?:kin|ki)?"
)
_OF_BUSINESS = lazy(
    r"(?:.*(?:lasku|hinta|hinna|sopimus|yhteys|henkilö|pankki|maksu|perintä|kokous|palaveri|tapaamis|kalenteri|teams|zoom"
    r"|tilaus|vahvistus|suositus|saate|haku|hakemus|irtisanomis|ero|hätä|lisä|perus|esi|ääni|teksti|whatsapp|video|etä|tausta"
    r"|osoite|muutos|todistus|kurssitodistus|kunto|some|vakuutus|vero|palkka|potilas|asiakirja|saapumis|hyvästi|joulu|kiitos"
    r"|rakkaus|valitus|vastaus|häiriö|virhe|paikka|oma|terveys|luku|matka|hää|juhla|synttäri)-?)"
)
_LIST = lazy(
    rf"(?P<before>[a-zåäö-]*?)-?(?:list(?:a|an|alle|alla|aan|oille|oilla){_OWN}|jakelu(?:un|ssa|lle|ihin){_OWN})(?:kin|ki)?"
)
_OF_OTHERS = lazy(
    r"(?:.*(?:osallistuja|odotus|hinta|ostos|kirja|jono|jonotus|ilmoittautumis|nimi|puhelin|vieras|läsnäolo|tehtävä|laina|tarkistus"
    r"|lasku|musta|hinnasto|varaus|toive|muisti|todo|soitto|numero|päivä|sana|deltagar|kö|vänt|vänte|pris|närvaro|gäst|telefon|namn|inköps|anmälnings)-?)"
)
_TOPIC_STEM = (
    r"(?:[a-zåäö-]*?-?(?:kursse|koulutuks|valmennuks|tapahtum|tilaisuuks|webinaare|luenno|luento|seminaare|työpajo|ryhm|kahve"
    r"|illo|ilto|palvelu|tuotte|uutuuks|ohjauks|retk|konferensse|tapaamis|verkostoill|verkostoilt|opintopiire|infotilaisuuks))"
)
_OF_TOPIC = lazy(rf"{_TOPIC_STEM}i?(?:sta|stä){_OWN}(?:kin|ki)?")
_TOPIC = lazy(rf"{_TOPIC_STEM}(?:ja|jä|ia|iä|i|oi|ien|jen|iin|ihin|t)(?:nne|si)?(?:kin|ki)?")
_SINGULAR = lazy(r".*(?:ksesta|uudesta|tumasta|mästä|tteesta|lusta)(?:nne|si)?(?:kin|ki)?")


_POSSESSED = lazy(r"(?:kin|ki)$")


def part_of_form(word: str) -> str:
    """Give the part that a case-folded Finnish word plays by its form, "" when it plays none."""
    if part := _part(word):
        return part
    # "Tapahtumiinne" is "tapahtumiin" of yours.
    bare = _POSSESSED.sub("", word)
    return _part(bare[:-2]) if bare.endswith("nne") else ""


def _part(word: str) -> str:
    mail = _MAIL.fullmatch(word) or _ONLY_MANY.fullmatch(word)
    if mail:
        return "" if _OF_BUSINESS.fullmatch(mail["before"]) else "mail"
    if _NAMED_BY_FIRST.fullmatch(word):
        return "mail"
    if on_list := _LIST.fullmatch(word):
        return "" if _OF_OTHERS.fullmatch(on_list["before"]) else "list"
    if _OF_TOPIC.fullmatch(word):
        return "" if _SINGULAR.fullmatch(word) else "of_topic"
    return "topic" if _TOPIC.fullmatch(word) else ""
