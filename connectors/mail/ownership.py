"""What is the firm's own: addresses, domains, phones, staff, company. None of it ever becomes a client's value."""

from functools import lru_cache

from connectors.mail.mailboxes import domain_of
from models.patterns import lazy
from models.values import Mailbox, OwnIdentity

_SPACES = lazy(r"[\W_]+")


def folded(text: str) -> str:
    """Give a text for comparing: case folded, every run of other characters one blank."""
    return _SPACES.sub(" ", text.casefold()).strip()


def digits(text: str) -> str:
    """Give the digits of a text."""
    return "".join(filter(str.isdigit, text))


class Own:
    """The firm's identity prepared for comparing."""

    def __init__(self, identity: OwnIdentity) -> None:
        self.addresses = frozenset(address.casefold() for address in identity.addresses)
        self.domains = frozenset(domain.casefold().lstrip("@") for domain in identity.domains)
        self.phones = frozenset(digits(phone)[-9:] for phone in identity.phones if digits(phone))
        self.staff = tuple(frozenset(folded(name).split()) for name in identity.staff if name.strip())
        self.company = folded(identity.company)
        self.business_id = digits(identity.business_id)
        self.street = folded(identity.street)
        self.postcode = digits(identity.postcode)

    def address(self, address: str) -> bool:
        """Whether a mail address is the firm's."""
        return address.casefold() in self.addresses or self.domain(domain_of(address))

    def domain(self, domain: str) -> bool:
        """Whether a domain, or the one it is under, is the firm's."""
        name = domain.casefold().removeprefix("www.").rstrip("/.")
        return any(name == own or name.endswith("." + own) for own in self.domains)

    def phone(self, number: str) -> bool:
        """Whether a phone number is the firm's (compared by its last nine digits)."""
        return bool(self.phones) and digits(number)[-9:] in self.phones

    def person(self, name: str) -> bool:
        """Whether a name is a member of staff, whatever the order of its parts."""
        words = frozenset(folded(name).split()) if self.staff else frozenset()
        return bool(words) and any(words == staff or (len(staff) > 1 and staff <= words) for staff in self.staff)

    def firm(self, name: str) -> bool:
        """Whether a company name is the firm's own."""
        return bool(self.company) and folded(name) in {self.company, self.company.rsplit(" ", 1)[0]}

    def mailbox(self, mailbox: Mailbox | None) -> bool:
        """Whether a mailbox belongs to the firm or its staff. A staff name at a foreign address counts only without address."""
        if mailbox is None:
            return False
        return self.address(mailbox.address) if mailbox.address else self.person(mailbox.name)


@lru_cache(maxsize=8)
def own(identity: OwnIdentity) -> Own:
    """Give the prepared identity; the same configuration is prepared once."""
    return Own(identity)
