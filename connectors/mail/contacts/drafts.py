"""Values on their way: collected with place, rule and confidence, cleared of the firm's own, parted into values and proposals."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from connectors.mail.contacts.companies import has_form
from connectors.mail.contacts.names import is_person
from connectors.mail.contacts.others import name_parts
from connectors.mail.mailboxes import domain_of
from connectors.mail.ownership import Own, digits, folded
from models.values import FoundValue
from models.vocabulary import DetailField, Zone

_UNITS = (
    " palvelut",
    " yksikkö",
    " osasto",
    " toimiala",
    " tiimi",
    " toimisto",
    " keskus",
    " services",
    " avdelning",
    " team",
)
# Below this a value is shown to a person as a proposal and never stored by itself.
CONFIDENCE_LIMIT = 0.6
DOUBTFUL = 0.5
"""How sure a value is that may be another's: it waits for a person."""


@dataclass
class Drafts:
    """Collects found values; the firm's own details are left out on the way in."""

    own: Own
    values: list[FoundValue] = field(default_factory=list)

    def add(self, kind: DetailField, value: str, line: int, zone: Zone, rule: str, confidence: float) -> None:
        """Take a value unless it is empty or the firm's own."""
        clean = " ".join(value.split()).strip(" ,;|")
        if clean and confidence > 0.1 and len(clean) <= 200 and not self._is_own(kind, clean):
            self.values.append(FoundValue(kind, clean, line, zone, rule, round(confidence, 2)))

    def _is_own(self, kind: DetailField, value: str) -> bool:
        if kind is DetailField.EMAIL:
            return self.own.address(value)
        if kind is DetailField.PHONE:
            return self.own.phone(value)
        if kind is DetailField.WEBSITE:
            return self.own.domain(value.rsplit("://", maxsplit=1)[-1].split("/", maxsplit=1)[0])
        if kind is DetailField.PERSON_NAME:
            return self.own.person(value)
        if kind is DetailField.COMPANY:
            return self.own.firm(value)
        if kind in {DetailField.BUSINESS_ID, DetailField.EINVOICE_ADDRESS}:
            return bool(self.own.business_id) and self.own.business_id in digits(value)
        return kind is DetailField.STREET and bool(self.own.street) and folded(value) == self.own.street

    def has(self, kind: DetailField) -> bool:
        """Whether a value of a field has been found with enough confidence."""
        return any(found.field is kind and found.confidence >= CONFIDENCE_LIMIT for found in self.values)

    def doubt(self, *kinds: DetailField) -> None:
        """Make proposals of all values of these fields that are not the header's."""
        self.values = [
            replace(found, confidence=min(found.confidence, DOUBTFUL)) if found.field in kinds and found.line else found
            for found in self.values
        ]

    def parted(self) -> tuple[tuple[FoundValue, ...], tuple[FoundValue, ...]]:
        """Give (values, proposals): each value once, its surest sighting; several phones stay several."""
        best: dict[tuple[DetailField, str], FoundValue] = {}
        for found in self.values:
            key = (found.field, _compared(found))
            if key not in best or found.confidence > best[key].confidence:
                best[key] = found
        kept = _without_short_forms(_of_others(_without_own_city(_without_operators(list(best.values())), self.own)))
        sure = tuple(found for found in kept if found.confidence >= CONFIDENCE_LIMIT)
        return sure, tuple(found for found in kept if found.confidence < CONFIDENCE_LIMIT)


def _compared(found: FoundValue) -> str:
    if found.field is DetailField.WEBSITE:
        return found.value.casefold().split("://")[-1].removeprefix("www.").rstrip("/")
    return found.value.casefold()


def _without_short_forms(values: list[FoundValue]) -> list[FoundValue]:
    """Drop a firm's short name ("Purohaka") where its full one stands ("Purohaka Oyj")."""
    full = [found.value.casefold() for found in values if found.field is DetailField.COMPANY]
    if len(full) < 2:
        return values
    units = {name for name in full if name.endswith(_UNITS) and not has_form(name)}
    # "Kasvun palvelut" under "Suursaaren kaupunki" is a part of the house.
    drop = units if len(units) < len(set(full)) else set()
    return [
        f
        for f in values
        if f.field is not DetailField.COMPANY
        or not (f.value.casefold() in drop or any(name.startswith(f.value.casefold() + " ") for name in full))
    ]


def _of_others(values: list[FoundValue]) -> list[FoundValue]:
    """Make proposals of e-invoice addresses that hold the business id of another's firm, which is one itself."""
    ids = [found for found in values if found.field is DetailField.BUSINESS_ID]
    if not ids:
        return values
    sure = {digits(found.value) for found in ids if found.confidence >= CONFIDENCE_LIMIT}
    others = {digits(found.value) for found in ids} - sure
    return [
        replace(found, confidence=min(found.confidence, DOUBTFUL))
        if others and found.field is DetailField.EINVOICE_ADDRESS and digits(found.value)[4:12] in others
        else found
        for found in values
    ]


def _without_operators(values: list[FoundValue]) -> list[FoundValue]:
    """Of several e-invoice addresses the client's own holds the client's business id; the others are operators'."""
    asked = [found for found in values if found.field is DetailField.EINVOICE_ADDRESS]
    if not asked:
        return values
    ids = {digits(found.value) for found in values if found.field is DetailField.BUSINESS_ID}
    own = [found for found in asked if digits(found.value)[4:12] in ids]
    return (
        [found for found in values if found not in asked or found in own] if own and len(own) < len(asked) else values
    )


def _without_own_city(values: list[FoundValue], own: Own) -> list[FoundValue]:
    """The firm's postcode beside the firm's street is the firm's address; a client in the same town keeps theirs."""
    if not own.street or any(found.field is DetailField.STREET for found in values):
        return values
    if any(found.field is DetailField.POSTCODE and found.value == own.postcode for found in values):
        return [found for found in values if found.field not in {DetailField.POSTCODE, DetailField.CITY}]
    return values


@dataclass(frozen=True)
class Contact:
    """The person whose details are read: name as the header gives it ("" when none), address, and whether both are known."""

    name: str
    address: str

    @cached_property
    def domain(self) -> str:
        """Domain of the address."""
        return domain_of(self.address)

    @cached_property
    def names(self) -> frozenset[str]:
        """Folded parts of the name and of the address, for telling the writer from another."""
        return name_parts(self.name, self.address.partition("@")[0])

    @cached_property
    def is_named(self) -> bool:
        """Whether the header gives a full personal name."""
        return is_person(self.name) or is_person(self.name.title())
