"""Calendar faults (HW-F12, F13): none is taken for a fact, and when the server is well again the register is as if nothing
had happened."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.accounts import BookingRules, CalendarAccount, Login
from connectors.calendar.fetch import CalendarConnector
from connectors.sandbox import DirectReader
from models.errors import Refused, Unreachable
from models.values import OwnIdentity
from tests.connectors.calendar.lying import CALENDAR, Answer, LyingCalDav, Request
from tests.connectors.calendar.memory import MemoryRegister

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
OBJECTS = 12
HTML = (("Content-Type", "text/html"),)
XML = (("Content-Type", "application/xml"),)


def event(uid: str, day: int = 10) -> str:
    return (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:{uid}\nDTSTART:202603{day:02}T080000Z\n"
        f"DTEND:202603{day:02}T090000Z\nSUMMARY:Maija\nEND:VEVENT\nEND:VCALENDAR\n"
    )


def settings(url: str, *, password: str = "secret") -> CalendarAccount:
    return CalendarAccount(
        name="varaukset",
        url=url,
        login=Login("user", password),
        calendars=(),
        rules=BookingRules(),
        own=OwnIdentity(),
        since=date(2026, 1, 1),
        insecure=True,
        timeout=timedelta(seconds=2),
    )


@pytest.fixture
def server() -> Iterator[LyingCalDav]:
    with LyingCalDav() as lying:
        for number in range(OBJECTS):
            lying.put(f"{number}.ics", event(f"uid-{number}"))
        yield lying


def connector_of(server: LyingCalDav) -> CalendarConnector:
    return CalendarConnector(settings(server.url), DirectReader(), lambda: NOW)


def on(report: str, change: Callable[[Answer], Answer]) -> Callable[[Request, Answer], Answer | None]:
    return lambda request, honest: change(honest) if request.report == report and honest.status != 401 else None


def status(code: int, body: str = "") -> Callable[[Answer], Answer]:
    return lambda honest: Answer(code, body)


def _drop_last_response(honest: Answer) -> Answer:
    return Answer(
        207, re.sub(r"(?s)<D:response>(?:(?!<D:response>).)*</D:response>(?=(?:<D:sync|</D:multi))", "", honest.body)
    )


def _fail_one(honest: Answer) -> Answer:
    return Answer(207, honest.body.replace("HTTP/1.1 200 OK", "HTTP/1.1 500 Internal Server Error", 1))


def _fail_all(honest: Answer) -> Answer:
    return Answer(207, honest.body.replace("HTTP/1.1 200 OK", "HTTP/1.1 500 Internal Server Error"))


ANYWHERE: dict[str, Callable[[Answer], Answer]] = {
    "html_with_200": lambda honest: Answer(200, "<html><body>Login</body></html>", HTML),
    "html_with_207": lambda honest: Answer(207, "<html><body>Login</body></html>", HTML),
    "empty_body_with_207": status(207),
    "empty_body_with_200": status(200),
    "no_content": lambda honest: Answer(204),
    "text_that_is_no_xml": status(207, "Internal error"),
    "json": status(207, '{"error": "busy"}'),
    "cut_in_the_middle": lambda honest: Answer(207, honest.body, cut=len(honest.body) // 2),
    "cut_at_the_start": lambda honest: Answer(207, honest.body, cut=1),
    "cut_xml_with_matching_length": lambda honest: Answer(207, honest.body[: len(honest.body) // 2]),
    "other_root": status(207, "<error xmlns='DAV:'/>"),
    "document_type": lambda honest: Answer(
        207, '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + honest.body.split("?>", 1)[1].replace("visits", "&a;", 1)
    ),
    "entity_bomb": status(
        207,
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;&b;</x>',
    ),
    "response_without_href": lambda honest: Answer(207, re.sub(r"<D:href>[^<]*</D:href>", "", honest.body)),
    "status_500": status(500),
    "status_502": status(502, "<html>Bad gateway</html>"),
    "status_503": status(503),
    "status_429": lambda honest: Answer(429, headers=(("Retry-After", "3600"),)),
    "status_507": status(507),
    "redirect_without_end": lambda honest: Answer(302, headers=(("Location", CALENDAR),)),
    "redirect_without_target": lambda honest: Answer(302),
    "unknown_packing": lambda honest: Answer(207, honest.body, (*XML, ("Content-Encoding", "br"))),
    "packing_that_is_none": lambda honest: Answer(207, honest.body, (*XML, ("Content-Encoding", "gzip"))),
}
FAULTS = {
    f"{report}_{name}": on(report, change)
    for report in ("sync", "multiget", "discovery")
    for name, change in ANYWHERE.items()
}
FAULTS |= {
    "sync_one_inner_500": on("sync", _fail_one),
    "sync_all_inner_500": on("sync", _fail_all),
    "multiget_all_inner_500": on("multiget", _fail_all),
    "multiget_inner_403": on("multiget", lambda h: Answer(207, h.body.replace("200 OK", "403 Forbidden"))),
    "multiget_leaves_one_out": on("multiget", _drop_last_response),
    "multiget_inner_status_of_letters": on(
        "multiget", lambda h: Answer(207, h.body.replace("HTTP/1.1 200 OK", "fine"))
    ),
    "sync_names_another_server": on(
        "sync", lambda h: Answer(207, h.body.replace(f"<D:href>{CALENDAR}", "<D:href>http://evil.example/cal/", 1))
    ),
    "listing_in_place_of_sync_with_inner_500": lambda request, honest: (
        Answer(501) if request.report == "sync" else _fail_one(honest) if request.report == "listing" else None
    ),
}


def test_many_events_come_in_batches_of_which_the_last_moves_the_cursor(server: LyingCalDav) -> None:
    for number in range(OBJECTS, 230):
        server.put(f"{number}.ics", event(f"uid-{number}"))
    register = MemoryRegister("varaukset")
    batches = register.pull(connector_of(server))
    assert [(batch.final, batch.remaining) for batch in batches] == [(False, 130), (False, 30), (True, 0)]
    assert ['"token": ""' in batch.cursor.value for batch in batches] == [True, True, False]
    assert len(register.bookings()) == 230


def test_pull_cut_after_its_first_batch_fetches_only_the_rest(server: LyingCalDav) -> None:
    for number in range(OBJECTS, 130):
        server.put(f"{number}.ics", event(f"uid-{number}"))
    register = MemoryRegister("varaukset")
    register.store(next(iter(connector_of(server).pull(register))))
    [rest] = register.pull(connector_of(server))
    assert len(rest.observations) == 30
    assert len(register.bookings()) == 130


def test_object_that_always_fails_stops_no_other_and_is_asked_for_again(server: LyingCalDav) -> None:
    """One poisonous object never stops a calendar."""
    broken = CALENDAR + "3.ics"

    def lie(request: Request, honest: Answer) -> Answer | None:
        if request.report == "get" and request.path == broken:
            return Answer(500)
        if request.report != "multiget":
            return None
        return Answer(207, re.sub(rf"(?s)<D:response><D:href>{broken}.*?</D:response>", "", honest.body))

    server.lie = lie
    register, connector = MemoryRegister("varaukset"), connector_of(server)
    [batch] = register.pull(connector)
    assert [(problem.place.item, problem.error) for problem in batch.problems] == [(broken, "status_500")]
    assert len(register.bookings()) == OBJECTS - 1
    server.lie = lambda request, honest: None
    register.pull(connector)
    assert len(register.bookings()) == OBJECTS
    assert register.pull(connector) == []


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_no_fact_and_leaves_no_trace(name: str, server: LyingCalDav) -> None:
    register = MemoryRegister("varaukset")
    register.pull(connector_of(server))
    server.put("1.ics", event("uid-1", day=11))
    server.put("new.ics", event("uid-new"))
    server.delete("2.ics")
    server.lie = FAULTS[name]
    connector = connector_of(server)
    told: list[str] = []
    for _ in range(3):
        try:
            register.pull(connector)
        except (Unreachable, Refused) as fault:
            told.append(str(fault))
        # What the fault lets through may be true already; nothing that is there may be taken for gone.
        assert {one.uid for one in register.bookings()} >= {f"uid-{n}" for n in range(OBJECTS) if n != 2}
    server.lie = lambda request, honest: None
    for _ in range(4):
        register.pull(connector)
    expected = {f"uid-{n}": 10 for n in range(OBJECTS) if n != 2} | {"uid-1": 11, "uid-new": 10}
    assert {one.uid: one.starts_at.day for one in register.bookings()} == expected
    assert all(text.startswith("varaukset: ") for text in told)
    connector.close()


QUIRKS = (
    "honest",
    "no_sync",
    "no_sync_no_ctag",
    "sync_400",
    "sync_405",
    "sync_415",
    "sync_501",
    "token_always_refused",
    "token_refused_403",
    "token_refused_409",
    "token_refused_410",
    "token_refused_412",
    "token_refused_507",
    "token_always_0",
    "token_always_new",
    "old_token_answers_everything",
    "no_token",
    "truncated_pages",
    "absolute_hrefs",
    "escaped_hrefs",
    "multiget_405",
    "etags_missing",
)


class TestQuirks:
    """Servers that are odd for good: same register as with the well-behaved one, at most twice the requests."""

    @staticmethod
    def _run(server: LyingCalDav) -> tuple[dict[str, int], int]:
        register, connector = MemoryRegister("varaukset"), connector_of(server)
        for step in range(4):
            register.pull(connector)
            server.put(f"{step}.ics", event(f"uid-{step}", day=20 + step))
            server.put(f"new-{step}.ics", event(f"new-{step}"))
            if step:
                server.delete(f"new-{step - 1}.ics")
        register.pull(connector)
        register.pull(connector)
        connector.close()
        return {one.uid: one.starts_at.day for one in register.bookings()}, len(server.requests)

    @pytest.mark.parametrize("quirk", QUIRKS)
    def test_quirk_ends_in_the_same_register(self, quirk: str) -> None:
        results = []
        for lie in (None, quirk):
            with LyingCalDav() as server:
                for number in range(OBJECTS):
                    server.put(f"{number}.ics", event(f"uid-{number}"))
                if lie:
                    set_quirk(server, lie)
                results.append(self._run(server))
        (expected, honest), (found, sent) = results
        assert found == expected
        assert sent <= 2 * honest + (3 * OBJECTS if quirk in ("multiget_405", "etags_missing") else 0)


def set_quirk(server: LyingCalDav, quirk: str) -> None:
    """Let the server be odd in that way (see QUIRKS); "honest" changes nothing."""
    if quirk == "honest":
        return
    if quirk.startswith("no_sync"):
        server.syncs, server.ctags = False, quirk != "no_sync_no_ctag"
        return
    if quirk.startswith("sync_4") or quirk == "sync_501":
        server.lie = on("sync", status(int(quirk[5:])))
        return
    changes: dict[str, Callable[[Answer], Answer]] = {
        "token_always_0": lambda h: Answer(h.status, re.sub(r"sync/\d+<", "sync/0<", h.body)),
        "no_token": lambda h: Answer(h.status, re.sub(r"<D:sync-token>.*?</D:sync-token>", "", h.body)),
        "absolute_hrefs": lambda h: Answer(h.status, h.body.replace("<D:href>/cal", f"<D:href>{server.url}cal")),
        "escaped_hrefs": lambda h: Answer(h.status, h.body.replace(".ics</D:href>", "%2Eics</D:href>")),
        "etags_missing": lambda h: Answer(h.status, re.sub(r"<D:getetag>.*?</D:getetag>", "", h.body)),
    }
    if quirk == "multiget_405":
        server.lie = on("multiget", status(405))
    elif quirk in changes:
        server.lie = on("sync", changes[quirk])
    else:
        server.lie = _token_quirk(server, quirk)


def _token_quirk(server: LyingCalDav, quirk: str) -> Callable[[Request, Answer], Answer | None]:
    def lie(request: Request, honest: Answer) -> Answer | None:
        if request.report != "sync" or honest.status == 401:
            return None
        asked = re.search(r"<D:sync-token>(.+?)</D:sync-token>", request.body)
        everything = server._honest(
            Request("REPORT", CALENDAR, "<a xmlns:D='DAV:'>sync-collection</a>", request.authorization)
        )
        if quirk == "truncated_pages":
            begin = int(asked[1].rsplit("-", 1)[1]) if asked and "-" in asked[1] else 0
            return _page(everything if begin else honest, begin)
        if asked is None:
            return None
        if quirk == "old_token_answers_everything":
            return everything
        if quirk == "token_always_new":
            return Answer(207, honest.body.replace("sync/", "sync/0"))
        if quirk == "token_always_refused":
            return Answer(412, "<D:error xmlns:D='DAV:'><D:valid-sync-token/></D:error>")
        return Answer(int(quirk.rsplit("_", 1)[1])) if quirk.startswith("token_refused") else None

    return lie


def _page(honest: Answer, begin: int) -> Answer | None:
    responses = re.findall(r"<D:response>.*?</D:response>", honest.body)
    if len(responses) <= 5:
        return None
    token = re.search(r"sync/(\d+)", honest.body)
    assert token is not None
    head = honest.body.split("<D:response>")[0]
    more = f"<D:response><D:href>{CALENDAR}</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>"
    left = "".join(responses[begin : begin + 5])
    if begin + 5 >= len(responses):
        return Answer(
            207, f"{head}{left}<D:sync-token>http://lying.example/sync/{token[1]}</D:sync-token></D:multistatus>"
        )
    return Answer(207, f"{head}{left}{more}<D:sync-token>p-{begin + 5}</D:sync-token></D:multistatus>")


def test_endless_etag_is_known_by_its_hash(server: LyingCalDav) -> None:
    """The column of the register is 300 characters wide; an unchanged object is not fetched again either."""
    server.syncs = False
    server.ctags = False
    endless = "e" * 400
    server.lie = lambda request, honest: (
        Answer(207, honest.body.replace("<D:getetag>", f"<D:getetag>{endless}")) if honest.status == 207 else None
    )
    connector, register = connector_of(server), MemoryRegister("varaukset")
    register.pull(connector)
    versions = set(register.versions(CALENDAR).values())
    assert len(versions) == OBJECTS
    assert max(map(len, versions)) <= 300
    server.requests.clear()
    register.pull(connector)
    assert "multiget" not in {request.report for request in server.requests}
    connector.close()


@pytest.mark.parametrize("report", ["sync", "listing"])
def test_server_that_reads_every_object_before_it_lists_them_is_waited_for(report: str, server: LyingCalDav) -> None:
    def slowly(request: Request, honest: Answer) -> None:
        if request.report == report:
            time.sleep(1.3)

    server.syncs, server.lie = report == "sync", slowly
    account = replace(settings(server.url), timeout=timedelta(seconds=1))
    register = MemoryRegister("varaukset")
    register.pull(CalendarConnector(account, DirectReader(), lambda: NOW))
    assert len(register.bookings()) == OBJECTS
