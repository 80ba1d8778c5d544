"""Slips of a power of ten: the shape a lost or gained scale word leaves.

Chinese counts in 万 (10⁴) and 亿 (10⁸), everyone else in thousands and
millions; a figure that crosses over wrongly is out by a whole power of ten.
"""

import polars as pl

from tungsten.evidence.compare import CONVINCING, stretched
from tungsten.ledger.interval import meet

POWERS = (-8, -6, -4, -3, -1, 1, 3, 4, 6, 8)
"""Tens lost in a digit, thousands and millions in a scale word, 万 and 亿 in translation."""


def with_slips(rows: pl.DataFrame) -> pl.DataFrame:
    """Evidence with ``slip_power`` filled in: k where the figure × 10ᵏ, and no other power, meets what was read.

    Only figures that no witness meets as they stand are tried. Where two
    powers would do, none is named. A slip is named, never applied.
    """
    heard = rows.filter(witnesses())
    borne_out = heard.filter(pl.col("outcome") != "differs")["figure_id"].unique().to_list()
    powers = pl.DataFrame({"power": POWERS}, schema={"power": pl.Int64}).with_columns(times=pl.lit(10.0).pow("power"))
    reconciled = (
        heard.filter(~pl.col("figure_id").is_in(borne_out))
        .join(powers, how="cross")
        .filter(
            meet(
                (
                    pl.col("observed_low") * pl.col("times"),
                    pl.col("observed_high") * pl.col("times"),
                    pl.col("observed_includes_high"),
                ),
                (*stretched(pl.col("expected_low"), pl.col("expected_high")), pl.col("expected_includes_high")),
            )
        )
    )
    only_one = reconciled.filter(pl.col("power").n_unique().over("figure_id") == 1)
    named = only_one.select("figure_id", "check_id", slip="power")
    return (
        rows.join(named, on=["figure_id", "check_id"], how="left", maintain_order="left")
        .with_columns(slip_power=pl.coalesce("slip", "slip_power"))
        .drop("slip")
    )


def witnesses() -> pl.Expr:
    """Return whether a row can tell one power of ten from another.

    It must be a reference that decides, rest on no other figure of the article
    (which may have slipped itself), be no bound, and be met by chance no more
    often than an agreement may be.
    """
    independent = pl.col("figure_ids").is_null()
    is_narrow = pl.col("expected_high").is_finite() & (pl.col("chance") <= CONVINCING).fill_null(True)
    return (pl.col("kind") == "reference") & pl.col("decides") & independent & is_narrow
