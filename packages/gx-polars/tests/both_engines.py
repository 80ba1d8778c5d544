"""Run an expectation on Polars and on pandas, and convert the results to comparable values."""

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import great_expectations as gx
import numpy as np
import pandas as pd
import polars as pl
from great_expectations.data_context.types.base import ProgressBarsConfig

import gx_polars  # noqa: F401  (registers the data source)

PANDAS = tuple(int(part) for part in pd.__version__.split(".")[:2])
RELEASE = tuple(int(part) for part in gx.__version__.split(".")[:2])


@cache
def context() -> Any:
    new = gx.get_context(mode="ephemeral")
    new.variables.progress_bars = ProgressBarsConfig(globally=False)
    return new


@cache
def polars_frames(nan_is_null: bool = True) -> Any:
    source = context().data_sources.add_or_update_polars(f"polars {nan_is_null}", nan_is_null=nan_is_null)
    return source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")


@cache
def pandas_frames() -> Any:
    return (
        context()
        .data_sources.add_pandas("pandas")
        .add_dataframe_asset("frame")
        .add_batch_definition_whole_dataframe("whole")
    )


def forget() -> None:
    """Clear the cached contexts: Great Expectations before 1.24 uses the last opened one for everything."""
    for new in (context, polars_frames, pandas_frames):
        new.cache_clear()


def on_polars(frame: pl.DataFrame | pl.LazyFrame, expectation: Any, form: Any = "COMPLETE", **options: Any) -> Any:
    """Return the result of an expectation, or a suite, on a Polars frame."""
    batch = polars_frames(**options).get_batch(batch_parameters={"dataframe": frame})
    return batch.validate(expectation, result_format=form)


def on_pandas(frame: pl.DataFrame, expectation: Any, form: Any = "COMPLETE") -> Any:
    """Return the result of an expectation, or a suite, on the same frame in pandas."""
    batch = pandas_frames().get_batch(batch_parameters={"dataframe": as_pandas(frame)})
    return batch.validate(expectation, result_format=form)


def as_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """Return the frame as pandas creates it from Python values: whole numbers with gaps become floats."""
    return pd.DataFrame({name: _series(frame[name]) for name in frame.columns})


def _series(values: pl.Series) -> pd.Series:
    dtype: Any = None
    if values.dtype.is_integer():
        dtype = "float64" if values.null_count() else "int64"
    elif values.dtype.is_float():
        dtype = "float64"
    elif values.dtype == pl.Boolean and not values.null_count():
        dtype = "bool"
    elif isinstance(values.dtype, pl.Datetime):
        zone = values.dtype.time_zone
        dtype = f"datetime64[us, {zone}]" if zone else "datetime64[us]"
    elif not isinstance(values.dtype, pl.String) or values.null_count() == len(values):
        dtype = object
    return pd.Series(values.to_list(), dtype=dtype)


def raised(result: Any) -> str | None:
    """Return the message of the exception that Great Expectations caught, if any."""
    info = result.exception_info or {}
    shapes = [info] if "raised_exception" in info else list(info.values())
    return next((str(shape["exception_message"]) for shape in shapes if shape["raised_exception"]), None)


def result_values(result: Any) -> dict[str, Any]:
    """Return a result as plain Python values; of an exception only that there was one."""
    if raised(result) is not None:
        return {"raised": True}
    found = {key: plain(value) for key, value in result.result.items() if key not in _OWN}
    return {"success": bool(result.success), **found}


_OWN = {"unexpected_index_query"}
"""Code for the user's frame, which differs between engines."""


def plain(value: Any) -> Any:
    """Return a value as plain Python, with None for every missing value."""
    if isinstance(value, np.generic):
        value = value.item() if not isinstance(value, np.datetime64) else pd.Timestamp(value)
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | np.ndarray | set):
        return [plain(part) for part in value]
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, pd.DataFrame):
        return plain(value.to_dict("records"))
    if isinstance(value, pd.Series):
        return [{"value": plain(key), "count": plain(count)} for key, count in value.items()]
    return value


def same(one: Any, other: Any) -> bool:
    """Return whether two plain values are equal, floats up to the error of a different order of addition."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float | int) and isinstance(other, float | int) and not isinstance(one, dt.date):
        return one == other or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)
