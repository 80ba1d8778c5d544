"""Steps between editions and years, held against the steps the others took."""

from typing import Any

import polars as pl
import pytest
from made_up import frame, made_up_ledger, reference, with_table

from tungsten.ledger import read
from tungsten.ledger.read import Ledger
from tungsten.validation import reference_steps as steps
from tungsten.validation import totals as sums


def ledger(rows: list[dict[str, Any]]) -> Ledger:
    """The made-up ledger with other rows of trade."""
    return with_table(made_up_ledger(), "us_imports", lambda _: frame(rows))


def trade(reference_id: str, low: float, measure: str, period: str, edition: str, **changes: Any) -> dict[str, Any]:
    row = {"measure": measure, "period": period, "edition": edition, "kind": "trade", "status": "reported"}
    return reference(reference_id, "united_states", low, **row | changes)


def two_editions(*values: float, status: str = "reported") -> list[dict[str, Any]]:
    """Imports of 2020 in two editions, beside exports that were revised from 500 to 530 t."""
    first, second = values
    return [
        trade("u001", first, "imports_concentrate", "2020", "MCS2022", status=status),
        trade("u002", second, "imports_concentrate", "2020", "MCS2023"),
        trade("u003", 501, "exports_concentrate", "2020", "MCS2022", status=status),
        trade("u004", 531, "exports_concentrate", "2020", "MCS2023"),
    ]


def gaps(rows: list[dict[str, Any]], relation: str) -> dict[str, float]:
    """The gap of each pair of a relation, by the ids of its rows."""
    found = sums.totals(ledger(rows)).filter(pl.col("relation") == relation)
    return dict(found.select("reference_ids", "gap").iter_rows())


@pytest.mark.parametrize(("second", "holds"), [(2020, True), (2130, True), (2160, False), (20200, False), (202, False)])
def test_a_year_moves_between_editions_no_further_than_others_did(second: float, holds: bool) -> None:
    """501 to 531 is the longest step of the others, 6 %."""
    assert (gaps(two_editions(2021, second), steps.BETWEEN_EDITIONS)["u001 u002"] == 0) == holds


def test_rounding_is_taken_off_a_step_before_it_is_held_against_others() -> None:
    """2,000 as 1,500 to 2,500 may have been 2,250; 2,001 may not."""
    assert gaps(two_editions(2000, 2250), steps.BETWEEN_EDITIONS)["u001 u002"] == 0
    assert gaps(two_editions(2001, 2250), steps.BETWEEN_EDITIONS)["u001 u002"] > 0


def test_a_reported_value_is_not_held_against_steps_of_estimates() -> None:
    mixed = [*two_editions(2021, 2300)[:2], *two_editions(2021, 2300, status="estimated")[2:]]
    assert gaps(mixed, steps.BETWEEN_EDITIONS) == {}


def test_a_series_alone_has_no_others_to_be_held_against() -> None:
    assert gaps(two_editions(2021, 20210)[:2], steps.BETWEEN_EDITIONS) == {}


def years(*values: float) -> list[dict[str, Any]]:
    """Imports of some years in one edition, beside exports that rose from 500 to 700 t."""
    first = [
        trade(f"u00{at}", value, "imports_concentrate", f"{2017 + at}", "MCS2024") for at, value in enumerate(values, 1)
    ]
    others = [("u006", 501, "2018"), ("u007", 701, "2019")]
    return first + [trade(name, low, "exports_concentrate", year, "MCS2024") for name, low, year in others]


def test_one_wrong_year_makes_two_long_steps_and_neither_excuses_the_other() -> None:
    found = gaps(years(2001, 20010, 2002), steps.BETWEEN_YEARS)
    assert found["u001 u002"] > 0
    assert found["u002 u003"] > 0


def test_a_step_of_the_same_series_in_other_years_is_one_of_the_others() -> None:
    found = gaps(years(2001, 4001, 4002, 8001), steps.BETWEEN_YEARS)
    assert set(found.values()) == {0}


def test_every_listed_exception_has_its_reason_and_is_needed() -> None:
    listed = steps.exceptions()
    assert all(len(reason) > 10 for reason in listed["reason"])
    assert sums.totals(read.ledger()).filter(pl.col("needless").is_not_null()).is_empty()
