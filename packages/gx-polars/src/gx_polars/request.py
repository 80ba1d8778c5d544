"""What a metric is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gx_polars.rows import Column, Rows


@dataclass(frozen=True)
class Ask:
    """One metric, or several of a family that are answered together, asked of some rows.

    ``parts`` are the members of the family that are wanted, ``form`` the result
    format, or the limit, that says how much of a list is.
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
