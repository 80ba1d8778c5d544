"""Map expectations: uniqueness is exact for any hashes, and each kind of check tests the right rows."""

from typing import Any

import great_expectations.expectations as gxe
import polars as pl
import pytest
from both_engines import on_polars, raised
from frames import frames
from hypothesis import given, settings
from hypothesis import strategies as st

from gx_polars import checks

PROFILE = settings.get_profile("gx_polars")
KEYS = ["key", "whole", "real", "text", "flag", "day", "price", "nothing"]


def _few(names: Any) -> pl.Expr:
    """Replace the hash by one that is equal for nearly all values."""
    return (pl.struct(names) if len(names) > 1 else pl.col(names[0])).hash() % 2


@pytest.mark.parametrize(
    ("small", "few_rows"),
    [(checks.SMALL, 0), (0, checks.FEW_ROWS), (0, 0)],
    ids=["small table", "few repeated", "many repeated"],
)
@pytest.mark.parametrize("hashes", [checks.hash_of, _few])
def test_duplicates_are_found_whatever_the_hashes(
    hashes: Any, small: int, few_rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "hash_of", hashes)
    monkeypatch.setattr(checks, "SMALL", small)
    monkeypatch.setattr(checks, "FEW_ROWS", few_rows)

    @settings(PROFILE)
    @given(frames(), st.lists(st.sampled_from(KEYS), min_size=2, max_size=3, unique=True))
    def compare(frame: pl.DataFrame, names: list[str]) -> None:
        expectation = gxe.ExpectCompoundColumnsToBeUnique(column_list=names, ignore_row_if="never")
        found = on_polars(frame, expectation).result
        twice = frame.with_columns(pl.col("real").fill_nan(None)).select(pl.struct(names).is_duplicated()).to_series()
        assert found["unexpected_count"] == twice.sum()
        assert found["unexpected_index_list"] == twice.arg_true().to_list()

    compare()


@pytest.mark.parametrize("small", [0, checks.SMALL], ids=["large table", "small table"])
def test_a_null_is_no_duplicate_of_a_null(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "SMALL", small)
    frame = pl.DataFrame({"x": [1, None, None, 1]})
    found = on_polars(frame, gxe.ExpectColumnValuesToBeUnique(column="x")).result
    assert found["unexpected_index_list"] == [0, 3]
    assert (found["missing_count"], found["unexpected_percent"]) == (2, 100.0)


@pytest.mark.parametrize(
    ("dtype", "values"),
    [
        (pl.Categorical(), ["a", "b", "a"]),
        (pl.Enum(["a", "b"]), ["a", "b", "a"]),
        (pl.List(pl.Int64()), [[1], [2], [1]]),
        (pl.Struct({"a": pl.Int64()}), [{"a": 1}, {"a": 2}, {"a": 1}]),
        (pl.Binary(), [b"a", b"b", b"a"]),
        (pl.Float64(), [0.0, 1.0, -0.0]),
        (pl.UInt64(), [2**64 - 1, 1, 2**64 - 1]),
    ],
)
@pytest.mark.parametrize("small", [0, checks.SMALL], ids=["large table", "small table"])
def test_values_of_every_type_can_be_unique(
    dtype: pl.DataType, values: list[Any], small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "SMALL", small)
    frame = pl.DataFrame({"x": pl.Series(values, dtype=dtype)})
    assert on_polars(frame, gxe.ExpectColumnValuesToBeUnique(column="x")).result["unexpected_index_list"] == [0, 2]


def test_categories_are_judged_as_text() -> None:
    frame = pl.DataFrame({"x": pl.Series(["b", "a"], dtype=pl.Enum(["b", "a"]))})
    for expectation in (
        gxe.ExpectColumnValuesToMatchRegex(column="x", regex="^[ab]$"),
        gxe.ExpectColumnValuesToBeInSet(column="x", value_set=["a", "b"]),
        gxe.ExpectColumnDistinctValuesToEqualSet(column="x", value_set=["a", "b"]),
        gxe.ExpectColumnValueLengthsToEqual(column="x", value=1),
        gxe.ExpectColumnValuesToBeOfType(column="x", type_="category"),
    ):
        assert on_polars(frame, expectation).success


def test_order_is_that_of_the_rows_a_condition_leaves() -> None:
    frame = pl.DataFrame({"x": [1, 9, 2, None, 8, 3], "keep": [True, False, True, True, False, True]})
    kept = gxe.ExpectColumnValuesToBeIncreasing(
        column="x", strictly=True, row_condition="keep", condition_parser="pandas"
    )
    assert on_polars(frame, kept).success
    assert on_polars(frame, gxe.ExpectColumnValuesToBeIncreasing(column="x")).result["unexpected_index_list"] == [2, 5]


def test_a_score_is_that_among_the_rows_a_condition_leaves() -> None:
    frame = pl.DataFrame({"x": [1.0, 2.0, 3.0, 500.0, 1000.0], "keep": [True, True, True, True, False]})
    kept = gxe.ExpectColumnValueZScoresToBeLessThan(
        column="x", threshold=1.4, double_sided=True, row_condition="keep", condition_parser="pandas"
    )
    assert on_polars(frame, kept).result["unexpected_index_list"] == [3]


@pytest.mark.parametrize("values", [[1.0, float("inf"), 2.0], [1.0], [1.0, 1.0]])
def test_a_score_that_is_undefined_is_no_outlier(values: list[float]) -> None:
    below = gxe.ExpectColumnValueZScoresToBeLessThan(column="x", threshold=1, double_sided=True)
    assert on_polars(pl.DataFrame({"x": values}), below).success


def test_the_position_of_a_row_is_kept_out_of_the_columns_way() -> None:
    frame = pl.DataFrame({"position_0": [1, None], "position_1": [0, 0]})
    assert on_polars(frame, gxe.ExpectColumnValuesToNotBeNull(column="position_0")).result["unexpected_index_list"] == [
        1
    ]


def test_a_sum_of_columns_is_larger_than_their_type() -> None:
    frame = pl.DataFrame({"x": [100, 100], "y": [100, 1]}, schema={"x": pl.Int8, "y": pl.Int8})
    found = on_polars(frame, gxe.ExpectMulticolumnSumToEqual(column_list=["x", "y"], sum_total=200)).result
    assert found["unexpected_index_list"] == [1]


@pytest.mark.parametrize("name", ["n_rows", "unexpected", "position_0", "hash", "len", "0"])
@pytest.mark.parametrize("expectation", [gxe.ExpectColumnValuesToBeIncreasing, gxe.ExpectColumnValuesToBeUnique])
def test_a_column_may_have_any_name(name: str, expectation: Any) -> None:
    found = on_polars(pl.DataFrame({name: [3, 1, 3], "other": [1, 2, 3]}), expectation(column=name))
    assert raised(found) is None
    assert not found.success


@pytest.mark.parametrize("name", ["*", "^x.*$"])
def test_but_not_one_that_polars_reads_as_a_pattern(name: str) -> None:
    found = on_polars(pl.DataFrame({name: [1, 1], "x1": [1, 2]}), gxe.ExpectColumnValuesToBeUnique(column=name))
    assert "as a pattern of column names" in str(raised(found))
