"""Reserves: bases kept apart, kinds kept apart, and a rank that is a pair."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungsten import Unusable
from tungsten.analysis import basis, inputs
from tungsten.analysis import reserves as r
from tungsten.ledger import interval

ENTITIES = pl.DataFrame(
    [
        ("china", "country", "China"),
        ("russia", "country", "Russia"),
        ("bolivia", "country", "Bolivia"),
        ("kazakhstan", "country", "Kazakhstan"),
        ("other_countries", "block", None),
        ("world", "world", None),
        ("listed_sum", "sum", None),
        ("bakuta", "deposit", "Kazakhstan"),
        ("upper_kairakty", "deposit", "Kazakhstan"),
        ("kuirektykol", "deposit", "Kazakhstan"),
        ("kairakty_katpar", "deposit_group", "Kazakhstan"),
    ],
    schema=["entity_id", "kind", "country"],
    orient="row",
)

CONSTANTS = pl.DataFrame(
    [("c004", "tungsten_trioxide", "mass_fraction", "W", True, 0.793, "USGS, Minerals Yearbook")],
    schema=["reference_id", "entity_id", "measure", "basis", "decides", "low", "citation"],
    orient="row",
)


def figure(**changes: object) -> dict[str, object]:
    """A tidy figure: Bakuta's 231,500 t of WO₃."""
    return {
        "figure_id": "f060",
        "source_id": "news-2025",
        "role": "figure",
        "entity_id": "bakuta",
        "measure": "reserves",
        "low": 231_500.0,
        "high": 231_500.0,
        "rounding": 50.0,
        "unit": "t",
        "qualifier": "exact",
        "basis": "WO3",
        "period_start": dt.date(2024, 12, 31),
        "period_end": dt.date(2024, 12, 31),
        "commodity": "tungsten",
    } | changes


def tonnes(value: float, **changes: object) -> dict[str, object]:
    return figure(low=value, high=value, **changes)


def reference(entity_id: str, value: float | None, **changes: object) -> dict[str, object]:
    """A country's reserve as the survey prints it in 2025."""
    return {
        "reference_id": f"r_{entity_id}",
        "commodity": "tungsten",
        "entity_id": entity_id,
        "measure": "reserves",
        "period": "2024",
        "low": value,
        "high": value,
        "unit": "t",
        "qualifier": None if value is None else "exact",
        "basis": "W",
        "kind": "reserve",
        "status": "reported",
        "edition": "MCS2025",
        "confidence": "read_in_source",
        "citation": "USGS 2025",
    } | changes


SURVEY = pl.DataFrame(
    [
        reference("china", 2_400_000.0),
        reference("russia", 400_000.0),
        reference("bolivia", None),
        reference("other_countries", 950_000.0),
        reference("world", 4_600_000.0),
        reference("listed_sum", 3_750_000.0),
    ]
)

CLAIM = tonnes(2_000_000.0, figure_id="f050", entity_id="kazakhstan", qualifier="more_than")


def reserves(*rows: dict[str, object], survey: pl.DataFrame = SURVEY) -> pl.DataFrame:
    return r.reserves(pl.DataFrame(list(rows) or [figure()]), survey, CONSTANTS, ENTITIES)


def ranks(table: pl.DataFrame) -> dict[str, tuple[int | None, int | None]]:
    return {name: (best, worst) for name, best, worst in table.select("entity_id", "rank_best", "rank_worst").rows()}


