"""Figures against wholes that references give: shares, ranks, costs, ore."""

import datetime as dt
from typing import Any

import polars as pl
import pytest
from factories import ENTITIES, claims, expectations, figure, outcomes, percent, reference

from tungsten.evidence import reference_totals as wholes
from tungsten.evidence.compare import compared


def survey(entity: str, low: float, **changes: Any) -> dict[str, Any]:
    """A country's reserves, or the world's, in tonnes of W."""
    told = {"entity_id": entity, "basis": "W", "edition": "MCS2025", "period": "2024"}
    return reference(f"r-{entity}-{changes.get('edition', '')}", low, **(told | changes))


def bounds(evidence: pl.DataFrame) -> tuple[float, float]:
    low, high = evidence.select("expected_low", "expected_high").row(0)
    return low, high


# ---------------------------------------------------------- share of the world

NATION = figure("f50", 2_100_000, entity_id="kazakhstan")
FLOOR = NATION | {"qualifier": "more_than"}


def world_share(low: float, nation: dict[str, Any], *worlds: dict[str, Any]) -> pl.DataFrame:
    share = percent("f51", low, "world_reserve_share", entity_id="kazakhstan")
    return compared(wholes.share_of_world_reserves(claims(nation, share), expectations(*worlds)))


@pytest.mark.parametrize("low", [26.6, 20.7])
def test_a_share_of_the_world_is_the_claim_over_the_total_with_the_claim_added(low: float) -> None:
    """2.1 Mt of WO₃ are 1.665 Mt of W: 1.665 / (1.665 + 4.6) = 26.6 %; another survey's total decides nothing."""
    evidence = world_share(low, NATION, survey("world", 4_600_000))
    assert evidence.select("outcome", "same_kind", "figure_ids", "kind").row(0) == ("weak", False, "f50", "reference")
    w_low, w_high = 2_050_000 * 0.793, 2_150_000 * 0.793
    assert bounds(evidence) == pytest.approx((100 * w_low / (w_low + 4.65e6), 100 * w_high / (w_high + 4.55e6)))


def test_a_share_of_a_claim_that_is_a_floor_is_a_floor() -> None:
    evidence = world_share(20.7, FLOOR, survey("world", 4_600_000))
    assert bounds(evidence)[1] == 100


def test_a_world_total_that_is_a_bound_gives_no_share() -> None:
    bound = survey("world", 4_700_000, qualifier="more_than", edition="MCS2026")
    assert world_share(20.7, NATION, bound).is_empty()
    assert world_share(20.7, NATION, bound, survey("world", 4_600_000)).height == 1


def test_a_share_across_bases_is_not_computed() -> None:
    assert world_share(20.7, NATION | {"basis": "not_stated"}, survey("world", 4_600_000)).is_empty()


# ---------------------------------------------------------------------- ranks

WORLD = [survey("china", 2_400_000), survey("brazil", 1_200_000), survey("united_states", 210_000)]


def rank(place: int, nation: dict[str, Any], *countries: dict[str, Any]) -> pl.DataFrame:
    claimed = figure(
        "f52", place, entity_id="kazakhstan", measure="reserve_rank", unit="rank", basis="not_stated", rounding=0.0
    )
    return compared(wholes.rank_by_reserves(claims(nation, claimed), expectations(*countries), ENTITIES))


@pytest.mark.parametrize(("place", "outcome"), [(2, "agrees"), (3, "differs")])
def test_a_rank_is_one_more_than_the_countries_that_hold_more(place: int, outcome: str) -> None:
    """2.1 Mt of WO₃ are 1.63 to 1.70 Mt of W: behind one country, before two."""
    evidence = rank(place, NATION, *WORLD)
    assert (evidence["outcome"].item(), bounds(evidence)) == (outcome, (2, 2))


def test_a_rank_by_a_floor_has_a_best_and_a_worst() -> None:
    assert bounds(rank(2, FLOOR, *WORLD)) == (1, 2)


def test_a_rank_is_taken_in_the_latest_edition_and_leaves_the_country_itself_out() -> None:
    """NOTE: the older edition would make it first, its own row third."""
    own = survey("kazakhstan", 3_000_000)
    older = [survey("china", 900_000, edition="MCS2024", period="2023")]
    assert bounds(rank(2, NATION, own, *WORLD, *older)) == (2, 2)


def test_deposits_stand_for_a_country_that_gives_no_total() -> None:
    evidence = rank(2, figure("f1", 2_100_000), *WORLD)
    assert evidence.select("check_id", "figure_ids").row(0) == ("rank-by-f1", "f1")
    both = claims(NATION, figure("f1", 2_100_000))
    assert wholes.rank_by_reserves(both, expectations(*WORLD), ENTITIES).is_empty()


@pytest.mark.parametrize("basis", ["not_stated", "RE_metal"])
def test_tonnages_on_another_basis_than_the_surveys_are_not_ranked(basis: str) -> None:
    """Metal is no oxide, and an unstated basis is no W: no rank rather than a wrong one."""
    assert rank(2, NATION | {"basis": basis}, *WORLD).is_empty()


