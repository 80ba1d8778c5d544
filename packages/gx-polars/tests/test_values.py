"""Python values as members of a column, and as bounds in its order."""

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

from gx_polars.rows import Column
from gx_polars.values import FEW, NOTHING, bound, fit, is_among

NOON = dt.datetime(2020, 1, 1, 12)


@pytest.mark.parametrize(
    ("value", "dtype", "held"),
    [
        (1, pl.Int64(), 1),
        (1.0, pl.Int64(), 1),
        (True, pl.Int64(), 1),
        (Decimal(1), pl.Int8(), 1),
        (np.int64(1), pl.Int64(), 1),
        (1.5, pl.Int64(), NOTHING),
        (300, pl.Int8(), NOTHING),
        (-1, pl.UInt8(), NOTHING),
        (float("inf"), pl.Int64(), NOTHING),
        ("1", pl.Int64(), NOTHING),
        (None, pl.Int64(), NOTHING),
        (1, pl.Float64(), 1.0),
        (2**53 + 1, pl.Float64(), NOTHING),
        (0, pl.Boolean(), False),
        (2, pl.Boolean(), NOTHING),
        ("a", pl.String(), "a"),
        (1, pl.String(), NOTHING),
        ("a", pl.Categorical(), "a"),
        (0.1, pl.Decimal(10, 2), Decimal("0.1")),
        ("0.1", pl.Decimal(10, 2), NOTHING),
        (Decimal("0.123"), pl.Decimal(10, 2), NOTHING),
        (dt.date(2020, 1, 1), pl.Date(), dt.date(2020, 1, 1)),
        ("2020-01-01", pl.Date(), dt.date(2020, 1, 1)),
        ("no date", pl.Date(), NOTHING),
        (NOON, pl.Date(), NOTHING),
        (NOON, pl.Datetime("us"), NOON),
        ("2020-01-01T12:00", pl.Datetime("us"), NOON),
        (dt.date(2020, 1, 1), pl.Datetime("us"), dt.datetime(2020, 1, 1)),
        (NOON.replace(tzinfo=dt.timezone.utc), pl.Datetime("us"), NOTHING),
        ("12:30", pl.Time(), dt.time(12, 30)),
        (dt.timedelta(1), pl.Duration("us"), dt.timedelta(1)),
        (1, pl.Duration("us"), NOTHING),
        (b"a", pl.Binary(), b"a"),
        ([1], pl.List(pl.Int64()), [1]),
    ],
)
def test_a_value_is_held_if_the_type_has_its_equal(value: Any, dtype: pl.DataType, held: Any) -> None:
    assert fit(value, dtype) is NOTHING if held is NOTHING else fit(value, dtype) == held


def test_a_moment_without_a_zone_is_one_in_the_zone_of_the_column() -> None:
    dtype = pl.Datetime("us", "Asia/Almaty")
    frame = pl.DataFrame({"x": pl.Series([NOON]).dt.replace_time_zone("Asia/Almaty")})
    for value in (NOON, dt.datetime(2020, 1, 1, 6, tzinfo=dt.timezone.utc)):
        assert frame.select(is_among(Column("x", dtype), [value, "nothing"])).item()
        assert frame.select(pl.col("x") >= bound(value, Column("x", dtype))).item()


@pytest.mark.parametrize("size", [1, FEW, FEW + 1])
def test_few_words_are_compared_as_many_are_looked_up(size: int) -> None:
    words = [f"word {number}" for number in range(size)]
    frame = pl.DataFrame({"x": ["word 0", words[-1], "word", "", "word 0 ", "\0", None]})
    is_one = frame.select(is_among(Column("x", pl.String()), [*words[1:], None, words[0], 1])).to_series()
    assert is_one.to_list() == [True, True, False, False, False, False, None]


def test_nothing_is_among_no_words() -> None:
    frame = pl.DataFrame({"x": ["a", None]})
    assert frame.select(is_among(Column("x", pl.String()), [1])).to_series().to_list() == [False, None]


@pytest.mark.parametrize(
    ("values", "dtype", "limit", "above"),
    [
        ([1, 2], pl.Int64(), 1.5, [False, True]),
        ([1, 2], pl.Int64(), 10**30, [False, False]),
        ([1, 2], pl.Int64(), Decimal("1.5"), [False, True]),
        ([Decimal("0.10")], pl.Decimal(10, 2), 0.1, [True]),
        ([Decimal("0.10")], pl.Decimal(10, 2), float("-inf"), [True]),
        ([True, False], pl.Int8(), True, [True, False]),
        ([dt.date(2020, 1, 1), dt.date(2020, 1, 2)], pl.Date(), NOON, [False, True]),
        (["a", "b"], pl.String(), "b", [False, True]),
    ],
)
def test_a_bound_is_compared_with_values_of_its_kind(values: Any, dtype: pl.DataType, limit: Any, above: Any) -> None:
    frame = pl.DataFrame({"x": pl.Series(values, dtype=dtype)})
    assert frame.select(pl.col("x") >= bound(limit, Column("x", dtype))).to_series().to_list() == above


@pytest.mark.parametrize(
    ("dtype", "limit"),
    [(pl.String(), 1), (pl.Int64(), "1"), (pl.Date(), 1), (pl.Datetime("us"), "noon"), (pl.List(pl.Int64()), 1)],
)
def test_a_bound_of_another_kind_is_refused(dtype: pl.DataType, limit: Any) -> None:
    with pytest.raises(TypeError, match=f'column "x" is .*, {limit!r} is {type(limit).__name__}'):
        bound(limit, Column("x", dtype))
