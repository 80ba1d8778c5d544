"""Against references: who is a candidate, on which basis, of which time, and what may decide."""

import datetime as dt
from typing import Any

import polars as pl
import pytest
from factories import PUBLISHED, claims, expectations, figure, percent, reference

from tungsten import Unusable
from tungsten.evidence import reference_match as against
from tungsten.evidence import trioxide


def judged(figures: list[dict[str, Any]], *rows: dict[str, Any]) -> pl.DataFrame:
    return against.reference_evidence(claims(*figures), expectations(*rows), PUBLISHED)


def one(told: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """The one row of evidence a figure and a reference make."""
    found = judged([told], row)
    assert found.height == 1
    return found.row(0, named=True)


# ---------------------------------------------------------------- candidates


@pytest.mark.parametrize(("printed", "outcome"), [(231_500, "agrees"), (343_500, "differs"), (200_000, "agrees")])
def test_a_reference_of_the_same_kind_agrees_or_differs(printed: float, outcome: str) -> None:
    row = one(figure(low=printed), reference(low=231_500))
    assert (row["check_id"], row["outcome"], row["same_kind"], row["note"]) == ("reference-r1", outcome, True, None)


@pytest.mark.parametrize(
    "other", [{"entity_id": "flat"}, {"commodity": "molybdenum"}, {"measure": "grade"}, {"unit": "percent"}]
)
def test_another_subject_commodity_measure_or_unit_is_no_candidate(other: dict[str, Any]) -> None:
    assert judged([figure()], reference(**other)).is_empty()


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("reserves", "resources"),
        ("resources", "reserves"),
        ("loan", "letter_of_interest"),
        ("demand_percent", "penetration_rate"),
    ],
)
def test_the_right_number_for_another_measure_is_shown_and_is_of_another_kind(printed: str, read: str) -> None:
    row = one(figure(low=250_000, measure=printed), reference(low=250_000, measure=read))
    assert (row["outcome"], row["same_kind"]) == ("agrees", False)
    assert row["note"].startswith(f"of another kind, basis or time: {read.replace('_', ' ')}")


def reliance(figure_id: str, low: float) -> dict[str, Any]:
    return percent(figure_id, low, "import_reliance", entity_id="united_states")


CHINAS_SHARE = reference(
    "p294",
    83,
    entity_id="china",
    measure="production_share",
    unit="percent",
    basis="W",
    period="2024",
    edition="MCS2025",
)
RELIANCE = reference(
    "u159", 50, entity_id="united_states", measure="import_reliance", unit="percent", basis="W", qualifier="more_than"
)


def test_the_surveys_neighbouring_column_is_a_candidate_of_another_kind() -> None:
    """83 % printed as American import reliance is China's share of mine output, a column further on."""
    found = judged([reliance("f24", 83)], RELIANCE, CHINAS_SHARE)
    assert found.select("reference_id", "outcome", "same_kind").rows() == [
        ("u159", "weak", True),
        ("p294", "agrees", False),
    ]


def test_only_the_survey_and_only_subjects_it_knows_have_a_neighbouring_column() -> None:
    assert judged([reliance("f24", 83)], CHINAS_SHARE).is_empty()
    elsewhere = CHINAS_SHARE | {"edition": "a blog"}
    assert judged([reliance("f24", 83)], RELIANCE, elsewhere)["reference_id"].to_list() == ["u159"]


# --------------------------------------------------------------------- basis


def test_a_tonnage_in_trioxide_is_held_against_one_in_metal_by_the_factor_and_says_so() -> None:
    """79,300 t of W are 100,000 t of WO₃."""
    row = one(figure(low=100_000, rounding=50), reference(low=79_300, basis="W"))
    assert (row["expected_low"], row["expected_high"]) == pytest.approx((79_250 / 0.793, 79_350 / 0.793))
    assert one(figure(low=79_300), reference(low=79_300, basis="W"))["outcome"] == "differs"
    assert (row["outcome"], row["same_kind"], row["note"]) == ("agrees", True, "converted from W by 0.793")


def test_a_tonnage_in_metal_is_held_against_one_in_trioxide_by_the_factor_and_says_so() -> None:
    row = one(figure(low=97_539, basis="W"), reference(low=123_000))
    assert (row["expected_low"], row["expected_high"]) == pytest.approx((122_500 * 0.793, 123_500 * 0.793))
    assert (row["outcome"], row["same_kind"], row["note"]) == ("agrees", True, "converted from WO₃ by 0.793")


