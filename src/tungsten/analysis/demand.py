"""Demand as printed and as its growth implies, always an interval.

A level and a growth give the level of the year before, by each way the growth
can be read; a witness of wording rules one of them out. A penetration rate is
told apart from demand, and percentage points from per cent.
"""

import polars as pl

from tungsten.analysis.basis import tungsten_fraction
from tungsten.analysis.inputs import period_label
from tungsten.ledger.interval import with_bounds, with_reference_bounds

DEMAND = [
    *("product", "period", "low", "high", "unit", "origin"),
    *("figure_ids", "reading", "basis", "w_low", "w_high", "ruled_out_by"),
]
"""The contract's columns, then ours."""

READINGS = {"grew_by": 1.0, "grew_to": 0.0}
"""What is added to growth / 100 to give this year over last: +300 % is ×4 by one reading, ×3 by the other."""

METAL = ("pv_tungsten_wire",)
"""Products that are tungsten metal, whatever basis was left unsaid."""


def demand(figures: pl.DataFrame, constants: pl.DataFrame, wording: pl.DataFrame) -> pl.DataFrame:
    """Every printed level and the base-year levels its growth implies, in tonnes of product and of W.

    ``wording`` are the witnesses of `read.wording`; a reading they rule out stays
    and names them in ``ruled_out_by``. Columns ``DEMAND``. An end left open ("more than") is infinite. ``w_low``
    and ``w_high`` are tonnes of tungsten contained.
    """
    levels = printed_levels(figures)
    rows = pl.concat([levels, implied_levels(levels, growths(figures, wording))])
    return (
        rows.pipe(with_tungsten_content, constants)
        .sort("product", "period", "reading", descending=[False, True, False], nulls_last=True)
        .select(DEMAND)
    )


def printed_levels(figures: pl.DataFrame) -> pl.DataFrame:
    """Demand as printed, in tonnes of product: ``low`` and ``high`` are what the print allows."""
    is_level = (pl.col("measure") == "demand") & (pl.col("role") == "figure")
    return with_bounds(figures.filter(is_level)).select(
        "source_id",
        product="entity_id",
        period=period_label(),
        year=pl.col("period_end").dt.year(),
        low="least",
        high="most",
        unit="unit",
        origin=pl.lit("printed"),
        figure_ids="figure_id",
        reading=pl.lit(None, pl.String),
        ruled_out_by=pl.lit(None, pl.String),
        basis="basis",
    )


def growths(figures: pl.DataFrame, wording: pl.DataFrame) -> pl.DataFrame:
    """Growth on the year in per cent, once for each way it can be read: ``factor_low, factor_high``, new over old.

    ``ruled_out_by`` names the witness of ``wording`` that reads it the other way.

    NOTE: "grew by" is what the words say. A growth of whole hundreds (300 %)
    is read as "grew to" as well, since a multiple is easily lost between
    languages; nobody says that demand grew to 198 %.
    """
    is_growth = (pl.col("measure") == "demand_growth") & (pl.col("role") == "figure")
    readings = pl.DataFrame({"reading": list(READINGS), "added": list(READINGS.values())})
    read = wording.filter(pl.col("reading").is_not_null()).unique("figure_id", keep="first", maintain_order=True)
    witnesses = read.select("figure_id", worded="reading", witness="witness_id")
    whole_hundreds = (pl.col("low") == pl.col("high")) & (pl.col("low") % 100 == 0)
    return (
        with_bounds(figures.filter(is_growth))
        .join(readings, how="cross")
        .filter((pl.col("reading") == "grew_by") | whole_hundreds)
        .join(witnesses, on="figure_id", how="left", maintain_order="left")
        .select(
            "source_id",
            "reading",
            product="entity_id",
            year=pl.col("period_end").dt.year(),
            factor_low=pl.col("least") / 100 + pl.col("added"),
            factor_high=pl.col("most") / 100 + pl.col("added"),
            growth_id="figure_id",
            ruled_out_by=pl.when(pl.col("worded") != pl.col("reading")).then("witness"),
        )
    )


def implied_levels(levels: pl.DataFrame, growth: pl.DataFrame) -> pl.DataFrame:
    """The level of the year before: least when the level is least and its growth most, and the other way round."""
    paired = levels.drop("reading", "ruled_out_by").join(
        growth, on=["source_id", "product", "year"], how="inner", maintain_order="left_right"
    )
    return paired.with_columns(
        period=(pl.col("year") - 1).cast(pl.String),
        year=pl.col("year") - 1,
        low=pl.col("low") / pl.col("factor_high"),
        high=pl.col("high") / pl.col("factor_low"),
        origin=pl.lit("implied"),
        figure_ids=pl.format("{} {}", "figure_ids", "growth_id"),
    ).select(levels.columns)


