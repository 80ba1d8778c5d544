"""Doubts about the article, declared one by one in ``corrections.yml``, and what becomes of the figures they name.

Raw stays as printed. A correction that names no figure, that nothing bears
out any more, or whose cause is gone, stops the run.
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

SAID = ("reason", "reason_ar", "citation", "status")
"""What every correction has to say, beside what it does and what shows it."""


def apply(tidy: pl.DataFrame, corrections: list[dict[str, Any]]) -> pl.DataFrame:
    """The tidy figures with every declared correction applied; as many rows, withheld figures without a value.

    Raises `Unusable` for a correction that matches no figure, names no known
    action, gives no reason, or finds its figure no longer as it says.
    """
    for correction in corrections:
        tidy = _apply_one(tidy, correction)
    return tidy


def require_borne_out(corrections: list[dict[str, Any]], evidence: pl.DataFrame) -> None:
    """Raises `Unusable`, a line each, for corrections that the evidence on the printed figures doesn't show.

    Every check a correction names must have been made of its figure. One that
    rescales must name a check that names that power of ten, one that withholds
    a check that differs.
    """
    faults = [f"{_where(entry)}: {fault}" for entry in corrections if (fault := _unshown(entry, evidence))]
    if faults:
        raise Unusable("\n".join(faults))


def _unshown(correction: dict[str, Any], evidence: pl.DataFrame) -> str | None:
    """What of a correction the evidence doesn't show, and what would be right; nothing where it is borne out."""
    named, action = correction.get("evidence"), correction["action"]
    if not isinstance(named, list) or not named:
        return "evidence names no check; list the checks of evidence.csv that show it"
    made = evidence.filter(pl.col("figure_id") == correction["figure"])
    if unmade := [str(check) for check in named if check not in made["check_id"]]:
        return f"no check {', '.join(unmade)} was made of the figure; {', '.join(made['check_id'])} were"
    shown = made.filter(pl.col("check_id").is_in(named))
    if action == "rescale" and correction["to"] not in shown["slip_power"].to_list():
        return f"no check it names finds a slip of 10^{correction['to']}; the cause of the correction is gone"
    if action == "withhold" and "differs" not in shown["outcome"]:
        return "no check it names differs from the figure; the cause of the correction is gone"
    return None


def _apply_one(tidy: pl.DataFrame, correction: dict[str, Any]) -> pl.DataFrame:
    action, where = correction.get("action"), _where(correction)
    chosen = pl.col("figure_id") == pl.lit(correction.get("figure"), pl.String)
    row = tidy.filter(chosen)
    if row.height != 1:
        raise Unusable(f"{where}: no such figure in the ledger; name a figure_id")
    if action not in ACTIONS:
        raise Unusable(f"{where}: unknown action {action!r}; one of {', '.join(ACTIONS)}")
    if unsaid := [name for name in SAID if not correction.get(name)]:
        raise Unusable(f"{where}: no {' and no '.join(unsaid)}; a correction says why, and where that is from")
    if action in REWRITES:
        return _rewritten(tidy, chosen, REWRITES[action], correction, where)
    if row["low"].item() is None:
        raise Unusable(f"{where}: the figure has no value to {action}")
    if action == "withhold":
        return tidy.with_columns(pl.when(~chosen).then(pl.col("low", "high", "rounding")))
    if not isinstance(correction.get("to"), int):
        raise Unusable(f"{where}: to is {correction.get('to')!r}; give the power of ten as a whole number")
    scaled = (pl.col("low", "high", "rounding") * 10.0 ** correction["to"]).round_sig_figs(12)
    return tidy.with_columns(pl.when(chosen).then(scaled).otherwise(pl.col("low", "high", "rounding")))


def _rewritten(
    tidy: pl.DataFrame, chosen: pl.Expr, column: str, correction: dict[str, Any], where: str
) -> pl.DataFrame:
    to = str(correction.get("to"))
    if column == "period":
        return _redated(tidy, chosen, to, where)
    printed = tidy.filter(chosen)[column].item()
    if printed != correction.get("from"):
        raise Unusable(
            f"{where}: its {column} is {printed!r}, not {correction.get('from')!r}; the cause of the correction is gone"
        )
    return tidy.with_columns(pl.when(chosen).then(pl.lit(to)).otherwise(column).alias(column))


def _redated(tidy: pl.DataFrame, chosen: pl.Expr, to: str, where: str) -> pl.DataFrame:
    days = ["period_start", "period_end"]
    dated = read_periods(pl.DataFrame({"period": [to]})).row(0, named=True)
    if None in (dated[day] for day in days):
        raise Unusable(f"{where}: to is {to!r}; give an ISO year, month, date, or two of them with / between")
    if tidy.filter(chosen).select(days).row(0) == tuple(dated[day] for day in days):
        raise Unusable(f"{where}: its period is {to} already; the cause of the correction is gone")
    return tidy.with_columns(pl.when(chosen).then(pl.lit(dated[day])).otherwise(day).alias(day) for day in days)


def _where(correction: dict[str, Any]) -> str:
    return f"{WHERE}:{correction.get('file_line', 1)}: {correction.get('figure')}"
