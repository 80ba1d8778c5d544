"""Values of a series that look like slips of copying, beside the other values of that series.

A series is one measure of one entity over the years and editions of the survey.
In it no value is ten times another, no value has the digits of another of the
same cell in another order, no edition differs from two that agree before and
after it, none leaves out a country's reserves that both of these have, and none
names a country that no other edition names.
Correct values that break this are listed, with values and reason, in
``exceptions.csv``.
"""

import polars as pl

from tungsten.validation.reference_steps import SERIES, surveyed
from tungsten.vocabulary import EDITION

TENFOLD = "a value ten times another"
REORDERED = "digits in another order"
BETWEEN_EQUALS = "an edition between two equal ones"
ONLY_ONCE = "a country in one edition only"
LEFT_OUT = "reserves in the editions before and after one"

_CELL = [*SERIES, "cell"]
"""What the editions print of one year; reserves have no year of their own."""


def tenfold(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the values that are ten times another value of their series."""
    values = _cells(bounded)
    tenth = values.with_columns(low=(pl.col("low") * 10).round_sig_figs(12), tenth="low")
    return (
        values.join(tenth, on=[*SERIES, "low"], suffix="_other", maintain_order="left")
        .unique([*SERIES, "reference_id"], keep="first", maintain_order=True)
        .pipe(_unlike, TENFOLD, "tenth")
    )


def reordered(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the values that have the digits of a smaller value of the same cell, in another order."""
    digits = pl.col("low").cast(pl.Int64).cast(pl.String).str.split("").list.sort().list.join("")
    values = _cells(bounded).with_columns(digits=digits)
    return (
        values.join(values, on=[*_CELL, "digits"], suffix="_other", maintain_order="left")
        .filter(pl.col("low_other") < pl.col("low"))
        .unique([*SERIES, "reference_id"], keep="first", maintain_order=True)
        .pipe(_unlike, REORDERED, "low_other")
    )


def between_equals(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the values of a cell that differ from the editions before and after, which agree; no totals and rests."""
    values = _cells(bounded).filter(pl.col("entity_kind") == "country").sort("edition_year", maintain_order=True)
    before, after = (pl.col("low").shift(by).over(_CELL) for by in (1, -1))
    return (
        values.with_columns(before=before, reference_id_other=pl.col("reference_id").shift(1).over(_CELL), after=after)
        .filter(pl.col("before") == pl.col("after"), pl.col("low") != pl.col("before"))
        .pipe(_unlike, BETWEEN_EQUALS, "before")
    )


def left_out(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the reserves of a country that the edition before leaves out, although the one before that has them."""
    year = pl.col("edition_year").cast(pl.Int64)
    reserves = _cells(bounded).filter(pl.col("measure") == "reserves").with_columns(year=year)
    years = pl.col("year").unique().implode().over("case", "commodity")
    before = pl.col("low", "year", "reference_id").shift(1).over(SERIES).name.suffix("_other")
    return (
        reserves.with_columns(has_edition=years.list.contains(pl.col("year") - 1))
        .sort("year", maintain_order=True)
        .with_columns(before)
        .filter(pl.col("entity_kind") == "country", "has_edition", pl.col("year") - pl.col("year_other") == 2)
        .with_columns(none=pl.lit(None, pl.Float64))
        .pipe(_unlike, LEFT_OUT, "none")
        .with_columns(values=pl.col("parts_least").cast(pl.Int64).cast(pl.String))
    )


def only_once(bounded: pl.DataFrame) -> pl.DataFrame:
    """Return the countries that one edition of the survey names for a commodity, and no other edition does."""
    is_of_table = pl.col("measure").is_in(["mine_production", "reserves"]) & (pl.col("entity_kind") == "country")
    group, editions = ["case", "commodity"], pl.col("edition").n_unique()
    return (
        bounded.filter(is_of_table, pl.col("edition").str.contains(EDITION))
        .with_columns(editions=editions.over(group), with_country=editions.over(*group, "entity_id"))
        .filter(pl.col("editions") > 1, pl.col("with_country") == 1)
        .unique([*group, "entity_id"], keep="first", maintain_order=True)
        .select(
            *("case", "file", "file_line"),
            reference_ids="reference_id",
            relation=pl.lit(ONLY_ONCE),
            parts_least=pl.lit(1.0),
            parts_most=pl.lit(1.0),
            whole_least=pl.lit(2.0),
            whole_most=pl.col("editions").cast(pl.Float64),
            is_limit=pl.lit(False),
            values="entity_id",
        )
    )


ALL = (tenfold, reordered, between_equals, left_out, only_once)


def _cells(bounded: pl.DataFrame) -> pl.DataFrame:
    is_of_a_year = pl.col("measure") != "reserves"
    return surveyed(bounded).with_columns(cell=pl.when(is_of_a_year).then("period").otherwise(pl.lit("")))


def _unlike(values: pl.DataFrame, relation: str, other: str) -> pl.DataFrame:
    """Return one row for each value, as parts, beside the other one, as a whole that it does not make."""
    return values.select(
        "case",
        "file",
        "file_line",
        reference_ids=pl.format("{} {}", "reference_id_other", "reference_id"),
        relation=pl.lit(relation),
        parts_least="low",
        parts_most="low",
        whole_least=other,
        whole_most=other,
        is_limit=pl.lit(False),
        values=pl.format("{} {}", pl.col(other).cast(pl.Int64), pl.col("low").cast(pl.Int64)),
    )
