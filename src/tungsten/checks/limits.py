"""What no figure of its kind can exceed, by physics or by the size of the world. Limits refute; they never confirm."""

import polars as pl

from tungsten.checks.claims import evidence

WORLD_BEARS = {
    "mine_production": "mine_production",
    "demand": "mine_production",
    "planned_output": "mine_production",
    "reserves": "reserves",
}
"""Measures no part can hold more of than the world does, and the world's measure that bounds them."""


def limit_evidence(claims: pl.DataFrame, measures: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """Every limit on every figure; one that is kept is ``weak``."""
    rows = pl.concat(
        [
            possible_values(claims, measures),
            no_more_than_the_world(claims, expectations),
            by_products_of_their_kind(claims, expectations),
            market_above_its_ore(claims, expectations),
        ]
    )
    return rows.with_columns(outcome=pl.when(pl.col("outcome") == "agrees").then(pl.lit("weak")).otherwise("outcome"))


def possible_values(claims: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """The range a measure can have at all."""
    ranges = measures.select("measure", expected_low="low", expected_high="high").drop_nulls()
    return evidence(
        claims.join(ranges, on="measure", maintain_order="left").with_columns(
            check_id=pl.lit("possible-value"),
            citation=pl.lit("data/raw/measures.csv, plausible range"),
            note=pl.lit("the range the measure can have at all"),
        ),
        "plausibility",
    )


def no_more_than_the_world(claims: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """A product's or a deposit's tonnage against the world's total of its kind, in the latest edition read."""
    totals = expectations.filter((pl.col("entity_id") == "world") & pl.col("decides") & (pl.col("unit") == "t"))
    latest = totals.sort("period", "edition").group_by("commodity", "measure", maintain_order=True).last()
    bounds = pl.DataFrame(list(WORLD_BEARS.items()), schema=["measure", "world_measure"], orient="row")
    return evidence(
        claims.filter((pl.col("unit") == "t") & (pl.col("entity_id") != "world"))
        .join(bounds, on="measure", maintain_order="left")
        .join(
            latest.select("commodity", "most", "reference_id", "edition", "citation", world_measure="measure"),
            on=["commodity", "world_measure"],
            maintain_order="left",
        )
        .with_columns(
            check_id=pl.lit("within-the-world"),
            expected_low=0.0,
            # A basis of WO₃ or of a product makes more tonnes of the same W; the bound stays on the generous side.
            expected_high=pl.when(pl.col("commodity") == "tungsten")
            .then(pl.col("most") / _w_in_wo3(expectations))
            .otherwise("most"),
            note=pl.format("the world's {}, {}, counted as WO₃ where tungsten", "world_measure", "edition"),
        ),
        "plausibility",
    )


def by_products_of_their_kind(claims: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """Molybdenum beside tungsten: the ratio of the two in deposits of the same kind, times the tungsten printed."""
    stocks = expectations.filter(pl.col("decides") & (pl.col("unit") == "t"))
    tungsten = stocks.filter((pl.col("commodity") == "tungsten") & pl.col("measure").is_in(["reserves", "resources"]))
    molybdenum = stocks.filter((pl.col("commodity") == "molybdenum") & (pl.col("measure") == "associated_metal"))
    ratios = (
        molybdenum.join(tungsten, on=["entity_id", "citation"], suffix="_w").select(
            low=pl.col("least") / (pl.col("most_w") / _w_in_wo3(expectations)),
            high=pl.col("most") / pl.col("least_w"),
            reference_id="reference_id",
            citation="citation",
        )
        if not molybdenum.is_empty()
        else molybdenum
    )
    printed = claims.filter((pl.col("commodity") == "tungsten") & (pl.col("measure") == "reserves"))
    hosts = printed.select(
        "source_id", "entity_id", w_low="observed_low", w_high="observed_high", figure_ids="figure_id"
    )
    spread = ratios.select(
        least_ratio=pl.col("low").min(),
        most_ratio=pl.col("high").max(),
        reference_id=pl.col("reference_id").str.join(" "),
        citation=pl.col("citation").unique(maintain_order=True).str.join("; "),
    )
    return evidence(
        claims.filter((pl.col("measure") == "associated_metal") & (pl.col("commodity") == "molybdenum"))
        .join(hosts, on=["source_id", "entity_id"], maintain_order="left")
        .join(spread, how="cross")
        .with_columns(
            check_id=pl.lit("by-product-of-its-kind"),
            expected_low=pl.col("w_low") * pl.col("least_ratio"),
            expected_high=pl.col("w_high") * pl.col("most_ratio"),
            note=pl.lit("molybdenum per WO₃ in tungsten-molybdenum deposits, times the WO₃ printed"),
        ),
        "plausibility",
    )


def market_above_its_ore(claims: pl.DataFrame, expectations: pl.DataFrame) -> pl.DataFrame:
    """A market's value is at least that of the metal mined for it."""
    mined = expectations.filter((pl.col("measure") == "mine_production_value") & pl.col("decides"))
    return evidence(
        claims.filter(pl.col("measure") == "market_value")
        .join(mined.select("least", "reference_id", "citation"), how="cross")
        .with_columns(
            check_id=pl.lit("above-its-ore"),
            expected_low="least",
            expected_high=float("inf"),
            note=pl.lit("at least a year's mine output at that year's concentrate price"),
        ),
        "plausibility",
    )


def _w_in_wo3(expectations: pl.DataFrame) -> pl.Expr:
    fraction = expectations.filter((pl.col("entity_id") == "tungsten_trioxide") & pl.col("decides"))["low"].item()
    return pl.lit(fraction, pl.Float64)
