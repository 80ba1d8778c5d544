"""Claims and comparisons: a printed number is an interval, and two intervals meet or they don't."""

import polars as pl
import pytest
from factories import claims, figure, references

from tungsten.checks import claims as c

CONTRACT = (
    "figure_id check_id kind observed_low observed_high expected_low expected_high "
    "unit outcome slip_power citation note"
)


@pytest.mark.parametrize(
    ("qualifier", "low", "high"),
    [
        ("exact", 231_450, 231_550),
        ("approx", 231_425, 231_575),
        ("more_than", 231_500, float("inf")),
        ("less_than", 0, 231_500),
        ("up_to", 231_450, 231_550),
    ],
)
def test_a_figure_claims_what_its_print_allows(qualifier: str, low: float, high: float) -> None:
    """231,500 t is right to a hundred; "about" is half as much again; a floor has no top; a ceiling is reached."""
    row = claims(figure(low=231_500, qualifier=qualifier)).row(0, named=True)
    assert (row["observed_low"], row["observed_high"]) == (low, high)


def test_a_range_claims_what_it_says() -> None:
    row = claims(figure(low=0.13, high=0.15, qualifier="range")).row(0, named=True)
    assert (row["observed_low"], row["observed_high"]) == (0.13, 0.15)


def test_only_figures_claim_anything() -> None:
    assert claims(figure(), figure("f2", role="date"), figure("f3", role="heading"))["figure_id"].to_list() == ["f1"]


def test_a_reference_without_a_number_expects_nothing() -> None:
    unknown = references().clear().vstack(references().with_columns(low=None, high=None).cast(references().schema))
    assert c.expectations({"all": unknown}).is_empty()


def compared(observed: tuple[float, float], expected: tuple[float, float], **changes: object) -> str:
    row = {
        "observed_low": observed[0],
        "observed_high": observed[1],
        "expected_low": expected[0],
        "expected_high": expected[1],
        "spread": None,
        "confirms": True,
    } | changes
    schema = {name: pl.Boolean if name == "confirms" else pl.Float64 for name in row}
    outcome: str = c.compare(pl.DataFrame([row], schema=schema))["outcome"].item()
    return outcome


@pytest.mark.parametrize(
    ("observed", "expected", "spread", "outcome"),
    [
        ((80_500, 81_500), (81_000, 82_000), None, "agrees"),
        ((80_500, 81_500), (81_500, 82_500), None, "agrees"),  # one value in common is enough
        ((80_500, 81_500), (83_500, 84_500), None, "differs"),
        ((80_500, 81_500), (83_500, 84_500), 0.06, "close"),  # 83,500 / 1.06 = 78,774
        ((80_500, 81_500), (88_500, 89_500), 0.06, "differs"),
        ((88_500, 89_500), (80_500, 81_500), 0.10, "close"),  # the spread works both ways
        ((45, 55), (50, float("inf")), None, "weak"),
        ((30, 40), (50, float("inf")), None, "differs"),  # a bound that can't confirm can still refute
        ((150, 250), (100, 300), None, "weak"),
        ((500_000, 1_500_000), (900_000, 910_000), None, "weak"),  # "a million" says too little itself
        ((0, 0), (0, 0), None, "agrees"),
    ],
)
def test_what_two_intervals_say_of_each_other(
    observed: tuple[float, float], expected: tuple[float, float], spread: float | None, outcome: str
) -> None:
    assert compared(observed, expected, spread=spread) == outcome


def test_what_cannot_confirm_is_weak_where_it_meets_and_differs_where_it_does_not() -> None:
    assert compared((9, 11), (10, 12), confirms=False) == "weak"
    assert compared((9, 11), (11.5, 12), spread=0.1, confirms=False) == "weak"
    assert compared((9, 11), (20, 22), confirms=False) == "differs"


@pytest.mark.parametrize(("high", "wide"), [(20, False), (20.1, True), (float("inf"), True)])
def test_an_interval_is_too_wide_from_twice_its_lower_end_on(high: float, wide: bool) -> None:
    frame = pl.DataFrame({"expected_low": [10.0], "expected_high": [float(high)]})
    assert frame.select(c.too_wide("expected")).item() is wide


def test_evidence_has_the_columns_of_the_contract_first() -> None:
    row = (
        claims(figure())
        .with_columns(check_id=pl.lit("any"), expected_low=0.0, expected_high=1.0, citation=pl.lit("here"))
        .with_columns(note=pl.lit(None), note_ar=pl.lit(None))
    )
    judged = c.evidence(row, "internal")
    assert judged.columns == list(c.EVIDENCE)
    assert judged.columns[: len(CONTRACT.split())] == CONTRACT.split()
    assert judged.select("kind", "outcome", "decides", "same_kind", "slip_power").row(0) == (
        "internal", "differs", True, True, None,
    )  # fmt: skip
