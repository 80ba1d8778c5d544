"""Compare figures (claims, observed intervals) with what other data let expect (expectations, expected intervals)."""

import polars as pl

from tungsten.ledger.interval import WHOLE, meet, rounding_half_width, with_bounds, with_reference_bounds

EVIDENCE = {
    "figure_id": pl.String,
    "check_id": pl.String,
    "kind": pl.String,
    "observed_low": pl.Float64,
    "observed_high": pl.Float64,
    "expected_low": pl.Float64,
    "expected_high": pl.Float64,
    "unit": pl.String,
    "outcome": pl.String,
    "slip_power": pl.Int64,
    "citation": pl.String,
    "note": pl.String,
    "chance": pl.Float64,
    "decides": pl.Boolean,
    "same_kind": pl.Boolean,
    "spread": pl.Float64,
    "reference_id": pl.String,
    "figure_ids": pl.String,
    "note_ar": pl.String,
    "observed_includes_high": pl.Boolean,
    "expected_includes_high": pl.Boolean,
}
"""Columns of the evidence table: one row a check of a figure. An open end is infinite here and empty in the file."""

CHECKS = {name: kind for name, kind in EVIDENCE.items() if name not in ("outcome", "chance")} | {
    **dict.fromkeys(("low", "rounding", "plausible_low", "plausible_high"), pl.Float64),
    **dict.fromkeys(("confirms", "refutes"), pl.Boolean),
}
"""Columns of a check before it is compared: evidence without its result, and what the result is computed from."""

CONVINCING = 0.05
"""An agreement is ``weak`` if its chance is above this.

NOTE: the usual 5 % of statistics; a convention, not a measurement. It never
turns a difference into an agreement. Two equal ranks or counts agree whatever
the chance, because neither could be printed more exactly.
"""


def claims(tidy: pl.DataFrame) -> pl.DataFrame:
    """Return the figures with the interval each one claims: ``observed_low, observed_high, observed_includes_high``.

    Units are those of the figures. "More than" claims everything above the
    number. "Up to" claims only the number itself, within its rounding: a
    quantity of 3 doesn't support "up to 282".
    """
    figures = tidy.filter(pl.col("role") == "figure").pipe(with_bounds)
    is_ceiling = pl.col("qualifier") == "up_to"
    return figures.with_columns(
        observed_low=pl.when(is_ceiling).then(pl.col("low") - pl.col("rounding")).otherwise("least"),
        observed_high=pl.when(is_ceiling).then(pl.col("high") + pl.col("rounding")).otherwise("most"),
        observed_includes_high=pl.when(is_ceiling).then(pl.col("rounding") == 0).otherwise("includes_most"),
    ).drop("least", "most", "includes_most")


