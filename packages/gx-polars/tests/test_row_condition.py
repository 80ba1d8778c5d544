"""Row conditions leave the rows that pandas leaves; what isn't understood is told."""

import datetime as dt
from typing import Any

import polars as pl
import pytest
from both_engines import as_pandas
from great_expectations.expectations.row_conditions import Column

from gx_polars.query_text import RowConditionError
from gx_polars.row_condition import as_expression
from gx_polars.rows import Batch, MissingColumnError

FRAME = pl.DataFrame(
    {
        "row": [0, 1, 2, 3, 4],
        "x": [1, 2, 3, None, 5],
        "y": [5.0, 2.0, None, 0.5, 5.0],
        "name": ["a", "b", None, "ab", "c"],
        "flag": [True, False, True, True, False],
        "odd name": [1, 0, 1, 0, 1],
        "day": [dt.date(2020, 1, day) for day in range(1, 6)],
    }
)


def rows(condition: Any, parser: str | None = None) -> list[int]:
    batch = Batch(FRAME.lazy())
    kept: list[int] = FRAME.filter(as_expression(condition, batch, parser))["row"].to_list()
    return kept


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        (Column("x") > 1, [1, 2, 4]),
        (Column("x") != 2, [0, 2, 3, 4]),
        (Column("x") == 2.0, [1]),
        (Column("x") == "2", []),
        (Column("x").is_in([1, 5, 2.5]), [0, 4]),
        (Column("x").is_in([]), []),
        (Column("x").is_not_in([1, 5]), [1, 2, 3]),
        (Column("name").is_not_in(["a"]), [1, 2, 3, 4]),
        (Column("name").is_null(), [2]),
        (Column("y").is_not_null(), [0, 1, 3, 4]),
        ((Column("x") > 1) & (Column("name") == "b"), [1]),
        ((Column("x") > 4) | (Column("y") < 1), [3, 4]),
        (Column("day") <= "2020-01-02", [0, 1]),
        (Column("day") == dt.date(2020, 1, 3), [2]),
        (Column("flag") == True, [0, 2, 3]),  # noqa: E712  (builds a condition)
    ],
)
def test_a_condition_leaves_rows(condition: Any, left: list[int]) -> None:
    assert rows(condition) == left
    assert rows(condition.dict()) == left  # as a stored suite has it


@pytest.mark.parametrize(
    "text",
    [
        "x > 1",
        "x > 1 and y <= 2",
        "x > 1 & y <= 2 | name == 'c'",
        "(x > 1) & ~(y <= 2)",
        "not x > 1",
        "x != 2",
        "1 < x <= 3",
        "3 > x",
        "x == [1, 5]",
        "x != [1, 5]",
        "x in [1, 5]",
        "name not in ['a', 'b']",
        "['a', 'b'] == name",
        "x + 1 > y * 2",
        "x % 2 == 1",
        "x // 2 == 1",
        "x / 2 == 1",
        "x - y == 0",
        "x == -1 or -x < -2",
        "`odd name` == 1 and x > 1",
        "`odd name` == x",
        "flag",
        "not flag",
        "flag == True",
        "name.isnull()",
        "name.notna()",
        "x.isin([1, 2])",
        "x.between(2, 3)",
        "x.between(2, 3, inclusive='left')",
        "name.str.contains('^a')",
        "name.str.startswith('a')",
        "name.str.endswith('b')",
        "name.str.len() == 2",
        "(x - 3).abs() > 1",
        "x != y",
        "name < 'b'",
    ],
)
def test_a_query_in_the_syntax_of_pandas_leaves_the_rows_that_pandas_leaves(text: str) -> None:
    assert rows(text, "pandas") == as_pandas(FRAME).query(text)["row"].to_list()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("x ** 2 > 1", "isn't understood: x ** 2."),
        ("x > @limit", "isn't pandas query syntax."),
        ("x >", "isn't pandas query syntax."),
        ("`odd name > 1", "isn't pandas query syntax."),
        ("x", "isn't understood: x."),
        ("__import__('os').system('true')", "isn't understood: __import__('os').system('true')."),
        ("name.map(len) > 1", "isn't understood: name.map(len)."),
        ("`odd name`.sum() > 1", "isn't understood: `odd name`.sum()."),
        ("x in y", "isn't understood: y."),
        ("x is None", "isn't understood"),
        ("name.str.contains(name)", "isn't understood"),
    ],
)
def test_what_is_not_understood_is_told(text: str, part: str) -> None:
    with pytest.raises(RowConditionError) as told:
        rows(text, "pandas")
    assert part in str(told.value)
    assert "Understood are column names" in str(told.value)


def test_a_column_that_is_missing_is_told() -> None:
    for condition in (Column("z") > 1, "z > 1"):
        with pytest.raises(MissingColumnError, match='The column "z" in BatchData does not exist'):
            rows(condition)


def test_what_cannot_be_compared_is_told() -> None:
    with pytest.raises(TypeError, match='column "name" is String, 1 is int'):
        rows(Column("name") > 1)


def test_a_condition_for_spark_is_sql() -> None:
    assert rows("x > 1 AND name IS NOT NULL", "spark") == [1, 4]
