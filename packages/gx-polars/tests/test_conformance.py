"""Each expectation gives the same result on Polars as on pandas, on frames that hypothesis generates.

Success, counts, percentages, lists, index lists, and whether there is an
exception are compared. ``GX_POLARS_EXAMPLES=500`` sets the number of frames.
``_is_known`` excludes the intended differences, which are in
``test_differences.py``.
"""

from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import polars as pl
import polars.selectors as cs
import pytest
from both_engines import PANDAS, RELEASE, on_pandas, on_polars, raised, result_values, same
from cases import AGGREGATES, MAPS, TABLES, TYPES
from frames import frames
from great_expectations.expectations.row_conditions import Column
from hypothesis import given, note, settings
from hypothesis import strategies as st

from gx_polars import checks, details, fused

NEWEST = (1, 24)
PROFILE = settings.get_profile("gx_polars")

CONDITIONS: list[dict[str, Any]] = [
    {},
    {},
    {"row_condition": Column("whole") > 0},
    {"row_condition": Column("whole") != 1},
    {"row_condition": Column("name").is_in(["a", "b"])},
    {"row_condition": Column("text").is_not_in(["a", ""])},
    {"row_condition": Column("real").is_null()},
    {"row_condition": (Column("whole") > 0) | (Column("ratio") < 1)},
    {"row_condition": (Column("whole") > 0) & (Column("name") == "a")},
    {"row_condition": 'col("name").notnull()', "condition_parser": "great_expectations"},
    {"row_condition": "whole > 0 & ratio <= 1", "condition_parser": "pandas"},
    {"row_condition": Column("moment") >= "2020"},
    {"row_condition": Column("moment") < "2020-01"},
    {"row_condition": "name.str.contains('A', case=False, na=False)", "condition_parser": "pandas"},
    {"row_condition": "text.str.contains('.', regex=False, na=False)", "condition_parser": "pandas"},
    {"row_condition": "whole / (other - 1) > 0.5", "condition_parser": "pandas"},
    {"row_condition": "moment.dt.hour < 12 and abs(whole) > 1", "condition_parser": "pandas"},
]

FORMS: list[Any] = [
    "BOOLEAN_ONLY",
    "BASIC",
    "SUMMARY",
    "COMPLETE",
    {"result_format": "COMPLETE", "unexpected_index_column_names": ["key", "name"]},
    {"result_format": "SUMMARY", "unexpected_index_column_names": ["key"], "partial_unexpected_count": 2},
    {"result_format": "SUMMARY", "partial_unexpected_count": 0},
    {"result_format": "COMPLETE", "include_unexpected_rows": True},
    {"result_format": "COMPLETE", "unexpected_index_column_names": ["key"], "exclude_unexpected_values": True},
]


def here(names: Any) -> list[str]:
    """Return the expectations that this release of Great Expectations has."""
    return [name for name in names if hasattr(gxe, name)]


@pytest.mark.parametrize("name", here(MAPS))
def test_a_map_expectation_says_the_same(name: str) -> None:
    @settings(PROFILE)
    @given(
        frames(),
        MAPS[name],
        st.sampled_from(CONDITIONS),
        st.sampled_from([{}, {}, {"mostly": 0.5}, {"mostly": 0.9}]),
        st.sampled_from(FORMS),
        st.sampled_from([1, 3, details.NEAR]),
    )
    def compare(
        frame: pl.DataFrame,
        given_: dict[str, Any],
        condition: dict[str, Any],
        mostly: dict[str, Any],
        form: Any,
        near: int,
    ) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(details, "NEAR", near)
            patch.setattr(checks, "SMALL", near)
            patch.setattr(fused, "MOST_FOUND", near)
            _compare(frame, name, given_ | condition | mostly, form)

    compare()


@pytest.mark.parametrize("name", here(AGGREGATES))
def test_an_aggregate_expectation_says_the_same(name: str) -> None:
    @settings(PROFILE)
    @given(frames(), AGGREGATES[name], st.sampled_from(CONDITIONS))
    def compare(frame: pl.DataFrame, given_: dict[str, Any], condition: dict[str, Any]) -> None:
        _compare(frame, name, given_ | condition, "COMPLETE")

    compare()


@pytest.mark.parametrize("name", here(TABLES | TYPES))
def test_an_expectation_on_the_table_says_the_same(name: str) -> None:
    conditions = CONDITIONS if name.startswith("ExpectTableRowCount") else [{}]

    @settings(PROFILE)
    @given(frames(), (TABLES | TYPES)[name], st.sampled_from(conditions))
    def compare(frame: pl.DataFrame, given_: dict[str, Any], condition: dict[str, Any]) -> None:
        _compare(frame, name, given_ | condition, "COMPLETE")

    compare()


