"""The interval of a printed number: its bounds for each qualifier, and the limits of rounding."""

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tungsten.ledger.interval import (
    WIDENING,
    meet,
    rank_bounds,
    rounding_half_width,
    with_bounds,
    with_reference_bounds,
)

KINDS = {**dict.fromkeys(["low", "high", "rounding"], pl.Float64), "unit": pl.String, "qualifier": pl.String}
INFINITE = math.inf


def bounds(
    low: float | None, high: float | None, rounding: float | None, qualifier: str | None, unit: str = "t"
) -> tuple[object, ...]:
    figures = pl.DataFrame([(low, high, rounding, unit, qualifier)], schema=KINDS, orient="row")
    return with_bounds(figures).select("least", "most").row(0)


@pytest.mark.parametrize(
    ("printed", "rounding", "qualifier", "allowed"),
    [
        ((231_500, 231_500), 50, "exact", (231_450, 231_550)),
        ((100, 100), 10, "approx", (85, 115)),
        ((0.13, 0.15), 0, "range", (0.13, 0.15)),
        ((4e9, 5e9), 5e8, "range", (3.5e9, 5.5e9)),
        ((2e6, 2e6), 5e5, "more_than", (2e6, INFINITE)),
        ((2e6, 2e6), 5e5, "less_than", (0, 2e6)),
        ((2.82e8, 2.82e8), 5e5, "up_to", (0, 2.82e8)),
        ((2, 2), 0, "exact", (2, 2)),
    ],
)
def test_each_qualifier_has_its_bounds(
    printed: tuple[float, float], rounding: float, qualifier: str, allowed: tuple[float, float]
) -> None:
    assert bounds(*printed, rounding, qualifier) == allowed


@pytest.mark.parametrize(
    ("value", "rounding", "qualifier", "unit", "allowed"),
    [
        (2_906, 0, "exact", "count", (2_906, 2_906)),
        (2_900, 50, "exact", "count", (2_850, 2_949)),
        (10, 5, "approx", "count", (3, 17)),  # more than 2.5 and less than 17.5
        (17, 0.5, "approx", "count", (17, 17)),
        (2_900, 50, "up_to", "count", (0, 2_900)),
        (1, 0, "exact", "rank", (1, 1)),
    ],
)
def test_a_count_and_a_rank_are_whole_numbers(
    value: float, rounding: float, qualifier: str, unit: str, allowed: tuple[float, float]
) -> None:
    assert bounds(value, value, rounding, qualifier, unit) == allowed


@pytest.mark.parametrize(
    ("rounding", "unit", "qualifier", "included"),
    [
        (0.5, "percent", "exact", False),  # 26.5 % is printed 27 %
        (0, "percent", "range", True),
        (0.5, "percent", "less_than", True),
        (50, "count", "exact", True),
        (0, "rank", "exact", True),
    ],
)
def test_a_stated_end_belongs_to_its_interval(rounding: float, unit: str, qualifier: str, included: bool) -> None:
    figures = pl.DataFrame([(26.0, 26.0, rounding, unit, qualifier)], schema=KINDS, orient="row")
    assert with_bounds(figures)["includes_most"].item() is included


def test_rounding_never_takes_a_quantity_below_zero() -> None:
    assert bounds(0.4, 0.4, 0.5, "exact") == (0, 0.9)
    assert bounds(0, 0, 0.5, "approx") == (0, 0.75)


@pytest.mark.parametrize(
    ("value", "qualifier", "least", "most"),
    [
        (-5, "exact", -5.5, -4.5),
        (-0.1, "exact", -0.6, 0.4),
        (-5, "more_than", -5, INFINITE),
        (-5, "less_than", -INFINITE, -5),
        (-0.1, "less_than", -INFINITE, -0.1),
        (0, "less_than", 0, 0),
    ],
)
def test_a_fall_stays_below_zero(value: float, qualifier: str, least: float, most: float) -> None:
    assert bounds(value, value, 0.5, qualifier) == (least, most)


@pytest.mark.parametrize("qualifier", ["exact", "approx", "range", "more_than", "less_than", "up_to", None])
def test_no_value_has_no_bounds(qualifier: str | None) -> None:
    assert bounds(None, None, None, qualifier) == (None, None)
    assert bounds(None, None, 0.5, qualifier) == (None, None)


def test_about_widens_by_the_one_factor_written_down() -> None:
    assert WIDENING == {"exact": 1.0, "approx": 1.5, "range": 1.0}