@pytest.mark.parametrize(
    ("bases", "printed", "outcome"),
    [
        *((bases, low, said) for bases in (("WO3", "not_stated"), ("not_stated", "W")) for low, said in (
            (123_000, "agrees"), (155_000, "agrees"), (140_000, "weak"), (98_000, "differs"),
        )),
        *((bases, low, said) for bases in (("W", "not_stated"), ("not_stated", "WO3")) for low, said in (
            (123_000, "agrees"), (97_500, "agrees"), (110_000, "weak"), (155_000, "differs"),
        )),
    ],
)  # fmt: skip
def test_where_one_side_states_no_basis_either_reading_may_agree(
    bases: tuple[str, str], printed: float, outcome: str
) -> None:
    """123,000 t are 155,107 t of WO₃ if they are W, 97,539 t of W if they are WO₃; between two readings is neither."""
    row = one(figure(low=printed, rounding=500, basis=bases[0]), reference(low=123_000, basis=bases[1]))
    assert row["outcome"] == outcome
    assert row["note"].startswith("one side doesn't say whether it counts W or WO₃")
    assert (against.BETWEEN in row["note"]) == (outcome == "weak")


def test_the_reading_that_agrees_is_the_expectation_shown() -> None:
    row = one(figure(low=155_000, rounding=500), reference(low=123_000, basis="not_stated"))
    assert (row["expected_low"], row["expected_high"]) == pytest.approx((122_500 / 0.793, 123_500 / 0.793))


def test_bases_no_factor_joins_are_of_another_kind() -> None:
    row = one(figure(basis="RE_metal"), reference(basis="REO"))
    assert (row["same_kind"], row["expected_low"], row["expected_high"]) == (False, 50_000, 150_000)


def test_money_has_no_basis_to_convert() -> None:
    money = {"unit": "USD", "measure": "loan", "basis": "not_applicable"}
    row = one(figure(low=255e6, **money), reference(low=25.5e6, **money))
    assert (row["expected_low"], row["expected_high"], row["note"]) == (25.45e6, 25.55e6, None)


# ------------------------------------------------------------- what may decide


def test_a_recalled_reference_is_shown_and_decides_nothing() -> None:
    row = one(figure(low=231_500), reference(low=231_500, decides=False, confidence="recalled"))
    assert (row["outcome"], row["decides"], row["note"]) == ("agrees", False, "shown only: recalled")


@pytest.mark.parametrize("said", [{"status": "claim"}, {"kind": "claim"}])
def test_a_claim_can_contradict_but_not_confirm(said: dict[str, str]) -> None:
    assert one(figure(low=231_500), reference(low=231_500, **said))["outcome"] == "weak"
    row = one(figure(low=231_500), reference(low=28_200, **said))
    assert (row["outcome"], row["decides"]) == ("differs", True)
    assert row["note"] == "itself a claim: it can contradict but not confirm"


def test_a_floor_is_held_against_a_floor_as_printed() -> None:
    """ "More than 2 million" of both agree; "more than 3 million" of one is not what the other says."""
    floor = {"qualifier": "more_than"}
    assert one(figure(low=2.1e6, **floor), reference(low=2.1e6, **floor))["outcome"] == "agrees"
    assert one(figure(low=3.1e6, **floor), reference(low=2.1e6, **floor))["outcome"] == "differs"


def test_a_value_where_the_reference_is_a_floor_decides_nothing_and_is_noted() -> None:
    row = one(figure(low=2.1e6), reference(low=2e6, qualifier="more_than"))
    assert (row["outcome"], row["expected_high"]) == ("weak", float("inf"))
    assert row["note"] == "the reference prints a bound, the figure a value"


def test_a_ceiling_is_expected_to_be_reached() -> None:
    ceiling = {"qualifier": "up_to"}
    assert one(figure(low=28.2e6, **ceiling), reference(low=28.2e6, **ceiling))["outcome"] == "agrees"
    assert one(figure(low=28.2e6, **ceiling), reference(low=3.1e6, **ceiling))["outcome"] == "differs"
    assert one(figure(low=28.2e6), reference(low=28.2e6, **ceiling))["note"] == (
        "the reference prints a bound, the figure a value"
    )


