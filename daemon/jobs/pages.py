"""Queue the mail that visitors of the pages have asked for: confirmations of consent, links to their own consents."""

from datetime import datetime

import structlog

from daemon.web.public.wishes import Wishes
from models.register.confirmations import queue_confirmations
from models.register.consent_links import queue_links
from models.register.database import Database
from models.register.policy import AskPolicy

log = structlog.get_logger()


def answer_pages(database: Database, wishes: Wishes, policy: AskPolicy, now: datetime) -> int:
    """Put into the outbox what is due; give how many letters. Addresses of nobody known leave no trace but a count."""
    asked = wishes.take()
    links = queue_links(database, asked, policy, now)
    confirmations = queue_confirmations(database, policy, now)
    if asked or confirmations:
        log.info("pages", asked=len(asked), links=links, confirmations=confirmations)
    return links + confirmations
