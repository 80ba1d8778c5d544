"""A printed number is an interval: what it may stand for, and when two intervals meet.

Everything that compares figures does so on these bounds; no tolerance is
picked by hand anywhere else.
"""

import polars as pl

from tungsten.ledger.quantity import exact_place, last_digit

WIDENING = {"exact": 1.0, "approx": 1.5, "range": 1.0}
"""How many rounding half-widths a qualifier allows on each side.

NOTE: "about" is read as half as much again as rounding alone allows, since it
puts the last printed digit itself in doubt. A reader may dispute the factor; it
stands here and nowhere else.
"""

WHOLE = ("count", "rank")
"""Units that come in whole numbers."""


def lower_bound() -> pl.Expr:
    """Return the least value a tidy figure allows, in its own unit; rounding never takes a quantity below zero.

    Open below means from zero, for a fall from minus infinity; without a value there is no bound.
    """
    widened = pl.col("low") - pl.col("rounding") * _widening()
    least = pl.when(_is_whole()).then(widened.ceil()).otherwise(widened)
    open_below = pl.col("qualifier").is_in(["less_than", "up_to"])
    return (
        pl.when(open_below)
        .then(pl.when(pl.col("high") < 0).then(float("-inf")).when(pl.col("high") >= 0).then(0.0))
        .when(pl.col("qualifier") == "more_than")
        .then(pl.col("low"))
        .otherwise(pl.when((pl.col("low") >= 0) & (least < 0)).then(0.0).otherwise(least))
        .alias("least")
    )


def upper_bound() -> pl.Expr:
    """Return the greatest value a tidy figure allows; infinite after "more than", and none without a value.

    The greatest whole number below where rounding would reach the next print:
    2,900 licences are 2,850 to 2,949.
    """
    widened = pl.col("high") + pl.col("rounding") * _widening()
    most = pl.when(_is_whole() & (pl.col("rounding") > 0)).then(widened.ceil() - 1).otherwise(widened)
    return (
        pl.when(pl.col("qualifier") == "more_than")
        .then(pl.when(pl.col("low").is_not_null()).then(float("inf")))
        .when(pl.col("qualifier").is_in(["less_than", "up_to"]))
        .then(pl.col("high"))
        .otherwise(most)
        .alias("most")
    )


def includes_most() -> pl.Expr:
    """Return whether ``most`` itself is allowed: a stated end is, the end of a rounding interval belongs to the next.

    Rounding intervals are half-open, [least, most): 26 % is 25.5 to 26.5, and
    26.5 is printed 27.
    """
    is_stated = pl.col("qualifier").is_in(["less_than", "up_to"])
    return ((pl.col("rounding") == 0) | is_stated | _is_whole()).fill_null(False).alias("includes_most")


def with_bounds(figures: pl.DataFrame) -> pl.DataFrame:
    """Add ``least, most, includes_most`` to tidy figures: the interval each one stands for."""
    return figures.with_columns(lower_bound(), upper_bound(), includes_most())


def rounding_half_width(value: pl.Expr, unit: pl.Expr, qualifier: pl.Expr) -> pl.Expr:
    """Return half the place a number is exact to, as print is read: 500 for 66,000 t, 0.5 for 70 %."""
    digits = value.round_sig_figs(12).cast(pl.String).str.strip_suffix(".0")
    return exact_place(last_digit(digits), unit, (qualifier == "approx").fill_null(False)) / 2


def with_reference_bounds(references: pl.DataFrame) -> pl.DataFrame:
    """Add ``rounding`` and the bounds to references, read like print; null where the source gives no number."""
    half_width = rounding_half_width(pl.col("low"), pl.col("unit"), pl.col("qualifier"))
    rounding = pl.when(pl.col("qualifier") == "range").then(0.0).otherwise(half_width)
    return references.with_columns(rounding=rounding).pipe(with_bounds)


def meet(one: tuple[pl.Expr, pl.Expr, pl.Expr], other: tuple[pl.Expr, pl.Expr, pl.Expr]) -> pl.Expr:
    """Return whether two intervals have a value in common.

    Args:
        one: low end, which belongs to the interval; high end; whether the high end does, too.
        other: the same.
    """
    return _begins_within(one[0], other) & _begins_within(other[0], one)


def _begins_within(low: pl.Expr, other: tuple[pl.Expr, pl.Expr, pl.Expr]) -> pl.Expr:
    """Return whether an interval that begins at ``low`` begins before the other one ends."""
    _, high, includes_high = other
    return (low < high) | ((low == high) & includes_high)


def _widening() -> pl.Expr:
    return pl.col("qualifier").replace_strict(WIDENING, default=0, return_dtype=pl.Float64)


def _is_whole() -> pl.Expr:
    return pl.col("unit").is_in(WHOLE).fill_null(False)
