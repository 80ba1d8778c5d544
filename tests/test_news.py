"""The accuracy of the scanner on made-up news copy in three languages.

Each line of ``news/*.txt`` is a paragraph and, after a tab, what a person reads
in it: values in base units with the unit, the unit it is counted per, and the
qualifier.
"""

import math
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from tungsten.draft.mentions import COLUMNS, with_unit_meant
from tungsten.ledger.pack import packs
from tungsten.ledger.quantity import read_quantities
from tungsten.ledger.scan import mentions

NEWS = Path(__file__).parent / "news"


class Rates(NamedTuple):
    """Shares of the expected and of the read values, in per cent."""

    values: float
    with_unit_and_qualifier: float
    precision: float
    wrong: float


def wanted(line: str) -> list[tuple[float, float, str | None, str]]:
    found = []
    for item in filter(None, line.split("; ")):
        numbers, unit, qualifier = item.split()
        low, _, high = numbers.partition("..")
        named = unit.split("/")[0]
        found.append((float(low), float(high or low), None if named == "-" else named, qualifier))
    return found


def rates(language: str) -> Rates:
    total = read = whole = found = 0
    for line in (NEWS / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        paragraph, _, gold = line.partition("\t")
        has_value = pl.col("role").is_in(["figure", "date"]) & pl.col("low").is_not_null()
        rows = mentions(paragraph).filter(has_value).select("low", "high", "unit", "qualifier").rows()
        found += len(rows)
        for low, high, unit, qualifier in wanted(gold):
            total += 1
            same = [row for row in rows if is_close(row[0], low) and is_close(row[1], high)]
            if not same:
                continue
            best = max(same, key=lambda row: row[2:] == (unit, qualifier))
            rows.remove(best)
            read += 1
            whole += best[2:] == (unit, qualifier)
    return Rates(100 * read / total, 100 * whole / total, 100 * read / found, 100 * (found - read) / total)


def is_close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-3, abs_tol=1e-12)


@pytest.mark.parametrize("language", ["ar", "en", "zh"])
def test_news_copy_is_read_right(language: str) -> None:
    """At least 95 % of values, 90 % with unit and qualifier, precision of 95 %, at most 1 % wrong without a note."""
    found = rates(language)
    assert found.values >= 95
    assert found.with_unit_and_qualifier >= 90
    assert found.precision >= 95
    assert found.wrong <= 1


@pytest.mark.parametrize("language", packs())
def test_a_print_that_the_scanner_reads_is_read_in_the_ledger_too(language: str) -> None:
    """The cleaning knows the print and the unit that a draft notes: a scale that only the text names is missing."""
    lines = (NEWS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    scanned = pl.concat(mentions(line.partition("\t")[0], COLUMNS).filter(role="figure") for line in lines)
    scanned = with_unit_meant(scanned).with_columns(hedge=pl.lit(None, pl.String))
    read = read_quantities(scanned.select("printed", "hedge", "unit_meant"), "printed", "hedge", "unit_meant")
    unread = read.filter(pl.col("low").is_null() | pl.col("high").is_null())
    assert unread["printed"].to_list() == []
    both = scanned.select("low", "high", "unit").hstack(
        read.select(pl.col("low", "high", "unit").name.suffix("_alone"))
    )
    alike = both.filter(pl.col("unit_alone").is_not_null() | pl.col("unit").is_null())
    assert alike.height > 0.9 * both.height
    different = alike.filter(
        (pl.col("low") != pl.col("low_alone"))
        | (pl.col("high") != pl.col("high_alone"))
        | pl.col("unit").ne_missing(pl.col("unit_alone"))
    )
    assert different.rows() == []
