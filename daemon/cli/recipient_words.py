"""How disclosures and notices, to recipients and to people themselves, are said in a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from daemon.cli.output import clean, line
from models.errors import Declined

if TYPE_CHECKING:
    from models.register.recipients import DisclosureShown, NoticeShown
    from models.tables import NoticeWay


def notice_words(notice: "NoticeShown") -> str:
    """Say of what a recipient was told, or is still to be told."""
    what = notice.act.value + (f" of {notice.field.value}" if notice.field else "")
    if notice.way is None:
        return f"tell of the {what} (notice {notice.id})"
    if notice.way.value == "told":
        return f"{what}: told on {notice.settled_on}"
    return f"{what}: not told ({notice.way.value}, {notice.settled_on}): {clean(notice.note)}"


def way_of(*, impossible: bool, disproportionate: bool) -> "NoticeWay":
    """Give how a notice ends that these two options tell of. Raises Declined for both."""
    from models.tables import NoticeWay

    if impossible and disproportionate:
        raise Declined("--impossible and --disproportionate exclude each other", mend="choose one of them")
    return NoticeWay.IMPOSSIBLE if impossible else NoticeWay.DISPROPORTIONATE if disproportionate else NoticeWay.TOLD


def given_lines(given: "Sequence[DisclosureShown]") -> list[str]:
    """Give a line for each disclosure and each notice of it."""
    lines: list[str] = []
    for row in given:
        lines.append(f"given to {clean(row.recipient)} on {row.disclosed_on}: {clean(', '.join(row.fields))}")
        lines += [f"  {notice_words(notice)}" for notice in row.notices]
    return lines


def tell_recipients(notices: "Sequence[NoticeShown]") -> None:
    """Print who is to be told, and how that is noted (Art. 19); nothing when nobody is."""
    if not notices:
        return
    line()
    line("tell these recipients of it, and note it: rekisterid disclosures told NOTICE")
    for notice in notices:
        line(f"{clean(notice.recipient)}, given on {notice.disclosed_on}: {notice_words(notice)}")
