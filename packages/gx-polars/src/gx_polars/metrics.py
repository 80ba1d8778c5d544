"""The metrics of Great Expectations as expressions of Polars."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import polars as pl

from gx_polars import expected, patterns, sql, statistics, table
from gx_polars.checks import Condition, check
from gx_polars.request import MetricRequest
from gx_polars.steps import Steps

CONDITIONS: Mapping[str, Condition] = {
    "column_values.null": Condition(lambda x: x.values.is_null(), includes_missing=True),
    "column_values.nonnull": Condition(lambda x: x.values.is_not_null(), includes_missing=True),
    "column_values.between": Condition(expected.between),
    "column_values.in_set": Condition(expected.in_set),
    "column_values.not_in_set": Condition(expected.not_in_set),
    "column_values.unique": Condition(kind="once"),
    "column_values.increasing": Condition(expected.increasing, kind="order"),
    "column_values.decreasing": Condition(expected.decreasing, kind="order"),
    "column_values.value_length.equals": Condition(expected.length_equals),
    "column_values.value_length.between": Condition(expected.length_between),
    "column_values.match_regex": Condition(expected.regex),
    "column_values.not_match_regex": Condition(expected.not_regex),
    "column_values.match_regex_list": Condition(expected.regex_list),
    "column_values.not_match_regex_list": Condition(expected.not_regex_list),
    "column_values.match_like_pattern": Condition(expected.like),
    "column_values.not_match_like_pattern": Condition(expected.not_like),
    "column_values.match_like_pattern_list": Condition(expected.like_list),
    "column_values.not_match_like_pattern_list": Condition(expected.not_like_list),
    "column_values.match_strftime_format": Condition(expected.strftime_format),
    "column_values.dateutil_parseable": Condition(expected.dateutil_parseable),
    "column_values.json_parseable": Condition(expected.json_parseable),
    "column_values.match_json_schema": Condition(expected.json_schema),
    "column_values.of_type": Condition(expected.of_type),
    "column_values.in_type_list": Condition(expected.in_type_list),
    "column_values.z_score.under_threshold": Condition(expected.z_score_below, kind="column"),
    "column_values.not_outliers": Condition(expected.not_outlier, kind="column"),
    "column_pair_values.equal": Condition(expected.pair_equal, over="pair"),
    "column_pair_values.a_greater_than_b": Condition(expected.pair_greater, over="pair"),
    "column_pair_values.in_set": Condition(expected.pair_in_set, over="pair"),
    "compound_columns.unique": Condition(over="list", kind="once"),
    "multicolumn_sum.equal": Condition(expected.sum_equal, over="list"),
    "multicolumn_values.equal": Condition(expected.all_equal, over="list"),
    "select_column_values.unique.within_record": Condition(expected.all_different, over="list"),
}
"""The condition of each map metric, which an expected row meets."""

AGGREGATES: Mapping[str, Callable[..., pl.Expr]] = {
    "column.max": lambda x: x.ordered.max(),
    "column.min": lambda x: x.ordered.min(),
    "column.mean": lambda x: x.number.mean(),
    "column.median": lambda x: x.number.median(),
    "column.sum": lambda x: x.number.sum(),
    "column.standard_deviation": lambda x: x.number.std(),
    "column.non_null_count": lambda x: x.values.count(),
    "column.distinct_values.count": statistics.n_distinct,
    "column_values.null.count": lambda x: x.values.null_count(),
    "column_values.nonnull.count": lambda x: x.values.count(),
    "column_values.match_regex.count": lambda x, regex: patterns.matches(x.text, regex).sum(),
    "column_values.not_match_regex.count": lambda x, regex: patterns.matches(x.text, regex).not_().sum(),
    "column_values.length.max": lambda x: x.text.str.len_chars().max(),
    "column_values.length.min": lambda x: x.text.str.len_chars().min(),
}
"""Metrics that are one aggregate of one column; the functions also take their parameters, if any."""

OTHERS: Mapping[str, tuple[Callable[[MetricRequest], Steps], Mapping[str, str]]] = {
    "row count": (table.row_count, {"table.row_count": "value"}),
    "columns": (table.columns, {"table.columns": "value"}),
    "column types": (table.column_types, {"table.column_types": "value"}),
    "column count": (table.column_count, {"table.column_count": "value"}),
    "head": (table.head, {"table.head": "value"}),
    "unique proportion": (statistics.unique_proportion, {"column.unique_proportion": "value"}),
    "non-null proportion": (statistics.non_null_proportion, {"column.non_null_proportion": "value"}),
    "under threshold": (statistics.under_threshold, {"column.distinct_values.count.under_threshold": "value"}),
    "distinct": (statistics.distinct_values, {"column.distinct_values": "value"}),
    "outside a set": (
        statistics.not_in_set,
        {"column.distinct_values.not_in_set.count": "count", "column.distinct_values.not_in_set": "list"},
    ),
    "missing from a set": (
        statistics.missing_from_column,
        {
            "column.distinct_values.missing_from_column.count": "count",
            "column.distinct_values.missing_from_column": "list",
        },
    ),
    "mode": (statistics.most_common_value, {"column.most_common_value": "value"}),
    "missing": (statistics.missing, {"column_values.nonnull.condition": "value"}),
    "description": (statistics.descriptive, {"column.descriptive_stats": "value"}),
    "quantiles": (statistics.quantile_values, {"column.quantile_values": "value"}),
    "partition": (statistics.partition, {"column.partition": "value"}),
    "histogram": (statistics.histogram, {"column.histogram": "value"}),
    "between": (statistics.between_count, {"column_values.between.count": "value"}),
    "counts": (statistics.value_counts, {"column.value_counts": "value"}),
    "query": (sql.query, {"query.table": "table", "query.row_count": "row_count"}),
    "unexpected rows": (
        sql.query,
        {"unexpected_rows_query.table": "table", "unexpected_rows_query.row_count": "row_count"},
    ),
}
"""Metrics of several steps or none, by families that are computed together."""

UNSUPPORTED: Mapping[str, str] = {
    "base_query.table": "it queries a second data source, which needs SQL",
    "comparison_query.data_source_table": "it queries a second data source, which needs SQL",
    "column.bootstrapped_ks_test_p_value": "it draws random samples, so that two runs differ",
    "column.parameterized_distribution_ks_test_p_value": "it needs all values of a column in Python, for SciPy",
}
"""Metrics that this engine does not provide, with the reason."""

COUNT = "unexpected_count"
"""The part of every map metric that every expectation on it requests."""

_COUNTS = (COUNT, "filtered_row_count")
_LISTS = ("unexpected_values", "unexpected_index_list", "unexpected_index_query", "unexpected_rows")


@dataclass(frozen=True, eq=False)
class Recipe:
    """The steps that compute the metrics of a family, and the part of their result that is this metric."""

    family: str
    part: str
    steps: Callable[[MetricRequest], Steps]


def recipes() -> Iterator[tuple[str, Recipe]]:
    """Yield the name and the recipe of every metric of this engine."""
    for family, condition in CONDITIONS.items():
        for part in (*_COUNTS, *_LISTS):
            yield f"{family}.{part}", Recipe(family, part, partial(check, condition))
    for name, aggregate in AGGREGATES.items():
        yield name, Recipe(name, "value", partial(statistics.aggregate, aggregate))
    for family, (steps, parts) in OTHERS.items():
        for name, part in parts.items():
            yield name, Recipe(family, part, steps)
    for name, reason in UNSUPPORTED.items():
        yield name, Recipe(name, "value", partial(_refuse, name, reason))


def _refuse(name: str, reason: str, request: MetricRequest) -> Steps:
    raise NotImplementedError(f"PolarsExecutionEngine doesn't provide {name}: {reason}.")
