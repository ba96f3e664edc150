"""Serve the public pages within the service: uvicorn in a thread of its own, on one port, until the service ends."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from ipaddress import ip_address
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from daemon.config.schema import Config
from daemon.web.public.look import look_of
from daemon.web.public.room import Choices, Room
from daemon.web.public.wishes import Wishes
from models.register.database import Database

if TYPE_CHECKING:
    import uvicorn

log = structlog.get_logger()

BACKLOG = 256
MAX_CONNECTIONS = 500
MAX_HEAD_BYTES = 16_384
IDLE_SECONDS = 5
END_SECONDS = 2
START_SECONDS = 10.0


def room_of(config: Config, database: Database, wishes: Wishes, clock: Callable[[], datetime]) -> Room:
    """Give what the configured pages work with. Raises ConfigError for a logo that is none."""
    choices = Choices(
        url=config.web.url or "",
        lowest=config.feedback.lowest_score,
        highest=config.feedback.scale,
        reader=config.contact_person.name,
        months=config.feedback.answers_kept_months,
        language=config.register.language,
        zone=ZoneInfo(config.register.zone),
        notice_version=config.register.notice_version,
    )
    return Room(database, look_of(config), choices, wishes, clock)


@contextmanager
def serving_pages(
    config: Config, database: Database, wishes: Wishes, clock: Callable[[], datetime], *, port: int | None = None
) -> Iterator[int | None]:
    """Serve the pages inside the block; gives the port, None when there are none. `port`: another than the configured one.

    A port that cannot be had is logged, and the service does its work without pages.
    """
    if not config.web.enabled:
        yield None
        return
    listening = _listen(config.web.listen, config.web.port if port is None else port)
    if listening is None:
        yield None
        return
    with listening, _running(room_of(config, database, wishes, clock), config, listening):
        found: int = listening.getsockname()[1]
        log.info("pages for clients", port=found)
        yield found


@contextmanager
def _running(room: Room, config: Config, listening: socket.socket) -> Iterator[None]:
    # A service without pages carries no web server in its memory.
    import uvicorn

    from daemon.web.public.app import create_app

    server = uvicorn.Server(
        uvicorn.Config(
            create_app(room, config.web.trusted_proxies),
            # What libraries log goes by the service's own rules; requests are not logged at all.
            log_config=None,
            access_log=False,
            # The visitor's address is read by us, from proxies that are named.
            proxy_headers=False,
            server_header=False,
            lifespan="off",
            limit_concurrency=MAX_CONNECTIONS,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=END_SECONDS,
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            http="h11",
            ws="none",
        )
    )
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, name="pages", daemon=True)
    thread.start()
    _await_start(server, thread)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(END_SECONDS + 1)


def _await_start(server: "uvicorn.Server", thread: Thread) -> None:
    end = monotonic() + START_SECONDS
    while not server.started and thread.is_alive() and monotonic() < end:
        sleep(0.01)


def _listen(address: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family, backlog=BACKLOG)
    except OSError as exc:
        mend = "free the port or name another one under [web]"
        log.warning("no pages for clients", port=port, reason=exc.strerror, mend=mend)
        return None
