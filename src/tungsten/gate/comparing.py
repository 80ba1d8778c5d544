"""Compare the numbers of a draft with those of the ledger: equal, equal when rounded, or a power of ten apart."""

import polars as pl

from tungsten.gate.facts import in_years
from tungsten.ledger.interval import WHOLE, meet, with_reference_bounds

MOST_POWER = 8
"""The largest power of ten tried. A draft may lose any number of zeros, a translation those of `evidence.slips`."""

AT_A_TIME = 250
"""The most numbers that are compared with all facts at once, which limits memory."""

SAME, ROUNDED, POWER = 0, 1, 2

WITHOUT_UNIT = ("t", "USD", "count")
"""Units of a fact that a number without a unit may have, as in a table whose head gives the unit."""

LEAST_WITHOUT_UNIT = 100.0

_PLACES = 1e-9


def pairs(numbers: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Return ``number, fact, closeness, power`` for each number and fact that are equal in one of the three ways.

    Args:
        numbers: ``number, low, high, unit, per, qualifier``, in base units.
        facts: ``fact, low, high, rounding, unit, per``.
    """
    asked = numbers.with_columns(pl.col("qualifier").fill_null("exact")).pipe(with_reference_bounds).pipe(in_years)
    asked = asked.select("number", *_NUMBERS, "unit", "per")
    return pl.concat([_of_some(some, facts) for some in (asked.iter_slices(AT_A_TIME) if asked.height else [asked])])


def _of_some(numbers: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    both = numbers.join(facts, how="cross", suffix="_of_fact").filter(_fits())
    close = both.filter(_is_same() | _is_rounded()).with_columns(
        closeness=pl.when(_is_same()).then(SAME).otherwise(ROUNDED), power=pl.lit(0)
    )
    nearest = (pl.col("low_of_fact") / pl.col("low")).log10().round()
    apart = (
        both.filter(~pl.col("unit_of_fact").is_in([*WHOLE, "year", "times"]), pl.col("unit").is_not_null())
        .filter(pl.col("low") > 0, pl.col("low_of_fact") > 0)
        .with_columns(power=nearest.cast(pl.Int32), closeness=pl.lit(POWER))
        .filter(pl.col("power").abs().is_between(1, MOST_POWER), _is_apart())
    )
    columns = ("number", "fact", "closeness", "power")
    return pl.concat([close.select(columns), apart.select(columns)], how="vertical_relaxed")


_NUMBERS = ("low", "high", "rounding")


def _fits() -> pl.Expr:
    """Return whether both have the same unit, or the number has none and is large."""
    is_large = pl.col("low") >= LEAST_WITHOUT_UNIT
    may_be = pl.col("unit").is_null() & pl.col("unit_of_fact").is_in(WITHOUT_UNIT) & is_large
    per, per_of_fact = pl.col("per"), pl.col("per_of_fact")
    is_yearly = per_of_fact.is_null() & (per == "year").fill_null(False)
    is_unit = (pl.col("unit") == pl.col("unit_of_fact")).fill_null(False)
    return (is_unit | may_be) & (per.eq_missing(per_of_fact) | is_yearly)


def _is_same() -> pl.Expr:
    ends = [(pl.col(end), pl.col(f"{end}_of_fact")) for end in ("low", "high")]
    return pl.all_horizontal((end - of_fact).abs() <= _PLACES * of_fact.abs() for end, of_fact in ends)


def _is_rounded() -> pl.Expr:
    """Return whether the number is the fact's, rounded to fewer digits."""
    low, high, rounding = (pl.col(name) for name in _NUMBERS)
    is_coarser = rounding >= pl.col("rounding_of_fact")
    return is_coarser & (low - rounding <= pl.col("low_of_fact")) & (pl.col("high_of_fact") < high + rounding)


def _is_apart() -> pl.Expr:
    """Return whether the number times ten to ``power`` is the fact's."""
    times = pl.lit(10.0).pow("power")
    low, high, rounding = (pl.col(name) for name in _NUMBERS)
    low_of_fact, high_of_fact, rounding_of_fact = (pl.col(f"{name}_of_fact") for name in _NUMBERS)
    one = (low - rounding) * times, (high + rounding) * times, rounding == 0
    other = low_of_fact - rounding_of_fact, high_of_fact + rounding_of_fact, rounding_of_fact == 0
    return meet(one, other)
