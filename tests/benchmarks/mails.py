"""Invented mail of a believable size: plain, with an HTML alternative, HTML alone; signature, quote, about 14 kB each."""

from email.message import EmailMessage

WORDS = (
    "Kiitos eilisestä tapaamisesta. Sovitaan seuraava aika ensi viikolle, jos se sopii teille. "
    "Toisin mukanani muutaman kysymyksen ryhmän tilanteesta ja aikataulusta. "
)
SURNAMES = ("Esimerkki", "Harjula", "Koivisto", "Lindqvist", "Mäkipää", "Saarela", "Tuomi")
ATTACHMENT = b"QUJD" * 19 + b"\r\n"
QUOTE = "> Hei, vahvistan ajan tiistaille klo 10.00 Kuopioon.\r\n"


def mail(number: int, size: int = 14_000) -> bytes:
    """Give one message; another number is another sender."""
    message = EmailMessage()
    name = f"Aino {SURNAMES[number % len(SURNAMES)]}"
    message["From"] = f"{name} <aino{number}@asiakas{number % 97}.example>"
    message["To"] = "Toimisto <info@firma.example>"
    message["Subject"] = f"Re: ajanvaraus {number}"
    message["Date"] = "Tue, 17 Nov 2026 10:00:00 +0200"
    message["Message-ID"] = f"<{number}@asiakas.example>"
    message["Received"] = "from mx.example by mail.firma.example; Tue, 17 Nov 2026 10:00:01 +0200"
    signature = f"Terveisin\r\n{name}\r\nEsimerkki Oy\r\np. 040 00{number % 100000:05d}\r\n"
    body = "Hei!\r\n\r\n" + "\r\n".join([WORDS] * (size // 400)) + "\r\n\r\n" + signature
    text = body + "\r\nti 16. marrask. 2026 klo 9.00 Toimisto kirjoitti:\r\n" + QUOTE * (size // 260)
    lines = "".join(f"<p>{line}</p>" for line in text.split("\r\n"))
    html = f"<html><body>{lines}</body></html>"
    if number % 3 == 2:
        message.set_content(html, subtype="html")
        return message.as_bytes()
    message.set_content(text)
    if number % 3 == 1:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def with_attachment(number: int) -> bytes:
    """Every third message carries 400 kB."""
    raw = mail(number).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if number % 3:
        return raw
    head, _, body = raw.partition(b"\r\n\r\n")
    others = b"\r\n".join(
        line for line in head.split(b"\r\n") if not line.lower().startswith((b"content-", b"mime-", b" "))
    )
    attached = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + ATTACHMENT * 5_000
    outer = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="ulko"\r\n\r\n'
    inner = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body
    return others + b"\r\n" + outer + b"--ulko\r\n" + inner + b"\r\n--ulko\r\n" + attached + b"--ulko--\r\n"


def html_only(number: int) -> bytes:
    """A message that is HTML alone."""
    return mail(3 * number + 2)
