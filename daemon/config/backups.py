"""The section [backup] of the configuration."""

from typing import Annotated

from pydantic import Field, Strict, ValidationInfo, field_validator

from daemon.config.kinds import Expect, FilePath, Recipient
from daemon.config.parts import Part, expected


class Backup(Part):
    """Nightly backups; `folder` None = none are made. A recipient is the public half of a key (age1…)."""

    folder: FilePath | None = None
    recipients: tuple[Recipient, ...] = ()
    hour: Annotated[int, Strict(), Field(ge=0, le=23), Expect("an hour 0–23")] = 3
    keep_days: Annotated[int, Strict(), Field(ge=1, le=35), Expect("1–35 days: older ones would outlive erasures")] = 35
    alarm_hours: Annotated[int, Strict(), Field(ge=2, le=840), Expect("2–840 hours")] = 36

    @field_validator("recipients")
    @classmethod
    def key_for_a_folder(cls, recipients: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """Ask for a key when backups are to be made: they are never written in the clear."""
        if info.data.get("folder") is not None and not recipients:
            raise expected(
                'keys such as ["age1…"], as folder is set; `rekisterid backup key FILE` makes one', got="none"
            )
        return recipients
