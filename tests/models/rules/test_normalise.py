"""Normal forms of values, codes with check digits, and identity codes taken out of texts (F3, F7–F10)."""

import unicodedata
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.normalise import (
    MARK,
    EInvoiceAddress,
    business_id,
    comparable_email,
    e164,
    einvoice_address,
    einvoice_operator,
    find_hetus,
    fold_name,
    fold_text,
    is_role_address,
    normal_form,
    one_line,
    postcode,
    redact_hetu,
    shown_phone,
)
from models.vocabulary import DetailField


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Maija.Makinen@Firma.Example", "maija.makinen@firma.example"),
        ("  maija@firma.example\n", "maija@firma.example"),
        ("maija+palaute@firma.example", "maija+palaute@firma.example"),
        ("maija@mäkinen.example", "maija@xn--mkinen-bua.example"),
        ("maija@MÄKINEN.example", "maija@xn--mkinen-bua.example"),
        ("maija@ma\u0308kinen.example", "maija@xn--mkinen-bua.example"),
        ("maija@XN--MKINEN-BUA.example", "maija@xn--mkinen-bua.example"),
        ("ma\u0308kinen@firma.example", "m\u00e4kinen@firma.example"),
        ("o'brien@firma.example", "o'brien@firma.example"),
        ("maija@r3---s.firma.example", "maija@r3---s.firma.example"),
    ],
)
def test_mail_address_is_compared_in_one_form(text: str, address: str) -> None:
    assert comparable_email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "maija",
        "maija@firma",
        "@firma.example",
        "maija@",
        "maija@@firma.example",
        "Maija Mäkinen <maija@firma.example>",
        "<maija@firma.example>",
        "mailto:maija@firma.example",
        "maija@firma.example, matti@firma.example",
        "maija@firma.example matti@firma.example",
        "maija@firma.example)matti@other.example",
        '"maija m"@firma.example',
        "maija@[127.0.0.1]",
        "maija..m@firma.example",
        ".maija@firma.example",
        "mai\u200bja@firma.example",
        "maija@fir\u202ema.example",
        "maija@firma.example\r\nBcc: x@y.example",
        "mai\x00ja@firma.example",
        "maija@-firma.example",
        "maija@firma..example",
        "maija@firma_oy.example",
        "maija@xn--zz--.example",
        "m" * 65 + "@firma.example",
        "maija@" + "firma." * 50 + "example",
    ],
)
def test_what_is_not_one_bare_mailbox_is_refused(text: str) -> None:
    assert comparable_email(text) is None


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("info@firma.example", True),
        ("Toimisto@firma.example", True),
        ("laskut+2026@firma.example", True),
        ("no-reply@firma.example", True),
        ("maija@firma.example", False),
        ("info.maija@firma.example", False),
        ("infomestari@firma.example", False),
    ],
)
def test_role_address_is_told_from_a_persons(address: str, role: bool) -> None:
    assert is_role_address(address) is role


@pytest.mark.parametrize(
    ("text", "number", "shown"),
    [
        ("0401234567", "+358401234567", "040 1234567"),
        ("040 123 4567", "+358401234567", "040 1234567"),
        ("+358 (0)40 1234567", "+358401234567", "040 1234567"),
        ("00358401234567", "+358401234567", "040 1234567"),
        ("040–123 4567", "+358401234567", "040 1234567"),
        ("puh. 040 1234567", "+358401234567", "040 1234567"),
        ("Tel.: +358 40 123 4567", "+358401234567", "040 1234567"),
        ("(09) 123 4567", "+35891234567", "09 1234567"),
        ("018 12345", "+3581812345", "018 12345"),
        ("+46 70 123 45 67", "+46701234567", "+46 70 123 45 67"),
    ],
)
def test_phone_number_is_stored_in_e164_and_shown_as_written_here(text: str, number: str, shown: str) -> None:
    assert e164(text) == number
    assert shown_phone(number) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "112",
        "2077474-0",
        "20774740",
        "010123-123N",
        "FI21 1234 5600 0007 85",
        "040 1234567 / 050 7654321",
        "+35840123456789012",
        "1.12.2026",
        "040 123 4567 ext. 12",
        "040 maija",
        "0" * 500,
        "+",
        "(0",
    ],
)
def test_what_is_not_one_phone_number_is_refused(text: str) -> None:
    assert e164(text) is None


