"""500 invitations from strangers (HW-T6): none is a booking, and none gives away a name, an address or a word of its text."""

import itertools
import socket
from datetime import UTC, datetime

import pytest

from connectors.accounts import BookingRules, EventChoice
from connectors.calendar.events import read_events
from connectors.calendar.options import EventOptions
from models.values import OwnIdentity

_OWN = OwnIdentity(domains=("firma.example",), addresses=("vastaanotto@firma.example",))
_RULES = (
    BookingRules(),
    BookingRules(choice=EventChoice.OUTSIDE_ATTENDEE),
    BookingRules(choice=EventChoice.CATEGORY, pattern="asiakas"),
    BookingRules(choice=EventChoice.TITLE, pattern="."),
)
_STRANGERS = (
    "mailto:pekka@vieras.example",
    "MAILTO:Pekka@Vieras.Example",
    "pekka@vieras.example",
    "urn:x",
    "",
    '"mailto:a@b.example"',
)
_OURS = (
    "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:vastaanotto@firma.example",
    "ATTENDEE;PARTSTAT=needs-action:MAILTO:Vastaanotto@Firma.Example",
    "ATTENDEE;RSVP=TRUE:mailto:vastaanotto@firma.example",
    "ATTENDEE;PARTSTAT=DECLINED:mailto:vastaanotto@firma.example",
    "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:alias@elsewhere.example",
    "ATTENDEE;CN=vastaanotto@firma.example;PARTSTAT=ACCEPTED:mailto:pekka@vieras.example",
    "X-NOTHING:none",
)
_BAITS = (
    "DESCRIPTION:Nimi: Pekka Outo\\nPuhelin: 040 123 4567\\nSähköposti: pekka@vieras.example",
    "ATTACH:https://evil.example/bait.ics",
    "LOCATION:https://evil.example/room",
    "STATUS:CONFIRMED",
    "CATEGORIES:asiakas",
    "RRULE:FREQ=DAILY;COUNT=3",
    "TRANSP:OPAQUE",
    "CLASS:PUBLIC",
    "URL:https://evil.example/",
    "X-ALT-DESC;FMTTYPE=text/html:<img src=https://evil.example/pixel>",
    "CONFERENCE;VALUE=URI:https://evil.example/call",
    "BEGIN:VALARM\nACTION:AUDIO\nATTACH:https://evil.example/a.wav\nTRIGGER:-PT1M\nEND:VALARM",
)
INVITATIONS = list(itertools.product(_STRANGERS, _OURS, _BAITS))


def test_there_are_five_hundred() -> None:
    assert len(INVITATIONS) >= 500


@pytest.mark.parametrize("rules", _RULES, ids=lambda rules: rules.choice.value)
def test_strangers_invitation_is_no_booking(rules: BookingRules, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    options = EventOptions(rules, _OWN, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    for organiser, ours, bait in INVITATIONS:
        text = (
            "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:x\nDTSTART:20260310T080000Z\nSUMMARY:Varaus Pekka Outo\n"
            f"ORGANIZER;CN=Pekka Outo:{organiser}\n{ours}\n{bait}\nEND:VEVENT\nEND:VCALENDAR\n"
        )
        for one in read_events(text.encode(), options).occurrences:
            assert not one.is_booking, text
            assert (one.people, one.title, one.location, one.practitioner) == ((), "", "", "")
