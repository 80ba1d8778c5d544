"""Shares and indices: a block is no holder, an unknown no zero, a bound no value."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungsten import Unusable
from tungsten.analysis import concentration as c
from tungsten.analysis.import_reliance import import_reliance
from tungsten.ledger import read

ROOT = Path(__file__).parents[1]

ENTITIES = pl.DataFrame(
    [
        ("china", "country", "China"),
        ("germany", "country", "Germany"),
        ("bolivia", "country", "Bolivia"),
        ("united_states", "country", "United States"),
        ("other_sources", "block", None),
        ("other_countries", "block", None),
        ("world", "world", None),
        ("listed_sum", "sum", None),
        ("upper_kairakty", "deposit", "Kazakhstan"),
        ("bakuta", "deposit", "Kazakhstan"),
        ("zhuxi", "deposit", "China"),
        ("kazakhstan", "country", "Kazakhstan"),
    ],
    schema=["entity_id", "kind", "country"],
    orient="row",
)

GUIDELINE = c.Thresholds(moderate=1000, high=1800)


def figure(**changes: object) -> dict[str, object]:
    """A tidy figure: China's 27 % of American imports."""
    return {
        "figure_id": "f026",
        "source_id": "news-2025",
        "role": "figure",
        "entity_id": "china",
        "measure": "import_share",
        "low": 27.0,
        "high": 27.0,
        "rounding": 0.5,
        "unit": "percent",
        "qualifier": "exact",
        "basis": "ores_and_concentrates",
        "period_start": "2020-01-01",
        "period_end": "2023-12-31",
        "printed": "27٪",
        "commodity": "tungsten",
    } | changes


def figures(*rows: dict[str, object]) -> pl.DataFrame:
    schema = pl.Schema({name: pl.Float64 if name in ("low", "high", "rounding") else pl.String for name in figure()})
    dates = pl.col("period_start", "period_end").str.to_date("%Y-%m-%d")
    return pl.DataFrame(list(rows) or None, schema=schema).with_columns(dates)


def reference(**changes: object) -> dict[str, object]:
    """A reference: China mined 67,000 t of tungsten in 2024."""
    value = changes.pop("value", 67_000.0)
    return {
        "reference_id": "p118",
        "commodity": "tungsten",
        "entity_id": "china",
        "measure": "mine_production",
        "period": "2024",
        "low": value,
        "high": value,
        "unit": "t",
        "qualifier": None if value is None else "exact",
        "basis": "W",
        "status": "reported",
        "edition": "MCS2025",
        "confidence": "read_in_source",
        "decides": True,
        "citation": "USGS",
        "note": None,
    } | changes


def references(*rows: dict[str, object]) -> pl.DataFrame:
    kinds: dict[str, pl.DataType | type[pl.DataType]] = {"low": pl.Float64, "high": pl.Float64, "decides": pl.Boolean}
    return pl.DataFrame(list(rows), schema={name: kinds.get(name, pl.String) for name in reference()})


IMPORTS = figures(
    figure(),
    figure(figure_id="f027", entity_id="germany", low=14.0, high=14.0),
    figure(figure_id="f028", entity_id="bolivia", low=16.0, high=16.0),
    figure(figure_id="f030", entity_id="other_sources", low=43.0, high=43.0),
)

PRODUCTION = references(
    reference(),
    reference(reference_id="p110", entity_id="united_states", value=None),
    reference(reference_id="p116", entity_id="bolivia", value=1_600.0, confidence="read_in_secondary"),
    reference(reference_id="p132", entity_id="other_countries", value=1_500.0),
    reference(reference_id="p134", entity_id="world", value=81_000.0),
    reference(reference_id="p135", entity_id="listed_sum", value=70_100.0, note="leaves out what was withheld"),
)


def index_of(rows: Sequence[tuple[str, float | None, bool]], *, largest_first: bool = False) -> dict[str, object]:
    frame = pl.DataFrame(
        rows, schema={"entity_id": pl.String, "value": pl.Float64, "is_block": pl.Boolean}, orient="row"
    )
    keyed = frame.with_columns(group=pl.lit("one"))
    found = c.indices(
        keyed, ["group"], is_block=pl.col("is_block"), is_largest_first=pl.lit(largest_first), with_cr3=True
    )
    return found.row(0, named=True)


