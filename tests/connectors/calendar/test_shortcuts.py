"""What is read in a quicker way is read the same: usual lines, usual names, texts without what is searched for."""

import pytest

from connectors.calendar.answers import item_of
from connectors.calendar.content import read_components
from connectors.calendar.people import plain, read_mentioned
from connectors.frames import BrokenFrame, parse_header
from models.values import OwnIdentity

FOLDED = ["Microsoft Teams", "https://teams.microsoft.com/l", "ZOOM.us", "meet.google.com", "webex.com", "Google Meet"]
FOLDED += [
    "Liity kokoukseen",
    "lııty KOKOUKSEEN",
    "Join Zoom meeting",
    "join the meeting",
    "Anslut till",
    "_" * 20,
    "-::~",
]
FOLDED += ["microſoft teamſ", "anſlut tıll", "liity \u212ao\u212aou\u212aseen"]


@pytest.mark.parametrize("words", FOLDED)
def test_nothing_below_the_words_of_a_meeting_service_is_taken(words: str) -> None:
    described = f"Aino aino@asiakas.example\n{words}\nkokous@palvelu.example 040 123 4567"
    assert [one.address for one in read_mentioned(described, OwnIdentity(), frozenset())] == ["aino@asiakas.example"]


@pytest.mark.parametrize("sign", ["\x00", "\x1f", "\x85", "\u2028", "\u00ad", "\u200b", "\u202e", "\u2066", "\ufeff"])
def test_no_sign_that_cannot_be_seen_is_left_in_a_line(sign: str) -> None:
    assert plain(f"Aino{sign}Esimerkki").replace(" ", "") == "AinoEsimerkki"


@pytest.mark.parametrize(
    "line",
    [
        "ATTENDEE;CN=Aino;PARTSTAT=ACCEPTED:mailto:aino@asiakas.example",
        "attendee;CN=Aino;PARTSTAT=ACCEPTED:mailto:aino@asiakas.example",
        "\u00a0ATTENDEE;CN=Aino;PARTSTAT=ACCEPTED:mailto:aino@asiakas.example",
        'ATTENDEE;CN="Aino";PARTSTAT=ACCEPTED:mailto:aino@asiakas.example',
        "ATTENDEE ;CN=Aino;PARTSTAT=ACCEPTED:mailto:aino@asiakas.example",
        "ATTENDEE;CN=Aino;flag;PARTSTAT=ACCEPTED:mailto:aino@asiakas.example",
    ],
)
def test_line_is_read_the_same_however_it_is_written(line: str) -> None:
    [calendar] = read_components(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n{line}\nEND:VEVENT\n".encode())
    assert [(one.value, one.parameters) for one in calendar.parts[0].all("ATTENDEE")] == [
        ("mailto:aino@asiakas.example", {"CN": "Aino", "PARTSTAT": "ACCEPTED"})
    ]


@pytest.mark.parametrize(
    ("href", "item"),
    [
        ("/a/visit-1%40suvanto.example.ics", "/a/visit-1@suvanto.example.ics"),
        ("/%61/visit%2D1.ics", "/a/visit-1.ics"),
        ("/a/%2540.ics", "/a/%2540.ics"),
        ("/a/%%4040.ics", "/a/%25@40.ics"),
        ("/k%C3%A4ynti/ä.ics", "/k%C3%A4ynti/%C3%A4.ics"),
        ("https://server.example/a//b.ics?x#y", "/a//b.ics"),
        ("//server.example/a/b.ics", "/a/b.ics"),
        ("b.ics", "b.ics"),
        ("/a/", "/a/"),
        ("", "/"),
    ],
)
def test_address_has_one_spelling(href: str, item: str) -> None:
    assert item_of(href) == item


def test_header_is_read_the_same_wherever_its_size_stands() -> None:
    assert parse_header(b'{"size": 7}') == {"size": 7}
    assert parse_header(b'{"error": "a\\"size\\": 3}", "size": 7}') == {"error": 'a"size": 3}', "size": 7}
    assert parse_header(b'{"size": 7, "task": "events"}') == {"task": "events", "size": 7}
    for broken in (b'{"size": -1}', b'{"size": "7"}', b'["size": 7}', b'{"task": "size": 7}', b"{}", b'{"size": 07}'):
        with pytest.raises(BrokenFrame):
            parse_header(broken)
