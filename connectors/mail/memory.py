"""What is remembered of pieces of text while one message is read, and no longer: names and addresses are among them."""

from connectors.mail.contacts.companies import looks_like_company
from connectors.mail.contacts.names import is_person, person_words
from connectors.mail.contacts.postal import find_postal
from connectors.mail.zones.signature import name_parts

_REMEMBERING = (find_postal, looks_like_company, person_words, is_person, name_parts)


def forget() -> None:
    """Forget every piece of the message that was read."""
    for remembered in _REMEMBERING:
        remembered.cache_clear()
