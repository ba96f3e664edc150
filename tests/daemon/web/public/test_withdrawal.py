"""Withdrawal by page, by header and by everything at once: at once, and once."""

import pytest

from daemon.compose import composer
from daemon.page_links import stored_links
from models.register.outbox import ClaimLost
from models.tables import ConsentEntry
from tests.daemon.web.public.visitors import PageFirm, contents, path_in

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def events(firm: PageFirm) -> list[tuple[str, str | None, str | None]]:
    return [(row.type.value, row.purpose, row.channel) for row in firm.all(ConsentEntry) if row.recorded_by == "page"]


def test_button_withdraws_at_once_and_pressing_again_changes_nothing(firm: PageFirm) -> None:
    _, withdrawal = firm.request_links()
    visitor = firm.visitor()
    assert "Peruuta suostumus palautepyyntöihin" in visitor.get(withdrawal).text
    assert "Emme enää lähetä" in visitor.post(withdrawal, data={"action": "withdraw"}).text
    assert events(firm) == [("consent_withdrawn", "feedback_request", "page")]
    before = contents(firm)
    assert "Emme enää lähetä" in visitor.post(withdrawal, data={"action": "withdraw"}).text
    assert contents(firm) == before


def test_everything_is_withdrawn_at_once(small_firm: PageFirm) -> None:
    _, withdrawal = small_firm.request_links()
    for _ in range(2):
        assert "Kaikki suostumuksesi" in small_firm.visitor().post(withdrawal, data={"action": "withdraw_all"}).text
    assert events(small_firm) == [("consent_withdrawn", "all", "page")]


@pytest.mark.parametrize("parts", [False, True])
def test_mail_programs_post_withdraws_from_anywhere_without_login_or_redirect(
    small_firm: PageFirm, parts: bool
) -> None:
    _, withdrawal = small_firm.request_links()
    program = small_firm.visitor(**{"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"})
    for _ in range(2):
        if parts:
            answer = program.post(withdrawal, files={"List-Unsubscribe": (None, "One-Click")})
        else:
            answer = program.post(withdrawal, data=ONE_CLICK)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
    assert events(small_firm) == [("consent_withdrawn", "feedback_request", "page_one_click")]


def test_withdrawal_stops_the_next_request(small_firm: PageFirm) -> None:
    _, withdrawal = small_firm.request_links()
    small_firm.visitor().post(withdrawal, data=ONE_CLICK)
    small_firm.pass_time(days=100)
    small_firm.visit("visit-2")
    assert small_firm.send() == []
    assert small_firm.verdicts()[-1] == ("never", "withdrawn")


def test_form_without_the_one_click_of_the_standard_is_no_one_click(small_firm: PageFirm) -> None:
    _, withdrawal = small_firm.request_links()
    elsewhere = small_firm.visitor(**{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})
    assert elsewhere.post(withdrawal, data={"action": "withdraw"}).status_code == 403
    assert events(small_firm) == []


def test_link_of_a_letter_that_was_sent_outlives_a_daemon_that_writes_it_too_late(small_firm: PageFirm) -> None:
    made = stored_links(small_firm.config, small_firm.database, lambda: small_firm.now)
    compose = composer(small_firm.config, lambda: small_firm.now, made)
    small_firm.judge()
    early = small_firm.outbox.claim()
    assert early is not None
    small_firm.outbox.recover()
    small_firm.pass_time(minutes=1)
    (text,) = small_firm.send()
    with pytest.raises(ClaimLost):
        compose(early)
    assert small_firm.visitor().get(path_in(text, "w")).status_code == 200
