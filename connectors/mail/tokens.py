"""Reply tokens of our own letters: in the Message-ID (`rk-TOKEN@domain`), the mailto subject or a recipient address."""

from connectors.mail.headers import Headers, message_ids, raw_text
from models.patterns import lazy

TOKEN = lazy(r"(?<![A-Za-z0-9_-])rk-[A-Za-z0-9_-]{16,43}(?![A-Za-z0-9_-])")
_RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-delivered-to")


def reply_tokens(headers: Headers) -> tuple[str, ...]:
    """Give every reply token of a message's subject, In-Reply-To, References and recipients, each once, in that order."""
    texts = [headers.text("subject")]
    texts += [identifier for name in ("in-reply-to", "references") for identifier in message_ids(headers.raw(name))]
    texts += [raw_text(value) for name in _RECIPIENTS for value in headers.all(name)]
    return tuple(dict.fromkeys(token for text in texts for token in TOKEN.findall(text)))
