"""Tokens shown to real mail servers: which mechanism, what is done when one is refused, and how often."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from connectors.accounts import Login, MailAccount, Server, SmtpAccount, Tls
from connectors.mail.check import check_account
from connectors.mail.send import SendOutcome, SmtpSender
from connectors.mail.session import open_session
from connectors.oauth.grant import LoginNeeded
from models.errors import Refused, Unreachable
from tests.contract.letters import letter
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot, MailUser
from tests.live.fixtures import NewSmtpSink
from tests.live.imap_proxy import ImapProxy
from tests.live.mail_account import account
from tests.live.smtp_sink import Security, SmtpSink, Stage
from tests.live.token_desk import Desk
from tests.live.token_provider import MARKER

pytestmark = pytest.mark.live("dovecot")


@dataclass
class Post:
    """A mailbox of the real server that takes tokens, seen through a proxy which speaks TLS."""

    desk: Desk
    user: MailUser
    proxy: ImapProxy
    authority: CertificateAuthority

    @property
    def account(self) -> MailAccount:
        """The mailbox with tokens in the place of a password."""
        plain = account(self.user, self.proxy.port, self.authority)
        return replace(plain, login=Login(self.user.name, tokens=self.desk.tokens))

    def open(self) -> None:
        """Log in and out."""
        open_session(self.account).close()

    @property
    def tries(self) -> list[str]:
        """The mechanisms of every try to log in."""
        return [line.split()[2].decode() for verb, line in self.proxy.commands if verb == "AUTHENTICATE"]


@pytest.fixture
def post(token_desk: Desk, token_dovecot: Dovecot, test_ca: CertificateAuthority) -> Iterator[Post]:
    """A new mailbox whose owner is the person of the login."""
    user = token_dovecot.new_user()
    token_desk.provider.rules.user = user.name
    with ImapProxy(token_dovecot.port, test_ca.server_context()) as proxy:
        yield Post(token_desk, user, proxy, test_ca)


def test_mailbox_opens_with_a_token_by_the_better_mechanism(post: Post) -> None:
    post.desk.log_in()
    session = open_session(post.account)
    assert session.folders() == ["INBOX"]
    session.close()
    assert post.tries == ["OAUTHBEARER"]
    assert post.desk.provider.refreshes == 0
    assert all(finding.ok for finding in check_account(post.account))


def test_xoauth2_serves_where_nothing_else_is_offered(post: Post) -> None:
    post.proxy.replace(rb" AUTH=OAUTHBEARER", b"")
    post.desk.log_in()
    post.open()
    assert post.tries == ["XOAUTH2"]


def test_password_is_no_way_out_where_tokens_are_not_taken(post: Post) -> None:
    post.proxy.replace(rb" AUTH=(OAUTHBEARER|XOAUTH2)", b"")
    post.desk.log_in()
    with pytest.raises(Refused, match="offers no login by OAuth2"):
        post.open()
    assert post.tries == []


def test_password_that_is_refused_names_the_other_way(post: Post) -> None:
    wrong = replace(post.account, login=Login(post.user.name, "wrong"))
    with pytest.raises(Refused) as caught:
        open_session(wrong)
    assert "check user and password" in caught.value.mend
    assert "docs/oauth2.md" in caught.value.mend
    post.proxy.replace(rb" AUTH=(OAUTHBEARER|XOAUTH2)", b"")
    with pytest.raises(Refused) as caught:
        open_session(wrong)
    assert "docs/oauth2.md" not in caught.value.mend


@pytest.mark.parametrize("hidden", [b"", b" AUTH=OAUTHBEARER"], ids=["oauthbearer", "xoauth2"])
def test_refused_token_is_replaced_once_on_the_same_connection(post: Post, hidden: bytes) -> None:
    post.proxy.replace(hidden or b"never said", b"")
    post.desk.log_in()
    post.desk.provider.forget_access()
    post.open()
    assert len(post.tries) == 2
    assert post.desk.provider.refreshes == 1
    assert post.proxy.connections == 1


def test_server_that_refuses_every_token_parks_the_account_and_is_not_hammered(post: Post) -> None:
    post.desk.log_in()
    post.desk.provider.rules.user = "somebody-else"
    for _ in range(4):
        # As after each refusal.
        with pytest.raises(Refused, match="refuses the token of the login office") as caught:
            post.open()
        post.desk.now += timedelta(minutes=15)
    assert "rekisterid login office" in caught.value.mend
    assert MARKER not in str(caught.value) + repr(caught.value.__context__)
    assert len(post.tries) <= 5
    assert post.desk.provider.refreshes == 1


def test_login_that_was_taken_back_asks_for_a_person_and_not_for_the_server(post: Post) -> None:
    post.desk.log_in()
    post.desk.provider.revoke()
    with pytest.raises(LoginNeeded, match="taken back") as caught:
        post.open()
    assert caught.value.mend == "run `rekisterid login office`"
    with pytest.raises(LoginNeeded):
        post.open()
    assert len(post.tries) == 1
    assert post.desk.provider.refreshes == 1


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        (b"eyJzdGF0dXMiOiI1MDAifQ==", Unreachable),
        (b"eyJzdGF0dXMiOiJpbnN1ZmZpY2llbnRfc2NvcGUifQ==", Refused),
    ],
    ids=["server fails", "rights"],
)
def test_reason_of_the_server_decides_whether_another_token_is_worth_a_try(
    post: Post, reason: bytes, error: type[Exception]
) -> None:
    post.desk.log_in()
    post.desk.provider.forget_access()
    post.proxy.replace(rb"^\+ [A-Za-z0-9+/=]{8,}", b"+ " + reason)
    with pytest.raises(error):
        post.open()
    assert post.desk.provider.refreshes == 0


def test_provider_that_is_away_is_an_outage_and_nobody_tries_to_log_in(post: Post) -> None:
    post.desk.log_in()
    post.desk.now += timedelta(hours=2)
    post.desk.provider.rules.next_answers = [(503, b"away")]
    with pytest.raises(Unreachable, match="status 503"):
        post.open()
    assert post.tries == []
    post.open()
    assert post.tries == ["OAUTHBEARER"]


@dataclass
class Relay:
    """A relay that takes tokens."""

    desk: Desk
    sink: SmtpSink
    authority: CertificateAuthority

    def send(self) -> SendOutcome:
        """Hand over a letter."""
        security = Tls.STARTTLS if self.sink.security is Security.STARTTLS else Tls.IMPLICIT
        server = Server(self.sink.host, self.sink.port, security, ca_file=str(self.authority.ca_file))
        sender = SmtpSender(SmtpAccount(server, Login("info@salonki.example", tokens=self.desk.tokens)))
        return sender.send(letter(), on_data=lambda: None).outcome

    @property
    def tries(self) -> int:
        """How often a login was tried."""
        return sum(command.startswith("AUTH") for command in self.sink.commands)


@pytest.fixture(params=["XOAUTH2", "OAUTHBEARER"])
def relay(
    request: pytest.FixtureRequest, token_desk: Desk, new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority
) -> Relay:
    """A relay for each mechanism."""
    sink = new_smtp_sink()
    token_desk.provider.rules.user = "info@salonki.example"
    sink.take_tokens(request.param, token_desk.provider.person_of)
    return Relay(token_desk, sink, test_ca)


@pytest.mark.parametrize("length", [10, 2500], ids=["short", "long"])
def test_letter_goes_out_with_a_token(relay: Relay, length: int) -> None:
    relay.desk.provider.rules.length = length
    relay.desk.log_in()
    assert relay.send() is SendOutcome.SENT
    assert [message.login for message in relay.sink.messages] == ["info@salonki.example"]
    assert relay.desk.provider.refreshes == 0


def test_relay_that_refuses_a_token_gets_another_one_on_the_same_connection(relay: Relay) -> None:
    relay.desk.log_in()
    relay.desk.provider.forget_access()
    assert relay.send() is SendOutcome.SENT
    assert relay.tries == 2
    assert relay.desk.provider.refreshes == 1


def test_relay_that_refuses_every_token_refuses_the_account_and_no_letter(relay: Relay) -> None:
    relay.desk.log_in()
    relay.desk.provider.rules.user = "somebody-else"
    with pytest.raises(Refused, match="refuses the token of the login office"):
        relay.send()
    assert relay.sink.messages == []
    assert relay.tries == 2


def test_relay_that_cannot_log_in_now_is_no_refusal(relay: Relay) -> None:
    relay.desk.log_in()
    relay.sink.refuse(Stage.AUTH, "454 4.7.0 temporary authentication failure")
    assert relay.send() is SendOutcome.TEMPORARY
    assert relay.desk.provider.refreshes == 0


def test_provider_that_is_away_leaves_the_letter_for_later(relay: Relay) -> None:
    relay.desk.log_in()
    relay.desk.now += timedelta(hours=2)
    relay.desk.provider.rules.next_answers = [(500, b"")]
    assert relay.send() is SendOutcome.TEMPORARY
    assert relay.tries == 0