class TestIndices:
    def test_an_unnamed_block_counts_as_endlessly_many_at_the_low_end(self) -> None:
        assert index_of([("a", 60, False), ("rest", 40, True)])["hhi_low"] == pytest.approx(3600)

    def test_a_block_whose_holders_may_be_of_any_size_may_be_one_holder(self) -> None:
        found = index_of([("a", 60, False), ("rest", 40, True)])
        assert found["hhi_high"] == found["naive_hhi"] == pytest.approx(5200)

    def test_nobody_in_a_block_exceeds_the_smallest_named_where_the_largest_come_first(self) -> None:
        """43 holds five of 8 and one of 3: 5 × 64 + 9 on top of 1053."""
        rows = [("a", 27, False), ("b", 14, False), ("c", 8, False), ("d", 8, False), ("rest", 43, True)]
        found = index_of(rows, largest_first=True)
        assert (found["hhi_low"], found["hhi_high"]) == pytest.approx((1053, 1382))

    def test_drawing_the_block_as_one_holder_would_double_the_index(self) -> None:
        rows = [("a", 27, False), ("b", 14, False), ("c", 8, False), ("d", 8, False), ("rest", 43, True)]
        found = index_of(rows, largest_first=True)
        assert found["naive_hhi"] == pytest.approx(2902)

    def test_a_withheld_holder_is_unknown_and_not_zero(self) -> None:
        known = index_of([("a", 60, False), ("b", 40, False)])
        with_withheld = index_of([("a", 60, False), ("b", 40, False), ("c", None, False)])
        assert with_withheld == known | {"n_unknown": 1}

    def test_a_holder_of_nothing_is_not_counted_as_one(self) -> None:
        found = index_of([("a", 60, False), ("b", 0, False), ("rest", 40, True)], largest_first=True)
        assert (found["n_named"], found["hhi_high"]) == (1, pytest.approx(5200))

    def test_shares_are_of_the_sum_of_the_rows(self) -> None:
        found = index_of([("a", 3, False), ("b", 2, False), ("c", 2, False), ("d", 1, False), ("rest", 2, True)])
        shares = found["total"], found["cr1"], found["cr3"], found["block_share"], found["leader_share"]
        assert shares == pytest.approx((10, 30, 70, 20, 30))

    def test_of_equal_holders_the_first_leads(self) -> None:
        assert index_of([("b", 5, False), ("a", 5, False), ("c", 1, False)])["leader"] == "b"

    def test_a_group_that_holds_nothing_has_no_index(self) -> None:
        found = index_of([("a", None, False), ("rest", None, True)])
        assert [found[name] for name in ("cr1", "hhi_low", "hhi_high", "block_share", "leader")] == [None] * 5

    def test_a_block_of_unknown_size_has_no_share(self) -> None:
        found = index_of([("a", 5, False), ("rest", None, True)])
        assert (found["block_share"], found["n_unknown"]) == (None, 1)

    def test_any_number_of_groups_is_measured_lazily_as_eagerly(self) -> None:
        trade = pl.DataFrame({"importer": [1, 1, 2, 2], "exporter": [3, 4, 3, 5], "usd": [1.0, 3.0, 2.0, 2.0]})
        eager = c.indices(trade, ["importer"], holder="exporter", value="usd").sort("importer")
        lazy = c.indices(trade.lazy(), ["importer"], holder="exporter", value="usd").sort("importer").collect()
        assert eager["leader"].to_list() == [4, 3]  # of equals the first
        assert eager.equals(lazy)
        assert eager["hhi_low"].to_list() == eager["hhi_high"].to_list() == [6250, 5000]

    @given(
        st.lists(st.integers(1, 10**6), min_size=1, max_size=12),
        st.integers(0, 10**6),
        st.booleans(),
    )
    def test_low_is_at_most_high_is_at_most_one_block_is_at_most_ten_thousand(
        self, named: list[int], block: int, largest_first: bool
    ) -> None:
        rows = [(f"n{i}", float(size), False) for i, size in enumerate(named)] + [("rest", float(block), True)]
        found = index_of(rows, largest_first=largest_first)
        low, high, naive = (float(str(found[name])) for name in ("hhi_low", "hhi_high", "naive_hhi"))
        assert 0 < low <= high * (1 + 1e-12)
        assert high <= naive * (1 + 1e-12)
        assert naive <= 10_000 * (1 + 1e-12)

    @given(st.lists(st.integers(1, 100), min_size=1, max_size=8), st.lists(st.integers(1, 100), max_size=8))
    def test_the_pair_holds_the_index_of_every_block_that_keeps_the_order(
        self, named: list[int], hidden: list[int]
    ) -> None:
        """Whoever the unnamed are, none larger than the smallest named: the true index lies between."""
        allowed = [min(size, *named) for size in hidden]
        true = sum(size**2 for size in named + allowed) * 1e4 / sum(named + allowed) ** 2
        rows = [(f"n{i}", float(size), False) for i, size in enumerate(named)]
        found = index_of([*rows, ("rest", float(sum(allowed)), True)], largest_first=True)
        assert float(str(found["hhi_low"])) <= true + 1e-6
        assert true <= float(str(found["hhi_high"])) + 1e-6


