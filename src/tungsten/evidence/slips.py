"""Find slips: figures that are wrong by a power of ten, as a lost or added scale word leaves them.

Chinese counts in 万 (10⁴) and 亿 (10⁸), English and Arabic in thousands and
millions, so a wrong translation multiplies a figure by a power of ten.
"""

import polars as pl

from tungsten.evidence.compare import CONVINCING, stretched
from tungsten.ledger.interval import meet

POWERS = (-8, -6, -4, -3, -1, 1, 3, 4, 6, 8)
"""Powers tried: ±1 for a lost digit, ±3 and ±6 for thousands and millions, ±4 and ±8 for 万 and 亿."""


def with_slips(rows: pl.DataFrame) -> pl.DataFrame:
    """Fill in ``slip_power``: k where the figure times 10ᵏ, and no other power in ``POWERS``, meets its references.

    Only references selected by `can_show_slips` count, and only figures that
    meet none of them as printed are tried. Where two powers would fit, no
    slip is named. The figure itself isn't changed.
    """
    telling = rows.filter(can_show_slips())
    met = telling.filter(pl.col("outcome") != "differs")["figure_id"].unique().to_list()
    powers = pl.DataFrame({"power": POWERS}, schema={"power": pl.Int64}).with_columns(times=pl.lit(10.0).pow("power"))
    reconciled = (
        telling.filter(~pl.col("figure_id").is_in(met))
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
    unambiguous = reconciled.filter(pl.col("power").n_unique().over("figure_id") == 1)
    slips = unambiguous.select("figure_id", "check_id", slip="power")
    return (
        rows.join(slips, on=["figure_id", "check_id"], how="left", maintain_order="left")
        .with_columns(slip_power=pl.coalesce("slip", "slip_power"))
        .drop("slip")
    )


def can_show_slips() -> pl.Expr:
    """Return whether a row is precise enough to tell one power of ten from another.

    It must compare with a deciding reference, use no other figure of the
    article (which may have slipped itself), have an upper end, and have a
    chance of at most `CONVINCING`.
    """
    is_independent = pl.col("figure_ids").is_null()
    is_narrow = pl.col("expected_high").is_finite() & (pl.col("chance") <= CONVINCING).fill_null(True)
    return (pl.col("kind") == "reference") & pl.col("decides") & is_independent & is_narrow
