"""Metrics that are neither one aggregate nor one condition: sets, quantiles, histograms, counts by value."""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import polars as pl

from gx_polars._private import descriptive_stats, pandas_counts, pandas_flags
from gx_polars.expected import between
from gx_polars.request import MetricRequest
from gx_polars.rows import Column
from gx_polars.steps import Collect, Select, Steps
from gx_polars.values import NOTHING, fit, is_among, plain_value, plain_values

_MAX_DISTINCT_VALUES = 20
"""The most distinct values that a result lists, on every engine of Great Expectations."""

_PLACES = ("linear", "lower", "higher", "midpoint", "nearest")


def aggregate(of: Callable[..., pl.Expr], request: MetricRequest) -> Steps:
    """Return one aggregate of one column."""
    ((value,),) = yield [Select(request.rows, (of(request.column, **request.options),))]
    return {"value": plain_value(value)}


def descriptive(request: MetricRequest) -> Steps:
    """Return minimum, maximum, mean and standard deviation, in the model of Great Expectations."""
    x = request.column
    parts = (x.ordered.min(), x.ordered.max(), x.number.mean(), x.number.std())
    ((low, high, mean, spread),) = yield [Select(request.rows, parts)]
    return {"value": descriptive_stats(low, high, mean, spread)}


def missing(request: MetricRequest) -> Steps:
    """Return one flag a row: whether the value is missing."""
    (found,) = yield [Collect(request.rows.over(request.column.raw).select(missing=request.column.raw.is_null()))]
    return {"value": pandas_flags(name=request.column.name, flags=found["missing"].to_list())}


def unique_proportion(request: MetricRequest) -> Steps:
    ((distinct, present),) = yield [Select(request.rows, (n_distinct(request.column), request.column.values.count()))]
    return {"value": distinct / present if present else 0}


def non_null_proportion(request: MetricRequest) -> Steps:
    ((present, rows),) = yield [Select(request.rows, (request.column.values.count(), pl.len()))]
    return {"value": present / rows if rows else 0}


def n_distinct(x: Column) -> pl.Expr:
    """Return the number of distinct values without null."""
    return x.values.drop_nulls().n_unique()


def under_threshold(request: MetricRequest) -> Steps:
    ((distinct,),) = yield [Select(request.rows, (n_distinct(request.column),))]
    return {"value": distinct < request.options["threshold"]}


def distinct_values(request: MetricRequest) -> Steps:
    ((found,),) = yield [Select(request.rows, (request.column.values.unique().implode(),))]
    return {"value": set(plain_values(found))}


def not_in_set(request: MetricRequest) -> Steps:
    """Return the number of distinct values outside a set, and the first of them in order."""
    outside = request.column.values.filter(is_among(request.column, request.options.get("value_set") or ()).not_())
    ((count,),) = yield [Select(request.rows, (outside.n_unique(),))]
    if not count or "list" not in request.parts:
        return {"count": count, "list": []}
    ((found,),) = yield [Select(request.rows, (outside.unique().sort().head(_limit(request)).implode(),))]
    return {"count": count, "list": plain_values(found)}


def missing_from_column(request: MetricRequest) -> Steps:
    """Return the number of members of a set that are not in the column, and the first of them, sorted if possible."""
    members = list(dict.fromkeys(request.options.get("value_set") or ()))
    inside = request.column.values.filter(is_among(request.column, members)).unique()
    ((found,),) = yield [Select(request.rows, (inside.implode(),))]
    absent = [member for member in members if _as_in_column(member, request.column) not in found]
    with suppress(TypeError):
        absent.sort()
    return {"count": len(absent), "list": plain_values(absent[: _limit(request)])}


def most_common_value(request: MetricRequest) -> Steps:
    ((found,),) = yield [Select(request.rows, (request.column.values.drop_nulls().mode().sort().implode(),))]
    return {"value": plain_values(found)}


def quantile_values(request: MetricRequest) -> Steps:
    """Return quantiles, interpolated as NumPy does.

    NOTE: Polars rounds a place halfway between two values up, NumPy to the even one.
    """
    place = request.options.get("allow_relative_error") or "nearest"
    if place not in _PLACES:
        raise ValueError(f"allow_relative_error must be one of {', '.join(_PLACES)}, not {place!r}.")
    shares = [share * 100 / 100 for share in request.options["quantiles"]]  # the same floating-point error as in pandas
    values = request.column.number.drop_nulls()
    ((count,),) = yield [Select(request.rows, (values.len(),))]
    if not count:
        return {"value": [math.nan for _ in shares]}
    points = [share * (count - 1) for share in shares]
    around = [math.floor(point) for point in points] + [math.ceil(point) for point in points]
    ((found,),) = yield [Select(request.rows, (values.sort().gather(around).implode(),))]
    pairs = zip(found[: len(shares)], found[len(shares) :], points, strict=True)
    return {"value": plain_values([_between(low, high, point, place) for low, high, point in pairs])}