@given(
    st.floats(0, 1e12),
    st.floats(0, 1e6),
    st.sampled_from(["exact", "approx", "range", "more_than", "less_than", "up_to"]),
)
def test_the_printed_value_lies_within_its_own_interval(value: float, rounding: float, qualifier: str) -> None:
    least, most = bounds(value, value, rounding, qualifier)
    assert isinstance(least, float)
    assert isinstance(most, float)
    assert 0 <= least <= value <= most


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "half"),
    [
        (66_000, "t", "exact", 500),
        (66_010, "t", "exact", 5),
        (0.793, "ratio", "exact", 0.0005),
        (1e6, "t", "exact", 5e5),
        (0, "t", "exact", 0.5),
        (-500, "t", "exact", 50),
        (70, "percent", "exact", 0.5),  # its zero is a digit
        (100, "percent", "exact", 0.5),
        (70, "percent", "approx", 5),
        (100, "percent", "approx", 5),  # with a hedge its tens are doubtful, not its hundreds
        (2.5, "percent", "approx", 0.05),
        (2_906, "count", "exact", 0),
        (2_900, "count", "exact", 50),
        (2_906, "count", None, 0),
        (10, "rank", "exact", 0),
        (123_456_789_012, "t", "exact", 0.5),
        (1.000000000004, "t", "exact", 0.5),  # a thirteenth digit is an error of binary fractions
        (None, "t", "exact", None),
    ],
)
def test_a_reference_is_as_coarse_as_it_is_printed(
    value: float | None, unit: str, qualifier: str | None, half: float | None
) -> None:
    read_as = pl.lit(value, pl.Float64), pl.lit(unit), pl.lit(qualifier, pl.String)
    found = pl.select(rounding_half_width(*read_as)).item()
    assert found == (None if half is None else pytest.approx(half, rel=1e-12))


def test_references_are_read_like_print() -> None:
    kinds = {"low": pl.Float64, "high": pl.Float64, "unit": pl.String, "qualifier": pl.String}
    rows = [
        (60_000, 60_000, "t", "exact"),
        (50, 50, "percent", "more_than"),
        (4e5, 5e5, "t", "range"),
        (None, None, "t", None),
    ]
    expected = [(55_000, 65_000), (50, INFINITE), (4e5, 5e5), (None, None)]
    assert_frame_equal(
        with_reference_bounds(pl.DataFrame(rows, schema=kinds, orient="row")).select("least", "most"),
        pl.DataFrame(expected, schema={"least": pl.Float64, "most": pl.Float64}, orient="row"),
    )


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ((25.5, 26.5, False), (26.5, 27.5, False), False),  # 26 % and 27 %
        ((20, 26.5, True), (26.5, 27.5, False), True),  # "20 to 26.5 %" and 27 %
        ((26.5, 30, True), (25.5, 26.5, False), False),  # what is 26.5 is printed 27
        ((1, 4, False), (2, 3, False), True),
        ((1, 2, True), (2.1, 3, True), False),
        ((1, 1, True), (1, 1, True), True),  # rank 1 is rank 1
        ((2_907, 2_907, True), (2_906, 2_906, True), False),
        ((50, INFINITE, False), (1e30, 2e30, False), True),
    ],
)
def test_intervals_meet_where_they_have_a_value_in_common(
    one: tuple[float, float, bool], other: tuple[float, float, bool], together: bool
) -> None:
    def ends(interval: tuple[float, float, bool]) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
        return pl.lit(float(interval[0])), pl.lit(float(interval[1])), pl.lit(interval[2])

    assert pl.select(meet(ends(one), ends(other))).item() is together
    assert pl.select(meet(ends(other), ends(one))).item() is together


@pytest.mark.parametrize("qualifier", ["up_to", "less_than"])
def test_a_stated_upper_end_is_not_widened_by_rounding(qualifier: str) -> None:
    figure = pl.DataFrame([(100.0, 100.0, 5.0, "t", qualifier)], schema=KINDS, orient="row")
    assert with_bounds(figure).select("most", "includes_most").row(0) == (100.0, True)


def test_what_is_not_known_widens_and_includes_nothing() -> None:
    """A reference without a qualifier is exact, a figure without a unit no count, one without rounding half-open."""
    figures = pl.DataFrame(
        [(10.0, 10.0, None, "t", "exact"), (10.5, 10.5, 0.5, None, "exact")], schema=KINDS, orient="row"
    )
    assert with_bounds(figures)["includes_most"].to_list() == [False, False]
    assert with_bounds(figures)["most"].to_list() == [None, 11.0]
    facts = figures.drop("rounding").with_columns(
        low=pl.lit(20.0), unit=pl.lit("percent"), qualifier=pl.lit(None, pl.String)
    )
    assert with_reference_bounds(facts)["rounding"].to_list() == [0.5, 0.5]
    ranges = facts.with_columns(qualifier=pl.lit("range"))
    assert with_reference_bounds(ranges)["rounding"].to_list() == [0.0, 0.0]


def test_a_rank_counts_those_certainly_and_those_possibly_larger() -> None:
    """One is larger for certain, one starts where this one ends, one may be larger, one ends where this one starts."""
    pairs = pl.DataFrame(
        {"low": 5.0, "high": 7.0, "other_low": [8.0, 6.0, 7.0, 1.0], "other_high": [9.0, 6.5, 7.5, 5.0]}
    )
    best, worst = rank_bounds("low", "high", "other_low", "other_high")
    assert_frame_equal(pairs.select(best=best, worst=worst), pl.DataFrame({"best": [3], "worst": [4]}))
