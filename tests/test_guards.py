"""What the guard report says is what the rules do to a copy with that very number changed."""

import dataclasses
import random

import polars as pl
import pytest

from tungsten.ledger import read
from tungsten.ledger.read import Ledger
from tungsten.validation import closed_lists as lists
from tungsten.validation import guards, raw_tables, reference_rows
from tungsten.validation.built_tables import BUILT
from tungsten.validation.expectations import run_suite
from tungsten.validation.suite_files import suite
from tungsten.validation.validate import validate_suites

TRIED, SAMPLE = 60, 6
"""How many changes are tried, and how many of them are held against the suites."""

NAMED = [("p118", "a tenth"), ("r047", "a tenth"), ("p118", "times ten")]
"""China's output and reserves, and what is done to them."""


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return dataclasses.replace(read.ledger(), texts={})


@pytest.fixture(scope="module")
def changed(ledger: Ledger) -> pl.DataFrame:
    """Return the changes that are tried here: some by chance, and those named below; make validate tries them all."""
    every = guards.changes(ledger)
    chosen = random.Random(13).sample(every["case"].to_list(), TRIED)
    named = pl.concat([every.filter(reference_id=name, change=change) for name, change in NAMED])["case"]
    return every.filter(pl.col("case").is_in([*chosen, *named]))


@pytest.fixture(scope="module")
def found(ledger: Ledger, changed: pl.DataFrame) -> pl.DataFrame:
    return guards.guards(ledger, changed)


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (67000, 76000),
        (66000, 60600),
        (100000, 10000),
        (0.211, 0.121),
        (6.45, 4.65),
        (8, 8),
        (33, 33),
        (1994.49, 9194.49),
    ],
)
def test_the_first_two_digits_that_differ_change_places(value: float, other: float) -> None:
    frame = pl.DataFrame({"value": [float(value)]}).select(guards.swapped("value"))
    assert frame.item() == pytest.approx(other)


def test_a_change_makes_another_number(ledger: Ledger) -> None:
    changed = guards.changes(ledger)
    assert changed.filter(pl.col("low") == pl.col("low_printed"), pl.col("high") == pl.col("high_printed")).is_empty()
    assert set(changed["change"]) == set(guards.CHANGES)
    valued = reference_rows.all_references(ledger).filter(pl.col("low") > 0)["reference_id"]
    assert set(changed.filter(change="times ten")["reference_id"]) == set(valued)


def caught(ledger: Ledger, change: pl.DataFrame) -> bool:
    """Whether the suites of references and verdicts find anything in a copy with one number changed."""
    changed = guards.with_rows(ledger, change)
    parameters = lists.parameters(changed)
    for name in ("references", "totals"):
        results = run_suite(raw_tables.RAW[name](changed), suite(name), parameters)
        if not results.filter(pl.col("outcome") == "failed", pl.col("severity") == "critical").is_empty():
            return True
    suites = [suite("verdicts"), suite("declarations")]
    results = validate_suites(changed, suites, BUILT)
    return not results.filter(pl.col("outcome").is_in(["failed", "error"])).is_empty()


def test_what_guards_a_sample_is_what_the_suites_find(
    ledger: Ledger, changed: pl.DataFrame, found: pl.DataFrame
) -> None:
    guarded = changed.with_columns(guard=found["guard"])
    both = [guarded.filter(pl.col("guard").is_null()), guarded.filter(pl.col("guard").is_not_null())]
    chance = random.Random(13)
    for part, is_caught in zip(both, (False, True), strict=True):
        for at in chance.sample(range(part.height), SAMPLE // 2):
            row = part[at]
            assert caught(ledger, row) == is_caught, row.to_dicts()


@pytest.mark.parametrize(("reference_id", "change"), NAMED)
def test_chinas_output_and_reserves_are_guarded(found: pl.DataFrame, reference_id: str, change: str) -> None:
    row = found.filter(reference_id=reference_id, change=change).row(0, named=True)
    assert row["guard"] is not None


def test_every_unguarded_number_is_named_with_its_place(found: pl.DataFrame) -> None:
    lines = guards.names(found)
    assert len(lines) == guards.unguarded(found).height
    assert all(line.startswith("data/raw/reference/") and line.endswith("no rule guards its number") for line in lines)


def test_the_summary_counts_every_change(found: pl.DataFrame) -> None:
    said = guards.summary(found)
    for change in guards.CHANGES:
        rows = found.filter(change=change)
        assert f"{rows['guard'].is_not_null().sum()} of {rows.height} {change}" in said
    assert f"nothing guards {guards.unguarded(found).height} of them" in said
