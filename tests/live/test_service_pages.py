"""The pages of the real service, whatever the mode: a typed address gets a link. Letters' links: test_service_whole_loop."""

import re

from tests.live.firm import Firm
from tests.live.service_firm import SERVICE, firm, opened, user, with_pages
from tests.live.smtp_sink import SmtpSink

__all__ = ["firm", "user"]

pytestmark = SERVICE
MAIJA = "maija.malli@asiakas.example"


def test_link_to_ones_consents_goes_out_also_while_sending_is_off(firm: Firm, smtp_sink: SmtpSink) -> None:
    firm.relay(smtp_sink, mode="off")
    url = with_pages(firm)
    firm.paper_consents(MAIJA)
    with firm.start() as running:
        running.wait_for(lambda: "pages for clients" in running.log(), "the pages")
        for address in (MAIJA, "outo@vieras.example"):
            assert "Tarkista sähköpostisi" in opened(url, {"address": address})
        running.wait_for(lambda: len(smtp_sink.messages) == 1, "the link", seconds=60)
        assert smtp_sink.messages[0].recipients == (MAIJA,)
        (link,) = re.findall(r"http://127\.0\.0\.1:\d+/c/\S+", smtp_sink.messages[0].text)
        assert "Voimassa." in opened(link)
        assert running.stop() == 0
    assert len(smtp_sink.messages) == 1
