"""Labels of web forms and booking notices: which field of whom a label asks for, in Finnish, Swedish and English."""

import re
from dataclasses import dataclass
from enum import StrEnum

from models.patterns import lazy
from models.vocabulary import DetailField as F


class Whose(StrEnum):
    """Whom a label speaks of: the served client, one who acts for them, one beside them, the firm's staff, or nobody named."""

    SERVED = "served"
    ACTING = "acting"
    ASIDE = "aside"
    STAFF = "staff"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class LabelMeaning:
    """`field` is None for a label that asks for none; `part` tells given and family names apart."""

    field: F | None
    whose: Whose = Whose.OPEN
    part: str = ""


# What stands beside a value in a table of invoicing or contact details, and is neither a title nor a firm.
VALUE_LABEL = lazy(
    r"(?:(?:(?:verkko|e-?|paperi|sähköposti)?lasku(?:tus|jen|n)?|(?:nät|e-?|pappers)?faktur(?:a|or|ering)s?"
    r"|(?:e-?)?invoic(?:e|es|ing)"
    r"|billing|finvoice|peppol|ovt|edi|moms|vat|alv|fo|y|org|operaattori\w*|operatör\w*|operator|välittäjä\w*|förmedlar\w*"
    r"|intermediary"
    r"|käynti|posti|toimitus|katu|besöks|post|leverans|visiting|postal|street|mailing|delivery|registered|office"
    r"|puhelin|telefon|phone|mobile|business|company|tax)"
    r"(?:['’]s)?[ -]?)?(?:osoite|tunnus|adress|address|operaattori|operatör|operator|välittäjä|förmedlare|id|kod|koodi|code|nr"
    r"|nro|numero|nummer|number|tiedot|uppgifter|details|toimipaikka)\.?(?: \(?(?:ovt|y-tunnus|peppol)\)?)?",
    re.I,
)
_STAFF = lazy(
    r"\b(?:host|isäntä|järjestäjä|organisaattori|organi[sz]er|arrangör|värd|työnohjaaja|ohjaaja|valmentaja"
    r"|kouluttaja|terapeutti|coach|handledare|behandlare|utbildare|tekijä|työntekijä|asiantuntija"
    r"|palveluntarjoaja|resurssi|resource|staff|provider|practitioner|therapist"
    r"|consultant|konsult|konsultti|behandlare|medarbetare|vastuuhenkilö|palveluntuottaja|hoitaja|lääkäri"
    r"|with|employee|team member|agent|kalenteri|calendar|assigned to|vastaanottava|vastaanottaja|ansvarig"
    r"|hos|kenen luo|with whom|toimittaja|myyjä|seller|säljare)\b",
    re.I,
)
_ACTING = lazy(
    r"(?:\b|^)(?:varaaj\w*|(?:varauksen|tilauksen|ilmoittautumisen) (?:teki\w*|tehnyt)|varannut|tilannut|ilmoittanut"
    r"|tilaaj\w*|ilmoittaj\w*|ilmoittautuj\w*"
    r"|registrant|registered by|anmäld av|ilmoittajan|huoltaj\w*"
    r"|maksaj\w*|kuka maksaa|vem betalar|who (?:pays|is paying|will pay)|laskun ?saaj\w*|laskutusyhteyshenkilö\w*"
    r"|yhteyshenkilö\w*|esihenkilö\w*|esimie\w*"
    r"|puolesta|lähettäjä(?:n)?(?= puolesta)|bokare\w*"
    r"|(?:bokad|bokat|reserverad|beställd|gjord|ordnad) av|beställare\w*|betalare\w*"
    r"|vårdnadshavare\w*|anmälare\w*|kontaktperson\w*|chef\w*"
    r"|(?:booked|made|arranged|reserved|scheduled) by"
    r"|booker\w*|booking contact|payer|paid by|guardian|parent|ordered by|purchaser|buyer"
    r"|contact person|billing contact|manager|submitted by|requested by|tekijän|hr-yhteyshenkilö)",
    re.I,
)
# Never the one whom a form is about, whoever else stands in it.
_ASIDE = lazy(
    r"additional guest|(?:other|extra) (?:guest|participant)|(?:muut|lisä) ?(?:osallistuj|vieraat)|(?:övriga"
    r"|andra) (?:deltagare|gäster)|(?:\b|^)(?:lähiomai\w*|omai(?:nen|sen)\w*|anhörig\w*|närstående|next of kin|emergency"
    r"|(?:contact )?in case of emergency"
    r"|hätäyhteys\w*|hätätila\w*|nödkontakt\w*|nödfall|suosittelij\w*|suositellut|rekommenderad av|referrer|referee"
    r"|referred by|recommended by|introduced by)",
    re.I,
)
# "Aika on varattu henkilölle: …", "Tid bokad för: …", "Booked for: …": whoever follows is served.
_FOR_WHOM = lazy(
    r"(?:henkilölle|asiakkaalle|osallistujalle|potilaalle|lapselle|nimelle|nimellä|kenelle|för(?: person(?:en)?)?|åt"
    r"|till kund(?:en)?|i namnet"
    r"|(?:aika|varaus|ajanvaraus|käynti|tapaaminen) koskee|(?:tiden|bokningen|besöket|mötet) gäller"
    r"|for(?: person)?|on behalf of|in the name of)$",
    re.I,
)
_SERVED = lazy(
    r"(?:^(?:kuka|vem|who)$)|\b(?:asiaka(?:s|an|alle|sta)\w*|osallistuj\w*|ohjattav\w*|valmennettav\w*|potilas|potilaan|palvelun"
    r" ?saaj\w*|kenelle|kuka tulee|vieras|vieraan|oppila\w*|lapsen|kävijä\w*|kund(?:en|ens)?|deltagar\w*"
    r"|klient\w*|patient\w*|för vem|gäst\w*|elev\w*|besökar\w*|barnets"
    r"|customer|client|participant|attendee|invitee|guest|patient|for whom|booked for|appointment for"
    r"|student|visitor|child|asukas|jäsen|tulija\w*|aika on|ajan saaja|coachattav\w*)\b",
    re.I,
)
_NONE = lazy(
    r"^(?:mitä|milloin|missä|miksi|vad|när|var|varför|what|when|where|why)$"
    r"|\bip\b|ip-osoite|ip-adress|sivun osoite|sivu\b|url\b|linkki|länk|link\b|aika\b|ajankohta|alkaa"
    r"|päättyy|päivä|pvm|kello|klo|kesto|palvelu(?!n ?saaj)|tjänst|service\b|\bpaikka\b|plats\b|location"
    r"|toimipiste|viite|varausnumero|varaustunnus|varauskoodi|tilausnumero|tilausnro|lomakkeen|form"
    r" (?:name|id)|aihe|ämne|subject|otsikko"
    r"|viesti|meddelande|message|kommentti|kommentar|comment|lisätie|lisätoive|toive|önskemål|notes"
    r"|kysymys|fråga|question|terveiset|hinta|pris|price|summa|tuote|produkt|product|määrä|antal|quantity"
    r"|tila\b|status|syy|orsak|reason|maksutapa|betal(?:sätt|ning)|payment|lasku(?:n)? numero"
    r"|fakturanummer|invoice (?:no|number)|tilauspäivä|suostumus|samtycke|consent"
    r"|uutiskirje|nyhetsbrev|newsletter|hyväksy|godkänn|accept|selain|browser|user.?agent|laite\b|enhet\b"
    r"|device|kieli|språk|language|syntymä|födelse|birth|hetu|henkilötunnus|personbeteckning|ikä\b|ålder"
    r"|\bage\b|lähde|source|kanava|\btime|\bdate|tid\b|datum|\bstart|\bslut|\bends?\b|lähetetty|skickat|sent|mistä"
    r" kuulit|huone|rum\b|room|osallistujamäärä|henkilömäärä|ryhmän koko|y-lehti|iban|tilinumero|konto",
    re.I,
)
_FIELDS: tuple[tuple[F, str, re.Pattern[str]], ...] = (
    (F.EINVOICE_OPERATOR, "", lazy(r"operaattori|välittäjä|operatör|operator\b|förmedlare|intermediary", re.I)),
    (
        F.EINVOICE_ADDRESS,
        "",
        lazy(
            r"verkkolasku(?!tus)|ovt|e-?lasku|e-?faktura|e-?invoice|nätfaktura|finvoice|^(?:laskutus(?:tiedot|tietonne|tietosi)?"
            r"|fakturering(?:suppgifter)?|billing(?: (?:details|information))?|invoic(?:e|ing) (?:details|information))$",
            re.I,
        ),
    ),
    (
        F.BUSINESS_ID,
        "",
        lazy(
            r"y-?tunnus|fo-?nummer|business ?id|vat|alv-?(?:nro|tunn|numero)|org(?:anisations)?\.?-?nummer|company"
            r" (?:id|number)|moms",
            re.I,
        ),
    ),
    (
        F.EMAIL,
        "",
        lazy(
            r"sähkö?posti|sahkoposti|s-?posti|e-?mail|e-?post(?!i)|meili|\bmail\b|\bmaili\b|sähköposti|epost"
            r"|^(?:where|how) (?:can|may|should|do) we write to you$|^vart (?:kan|får) vi skriva|^mihin voimme kirjoittaa",
            re.I,
        ),
    ),
    (
        F.PHONE,
        "",
        lazy(
            r"^(?:yhteystieto|yhteystiedot|yhteys|kontaktuppgift(?:er)?|contact (?:details|info\w*)|(?:miten|mistä) tavoit\w+.*"
            r"|hur når vi.*|how (?:can|do) we reach.*)$"
            r"|^(?:which|what) number (?:should|can|may|do) we (?:call|ring|use)$"
            r"|^(?:your |the |contact |best |direct )?number(?: to call)?$|^(?:soita|ring|call|soitto|ring upp)\b"
            r"|\bnumero(?:on|sta|lla|ssa|si|nne)\b|\bnumrot\b|puhelin|puhelim|\bpuh\b|\bp\b|\btel\b|telefon|phone|mobil|gsm|kännykkä"
            r"|matkapuh|\bnumero\b"
            r"|\bnummer\b|\bcell\b|\bmob\b|\btfn\b|yhteysnumero|kontaktnummer|contact number|reminder number"
            r"|\bsms\b|whatsapp|phone number|(?:your|mobile|cell|daytime) number",
            re.I,
        ),
    ),
    (
        F.PERSON_NAME,
        "given",
        lazy(r"etunim|förnamn|first[ -]?name|given[ -]?name|kutsumanimi|tilltalsnamn|forename", re.I),
    ),
    (F.PERSON_NAME, "family", lazy(r"sukunim|efternamn|last[ -]?name|surname|family[ -]?name", re.I)),
    (F.POSTCODE, "", lazy(r"postinumero|postinro|postnummer|post(?:al)? ?code|zip|postnr", re.I)),
    (
        F.CITY,
        "",
        lazy(
            r"toimipaikka|paikkakunta|kaupunki|kotikunta|postort|\bort\b|\bstad\b|\bcity\b|\btown\b|hemort"
            r"|kommun\b|\bkunta\b|^(?:missä asut|var bor du|where do you live)$",
            re.I,
        ),
    ),
    (F.STREET, "", lazy(r"katu|osoite|adress|address|street|gatu", re.I)),
    (
        F.WEBSITE,
        "",
        lazy(r"kotisivu|verkkosivu|www|web ?site|\bweb\b|hemsida|webbplats|homepage|nettisivu", re.I),
    ),
    (
        F.COMPANY,
        "",
        lazy(
            r"yritys|yrityks|organisaatio|työnantaja|yhteisö|yhdistys|firma|företag|organisation|company"
            r"|arbetsgivare|employer|^(?:your |my |the )?business$|toiminimi|organi[sz]ation|förening|bolag|työpaikka"
            r"|arbetsplats|business name|yhtiö"
            r"|seura\b|taloyhtiö|var arbetar|missä työskentel|where do you work|mistä tulet",
            re.I,
        ),
    ),
    (
        F.JOB_TITLE,
        "",
        lazy(
            r"titteli|nimike|asema\b|tehtävä(?:si|nne)?\b|titel|\btitle\b|rooli|\brole\b|\broll\b|position"
            r"|befattning|ammatti|yrke|occupation",
            re.I,
        ),
    ),
    (
        F.PERSON_NAME,
        "",
        lazy(
            r"^(?:mikä (?:sinun )?nimesi on|miksi (?:saamme )?kutsu\w+ sinua|vad heter du"
            r"|what (?:should|may|can|shall) we call you|kuka (?:sinä )?olet(?:te)?|vem är du|who are you"
            r"|contact|kontakt|kontakti|yhteydenottaja|vastaaja"
            r"|respondent|svarande|kysyjä|soittaja)$"
            r"|nimi|nime|namn|name|lähettäjä|avsändare|sender|\bfrom\b",
            re.I,
        ),
    ),
)


