"""Steps of a series, from one edition to the next and from one year to the next, beside the steps the others took.

No tolerance is picked by hand: a step is too long where even the least that
its rounding allows is longer than the longest other step of the same table, as
printed. Steps of the same series that share a year or an edition with it are
no others: one wrong value makes two long steps. A step that was really that
long is listed, with its values and its reason, in ``exceptions.csv``.
"""

import csv
from functools import cache
from importlib.resources import files

import polars as pl

BETWEEN_EDITIONS = "one year in two editions"
BETWEEN_YEARS = "two years of one edition"
FROM_EDITION_TO_EDITION = "reserves of two editions"

LISTED = "src/tungsten/validation/exceptions.csv"

SURVEY = r"^MCS(\d{4})$"
"""An edition of the yearly survey, the Mineral Commodity Summaries."""

YEAR = r"^\d{4}$"

YEARLY = (
    "mine_production reserves imports_concentrate imports_other_forms exports_concentrate exports_other_forms "
    "secondary_production import_reliance concentrate_price concentrate_price_spot"
).split()
"""Measures the survey prints year by year."""

_TABLE = ["case", "file", "commodity"]
_ENDS = ("from_end", "to_end")
_SERIES = [*_TABLE, "entity_id", "measure", "basis", "kind"]
_STEP = [*_SERIES, "was_estimate"]


def editions(bounded: pl.DataFrame) -> pl.DataFrame:
    """A year that stands in two editions: its step from one edition to the next that prints it.

    What was estimated before is held against steps of estimates, what was
    reported against steps of what was reported, which are far shorter.
    """
    return _held_against_others(_survey(bounded), ["period"], "edition_year", BETWEEN_EDITIONS, ("period", "period"))


def years(bounded: pl.DataFrame) -> pl.DataFrame:
    """Two years of one edition: the step from one to the other."""
    ends = ("before_period", "period")
    return _held_against_others(_survey(bounded), ["edition"], "period", BETWEEN_YEARS, ends)


def reserve_editions(bounded: pl.DataFrame) -> pl.DataFrame:
    """Reserves, which are of no year but of the edition that prints them: the step from one edition to the next."""
    reserves = _survey(bounded).filter(pl.col("measure") == "reserves")
    ends = ("before_edition_year", "edition_year")
    return _held_against_others(reserves, [], "edition_year", FROM_EDITION_TO_EDITION, ends)


ALL = (editions, years, reserve_editions)


@cache
def exceptions() -> pl.DataFrame:
    """What breaks a relation and is right: ``relation, reference_ids, values, reason``."""
    text = files(__package__).joinpath("exceptions.csv").read_text(encoding="utf-8")
    return pl.DataFrame(list(csv.DictReader(text.splitlines()))).with_columns(
        file_line=pl.int_range(2, pl.len() + 2, dtype=pl.Int64)
    )


def _survey(bounded: pl.DataFrame) -> pl.DataFrame:
    """Values of the survey by year; of two readings of one cell the first, since a rule of its own compares them."""
    is_step = pl.col("measure").is_in(YEARLY) & pl.col("period").str.contains(YEAR) & (pl.col("low") > 0)
    return (
        bounded.filter(is_step, pl.col("edition").str.contains(SURVEY))
        .with_columns(edition_year=pl.col("edition").str.extract(SURVEY))
        .unique([*_SERIES, "period", "edition"], keep="first", maintain_order=True)
    )


def _held_against_others(
    rows: pl.DataFrame, fixed: list[str], along: str, relation: str, ends: tuple[str, str]
) -> pl.DataFrame:
    """One row a step: the ratio its rounding allows as parts, and as whole at most the longest of the other steps.

    ``ends`` are the columns that name the years or editions a step is between.
    """
    before = pl.col("low", "high", "rounding", "reference_id", "period", "edition_year", "status").shift(1)
    steps = (
        rows.sort(along, maintain_order=True)
        .with_columns(before.over([*_SERIES, *fixed]).name.prefix("before_"))
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
        values=pl.format("{} {}", *(pl.col(name).cast(pl.Int64) for name in ("before_low", "low"))),
    )


def _longest_of_others(steps: pl.DataFrame) -> pl.DataFrame:
    """For each step the longest of the other series of its table: ``longest``."""
    own = steps.group_by(_STEP).agg(longest=pl.col("printed").max())
    is_other = (pl.col("entity_id") != pl.col("entity_id_other")) | (pl.col("measure") != pl.col("measure_other"))
    rivals = own.join(own, on=[*_TABLE, "was_estimate"], suffix="_other").filter(is_other)
    limits = rivals.group_by(_STEP).agg(longest=pl.col("longest_other").max())
    return steps.select(*_STEP, *_ENDS).unique().join(limits, on=_STEP)


def _longest_of_its_own(steps: pl.DataFrame) -> pl.DataFrame:
    """For each step the longest of its own series that shares no year and no edition with it: ``longest``."""
    own = steps.group_by(*_STEP, *_ENDS).agg(longest=pl.col("printed").max())
    shares_none = pl.all_horizontal(pl.col(one) != pl.col(f"{other}_other") for one in _ENDS for other in _ENDS)
    apart = own.join(own, on=_STEP, suffix="_other").filter(shares_none)
    return apart.group_by(*_STEP, *_ENDS).agg(longest=pl.col("longest_other").max())


def _ratio(one: str, other: str) -> pl.Expr:
    return pl.max_horizontal(pl.col(one) / pl.col(other), pl.col(other) / pl.col(one))


def _least_ratio() -> pl.Expr:
    """The shortest step the rounding of both ends allows, as a ratio of 1 or more."""
    up = (pl.col("low") - pl.col("rounding")) / (pl.col("before_high") + pl.col("before_rounding"))
    down = (pl.col("before_low") - pl.col("before_rounding")) / (pl.col("high") + pl.col("rounding"))
    return pl.max_horizontal(up, down, 1.0)
