"""Judge which bookings are asked about, and put what is to be asked into the outbox."""

from threading import Event

import structlog

from models.register.feedback import Asker

log = structlog.get_logger()


def ask(asker: Asker, stop: Event) -> int:
    """Judge all bookings that are due; give how many decisions were made. Stops between bookings."""
    decided = 0
    while not stop.is_set():
        judged = asker.judge_due()
        decided += judged
        if judged == 0:
            break
    if decided:
        log.info("judged", bookings=decided)
    return decided
