"""Claims and comparisons: a printed number is an interval, and two intervals meet or they don't."""

import math

import polars as pl
import pytest
from factories import MEASURES, claims, figure, percent, references, tidy
from hypothesis import given
from hypothesis import strategies as st

from tungsten.evidence import compare as c

CONTRACT = (
    "figure_id check_id kind observed_low observed_high expected_low expected_high "
    "unit outcome slip_power citation note chance"
)


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "includes_high"),
    [
        ("exact", 231_450, 231_550, False),
        ("approx", 231_425, 231_575, False),
        ("more_than", 231_500, float("inf"), False),
        ("less_than", 0, 231_500, True),
        ("up_to", 231_450, 231_550, False),
    ],
)
def test_a_figure_claims_what_its_print_allows(qualifier: str, low: float, high: float, includes_high: bool) -> None:
    """231,500 t is right to a hundred; "about" is half as much again; a floor has no top; a ceiling is reached."""
    row = claims(figure(low=231_500, qualifier=qualifier)).row(0, named=True)
    assert (row["observed_low"], row["observed_high"], row["observed_includes_high"]) == (low, high, includes_high)


def test_a_count_that_is_a_ceiling_claims_itself() -> None:
    row = claims(figure(low=2_906, qualifier="up_to", **PERMITS)).row(0, named=True)
    assert (row["observed_low"], row["observed_high"], row["observed_includes_high"]) == (2_906, 2_906, True)
    assert claims(figure(low=3, rounding=1, qualifier="up_to"))["observed_includes_high"].to_list() == [False]


def test_a_claim_has_the_plausible_range_of_its_measure_in_its_base_unit_only() -> None:
    in_tonnes = MEASURES.with_columns(base_unit=pl.lit("t"))
    rows = c.claims(tidy(figure("f1"), figure("f2", unit="USD")))
    ranges = c.with_plausible_range(rows, pl.concat([in_tonnes, in_tonnes])).select("plausible_low", "plausible_high")
    assert ranges.rows() == [(1, 1e9), (None, None)], "and once, even if the measure is described twice"


def test_a_range_claims_what_it_says() -> None:
    row = claims(figure(low=0.13, high=0.15, qualifier="range")).row(0, named=True)
    assert (row["observed_low"], row["observed_high"]) == (0.13, 0.15)


def test_only_figures_claim_anything() -> None:
    assert claims(figure(), figure("f2", role="date"), figure("f3", role="heading"))["figure_id"].to_list() == ["f1"]


def test_a_reference_without_a_number_expects_nothing() -> None:
    unknown = references().clear().vstack(references().with_columns(low=None, high=None).cast(references().schema))
    assert c.expectations({"all": unknown}).is_empty()


def compared(observed: tuple[float, float], expected: tuple[float, float], **changes: object) -> str:
    """The outcome for a figure printed as the middle of what it claims, of a measure that can be 1 to 1,000 million."""
    row = {
        "low": sum(observed) / 2,
        "rounding": (observed[1] - observed[0]) / 2,
        "unit": "t",
        "observed_low": observed[0],
        "observed_high": observed[1],
        "observed_includes_high": observed[0] == observed[1],
        "expected_low": expected[0],
        "expected_high": expected[1],
        "expected_includes_high": expected[0] == expected[1],
        "spread": None,
        "confirms": True,
        "refutes": True,
        "plausible_low": 1,
        "plausible_high": 1e9,
    } | changes
    kinds = {name: pl.Boolean if isinstance(value, bool) else pl.Float64 for name, value in row.items()}
    outcome: str = c.compare(pl.DataFrame([row], schema=kinds | {"unit": pl.String}))["outcome"].item()
    return outcome


