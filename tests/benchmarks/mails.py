"""Invented mail of a believable size: plain and HTML alternatives, signature, quote, about 14 kB each."""

from email.message import EmailMessage

WORDS = (
    "Kiitos eilisestä tapaamisesta. Sovitaan seuraava aika ensi viikolle, jos se sopii teille. "
    "Toisin mukanani muutaman kysymyksen ryhmän tilanteesta ja aikataulusta. "
)
QUOTE = "> Hei, vahvistan ajan tiistaille klo 10.00 Kuopioon.\r\n"


def mail(number: int, size: int = 14_000) -> bytes:
    """Give one message; another number is another sender."""
    message = EmailMessage()
    message["From"] = f"Aino Esimerkki{number} <aino{number}@asiakas{number % 97}.example>"
    message["To"] = "Toimisto <info@firma.example>"
    message["Subject"] = f"Re: ajanvaraus {number}"
    message["Date"] = "Tue, 17 Nov 2026 10:00:00 +0200"
    message["Message-ID"] = f"<{number}@asiakas.example>"
    message["Received"] = "from mx.example by mail.firma.example; Tue, 17 Nov 2026 10:00:01 +0200"
    signature = f"Terveisin\r\nAino Esimerkki{number}\r\nEsimerkki Oy\r\np. 040 00{number % 100000:05d}\r\n"
    body = "Hei!\r\n\r\n" + "\r\n".join([WORDS] * (size // 700)) + "\r\n\r\n" + signature
    text = body + "\r\nti 16. marrask. 2026 klo 9.00 Toimisto kirjoitti:\r\n" + QUOTE * (size // 400)
    message.set_content(text)
    if number % 2:
        lines = "".join(f"<p>{line}</p>" for line in text.split("\r\n"))
        message.add_alternative(f"<html><body>{lines}</body></html>", subtype="html")
    return message.as_bytes()
