"""Decide the person's name from header, signature and address: Given Surname, one value."""

from connectors.mail.contacts.drafts import Contact, Drafts
from connectors.mail.contacts.names import normal_name, person_words, same_person
from models.values import FoundValue
from models.vocabulary import DetailField, Zone


def settle_name(contact: Contact, drafts: Drafts, *, line: int = 0, zone: Zone = Zone.HEADER) -> None:
    """Replace the name sightings in the drafts by the one name they amount to."""
    seen = [found for found in drafts.values if found.field is DetailField.PERSON_NAME]
    drafts.values = [found for found in drafts.values if found.field is not DetailField.PERSON_NAME]
    local = contact.address.partition("@")[0]
    name = normal_name(contact.name, local)
    if name:
        ordered = _ordered(contact.name, name, [found.value for found in seen], local)
        drafts.add(DetailField.PERSON_NAME, ordered, line, zone, "header name", 0.95)
        return
    given = contact.name.strip().casefold()
    for found in seen:
        full = normal_name(found.value, local)
        if not full or found.confidence < 0.6:
            continue
        agrees = bool(given) and given in full.casefold().split()
        drafts.add(
            DetailField.PERSON_NAME,
            full,
            found.line,
            found.zone,
            found.rule,
            max(found.confidence, 0.9 if agrees else 0.0),
        )
        return
    guess = normal_name(local.replace(".", " ").replace("_", " ")) if local.count(".") + local.count("_") == 1 else ""
    if guess:
        drafts.add(DetailField.PERSON_NAME, guess, line, zone, "name in the address", 0.3)


def _ordered(header: str, name: str, seen: list[str], local: str) -> str:
    """Let the signature decide the order when the header's own says nothing."""
    for other in seen if "," not in header else ():
        if other == name:
            return name
        words = person_words(other)
        if "," in other or not words or not same_person(other, name):
            continue
        if [word.casefold() for word in words] == [word.casefold() for word in name.split()]:
            return name
        # The signature has the other order: two sightings against one reading decide only with a second witness.
        alternative = normal_name(other, local)
        if alternative.casefold() != name.casefold():
            return alternative
    return name


def best(found: list[FoundValue]) -> FoundValue | None:
    """Give the surest of some values, the first of equals."""
    return max(found, key=lambda value: value.confidence) if found else None