def with_plausible_range(claims: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """Add ``plausible_low, plausible_high``, the plausible range of the measure of each claim."""
    ranges = measures.select("measure", plausible_low="low", plausible_high="high").unique("measure", keep="first")
    joined = claims.join(ranges, on="measure", how="left", maintain_order="left")
    ends = pl.col("plausible_low", "plausible_high")
    return joined.with_columns(pl.when(is_in_base_unit(measures)).then(ends))


def is_in_base_unit(measures: pl.DataFrame) -> pl.Expr:
    """Return whether a claim is in the base unit of its measure; an amount in another currency isn't."""
    units = dict(measures.select("measure", "base_unit").iter_rows())
    base = pl.col("measure").replace_strict(units, default=None, return_dtype=pl.String)
    return base.is_null() | (pl.col("unit") == base)


def expectations(references: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Return every reference with a number in one table, with the bounds ``least, most`` its printed form allows."""
    rows = pl.concat(references.values())
    return rows.filter(pl.col("low").is_not_null()).pipe(with_reference_bounds)


def compare(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``chance`` and ``outcome`` to rows of ``observed_…``, ``expected_…``, ``spread``, ``confirms``, ``refutes``.

    The outcome is ``agrees`` where the intervals meet, ``close`` where they
    meet after the expectation is widened by ``spread`` (a ratio, or null), else
    ``differs``. Instead of ``agrees`` or ``close`` it is ``weak`` where chance
    is above `CONVINCING`, where the expectation has no upper end, or where
    the check can't confirm; instead of ``differs``, where it can't refute.
    """
    plain = pl.col("expected_low"), pl.col("expected_high")
    widened = stretched(*plain)
    is_likely = (pl.col("chance") > CONVINCING) & ~is_one_value()
    is_weak = is_likely | pl.col("expected_high").is_infinite() | ~pl.col("confirms")
    is_met, is_near = pl.col("is_met"), pl.col("is_near")
    return (
        rows.with_columns(is_met=meets(*plain), is_near=meets(*widened))
        .with_columns(
            met_low=pl.when(is_met).then(plain[0]).otherwise(widened[0]),
            met_high=pl.when(is_met).then(plain[1]).otherwise(widened[1]),
        )
        .pipe(with_chance)
        .with_columns(
            outcome=pl.when((is_near & is_weak) | (~is_near & ~pl.col("refutes")))
            .then(pl.lit("weak"))
            .when(is_met)
            .then(pl.lit("agrees"))
            .when(is_near)
            .then(pl.lit("close"))
            .otherwise(pl.lit("differs"))
        )
        .drop("is_met", "is_near", "met_low", "met_high")
    )


def with_chance(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``chance``, 0 to 1, that an arbitrary figure printed in the same form would meet ``met_low`` to ``met_high``.

    Arbitrary figures are taken as equally likely in every decade of the
    plausible range (as in Benford's law), and as printed to as many digits as
    the claim; percentages and whole numbers to the same decimal place. The
    figures that meet the expectation form one interval. The chance is its
    length divided by that of the plausible range, both on a logarithmic scale.
    A range that starts at or below zero is taken to start at half the place of
    the last printed digit. Null where the measure has no plausible range, and
    for an expectation below zero.
    """
    value, rounding, place, half_of_one = map(pl.col, ("low", "rounding", "place", "half_of_one"))
    by_digits = 2 * rounding_half_width(value, pl.col("unit"), pl.lit(None, pl.String))
    is_whole = _is_whole()
    steps = {
        # the count 2 covers 1.5 to 2.5
        "half_of_one": pl.when(is_whole).then(0.5).otherwise(0.0),
        "place": pl.when(rounding > 0).then(2 * rounding).when(is_whole).then(1.0).otherwise(by_digits),
        "below": value - pl.col("observed_low") + half_of_one,
        "above": pl.col("observed_high") - value + half_of_one,
        "low_times": _place_at(pl.col("met_low")),
        "high_times": _place_at(pl.col("met_high")),
        "first": _first_print(pl.col("met_low") - half_of_one, pl.col("low_times")),
        "last": _last_print(pl.col("met_high") + half_of_one, pl.col("high_times")),
        "least": pl.when(pl.col("plausible_low") > 0).then(pl.col("plausible_low") - half_of_one).otherwise(place / 2),
        "most": pl.col("plausible_high") + place / 2,
        "chance": _share_of_range().clip(0.0).round_sig_figs(3),
    }
    # NOTE: one after the other, since Polars computes an expression again wherever it stands in a larger one
    found = rows
    for name, expression in steps.items():
        found = found.with_columns(expression.alias(name))
    return found.with_columns(pl.col("chance").fill_nan(None)).drop(name for name in steps if name != "chance")


def _share_of_range() -> pl.Expr:
    """Return the part of the range ``least`` to ``most`` that ``first`` to ``last`` covers, on a logarithmic scale."""
    covered = pl.min_horizontal("last", "most") / pl.max_horizontal("first", "least")
    return covered.log() / (pl.col("most") / pl.col("least")).log()


def _first_print(low: pl.Expr, times: pl.Expr) -> pl.Expr:
    """Return the start of the numbers whose printed interval reaches above ``low``; at or below zero if all do."""
    first = ((low - pl.col("above") * times) / (pl.col("place") * times)).floor() + 1
    return (first - 0.5) * pl.col("place") * times


def _last_print(high: pl.Expr, times: pl.Expr) -> pl.Expr:
    """Return the end of the numbers whose printed interval starts below ``high``; infinity if all do."""
    last = ((high + pl.col("below") * times) / (pl.col("place") * times)).ceil() - 1
    return (last + 0.5) * pl.col("place") * times


def _place_at(bound: pl.Expr) -> pl.Expr:
    """Return the factor by which the place of the last digit grows from the printed number to a bound.

    The number of digits stays the same; percentages and whole numbers keep
    their decimal place, however large they are (factor 1).
    """
    decades = _decade(bound) - _decade(pl.col("low"))
    is_fixed = pl.col("unit").is_in([*WHOLE, "percent"]).fill_null(False) | ~decades.is_finite()
    return pl.when(is_fixed).then(1.0).otherwise(pl.lit(10.0).pow(decades))


def _decade(value: pl.Expr) -> pl.Expr:
    """Return the largest power of ten not above a value, as its exponent."""
    return value.log10().round(9).floor()  # rounded because log10 of 10⁶ is slightly below 6


def _is_whole() -> pl.Expr:
    return pl.col("unit").is_in(WHOLE).fill_null(False)


def is_one_value() -> pl.Expr:
    """Return whether both intervals are the same whole number, such as a rank."""
    observed, expected = (pl.col(f"{side}_low") == pl.col(f"{side}_high") for side in ("observed", "expected"))
    return _is_whole() & observed & expected & (pl.col("observed_low") == pl.col("expected_low"))


def meets(low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """Return whether the claimed interval has a value in common with an expected one."""
    observed = pl.col("observed_low"), pl.col("observed_high"), pl.col("observed_includes_high")
    return meet(observed, (low, high, pl.col("expected_includes_high")))


def stretched(low: pl.Expr, high: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return an expectation widened by the measured ``spread`` of its series; unchanged where that is null."""
    stretch = 1 + pl.col("spread").fill_null(0.0)
    return low / stretch, high * stretch


def checks(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return the rows of one kind of check, to be compared, with the columns of ``CHECKS``.

    ``rows`` may lack the columns that have a default below. With ``confirms``
    false a check can't support a figure; with ``refutes`` false it can't
    contradict it. An expectation bounded by rounding is half-open; whole
    numbers and single values include their upper end.
    """
    defaults = {
        "confirms": True,
        "refutes": True,
        "spread": None,
        "slip_power": None,
        "reference_id": None,
        "figure_ids": None,
        "decides": True,
        "same_kind": True,
        "expected_includes_high": None,
    }
    missing = [pl.lit(value).alias(name) for name, value in defaults.items() if name not in rows.columns]
    is_stated = pl.col("unit").is_in(WHOLE) | (pl.col("expected_low") == pl.col("expected_high"))
    return (
        rows.with_columns(missing)
        .with_columns(kind=pl.lit(kind), expected_includes_high=pl.coalesce("expected_includes_high", is_stated))
        .select(pl.col(name).cast(to) for name, to in CHECKS.items())
    )


def compared(*checks: pl.DataFrame) -> pl.DataFrame:
    """Return frames of checks as one table of evidence, with the columns of ``EVIDENCE``."""
    return compare(pl.concat(checks)).select(*EVIDENCE)