class TestRanks:
    def test_apart_intervals_give_one_rank(self) -> None:
        found = ranks(reserves())
        assert (found["china"], found["russia"]) == ((1, 1), (2, 2))

    def test_overlapping_intervals_share_their_ranks(self) -> None:
        """110,000 may be 115,000 and 112,000 may be 111,500: either may be first."""
        survey = pl.DataFrame([reference("china", 110_000.0), reference("russia", 112_000.0)])
        found = ranks(reserves(survey=survey).filter(pl.col("level") == "country"))
        assert found == {"china": (1, 2), "russia": (1, 2)}

    def test_a_country_without_a_figure_has_no_rank(self) -> None:
        assert ranks(reserves())["bolivia"] == (None, None)

    def test_a_block_and_the_world_have_no_rank_and_push_nobody_down(self) -> None:
        found = ranks(reserves())
        assert (found["other_countries"], found["world"]) == ((None, None), (None, None))

    def test_a_derived_sum_is_no_reserve(self) -> None:
        assert "listed_sum" not in reserves()["entity_id"]

    def test_a_claim_is_ranked_against_reserves_and_pushes_none_down(self) -> None:
        """More than 2 Mt of WO₃ is more than 1.586 Mt of W: below China's 2.4 Mt, or above."""
        table = reserves(CLAIM)
        claim = table.filter(pl.col("kind") == "claim").row(0, named=True)
        assert (claim["rank_best"], claim["rank_worst"], claim["low"], claim["high"]) == (1, 2, 1_586_000, float("inf"))
        assert ranks(table)["russia"] == (2, 2)

    def test_a_claim_cites_its_figure_and_its_factor(self) -> None:
        claim = reserves(CLAIM).filter(pl.col("kind") == "claim").row(0, named=True)
        assert claim["citation"] == "news-2025 f050; W = 0.793 x WO3, USGS, Minerals Yearbook"
        assert (claim["figure_ids"], claim["reference_ids"], claim["edition"]) == ("f050", "c004", "MCS2025")

    def test_a_claim_stands_beside_every_edition(self) -> None:
        both = pl.concat([SURVEY, SURVEY.with_columns(edition=pl.lit("MCS2026"))])
        claims = reserves(CLAIM, survey=both).filter(pl.col("kind") == "claim")
        assert claims["edition"].to_list() == ["MCS2025", "MCS2026"]

    def test_tungsten_and_rare_earths_are_never_ranked_together(self) -> None:
        oxide = pl.DataFrame([reference("russia", 3.8e6, commodity="rare_earths", basis="REO")])
        table = reserves(
            survey=pl.concat([SURVEY, oxide, oxide.with_columns(entity_id=pl.lit("china"), low=4.4e7, high=4.4e7)])
        )
        rare = table.filter(pl.col("commodity") == "rare_earths")
        assert ranks(rare) == {"china": (1, 1), "russia": (2, 2)}

    def test_ranking_across_bases_is_an_error(self) -> None:
        mixed = pl.DataFrame([reference("china", 2.4e6), reference("russia", 4e5, basis="WO3")])
        with pytest.raises(Unusable, match="rows on basis W and WO3"):
            reserves(survey=mixed)

    def test_two_claims_for_one_deposit_do_not_rank_against_each_other(self) -> None:
        rare = {"entity_id": "kuirektykol", "commodity": "rare_earths", "basis": "RE_metal"}
        table = reserves(tonnes(8e6, **rare, figure_id="f067"), tonnes(2.82e8, **rare, figure_id="f068"))
        deposits = table.filter(pl.col("level") == "deposit")
        assert deposits.select("figure_ids", "rank_best", "kind").rows() == [
            ("f067", None, "claim"),
            ("f068", None, "claim"),
        ]

    @given(st.lists(st.integers(1, 10**6), min_size=2, max_size=8), st.integers(0, 1000), st.integers(0, 1000))
    def test_more_rounding_only_widens_a_rank(self, values: list[int], rounding: int, more: int) -> None:
        def ranked(width: int) -> list[tuple[int, int]]:
            rows = pl.DataFrame({"low": values}, schema={"low": pl.Float64}).with_columns(
                high=pl.col("low") + width,
                low=pl.col("low") - width,
                entity_id=pl.int_range(pl.len()).cast(pl.String),
                **{name: pl.lit("deposit") for name in ("level", "entity_kind")},
                **{name: pl.lit("one") for name in ("commodity", "edition", "basis", "kind", "rank_against")},
            )
            return r.with_ranks(rows).select("rank_best", "rank_worst").rows()

        for (best, worst), (better, worse) in zip(ranked(rounding), ranked(rounding + more), strict=True):
            assert 1 <= better <= best <= worst <= worse <= len(values)


class TestDeposits:
    def test_tonnages_are_as_printed_on_wo3(self) -> None:
        table = reserves(figure())
        assert table.select("entity_id", "level", "low", "high", "basis", "kind", "edition").row(0) == (
            "bakuta", "deposit", 231_450, 231_550, "WO3", "claim", "news-2025",
        )  # fmt: skip

    def test_wo3_becomes_w_by_the_surveys_factor(self) -> None:
        table = r.deposits(pl.DataFrame([figure(rounding=0.0)]), CONSTANTS, ENTITIES, "W")
        assert table.select("low", "basis").row(0) == (pytest.approx(231_500 * 0.793), "W")

    def test_there_is_no_way_to_any_other_basis(self) -> None:
        with pytest.raises(Unusable, match="basis ore: only W and WO3"):
            r.deposits(pl.DataFrame([figure()]), CONSTANTS, ENTITIES, "ore")

    def test_tonnes_of_ore_are_refused_with_their_figure(self) -> None:
        with pytest.raises(Unusable, match=r"figures\.csv: f060: .* found basis ore; .* ore_tonnage"):
            r.deposits(pl.DataFrame([figure(basis="ore")]), CONSTANTS, ENTITIES)

    def test_there_is_no_way_from_any_other_basis(self) -> None:
        rows = pl.DataFrame({"basis": ["WO3", "not_stated"], "low": [1.0, 1.0]})
        with pytest.raises(Unusable, match="basis not_stated: only W and WO3"):
            basis.to_basis(rows, "W", CONSTANTS, ("low",))

    def test_an_unstated_basis_stays_unstated_and_unranked(self) -> None:
        unstated = {"measure": "resources", "basis": "not_stated", "figure_id": "f063"}
        table = reserves(figure(), tonnes(6195.0, **unstated, entity_id="upper_kairakty"))
        assert table.filter(pl.col("figure_ids") == "f063").select("basis", "kind", "rank_best", "low").rows() == [
            ("not_stated", "resource", None, 6145)
        ]

    @given(st.floats(1, 1e9))
    def test_a_conversion_there_and_back_changes_nothing(self, value: float) -> None:
        rows = pl.DataFrame({"basis": ["WO3"], "low": [value]})
        back = rows.pipe(basis.to_basis, "W", CONSTANTS, ("low",)).pipe(basis.to_basis, "WO3", CONSTANTS, ("low",))
        assert back["low"].item() == pytest.approx(value)


