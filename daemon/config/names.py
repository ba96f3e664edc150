"""The accounts of a configuration by name, and what is said of a name that none of them has."""

from difflib import get_close_matches

from daemon.config.schema import Config
from models.errors import Declined


def account_names(config: Config) -> tuple[str, ...]:
    """Give the names of the mailboxes and calendars in the order of the file."""
    return (*(box.name for box in config.mailboxes), *(calendar.name for calendar in config.calendars))


def require_account(config: Config, name: str) -> None:
    """Raise Declined, which lists the accounts there are, unless one of them has that name."""
    names = account_names(config)
    if name in names:
        return
    near = get_close_matches(name, names, n=1)
    shown = "".join(character if character.isprintable() else "·" for character in name[:60])
    mend = f"did you mean {near[0]}? " if near else ""
    raise Declined(f"there is no account {shown}", mend=f"{mend}the accounts are: {', '.join(names) or 'none'}")
