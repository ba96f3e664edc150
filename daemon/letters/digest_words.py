"""The catalogue of the digest: what can wait and the command that shows it, in three languages."""

from daemon.letters.facts import DigestTopic
from models.rules.deadlines import Urgency
from models.vocabulary import Language, RequestKind

SUBJECTS = {
    Language.FI: ("Asiakasrekisteri: 1 asia odottaa", "Asiakasrekisteri: {count} asiaa odottaa"),
    Language.SV: ("Kundregistret: 1 ärende väntar", "Kundregistret: {count} ärenden väntar"),
    Language.EN: ("Client register: 1 matter waits", "Client register: {count} matters wait"),
}
"""Of one thing, and of several."""

_COMMANDS = {
    DigestTopic.TO_APPROVE: "rekisterid feedback preview",
    DigestTopic.UNKNOWN: "rekisterid status",
    DigestTopic.REFUSED: "rekisterid status",
    DigestTopic.RETURNING: "rekisterid bookings",
    DigestTopic.PAUSED: "rekisterid status",
    DigestTopic.INQUIRIES: "rekisterid inquiries",
    DigestTopic.RECIPIENTS: "rekisterid disclosures to-tell",
    DigestTopic.SOURCE_NOTICES: "rekisterid notices",
    DigestTopic.HOLDS: "rekisterid retention show",
    DigestTopic.KEPT_OUT: "rekisterid kept-out --looked-at",
    DigestTopic.SAME_PERSON: "rekisterid judgements",
    DigestTopic.CANDIDATES: "rekisterid candidates",
    DigestTopic.PROBLEMS: "rekisterid problems",
    DigestTopic.PARKED: "rekisterid check",
    DigestTopic.UNREACHED: "rekisterid check",
    DigestTopic.EMPTIED_CALENDARS: "rekisterid status",
    DigestTopic.ALARMS: "rekisterid status",
}

CASES_COMMAND = "rekisterid requests"

_LABELS = {
    Language.FI: {
        DigestTopic.TO_APPROVE: "Hyväksyntää odottavia palautepyyntöjä",
        DigestTopic.UNKNOWN: "Kirjeitä, joiden lähtemisestä ei ole varmuutta",
        DigestTopic.REFUSED: "Kirjeitä, joita vastaanottava palvelin ei ottanut",
        DigestTopic.RETURNING: "Osoitteita, joista kirjeet palautuvat (niihin ei enää lähetetä)",
        DigestTopic.PAUSED: "Epäselviä viestejä suostumuksesta, lähetys keskeytetty",
        DigestTopic.INQUIRIES: "Asiakkaiden selvityspyyntöjä, reklamaatioita ja kysymyksiä, jotka odottavat vastausta",
        DigestTopic.RECIPIENTS: "Vastaanottajia, joille on kerrottava oikaisusta, poistosta tai rajoituksesta (vanhin {day})",
        DigestTopic.SOURCE_NOTICES: "Ihmisiä, joille on kerrottava, keneltä heidän tietonsa saatiin (viimeistään {day})",
        DigestTopic.HOLDS: "Poistamisen esteitä, joiden tarve on tarkistettava (ensimmäinen {day})",
        DigestTopic.KEPT_OUT: "Kieltoja ja estolistan merkintöjä, jotka on tarkistettava (ensimmäinen {day})",
        DigestTopic.SAME_PERSON: "Kirjauksia, jotka saattavat koskea samaa henkilöä",
        DigestTopic.CANDIDATES: "Lähettäjiä, joista ei tiedetä, ovatko he asiakkaita",
        DigestTopic.PROBLEMS: "Viestejä ja kalenterimerkintöjä, joita ei voitu lukea",
        DigestTopic.PARKED: "Tilejä, joiden palvelin torjuu kirjautumisen tai joiden varmenne ei kelpaa",
        DigestTopic.UNREACHED: "Tilejä, joiden palvelin ei vastaa",
        DigestTopic.EMPTIED_CALENDARS: "Kalentereita, jotka tyhjenivät kerralla",
        DigestTopic.ALARMS: "Muita hälytyksiä, jotka ovat voimassa",
    },
    Language.SV: {
        DigestTopic.TO_APPROVE: "Begäranden om respons som väntar på godkännande",
        DigestTopic.UNKNOWN: "Brev som kanske gick i väg, kanske inte",
        DigestTopic.REFUSED: "Brev som mottagarens server inte tog emot",
        DigestTopic.RETURNING: "Adresser som brev returneras från (inget mer skickas dit)",
        DigestTopic.PAUSED: "Oklara meddelanden om samtycke, utskicken har pausats",
        DigestTopic.INQUIRIES: "Kunders begäranden om utredning, reklamationer och frågor som väntar på svar",
        DigestTopic.RECIPIENTS: "Mottagare som ännu ska underrättas om en rättelse, radering eller begränsning (äldsta {day})",
        DigestTopic.SOURCE_NOTICES: "Personer som ska få veta av vem deras uppgifter kom (senast {day})",
        DigestTopic.HOLDS: "Hinder för radering som ska granskas (första {day})",
        DigestTopic.KEPT_OUT: "Förbud och poster på spärrlistan som ska granskas (första {day})",
        DigestTopic.SAME_PERSON: "Poster som kanske gäller samma person",
        DigestTopic.CANDIDATES: "Avsändare som kanske är kunder",
        DigestTopic.PROBLEMS: "Meddelanden och kalenderposter som inte kunde läsas",
        DigestTopic.PARKED: "Konton där servern nekar inloggning eller certifikatet inte duger",
        DigestTopic.UNREACHED: "Konton vars server inte svarar",
        DigestTopic.EMPTIED_CALENDARS: "Kalendrar som plötsligt blev tomma",
        DigestTopic.ALARMS: "Andra larm som gäller",
    },
    Language.EN: {
        DigestTopic.TO_APPROVE: "Feedback requests waiting for approval",
        DigestTopic.UNKNOWN: "Letters that may or may not have gone out",
        DigestTopic.REFUSED: "Letters that the receiving server did not take",
        DigestTopic.RETURNING: "Addresses that letters come back from: nothing more is sent there",
        DigestTopic.PAUSED: "Unclear messages about consent, sending is paused",
        DigestTopic.INQUIRIES: "Inquiries, complaints and questions of clients that wait for an answer",
        DigestTopic.RECIPIENTS: "Recipients still to be told of a correction, an erasure or a restriction (oldest {day})",
        DigestTopic.SOURCE_NOTICES: "People to be told who gave us their data (by {day})",
        DigestTopic.HOLDS: "Holds against deletion to look at again (first {day})",
        DigestTopic.KEPT_OUT: "Prohibitions and hashes of erased people to look at again (first {day})",
        DigestTopic.SAME_PERSON: "People who may be the same",
        DigestTopic.CANDIDATES: "Senders who may or may not be clients",
        DigestTopic.PROBLEMS: "Messages and calendar entries that could not be read",
        DigestTopic.PARKED: "Accounts whose server refuses the login or whose certificate does not hold",
        DigestTopic.UNREACHED: "Accounts whose server does not answer",
        DigestTopic.EMPTIED_CALENDARS: "Calendars that were emptied at once",
        DigestTopic.ALARMS: "Other alarms that stand",
    },
}

