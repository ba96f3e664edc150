"""The calendars of the demo's firm, from their data files, laid where Radicale keeps them."""

import json
from datetime import date
from pathlib import Path

from daemon.demo.dated import for_calendars, pieces

CALENDARS = (("aino", "vastaanotto", "Vastaanotto"), ("tuomas", "asiakasajat", "Asiakasajat"))
_ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Helsinki
BEGIN:STANDARD
DTSTART:19701025T040000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
TZNAME:EET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T030000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
TZNAME:EEST
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar_folder(storage: Path, user: str) -> Path:
    """Give the folder in which Radicale keeps the calendar of a user."""
    name = next(name for owner, name, _ in CALENDARS if owner == user)
    return storage / "collection-root" / user / name


def lay_out(storage: Path, today: date, mark: str) -> int:
    """Write both calendars into Radicale's storage, before it starts; give how many objects they hold."""
    written = 0
    for user, _, title in CALENDARS:
        folder = calendar_folder(storage, user)
        folder.mkdir(parents=True)
        (folder / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR", "D:displayname": title}))
        for piece in pieces(f"{user}-events.txt"):
            put(folder, piece.heading, for_calendars(piece.text, today), mark)
            written += 1
    return written


def put(folder: Path, name: str, events: str, mark: str = "") -> None:
    """Write one calendar object: its VEVENTs with the calendar around them."""
    marked = events.replace("END:VEVENT", f"DESCRIPTION:{mark}\nEND:VEVENT") if mark else events
    stamped = marked.replace("BEGIN:VEVENT", "BEGIN:VEVENT\nDTSTAMP:20200101T000000Z")
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//majakka.example//demo//FI\n{_ZONE}{stamped}END:VCALENDAR\n"
    (folder / f"{name}.ics").write_bytes(text.replace("\n", "\r\n").encode())


def change(folder: Path, name: str, before: str, after: str) -> None:
    """Change one object as staff would in their calendar."""
    path = folder / f"{name}.ics"
    text = path.read_bytes().decode()
    if before not in text:
        raise ValueError(f"{name} has no {before}")
    path.write_bytes(text.replace(before, after).encode())
