"""Corrected figures in words: the value that replaces the printed one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tungsten.evidence.messages import quantity
from tungsten.i18n.words import Words

if TYPE_CHECKING:
    from tungsten.evidence.readings import Reading

VALUE = ("low", "high", "unit", "qualifier")

TERMS = ("measure", "entity_id", "basis")

CHANGING = (*VALUE, *TERMS, "period_start", "period_end")
"""Columns of a tidy figure that a correction can change."""


def changed(printed: pl.DataFrame, corrected: pl.DataFrame) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Return the rows of each changed figure, as printed and as corrected, by its id."""
    rows = {row["figure_id"]: row for row in corrected.iter_rows(named=True)}
    pairs = ((row, rows[row["figure_id"]]) for row in printed.iter_rows(named=True) if row["figure_id"] in rows)
    return {
        before["figure_id"]: (before, after)
        for before, after in pairs
        if any(before[name] != after[name] for name in CHANGING)
    }


def becomes(before: Mapping[str, Any], after: Mapping[str, Any], words: Words) -> str:
    """Return the changed values in words: ``25.5 million dollars, letter of interest``."""
    if after["low"] is None:
        return words("action_withhold")
    parts = [amount(after, words)]
    if before["measure"] != after["measure"]:
        parts.append(words.measure(after["measure"]))
    if before["entity_id"] != after["entity_id"]:
        parts.append(words.entity(after["entity_id"]))
    if before["basis"] != after["basis"]:
        parts.append(words(f"basis_{after['basis']}"))
    if (before["period_start"], before["period_end"]) != (after["period_start"], after["period_end"]):
        parts.append(words.days(after["period_start"], after["period_end"]))
    return words.isolated(words.listed(parts))


def changes(printed: pl.DataFrame, corrected: pl.DataFrame, words: Words) -> dict[str, str]:
    """Return the printed value, an arrow and the corrected value of each corrected figure, by its id."""
    return {
        name: words("slip_says", printed=amount(before, words), now=becomes(before, after, words))
        for name, (before, after) in changed(printed, corrected).items()
    }


@dataclass(frozen=True)
class Correction:
    """The corrected value of a figure in words, and the evidence on it. The verdict on the figure stays."""

    value: str
    reason: str
    """What the evidence says of the corrected value; empty if none is known."""


def corrections(printed: pl.DataFrame, corrected: "Reading", words: Words) -> dict[str, Correction]:
    """Return the correction of each changed figure, by its id."""
    rows = {row["figure_id"]: row for row in corrected.verdicts.iter_rows(named=True)}
    return {
        name: Correction(
            value=becomes(before, after, words),
            reason="" if after["low"] is None else words.isolated(rows[name][f"reason_{words.language}"]),
        )
        for name, (before, after) in changed(printed, corrected.figures).items()
        if name in rows
    }


def amount(figure: Mapping[str, Any], words: Words) -> str:
    """Return the quantity of a tidy figure with its hedge: ``about 100,000 t``."""
    return quantity(figure["low"], figure["high"], figure["unit"], words.language, figure["qualifier"])
