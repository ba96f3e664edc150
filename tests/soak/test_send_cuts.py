"""HW-F7: the dialogue with the relay cut at every point, ten times each, at a scripted server and at a real Postfix."""

import os

import pytest

from tests.live.smtp_cutter import Point
from tests.live.smtp_sink import SmtpSink
from tests.live.test_send_cuts import CASES, Case, Run, room, run
from tests.live.test_send_cuts import cut as cut_at_sink
from tests.live.test_send_cuts_postfix import Office, office
from tests.live.test_send_cuts_postfix import cut as cut_at_postfix
from tests.models.register.mailroom import MailRoom

ROUNDS = int(os.environ.get("REKISTERID_CUT_ROUNDS", "10"))
__all__ = ["office", "room", "run"]


@pytest.mark.live("smtp")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_cut_at_a_scripted_server(round_: int, case: Case, room: MailRoom, smtp_sink: SmtpSink, run: Run) -> None:
    cut_at_sink(case, room, smtp_sink, run)


@pytest.mark.live("postfix")
@pytest.mark.parametrize("point", Point, ids=lambda point: point.value)
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_cut_before_postfix(round_: int, point: Point, office: Office) -> None:
    cut_at_postfix(office, point, round_)
