"""Compute demand as printed and as implied by its growth, as intervals.

A level and its growth give the level of the year before, once for each way the
growth can be read; another version of the article may rule out one of them.
Penetration rates are kept apart from demand, and percentage points from per cent.
"""

import polars as pl

from tungsten.analysis.basis import tungsten_fraction
from tungsten.analysis.inputs import period_label
from tungsten.ledger.interval import with_bounds, with_reference_bounds

DEMAND = [
    *("product", "period", "low", "high", "unit", "origin"),
    *("figure_ids", "reading", "basis", "w_low", "w_high", "ruled_out_by"),
]
"""The columns that other tools read come first."""

READINGS = {"grew_by": 1.0, "grew_to": 0.0}
"""Added to growth / 100 to give the ratio of two years: 300 % is a factor of 4 if it grew by, of 3 if it grew to."""

METAL = ("pv_tungsten_wire",)
"""Products that are tungsten metal, even where no basis is stated."""


def demand(figures: pl.DataFrame, constants: pl.DataFrame, wording: pl.DataFrame) -> pl.DataFrame:
    """Return every printed level and the levels implied for the year before: columns ``DEMAND``.

    ``low`` and ``high`` are tonnes of product, ``w_low`` and ``w_high`` tonnes
    of W contained. An open end ("more than") is infinite.

    Args:
        wording: Other versions of the article, as `read.wording` returns them. A
            reading that one rules out is kept, with its id in ``ruled_out_by``.
    """
    levels = printed_levels(figures)
    rows = pl.concat([levels, implied_levels(levels, growths(figures, wording))])
    return (
        rows.pipe(with_tungsten_content, constants)
        .sort("product", "period", "reading", descending=[False, True, False], nulls_last=True)
        .select(DEMAND)
    )


def printed_levels(figures: pl.DataFrame) -> pl.DataFrame:
    """Return demand as printed, in tonnes of product; ``low`` and ``high`` are the bounds its rounding allows."""
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
    """Return yearly growth, once for each way it can be read, as a ratio: ``factor_low, factor_high``.

    ``ruled_out_by`` is the id of the version that reads it the other way.

    NOTE: the article says "grew by". A growth of whole hundreds (300 %) is read
    as "grew to" as well, because translations often confuse the two; a growth
    to 198 % is not a usual expression.
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
    """Return the level of the year before: ``low / factor_high`` to ``high / factor_low``."""
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
    """Add ``w_low`` and ``w_high``, tonnes of W contained.

    Where no basis is stated, the tonnage may be of the compound (Li₂WO₄ has a
    mass fraction of W of 0.70, from atomic weights) or of the tungsten in it;
    the bounds include both.
    """
    stated_as_metal = pl.col("product").is_in(METAL) | (pl.col("basis") == "W")
    least_fraction = pl.when(stated_as_metal).then(1.0).otherwise(tungsten_fraction(constants))
    return levels.with_columns(w_low=pl.col("low") * least_fraction, w_high=pl.col("high"))


def world_output(figures: pl.DataFrame, production: pl.DataFrame) -> pl.DataFrame:
    """Return world mine output of tungsten in tonnes of W, from the article and from every edition of the survey.

    Columns ``edition, period, low, high, figure_id, reference_id``. References
    that may not decide are left out.

    NOTE: the article states no basis; its figure is taken as W content, the
    basis of all printed world totals.
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
    """Return the tungsten of each level as a share of each world output, in per cent.

    Columns ``product, period, origin, reading, ruled_out_by, output_edition,
    output_period, share_low, share_high, figure_ids, reference_ids``; the ids
    are those of numerator and denominator.
    """
    denominators = outputs.select(pl.all().name.prefix("output_"))
    return levels.join(denominators, how="cross", maintain_order="left_right").select(
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
    """Return the change of a demand or penetration printed as a percentage, between its years.

    Columns ``product, period, from_low, from_high, to_low, to_high, points_low,
    points_high`` (percentage points), ``percent_low, percent_high`` (relative to
    the first year) and ``figure_ids``. From 20 % to 60 % is 40 points and 200 %.
    Neither is growth of demand.
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