class TestSeries:
    def test_a_printed_total_is_no_holder(self) -> None:
        held = c.world_production(PRODUCTION, ENTITIES)
        assert held["entity_id"].to_list() == ["united_states", "bolivia", "china", "other_countries"]

    def test_one_row_a_series_period_basis_and_edition_with_the_contract_first(self) -> None:
        table = c.concentration(c.world_production(PRODUCTION, ENTITIES))
        keys, measures = (
            ["series", "period", "basis", "edition"],
            ["n_named", "cr1", "cr3", "hhi_low", "hhi_high", "leader"],
        )
        assert table.columns[:10] == keys + measures
        assert table.select(*keys, "n_named").rows() == [("world_production", "2024", "W", "MCS2025", 2)]

    def test_of_equal_holders_the_first_by_name_leads(self) -> None:
        equal = references(
            reference(reference_id="p001", entity_id="china"), reference(reference_id="p002", entity_id="bolivia")
        )
        assert c.concentration(c.world_production(equal, ENTITIES))["leader"].to_list() == ["bolivia"]

    def test_a_table_is_as_good_as_its_weakest_row(self) -> None:
        table = c.concentration(c.world_production(PRODUCTION, ENTITIES))
        assert table["confidence"].to_list() == ["read_in_secondary"]

    def test_what_an_edition_leaves_out_stands_in_the_note(self) -> None:
        table = c.concentration(c.world_production(PRODUCTION, ENTITIES))
        assert table["note"].to_list() == ["leaves out what was withheld"]

    def test_of_two_rows_for_one_country_the_better_read_is_kept(self) -> None:
        twice = references(
            reference(reference_id="p001", value=1.0, confidence="read_in_secondary"), reference(reference_id="p002")
        )
        assert c.world_production(twice, ENTITIES)["reference_id"].to_list() == ["p002"]

    def test_tungsten_and_rare_earths_are_measured_apart(self) -> None:
        both = references(
            reference(measure="reserves"), reference(measure="reserves", commodity="rare_earths", basis="REO")
        )
        table = c.concentration(c.world_reserves(both, ENTITIES))
        assert table.select("commodity", "basis", "cr1").rows() == [("tungsten", "W", 100), ("rare_earths", "REO", 100)]

    def test_import_shares_keep_the_basis_their_source_states(self) -> None:
        of_2026 = {"measure": "import_share", "basis": "all_forms", "period": "2021/2024", "edition": "MCS2026"}
        survey = references(
            reference(value=26.0, **of_2026),
            reference(value=74.0, entity_id="other_sources", **of_2026),
            reference(measure="import_share", value=20.0, basis="not_stated", edition="a blog"),
        )
        table = c.concentration(c.us_import_sources(IMPORTS, survey, ENTITIES))
        assert table.select("edition", "period", "basis").rows() == [
            ("MCS2026", "2021/2024", "all_forms"),
            ("news-2025", "2020/2023", "ores_and_concentrates"),
        ]

    def test_shares_without_their_remainder_have_no_index(self) -> None:
        """27, 14 and 8 % of a whole of which 43 % are not told aren't three shares of 49 %."""
        told = IMPORTS.filter(pl.col("entity_id") != "other_sources")
        assert c.us_import_sources(told, references(), ENTITIES).is_empty()

    def test_the_articles_own_figures_are_named_and_vouched_for_by_nobody(self) -> None:
        table = c.concentration(c.us_import_sources(IMPORTS, references(), ENTITIES))
        assert table.select("figure_ids", "reference_ids", "confidence").rows() == [("f026 f027 f028 f030", None, None)]

    def test_a_resource_of_unstated_basis_is_no_reserve(self) -> None:
        tonnes = {"measure": "reserves", "unit": "t", "basis": "WO3", "rounding": 500.0}
        deposits = figures(
            figure(**tonnes, figure_id="f055", entity_id="upper_kairakty", low=1_216_000.0, high=1_216_000.0),
            figure(**tonnes, figure_id="f060", entity_id="bakuta", low=231_500.0, high=231_500.0),
            figure(**tonnes, figure_id="f061", entity_id="zhuxi", low=1.0, high=1.0),
            figure(**tonnes, figure_id="f050", entity_id="kazakhstan", low=2e6, high=2e6),
            figure(
                figure_id="f063", entity_id="bakuta", measure="resources", basis="not_stated", low=6195.0, high=6195.0
            ),
        )
        table = c.concentration(c.kazakh_deposits(deposits, ENTITIES))
        assert table.select("n_named", "total", "note").rows() == [
            (2, 1_447_500, "left out: f063 (resources, basis not_stated)")
        ]

    def test_the_argument_is_left_untouched(self) -> None:
        before = PRODUCTION.clone()
        c.concentration(c.world_production(PRODUCTION, ENTITIES))
        assert PRODUCTION.equals(before)