def _compare(frame: pl.DataFrame, name: str, parameters: dict[str, Any], form: Any) -> None:
    expectation = getattr(gxe, name)(**parameters)
    pandas, polars = on_pandas(frame, expectation, form), on_polars(frame, expectation, form)
    note(f"{parameters}\npandas raised {raised(pandas)}\npolars raised {raised(polars)}")
    one, other = result_values(pandas), result_values(polars)
    if _is_known(name, parameters, frame, one):
        return
    for result in (one, other):
        _leave_out_known(name, result)
        if parameters.get("column_A") in ("berlin", "utc"):
            _leave_out_lists(result)  # pandas drops the zones in lists of pairs
    assert same(one, other), f"pandas: {one}\npolars: {other}"


def _is_known(name: str, parameters: dict[str, Any], frame: pl.DataFrame, on_pandas: dict[str, Any]) -> bool:
    """Return whether the result of pandas is known to be wrong or missing; see ``test_differences.py``."""
    if RELEASE < NEWEST and ("raised" in on_pandas or _fails_every_score(name, on_pandas)):
        return True  # errors of the pandas engine that later releases fixed
    if PANDAS < (3,) and "raised" in on_pandas:
        return True  # pandas 2 fails where there is nothing to count
    columns = [parameters.get(key) for key in ("column", "column_A", "column_B")] + list(
        parameters.get("column_list", ())
    )
    if name == "ExpectColumnPairValuesToBeInSet" and "row_condition" in parameters:
        return True  # the only expectation whose metric ignores it, on any engine: its counts are wrong
    if "price" in columns and ("raised" in on_pandas or "row_condition" in parameters):
        return True  # decimals
    if "real" in columns and frame["real"].is_infinite().any() and _subtracts(name, parameters):
        return True
    if name == "ExpectSelectColumnValuesToBeUniqueWithinRecord":
        gaps = frame.with_columns(cs.float().fill_nan(None)).select(
            pl.sum_horizontal(pl.col(str(column)).is_null() for column in columns[3:])
        )
        return bool((gaps.to_series() > 1).any())
    return name in TYPES and frame.is_empty()


def _fails_every_score(name: str, on_pandas: dict[str, Any]) -> bool:
    """Return whether all rows failed, as they do if a score is undefined."""
    all_failed = on_pandas.get("unexpected_percent_nonmissing", 100) == 100 and not on_pandas["success"]
    return name == "ExpectColumnValueZScoresToBeLessThan" and all_failed


def _subtracts(name: str, parameters: dict[str, Any]) -> bool:
    """Return whether pandas subtracts values of the column, and so an infinity from itself."""
    if name == "ExpectColumnQuantileValuesToBeBetween":
        return parameters.get("allow_relative_error") in ("linear", "midpoint")
    is_order = name in ("ExpectColumnValuesToBeIncreasing", "ExpectColumnValuesToBeDecreasing")
    return is_order and bool(parameters.get("strictly"))


def _leave_out_lists(result: dict[str, Any]) -> None:
    for key in [key for key in result if key.endswith(("_list", "_counts", "_rows"))]:
        del result[key]


def _leave_out_known(name: str, result: dict[str, Any]) -> None:
    if name in {**TYPES, "ExpectColumnTypeToBe": None}:
        for key in set(result) - {"success", "raised"}:
            del result[key]  # for a typed column pandas tests its type only, and prints its own name of it
    if "None" in str(result.get("partial_unexpected_list")):
        result.pop("partial_unexpected_counts", None)  # pandas counts each NaN as a value of its own
    if isinstance(result.get("partial_missing_list"), list):
        result["partial_missing_list"].sort(key=str)  # a set's order


def test_a_wide_frame_is_judged_the_same() -> None:
    names = [f"column {n}" for n in range(150)]
    frame = pl.DataFrame({name: [0.5, float("nan") if n % 2 else 1.0, 2.0] for n, name in enumerate(names)})
    expected = [
        check
        for name in names
        for check in (
            gxe.ExpectColumnValuesToNotBeNull(column=name),
            gxe.ExpectColumnValuesToBeBetween(column=name, max_value=1),
        )
    ]
    suite = gx.ExpectationSuite(name="wide", expectations=expected)
    pandas, polars = on_pandas(frame, suite).results, on_polars(frame, suite).results
    assert len(polars) == len(expected)
    assert all(same(result_values(one), result_values(other)) for one, other in zip(pandas, polars, strict=True))
