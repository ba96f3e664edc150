"""The words in which a token is shown, and what a server's reason means."""

import pytest

from connectors.accounts import Server
from connectors.oauth.sasl import Mechanism, Showing, TokenRefusal, chosen, first_words, last_words, understood

SERVER = Server("imap.example.com", 993)


@pytest.mark.parametrize(
    ("offered", "wanted"),
    [
        (["PLAIN", "XOAUTH2", "OAUTHBEARER"], Mechanism.OAUTHBEARER),
        (["xoauth2"], Mechanism.XOAUTH2),
        (["PLAIN", "LOGIN"], None),
        ([], None),
    ],
)
def test_better_mechanism_is_taken_where_there_are_two(offered: list[str], wanted: Mechanism | None) -> None:
    assert chosen(offered) is wanted


def test_words_are_those_of_the_standards() -> None:
    # RFC 7628, 4.1, with another name and token.
    assert (
        first_words(Mechanism.OAUTHBEARER, "user@example.com", SERVER, "vF9dft4qmT")
        == b"n,a=user@example.com,\x01host=imap.example.com\x01port=993\x01auth=Bearer vF9dft4qmT\x01\x01"
    )
    assert (
        first_words(Mechanism.XOAUTH2, "user@example.com", SERVER, "vF9dft4qmT")
        == b"user=user@example.com\x01auth=Bearer vF9dft4qmT\x01\x01"
    )


def test_user_with_signs_of_the_header_is_escaped() -> None:
    # RFC 5801, 4: "=" and "," of a name.
    assert first_words(Mechanism.OAUTHBEARER, "a=b,c", SERVER, "t").startswith(b"n,a=a=3Db=2Cc,\x01")


@pytest.mark.parametrize(
    ("reason", "meaning"),
    [
        (b'{"status":"invalid_token","scope":"mail"}', TokenRefusal.STALE),
        (b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}', TokenRefusal.STALE),
        (b'{"status":401}', TokenRefusal.STALE),
        (b'{"status":"insufficient_scope"}', TokenRefusal.RIGHTS),
        (b'{"status":"403"}', TokenRefusal.RIGHTS),
        (b'{"status":"500"}', TokenRefusal.OUTAGE),
        (b"", TokenRefusal.STALE),
        (b"{", TokenRefusal.STALE),
        (b"[]", TokenRefusal.STALE),
        (b"[" * 100_000, TokenRefusal.STALE),
        (b"\xff\xfe", TokenRefusal.STALE),
    ],
)
def test_reason_of_a_server_is_understood(reason: bytes, meaning: TokenRefusal) -> None:
    assert understood(reason) is meaning


@pytest.mark.parametrize("mechanism", list(Mechanism))
def test_reason_is_answered_so_that_the_server_can_refuse(mechanism: Mechanism) -> None:
    showing = Showing(mechanism, b"the words")
    assert showing(b"") == b"the words"
    assert showing(b'{"status":"insufficient_scope"}') == last_words(mechanism)
    assert showing.refusal is TokenRefusal.RIGHTS
    assert "the words" not in repr(showing)