class TestShares:
    HELD = c.us_import_sources(IMPORTS, references(), ENTITIES)
    TONNES = HELD.with_columns(unit=pl.lit("t"))

    def test_a_share_is_least_when_the_others_are_most(self) -> None:
        china = c.shares(self.TONNES).row(0, named=True)
        bounds = 100 * 26.5 / (26.5 + 73 + 1.5), 100 * 27.5 / (27.5 + 73 - 1.5)
        assert (china["share"], china["share_low"], china["share_high"]) == pytest.approx((27, *bounds))

    def test_a_share_that_is_printed_is_what_its_print_allows(self) -> None:
        china = c.shares(self.HELD).row(0, named=True)
        assert (china["share"], china["share_low"], china["share_high"]) == (27, 26.5, 27.5)

    def test_the_block_comes_last_and_is_marked(self) -> None:
        assert c.shares(self.HELD).select("entity_id", "is_block").rows()[-1] == ("other_sources", True)

    def test_an_open_end_leaves_the_others_with_a_share_of_perhaps_nothing(self) -> None:
        open_end = pl.when(pl.col("entity_id") == "china").then(float("inf")).otherwise("most").alias("most")
        floor = pl.when(pl.col("entity_id") == "china").then(27.0).otherwise("least").alias("least")
        found = c.shares(self.TONNES.with_columns(open_end, floor)).select("share_low", "share_high").rows()
        assert found[0] == (pytest.approx(100 * 27 / 101.5), 100)
        assert [low for low, _ in found[1:]] == [0, 0, 0]

    def test_an_unknown_holding_has_no_share(self) -> None:
        found = c.shares(c.world_production(PRODUCTION, ENTITIES))
        assert "united_states" not in found["entity_id"]

    @given(st.lists(st.integers(1, 10**6), min_size=1, max_size=8), st.floats(0, 0.4), st.floats(0, 0.4))
    def test_more_rounding_only_widens(self, values: list[int], rounding: float, more: float) -> None:
        def bounds(width: float) -> list[tuple[float, float, float]]:
            held = pl.DataFrame({"value": [float(value) for value in values]}).with_columns(
                *(pl.lit("one").alias(key) for key in c.KEYS if key not in ("series", "commodity")),
                series=pl.lit("kazakh_deposits"),
                commodity=pl.lit("tungsten"),
                entity_id=pl.int_range(pl.len()).cast(pl.String),
                is_block=pl.lit(False),
                least=pl.col("value") - width,
                most=pl.col("value") + width,
                unit=pl.lit("t"),
                figure_id=pl.lit(None, pl.String),
                reference_id=pl.lit(None, pl.String),
            )
            return c.shares(held).select("share_low", "share", "share_high").rows()

        for (low, share, high), (lower, _, higher) in zip(bounds(rounding), bounds(rounding + more), strict=True):
            assert lower - 1e-9 <= low <= share + 1e-9
            assert share - 1e-9 <= high <= higher + 1e-9


