"""What the checks hold against each other: figures as claims, references as expectations, and one comparison."""

import polars as pl

from tungsten.ledger.interval import meet, with_bounds, with_reference_bounds

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
    "decides": pl.Boolean,
    "same_kind": pl.Boolean,
    "spread": pl.Float64,
    "reference_id": pl.String,
    "figure_ids": pl.String,
    "note_ar": pl.String,
}
"""One row for every check of a figure; an open end is infinite here and empty in the file."""

DECISIVE = 2.0
"""An interval whose ends lie further apart than this factor confirms nothing.

NOTE: a judgement. It says how much a check must narrow a figure down before
meeting it counts as agreement; it never turns a difference into agreement.
"""


def claims(tidy: pl.DataFrame) -> pl.DataFrame:
    """The figures with ``observed_low`` and ``observed_high``, what each one claims, in its own unit.

    A floor claims everything above it. A ceiling claims that its top is
    reached: "up to 282" is not borne out by a quantity of three.
    """
    figures = tidy.filter(pl.col("role") == "figure").pipe(with_bounds)
    is_ceiling = pl.col("qualifier") == "up_to"
    return figures.with_columns(
        observed_low=pl.when(is_ceiling).then(pl.col("low") - pl.col("rounding")).otherwise("least"),
        observed_high=pl.when(is_ceiling).then(pl.col("high") + pl.col("rounding")).otherwise("most"),
    ).drop("least", "most")


def expectations(references: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Every reference with a number, one table, with ``least`` and ``most`` and the days its period covers."""
    columns = pl.concat(references.values())
    return columns.filter(pl.col("low").is_not_null()).pipe(with_reference_bounds)


def compare(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds ``outcome`` to rows of ``observed_…``, ``expected_…``, ``spread`` (a ratio, or null) and ``confirms``.

    ``agrees`` where the intervals meet, ``close`` where they meet once the
    expectation is stretched by the measured spread, else ``differs``. What
    meets is ``weak`` where a side is too wide to confirm anything, or where
    the check is said not to confirm.
    """
    within = meets(pl.col("expected_low"), pl.col("expected_high"))
    near = meets(*stretched(pl.col("expected_low"), pl.col("expected_high")))
    undecided = too_wide("expected") | too_wide("observed") | ~pl.col("confirms")
    return rows.with_columns(
        outcome=pl.when(near & undecided)
        .then(pl.lit("weak"))
        .when(within)
        .then(pl.lit("agrees"))
        .when(near)
        .then(pl.lit("close"))
        .otherwise(pl.lit("differs"))
    )


def meets(low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """Whether what a figure claims has a value in common with an expectation."""
    return meet(pl.col("observed_low"), pl.col("observed_high"), low, high)


def stretched(low: pl.Expr, high: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """An expectation widened by the ``spread`` its series was measured to have; none where none was measured."""
    stretch = 1 + pl.col("spread").fill_null(0.0)
    return low / stretch, high * stretch


def too_wide(side: str) -> pl.Expr:
    """Whether an interval is open, or its ends lie further apart than ``DECISIVE``."""
    low, high = pl.col(f"{side}_low"), pl.col(f"{side}_high")
    return high.is_infinite() | (high > DECISIVE * low)


def evidence(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Rows of one kind of check in the columns of ``EVIDENCE``, judged, with what they leave out filled in.

    A row may say ``confirms`` false: it can speak against a figure, never for it.
    """
    given = {
        "confirms": True,
        "spread": None,
        "slip_power": None,
        "reference_id": None,
        "figure_ids": None,
        "decides": True,
        "same_kind": True,
    }
    filled = rows.with_columns(pl.lit(value).alias(name) for name, value in given.items() if name not in rows.columns)
    return (
        filled.with_columns(kind=pl.lit(kind))
        .pipe(compare)
        .select(pl.col(name).cast(to) for name, to in EVIDENCE.items())
    )
