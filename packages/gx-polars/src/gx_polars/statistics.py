"""Metrics that are neither one aggregate nor one condition: sets, quantiles, histograms, counts by value."""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import polars as pl

from gx_polars._private import descriptive_stats, pandas_counts, pandas_flags
from gx_polars.ask import Ask
from gx_polars.expected import between
from gx_polars.rows import Column
from gx_polars.steps import Collect, Select, Steps
from gx_polars.values import NOTHING, fit, is_among, plain_value, plain_values

_MAX_DISTINCT_VALUES = 20
"""How many distinct values a result lists, on every engine of Great Expectations."""

_PLACES = ("linear", "lower", "higher", "midpoint", "nearest")


def aggregate(of: Callable[..., pl.Expr], ask: Ask) -> Steps:
    """A metric that is one aggregate of one column."""
    ((value,),) = yield [Select(ask.rows, (of(ask.column, **ask.options),))]
    return {"value": plain_value(value)}


def descriptive(ask: Ask) -> Steps:
    """Minimum, maximum, mean and standard deviation, in the model that Great Expectations has for them."""
    x = ask.column
    parts = (x.ordered.min(), x.ordered.max(), x.number.mean(), x.number.std())
    ((low, high, mean, spread),) = yield [Select(ask.rows, parts)]
    return {"value": descriptive_stats(low, high, mean, spread)}


def missing(ask: Ask) -> Steps:
    """Which values are missing, one flag a row."""
    (found,) = yield [Collect(ask.rows.over(ask.column.raw).select(missing=ask.column.raw.is_null()))]
    return {"value": pandas_flags(name=ask.column.name, flags=found["missing"].to_list())}


def unique_proportion(ask: Ask) -> Steps:
    ((distinct, present),) = yield [Select(ask.rows, (n_distinct(ask.column), ask.column.values.count()))]
    return {"value": distinct / present if present else 0}


def non_null_proportion(ask: Ask) -> Steps:
    ((present, rows),) = yield [Select(ask.rows, (ask.column.values.count(), pl.len()))]
    return {"value": present / rows if rows else 0}


def n_distinct(x: Column) -> pl.Expr:
    """How many values there are, not counting null."""
    return x.values.drop_nulls().n_unique()


def under_threshold(ask: Ask) -> Steps:
    ((distinct,),) = yield [Select(ask.rows, (n_distinct(ask.column),))]
    return {"value": distinct < ask.options["threshold"]}


def distinct_values(ask: Ask) -> Steps:
    ((found,),) = yield [Select(ask.rows, (ask.column.values.unique().implode(),))]
    return {"value": set(plain_values(found))}


def not_in_set(ask: Ask) -> Steps:
    """Distinct values outside a set: how many, and the first of them in order."""
    outside = ask.column.values.filter(is_among(ask.column, ask.options.get("value_set") or ()).not_())
    ((count,),) = yield [Select(ask.rows, (outside.n_unique(),))]
    if not count or "list" not in ask.parts:
        return {"count": count, "list": []}
    ((found,),) = yield [Select(ask.rows, (outside.unique().sort().head(_limit(ask)).implode(),))]
    return {"count": count, "list": plain_values(found)}


def missing_from_column(ask: Ask) -> Steps:
    """Members of a set that the column doesn't have: how many, and the first of them in order, if they have one."""
    members = list(dict.fromkeys(ask.options.get("value_set") or ()))
    inside = ask.column.values.filter(is_among(ask.column, members)).unique()
    ((found,),) = yield [Select(ask.rows, (inside.implode(),))]
    absent = [member for member in members if _held(member, ask.column) not in found]
    with suppress(TypeError):
        absent.sort()
    return {"count": len(absent), "list": plain_values(absent[: _limit(ask)])}


def most_common_value(ask: Ask) -> Steps:
    ((found,),) = yield [Select(ask.rows, (ask.column.values.drop_nulls().mode().sort().implode(),))]
    return {"value": plain_values(found)}


def quantile_values(ask: Ask) -> Steps:
    """Quantiles, placed between two values as NumPy places them.

    NOTE: Polars rounds a place halfway between two values up, NumPy to the even one.
    """
    place = ask.options.get("allow_relative_error") or "nearest"
    if place not in _PLACES:
        raise ValueError(f"allow_relative_error must be one of {', '.join(_PLACES)}, not {place!r}.")
    shares = [share * 100 / 100 for share in ask.options["quantiles"]]  # as pandas does, to the last bit
    values = ask.column.number.drop_nulls()
    ((count,),) = yield [Select(ask.rows, (values.len(),))]
    if not count:
        return {"value": [math.nan for _ in shares]}
    points = [share * (count - 1) for share in shares]
    around = [math.floor(point) for point in points] + [math.ceil(point) for point in points]
    ((found,),) = yield [Select(ask.rows, (values.sort().gather(around).implode(),))]
    pairs = zip(found[: len(shares)], found[len(shares) :], points, strict=True)
    return {"value": plain_values([_between(low, high, point, place) for low, high, point in pairs])}