@pytest.mark.parametrize(
    ("observed", "expected", "spread", "outcome"),
    [
        ((80_500, 81_500), (81_000, 82_000), None, "agrees"),
        ((80_500, 81_500), (81_500, 82_500), None, "differs"),  # touching is not meeting
        ((80_500, 81_500), (83_500, 84_500), None, "differs"),
        ((80_500, 81_500), (83_500, 84_500), 0.06, "close"),  # 83,500 / 1.06 = 78,774
        ((80_500, 81_500), (88_500, 89_500), 0.06, "differs"),
        ((80_500, 81_500), (81_000, 82_000), 1.0, "agrees"),  # as unlikely as it is without the spread
        ((80_500, 81_500), (83_500, 84_500), 1.0, "weak"),
        ((88_500, 89_500), (80_500, 81_500), 0.10, "close"),  # the spread works both ways
        ((45, 55), (50, float("inf")), None, "weak"),
        ((30, 40), (50, float("inf")), None, "differs"),  # a bound that can't confirm can still refute
        ((150, 250), (1, 100_000), None, "weak"),
        ((150, 250), (150, 100_000), None, "weak"),
        ((80_500, 81_500), (1, 81_000), None, "weak"),  # half of all figures would meet it
        ((80_500, 81_500), (83_500, 1e9), 0.06, "weak"),
        ((999.5, 1_000.5), (500, 1_409), None, "agrees"),  # a chance of 5 %: ln(1,409.5 / 499.95) / ln(10⁹)
        ((999.5, 1_000.5), (500, 1_420), None, "weak"),
        ((3, 3), (3, 3), None, "agrees"),
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


def test_what_can_neither_confirm_nor_refute_is_weak_either_way() -> None:
    assert compared((9, 11), (10, 12), confirms=False, refutes=False) == "weak"
    assert compared((9, 11), (20, 22), confirms=False, refutes=False) == "weak"


PERMITS = {"measure": "exploration_permits", "unit": "count", "basis": "not_applicable"}
RANK = {"measure": "reserve_rank", "unit": "rank", "basis": "not_applicable"}


@pytest.mark.parametrize(
    ("claim", "expected", "outcome"),
    [
        (figure(low=2_906, **PERMITS), (2_907, 2_907), "differs"),
        (figure(low=2_906, **PERMITS), (2_906, 2_906), "agrees"),
        (figure(low=2_900, **PERMITS), (2_949, 2_949), "agrees"),
        (figure(low=2_900, **PERMITS), (2_950, 2_950), "differs"),
        (percent("f1", 70, "import_share"), (79.5, 80.5), "differs"),
        (percent("f1", 27, "import_share"), (25.5, 26.5), "differs"),
        (percent("f1", 100, "import_share"), (50, 50), "differs"),
        (figure(low=1, **RANK), (1, 1), "agrees"),
        (figure(low=2, **RANK), (1, 2), "weak"),  # a rank of two is met by chance one time in four
    ],
)
def test_counts_percentages_and_ranks_are_compared_as_they_are_printed(
    claim: dict[str, object], expected: tuple[float, float], outcome: str
) -> None:
    row = claims(claim).with_columns(
        check_id=pl.lit("any"), expected_low=float(expected[0]), expected_high=float(expected[1])
    )
    texts = {name: pl.lit(None, pl.String) for name in ("citation", "note", "note_ar")}
    assert c.compared(c.checks(row.with_columns(**texts), "reference"))["outcome"].item() == outcome


@pytest.mark.parametrize(
    ("claim", "expected", "chance"),
    [
        # 27 % is one of the prints 1 to 100, evenly over magnitudes: ln(27.5/26.5) / ln(100.5/0.5)
        (percent("f1", 27, "import_share"), (26.5, 27.5), math.log(27.5 / 26.5) / math.log(201)),
        # 5 % is of the same prints, also for 12 to 13 %: ln(13.5/11.5)
        (percent("f1", 5, "import_share"), (12.1, 12.9), math.log(13.5 / 11.5) / math.log(201)),
        # 81,000 t, two digits: 81,000 and 82,000 meet 81,000 to 82,000; output is 0, here 500, to a million
        (figure(low=81_000, measure="mine_production"), (81_000, 82_000), math.log(82.5 / 80.5) / math.log(2001)),
        # rank 1 of 200: 0.5 to 1.5 of 0.5 to 200.5
        (figure(low=1, **RANK), (1, 1), math.log(3) / math.log(401)),
        # one digit: 800 thousand where 8 million stands
        (figure(low=8e6), (795_750, 795_850), math.log(8.5 / 7.5) / math.log(1e9 + 5e5)),
        (figure(low=8e6, qualifier="more_than"), (9e6, float("inf")), 1.0),
        # a range is printed to its last digit: 0.13 to 0.15 % meet it, of 0.005 to 10.005 %
        (
            percent("f1", 0.13, "grade", high=0.15, qualifier="range"),
            (0.141, 0.159),
            math.log(31 / 25) / math.log(2001),
        ),
        # "about 0.2 %" for 0.125 to 0.275 %: the prints around it are 0.05 and 0.35 %
        (percent("f1", 0.2, "grade", rounding=0.075), (0.19, 0.21), math.log(3) / math.log(10.075 / 0.075)),
        (figure(low=8e6), (2e9, 3e9), 0.0),  # more than is plausible
        (percent("f1", -5, "demand_growth"), (-5.5, -4.5), None),
        (figure(low=8e6, measure="unknown"), (7e6, 9e6), None),
    ],
)
def test_the_chance_of_an_agreement_is_the_share_of_the_prints_that_would_agree(
    claim: dict[str, object], expected: tuple[float, float], chance: float | None
) -> None:
    """To three digits; it is unknown below zero, and for a measure without a plausible range."""
    row = c.claims(tidy(claim)).pipe(c.with_plausible_range, MEASURES)
    found = c.with_chance(row.with_columns(met_low=expected[0], met_high=expected[1]))["chance"].item()
    assert found == (chance if chance is None else float(f"{chance:.3g}"))


@given(st.integers(10, 999), st.integers(1, 5), st.floats(1, 8), st.floats(1.0, 20.0))
def test_the_chance_is_what_counting_the_prints_gives(digits: int, power: int, decade: float, width: float) -> None:
    """Against every print of as many digits between 1 and 1,000 million t, counted one by one."""
    claim = figure(low=digits * 10.0**power, rounding=10.0**power / 2)
    low, high = 10**decade, 10**decade * width
    count = len(str(digits))
    weight = 0.0
    for exponent in range(10):
        place = 10.0 ** (exponent - count + 1)
        for mantissa in range(10 ** (count - 1), 10**count):
            begin, end = (mantissa - 0.5) * place, (mantissa + 0.5) * place
            if begin < high and low < end:
                weight += max(math.log(min(end, 1e9)) - math.log(max(begin, 1)), 0)
    row = c.claims(tidy(claim)).pipe(c.with_plausible_range, MEASURES)
    found = c.with_chance(row.with_columns(met_low=low, met_high=high))["chance"].item()
    assert found == pytest.approx(weight / math.log(1e9), abs=0.012)  # a print more or less where 99 turns to 100


def test_evidence_has_the_columns_of_the_contract_first() -> None:
    row = (
        claims(figure())
        .with_columns(check_id=pl.lit("any"), expected_low=0.0, expected_high=1.0, citation=pl.lit("here"))
        .with_columns(note=pl.lit(None), note_ar=pl.lit(None))
    )
    judged = c.compared(c.checks(row, "internal"))
    assert judged.columns == list(c.EVIDENCE)
    assert judged.columns[: len(CONTRACT.split())] == CONTRACT.split()
    assert judged.select("kind", "outcome", "decides", "same_kind", "slip_power").row(0) == (
        "internal", "differs", True, True, None,
    )  # fmt: skip