# ---------------------------------------------------------------------- time


def test_an_undated_figure_is_said_of_the_time_up_to_its_publication() -> None:
    earlier, later = reference("r1", period="2018/2019"), reference("r2", period="2026")
    assert judged([figure()], earlier, later)["reference_id"].to_list() == ["r1"]


def test_an_undated_figure_is_held_against_the_latest_year_of_a_survey() -> None:
    survey = [reference(f"r{year}", period=f"{year}", edition="MCS2025") for year in (2022, 2023, 2024)]
    assert judged([figure()], *survey)["reference_id"].to_list() == ["r2024"]


def test_a_dated_figure_is_held_against_references_of_its_time() -> None:
    yearly = [reference(f"r{year}", period=f"{year}") for year in (2023, 2024)]
    found = judged([figure(year=2024)], *yearly)
    assert found.select("reference_id", "same_kind").rows() == [("r2024", True)]


def test_failing_references_of_its_time_the_date_may_be_what_is_wrong() -> None:
    found = judged([figure(year=2025)], reference(period="2023"), reference("r2", period="2024"))
    assert found["same_kind"].to_list() == [False, False]


@pytest.mark.parametrize(
    ("years", "period", "same"),
    [
        ((2020, 2023), "2020/2023", True),
        ((2020, 2023), "2021/2024", False),
        ((2025, 2025), "2020/2025", True),
        ((2020, 2023), "2022", True),
    ],
)
def test_periods_are_one_time_where_one_lies_within_the_other(years: tuple[int, int], period: str, same: bool) -> None:
    """A mean of 2020–2023 is none of 2021–2024."""
    first, last = years
    told = figure(period_start=dt.date(first, 1, 1), period_end=dt.date(last, 12, 31))
    assert one(told, reference(period=period))["same_kind"] is same


# -------------------------------------------------------------------- spread


def series(*values: tuple[str, str, float], **changes: Any) -> list[dict[str, Any]]:
    world = {"entity_id": "world", "measure": "mine_production", "basis": "W", "kind": "production"}
    return [
        reference(f"p{i}", low, period=period, edition=edition, **(world | changes))
        for i, (edition, period, low) in enumerate(values)
    ]


REVISED = series(("MCS2022", "2021", 79_000), ("MCS2023", "2021", 83_800), ("MCS2024", "2023", 78_000))


def test_the_spread_of_a_series_is_its_greatest_revision_of_one_time() -> None:
    """83,800 / 79,000 − 1 = 6.1 %; 2023 was printed once and says nothing of revisions."""
    spread = against.spreads(expectations(*REVISED))
    assert spread.select("entity_id", "measure", "spread", "periods").rows() == [
        ("world", "mine_production", pytest.approx(0.0608, abs=1e-4), 1)
    ]


@pytest.mark.parametrize(
    "unfit", [{"decides": False}, {"qualifier": "more_than"}, {"edition": "a blog"}, {"low": 0.0}], ids=str
)
def test_only_values_of_the_survey_that_decide_measure_a_spread(unfit: dict[str, Any]) -> None:
    rows = [row | unfit for row in REVISED]
    assert against.spreads(expectations(*rows)).is_empty()


@pytest.mark.parametrize(("printed", "outcome"), [(78_000, "agrees"), (80_000, "close"), (86_000, "differs")])
def test_the_measured_spread_parts_what_is_close_from_what_differs(printed: float, outcome: str) -> None:
    told = figure(low=printed, rounding=500, entity_id="world", measure="mine_production", basis="W", year=2023)
    row = one(told, REVISED[2])
    assert row["outcome"] == ("differs" if outcome == "close" else outcome)  # one edition alone measures nothing
    found = judged([told], *REVISED).row(0, named=True)
    assert (found["outcome"], found["spread"]) == (outcome, pytest.approx(0.0608, abs=1e-4))


def test_the_factor_is_the_one_that_was_read() -> None:
    recalled = reference(
        "c3", 0.792971, entity_id="tungsten_trioxide", measure="mass_fraction", unit="ratio", basis="W", decides=False
    )
    assert trioxide.factor(expectations(recalled)) == 0.793
    with pytest.raises(Unusable, match="2 rows mass_fraction of tungsten_trioxide on W that decide; one is needed"):
        trioxide.factor(expectations(recalled | {"decides": True}))
