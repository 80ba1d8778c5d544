"""A printed number is an interval: what it may stand for, and arithmetic on that.

Everything that compares figures does so on these bounds; no tolerance is
picked by hand anywhere else.
"""

import polars as pl

WIDENING = {"exact": 1.0, "approx": 1.5, "range": 1.0}
"""How many rounding half-widths a qualifier allows on each side.

NOTE: "about" is read as half as much again as rounding alone allows, since it
puts the last printed digit itself in doubt. A reader may dispute the factor; it
stands here and nowhere else.
"""


def lower_bound() -> pl.Expr:
    """The least value a tidy figure allows, in its own unit; quantities are never below zero."""
    widened = pl.col("low") - pl.col("rounding") * _widening()
    open_below = pl.col("qualifier").is_in(["less_than", "up_to"])
    return (
        pl.when(open_below)
        .then(0.0)
        .when(pl.col("qualifier") == "more_than")
        .then(pl.col("low"))
        .otherwise(pl.max_horizontal(widened, pl.lit(0.0)))
        .alias("least")
    )


def upper_bound() -> pl.Expr:
    """The greatest value a tidy figure allows; infinite after "more than"."""
    widened = pl.col("high") + pl.col("rounding") * _widening()
    return (
        pl.when(pl.col("qualifier") == "more_than")
        .then(float("inf"))
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