def with_tungsten_content(levels: pl.DataFrame, constants: pl.DataFrame) -> pl.DataFrame:
    """The same levels with ``w_low`` and ``w_high``, tonnes of W contained.

    Where the basis is not stated, a compound may be given by its own weight
    (Li₂WO₄ holds 0.70 of W, from atomic weights) or by the tungsten in it; the
    bounds span both. Wire is metal.
    """
    stated_as_metal = pl.col("product").is_in(METAL) | (pl.col("basis") == "W")
    least_fraction = pl.when(stated_as_metal).then(1.0).otherwise(tungsten_fraction(constants))
    return levels.with_columns(w_low=pl.col("low") * least_fraction, w_high=pl.col("high"))


def world_output(figures: pl.DataFrame, production: pl.DataFrame) -> pl.DataFrame:
    """World mine output of tungsten in tonnes of W, the article's and every survey edition's.

    NOTE: the article doesn't state a basis; its figure is taken as W content,
    the basis of all printed world totals. References that may not decide are
    left out. Columns ``edition, period, low, high, figure_id, reference_id``.
    """
    is_world = (pl.col("entity_id") == "world") & (pl.col("commodity") == "tungsten")
    is_output = (pl.col("measure") == "mine_production") & is_world
    printed = with_bounds(figures.filter(is_output, pl.col("role") == "figure"))
    survey = with_reference_bounds(production.filter(is_output, pl.col("basis") == "W", pl.col("decides")))
    bounds = {"low": "least", "high": "most"}
    outputs = [
        printed.select("figure_id", edition="source_id", period=period_label(), **bounds),
        survey.select("reference_id", "edition", "period", **bounds).sort("edition", "period", "reference_id"),
    ]
    return (
        pl.concat(outputs, how="diagonal")
        .unique(["edition", "period"], keep="first", maintain_order=True)
        .select("edition", "period", "low", "high", "figure_id", "reference_id")
    )


def share_of_output(levels: pl.DataFrame, outputs: pl.DataFrame) -> pl.DataFrame:
    """Each level's tungsten against each world output, in per cent: ``share_low, share_high``.

    Columns ``product, period, origin, reading, ruled_out_by,
    output_edition, output_period, share_low, share_high, figure_ids, reference_ids``; the ids
    name the rows on both sides of the fraction.
    """
    against = outputs.select(pl.all().name.prefix("output_"))
    return levels.join(against, how="cross", maintain_order="left_right").select(
        "product",
        "period",
        "origin",
        "reading",
        "ruled_out_by",
        "output_edition",
        "output_period",
        share_low=100 * pl.col("w_low") / pl.col("output_high"),
        share_high=100 * pl.col("w_high") / pl.col("output_low"),
        figure_ids=pl.concat_str("figure_ids", "output_figure_id", separator=" ", ignore_nulls=True),
        reference_ids="output_reference_id",
    )


def penetration_change(figures: pl.DataFrame) -> pl.DataFrame:
    """How a demand printed as a percentage changed between its years.

    Twice, for they are not the same: ``points_low, points_high`` in percentage
    points, and ``percent_low, percent_high`` relative to the first year. From
    20 % to 60 % is +40 points and +200 %. Neither is growth of demand. Columns
    ``product, period, from_low, from_high, to_low, to_high`` and these.
    """
    is_rate = pl.col("measure").is_in(["demand_percent", "penetration_rate"]) & (pl.col("role") == "figure")
    steps = ["source_id", "product", "measure"]
    rates = with_bounds(figures.filter(is_rate)).sort("period_start", "figure_id").rename({"entity_id": "product"})
    before = pl.col("figure_id", "period", "least", "most").shift(1).over(steps).name.prefix("before_")
    return (
        rates.with_columns(period=period_label())
        .with_columns(before)
        .drop_nulls("before_figure_id")
        .select(
            "product",
            period=pl.format("{}/{}", "before_period", "period"),
            from_low="before_least",
            from_high="before_most",
            to_low="least",
            to_high="most",
            points_low=pl.col("least") - pl.col("before_most"),
            points_high=pl.col("most") - pl.col("before_least"),
            percent_low=100 * (pl.col("least") / pl.col("before_most") - 1),
            percent_high=100 * (pl.col("most") / pl.col("before_least") - 1),
            figure_ids=pl.format("{} {}", "before_figure_id", "figure_id"),
        )
    )
