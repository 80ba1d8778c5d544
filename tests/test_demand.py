"""Demand: levels, what growth implies of the year before, and what a percentage isn't."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungsten import Unusable
from tungsten.analysis import demand as d
from tungsten.analysis.tables import outwards

CONSTANTS = pl.DataFrame(
    [("tungsten", "atomic_weight", 183.84), ("oxygen", "atomic_weight", 15.999), ("lithium", "atomic_weight", 6.94)],
    schema=["entity_id", "measure", "low"],
    orient="row",
)

LI2WO4 = 183.84 / (2 * 6.94 + 183.84 + 4 * 15.999)


def figure(**changes: object) -> dict[str, object]:
    """A tidy figure: 12,000 t of lithium tungstate in 2025."""
    year = changes.pop("year", 2025)
    assert isinstance(year, int)
    return {
        "figure_id": "f012",
        "source_id": "news-2025",
        "role": "figure",
        "entity_id": "lithium_tungstate",
        "measure": "demand",
        "low": 12_000.0,
        "high": 12_000.0,
        "rounding": 500.0,
        "unit": "t",
        "qualifier": "exact",
        "basis": "not_stated",
        "period_start": dt.date(year, 1, 1),
        "period_end": dt.date(year, 12, 31),
        "commodity": "tungsten",
    } | changes


def growth(percent: float, **changes: object) -> dict[str, object]:
    grown = {"figure_id": "f013", "measure": "demand_growth", "low": percent, "high": percent, "unit": "percent"}
    return figure(**({**grown, "rounding": 0.5} | changes))


WIRE = {"entity_id": "pv_tungsten_wire"}
WIRE_LEVEL = figure(**WIRE, figure_id="f010", low=4500.0, high=4500.0, rounding=50.0, qualifier="more_than")


WORDING = pl.DataFrame(schema=["witness_id", "figure_id", "reading"], orient="row").cast(pl.String)


def worded(reading: str, figure_id: str = "f013") -> pl.DataFrame:
    """A witness that words a growth one way."""
    return pl.DataFrame({"witness_id": ["w008"], "figure_id": [figure_id], "reading": [reading]})


def demand(*rows: dict[str, object], wording: pl.DataFrame = WORDING) -> pl.DataFrame:
    return d.demand(pl.DataFrame(list(rows)), CONSTANTS, wording)


def test_a_printed_level_is_as_wide_as_its_rounding() -> None:
    assert demand(figure()).select("product", "period", "low", "high", "unit", "origin").rows() == [
        ("lithium_tungstate", "2025", 11_500, 12_500, "t", "printed")
    ]


def test_growth_implies_the_year_before_within_bounds() -> None:
    implied = demand(figure(), growth(198)).row(1, named=True)
    assert (implied["period"], implied["origin"], implied["figure_ids"]) == ("2024", "implied", "f012 f013")
    assert (implied["low"], implied["high"]) == pytest.approx((11_500 / 2.985, 12_500 / 2.975))


def test_a_level_open_above_implies_one_open_above() -> None:
    printed, implied = demand(WIRE_LEVEL, growth(198, **WIRE)).select("low", "high").rows()
    assert printed == (4500, float("inf"))
    assert implied == (pytest.approx(4500 / 2.985), float("inf"))


def test_a_growth_of_whole_hundreds_is_read_both_ways() -> None:
    """+300 % is four times as much, unless what was meant is three times."""
    readings = demand(figure(rounding=0.0), growth(300, rounding=0.0)).filter(pl.col("origin") == "implied")
    assert readings.select("reading", "low", "high").rows() == [("grew_by", 3000, 3000), ("grew_to", 4000, 4000)]


@pytest.mark.parametrize(("worded_as", "ruled_out"), [("grew_by", "grew_to"), ("grew_to", "grew_by")])
def test_a_reading_the_wording_rules_out_stays_and_names_the_witness(worded_as: str, ruled_out: str) -> None:
    readings = demand(figure(), growth(300), wording=worded(worded_as)).filter(pl.col("origin") == "implied")
    assert readings["reading"].to_list() == ["grew_by", "grew_to"]
    assert readings.filter(pl.col("ruled_out_by") == "w008")["reading"].to_list() == [ruled_out]


def test_a_witness_of_another_figure_rules_nothing_out() -> None:
    assert demand(figure(), growth(300), wording=worded("grew_by", "f099"))["ruled_out_by"].null_count() == 3


def test_any_other_growth_is_read_as_it_stands() -> None:
    assert demand(figure(), growth(198))["reading"].to_list() == [None, "grew_by"]


def test_growth_of_one_product_says_nothing_of_another() -> None:
    assert demand(figure(), growth(198, **WIRE))["origin"].to_list() == ["printed"]


def test_a_compound_holds_less_tungsten_than_it_weighs_unless_its_tungsten_was_weighed() -> None:
    content = demand(figure()).select("w_low", "w_high").row(0)
    assert content == pytest.approx((11_500 * LI2WO4, 12_500))


def test_wire_is_metal() -> None:
    assert demand(WIRE_LEVEL).select("w_low", "w_high").row(0) == (4500, float("inf"))


def test_a_compound_without_the_weight_of_an_element_cannot_be_converted() -> None:
    with pytest.raises(Unusable, match="no atomic_weight of lithium"):
        d.demand(pl.DataFrame([figure()]), CONSTANTS.filter(pl.col("entity_id") != "lithium"), WORDING)


def test_a_level_is_held_against_the_articles_output_and_the_surveys() -> None:
    world = {"measure": "mine_production", "entity_id": "world"}
    article = figure(**world, figure_id="f016", low=81_000.0, high=81_000.0, year=2024)
    survey = pl.DataFrame(
        [("p134", "MCS2025", 82_000.0, True), ("p291", "recalled", 90_000.0, False)],
        schema=["reference_id", "edition", "low", "decides"],
        orient="row",
    ).with_columns(
        high="low",
        measure=pl.lit("mine_production"),
        entity_id=pl.lit("world"),
        commodity=pl.lit("tungsten"),
        basis=pl.lit("W"),
        unit=pl.lit("t"),
        period=pl.lit("2024"),
        qualifier=pl.lit("exact"),
    )
    figures = pl.DataFrame([WIRE_LEVEL, article])
    outputs = d.world_output(figures, survey)
    assert outputs.rows() == [
        ("news-2025", "2024", 80_500, 81_500, "f016", None),
        ("MCS2025", "2024", 81_500, 82_500, None, "p134"),
    ]
    shares = d.share_of_output(d.demand(figures, CONSTANTS, WORDING), outputs)
    assert shares["share_low"].to_list() == pytest.approx([100 * 4500 / 81_500, 100 * 4500 / 82_500])
    assert shares["share_high"].to_list() == [float("inf")] * 2
    assert shares["figure_ids"].to_list() == ["f010 f016", "f010"]


def test_points_are_not_per_cent() -> None:
    """From 20 % to 60 %: forty points more, and three times as much."""
    rate = {**WIRE, "measure": "demand_percent", "unit": "percent", "rounding": 0.0}
    rates = [
        figure(**rate, figure_id="f006", year=2024, low=20.0, high=20.0),
        figure(**rate, figure_id="f008", low=60.0, high=60.0),
    ]
    change = d.penetration_change(pl.DataFrame(rates)).row(0, named=True)
    assert (change["period"], change["figure_ids"]) == ("2024/2025", "f006 f008")
    assert (change["points_low"], change["points_high"]) == (40, 40)
    assert (change["percent_low"], change["percent_high"]) == pytest.approx((200, 200))


def test_a_penetration_rate_is_no_demand() -> None:
    rate = figure(**WIRE, measure="demand_percent", unit="percent", low=60.0, high=60.0)
    assert demand(rate).is_empty()


@given(st.integers(100, 10**6), st.integers(1, 900), st.floats(0, 50), st.floats(0, 50))
def test_more_rounding_only_widens_what_growth_implies(level: int, percent: int, rounding: float, more: float) -> None:
    def implied(width: float) -> tuple[float, ...]:
        grown = growth(percent + 0.5, rounding=0.5)
        rows = demand(figure(low=float(level), high=float(level), rounding=width), grown)
        return rows.filter(pl.col("reading") == "grew_by").select("low", "high").row(0)

    (low, high), (lower, higher) = implied(rounding), implied(rounding + more)
    assert lower <= low <= high <= higher


@given(st.floats(1, 1e6), st.floats(1, 900))
def test_the_implied_level_grown_again_contains_the_printed_one(level: float, percent: float) -> None:
    rows = demand(figure(low=level, high=level, rounding=level / 20), growth(percent))
    low, high = rows.filter(pl.col("reading") == "grew_by").select("low", "high").row(0)
    assert low * (1 + percent / 100) <= level * (1 + 1e-12)
    assert level <= high * (1 + percent / 100) * (1 + 1e-12)


@given(st.floats(0, 1e9))
def test_writing_an_interval_never_makes_it_narrower(value: float) -> None:
    low, high = pl.DataFrame({"low": [value], "high": [value]}).with_columns(outwards(["low"], ["high"])).row(0)
    assert low <= value * (1 + 1e-11)
    assert value * (1 - 1e-11) <= high


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(1507.537, 1507.5, 1507.6), (183_520.025, 183_520, 183_521), (2e6 * 0.793, 1_586_000, 1_586_000)],
)
def test_tonnes_are_written_to_a_decimal_and_large_ones_whole(value: float, low: float, high: float) -> None:
    written = pl.DataFrame({"low": [value], "high": [value]}).with_columns(outwards(["low"], ["high"])).row(0)
    assert written == pytest.approx((low, high), abs=1e-9)


def test_an_open_end_is_written_open() -> None:
    written = pl.DataFrame({"low": [1.0], "high": [float("inf")]}).with_columns(outwards(["low"], ["high"]))
    assert written["high"].to_list() == [float("inf")]
