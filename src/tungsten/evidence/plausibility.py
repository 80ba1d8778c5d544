"""Compare figures with limits that no figure of their kind can exceed.

Limits can contradict a figure but never support it.
"""

import polars as pl

from tungsten.evidence import trioxide
from tungsten.evidence.compare import checks, compared, is_in_base_unit
from tungsten.evidence.internal_consistency import YEARS_IN_A_DECADE
from tungsten.evidence.messages import NOTES, noted

WORLD_LIMIT = {
    "mine_production": "mine_production",
    "demand": "mine_production",
    "planned_output": "mine_production",
    "reserves": "reserves",
}
"""Measures whose tonnages can't exceed a total of the world, and the measure of that total."""


def limit_evidence(claims: pl.DataFrame, measures: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """Return the evidence of every limit on every figure; a figure within its limit gets ``weak``."""
    return compared(
        possible_values(claims, measures),
        no_more_than_the_world(claims, expectations),
        by_products_of_their_kind(claims, expectations),
        market_above_its_ore(claims, expectations),
        life_within_its_tonnage(claims, expectations),
    )


def possible_values(claims: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """Return each figure beside the plausible range of its measure."""
    ranges = measures.select("measure", expected_low="low", expected_high="high").drop_nulls()
    return _limits(
        claims.filter(is_in_base_unit(measures))
        .join(ranges, on="measure", maintain_order="left")
        .with_columns(
            check_id=pl.lit("possible-value"),
            expected_includes_high=pl.lit(True),
            citation=pl.lit("data/raw/measures.csv, plausible range"),
            **noted("possible-value"),
        )
    )


def no_more_than_the_world(claims: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """Return tonnages beside the world's total of their kind, from the latest edition with such a total.

    A total printed as a bound ("more than 85 million") is no limit. The survey
    counts tonnes of W. A figure may be of WO₃ or another compound, which weighs
    more for the same W, so the limit is the total divided by the mass fraction
    of W. Rare earths are counted as oxide, which weighs more than the metal.
    Both limits are therefore rather too high than too low.
    """
    is_total = (pl.col("entity_id") == "world") & (pl.col("unit") == "t") & (pl.col("qualifier") == "exact")
    totals = expectations.filter(is_total & pl.col("decides")).sort("period", "edition")
    latest = totals.group_by("commodity", "measure", maintain_order=True).last()
    bounds = pl.DataFrame(list(WORLD_LIMIT.items()), schema=["measure", "world_measure"], orient="row")
    compounds = expectations.filter((pl.col("measure") == "mass_fraction") & (pl.col("basis") == "W"))
    fraction = pl.min_horizontal("own_fraction", pl.lit(trioxide.factor(expectations)))
    return _limits(
        claims.filter((pl.col("unit") == "t") & (pl.col("entity_id") != "world"))
        .join(bounds, on="measure", maintain_order="left")
        .join(
            latest.select("commodity", "most", "reference_id", "edition", "citation", world_measure="measure"),
            on=["commodity", "world_measure"],
            maintain_order="left",
        )
        .join(
            compounds.group_by("entity_id").agg(own_fraction=pl.col("low").min()),
            on="entity_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(is_tungsten=pl.col("commodity") == "tungsten", fraction=fraction)
        .with_columns(
            check_id=pl.lit("within-the-world"),
            expected_low=0.0,
            expected_high=pl.col("most") / pl.when("is_tungsten").then("fraction").otherwise(1.0),
            **_world_notes(),
        )
    )


def by_products_of_their_kind(claims: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """Return molybdenum beside printed tungsten times the ratio of the two in deposits with references for both."""
    stocks = expectations.filter(pl.col("decides") & (pl.col("unit") == "t"))
    tungsten = stocks.filter((pl.col("commodity") == "tungsten") & pl.col("measure").is_in(["reserves", "resources"]))
    molybdenum = stocks.filter((pl.col("commodity") == "molybdenum") & (pl.col("measure") == "associated_metal"))
    ratios = molybdenum.join(
        tungsten, on=["entity_id", "citation"], suffix="_w", maintain_order="left_right"
    ).with_columns(
        low=pl.col("least") / (pl.col("most_w") / trioxide.factor(expectations)),
        high=pl.col("most") / pl.col("least_w"),
    )
    usual = ratios.select(
        least_ratio=pl.col("low").min(),
        most_ratio=pl.col("high").max(),
        reference_id=pl.col("reference_id").str.join(" "),
        citation=pl.col("citation").unique(maintain_order=True).str.join("; "),
    ).drop_nulls("least_ratio")
    printed = claims.filter((pl.col("commodity") == "tungsten") & (pl.col("measure") == "reserves"))
    hosts = printed.select(
        "source_id", "entity_id", w_low="observed_low", w_high="observed_high", figure_ids="figure_id"
    )
    return _limits(
        claims.filter((pl.col("measure") == "associated_metal") & (pl.col("commodity") == "molybdenum"))
        .join(hosts, on=["source_id", "entity_id"], maintain_order="left")
        .join(usual, how="cross")
        .with_columns(
            check_id=pl.lit("by-product-of-its-kind"),
            expected_low=pl.col("w_low") * pl.col("least_ratio"),
            expected_high=pl.col("w_high") * pl.col("most_ratio"),
            **noted("by-product-of-its-kind"),
        )
    )


def market_above_its_ore(claims: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """Return market values beside the value of the metal mined, which is their lower limit."""
    mined = expectations.filter((pl.col("measure") == "mine_production_value") & pl.col("decides"))
    return _limits(
        claims.filter(pl.col("measure") == "market_value")
        .join(mined.select("least", "reference_id", "citation"), how="cross")
        .with_columns(
            check_id=pl.lit("above-its-ore"),
            expected_low="least",
            expected_high=float("inf"),
            **noted("above-its-ore"),
        )
    )


def life_within_its_tonnage(claims: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """Return lives of mines, in decades, beside their limit: tonnage over planned output a year.

    Uses the largest tonnage and the smallest output of the references. Where a
    basis isn't stated, the tonnage is taken as W and the output as WO₃, which
    gives the longest life.
    """
    known = expectations.filter(pl.col("decides") & (pl.col("unit") == "t") & (pl.col("commodity") == "tungsten"))
    held = known.filter(pl.col("measure").is_in(["reserves", "resources"]))
    planned = known.filter(pl.col("measure") == "planned_output")
    to_wo3_at_most = pl.when(pl.col("basis") == "WO3").then(1.0).otherwise(1 / trioxide.factor(expectations))
    to_wo3_at_least = pl.when(pl.col("basis") == "W").then(1 / trioxide.factor(expectations)).otherwise(1.0)
    most = held.group_by("entity_id").agg(
        most=(pl.col("most") * to_wo3_at_most).max(),
        ids=pl.col("reference_id").str.join(" "),
        citation=pl.col("citation").first(),
    )
    least = planned.group_by("entity_id").agg(
        least=(pl.col("least") * to_wo3_at_least).min(), output_ids=pl.col("reference_id").str.join(" ")
    )
    return _limits(
        claims.filter(pl.col("measure") == "mine_life")
        .join(most, on="entity_id", maintain_order="left")
        .join(least, on="entity_id", maintain_order="left")
        .with_columns(
            check_id=pl.lit("life-within-its-tonnage"),
            expected_low=0.0,
            expected_high=pl.col("most") / pl.col("least") / YEARS_IN_A_DECADE,
            reference_id=pl.format("{} {}", "ids", "output_ids"),
            **noted("life-within-its-tonnage"),
        )
    )


def _world_notes() -> dict[str, pl.Expr]:
    """Return the notes: which world total is the limit, and for tungsten the fraction of W used."""
    measure = {"measure": "world_measure"}
    plain = noted("within-the-world", measure, edition="edition")
    compound = noted("within-the-world-as-a-compound", measure, edition="edition", fraction="fraction")
    return {column: pl.when("is_tungsten").then(compound[column]).otherwise(plain[column]) for column in NOTES}


def _limits(rows: pl.DataFrame) -> pl.DataFrame:
    return checks(rows.with_columns(confirms=pl.lit(False)), "plausibility")