class TestGuideline:
    @pytest.mark.parametrize(
        ("low", "high", "label"),
        [
            (500, 999.9, "unconcentrated"),
            (1000, 1800, "moderately_concentrated"),
            (1800.1, 9000, "highly_concentrated"),
            (999, 1001, "undecided"),
            (900, 2000, "undecided"),
            (None, None, "undecided"),
        ],
    )
    def test_a_pair_across_a_threshold_is_undecided(self, low: float, high: float, label: str) -> None:
        frame = pl.DataFrame({"low": [low], "high": [high]}, schema={"low": pl.Float64, "high": pl.Float64})
        assert frame.select(c.classify(pl.col("low"), pl.col("high"), GUIDELINE)).item() == label

    def test_thresholds_are_those_of_one_edition(self) -> None:
        constants = read.reference("constants", ROOT)
        assert c.thresholds(constants) == (1000, 1800)
        assert c.thresholds(constants, "2010") == (1500, 2500)

    def test_an_edition_without_its_two_thresholds_is_unusable(self) -> None:
        with pytest.raises(Unusable, match="0 rows hhi_threshold of edition 1982"):
            c.thresholds(read.reference("constants", ROOT), "1982")


class TestImportReliance:
    def test_a_lower_bound_is_not_a_value(self) -> None:
        printed = figures(
            figure(figure_id="f022", entity_id="united_states", measure="import_reliance", low=50.0, high=50.0)
        )
        survey = references(
            reference(entity_id="united_states", measure="import_reliance", value=50.0, qualifier="more_than")
        )
        found = import_reliance(printed, survey).select("edition", "least", "most").rows()
        assert found == [("news-2025", 49.5, 50.5), ("MCS2025", 50, 100)]


class TestPublished:
    """Gaultois et al. (2013) print their indices to the nearest hundred; both follow from MCS2012."""

    PRODUCTION = c.world_production(read.reference("production", ROOT), read.raw_table(ROOT, read.ENTITIES))
    RESERVES = c.world_reserves(read.reference("reserves", ROOT), read.raw_table(ROOT, read.ENTITIES))

    @staticmethod
    def published(kind: str) -> float:
        constants = read.reference("constants", ROOT)
        is_tungsten = (pl.col("measure") == "hhi_published") & (pl.col("commodity") == "tungsten")
        return float(constants.filter(is_tungsten, pl.col("kind") == kind)["low"].item())

    def test_the_published_index_of_mine_production(self) -> None:
        found = c.concentration(self.PRODUCTION).filter(pl.col("edition") == "MCS2012").row(0, named=True)
        assert round(found["hhi_low"]) == 6960
        assert round(found["naive_hhi"]) == 6982
        assert round(found["hhi_low"], -2) == round(found["naive_hhi"], -2) == self.published("production") == 7000

    def test_the_published_index_of_reserves_took_the_block_for_one_country(self) -> None:
        mcs2012 = self.RESERVES.filter(pl.col("edition") == "MCS2012")
        american = read.reference("constants", ROOT).filter(
            pl.col("measure") == "reserves", pl.col("entity_id") == "united_states"
        )
        added = mcs2012.head(1).with_columns(entity_id=pl.lit("united_states"), value=pl.lit(american["low"].item()))
        found = c.concentration(pl.concat([mcs2012, added])).row(0, named=True)
        assert round(found["naive_hhi"]) == 4298
        assert round(found["hhi_low"]) == 3917
        assert round(found["naive_hhi"], -2) == self.published("reserve") == 4300
        assert round(found["hhi_low"], -2) != self.published("reserve")