def test_a_number_that_cannot_be_read_is_shown_as_it_is() -> None:
    assert shown_phone("kysy vaihteesta") == "kysy vaihteesta"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("00100", "00100"),
        (" 22100 ", "22100"),
        ("FI-00100", "00100"),
        ("FIN-00100", "00100"),
        ("AX-22100", "22100"),
        ("0100", None),
        ("001000", None),
        ("00 100", None),
        ("００１００", None),
        ("SE-11122", None),
    ],
)
def test_postcode_is_five_digits_of_text(text: str, code: str | None) -> None:
    assert postcode(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2077474-0", "2077474-0"),
        ("0112038-9", "0112038-9"),
        ("112038-9", "0112038-9"),
        ("2077474\u20130", "2077474-0"),
        (" 2077474 - 0 ", "2077474-0"),
        ("FI20774740", "2077474-0"),
        ("fi 2077474-0", "2077474-0"),
        ("1234567-8", None),
        ("2077474-1", None),
        ("20774740", None),
        ("SE20774740", None),
        ("12345-6", None),
    ],
)
def test_business_id_is_taken_only_with_its_check_digit(text: str, code: str | None) -> None:
    assert business_id(text) == code


def test_a_business_id_whose_remainder_is_one_was_never_issued() -> None:
    # 0000005: 5 × 2 = 10, remainder 10 → 1; 0000006: 6 × 2 = 12, remainder 1 → none.
    assert business_id("0000005-1") == "0000005-1"
    assert not any(business_id(f"0000006-{digit}") for digit in range(10))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("003720774740", EInvoiceAddress("003720774740", is_iban=False)),
        ("0037 2077474-0 A1", EInvoiceAddress("003720774740A1", is_iban=False)),
        ("00372077474012345", EInvoiceAddress("00372077474012345", is_iban=False)),
        ("0216:003720774740", EInvoiceAddress("003720774740", is_iban=False)),
        ("fi21 1234 5600 0007 85", EInvoiceAddress("FI2112345600000785", is_iban=True)),
        ("003720774741", None),
        ("003720774740123456", None),
        ("FI2112345600000786", None),
        ("SE4550000000058398257466", None),
        ("", None),
    ],
)
def test_einvoice_address_is_an_ovt_or_a_finnish_account(text: str, address: EInvoiceAddress | None) -> None:
    assert einvoice_address(text) == address


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("003720774740", "003720774740"),
        ("NDEAFIHH", "NDEAFIHH"),
        ("NDEAFIHHXXX", "NDEAFIHHXXX"),
        ("NDEAFI", None),
        ("operaattori", None),
    ],
)
def test_einvoice_operator_is_an_ovt_or_a_bic(text: str, code: str | None) -> None:
    assert einvoice_operator(text) == code


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("131052-308T", MARK),
        ("Hetu on 131052-308T.", f"Hetu on {MARK}."),
        ("(131052-308t)", f"({MARK})"),
        ("131052 - 308T", MARK),
        ("131052\u2013308T", MARK),
        ("131052 \u2212 308T", MARK),
        ("131052\u00a0-\u00a0308T", MARK),
        ("131052-\n308T", MARK),
        ("131052\u00ad308T", MARK),
        ("131052\u200b-308T", MARK),
        ("１３１０５２-308T", MARK),
        ("131052+308T", MARK),
        ("131052A308T", MARK),
        ("131052y308t", MARK),
        ("131052X308T ja 010101B123N", f"{MARK} ja {MARK}"),
        ("131052-9999", MARK),
        ("131052-308X", MARK),
        ("000152-308T", "000152-308T"),
        ("320152-308T", "320152-308T"),
        ("131352-308T", "131352-308T"),
        ("130052-308T", "130052-308T"),
        ("131052G308T", "131052G308T"),
        ("131052-308G", "131052-308G"),
        ("131052-308I", "131052-308I"),
        ("x131052-308T", "x131052-308T"),
        ("1131052-308T", "1131052-308T"),
        ("131052-308TT", "131052-308TT"),
        ("131052-30", "131052-30"),
        ("13.10.52-308T", "13.10.52-308T"),
        ("Y-tunnus 2077474-0, puh. 040 1234567, 13.10.2026", "Y-tunnus 2077474-0, puh. 040 1234567, 13.10.2026"),
        ("", ""),
    ],
)
def test_identity_code_is_redacted_on_its_shape(text: str, redacted: str) -> None:
    redaction = redact_hetu(text)

    assert redaction.text == redacted
    assert redaction.count == redacted.count(MARK)


CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


@st.composite
def identity_codes(draw: st.DrawFn) -> str:
    """An invented code, with the right check character or any other, its separator written in some way."""
    digits = f"{draw(st.integers(1, 31)):02}{draw(st.integers(1, 12)):02}{draw(st.integers(0, 99)):02}"
    number = f"{draw(st.integers(0, 999)):03}"
    separator = draw(st.sampled_from([*"-+ABCDEFYXWVU", *"\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"]))
    blanks = draw(st.tuples(st.sampled_from(["", " ", "\u00a0"]), st.sampled_from(["", " ", "\t"])))
    check = draw(st.sampled_from([CHECK[int(digits + number) % 31], *CHECK]))
    code = f"{digits}{blanks[0]}{separator}{blanks[1]}{number}{check}"
    return code.lower() if draw(st.booleans()) else code


