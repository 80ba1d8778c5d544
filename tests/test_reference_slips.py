"""Values that look like slips of copying, beside the other values of their series."""

from typing import Any

import polars as pl
import pytest
from made_up import frame, made_up_ledger, reference, with_table

from tungsten.validation import reference_slips as slips
from tungsten.validation import totals


def held(*values: float, entity_id: str = "china") -> list[dict[str, Any]]:
    """Reserves of one country in one edition after another."""
    row = {"measure": "reserves", "kind": "reserve", "status": "reported"}
    return [
        reference(f"r00{at}", entity_id, low, **row, period=f"{2018 + at}", edition=f"MCS{2019 + at}")
        for at, low in enumerate(values, 1)
    ]


def found(rows: list[dict[str, Any]], relation: str) -> list[str]:
    """Return the ids of the pairs of a relation that have a gap."""
    table = totals.totals(with_table(made_up_ledger(), "reserves", lambda _: frame(rows)))
    return table.filter(pl.col("relation") == relation, pl.col("gap") > 0)["reference_ids"].to_list()


@pytest.mark.parametrize(
    ("values", "pairs"),
    [((3400, 3300, 34000), ["r001 r003"]), ((34000, 3400), ["r002 r001"]), ((3400, 3400, 33000), []), ((5, 500), [])],
)
def test_no_value_is_ten_times_another_of_its_series(values: tuple[float, ...], pairs: list[str]) -> None:
    assert found(held(*values), slips.TENFOLD) == pairs


def test_values_of_two_countries_may_be_ten_times_apart() -> None:
    other = [{**row, "reference_id": "r009"} for row in held(34000, entity_id="brazil")]
    assert found([*held(3400), *other], slips.TENFOLD) == []


@pytest.mark.parametrize(
    ("values", "pairs"),
    [((66000, 60600), ["r002 r001"]), ((3400, 3400, 4300), ["r001 r003"]), ((3400, 340), []), ((3400, 3500), [])],
)
def test_no_value_has_the_digits_of_another_in_another_order(values: tuple[float, ...], pairs: list[str]) -> None:
    assert found(held(*values), slips.REORDERED) == pairs


@pytest.mark.parametrize(
    ("values", "pairs"),
    [((3100, 5100, 3100), ["r001 r002"]), ((3100, 5100, 5100), []), ((3100, 3100, 5100), []), ((3100, 3100, 3100), [])],
)
def test_an_edition_between_two_equal_ones_is_equal(values: tuple[float, ...], pairs: list[str]) -> None:
    assert found(held(*values), slips.BETWEEN_EQUALS) == pairs


@pytest.mark.parametrize(
    ("editions", "named"),
    [((2021, 2022), ["r009"]), ((2022,), [])],
)
def test_no_country_is_in_one_edition_only(editions: tuple[int, ...], named: list[str]) -> None:
    """Bolivia is in one of the editions that China is in."""
    once = {**held(400, entity_id="bolivia")[0], "reference_id": "r009", "edition": "MCS2022"}
    rows = [{**row, "edition": f"MCS{year}"} for row, year in zip(held(*[3400] * len(editions)), editions, strict=True)]
    assert found([{**row, "commodity": "tin"} for row in [*rows, once]], slips.ONLY_ONCE) == named
