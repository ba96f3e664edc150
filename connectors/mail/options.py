"""What the reader of messages is told beforehand."""

from dataclasses import dataclass

from models.values import OwnIdentity


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What the reader knows of the firm. `authserv_id` None: nothing is ever verified. `explain`: keep reply text."""

    own: OwnIdentity
    authserv_id: str | None = None
    explain: bool = False
