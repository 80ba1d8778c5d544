"""Compare the steps of a series, between editions and between years, with the other steps of its table.

A step is a ratio of two values, 1 or more. It is too large if the smallest
ratio its rounding allows exceeds the largest other step of the same table, as
printed. Steps of the same series that share a year or an edition with it don't
count as other steps, because one wrong value causes two large steps. Large
steps that are real are listed, with values and reason, in ``exceptions.csv``.
"""

import csv
from functools import cache
from importlib.resources import files

import polars as pl

from tungsten.vocabulary import EDITION

BETWEEN_EDITIONS = "one year in two editions"
BETWEEN_YEARS = "two years of one edition"
FROM_EDITION_TO_EDITION = "reserves of two editions"

LISTED = "src/tungsten/validation/exceptions.csv"

YEAR = r"^\d{4}$"

YEARLY = (
    "mine_production reserves imports_concentrate imports_other_forms exports_concentrate exports_other_forms "
    "secondary_production import_reliance concentrate_price concentrate_price_spot"
).split()
"""Measures that the survey prints for every year."""

_TABLE = ["case", "file", "commodity"]
_ENDS = ("from_end", "to_end")
SERIES = [*_TABLE, "entity_id", "measure", "basis", "kind"]
_STEP = [*SERIES, "was_estimate"]


def editions(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the steps of one year's value from one edition to the next that prints it.

    Steps from an estimate are compared with each other, and so are steps from
    a reported value, which are much smaller.
    """
    return _beside_other_steps(surveyed(bounded), ["period"], "edition_year", BETWEEN_EDITIONS, ("period", "period"))


def years(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the steps from one year to the next within an edition."""
    ends = ("before_period", "period")
    return _beside_other_steps(surveyed(bounded), ["edition"], "period", BETWEEN_YEARS, ends)


def reserve_editions(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the steps of reserves, which have no year of their own, from one edition to the next."""
    reserves = surveyed(bounded).filter(pl.col("measure") == "reserves")
    ends = ("before_edition_year", "edition_year")
    return _beside_other_steps(reserves, [], "edition_year", FROM_EDITION_TO_EDITION, ends)


ALL = (editions, years, reserve_editions)


@cache
def exceptions() -> pl.DataFrame:
    """Return the correct values that break a relation: ``relation, reference_ids, values, reason``."""
    text = files(__package__).joinpath("exceptions.csv").read_text(encoding="utf-8")
    return pl.DataFrame(list(csv.DictReader(text.splitlines()))).with_columns(
        file_line=pl.int_range(2, pl.len() + 2, dtype=pl.Int64)
    )


def surveyed(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the survey's values by year; of two readings of one cell the first (a rule of its own compares them)."""
    is_step = pl.col("measure").is_in(YEARLY) & pl.col("period").str.contains(YEAR) & (pl.col("low") > 0)
    return (
        bounded.filter(is_step, pl.col("edition").str.contains(EDITION))
        .with_columns(edition_year=pl.col("edition").str.extract(EDITION))
        .unique([*SERIES, "period", "edition"], keep="first", maintain_order=True)
    )


def _beside_other_steps(
    rows: pl.DataFrame, fixed: list[str], along: str, relation: str, ends: tuple[str, str]
) -> pl.DataFrame:
    """Return one row a step: its ratio as parts, and the largest of the other steps as upper limit of the whole.

    Args:
        fixed: Columns that both values of a step have in common, beside the series.
        along: Column that orders the values.
        ends: Columns that identify the first and the second end of a step.
    """
    before = pl.col("low", "high", "rounding", "reference_id", "period", "edition_year", "status").shift(1)
    steps = (
        rows.sort(along, maintain_order=True)
        .with_columns(before.over([*SERIES, *fixed]).name.prefix("before_"))
        .filter(pl.col("before_low").is_not_null())
        .with_columns(*(pl.col(name).alias(end) for name, end in zip(ends, _ENDS, strict=True)))
        .with_columns(
            printed=_ratio("low", "before_low"),
            was_estimate=(pl.col("before_status") == "estimated") & pl.lit(relation == BETWEEN_EDITIONS),
        )
    )
    limits = pl.concat([_longest_of_others(steps), _longest_of_its_own(steps)])
    longest = limits.group_by(*_STEP, *_ENDS).agg(whole_most=pl.col("longest").max())
    return steps.join(longest, on=[*_STEP, *_ENDS], maintain_order="left").select(
        "case",
        "file",
        "file_line",
        reference_ids=pl.format("{} {}", "before_reference_id", "reference_id"),
        relation=pl.lit(relation),
        parts_least=_least_ratio(),
        parts_most="printed",
        whole_least=1.0,
        whole_most="whole_most",
        is_limit=pl.lit(True),
        values=pl.format("{} {}", *(pl.col(name).cast(pl.Int64) for name in ("before_low", "low"))),
    )


def _longest_of_others(steps: pl.DataFrame) -> pl.DataFrame:
    """Return for each step ``longest``, the largest step of the other series of its table."""
    own = steps.group_by(_STEP).agg(longest=pl.col("printed").max())
    is_other = (pl.col("entity_id") != pl.col("entity_id_other")) | (pl.col("measure") != pl.col("measure_other"))
    pairs = own.join(own, on=[*_TABLE, "was_estimate"], suffix="_other").filter(is_other)
    limits = pairs.group_by(_STEP).agg(longest=pl.col("longest_other").max())
    return steps.select(*_STEP, *_ENDS).unique().join(limits, on=_STEP)


def _longest_of_its_own(steps: pl.DataFrame) -> pl.DataFrame:
    """Return for each step ``longest``, the largest of its own series that has no year or edition in common with it."""
    own = steps.group_by(*_STEP, *_ENDS).agg(longest=pl.col("printed").max())
    shares_none = pl.all_horizontal(pl.col(one) != pl.col(f"{other}_other") for one in _ENDS for other in _ENDS)
    apart = own.join(own, on=_STEP, suffix="_other").filter(shares_none)
    return apart.group_by(*_STEP, *_ENDS).agg(longest=pl.col("longest_other").max())


def _ratio(one: str, other: str) -> pl.Expr:
    return pl.max_horizontal(pl.col(one) / pl.col(other), pl.col(other) / pl.col(one))


def _least_ratio() -> pl.Expr:
    """Return the smallest ratio, 1 or more, that the rounding of both ends allows."""
    up = (pl.col("low") - pl.col("rounding")) / (pl.col("before_high") + pl.col("before_rounding"))
    down = (pl.col("before_low") - pl.col("before_rounding")) / (pl.col("high") + pl.col("rounding"))
    return pl.max_horizontal(up, down, 1.0)