# ----------------------------------------------------------------- costs, ore


@pytest.mark.parametrize(
    ("letter", "capital", "outcome"), [(910e6, 190e6, "agrees"), (910e6, 290e6, "differs"), (920e6, 190e6, "agrees")]
)
def test_what_pays_for_a_project_makes_up_its_cost(letter: float, capital: float, outcome: str) -> None:
    money = {"unit": "USD", "basis": "not_applicable"}
    parts = (
        figure("f85", letter, measure="letter_of_interest", **money),
        figure("f86", capital, measure="private_capital", **money),
    )
    cost = reference("l3", 1.1e9, measure="development_cost", **money)
    evidence = wholes.parts_of_a_cost(claims(*parts), expectations(cost))
    assert outcomes(evidence)["f85 part-of-its-cost"] == outcome
    assert set(evidence["figure_ids"]) == {"f85 f86"}


def test_a_part_that_is_only_roughly_known_decides_nothing() -> None:
    """1,100 M less 900 M, both good to 50 M: anything from 100 to 300 M."""
    money = {"unit": "USD", "basis": "not_applicable"}
    parts = (
        figure("f85", 900e6, measure="letter_of_interest", **money),
        figure("f86", 200e6, measure="private_capital", **money),
    )
    cost = reference("l3", 1.1e9, measure="development_cost", **money)
    evidence = wholes.parts_of_a_cost(claims(*parts), expectations(cost))
    assert outcomes(evidence)["f86 part-of-its-cost"] == "weak"
    assert bounds(evidence.filter(pl.col("figure_id") == "f86")) == (100e6, 300e6)


@pytest.mark.parametrize(("low", "outcome"), [(70, "differs"), (30, "weak")])
def test_a_share_of_soviet_reserves_is_at_most_that_of_kazakhstan_and_russia(low: float, outcome: str) -> None:
    """1,216,500 / (2,050,000 + 949,850) = 40.6 % at most."""
    balance = reference("d42", 949_900, entity_id="russia")
    share = percent("f54", low, "soviet_reserve_share")
    evidence = wholes.share_of_soviet_reserves(
        claims(NATION, figure("f55", 1_216_000), share), expectations(balance), ENTITIES
    )
    assert outcomes(evidence) == {"f54 share-of-soviet-reserves": outcome}
    assert bounds(evidence) == pytest.approx((0, 100 * 1_216_500 / (2_050_000 + 949_850)))


GRADE = percent("f62", 0.211, "grade", basis="WO3")


def ore(reference_id: str, low: float, kind: str, **changes: Any) -> dict[str, Any]:
    return reference(reference_id, low, measure="ore_tonnage", basis="ore", kind=kind, **changes)


@pytest.mark.parametrize(
    ("kind", "low", "outcome", "same_kind"),
    [
        ("resource", 109_500_000, "agrees", False),
        ("probable_reserve", 70_300_000, "differs", True),
        ("claim", 109_500_000, "agrees", False),
    ],
)
def test_a_tonnage_is_its_ore_times_the_grade_printed(kind: str, low: float, outcome: str, same_kind: bool) -> None:
    """109.5 Mt at 0.211 % hold 231,000 t; called reserves, it is the ore of reserves that must hold them."""
    checks = wholes.ore_times_grade(claims(figure("f60", 231_500), GRADE), expectations(ore("d1", low, kind)))
    evidence = compared(checks)
    assert evidence.select("check_id", "outcome", "same_kind", "figure_ids").row(0) == (
        "ore-times-grade-d1", outcome, same_kind, "f62",
    )  # fmt: skip
    assert bounds(evidence) == pytest.approx(((low - 50_000) * 0.2105 / 100, (low + 50_000) * 0.2115 / 100))


def test_the_ore_of_a_resource_is_of_a_resources_own_kind() -> None:
    told = figure("f60", 231_500, measure="resources")
    evidence = wholes.ore_times_grade(claims(told, GRADE), expectations(ore("d1", 109_500_000, "resource")))
    assert evidence["same_kind"].item() is True


def test_ore_of_another_time_or_on_another_basis_is_not_held_against_it() -> None:
    dated = figure("f60", 231_500, period_start=dt.date(2024, 12, 31), period_end=dt.date(2024, 12, 31))
    later = ore("d1", 109_500_000, "resource", period="2025-06-30")
    assert wholes.ore_times_grade(claims(dated, GRADE), expectations(later)).is_empty()
    in_metal = figure("f60", 231_500, basis="W")
    assert wholes.ore_times_grade(claims(in_metal, GRADE), expectations(ore("d1", 1.0e8, "resource"))).is_empty()


def test_recalled_wholes_decide_nothing() -> None:
    recalled = {"decides": False}
    assert world_share(20.7, NATION, survey("world", 4_600_000, **recalled)).is_empty()
    assert rank(2, NATION, *[row | recalled for row in WORLD]).is_empty()
    unread = ore("d1", 109_500_000, "resource", **recalled)
    assert wholes.ore_times_grade(claims(figure("f60", 231_500), GRADE), expectations(unread)).is_empty()
