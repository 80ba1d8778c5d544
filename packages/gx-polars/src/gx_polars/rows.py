"""What a metric is about: a batch, the rows of it that count, and its columns."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl
import polars.selectors as cs

from gx_polars.by_python import as_text


class MissingColumnError(KeyError):
    """A column that the batch hasn't got."""

    def __init__(self, name: str, message: str = 'Error: The column "{}" in BatchData does not exist.') -> None:
        super().__init__(message.format(name))

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would show the message in quotes


@dataclass(frozen=True)
class Column:
    """A column of a batch, and the forms in which expressions need it."""

    name: str
    dtype: pl.DataType

    @property
    def values(self) -> pl.Expr:
        """The values; categories as the strings they stand for."""
        column = pl.col(self.name)
        return column.cast(pl.String) if isinstance(self.dtype, pl.Categorical | pl.Enum) else column

    @property
    def plain(self) -> pl.DataType:
        """The type of ``values``."""
        return pl.String() if isinstance(self.dtype, pl.Categorical | pl.Enum) else self.dtype

    @property
    def ordered(self) -> pl.Expr:
        """The values as something that has a minimum: decimals as floats, like the bounds of expectations."""
        return self.number if self.dtype.is_decimal() else self.values

    @property
    def is_empty(self) -> bool:
        """Whether the type alone says that every value is null."""
        return isinstance(self.dtype, pl.Null)

    @property
    def number(self) -> pl.Expr:
        """The values as something that has a mean: decimals as floats, booleans as 0 and 1."""
        if self.dtype.is_decimal() or self.is_empty:
            return pl.col(self.name).cast(pl.Float64)
        if isinstance(self.dtype, pl.Boolean):
            return pl.col(self.name).cast(pl.Int64)
        if not (self.dtype.is_numeric() or self.dtype.is_temporal()):
            raise TypeError(f'Column "{self.name}" is {self.dtype}, which is not a number.')
        return pl.col(self.name)

    @property
    def addend(self) -> pl.Expr:
        """The values as something that can be added up: a small integer type holds no sum of its own."""
        is_small = self.dtype.is_integer() and self.dtype not in (pl.UInt64, pl.Int128, pl.UInt128)
        return self.number.cast(pl.Int64) if is_small else self.number

    @property
    def text(self) -> pl.Expr:
        """The values as strings, written as Python writes them."""
        return as_text(self.values, self.plain)


@dataclass(frozen=True, eq=False)
class Batch:
    """A batch's frame, lazy, and its columns.

    NaN becomes null on the way in when ``nan_is_null``, so that every metric
    and every engine of Great Expectations' that knows only nulls agree.
    """

    source: pl.LazyFrame
    nan_is_null: bool = True

    @cached_property
    def schema(self) -> pl.Schema:
        return self.source.collect_schema()

    @cached_property
    def frame(self) -> pl.LazyFrame:
        if self.nan_is_null and any(dtype.is_float() for dtype in self.schema.values()):
            return self.source.with_columns(cs.float().fill_nan(None))
        return self.source

    def column(self, name: str) -> Column:
        if name not in self.schema:
            raise MissingColumnError(name)
        if name == "*" or (name.startswith("^") and name.endswith("$")):
            raise ValueError(f'To Polars "{name}" is a pattern of column names, not one of them: rename the column.')
        return Column(name, self.schema[name])


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a batch that meet a row condition; all of them without one.

    ``key`` is equal for equal rows: what is asked of them is asked together.
    """

    batch: Batch
    where: pl.Expr | None
    key: Hashable

    @property
    def frame(self) -> pl.LazyFrame:
        return self._thinned(self.batch.frame)

    def numbered(self, first: int | None = None) -> pl.LazyFrame:
        """The rows, each with its position in the whole batch in the column ``position``.

        ``first``: only those among so many rows of the batch.
        """
        frame = self.batch.frame if first is None else self.batch.frame.head(first)
        return self._thinned(frame.with_row_index(self.position))

    @property
    def position(self) -> str:
        """A column name that the batch doesn't use."""
        names = self.batch.schema.names()
        return next(name for n in range(len(names) + 1) if (name := f"position_{n}") not in names)

    def _thinned(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        return frame if self.where is None else frame.filter(self.where)


_KEEP: dict[str, Any] = {
    "both_values_are_missing": pl.any_horizontal,
    "all_values_are_missing": pl.any_horizontal,
    "either_value_is_missing": pl.all_horizontal,
    "any_value_is_missing": pl.all_horizontal,
}


def keep(columns: Iterable[Column], ignore_row_if: str | None) -> pl.Expr | None:
    """Which rows are judged, given which missing values let a row be ignored; None for all of them."""
    if ignore_row_if in (None, "neither", "never"):
        return None
    if ignore_row_if not in _KEEP:
        raise ValueError(f'Unrecognized value of ignore_row_if ("{ignore_row_if}").')
    kept: pl.Expr = _KEEP[ignore_row_if](pl.col(column.name).is_not_null() for column in columns)
    return kept