def partition(request: MetricRequest) -> Steps:
    """Return bin edges, evenly spaced or at quantiles."""
    bins, n_bins = request.options.get("bins", "uniform"), request.options.get("n_bins", 10)
    x = request.column
    if bins == "uniform":
        ((low, high),) = yield [Select(request.rows, (x.ordered.min(), x.ordered.max()))]
        return {"value": _even(low, high, n_bins)}
    if bins in ("ntile", "quantile", "percentile"):
        shares: Sequence[float] = np.linspace(start=0, stop=1, num=n_bins + 1).tolist()
    elif bins == "auto":
        shares = (0.0, 0.25, 0.75, 1.0)
    else:
        raise ValueError("Invalid parameter for bins argument")
    ((present,),) = yield [Select(request.rows, (x.values.count(),))]
    found = yield from quantile_values(_with(request, quantiles=shares))
    edges = found["value"]
    if bins != "auto":
        return {"value": edges}
    return {"value": _even(edges[0], edges[-1], _number_of_bins(present, *edges) if present else 0)}


def histogram(request: MetricRequest) -> Steps:
    """Return the number of values in each bin; the last bin includes its upper edge."""
    edges = pl.Series([float(edge) for edge in request.options["bins"]], dtype=pl.Float64)
    last = len(edges) - 1
    values = request.column.number.cast(pl.Float64)
    bin_ = values.map_batches(
        lambda chunk: edges.search_sorted(chunk.fill_null(math.nan), side="right").cast(pl.Int64),
        return_dtype=pl.Int64,
        is_elementwise=True,
    )
    bins = pl.when(values == edges[last]).then(last).otherwise(bin_).alias("bin")
    counted = request.rows.over(values).filter(values.is_between(edges[0], edges[last])).group_by(bins).len()
    (found,) = yield [Collect(counted)]
    counts = dict(found.iter_rows())
    return {"value": [counts.get(n, 0) for n in range(1, len(edges))]}


def between_count(request: MetricRequest) -> Steps:
    """Return the number of values in a range, as a NumPy integer, whose division by zero is no error."""
    ((count,),) = yield [Select(request.rows, (between(request.column, **request.options).sum(),))]
    return {"value": np.int64(count)}


def value_counts(request: MetricRequest) -> Steps:
    """Return the count of each value, as the pandas Series that Great Expectations computes with."""
    order = request.options.get("sort", "value")
    if order not in ("value", "count", "none"):
        raise ValueError("sort must be either 'value', 'count', or 'none'")
    x = request.column
    values = x.number if x.dtype.is_decimal() else x.values  # decimals as floats, like the values of a partition
    counted = request.rows.over(values).select(value=values.drop_nulls()).group_by("value").agg(times=pl.len())
    (found,) = yield [Collect(counted)]
    if order != "none":
        found = found.sort("value" if order == "value" else "times")
    return {"value": pandas_counts(index=plain_values(found["value"]), counts=found["times"].to_list())}


def _limit(request: MetricRequest) -> int:
    return int(request.form.get("limit") or _MAX_DISTINCT_VALUES)


def _as_in_column(value: Any, column: Column) -> Any:
    converted = fit(value, column.plain)
    return value if converted is NOTHING else converted


def _with(request: MetricRequest, **options: Any) -> MetricRequest:
    return MetricRequest(request.rows, request.columns, request.ignore_row_if, options, request.parts, request.form)


def _between(low: Any, high: Any, point: float, place: str) -> Any:
    part = point - math.floor(point)
    if place == "nearest":
        place = "lower" if part < 0.5 or (part == 0.5 and math.floor(point) % 2 == 0) else "higher"
    if place in ("lower", "higher"):
        return low if place == "lower" else high
    if low == high:
        return low
    if isinstance(low, float) and math.isinf(high - low):
        return low + high  # an interpolation to infinity is infinite
    return low + (high - low) * (0.5 if place == "midpoint" else part)


def _even(low: Any, high: Any, n_bins: int) -> list[float]:
    if isinstance(low, dt.date):
        raise TypeError("Bins of dates aren't supported: give a partition_object.")
    low, high = (math.nan if end is None else end for end in (low, high))
    edges: list[float] = np.linspace(start=float(low), stop=float(high), num=n_bins + 1).tolist()
    return edges


def _number_of_bins(present: int, low: float, first: float, third: float, high: float) -> int:
    """Return the number of bins by Sturges, or by Freedman and Diaconis if that is larger, as NumPy's "auto"."""
    sturges = math.ceil(math.log2(present + 1))
    if third - first < 1e-10:
        return sturges
    width: float = 2 * (third - first) / present ** (1 / 3)
    return max(sturges, math.ceil((high - low) / width))
