"""The article against itself: every relation its own figures allow, agreeing, differing and deciding nothing."""

from typing import Any

import polars as pl
import pytest
from factories import ENTITIES, claims, figure, outcomes, percent

from tungsten.evidence import internal_consistency as internal
from tungsten.evidence.compare import compared
from tungsten.evidence.entities import members


def share(figure_id: str, entity: str, low: float, measure: str = "import_share", **changes: Any) -> dict[str, Any]:
    return percent(figure_id, low, measure, entity_id=entity, **changes)


def said(relation: str, *figures: dict[str, Any]) -> dict[str, str]:
    """What one relation of `internal` says of some figures."""
    function = getattr(internal, relation)
    takes_entities = "entities" in function.__code__.co_varnames[: function.__code__.co_argcount]
    return outcomes(function(claims(*figures), ENTITIES) if takes_entities else function(claims(*figures)))


def expected(relation: str, *figures: dict[str, Any]) -> dict[str, tuple[float, float]]:
    rows = internal.internal_evidence(claims(*figures), ENTITIES).filter(pl.col("check_id") == relation)
    return {name: (low, high) for name, low, high in rows.select("figure_id", "expected_low", "expected_high").rows()}


# -------------------------------------------------------------- shares to 100


def test_each_share_is_what_the_others_leave_of_a_hundred() -> None:
    shares = share("f1", "china", 27), share("f2", "brazil", 30.0, rounding=0.5), share("f3", "other_sources", 43)
    assert expected("sums-to-100", *shares)["f1"] == (26, 28)
    assert set(said("shares_of_a_hundred", *shares).values()) == {"agrees"}


def test_shares_that_cannot_sum_to_a_hundred_differ_every_one() -> None:
    shares = share("f1", "china", 27), share("f2", "brazil", 35), share("f3", "other_sources", 43)
    assert set(said("shares_of_a_hundred", *shares).values()) == {"differs"}


def test_shares_with_nobody_for_the_rest_sum_to_a_hundred_at_most() -> None:
    few = share("f1", "china", 27), share("f2", "brazil", 35)
    assert set(said("shares_of_a_hundred", *few).values()) == {"weak"}
    many = share("f1", "china", 67), share("f2", "brazil", 45)
    assert set(said("shares_of_a_hundred", *many).values()) == {"differs"}


def test_stakes_make_up_the_whole_venture() -> None:
    stakes = share("f1", "firm", 70, "ownership"), share("f2", "partner", 30, "ownership")
    assert set(said("shares_of_a_hundred", *stakes).values()) == {"agrees"}
    stakes = share("f1", "firm", 70, "ownership"), share("f2", "partner", 49, "ownership")
    assert set(said("shares_of_a_hundred", *stakes).values()) == {"differs"}


def test_shares_of_other_years_are_of_another_whole() -> None:
    assert not said("shares_of_a_hundred", share("f1", "china", 27, year=2023), share("f2", "brazil", 90, year=2024))


# ---------------------------------------------------------- parts and totals


@pytest.mark.parametrize(
    ("total", "qualifier", "outcome"),
    [(150_000, "exact", "differs"), (350_000, "exact", "weak"), (150_000, "more_than", "weak")],
)
def test_a_country_holds_at_least_the_deposits_listed(total: float, qualifier: str, outcome: str) -> None:
    """A sum of the listed is only ever a lower bound: there may be others."""
    rows = (
        figure("f1", 100_000, rounding=500),
        figure("f2", 200_000, entity_id="flat", rounding=500),
        figure("f3", total, entity_id="kazakhstan", rounding=500, qualifier=qualifier),
    )
    assert said("parts_of_a_country", *rows)["f3 holds-its-parts"] == outcome


def test_no_deposit_exceeds_its_country() -> None:
    nation = figure("f3", 90_000, entity_id="kazakhstan")
    assert said("parts_of_a_country", figure("f1", 120_000), nation)["f1 part-of-its-country"] == "differs"
    assert said("parts_of_a_country", figure("f1", 12_000), nation)["f1 part-of-its-country"] == "weak"


def test_a_tonnage_printed_twice_is_not_added_up() -> None:
    twice = figure("f1", 80_000), figure("f2", 80_000), figure("f3", 90_000, entity_id="kazakhstan")
    assert said("parts_of_a_country", *twice)["f3 holds-its-parts"] == "weak"


