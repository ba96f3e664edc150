"""A long text is case-folded by a table; it must say what Python says."""

import pytest

from connectors.mail.charset import case_folded

LATIN_1 = "".join(map(chr, range(256)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Terveisin ÅSA ÖHMAN, 040 000 0000",
        LATIN_1.replace("ß", "").replace("µ", ""),
        LATIN_1,
        "STRAẞE und Straße, 5 µg",
        "ΟΔΥΣΣΕΥΣ – Şahin’s İzmir",
    ],
)
def test_folded_text_is_what_python_folds(text: str) -> None:
    assert case_folded(text) == text.casefold()