def partition(ask: Ask) -> Steps:
    """Bin edges, evenly spaced or at quantiles."""
    bins, n_bins = ask.options.get("bins", "uniform"), ask.options.get("n_bins", 10)
    x = ask.column
    if bins == "uniform":
        ((low, high),) = yield [Select(ask.rows, (x.ordered.min(), x.ordered.max()))]
        return {"value": _even(low, high, n_bins)}
    if bins in ("ntile", "quantile", "percentile"):
        shares: Sequence[float] = np.linspace(start=0, stop=1, num=n_bins + 1).tolist()
    elif bins == "auto":
        shares = (0.0, 0.25, 0.75, 1.0)
    else:
        raise ValueError("Invalid parameter for bins argument")
    ((present,),) = yield [Select(ask.rows, (x.values.count(),))]
    found = yield from quantile_values(_with(ask, quantiles=shares))
    edges = found["value"]
    if bins != "auto":
        return {"value": edges}
    return {"value": _even(edges[0], edges[-1], _number_of_bins(present, *edges) if present else 0)}


def histogram(ask: Ask) -> Steps:
    """How many values are in each bin; the last one includes its upper edge."""
    edges = pl.Series([float(edge) for edge in ask.options["bins"]], dtype=pl.Float64)
    last = len(edges) - 1
    values = ask.column.number.cast(pl.Float64)
    bin_ = values.map_batches(
        lambda chunk: edges.search_sorted(chunk.fill_null(math.nan), side="right").cast(pl.Int64),
        return_dtype=pl.Int64,
        is_elementwise=True,
    )
    bins = pl.when(values == edges[last]).then(last).otherwise(bin_).alias("bin")
    counted = ask.rows.over(values).filter(values.is_between(edges[0], edges[last])).group_by(bins).len()
    (found,) = yield [Collect(counted)]
    counts = dict(found.iter_rows())
    return {"value": [counts.get(n, 0) for n in range(1, len(edges))]}


def between_count(ask: Ask) -> Steps:
    """How many values lie in a range; of NumPy's type, whose division by the number of no values is no error."""
    ((count,),) = yield [Select(ask.rows, (between(ask.column, **ask.options).sum(),))]
    return {"value": np.int64(count)}


def value_counts(ask: Ask) -> Steps:
    """How often each value occurs, as the pandas Series that Great Expectations computes with."""
    order = ask.options.get("sort", "value")
    if order not in ("value", "count", "none"):
        raise ValueError("sort must be either 'value', 'count', or 'none'")
    x = ask.column
    values = x.number if x.dtype.is_decimal() else x.values  # decimals as floats, like the values of a partition
    counted = ask.rows.over(values).select(value=values.drop_nulls()).group_by("value").agg(times=pl.len())
    (found,) = yield [Collect(counted)]
    if order != "none":
        found = found.sort("value" if order == "value" else "times")
    return {"value": pandas_counts(index=plain_values(found["value"]), counts=found["times"].to_list())}


def _limit(ask: Ask) -> int:
    return int(ask.form.get("limit") or _MAX_DISTINCT_VALUES)


def _held(value: Any, column: Column) -> Any:
    held = fit(value, column.plain)
    return value if held is NOTHING else held


def _with(ask: Ask, **options: Any) -> Ask:
    return Ask(ask.rows, ask.columns, ask.ignore_row_if, options, ask.parts, ask.form)


def _between(low: Any, high: Any, point: float, place: str) -> Any:
    part = point - math.floor(point)
    if place == "nearest":
        place = "lower" if part < 0.5 or (part == 0.5 and math.floor(point) % 2 == 0) else "higher"
    if place in ("lower", "higher"):
        return low if place == "lower" else high
    if low == high:
        return low
    if isinstance(low, float) and math.isinf(high - low):
        return low + high  # no part of the way to infinity is finite
    return low + (high - low) * (0.5 if place == "midpoint" else part)


def _even(low: Any, high: Any, n_bins: int) -> list[float]:
    if isinstance(low, dt.date):
        raise TypeError("Bins of dates aren't supported: give a partition_object.")
    low, high = (math.nan if end is None else end for end in (low, high))
    edges: list[float] = np.linspace(start=float(low), stop=float(high), num=n_bins + 1).tolist()
    return edges


def _number_of_bins(present: int, low: float, first: float, third: float, high: float) -> int:
    """Sturges' number, or Freedman and Diaconis' where that is larger."""
    sturges = math.ceil(math.log2(present + 1))
    if third - first < 1e-10:
        return sturges
    width: float = 2 * (third - first) / present ** (1 / 3)
    return max(sturges, math.ceil((high - low) / width))
