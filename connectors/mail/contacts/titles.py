"""Job titles: by the ending or word that names an occupation, or by the place of an otherwise unknown line."""

import re

from connectors.mail.contacts.endings import Endings
from models.patterns import lazy

_ENDINGS_TEXT = """
ostaja inköpare antikvarie antikvaari meklari kellonsoittaja vaktchef skräddare räätäli leikkaaja urmakare optiker optikko
hieroja massör kuvaaja laulaja soittaja maalari målare muurari murare putkimies sähkömies lakimies asiamies
luottamusmies valvoja tarkastaja granskare arvioija välittäjä mäklare ompelija frisör vaktmästare kontorist
konstnär bokförare handläggare utredare föreståndare arbetare vårdare samordnare formgivare medlare musiker tekniker
sköterska pedagog pedagogi kurator kuraattori diakon diakonissa dirigent mästare inspektör kassör ombudsman intendent
notarie registrator kanslist veterinär apotekare farmaceut farmaseutti proviisori logoped tarjoilija artesaani
emännöitsijä neuvottelija käsittelijä bookkeeper caretaker bursar instructor tutor counsellor counselor dentist
pharmacist clerk registrar mediator translator interpreter journalist scientist broker inspector auditor treasurer
organiser organizer programmer superintendent trustee
tuomari domare syyttäjä åklagare konstaapeli konstapel palomies brandman emeritus emerita kappalainen
kaplan suntio häradshövding kommunikatör chaplain fellow solicitor barrister paralegal receptionist worker midwife
vicar beekeeper housekeeper archivist choirmaster sommelier purser laskuttaja toimija sovittelija
ekonomisti tiedottaja informatör lärling harjoittelija praktikant rakentaja byggare huoltaja
accountant administrator adviser advisor advokat agentti analyst analyytikko ansvarig architect arkitekt arkkitehti
asentaja asianajaja asiantuntija assistant assistent assistentti attorney avustaja bagare barnmorska bonde brukare
buyer ceo cfo chair chairman chef chefen chro cio coach consultant controller coo coordinator copywriter counsel cto
curator designer developer diakoni director direktör doctor editor edustaja ekonom elektriker eläinlääkäri emäntä
engineer entrepreneur esihenkilö esimies executive facilitator fiskare foreman forskare founder fysioterapeut
fysioterapeutti företagare förman grundare hallintojohtaja handledare hantverkare head hoitaja hrd ingenjör
insinööri intern isännöitsijä isäntä joht. johtaja johtohenkilö jurist juristi jäsen kampaaja kantor kanttori
kapteeni kapten kasvattaja kauppias kehittäjä kehityspäällikkö kirjanpitäjä kirkkoherra kock kokki konsult konsultti
koordinaattori koordinator kouluttaja kuljettaja kumppani kyrkoherde kätilö kääntäjä laborantti lawyer lead leader
lecturer ledare lehtori leipuri librarian logopedi lots luotsi läkare lärare lääkäri maisteri manager mekaanikko
mestari montör muotoilija muusikko myyjä neuvoja nurse odlare officer ohjaaja ohjelmoija ombud omistaja opettaja
ordförande osakas owner partner partneri parturi pastori perustaja photographer physician pitäjä planerare planner
president principal producent producer professor professori präst psychologist psykolog psykologi puheenjohtaja
pääll. päällikkö päätoimittaja recruiter redaktör rehtori rektor representative researcher revisor rådgivare
secretary sekreterare seppä sihteeri siivooja skribent skötare snickare specialist strategist supervisor
suunnittelija säljare taiteilija talonmies teacher technician teknikko terapeut terapeutti therapist tilintarkastaja
tohtori toimittaja tolk trainee trainer tränare tulkki tuottaja tutkija työläinen työntekijä utbildare utvecklare
vahtimestari valmentaja valokuvaaja vastaava vd viljelijä virkailija yrittäjä ägare översättare
"""
_ENDINGS = Endings(_ENDINGS_TEXT.split())
# Learned and borrowed names of trades: puutarhuri, floristi, biologi, merkonomi.
_LONG_ENDINGS = Endings(("uri", "isti", "ologi", "nomi", "ööri", "ikko", "tori"))
_START = lazy(
    r"^(?:toimitusjohtaja|johtaja|tj|hallituksen|vastaava|johtava|vanhempi|apulais\w*|vara\w*|head of"
    r"|director of|manager of|vp|vice president|chief|senior|junior|managing|lead|deputy|assistant"
    r"|verkställande|biträdande|ledande|ansvarig|ceo|cfo|cto|coo|vd|hr|founder|co-founder|owner|partner"
    r"|professor|työnohjaaja|perustaja|omistaja|yrittäjä|avdelnings\w*|enhets\w*)\b",
    re.I,
)
_BAD = lazy(
    r"\d{2,}|@|https?:|www\.|[?!]|^(?:terveisin|kiitos|mvh|hälsn\w*|regards|lähetetty|sent|skickat|puh|tel"
    r"|osoite|adress|address|y-tunnus|suomi|finland|www)\b",
    re.I,
)
_WORDS = lazy(r"^[^\W\d_][\w'’.&/,()+ -]*$")
_BETWEEN_WORDS = lazy(r"[\s/,&]+")


def _occupation(word: str) -> bool:
    return _ENDINGS.of(word) or (len(word) >= 6 and _LONG_ENDINGS.of(word))


def title_like(text: str) -> bool:
    """Whether a short text names an occupation or position by its words."""
    clean = text.strip(" ,;.|")
    if not clean or len(clean) > 70 or len(clean.split()) > 7 or _BAD.search(clean) or not _WORDS.match(clean):
        return False
    words = _BETWEEN_WORDS.split(clean)
    return any(_occupation(word.strip("().").casefold()) for word in words) or bool(_START.match(clean))


def ends_in_title(text: str) -> bool:
    """Whether the last word of a text is an occupation: "Studio Lead & Co-founder" is no studio."""
    words = text.strip(" ,;.|").split()
    return len(words) >= 2 and _occupation(words[-1].strip("().").casefold()) and title_like(text)


def could_be_title(text: str) -> bool:
    """Whether a text may be a title where its place says so: one to five words, no digits, no sentence."""
    clean = text.strip(" ,;|")
    if not 3 <= len(clean) <= 50 or len(clean.split()) > 5 or _BAD.search(clean) or not _WORDS.match(clean):
        return False
    return not clean.endswith((".", ":", "?"))


_AT = lazy(r"\s+(?:at|@|\||hos|på|vid|/|–|-|•|·)\s+")


def split_title_company(text: str) -> tuple[str, str] | None:
    """Give (title, rest) of "Head of People at Northpoint Oy" or "HR-päällikkö, Esimerkki Oy", None for other texts."""
    for match in _AT.finditer(text):
        left, right = text[: match.start()].strip(" ,"), text[match.end() :].strip(" ,")
        if left and right and title_like(left) and right[:1].isupper():
            return left, right
    return None
