"""What the ledger holds: every figure as printed and as corrected, with its verdict, and every reference."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from tungsten.dataset import reading
from tungsten.evidence import trioxide
from tungsten.evidence.reference_match import is_claim
from tungsten.ledger.clean import read_periods
from tungsten.ledger.interval import with_bounds, with_reference_bounds

Tables = Mapping[str, pl.DataFrame]

DESCRIPTION = ("entity_id", "measure", "basis", "period_start", "qualifier")
"""The columns whose correction changes what a number is said to be, not the number."""


@dataclass(frozen=True)
class Fact:
    """A number that the ledger holds, with what it measures and the verdict on it."""

    name: str
    """The id of the figure or reference."""
    entity: str | None
    measure: str
    commodity: str | None
    basis: str
    days: tuple[dt.date, dt.date] | None
    """The first and the last day of its period."""
    low: float
    high: float
    unit: str
    per: str | None
    qualifier: str
    verdict: str
    """``sound``, ``unverified``, ``contradicted`` or ``misdescribed``."""
    reasons: tuple[str, str] = ("", "")
    """Why, in English and Arabic."""
    instead: "Fact | None" = None
    """What stands instead of a figure that was corrected; None if it wasn't, or no value is known."""
    is_converted: bool = False
    """Whether it was converted from WO₃ to W, or from W to WO₃."""

    @property
    def is_wrong_number(self) -> bool:
        """Whether the number itself is wrong, and not only its description."""
        return self.verdict == "contradicted"


@dataclass(frozen=True)
class Facts:
    """The facts, and the same as a table to compare numbers with."""

    listed: tuple[Fact, ...]
    table: pl.DataFrame
    """Columns ``fact`` (position in ``listed``), ``low, high, rounding, unit, per``, in the units of `in_years`."""


def facts(printed: Tables, corrected: Tables) -> Facts:
    """Return the facts of the built tables of both readings."""
    rows = [
        *_of_figures(printed, corrected),
        *_of_references(printed["references"]),
    ]
    rows += _converted(rows, trioxide.factor(printed["references"]))
    columns = ("low", "high", "rounding", "unit", "per")
    schema = {**dict.fromkeys(columns[:3], pl.Float64), "unit": pl.String, "per": pl.String}
    cells = [[getattr(fact, name) if name != "rounding" else rounding for name in columns] for fact, rounding in rows]
    table = pl.DataFrame(cells, schema=schema, orient="row").with_row_index("fact").pipe(in_years)
    return Facts(tuple(fact for fact, _ in rows), table)


def in_years(rows: pl.DataFrame) -> pl.DataFrame:
    """Return quantities with decades as years."""
    is_decade = pl.col("unit") == "decade"
    numbers = [pl.when(is_decade).then(pl.col(name) * 10).otherwise(name) for name in _NUMBERS]
    return rows.with_columns(numbers, unit=pl.when(is_decade).then(pl.lit("year")).otherwise("unit"))


_NUMBERS = ("low", "high", "rounding")


def _of_figures(printed: Tables, corrected: Tables) -> Iterator[tuple[Fact, float]]:
    """Yield each figure as printed, with its rounding, and as corrected where that differs."""
    corrected_rows = {row["figure_id"]: row for row in _judged(corrected)}
    for row in _judged(printed):
        now = corrected_rows[row["figure_id"]]
        differs = any(row[name] != now[name] for name in ("low", "high", *DESCRIPTION))
        instead = _figure(now) if differs and now["low"] is not None else None
        yield _figure(row, instead), row["rounding"]
        if instead:
            yield instead, now["rounding"]


def _judged(tables: Tables) -> list[dict[str, Any]]:
    """Return the figures of a reading with their verdicts."""
    of_reading = reading(tables)
    rows = of_reading.figures.filter(pl.col("role") == "figure").join(of_reading.verdicts, on="figure_id")
    return with_bounds(rows.filter(pl.col("verdict") != "unjudged")).to_dicts()


def _figure(row: Mapping[str, Any], instead: Fact | None = None) -> Fact:
    verdict = "sound" if row["verdict"] == "supported" else row["verdict"]
    return _fact(row, row["figure_id"], verdict, (row["reason_en"], row["reason_ar"]), instead)


def _of_references(references: pl.DataFrame) -> Iterator[tuple[Fact, float]]:
    rows = references.filter(pl.col("low").is_not_null()).pipe(with_reference_bounds).pipe(read_periods)
    for row in rows.with_columns(confirms=pl.col("decides") & ~is_claim()).to_dicts():
        yield _fact(row, row["reference_id"], "sound" if row["confirms"] else "unverified"), row["rounding"]


def _fact(
    row: Mapping[str, Any],
    name: str,
    verdict: str,
    reasons: tuple[str, str] = ("", ""),
    instead: Fact | None = None,
) -> Fact:
    unit, _, per = row["unit"].partition("_per_")
    start, end = row["period_start"], row["period_end"]
    commodity = None if row["commodity"] == "none" else row["commodity"]
    return Fact(
        name=name,
        entity=row["entity_id"],
        measure=row["measure"],
        commodity=commodity,
        basis=row["basis"].removesuffix("_65"),
        days=(start, end) if start and end else None,
        low=row["low"],
        high=row["high"],
        unit=unit,
        per=per or None,
        qualifier=row["qualifier"],
        verdict=verdict,
        reasons=reasons,
        instead=instead,
    )


def _converted(rows: list[tuple[Fact, float]], factor: float) -> list[tuple[Fact, float]]:
    """Return the tonnages of W and WO₃ that are no wrong numbers, each in the other."""
    other = {"WO3": ("W", factor), "W": ("WO3", 1 / factor)}
    converted = []
    for fact, rounding in rows:
        if fact.unit == "t" and fact.basis in other and fact.verdict in {"sound", "unverified"}:
            basis, times = other[fact.basis]
            low, high = fact.low * times, fact.high * times
            changed = replace(fact, basis=basis, low=low, high=high, is_converted=True, instead=None)
            converted.append((changed, rounding * times))
    return converted
