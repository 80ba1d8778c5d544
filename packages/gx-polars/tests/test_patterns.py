"""Patterns have the same meaning on Polars as in Python."""

import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gx_polars.patterns import is_like, like_to_regex, matches, rewritten

PATTERNS = [
    r"^\d{6}$",
    r"^K\d{2}-\d{4}$",
    r"\w+",
    r"^\W",
    r"\s$",
    r"[\w.]+@[\w.]+",
    r"[^\s\d]",
    r"a$|^b",
    r"(?i)straße",
    r"(?s)^.*$",
    r"[]a]",
    r"[^]a]",
    r"[a\]]",
    r"x{2}",
    r"a{,2}b",
    r"^$",
    r"\Aa\Z",
    r"\u0061\x62",
    r"(?P<one>a)b",
    r"a(?=b)",
    r"(a)\1",
    r"\bword\b",
    r"a++b",
    r"[[:alpha:]]",
    r"[a&&b]",
    r"a{b",
    r"\<a",
    r"[\W_]",
    r"(?:ab)+$",
    r"\.\-\/\_",
]
TEXT = st.text(st.sampled_from("aAbBxyK01-6. \n\t_@ßſéüنُ٣²½日\x1c]\\<[&{"), max_size=8)


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=30, deadline=None, derandomize=True)
@given(values=st.lists(TEXT, min_size=1, max_size=20))
@pytest.mark.filterwarnings("ignore:Possible (nested set|set intersection):FutureWarning")  # Python's, of such patterns
def test_a_pattern_matches_what_python_matches(pattern: str, values: list[str]) -> None:
    try:
        expected = [re.search(pattern, value) is not None for value in values]
    except re.error:
        pytest.skip("Python 3.10 has no possessive repetition")
    assert pl.select(matches(pl.lit(pl.Series(values)), pattern)).to_series().to_list() == expected


def test_plain_patterns_run_in_polars_and_others_in_python() -> None:
    fast = [pattern for pattern in PATTERNS if rewritten(pattern) is not None]
    assert {r"^\d{6}$", r"\w+", r"[^\s\d]", r"(?i)straße", r"\Aa\Z"} <= set(fast)
    assert not {r"a(?=b)", r"(?P<one>a)b", r"\bword\b", r"a++b", r"[[:alpha:]]", r"[a&&b]"} & set(fast)


def test_a_pattern_written_for_rust_is_taken_as_it_is() -> None:
    assert pl.select(matches(pl.lit(pl.Series(["ابن", "abc"])), r"^\p{Arabic}+$")).to_series().to_list() == [
        True,
        False,
    ]


def test_a_pattern_that_is_none_is_reported() -> None:
    with pytest.raises(ValueError, match=r"The regular expression '\(' isn't valid"):
        matches(pl.col("x"), "(")


@pytest.mark.parametrize(
    ("pattern", "escape", "fitting"),
    [
        ("a%", None, ["a", "abc", "a%", "a_", "a\nb"]),
        ("%b%", None, ["abc", "a\nb"]),
        ("a_", None, ["a%", "a_"]),
        ("a\\%", "\\", ["a%"]),
        ("a!_", "!", ["a_"]),
        ("[ax]%", None, ["a", "abc", "a%", "a_", "a\nb"]),
        ("[^a]", None, ["."]),
        (".", None, ["."]),
        ("", None, []),
    ],
)
def test_like_fits_the_whole_text(pattern: str, escape: str | None, fitting: list[str]) -> None:
    values = pl.Series(["a", "abc", "a%", "a_", "a\nb", "."])
    assert values.filter(pl.select(is_like(pl.lit(values), pattern, escape)).to_series()).to_list() == fitting


def test_a_bracket_that_is_not_closed_is_a_bracket() -> None:
    assert re.search(like_to_regex("a[b", None).replace(r"\z", r"\Z"), "a[b")
