"""The input of a metric."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gx_polars.rows import Column, Rows


@dataclass(frozen=True)
class MetricRequest:
    """The rows, columns and options that one metric, or several of a family, are computed for.

    Args:
        rows: The rows.
        columns: The columns of the metric's domain.
        ignore_row_if: The rule of Great Expectations by which missing values exclude a row.
        options: The parameters of the metric.
        parts: The members of the family that are requested.
        form: The result format, or the limit, which decide the length of lists.
    """

    rows: Rows
    columns: tuple[Column, ...]
    ignore_row_if: str | None
    options: Mapping[str, Any]
    parts: frozenset[str]
    form: Mapping[str, Any]

    @property
    def column(self) -> Column:
        return self.columns[0]
