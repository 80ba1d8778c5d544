"""Limits refute and never confirm: the possible, the world, a by-product's kind, a market's ore, a mine's life."""

from typing import Any

import polars as pl
import pytest
from factories import claims, expectations, figure, outcomes, percent, reference

from tungsten.evidence import plausibility as limits
from tungsten.evidence.compare import compared

MEASURES = pl.DataFrame(
    [("recovery", 0.0, 100.0), ("demand_growth", -100.0, 1000.0), ("heading_number", None, None)],
    schema={"measure": pl.String, "low": pl.Float64, "high": pl.Float64},
    orient="row",
).with_columns(base_unit=pl.lit(None, pl.String))


@pytest.mark.parametrize(
    ("measure", "low", "outcome"),
    [("recovery", 85, "weak"), ("recovery", 850, "differs"), ("demand_growth", 300, "weak"), ("recovery", 100, "weak")],
)
def test_a_value_that_is_possible_is_not_thereby_true(measure: str, low: float, outcome: str) -> None:
    assert outcomes(limits.possible_values(claims(percent("f1", low, measure)), MEASURES)) == {
        "f1 possible-value": outcome
    }


def test_a_measure_without_a_range_has_no_limit() -> None:
    assert limits.possible_values(claims(figure(measure="heading_number")), MEASURES).is_empty()


def world(low: float, edition: str = "MCS2025", **changes: Any) -> dict[str, Any]:
    told = {"entity_id": "world", "basis": "W", "edition": edition, "period": edition[3:]}
    return reference(f"w{edition}", low, **(told | changes))


@pytest.mark.parametrize(("low", "outcome"), [(1_216_000, "weak"), (12_160_000, "differs")])
def test_no_deposit_holds_more_than_the_world(low: float, outcome: str) -> None:
    """4.6 Mt of W, read as up to 4.65, weigh 5.86 Mt as WO₃."""
    evidence = limits.no_more_than_the_world(claims(figure(low=low)), expectations(world(4_600_000)))
    assert outcomes(evidence) == {"f1 within-the-world": outcome}
    assert evidence["expected_high"].item() == pytest.approx(4_650_000 / 0.793)


def test_a_world_total_that_is_a_bound_limits_nothing_and_the_last_one_printed_does() -> None:
    bound = world(4_700_000, "MCS2026", qualifier="more_than")
    assert limits.no_more_than_the_world(claims(figure(low=12_160_000)), expectations(bound)).is_empty()
    both = limits.no_more_than_the_world(claims(figure(low=12_160_000)), expectations(bound, world(4_600_000)))
    assert compared(both).select("outcome", "reference_id").row(0) == ("differs", "wMCS2025")


def test_a_product_may_weigh_more_than_the_tungsten_in_it() -> None:
    """Li₂WO₄ is 70 % tungsten: 85,500 t of W could be 121,700 t of it, but not 130,000."""
    output = world(85_000, measure="mine_production")
    compound = reference(
        "c36", 0.702441, entity_id="salt", measure="mass_fraction", unit="ratio", basis="W", decides=False
    )
    told = {"entity_id": "salt", "measure": "demand", "basis": "not_stated"}
    for low, outcome in ((112_000, "weak"), (131_000, "differs")):
        evidence = limits.no_more_than_the_world(claims(figure(low=low, **told)), expectations(output, compound))
        assert outcomes(evidence) == {"f1 within-the-world": outcome}
        assert evidence["expected_high"].item() == pytest.approx(85_500 / 0.702441)


def test_rare_earths_are_held_against_the_oxide_the_survey_counts() -> None:
    told = figure(low=282e6, basis="RE_metal", commodity="rare_earths")
    total = world(110e6, basis="REO", commodity="rare_earths")
    evidence = compared(limits.no_more_than_the_world(claims(told), expectations(total)))
    assert (evidence["outcome"].item(), evidence["expected_high"].item()) == ("differs", 115e6)


