"""Job titles: by the ending or word that names an occupation, or by the place of an otherwise unknown line."""

import re

_END = re.compile(
    r"(?:johtaja|päällikkö|vastaava|hoitaja|ohjaaja|opettaja|asiantuntija|koordinaattori|sihteeri|yrittäjä|insinööri|mestari|asentaja|pitäjä|suunnittelija|konsultti|valmentaja|kouluttaja|lääkäri|psykologi|terapeutti|rehtori|assistentti|avustaja"
    r"|esimies|esihenkilö|toimittaja|tuottaja|myyjä|edustaja|neuvoja|tutkija|professori|lehtori|pastori|kirkkoherra|diakoni|kanttori|isännöitsijä|kokki|leipuri|kampaaja|parturi|kuljettaja|arkkitehti|juristi|asianajaja|tilintarkastaja|kirjanpitäjä"
    r"|analyytikko|kehittäjä|ohjelmoija|taiteilija|muotoilija|valokuvaaja|eläinlääkäri|työntekijä|työläinen|viljelijä|omistaja|perustaja|osakas|puheenjohtaja|jäsen|partneri|kumppani|virkailija|hallintojohtaja|luotsi|kapteeni|kätilö|fysioterapeutti|logopedi|johtohenkilö|emäntä|isäntä|seppä|kauppias|agentti|muusikko|teknikko|mekaanikko|laborantti|maisteri|tohtori|kääntäjä|tulkki|päätoimittaja|kasvattaja|vahtimestari|talonmies|siivooja|kehityspäällikkö|joht\.|pääll\.|[a-zåäö]{3,}(?:uri|isti|ologi|nomi|ööri|ikko|tori|tööri)"
    r"|chef|chefen|ledare|lärare|skötare|direktör|sekreterare|koordinator|ingenjör|företagare|konsult|rådgivare|ombud|brukare|läkare|psykolog|terapeut|handledare|rektor|ordförande|assistent|montör|säljare|ansvarig|planerare|utvecklare|forskare|ekonom|jurist|advokat|kock|bagare|förman|hantverkare|kyrkoherde|präst|kantor|revisor|arkitekt|ägare|grundare|producent|redaktör|skribent|fysioterapeut|barnmorska|snickare|elektriker|kapten|lots|utbildare|tränare|coach|tolk|översättare|bonde|odlare|fiskare|vd"
    r"|manager|director|officer|engineer|consultant|assistant|specialist|coordinator|supervisor|developer|designer|analyst|accountant|teacher|therapist|psychologist|nurse|physician|doctor|secretary|president|founder|partner|owner|lead|leader|head|executive|administrator|representative|advisor|adviser|architect|lawyer|attorney|researcher|professor|lecturer|principal|editor|producer|trainer|facilitator|recruiter|strategist|planner|controller|technician|buyer|entrepreneur|chairman|chair|ceo|cfo|coo|cto|cio|chro|hrd|intern|trainee|counsel|librarian|curator|photographer|copywriter|foreman|chef)$",
    re.I,
)
_START = re.compile(
    r"^(?:toimitusjohtaja|johtaja|tj|hallituksen|vastaava|johtava|vanhempi|apulais\w*|vara\w*|head of|director of|manager of|vp|vice president|chief|senior|junior|managing|lead|deputy|assistant|verkställande|biträdande|ledande|ansvarig|ceo|cfo|cto|coo|vd|hr|founder|co-founder|owner|partner|professor|työnohjaaja|perustaja|omistaja|yrittäjä|avdelnings\w*|enhets\w*)\b",
    re.I,
)
_BAD = re.compile(r"\d{2,}|@|https?:|www\.|[?!]|^(?:terveisin|kiitos|mvh|hälsn|regards|lähetetty|sent|skickat|puh|tel|osoite|adress|address|y-tunnus|suomi|finland|www)", re.I)
_WORDS = re.compile(r"^[^\W\d_][\w'’.&/,()+ -]*$")


def title_like(text: str) -> bool:
    """Whether a short text names an occupation or position by its words."""
    clean = text.strip(" ,;.|")
    if not clean or len(clean) > 70 or len(clean.split()) > 7 or _BAD.search(clean) or not _WORDS.match(clean):
        return False
    words = re.split(r"[\s/,&]+", clean)
    return any(_END.search(word.strip("().")) for word in words) or bool(_START.match(clean))


def could_be_title(text: str) -> bool:
    """Whether a text may be a title where its place says so: one to five words, no digits, no sentence."""
    clean = text.strip(" ,;|")
    if not 3 <= len(clean) <= 50 or len(clean.split()) > 5 or _BAD.search(clean) or not _WORDS.match(clean):
        return False
    return not clean.endswith((".", ":", "?"))


_AT = re.compile(r"\s+(?:at|@|\||hos|på|vid|/|–|-|•|·)\s+")


def split_title_company(text: str) -> tuple[str, str] | None:
    """Give (title, rest) of "Head of People at Northpoint Oy" or "HR-päällikkö, Esimerkki Oy", None for other texts."""
    for match in _AT.finditer(text):
        left, right = text[: match.start()].strip(" ,"), text[match.end() :].strip(" ,")
        if left and right and title_like(left) and right[:1].isupper():
            return left, right
    return None