def test_tonnages_on_two_bases_are_never_added_or_compared() -> None:
    assert not said("parts_of_a_country", figure("f1", 80_000, basis="W"), figure("f2", 9_000, entity_id="kazakhstan"))


# -------------------------------------------------------------------- growth


def wire(figure_id: str, low: float, measure: str, year: int, **changes: Any) -> dict[str, Any]:
    return percent(figure_id, low, measure, entity_id="wire", year=year, **changes)


def level(figure_id: str, low: float, year: int) -> dict[str, Any]:
    return figure(figure_id, low, measure="demand", entity_id="wire", basis="not_stated", year=year)


@pytest.mark.parametrize(("growth", "outcome"), [(50, "agrees"), (198, "differs")])
def test_growth_is_the_later_level_over_the_earlier_less_one(growth: float, outcome: str) -> None:
    """From 3,010 to 4,510 t: 4,505 / 3,015 − 1 = 49.4 % to 4,515 / 3,005 − 1 = 50.2 %."""
    rows = level("f1", 3010, 2024), level("f2", 4510, 2025), wire("f3", growth, "demand_growth", 2025, rounding=0.5)
    assert said("growth_between_end_points", *rows) == {"f3 growth-of-demand": outcome}
    assert expected("growth-of-demand", *rows)["f3"] == pytest.approx((49.42, 50.25), abs=0.01)


def test_growth_between_two_percentages_is_as_rough_as_they_are() -> None:
    """20 % is 19.5 to 20.5: sixty over twenty is anything from 59.5/20.5 to 60.5/19.5."""
    rows = wire("f1", 20, "demand_percent", 2024), wire("f2", 60, "demand_percent", 2025)
    growth = wire("f3", 198, "demand_growth", 2025)
    assert said("growth_between_end_points", *rows, growth) == {"f3 growth-of-demand-percent": "agrees"}
    assert expected("growth-of-demand-percent", *rows, growth)["f3"] == pytest.approx((190.24, 210.26), abs=0.01)


def test_growth_of_a_penetration_rate_is_no_growth_of_demand() -> None:
    rows = wire("f1", 21, "penetration_rate", 2024), wire("f2", 23, "penetration_rate", 2025)
    evidence = compared(internal.growth_between_end_points(claims(*rows, wire("f3", 198, "demand_growth", 2025))))
    assert evidence.select("check_id", "outcome", "same_kind").row(0) == (
        "growth-of-penetration-rate",
        "differs",
        False,
    )


# ------------------------------------------------------------ ranks, repeats


@pytest.mark.parametrize(("rank", "outcome"), [(3, "agrees"), (2, "differs")])
def test_a_rank_after_two_names_is_the_third(rank: int, outcome: str) -> None:
    row = figure("f1", rank, measure="reserve_rank", unit="rank", basis="not_stated", rounding=0.0, named_ahead=2.0)
    assert said("ranks_after_names", row) == {"f1 after-those-named": outcome}


def test_one_agency_with_several_values_of_one_measure_contradicts_itself() -> None:
    values = [percent(f"f{i}", low, "import_reliance", entity_id="china") for i, low in enumerate((50, 80, 83))]
    said_so = said("values_printed_twice", *values)
    assert set(said_so.values()) == {"differs"}


def test_values_of_two_years_are_not_the_same_quantity() -> None:
    yearly = [figure(f"f{year}", low, year=year) for year, low in ((2023, 63_000), (2024, 67_000))]
    assert not said("values_printed_twice", *yearly)
    assert len(said("values_printed_twice", *yearly, figure("f0", 1))) == 4  # one without a year may be of either


def test_a_rough_value_said_again_decides_nothing() -> None:
    assert said("values_printed_twice", figure("f1", 1e6), figure("f2", 900_001))["f2 repeats-f1"] == "weak"


# ---------------------------------------------------------- shares of wholes


def stocks(nation: str = "more_than") -> list[dict[str, Any]]:
    return [
        figure("f1", 1_216_000),
        figure("f2", 100_000, entity_id="flat", rounding=500),
        figure("f3", 2_000_000, entity_id="kazakhstan", qualifier=nation, rounding=500),
    ]


