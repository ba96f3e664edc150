"""The CalDAV servers do what tests rely on. These prove the tools, not the service."""

import urllib.error
import urllib.request

import pytest

from tests.live.caldav_http import Calendar, HttpRefused
from tests.live.certificates import CertificateAuthority
from tests.live.fixtures import NewTlsFront
from tests.live.radicale import Radicale
from tests.live.xandikos import Xandikos

EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//tests//EN
BEGIN:VEVENT
UID:visit-1@salonki.example
DTSTAMP:20260301T080000Z
DTSTART:20260302T080000Z
DTEND:20260302T090000Z
SUMMARY:{summary}
END:VEVENT
END:VCALENDAR
"""


def check_calendar(calendar: Calendar) -> None:
    before = calendar.etags()
    first = calendar.put("visit-1.ics", EVENT.format(summary="Hiustenleikkuu"))
    second = calendar.put("visit-1.ics", EVENT.format(summary="Väri"))
    assert (before, len(calendar.etags())) == ({}, 1)
    assert first != second
    assert "SUMMARY:Väri" in calendar.get("visit-1.ics")
    calendar.delete("visit-1.ics")
    with pytest.raises(HttpRefused, match="404"):
        calendar.delete("visit-1.ics")
    calendar.put("visit-2.ics", EVENT.format(summary="Parturi"))
    calendar.empty()
    assert calendar.etags() == {}


def test_radicale_keeps_calendars_of_separate_accounts(radicale: Radicale) -> None:
    calendar = radicale.new_calendar("Ajanvaraus & muut")
    check_calendar(calendar)
    stranger = radicale.new_account()
    with pytest.raises(HttpRefused, match="403"):
        stranger.request("PROPFIND", calendar.url, Depth="1")


def test_radicale_stops_starts_and_loses_its_storage(radicale: Radicale) -> None:
    calendar = radicale.new_calendar("Ajanvaraus")
    etag = calendar.put("visit-1.ics", EVENT.format(summary="Parturi"))
    radicale.stop()
    with pytest.raises(urllib.error.URLError):
        calendar.etags()
    radicale.start()
    assert calendar.etags() == {"visit-1.ics": etag}
    radicale.wipe()
    with pytest.raises(HttpRefused, match="404"):
        calendar.etags()


def test_radicale_forgets_sync_tokens(radicale: Radicale) -> None:
    calendar = radicale.new_calendar("Ajanvaraus")
    calendar.put("visit-1.ics", EVENT.format(summary="Parturi"))
    report = '<D:sync-collection xmlns:D="DAV:"><D:sync-token>{}</D:sync-token><D:sync-level>1</D:sync-level><D:prop/>'
    report += "</D:sync-collection>"
    answer, _ = calendar.account.request("REPORT", calendar.url, report.format("").encode())
    token = answer.decode().split("sync-token>")[1].split("<")[0]
    calendar.account.request("REPORT", calendar.url, report.format(token).encode())
    radicale.forget_sync_tokens()
    calendar.put("visit-2.ics", EVENT.format(summary="Parturi").replace("visit-1", "visit-2"))
    with pytest.raises(HttpRefused, match="403"):
        calendar.account.request("REPORT", calendar.url, report.format(token).encode())


def test_xandikos_keeps_calendars(xandikos: Xandikos) -> None:
    check_calendar(xandikos.new_calendar("Ajanvaraus & muut"))


def test_calendar_server_can_stand_behind_tls(
    radicale: Radicale, new_tls_front: NewTlsFront, test_ca: CertificateAuthority
) -> None:
    front = new_tls_front(radicale.port)
    handler = urllib.request.HTTPSHandler(context=test_ca.client_context())
    opener = urllib.request.build_opener(handler, urllib.request.ProxyHandler({}))
    with opener.open(f"https://localhost:{front.port}/.web/", timeout=5) as answer:
        assert answer.status == 200
