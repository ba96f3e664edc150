"""Lists of consents as spreadsheets write them."""

import pytest

from connectors.files.consents import MAX_BYTES, FileRefused, read_consents

ROWS = [
    ("name", "email", "given_on", "evidence"),
    ("Mäkinen, Åsa", "asa@asiakas.example", "2026-01-31", 'kansio 3, "sivu 12"'),
]


def written(separator: str, *, quoted: bool = True) -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "\r\n".join(separator.join(map(cell, row)) for row in ROWS) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_list_is_read_in_every_encoding_and_with_every_separator(separator: str, encoding: str) -> None:
    (row,) = read_consents(written(separator).encode(encoding))
    assert row.number == 2
    assert dict(row.cells) == dict(zip(ROWS[0], ROWS[1], strict=True))


def test_rows_keep_the_number_of_the_spreadsheet_and_empty_ones_are_left_out() -> None:
    raw = b"Email;GIVEN_ON ;Evidence;;\r\n;;;;\r\n\r\na@b.example;2026-01-31;p1;;\r\n ; ;\r\nc@d.example;2026-01-31;p2\r\n"
    assert [(row.number, row.cells["email"]) for row in read_consents(raw)] == [(4, "a@b.example"), (6, "c@d.example")]


def test_cell_that_a_spreadsheet_takes_for_a_formula_is_text() -> None:
    raw = b'email;given_on;evidence;name\na@b.example;2026-01-31;p1;"=HYPERLINK(""https://x.example"")"\n'
    assert read_consents(raw)[0].cells["name"] == '=HYPERLINK("https://x.example")'


def test_line_break_in_a_quoted_cell_stays_in_its_row() -> None:
    raw = b'email,given_on,evidence\na@b.example,2026-01-31,"binder\n3"\nc@d.example,2026-01-31,p\n'
    assert [(row.number, row.cells["evidence"]) for row in read_consents(raw)] == [(2, "binder\n3"), (3, "p")]


def test_row_with_more_cells_than_the_heading_is_marked() -> None:
    (row,) = read_consents(b"email,given_on,evidence\na@b.example,2026-01-31,binder 3, page 12\n")
    assert row.surplus


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "missing"),
        (b"email;given_on\na@b.example;2026-01-31\n", "missing: evidence"),
        (b"email;given_on;evidence;langauge\n", "column 4 of the first line is not known"),
        (b"email;email;given_on;evidence\n", "the column email stands twice"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00workbook", "no text"),
        (b"email;given_on;evidence\n\x81\x8d\x8f;;", "no text"),
        (b"email;given_on;evidence\n" + b"x" * 200_000, "no CSV"),
        (b"x" * (MAX_BYTES + 1), "larger"),
    ],
    ids=[
        "empty",
        "only a mark",
        "column missing",
        "typing error",
        "column twice",
        "workbook",
        "binary",
        "cell",
        "size",
    ],
)
def test_file_that_is_no_such_list_is_refused_with_its_mend(raw: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said) as caught:
        read_consents(raw)
    assert caught.value.mend


def test_text_of_rows_never_stands_in_the_refusal() -> None:
    with pytest.raises(FileRefused) as caught:
        read_consents(b"Maija Makinen;maija@asiakas.example;2026-01-31;p1\n")
    assert "aija" not in str(caught.value)
