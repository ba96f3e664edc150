"""FETCH answers, sorted by what they say: split, doubled, without a UID, of strangers, with a literal that lied."""

import tomllib
from datetime import datetime
from pathlib import Path

import pytest
from imapclient.exceptions import ProtocolError

from connectors.mail.answers import sort_answers

DATES = tomllib.loads((Path(__file__).parents[2] / "data" / "internaldates.toml").read_text(encoding="utf-8"))
HEAD = (b"1 (UID 30 BODY[HEADER]<0> {7}", b"X: y\r\n\n")


def sorted_(*data: object, asked: tuple[int, ...] = (3, 30), in_step: bool = True) -> dict[int, dict[bytes, object]]:
    return sort_answers(list(data), asked, in_step=in_step)


def test_answer_is_filed_by_its_uid() -> None:
    found = sorted_(HEAD, b" RFC822.SIZE 9)")
    assert found == {30: {b"UID": 30, b"BODY[HEADER]<0>": b"X: y\r\n\n", b"RFC822.SIZE": 9}}


def test_two_answers_for_one_message_are_joined() -> None:
    found = sorted_(HEAD, b")", b"1 (UID 30 RFC822.SIZE 9)")
    assert found[30][b"RFC822.SIZE"] == 9
    assert b"BODY[HEADER]<0>" in found[30]


def test_answer_without_uid_is_joined_by_its_number_while_numbers_stand() -> None:
    assert sorted_(HEAD, b")", b"1 (RFC822.SIZE 9)")[30][b"RFC822.SIZE"] == 9
    assert b"RFC822.SIZE" not in sorted_(HEAD, b")", b"1 (RFC822.SIZE 9)", in_step=False)[30]


def test_answer_without_uid_is_never_taken_for_the_message_of_that_uid() -> None:
    """imapclient files `* 3 FETCH (FLAGS …)` under UID 3, whatever message number 3 is."""
    assert sorted_((b"3 (BODY[HEADER] {7}", b"X: y\r\n\n"), b")") == {}


def test_sequence_number_of_two_uids_names_neither() -> None:
    found = sorted_(b"1 (UID 3 RFC822.SIZE 1)", b"1 (UID 30 RFC822.SIZE 2)", b"1 (INTERNALDATE NIL)")
    assert found == {3: {b"UID": 3, b"RFC822.SIZE": 1}, 30: {b"UID": 30, b"RFC822.SIZE": 2}}


def test_strangers_are_left_out() -> None:
    assert sorted_(b"9 (UID 99 RFC822.SIZE 9)") == {}


def test_same_word_twice_counts_once_and_two_words_count_not_at_all() -> None:
    assert sorted_(b"1 (UID 30 RFC822.SIZE 9)", b"1 (UID 30 RFC822.SIZE 9)")[30][b"RFC822.SIZE"] == 9
    assert b"RFC822.SIZE" not in sorted_(b"1 (UID 30 RFC822.SIZE 9)", b"1 (UID 30 RFC822.SIZE 8)")[30]
    assert sorted_(b"1 (UID 30 FLAGS (a))", b"1 (UID 30 FLAGS (b))")[30][b"FLAGS"] == (b"b",)


@pytest.mark.parametrize("rest", [b" lo)", b" lo: vat)", b" Best regards)", b' "x" y z)'])
def test_words_behind_a_literal_told_too_short_spoil_their_answer_only(rest: bytes) -> None:
    found = sorted_(HEAD, rest, b"2 (UID 3 RFC822.SIZE 9)")
    assert list(found) == [3]


def test_dates_and_structures_that_are_none_are_nothing() -> None:
    found = sorted_(b'1 (UID 30 INTERNALDATE "32-Foo-2026" BODYSTRUCTURE NIL)')
    assert found[30] == {b"UID": 30, b"INTERNALDATE": None, b"BODYSTRUCTURE": None}


@pytest.mark.parametrize("line", DATES["good"])
def test_date_of_arrival_is_given_in_utc(line: str) -> None:
    told, _, expected = line.partition(" = ")
    found = sorted_(f'1 (UID 30 INTERNALDATE "{told}")'.encode())
    assert found[30][b"INTERNALDATE"] == datetime.fromisoformat(expected)


@pytest.mark.parametrize("told", DATES["impossible"])
def test_date_that_no_server_can_mean_is_none(told: str) -> None:
    found = sorted_(f'1 (UID 30 INTERNALDATE "{told}" RFC822.SIZE 9)'.encode())
    assert found[30] == {b"UID": 30, b"INTERNALDATE": None, b"RFC822.SIZE": 9}


def test_nothing_and_rubbish() -> None:
    assert sorted_() == {}
    with pytest.raises(ProtocolError):
        sorted_(b"x (UID 30)")


@pytest.mark.parametrize(
    "begun",
    [
        b"1 (UID 30 BODY[HEADER]<0> {7}",
        b'1 (UID 30 RFC822.SIZE 9 INTERNALDATE "17-Nov-2026 10:00:00 +0000" Body[1.2] {7}',
        b'1 (X-GM-MSGID 12345678901234567890 UID 30 INTERNALDATE "" BODY[] {07}',
        b'1 (UID 30 INTERNALDATE "a\\"b" BODY[TEXT] {7}',
        b"1 (UID 030 BODY[TEXT] {7}",
        b"1 (UID 30 5 6 BODY[TEXT] {7}",
        b"1 (UID 30 nil 6 BODY[TEXT] {7}",
        b'1 (UID 30 RFC822.SIZE "9" BODY[TEXT] {7}',
    ],
)
@pytest.mark.parametrize("end", [b")", b" FLAGS (a))"])
def test_plain_answer_is_read_as_the_library_reads_it(begun: bytes, end: bytes) -> None:
    data = ((begun, b"X: y\r\n\n"), end)
    # Behind an answer that is not plain the library reads all of them.
    behind = sorted_(b"2 (FLAGS (a))", *data)
    assert sorted_(*data) == behind
    assert sorted_(*data, (b"2 (UID 3 BODY[TEXT] {1}", b"x"), b")").get(3) == {b"UID": 3, b"BODY[TEXT]": b"x"}


def test_plain_answer_with_a_literal_of_another_length_is_none() -> None:
    with pytest.raises(ProtocolError):
        sorted_((b"1 (UID 30 BODY[TEXT] {8}", b"X: y\r\n\n"), b")")