def meaning(label: str) -> LabelMeaning | None:
    """Give what a label asks for, None when it is no label known at all."""
    text = " ".join(re.sub(r"[*_:()\[\]]", " ", label).split())
    if not text or len(text) > 48 or len(text.split()) > 6:
        return None
    whose = _whose(text)
    field, part = _field(text)
    if field is None and whose is not Whose.STAFF and _FOR_WHOM.search(text):
        return LabelMeaning(F.PERSON_NAME, Whose.SERVED)
    if (
        field is not None
        and _NONE.search(text)
        and not (
            field in {F.EMAIL, F.PHONE, F.EINVOICE_ADDRESS, F.BUSINESS_ID} and not re.search(r"\bip|sivu", text, re.I)
        )
    ):
        return LabelMeaning(None, whose)
    if field is None and whose in {Whose.SERVED, Whose.ACTING, Whose.ASIDE, Whose.STAFF}:
        # "Osallistujien määrä" and "Asiakkaan viesti" speak of the person and ask for something else.
        return LabelMeaning(None if _NONE.search(text) else F.PERSON_NAME, whose)
    if field is None:
        return LabelMeaning(None) if _NONE.search(text) else None
    return LabelMeaning(field, whose, part)


def _whose(text: str) -> Whose:
    if _ASIDE.search(text):
        return Whose.ASIDE
    if _ACTING.search(text):
        return Whose.ACTING
    if _SERVED.search(text):
        return Whose.SERVED
    return Whose.STAFF if _STAFF.search(text) else Whose.OPEN


def _field(text: str) -> tuple[F | None, str]:
    return next(((field, part) for field, part, pattern in _FIELDS if pattern.search(text)), (None, ""))
