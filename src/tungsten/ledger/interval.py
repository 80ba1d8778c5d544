"""The interval of values that a printed number may stand for, and whether two intervals meet.

All comparisons of figures use these bounds; there are no other tolerances.
"""

import polars as pl

from tungsten.ledger.quantity import exact_place, last_digit

WIDENING = {"exact": 1.0, "approx": 1.5, "range": 1.0}
"""The number of rounding half-widths that a qualifier allows on each side; none at the stated end of a bound.

NOTE: 1.5 for "about" is a convention of this project, not a measured value:
"about" puts the last printed digit itself in doubt.
"""

WHOLE = ("count", "rank")
"""Units whose values are whole numbers."""


def lower_bound() -> pl.Expr:
    """Return the least value of a tidy figure's interval, in its own unit; null without a value.

    Rounding does not extend a quantity below zero. "Less than" and "up to" start
    at zero, or at minus infinity for a negative figure.
    """
    widened = pl.col("low") - pl.col("rounding") * _widening()
    least = pl.when(_is_whole()).then(widened.ceil()).otherwise(widened)
    is_open_below = pl.col("qualifier").is_in(["less_than", "up_to"])
    return (
        pl.when(is_open_below)
        .then(pl.when(pl.col("high") < 0).then(float("-inf")).when(pl.col("high") >= 0).then(0.0))
        .otherwise(pl.when((pl.col("low") >= 0) & (least < 0)).then(0.0).otherwise(least))
        .alias("least")
    )


def upper_bound() -> pl.Expr:
    """Return the greatest value of a tidy figure's interval; infinity after "more than", null without a value.

    For counts and ranks it is the greatest whole number that rounds to the
    print: 2,900 licences are 2,850 to 2,949.
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
    """Return whether ``most`` itself belongs to the interval.

    The end of a bound or a range does. Rounding intervals are half-open,
    [least, most): 26 % is 25.5 to 26.5, and 26.5 would be printed as 27.
    """
    is_stated = pl.col("qualifier").is_in(["less_than", "up_to"])
    return ((pl.col("rounding") == 0) | is_stated | _is_whole()).fill_null(False).alias("includes_most")


def with_bounds(figures: pl.DataFrame) -> pl.DataFrame:
    """Add the interval of each tidy figure: ``least, most, includes_most``."""
    return figures.with_columns(lower_bound(), upper_bound(), includes_most())


def rounding_half_width(value: pl.Expr, unit: pl.Expr, qualifier: pl.Expr) -> pl.Expr:
    """Return half the place value to which a number is exact when read as print: 500 for 66,000 t, 0.5 for 70 %."""
    digits = value.round_sig_figs(12).cast(pl.String).str.strip_suffix(".0")
    return exact_place(last_digit(digits), unit, (qualifier == "approx").fill_null(False)) / 2


def with_reference_bounds(references: pl.DataFrame) -> pl.DataFrame:
    """Add ``rounding`` and the interval to references, read as print; null where the source gives no number."""
    half_width = rounding_half_width(pl.col("low"), pl.col("unit"), pl.col("qualifier"))
    rounding = pl.when(pl.col("qualifier") == "range").then(0.0).otherwise(half_width)
    return references.with_columns(rounding=rounding).pipe(with_bounds)


def meet(one: tuple[pl.Expr, pl.Expr, pl.Expr], other: tuple[pl.Expr, pl.Expr, pl.Expr]) -> pl.Expr:
    """Return whether two intervals have a value in common.

    Args:
        one: Its low end, which belongs to it, its high end, and whether the high end belongs to it.
        other: The same of the other interval.
    """
    return _begins_within(one[0], other) & _begins_within(other[0], one)


def rank_bounds(low: str, high: str, other_low: str, other_high: str) -> tuple[pl.Expr, pl.Expr]:
    """Return the best and the worst rank of an interval among others, to aggregate over the others.

    The best rank is one more than the others that are certainly larger, the
    worst one more than those that may be larger. Rounding intervals are
    half-open, so an interval that starts where this one ends is larger.

    Args:
        low: Column with the low end of the interval.
        high: Column with its high end.
        other_low: Column with the low end of each other interval.
        other_high: Column with its high end.
    """
    touches = (pl.col(other_low) == pl.col(high)) & (pl.col(low) < pl.col(high))
    best = 1 + ((pl.col(other_low) > pl.col(high)) | touches).sum()
    worst = 1 + (pl.col(other_high) > pl.col(low)).sum()
    return best.cast(pl.Int64), worst.cast(pl.Int64)


def _begins_within(low: pl.Expr, other: tuple[pl.Expr, pl.Expr, pl.Expr]) -> pl.Expr:
    """Return whether ``low`` lies before the end of the other interval."""
    _, high, includes_high = other
    return (low < high) | ((low == high) & includes_high)


def _widening() -> pl.Expr:
    return pl.col("qualifier").replace_strict(WIDENING, default=0, return_dtype=pl.Float64)


def _is_whole() -> pl.Expr:
    return pl.col("unit").is_in(WHOLE).fill_null(False)
