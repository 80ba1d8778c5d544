"""Cells of raw tables: what a spreadsheet would run is found, and a printed number isn't taken for it."""

import polars as pl
import pytest

from tungsten.validation.cells import cells_not_plain


@pytest.mark.parametrize(
    "cell", ["-5", "+3.5%", "-1,200 طن", "－5 t", "-5 – -3", "+10 million tonnes", "a = b", "1-2", ""]
)
def test_a_text_or_a_number_is_plain(cell: str) -> None:
    assert pl.DataFrame({"printed": [cell]}).select(cells_not_plain("printed")).item() is None


@pytest.mark.parametrize(
    "cell", ["=1", "＝1", "@A", "+A1", "-(1)", "-1+1", "-5+cmd|' /C calc'!A0", "+1*2", *"\u202e\u2028\x1b\0"]
)
def test_a_formula_or_an_unseen_character_is_not(cell: str) -> None:
    assert pl.DataFrame({"printed": [cell]}).select(cells_not_plain("printed")).item() == "printed"
