"""What a metric is about: a batch, the rows of it that count, and its columns."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

import polars as pl

from gx_polars.by_python import as_text


class MissingColumnError(KeyError):
    """A column that the batch hasn't got."""

    def __init__(self, name: str, message: str = 'Error: The column "{}" in BatchData does not exist.') -> None:
        super().__init__(message.format(name))

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would show the message in quotes


class NotANumberError(TypeError):
    """A column asked for its mean or sum that holds no numbers."""


@dataclass(frozen=True)
class Column:
    """A column of a batch, a field of a struct, or an expression of them, in the forms that metrics need.

    ``raw`` is the expression of its values; without one it is the column called ``name``.
    """

    name: str
    dtype: pl.DataType
    expression: pl.Expr | None = field(default=None, compare=False)

    @property
    def raw(self) -> pl.Expr:
        """The values as the batch holds them."""
        return pl.col(self.name) if self.expression is None else self.expression

    @property
    def values(self) -> pl.Expr:
        """The values; categories as the strings they stand for."""
        return self.raw.cast(pl.String) if isinstance(self.dtype, pl.Categorical | pl.Enum) else self.raw

    @property
    def plain(self) -> pl.DataType:
        """The type of ``values``."""
        return pl.String() if isinstance(self.dtype, pl.Categorical | pl.Enum) else self.dtype

    @property
    def ordered(self) -> pl.Expr:
        """The values as something that has an order and a minimum.

        Decimals and short floats become 64-bit floats, as the bounds of expectations are;
        an Enum keeps the order of its categories.
        """
        if isinstance(self.dtype, pl.Enum):
            return self.raw
        return self.number if self.dtype.is_decimal() or self.is_short_float else self.values

    @property
    def is_empty(self) -> bool:
        """Whether the type alone says that every value is null."""
        return isinstance(self.dtype, pl.Null)

    @property
    def is_short_float(self) -> bool:
        """Whether a float of Python can lie between two neighbouring values."""
        return self.dtype.is_float() and not isinstance(self.dtype, pl.Float64)

    @property
    def number(self) -> pl.Expr:
        """The values as something that has a mean: decimals and short floats as Float64, booleans as 0 and 1."""
        if self.dtype.is_decimal() or self.is_empty or self.is_short_float:
            return self.raw.cast(pl.Float64)
        if isinstance(self.dtype, pl.Boolean):
            return self.raw.cast(pl.Int64)
        if not (self.dtype.is_numeric() or self.dtype.is_temporal()):
            # NOTE: for text in the words of Python, which tests of such mistakes look for
            why = ": could not convert string to float" if isinstance(self.plain, pl.String) else ""
            raise NotANumberError(f'Column "{self.name}" is {self.dtype}, which is not a number{why}.')
        return self.raw

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
    ``has_guessed_types`` says that they were inferred from text: a column
    without a single value is then of no type, whatever was guessed.
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
        """All columns."""
        floats = sorted(self._may_hold_nan)
        return self.source.with_columns(pl.col(floats).fill_nan(None)) if floats else self.source

    def reading(self, names: Collection[str]) -> pl.LazyFrame:
        """The frame with no other columns than these: plans of a wide table stay small, and only their NaN are sought.

        All columns if there are none to read, since a frame without columns has no rows.
        """
        if not names:
            return self.source
        return self.source.select(
            pl.col(name).fill_nan(None) if name in self._may_hold_nan else pl.col(name) for name in sorted(names)
        )

    def column(self, name: str) -> Column:
        """The column of this name; else the one in another case, as pandas takes it; else the field of a struct."""
        if name not in self.schema:
            return self._column_in_another_case(name) or self._field(name)
        if name == "*" or (name.startswith("^") and name.endswith("$")):
            raise ValueError(f'To Polars "{name}" is a pattern of column names, not one of them: rename the column.')
        return Column(name, self.schema[name])

    def without_guess(self, column: Column) -> Column:
        """The column; of type Null if its type was guessed and it has no value to guess it from."""
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
        """The field of a struct, as ``column.field``."""
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
    """A type as an object, where Polars may also give its class."""
    made: pl.DataType = dtype() if isinstance(dtype, type) else dtype
    return made


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
        """The rows with all columns."""
        return self._thinned(self.batch.frame)

    def over(self, *expressions: pl.Expr) -> pl.LazyFrame:
        """The rows, of which only these expressions will be read: a plan that a wide table doesn't slow down."""
        return self._thinned(self.batch.reading(self._names(expressions)))

    def numbered(self, *expressions: pl.Expr, first: int | None = None) -> pl.LazyFrame:
        """The rows, each with its position in the whole batch in the column ``position``.

        ``first``: only those among so many rows of the batch.
        """
        frame = self.batch.reading(self._names(expressions))
        return self._thinned((frame if first is None else frame.head(first)).with_row_index(self.position))

    @cached_property
    def position(self) -> str:
        """A column name that the batch doesn't use."""
        return next(name for n in count() if (name := f"position_{n}") not in self.batch.schema)

    def _names(self, expressions: Iterable[pl.Expr]) -> set[str]:
        read = (*expressions, *(() if self.where is None else (self.where,)))
        return {name for expression in read for name in expression.meta.root_names()}

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
    kept: pl.Expr = _KEEP[ignore_row_if](column.raw.is_not_null() for column in columns)
    return kept
