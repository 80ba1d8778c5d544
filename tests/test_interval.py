"""A printed number is an interval: its bounds for each qualifier, and what rounding may not do."""

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tungsten.ledger.interval import (
    WIDENING,
    meet,
    rounding_half_width,
    with_bounds,
    with_reference_bounds,
)

KINDS = {"low": pl.Float64, "high": pl.Float64, "rounding": pl.Float64, "qualifier": pl.String}
INFINITE = math.inf


def bounds(low: float | None, high: float | None, rounding: float | None, qualifier: str | None) -> tuple[object, ...]:
    figures = pl.DataFrame([(low, high, rounding, qualifier)], schema=KINDS, orient="row")
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
    ("value", "half"),
    [(66_000, 500), (66_010, 5), (0.793, 0.0005), (183.84, 0.005), (1e6, 5e5), (0, 0.5), (-500, 50), (None, None)],
)
def test_a_reference_is_as_coarse_as_it_is_printed(value: float | None, half: float | None) -> None:
    found = pl.select(rounding_half_width(pl.lit(value, pl.Float64))).item()
    assert found == (None if half is None else pytest.approx(half, rel=1e-12))


def test_references_are_read_like_print() -> None:
    kinds = {"low": pl.Float64, "high": pl.Float64, "qualifier": pl.String}
    rows = [(60_000, 60_000, "exact"), (50, 50, "more_than"), (4e5, 5e5, "range"), (None, None, None)]
    expected = [(55_000, 65_000), (50, INFINITE), (4e5, 5e5), (None, None)]
    assert_frame_equal(
        with_reference_bounds(pl.DataFrame(rows, schema=kinds, orient="row")).select("least", "most"),
        pl.DataFrame(expected, schema={"least": pl.Float64, "most": pl.Float64}, orient="row"),
    )


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [((1, 2), (2, 3), True), ((2, 3), (1, 2), True), ((1, 4), (2, 3), True), ((1, 2), (2.1, 3), False)],
)
def test_closed_intervals_meet_in_a_point(one: tuple[float, float], other: tuple[float, float], together: bool) -> None:
    ends = [pl.lit(end) for end in (*one, *other)]
    assert pl.select(meet(*ends)).item() is together


def test_an_end_left_open_meets_anything_above() -> None:
    assert pl.select(meet(pl.lit(50.0), pl.lit(INFINITE), pl.lit(1e30), pl.lit(2e30))).item()
