"""The language packs and the grammar against what other libraries know: CLDR, number words, the Hijri calendar."""

import datetime as dt
import re

import cldr
import cn2an
import polars as pl
import pytest
from hijridate import Hijri
from hypothesis import assume, given
from hypothesis import strategies as st
from num2words import num2words

from tungsten.ledger.date import gregorian_year
from tungsten.ledger.scan import mentions

NUMBERS = st.integers(2, 9_999) | st.builds(
    lambda head, zeros: head * 10**zeros, st.integers(1, 999), st.integers(3, 8)
)
"""Numbers as texts spell them out."""


def values(text: str) -> list[tuple[float, float, str]]:
    return mentions(text).filter(pl.col("role") == "figure").select("low", "high", "unit").rows()


@pytest.mark.parametrize("language", ["ar", "en", "zh"])
def test_a_pack_has_every_word_that_cldr_knows(language: str) -> None:
    assert cldr.missing(language) == []


@given(NUMBERS | st.integers(2, 10**11))
def test_english_number_words_are_read(number: int) -> None:
    assert values(f"They mined {num2words(number, lang='en')} tonnes of ore.") == [(number, number, "t")]


@given(NUMBERS)
def test_arabic_number_words_are_read(number: int) -> None:
    words = num2words(number, lang="ar")
    assume(not words.endswith(("ألفا", "مليونا", "مليارا")))  # two thousand, or a thousand as an object: unread
    assume(not re.search(r"(\w+) \1$", words))  # num2words writes 201,000 as "two hundred and a thousand thousand"
    assert values(f"أنتج المنجم {words} طن من الخام.") == [(number, number, "t")]  # the mine produced … tonnes of ore


@pytest.mark.parametrize("style", ["low", "up"])
@given(number=NUMBERS | st.integers(2, 10**11))
def test_chinese_numerals_are_read_in_both_styles(style: str, number: int) -> None:
    assert values(f"该矿生产了{cn2an.an2cn(number, style)}吨矿石。") == [(number, number, "t")]


@given(st.integers(1343, 1500), st.integers(1, 12), st.integers(1, 29))
def test_a_hijri_day_lies_in_the_gregorian_year_of_the_observed_one_give_or_take_two_days(
    year: int, month: int, day: int
) -> None:
    first = Hijri(year, month, 1).to_gregorian()
    observed = dt.date(first.year, first.month, first.day) + dt.timedelta(days=day - 1)
    near = {(observed + dt.timedelta(days=shift)).year for shift in range(-2, 3)}
    assert gregorian_year(year, month, day) in near
