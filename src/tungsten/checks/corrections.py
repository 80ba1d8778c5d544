"""Doubts about the article, declared one by one in ``corrections.yml``, and what becomes of the figures they name.

Raw stays as printed. A correction that names no figure, or whose cause is
gone, stops the run.
"""

from typing import Any

import polars as pl

from tungsten import Unusable
from tungsten.ledger.clean import read_periods

WHERE = "data/raw/corrections.yml"

REWRITES = {
    "remeasure": "measure",
    "rebase": "basis",
    "rebound": "qualifier",
    "reassign": "entity_id",
    "redate": "period",
}
"""Actions that put another word in one column: the right number for another thing."""

ACTIONS = ("rescale", *REWRITES, "withhold")


def apply(tidy: pl.DataFrame, corrections: list[dict[str, Any]]) -> pl.DataFrame:
    """The tidy figures with every declared correction applied; as many rows, withheld figures without a value.

    Raises `Unusable` for a correction that matches no figure, names no known
    action, or whose ``from`` is no longer what the figure says.
    """
    for correction in corrections:
        tidy = _apply_one(tidy, correction)
    return tidy


def _apply_one(tidy: pl.DataFrame, correction: dict[str, Any]) -> pl.DataFrame:
    figure, action = correction.get("figure"), correction.get("action")
    where = f"{WHERE}:{correction.get('file_line', 1)}: {figure}"
    chosen = pl.col("figure_id") == figure
    row = tidy.filter(chosen)
    if row.height != 1:
        raise Unusable(f"{where}: no such figure in the ledger; name a figure_id")
    if action not in ACTIONS:
        raise Unusable(f"{where}: unknown action {action!r}; one of {', '.join(ACTIONS)}")
    if action in REWRITES:
        return _rewritten(tidy, chosen, REWRITES[action], correction, where)
    if row["low"].item() is None:
        raise Unusable(f"{where}: the figure has no value to {action}")
    if action == "withhold":
        return tidy.with_columns(pl.when(~chosen).then(pl.col("low", "high", "rounding")))
    scale = 10.0 ** int(correction["to"])
    scaled = (pl.col("low", "high", "rounding") * scale).round_sig_figs(12)
    return tidy.with_columns(pl.when(chosen).then(scaled).otherwise(pl.col("low", "high", "rounding")))


def _rewritten(
    tidy: pl.DataFrame, chosen: pl.Expr, column: str, correction: dict[str, Any], where: str
) -> pl.DataFrame:
    to = str(correction["to"])
    if column == "period":
        dated = read_periods(tidy.with_columns(period=pl.lit(to)))
        start, end = dated["period_start"][0], dated["period_end"][0]
        return tidy.with_columns(
            period_start=pl.when(chosen).then(pl.lit(start)).otherwise("period_start"),
            period_end=pl.when(chosen).then(pl.lit(end)).otherwise("period_end"),
        )
    printed = tidy.filter(chosen)[column].item()
    if printed != correction.get("from"):
        raise Unusable(
            f"{where}: its {column} is {printed!r}, not {correction.get('from')!r}; the cause of the correction is gone"
        )
    return tidy.with_columns(pl.when(chosen).then(pl.lit(to)).otherwise(column).alias(column))