def test_a_deposits_share_of_its_country_is_its_tonnage_over_the_countrys() -> None:
    """(1,215,500 + 99,500) / 2,000,500 = 65.73 % to (1,216,500 + 100,500) / 1,999,500 = 65.87 %."""
    group = percent("f4", 66, "national_reserve_share", entity_id="hilly_flat")
    assert expected("share-of-its-country", *stocks("exact"), group)["f4"] == pytest.approx((65.73, 65.87), abs=0.01)
    assert said("shares_of_a_country", *stocks("exact"), group) == {"f4 share-of-its-country": "agrees"}


def test_a_share_of_a_country_of_which_only_a_floor_is_known_has_no_lower_bound() -> None:
    share_of = {low: percent("f4", low, "national_reserve_share", entity_id="hilly_flat") for low in (66, 87)}
    assert said("shares_of_a_country", *stocks(), share_of[66]) == {"f4 share-of-its-country": "weak"}
    assert said("shares_of_a_country", *stocks(), share_of[87]) == {"f4 share-of-its-country": "differs"}


def test_a_group_without_a_tonnage_for_each_deposit_it_names_has_no_share() -> None:
    lone = [row for row in stocks() if row["entity_id"] != "flat"]
    assert not said("shares_of_a_country", *lone, percent("f4", 87, "national_reserve_share", entity_id="hilly_flat"))


def test_a_group_stands_for_the_deposits_its_printed_name_names() -> None:
    named = members(ENTITIES).filter(pl.col("entity_id") == "hilly_flat")["member"].to_list()
    assert sorted(named) == ["flat", "hilly"]


@pytest.mark.parametrize(("low", "outcome"), [(70, "differs"), (40, "weak")])
def test_a_share_of_the_soviet_union_is_at_most_that_of_the_country_inside_it(low: float, outcome: str) -> None:
    """1,216,500 of at least 2,000,000 t: at most 60.8 %."""
    row = percent("f4", low, "soviet_reserve_share")
    assert said("shares_of_a_country", *stocks(), row) == {"f4 share-of-a-larger-whole": outcome}
    assert expected("share-of-a-larger-whole", *stocks(), row)["f4"] == pytest.approx((0, 60.83), abs=0.01)


# ------------------------------------------------ tonnage, grade, ore and life


def mine(tonnage: float = 231_500, mined: float = 3_300_000) -> list[dict[str, Any]]:
    return [
        figure("f1", tonnage),
        percent("f2", 0.211, "grade", basis="WO3"),
        figure("f3", mined, measure="ore_mined", basis="ore"),
    ]


def test_a_years_ore_lies_within_tonnage_over_grade() -> None:
    """231,550 t at 0.2105 % or more are 110 million tonnes of ore at most, 33 years of 3.3 million."""
    assert expected("ore-in-the-ground", *mine())["f3"] == pytest.approx((0, 1.1e8), rel=1e-3)
    assert set(said("ore_of_a_deposit", *mine()).values()) == {"weak"}


def test_ore_that_would_not_be_there_speaks_against_all_three_figures() -> None:
    assert said("ore_of_a_deposit", *mine(tonnage=2_315)) == {
        "f1 ore-in-the-ground": "differs",
        "f2 ore-in-the-ground": "differs",
        "f3 ore-in-the-ground": "differs",
    }


def test_tonnage_and_grade_on_two_bases_give_no_ore() -> None:
    in_metal = [*mine()[:1], percent("f2", 0.211, "grade", basis="W"), *mine()[2:]]
    assert not said("ore_of_a_deposit", *in_metal)


@pytest.mark.parametrize(("decades", "outcome"), [(3, "weak"), (5, "differs")])
def test_a_mine_lasts_no_longer_than_its_ore(decades: float, outcome: str) -> None:
    """110 million tonnes over 3.25 million a year: 33.8 years at most."""
    life = figure("f4", decades, measure="mine_life", unit="decade", basis="not_applicable", rounding=0.1)
    assert said("life_of_the_ore", *mine(), life) == {"f4 life-of-the-ore": outcome}
    assert expected("life-of-the-ore", *mine(), life)["f4"] == pytest.approx((0, 3.385), abs=0.001)


def test_a_check_made_twice_of_one_figure_is_numbered() -> None:
    from tungsten.evidence.table import with_unique_ids

    rows = pl.DataFrame({"figure_id": ["f1", "f1", "f2"], "check_id": ["a", "a", "a"]})
    assert with_unique_ids(rows)["check_id"].to_list() == ["a", "a-2", "a"]