class TestMines:
    GRADE = figure(figure_id="f062", measure="grade", unit="percent", low=0.211, high=0.211, rounding=0.0005)
    MINED = figure(figure_id="f072", measure="ore_mined", basis="ore", low=3.3e6, high=3.3e6, rounding=50_000.0)
    RECOVERY = figure(figure_id="f075", measure="recovery", basis="not_stated", low=87.74, high=87.74, rounding=0.005)

    def test_tonnage_and_grade_imply_the_ore(self) -> None:
        ore = r.ore_in_place(pl.DataFrame([figure(), self.GRADE]), ENTITIES).row(0, named=True)
        assert (ore["ore_low"], ore["ore_high"]) == pytest.approx((231_450 / 0.002115, 231_550 / 0.002105))
        assert ore["figure_ids"] == "f060 f062"

    def test_a_tonnage_of_w_and_a_grade_in_wo3_imply_nothing(self) -> None:
        with pytest.raises(Unusable, match="rows on basis W and WO3"):
            r.ore_in_place(pl.DataFrame([figure(basis="W"), self.GRADE]), ENTITIES)

    def test_ore_mined_a_year_implies_a_life_and_an_output(self) -> None:
        plan = r.mine_plan(pl.DataFrame([figure(), self.GRADE, self.MINED, self.RECOVERY]), ENTITIES).row(0, named=True)
        assert (plan["life_low"], plan["life_high"]) == pytest.approx((32.67, 33.85), abs=0.01)
        assert (plan["output_low"], plan["output_high"]) == pytest.approx((6002.2, 6217.0), abs=0.1)

    def test_a_mine_without_a_plan_has_no_implied_life(self) -> None:
        assert r.mine_plan(pl.DataFrame([figure(), self.GRADE]), ENTITIES).is_empty()

    def test_a_printed_life_keeps_the_deposits_it_is_of(self) -> None:
        printed = figure(
            figure_id="f065",
            entity_id="kairakty_katpar",
            measure="mine_life",
            low=3.0,
            high=4.0,
            qualifier="range",
            rounding=0.0,
        )
        assert r.printed_lives(pl.DataFrame([printed])).rows() == [("news-2025", "kairakty_katpar", 30, 40, "f065")]


class TestInputs:
    @pytest.mark.parametrize(
        ("value", "half"), [(66_000, 500), (2_400_000, 50_000), (4_500, 50), (1_563, 0.5), (0.793, 0.0005), (0, 0.5)]
    )
    def test_a_reference_is_as_wide_as_its_last_digit_that_is_no_zero(self, value: float, half: float) -> None:
        frame = pl.DataFrame({"value": [value]}, schema={"value": pl.Float64})
        found = interval.rounding_half_width(pl.col("value"), pl.lit("t"), pl.lit("exact"))
        assert frame.select(found).item() == pytest.approx(half)

    def test_what_a_source_does_not_give_has_no_bounds(self) -> None:
        unknown = interval.with_reference_bounds(SURVEY.filter(pl.col("entity_id") == "bolivia"))
        assert unknown.select("least", "most").row(0) == (None, None)

    @pytest.mark.parametrize(
        ("start", "end", "label"),
        [
            (None, None, "not_stated"),
            (dt.date(2024, 12, 31), dt.date(2024, 12, 31), "2024-12-31"),
            (dt.date(2025, 1, 1), dt.date(2025, 12, 31), "2025"),
            (dt.date(2020, 1, 1), dt.date(2023, 12, 31), "2020/2023"),
            (dt.date(2025, 4, 1), dt.date(2025, 4, 30), "2025-04-01/2025-04-30"),
        ],
    )
    def test_a_period_is_labelled_as_it_was_printed(self, start: dt.date, end: dt.date, label: str) -> None:
        frame = pl.DataFrame(
            {"period_start": [start], "period_end": [end]},
            schema_overrides=dict.fromkeys(("period_start", "period_end"), pl.Date),
        )
        assert frame.select(inputs.period_label()).item() == label
