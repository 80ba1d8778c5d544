"""A printed number is an interval: what it may stand for, and arithmetic on that.

Everything that compares figures does so on these bounds; no tolerance is
picked by hand anywhere else.
"""

import polars as pl

from tungsten.ledger.quantity import last_digit

WIDENING = {"exact": 1.0, "approx": 1.5, "range": 1.0}
"""How many rounding half-widths a qualifier allows on each side.

NOTE: "about" is read as half as much again as rounding alone allows, since it
puts the last printed digit itself in doubt. A reader may dispute the factor; it
stands here and nowhere else.
"""


def lower_bound() -> pl.Expr:
    """The least value a tidy figure allows, in its own unit; rounding never takes a quantity below zero.

    Open below means from zero, for a fall from minus infinity; without a value there is no bound.
    """
    widened = pl.col("low") - pl.col("rounding") * _widening()
    open_below = pl.col("qualifier").is_in(["less_than", "up_to"])
    return (
        pl.when(open_below)
        .then(pl.when(pl.col("high") < 0).then(float("-inf")).when(pl.col("high") >= 0).then(0.0))
        .when(pl.col("qualifier") == "more_than")
        .then(pl.col("low"))
        .otherwise(pl.when((pl.col("low") >= 0) & (widened < 0)).then(0.0).otherwise(widened))
        .alias("least")
    )


def upper_bound() -> pl.Expr:
    """The greatest value a tidy figure allows; infinite after "more than", and none without a value."""
    widened = pl.col("high") + pl.col("rounding") * _widening()
    return (
        pl.when(pl.col("qualifier") == "more_than")
        .then(pl.when(pl.col("low").is_not_null()).then(float("inf")))
        .when(pl.col("qualifier").is_in(["less_than", "up_to"]))
        .then(pl.col("high"))
        .otherwise(widened)
        .alias("most")
    )


def with_bounds(figures: pl.DataFrame) -> pl.DataFrame:
    """Tidy figures with ``least`` and ``most``, the interval each one stands for."""
    return figures.with_columns(lower_bound(), upper_bound())


def _widening() -> pl.Expr:
    return pl.col("qualifier").replace_strict(WIDENING, default=0, return_dtype=pl.Float64)


def rounding_half_width(value: pl.Expr) -> pl.Expr:
    """Half the place of a number's last digit that isn't zero, as print is read: 500 for 66,000."""
    digits = value.round_sig_figs(12).cast(pl.String).str.strip_suffix(".0")
    return last_digit(digits) / 2


def with_reference_bounds(references: pl.DataFrame) -> pl.DataFrame:
    """References with ``least`` and ``most`` in their unit, read like print; null where the source gives no number."""
    is_range = pl.col("qualifier") == "range"
    rounding = pl.when(is_range).then(0.0).otherwise(rounding_half_width(pl.col("low")))
    return references.with_columns(rounding=rounding).pipe(with_bounds)


def meet(least: pl.Expr, most: pl.Expr, other_least: pl.Expr, other_most: pl.Expr) -> pl.Expr:
    """Whether two closed intervals have a value in common."""
    return (least <= other_most) & (other_least <= most)
