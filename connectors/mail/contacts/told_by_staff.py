"""What staff type of a client under labels ("Asiakas: Liisa Virta, puh …") in a mail of their own: proposals, never values."""

from collections.abc import Iterator, Sequence

from connectors.mail.contacts.drafts import Drafts
from connectors.mail.contacts.forms import read_labelled
from connectors.mail.ownership import Own
from connectors.mail.zones.split import ZonedLine
from models.values import FoundValue, Mailbox
from models.vocabulary import DetailField, Zone


def told_by_staff(lines: Sequence[ZonedLine], own: Own) -> tuple[Mailbox | None, tuple[FoundValue, ...]]:
    """Give (the client, proposals) of what is labelled as a client's. The client is None without a mail address."""
    drafts = Drafts(own)
    if not read_labelled(list(_above_signature(lines, own)), drafts):
        return None, ()
    drafts.doubt(*DetailField)
    _, proposals = drafts.parted()
    told = {found.field: found.value for found in reversed(proposals)}
    address = told.get(DetailField.EMAIL, "")
    return (Mailbox(told.get(DetailField.PERSON_NAME, ""), address) if address else None), proposals


def _above_signature(lines: Sequence[ZonedLine], own: Own) -> Iterator[ZonedLine]:
    """Give the lines above a leave-taking or the name of one of the firm: what stands below is the writer's."""
    for line in lines:
        text = line.text.strip()
        if line.zone is Zone.SIGN_OFF or text.startswith("--") or own.person(text) or own.firm(text):
            return
        yield line
