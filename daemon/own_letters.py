"""The letters of the configuration: in the firm's own words where it has some, and never with words that do not hold."""

from typing import TYPE_CHECKING

from daemon.config.schema import Config
from daemon.letters.facts import SenderIdentity
from daemon.letters.templates import STANDARD, LetterSet
from models.errors import ConfigError

if TYPE_CHECKING:
    from daemon.letters.own_words import LetterFault

ANY_NOTICE = "https://example.com/privacy"
ANY_ADDRESS = "info@example.com"
MEND = "change what is named and try: `rekisterid letters check`; docs/letters.md says how letters are written"


def checked_letters(config: Config) -> LetterSet:
    """Give the letters, each tried with all that it can say. Raises ConfigError with every fault: a bad one sends nothing."""
    if config.letters.folder is None:
        return STANDARD
    letters, faults = tried_letters(config)
    if faults:
        folder = config.letters.folder
        places = [fault.told() if fault.file == str(folder) else f"{folder.name}/{fault.told()}" for fault in faults]
        raise ConfigError([f"letters: {place}" for place in places], mend=MEND)
    return letters


def tried_letters(config: Config) -> "tuple[LetterSet, list[LetterFault]]":
    """Give the letters as the folder has them, and everything that is wrong with them."""
    from daemon.letters.check import check_letters
    from daemon.letters.own_words import read_own

    if config.letters.folder is None:
        return STANDARD, []
    letters, faults = read_own(config.letters.folder)
    return letters, [*faults, *check_letters(letters, sample_sender(config))]


def sample_sender(config: Config, letters: LetterSet = STANDARD) -> SenderIdentity:
    """Give the firm for previews, also while its configuration lacks what real letters need."""
    sending, contact = config.sending, config.contact_person
    return SenderIdentity(
        firm=config.controller.name,
        from_name=sending.from_name or config.controller.name,
        from_address=sending.from_address or ANY_ADDRESS,
        reply_to=sending.reply_to or ANY_ADDRESS,
        contact_name=contact.name,
        contact_email=contact.email,
        contact_phone=contact.phone,
        notice_url=config.register.notice_url or ANY_NOTICE,
        answers_read_by=contact.name,
        answers_kept_months=config.feedback.answers_kept_months,
        letters=letters,
    )
