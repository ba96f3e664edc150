"""How consent looks in a terminal: purpose by purpose, then the ledger."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from daemon.cli.opened import Local
from daemon.cli.output import clean
from daemon.cli.plain_table import plain_lines, plain_table
from daemon.reasons import plain_words
from models.register.queries.consent import LedgerLine, PurposeStanding
from models.rules.consent import ConsentReason
from models.vocabulary import Purpose


def consent_view(
    standings: Sequence[PurposeStanding], ledger: Sequence[LedgerLine], local: Local, *, every_purpose: bool = False
) -> RenderableType:
    """Give the standings as a table and the ledger as lines. Purposes never spoken of are left out unless `every_purpose`."""
    table = plain_table("purpose", "mail may go", "why", "given")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for standing in standings:
        spoken_of = standing.purpose is Purpose.FEEDBACK_REQUEST or standing.reason is not ConsentReason.NO_CONSENT
        if every_purpose or spoken_of:
            table.add_row(
                standing.purpose.value.replace("_", " "),
                Text("yes" if standing.allowed else "no", style="bold green" if standing.allowed else "bold"),
                plain_words(standing.reason),
                _given(standing, local),
            )
    return Group(table, plain_lines([_event(event, local) for event in ledger]))


def _given(standing: PurposeStanding, local: Local) -> str:
    if standing.given_at is None:
        return ""
    method = standing.method.value.replace("_", " ") if standing.method else ""
    return clean(f"{local.day(standing.given_at)} {method}, {standing.wording}, until {standing.expires_on}")


def _event(event: LedgerLine, local: Local) -> tuple[str, str]:
    about = f" ({event.about.replace('_', ' ')})" if event.about else ""
    details = [part for part in (event.method, event.wording, event.evidence, f"by {event.recorded_by}") if part]
    return local.moment(event.at), f"{event.type.value.replace('_', ' ')}{about}: {', '.join(details)}"
