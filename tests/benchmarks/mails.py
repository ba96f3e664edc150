"""Invented mail of a believable size: plain, with an HTML alternative, HTML alone; signature, quote, about 14 kB each.

No line stands twice in all of them but greeting, sign-off and attribution, nor a name in the first two thousand: nothing is
to be won by remembering.
"""

from email.message import EmailMessage

from tests.benchmarks.prose import paragraphs, wrapped

GIVEN_TEXT = "Aino Björn Cecilia Daniel Eero Fanny Gunnar Hilkka Irma Joni Kaisa Lauri Mirja"
GIVEN = GIVEN_TEXT.split()
HEADS = ("Harju", "Kallio", "Koivu", "Koski", "Lehti", "Metsä", "Niini", "Ranta", "Saari", "Tuomi", "Vaara", "Varis")
TAILS = ("aho", "kangas", "korpi", "lahti", "lampi", "luoma", "maa", "mäki", "niemi", "oja", "puro", "salo", "virta")
ATTACHMENT = b"QUJD" * 19 + b"\r\n"
PARAGRAPH_CHARS, QUOTE_CHARS = 110, 54


def called(number: int) -> str:
    """Give a name; the first 2,028 differ."""
    return f"{GIVEN[number % 13]} {HEADS[number % 12]}{TAILS[number // 156 % 13]}"


def mail(number: int, size: int = 14_000) -> bytes:
    """Give one message; another number is another sender."""
    message = EmailMessage()
    name, firm = called(number), f"{called(number + 7).split()[1]}n Puutyö {number % 89} Oy"
    message["From"] = f"{name} <asiakas{number}@asiakas{number % 97}.example>"
    message["To"] = "Toimisto <info@firma.example>"
    message["Subject"] = f"Re: ajanvaraus {number}"
    message["Date"] = "Tue, 17 Nov 2026 10:00:00 +0200"
    message["Message-ID"] = f"<{number}@asiakas.example>"
    message["Received"] = "from mx.example by mail.firma.example; Tue, 17 Nov 2026 10:00:01 +0200"
    signature = f"Terveisin\r\n{name}\r\n{firm}\r\np. 040 00{number % 100000:05d}\r\n"
    body = "Hei!\r\n\r\n" + "\r\n".join(paragraphs(number, size // 400, PARAGRAPH_CHARS)) + "\r\n\r\n" + signature
    quoted = "".join(f"> {line}\r\n" for line in wrapped(-1 - number, size // 260, QUOTE_CHARS))
    text = body + "\r\nti 16. marrask. 2026 klo 9.00 Toimisto kirjoitti:\r\n" + quoted
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
