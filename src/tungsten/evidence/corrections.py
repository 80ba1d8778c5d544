"""Apply the corrections that ``corrections.yml`` declares, each for one figure with a reason and its evidence.

Raw data stays as printed. A correction stops the run if it names no figure, or
if the evidence no longer supports it.
"""

from typing import Any

import polars as pl

from tungsten import Unusable
from tungsten.ledger.clean import read_periods

CORRECTIONS = "data/raw/corrections.yml"

REWRITES = {
    "remeasure": "measure",
    "rebase": "basis",
    "rebound": "qualifier",
    "reassign": "entity_id",
    "redate": "period",
}
"""Actions that replace the value of one column, by that column: the number is right, but of another thing."""

ACTIONS = ("rescale", *REWRITES, "withhold")

REQUIRED = ("reason", "reason_ar", "citation", "status")
"""Keys every correction needs, beside its action and its evidence."""


def apply(tidy: pl.DataFrame, corrections: list[dict[str, Any]]) -> pl.DataFrame:
    """Return the tidy figures with every correction applied; withheld figures keep their row and lose their value.

    Raises:
        Unusable: If a correction names no figure or no known action, lacks a
            required key, or states a printed value that the figure doesn't have.
    """
    for correction in corrections:
        tidy = _apply_one(tidy, correction)
    return tidy


def apply_possible(tidy: pl.DataFrame, corrections: list[dict[str, Any]]) -> tuple[pl.DataFrame, list[str | None]]:
    """Apply the corrections that can be applied; also return for each why it can't, or None."""
    faults = list[str | None]()
    for correction in corrections:
        fault = None
        try:
            tidy = _apply_one(tidy, {**correction, "figure": correction.get("figure") or ""})
        except Unusable as error:
            fault = str(error).split(": ", 2)[-1]  # without file, line and figure
        except (KeyError, TypeError, ValueError) as error:  # an incomplete entry
            fault = f"{type(error).__name__}: {error}"
        faults.append(fault)
    return tidy, faults


class UnsupportedCorrection(Unusable):
    """The evidence does not support a correction, perhaps because another cell of the data is wrong."""


def require_supported(corrections: list[dict[str, Any]], evidence: pl.DataFrame) -> None:
    """Raise `UnsupportedCorrection`, with a line for each correction that evidence on printed figures doesn't support.

    Every check a correction names must exist for its figure. A correction that
    rescales must name a check that found that power of ten, and one that
    withholds must name a check that differs.
    """
    faults = [f"{_where(entry)}: {fault}" for entry in corrections if (fault := _unsupported(entry, evidence))]
    if faults:
        raise UnsupportedCorrection("\n".join(faults))


def _unsupported(correction: dict[str, Any], evidence: pl.DataFrame) -> str | None:
    """Return why the evidence doesn't support a correction and what would be right; None if it does."""
    named, action = correction.get("evidence"), correction["action"]
    if not isinstance(named, list) or not named:
        return "evidence names no check; list the checks of evidence.csv that show it"
    checks = evidence.filter(pl.col("figure_id") == correction["figure"])
    if missing := [str(check) for check in named if check not in checks["check_id"]]:
        return f"the figure has no check {', '.join(missing)}; it has {', '.join(checks['check_id'])}"
    named_checks = checks.filter(pl.col("check_id").is_in(named))
    if action == "rescale" and correction["to"] not in named_checks["slip_power"].to_list():
        return f"no check it names finds a slip of 10^{correction['to']}; the cause of the correction is gone"
    if action == "withhold" and "differs" not in named_checks["outcome"]:
        return "no check it names differs from the figure; the cause of the correction is gone"
    return None


def _apply_one(tidy: pl.DataFrame, correction: dict[str, Any]) -> pl.DataFrame:
    action, where = correction.get("action"), _where(correction)
    is_its_figure = pl.col("figure_id") == pl.lit(correction.get("figure"), pl.String)
    row = tidy.filter(is_its_figure)
    if row.height != 1:
        raise Unusable(f"{where}: no such figure in the ledger; name a figure_id")
    if action not in ACTIONS:
        raise Unusable(f"{where}: unknown action {action!r}; one of {', '.join(ACTIONS)}")
    if missing := [name for name in REQUIRED if not correction.get(name)]:
        raise Unusable(f"{where}: no {' and no '.join(missing)}; every correction needs {', '.join(REQUIRED)}")
    if action in REWRITES:
        return _rewrite(tidy, is_its_figure, REWRITES[action], correction, where)
    if row["low"].item() is None:
        raise Unusable(f"{where}: the figure has no value to {action}")
    if action == "withhold":
        return tidy.with_columns(pl.when(~is_its_figure).then(pl.col("low", "high", "rounding")))
    if not isinstance(correction.get("to"), int):
        raise Unusable(f"{where}: to is {correction.get('to')!r}; give the power of ten as a whole number")
    scaled = (pl.col("low", "high", "rounding") * 10.0 ** correction["to"]).round_sig_figs(12)
    return tidy.with_columns(pl.when(is_its_figure).then(scaled).otherwise(pl.col("low", "high", "rounding")))


def _rewrite(
    tidy: pl.DataFrame, is_its_figure: pl.Expr, column: str, correction: dict[str, Any], where: str
) -> pl.DataFrame:
    to = str(correction.get("to"))
    if column == "period":
        return _redate(tidy, is_its_figure, to, where)
    printed = tidy.filter(is_its_figure)[column].item()
    if printed != correction.get("from"):
        raise Unusable(
            f"{where}: its {column} is {printed!r}, not {correction.get('from')!r}; the cause of the correction is gone"
        )
    return tidy.with_columns(pl.when(is_its_figure).then(pl.lit(to)).otherwise(column).alias(column))


def _redate(tidy: pl.DataFrame, is_its_figure: pl.Expr, to: str, where: str) -> pl.DataFrame:
    ends = ["period_start", "period_end"]
    days = read_periods(pl.DataFrame({"period": [to]})).row(0, named=True)
    if None in (days[end] for end in ends):
        raise Unusable(f"{where}: to is {to!r}; give an ISO year, month, date, or two of them with / between")
    if tidy.filter(is_its_figure).select(ends).row(0) == tuple(days[end] for end in ends):
        raise Unusable(f"{where}: its period is {to} already; the cause of the correction is gone")
    return tidy.with_columns(pl.when(is_its_figure).then(pl.lit(days[end])).otherwise(end).alias(end) for end in ends)


def _where(correction: dict[str, Any]) -> str:
    return f"{CORRECTIONS}:{correction.get('file_line', 1)}: {correction.get('figure')}"