@given(identity_codes(), st.sampled_from(["", "hetu: ", "("]), st.sampled_from(["", ".", ") kiitos", "\n"]))
def test_every_identity_code_is_found(code: str, before: str, after: str) -> None:
    redaction = redact_hetu(f"{before}{code}{after}")

    assert redaction.text == f"{before}{MARK}{after}"
    assert redaction.count == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Maija Mäkinen", "maija mäkinen"),
        ("MÄKINEN,  Maija", "maija mäkinen"),
        ("Mäkinen , Maija Liisa", "maija liisa mäkinen"),
        ("Ma\u0308kinen", "mäkinen"),
        ("Makinen", "makinen"),
        ("Mäkinen\u2010Virtanen", "mäkinen-virtanen"),
        ("O\u2019Brien", "o'brien"),
        ('"Mäkinen, Maija"', "maija mäkinen"),
        ("'Maija Mäkinen'", "maija mäkinen"),
        ("Mai\u200bja\u202e Mäkinen", "maija mäkinen"),
        ("Mäkinen, Maija, KTM", "mäkinen, maija, ktm"),
        (",", ""),
        ("", ""),
    ],
)
def test_names_are_compared_without_case_and_with_their_diacritics(text: str, name: str) -> None:
    assert fold_name(text) == name


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Maija\r\nMäkinen", "Maija Mäkinen"),
        ("  a \t b\u00a0c\u2028d ", "a b c d"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("\ufeffa\u3164b\u2800", "ab"),
        ("e\u0301", "é"),
        ("\ud800x", "x"),
        ("👩‍🔧", "👩🔧"),
    ],
)
def test_hidden_characters_never_stand_in_a_value(text: str, line: str) -> None:
    assert one_line(text) == line


ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.text("aÄß 0123456789+-–.,@'\"()\u200b\u0301\u0345ΐİıſK\u3164:FI", max_size=40),
    st.from_regex(r"[a-zäİ.+]{1,8}@[a-zäßıſ\u0301\u200d。.-]{1,12}\.(example|fi|xn--[a-z0-9]{1,6})", fullmatch=True),
)
FORMS: list[Callable[[str], str | None]] = [
    one_line,
    fold_text,
    lambda text: redact_hetu(text).text,
    *(partial(normal_form, field) for field in DetailField),
]


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_no_text_makes_a_normal_form_raise_and_a_second_time_changes_nothing(text: str) -> None:
    for form in FORMS:
        once = form(text)
        if once is not None:
            assert form(once) == once
    shown_phone(text)
    is_role_address(text)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_a_folded_text_shows_every_character_it_holds(text: str) -> None:
    for folded in (one_line(text), fold_name(text), fold_text(text)):
        assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in folded)
        assert unicodedata.is_normalized("NFC", folded)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(ANY_TEXT, st.sampled_from(["131052-308T", " 010101A123N", "311299 – 9999"])), max_size=4).map(
        "".join
    )
)
def test_nothing_but_identity_codes_is_taken_out(text: str) -> None:
    rest = 0
    kept = []
    for start, end in find_hetus(text):
        assert rest <= start < end
        kept.append(text[rest:start])
        rest = end
    kept.append(text[rest:])

    assert redact_hetu(text).text == MARK.join(kept)
    assert redact_hetu(text).count == len(kept) - 1


@pytest.mark.parametrize(
    ("field", "text", "form"),
    [
        (DetailField.PERSON_NAME, "Mäkinen, Maija", "maija mäkinen"),
        (DetailField.EMAIL, "Maija@Firma.example", "maija@firma.example"),
        (DetailField.PHONE, "040 1234567", "+358401234567"),
        (DetailField.BUSINESS_ID, "FI20774740", "2077474-0"),
        (DetailField.EINVOICE_ADDRESS, "0037 2077474-0", "003720774740"),
        (DetailField.STREET, "Mannerheimintie  1 A 2", "mannerheimintie 1 a 2"),
        (DetailField.CITY, "HELSINKI", "helsinki"),
        (DetailField.CITY, "\u200b ", None),
        (DetailField.PHONE, "ei puhelinta", None),
    ],
)
def test_each_field_has_its_normal_form(field: DetailField, text: str, form: str | None) -> None:
    assert normal_form(field, text) == form
