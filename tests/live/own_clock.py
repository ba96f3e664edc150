"""The command `rekisterid` with a `serve` that lives at a given moment and looks often: the product has no such switch.

`python -m tests.live.own_clock --config FILE serve 2026-03-04T10:00:00+00:00`
"""

import sys
import time
from datetime import datetime, timedelta
from threading import Event

import typer

from daemon.assembly import Rhythm
from daemon.cli.app import run
from daemon.cli.service import serve
from daemon.cli.shell import shell_of
from daemon.cli.signals import stop_on_signals

OFTEN = Rhythm(
    alarms=timedelta(seconds=1),
    ask=timedelta(seconds=0.3),
    send=timedelta(seconds=0.3),
    digest=timedelta(hours=9),
    seal=timedelta(seconds=1),
    keep_house=timedelta(seconds=2),
)


def register(app: typer.Typer) -> None:
    """Add the command; the hidden second one keeps typer from leaving its name out."""
    app.command("serve")(serve_at)
    app.command("nothing", hidden=True)(lambda: None)


def serve_at(ctx: typer.Context, moment: datetime) -> None:
    """Run the service from that moment on, until SIGTERM."""
    start = moment.astimezone()
    begun = time.monotonic()
    stop = Event()
    stop_on_signals(stop)
    serve(
        shell_of(ctx).connecting(),
        stop,
        clock=lambda: start + timedelta(seconds=time.monotonic() - begun),
        rhythm=OFTEN,
    )


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], modules=["tests.live.own_clock"]))
