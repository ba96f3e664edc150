"""The pages of a firm, served on a port of this machine: every page there is, in every state that has one of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from daemon.web.public.look import look_of
from daemon.web.public.rendering import catalogue, html_of, said, words
from daemon.web.public.room import ask_link
from daemon.web.public.serving import serving_pages
from models.register.audit import By
from models.register.links import token_hash
from models.register.wordings import NewWording, add_version
from models.tables import LinkPurpose, PageLink, row_id
from models.vocabulary import Language, Purpose
from tests.daemon.web.public.visitors import PageFirm, configured, path_in

OWN_TEMPLATES = {"answer", "withdrawal", "consents", "confirmation", "self_service"}
SAYING = tuple(name for name, texts in catalogue().items() if "title" in texts and name not in OWN_TEMPLATES)
"""The pages that only say something: thanks, and all that a link or a form can come to."""

NEWSLETTER = {
    Language.FI: "Suostun siihen, että Suvanto lähettää minulle uutiskirjeen sähköpostitse kerran kuussa.",
    Language.SV: "Jag samtycker till att Suvanto skickar mig ett nyhetsbrev per e-post en gång i månaden.",
    Language.EN: "I consent to Suvanto sending me a newsletter by e-mail once a month.",
}


class Site:
    """A firm whose pages are served at `base`, with a link to each of them."""

    def __init__(self, firm: PageFirm, base: str) -> None:
        self.firm = firm
        self.base = base
        firm.offer_publication()
        newsletter = NewWording("uutiskirje", Purpose.NEWSLETTER, NEWSLETTER)
        firm.do(lambda session: add_version(session, newsletter, By("test", firm.now)))
        answer, withdrawal = firm.request_links()
        consents = firm.consents_link()
        firm.pass_time(hours=1)
        firm.visitor().post(consents, data={"action": "give", "purpose": "newsletter", "wording": "uutiskirje@1"})
        (letter,) = firm.send()
        self.paths = {
            "answer": answer,
            "withdrawal": withdrawal,
            "consents": consents,
            "confirmation": path_in(letter, "k"),
            "self_service": "/",
            "wrong": "/a/nothing",
            "expired": f"/a/{self._expired()}",
        }

    def _expired(self) -> str:
        """Give the token of a link that has expired."""
        token, mail, past = "v" * 32, row_id(self.firm.letters()[-1]), self.firm.now - timedelta(days=1)
        link = PageLink(
            token_hash=token_hash(token), purpose=LinkPurpose.ANSWER, mail_id=mail, created_at=past, expires_at=past
        )
        self.firm.do(lambda session: session.add(link))
        return token

    def url(self, name: str, language: Language = Language.FI, more: str = "") -> str:
        """Give the address of a page."""
        return f"{self.base}{self.paths[name]}?lang={language}{more}"

    def saying(self, section: str, language: Language) -> str:
        """Give a page that only says something, with all that it could say, as HTML."""
        texts = [text for name, text in words(section, language).items() if name != "title"]
        shown = said(section, language, *texts, here="/", links=(ask_link(language),))
        return html_of(shown, look_of(self.firm.config))


@contextmanager
def served_site(folder: Path) -> Iterator[Site]:
    """Serve the pages of a firm whose register lies in the folder."""
    firm = PageFirm(f"sqlite:///{folder / 'register.sqlite3'}", configured(folder, url="http://127.0.0.1:18464"))
    with serving_pages(firm.config, firm.database, firm.typed, lambda: firm.now, port=0) as served:
        yield Site(firm, f"http://127.0.0.1:{served}")
    firm.database.close()