TOPICS: dict[Language, dict[DigestTopic, tuple[str, str]]] = {
    language: {topic: (label, _COMMANDS[topic]) for topic, label in labels.items()}
    for language, labels in _LABELS.items()
}
"""Label and command of each topic, in the order of the letter; `{day}`: as `DigestFacts.days` says."""

CASES = {
    Language.FI: {
        RequestKind.ACCESS: "omien tietojen tarkastus",
        RequestKind.RECTIFICATION: "tietojen oikaisu",
        RequestKind.ERASURE: "tietojen poisto",
        RequestKind.RESTRICTION: "käsittelyn rajoittaminen",
        RequestKind.PORTABILITY: "tietojen siirto",
        RequestKind.OBJECTION: "käsittelyn vastustaminen",
        RequestKind.CONSENT_WITHDRAWAL: "suostumuksen peruutus",
        RequestKind.RECIPIENTS_QUERY: "kysymys tietojen vastaanottajista",
        RequestKind.COMPLAINT_FOLLOWUP: "valituksen jatko",
    },
    Language.SV: {
        RequestKind.ACCESS: "tillgång till egna uppgifter",
        RequestKind.RECTIFICATION: "rättelse av uppgifter",
        RequestKind.ERASURE: "radering av uppgifter",
        RequestKind.RESTRICTION: "begränsning av behandlingen",
        RequestKind.PORTABILITY: "överföring av uppgifter",
        RequestKind.OBJECTION: "invändning mot behandlingen",
        RequestKind.CONSENT_WITHDRAWAL: "återkallat samtycke",
        RequestKind.RECIPIENTS_QUERY: "fråga om mottagare",
        RequestKind.COMPLAINT_FOLLOWUP: "uppföljning av klagomål",
    },
    Language.EN: {
        RequestKind.ACCESS: "access to own data",
        RequestKind.RECTIFICATION: "rectification",
        RequestKind.ERASURE: "erasure",
        RequestKind.RESTRICTION: "restriction of processing",
        RequestKind.PORTABILITY: "portability",
        RequestKind.OBJECTION: "objection to processing",
        RequestKind.CONSENT_WITHDRAWAL: "withdrawal of consent",
        RequestKind.RECIPIENTS_QUERY: "question about recipients",
        RequestKind.COMPLAINT_FOLLOWUP: "follow-up of a complaint",
    },
}

URGENCIES = {
    Language.FI: {
        Urgency.REMINDER: "muistutus: vastatkaa viipymättä",
        Urgency.SOON: "määräaika lähestyy",
        Urgency.LATE: "myöhässä",
    },
    Language.SV: {
        Urgency.REMINDER: "påminnelse: svara utan dröjsmål",
        Urgency.SOON: "tidsfristen närmar sig",
        Urgency.LATE: "försenat",
    },
    Language.EN: {
        Urgency.REMINDER: "reminder: answer without undue delay",
        Urgency.SOON: "due soon",
        Urgency.LATE: "late",
    },
}
"""What is said of a case beside its due date; nothing of one that merely is open (D7)."""
