"""A batch, the rows of it that meet a condition, and its columns."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

import polars as pl

from gx_polars.by_python import as_text


class MissingColumnError(KeyError):
    """Raised for a column that the batch does not have."""

    def __init__(self, name: str, message: str = 'Error: The column "{}" in BatchData does not exist.') -> None:
        super().__init__(message.format(name))

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError shows the message in quotes


class NotANumberError(TypeError):
    """Raised for the mean or sum of a column without numbers."""


@dataclass(frozen=True)
class Column:
    """A column of a batch, a field of a struct, or an expression of them, in the forms that metrics need.

    Without ``expression`` it is the column called ``name``.
    """

    name: str
    dtype: pl.DataType
    expression: pl.Expr | None = field(default=None, compare=False)

    @property
    def raw(self) -> pl.Expr:
        """The values as they are in the batch."""
        return pl.col(self.name) if self.expression is None else self.expression

    @property
    def values(self) -> pl.Expr:
        """The values, with categories as strings."""
        return self.raw.cast(pl.String) if isinstance(self.dtype, pl.Categorical | pl.Enum) else self.raw

    @property
    def plain(self) -> pl.DataType:
        """The type of ``values``."""
        return pl.String() if isinstance(self.dtype, pl.Categorical | pl.Enum) else self.dtype

    @property
    def ordered(self) -> pl.Expr:
        """The values in a type that has an order and a minimum.

        Decimals and short floats become 64-bit floats, as the bounds of
        expectations are; an Enum has the order of its categories.
        """
        if isinstance(self.dtype, pl.Enum):
            return self.raw
        return self.number if self.dtype.is_decimal() or self.is_short_float else self.values

    @property
    def is_empty(self) -> bool:
        """Whether the type is Null, so that every value is null."""
        return isinstance(self.dtype, pl.Null)

    @property
    def is_short_float(self) -> bool:
        """Whether the type is a float of fewer than 64 bits."""
        return self.dtype.is_float() and not isinstance(self.dtype, pl.Float64)

    @property
    def number(self) -> pl.Expr:
        """The values in a type that has a mean: decimals and short floats as Float64, booleans as 0 and 1."""
        if self.dtype.is_decimal() or self.is_empty or self.is_short_float:
            return self.raw.cast(pl.Float64)
        if isinstance(self.dtype, pl.Boolean):
            return self.raw.cast(pl.Int64)
        if not (self.dtype.is_numeric() or self.dtype.is_temporal()):
            # NOTE: for text with the words of Python's error, which tests of Great Expectations expect
            why = ": could not convert string to float" if isinstance(self.plain, pl.String) else ""
            raise NotANumberError(f'Column "{self.name}" is {self.dtype}, which is not a number{why}.')
        return self.raw

    @property
    def addend(self) -> pl.Expr:
        """The values in a type that can hold their sum: small integers as Int64."""
        is_small = self.dtype.is_integer() and self.dtype not in (pl.UInt64, pl.Int128, pl.UInt128)
        return self.number.cast(pl.Int64) if is_small else self.number

    @property
    def text(self) -> pl.Expr:
        """The values as strings, as ``str`` of Python writes them."""
        return as_text(self.values, self.plain)


@dataclass(frozen=True, eq=False)
class Batch:
    """The lazy frame of a batch, and its columns.

    Args:
        source: The frame.
        nan_is_null: Whether NaN is replaced by null, as all metrics treat null as missing.
        has_guessed_types: Whether the types were inferred from text; a column without values then has no type.
    """

    source: pl.LazyFrame
    nan_is_null: bool = True
    has_guessed_types: bool = False

    @cached_property
    def schema(self) -> pl.Schema:
        return self.source.collect_schema()

    @cached_property
    def _may_hold_nan(self) -> frozenset[str]:
        if not self.nan_is_null:
            return frozenset()
        return frozenset(name for name, dtype in self.schema.items() if dtype.is_float())

    @cached_property
    def _names_by_folded(self) -> dict[str, list[str]]:
        folded: dict[str, list[str]] = {}
        for name in self.schema:
            folded.setdefault(name.casefold(), []).append(name)
        return folded

    @property
    def frame(self) -> pl.LazyFrame:
        """The frame with all columns."""
        floats = sorted(self._may_hold_nan)
        return self.source.with_columns(pl.col(floats).fill_nan(None)) if floats else self.source

    def reading(self, names: Collection[str]) -> pl.LazyFrame:
        """Return the frame with these columns only, which keeps the query plans of a wide table small.

        Without names it has all columns, since a frame without columns has no rows.
        """
        if not names:
            return self.source
        return self.source.select(
            pl.col(name).fill_nan(None) if name in self._may_hold_nan else pl.col(name) for name in sorted(names)
        )

    def column(self, name: str) -> Column:
        """Return the column of this name, else the one of this name in another case, else the field of a struct."""
        if name not in self.schema:
            return self._column_in_another_case(name) or self._field(name)
        if name == "*" or (name.startswith("^") and name.endswith("$")):
            raise ValueError(f'Polars reads "{name}" as a pattern of column names: rename the column.')
        return Column(name, self.schema[name])

    def without_guessed_type(self, column: Column) -> Column:
        """Return the column, of type Null if its type was guessed and it has no values."""
        if not self.has_guessed_types or not isinstance(column.dtype, pl.String):
            return column
        present = self.source.select(column.raw.count()).collect().item()
        return column if present else Column(column.name, pl.Null(), column.raw.cast(pl.Null))

    def _column_in_another_case(self, name: str) -> Column | None:
        alike = self._names_by_folded.get(name.casefold(), [])
        if len(alike) > 1:
            listed = ", ".join(f'"{one}"' for one in alike)
            raise MissingColumnError(name, f'Error: "{{}}" is no column, and could be any of {listed}.')
        return self.column(alike[0]) if alike else None

    def _field(self, path: str) -> Column:
        """Return the field of a struct by its path ``column.field``."""
        parts = path.split(".")
        for n in range(len(parts) - 1, 0, -1):
            if (head := ".".join(parts[:n])) in self.schema:
                column = self.column(head)
                for part in parts[n:]:
                    fields = dict(column.dtype) if isinstance(column.dtype, pl.Struct) else {}
                    if part not in fields:
                        raise MissingColumnError(path)
                    column = Column(path, _instance(fields[part]), column.raw.struct.field(part))
                return column
        raise MissingColumnError(path)


def _instance(dtype: Any) -> pl.DataType:
    """Return an instance of a type that may be given as its class."""
    built: pl.DataType = dtype() if isinstance(dtype, type) else dtype
    return built


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a batch that meet a row condition; all rows without one.

    ``key`` is equal for equal rows, so that their aggregates can share a query.
    """

    batch: Batch
    where: pl.Expr | None
    key: Hashable

    @property
    def frame(self) -> pl.LazyFrame:
        """The rows, with all columns."""
        return self._filtered(self.batch.frame)

    def over(self, *expressions: pl.Expr) -> pl.LazyFrame:
        """Return the rows with only the columns that the expressions read, which keeps query plans small."""
        return self._filtered(self.batch.reading(self._names(expressions)))

    def numbered(self, *expressions: pl.Expr, first: int | None = None) -> pl.LazyFrame:
        """Return the rows with their position in the whole batch in a column of the name ``self.position``.

        Args:
            expressions: The expressions that will be read.
            first: The number of rows of the batch to search; all by default.
        """
        frame = self.batch.reading(self._names(expressions))
        return self._filtered((frame if first is None else frame.head(first)).with_row_index(self.position))

    @cached_property
    def position(self) -> str:
        """The name of the column of positions: one that the batch doesn't use."""
        return next(name for n in count() if (name := f"position_{n}") not in self.batch.schema)

    def _names(self, expressions: Iterable[pl.Expr]) -> set[str]:
        read = (*expressions, *(() if self.where is None else (self.where,)))
        return {name for expression in read for name in expression.meta.root_names()}

    def _filtered(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        return frame if self.where is None else frame.filter(self.where)


_COUNTED_ROWS: dict[str, Any] = {
    "both_values_are_missing": pl.any_horizontal,
    "all_values_are_missing": pl.any_horizontal,
    "either_value_is_missing": pl.all_horizontal,
    "any_value_is_missing": pl.all_horizontal,
}


def rows_to_count(columns: Iterable[Column], ignore_row_if: str | None) -> pl.Expr | None:
    """Return which rows are tested under a rule for missing values; None for all."""
    if ignore_row_if in (None, "neither", "never"):
        return None
    if ignore_row_if not in _COUNTED_ROWS:
        raise ValueError(f'Unrecognized value of ignore_row_if ("{ignore_row_if}").')
    counted_rows: pl.Expr = _COUNTED_ROWS[ignore_row_if](column.raw.is_not_null() for column in columns)
    return counted_rows