def beside(entity: str, molybdenum: float, tungsten: float) -> list[dict[str, Any]]:
    """A deposit whose molybdenum and tungsten one source gives together."""
    metal = {"commodity": "molybdenum", "measure": "associated_metal", "basis": "Mo"}
    return [
        reference(f"mo-{entity}", molybdenum, entity_id=entity, **metal),
        reference(f"w-{entity}", tungsten, entity_id=entity),
    ]


@pytest.mark.parametrize(("molybdenum", "outcome"), [(39_600, "differs"), (343_500, "weak"), (3_435_000, "differs")])
def test_a_by_product_is_what_its_kind_of_deposit_holds_beside_the_metal(molybdenum: float, outcome: str) -> None:
    """From 23,600 beside 142,000 to 343,500 beside 1,213,000 t: 0.13 to 0.28 t of Mo a tonne of WO₃."""
    rows = claims(
        figure("f55", 1_216_000),
        figure("f57", molybdenum, commodity="molybdenum", measure="associated_metal", basis="Mo"),
    )
    kind = expectations(*beside("a", 23_600, 142_000), *beside("b", 343_500, 1_213_000))
    evidence = limits.by_products_of_their_kind(rows, kind)
    assert outcomes(evidence) == {"f57 by-product-of-its-kind": outcome}
    low, high = evidence.select("expected_low", "expected_high").row(0)
    assert low == pytest.approx(1_215_500 * 23_550 / (142_500 / 0.793))
    assert high == pytest.approx(1_216_500 * 343_550 / 1_212_500)


def test_without_deposits_of_its_kind_a_by_product_is_not_limited() -> None:
    rows = claims(figure("f55"), figure("f57", 39_600, commodity="molybdenum", measure="associated_metal", basis="Mo"))
    assert limits.by_products_of_their_kind(rows, expectations()).is_empty()


@pytest.mark.parametrize(("low", "outcome"), [(4e9, "weak"), (4e8, "differs")])
def test_a_market_is_worth_at_least_the_ore_mined_for_it(low: float, outcome: str) -> None:
    told = figure(low=low, measure="market_value", unit="USD", basis="not_applicable")
    mined = reference("l23", 2.61e9, measure="mine_production_value", unit="USD", basis="not_applicable")
    assert outcomes(limits.market_above_its_ore(claims(told), expectations(mined))) == {"f1 above-its-ore": outcome}


@pytest.mark.parametrize(("decades", "outcome"), [(4, "weak"), (40, "differs")])
def test_a_mine_does_not_outlast_what_it_is_said_to_hold(decades: float, outcome: str) -> None:
    """1.4 Mt of WO₃ over 11,500 t a year, of which it isn't said whether they are W: 126 years at most."""
    held = reference("d19", 1_400_000, measure="resources")
    planned = reference("d24", 12_000, measure="planned_output", basis="not_stated")
    life = figure("f65", decades, measure="mine_life", unit="decade", basis="not_applicable", rounding=0.1)
    evidence = limits.life_within_its_tonnage(claims(life), expectations(held, planned))
    assert outcomes(evidence) == {"f65 life-within-its-tonnage": outcome}
    assert evidence["expected_high"].item() == pytest.approx(1_450_000 / 11_500 / 10)


def test_a_life_is_limited_by_the_largest_tonnage_read_as_heavily_as_it_may_be() -> None:
    held = [reference("d18", 410_000, measure="resources", basis="not_stated"), reference("d17", 100_000)]
    planned = reference("d24", 12_000, measure="planned_output", basis="W")
    life = figure("f65", 4, measure="mine_life", unit="decade", basis="not_applicable", rounding=0.1)
    evidence = limits.life_within_its_tonnage(claims(life), expectations(*held, planned))
    assert evidence["expected_high"].item() == pytest.approx((415_000 / 0.793) / (11_500 / 0.793) / 10)


def test_limits_never_confirm() -> None:
    rows = claims(figure(low=5_000_001, rounding=0.5), percent("f2", 85, "recovery"))
    evidence = limits.limit_evidence(rows, MEASURES, expectations(world(4_600_000, qualifier="exact")))
    assert set(evidence["outcome"]) == {"weak"}
    assert set(evidence["kind"]) == {"plausibility"}
