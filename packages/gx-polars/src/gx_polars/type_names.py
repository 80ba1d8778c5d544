"""Names of types: Polars' own, and those that suites written for pandas use."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl

_INTEGERS = {
    "int8": pl.Int8,
    "int16": pl.Int16,
    "int32": pl.Int32,
    "int64": pl.Int64,
    "int128": pl.Int128,
    "uint8": pl.UInt8,
    "uint16": pl.UInt16,
    "uint32": pl.UInt32,
    "uint64": pl.UInt64,
}
_FLOATS = {"float32": pl.Float32, "float64": pl.Float64}
_ANY_INTEGER = (*_INTEGERS.values(),)
_ANY_FLOAT = (*_FLOATS.values(),)

_TYPES: dict[str, Any] = {
    **_INTEGERS,
    **{f"{name}dtype": kind for name, kind in _INTEGERS.items()},
    **_FLOATS,
    **{f"{name}dtype": kind for name, kind in _FLOATS.items()},
    **dict.fromkeys(("int", "integer", "long", "int_", "bigint"), _ANY_INTEGER),
    **dict.fromkeys(("float", "float_", "double", "real"), _ANY_FLOAT),
    **dict.fromkeys(("number", "numeric"), (*_ANY_INTEGER, *_ANY_FLOAT, pl.Decimal)),
    **dict.fromkeys(("bool", "bool_", "boolean", "booleandtype"), pl.Boolean),
    **dict.fromkeys(
        ("str", "str_", "string", "utf8", "unicode", "string_types", "stringdtype", "text", "varchar"), pl.String
    ),
    **dict.fromkeys(("object", "object_", "o"), (pl.String, pl.Object, pl.Decimal, pl.List, pl.Struct)),
    **dict.fromkeys(("category", "categorical", "categoricaldtype", "enum"), (pl.Categorical, pl.Enum)),
    **dict.fromkeys(("datetime", "datetime64", "timestamp", "datetimetzdtype"), pl.Datetime),
    "date": pl.Date,
    "time": pl.Time,
    **dict.fromkeys(("duration", "timedelta", "timedelta64"), pl.Duration),
    "decimal": pl.Decimal,
    **dict.fromkeys(("bytes", "bytes_", "binary"), pl.Binary),
    "list": pl.List,
    "array": pl.Array,
    **dict.fromkeys(("dict", "struct"), pl.Struct),
    **dict.fromkeys(("none", "nonetype", "null"), pl.Null),
}


def is_type(dtype: pl.DataType, names: Iterable[str]) -> bool:
    """Whether the type goes by one of these names.

    A name is Polars' (``Int64``, ``Datetime``, also in full, as
    ``Datetime(time_unit='us', time_zone=None)``), NumPy's or pandas'
    (``int64``, ``datetime64[ns]``), Python's (``int``, ``str``) or SQL's
    (``NUMBER``, ``VARCHAR``), in any case.
    """
    known = [kind for name in names if (kind := _kind(name, dtype)) is not None]
    if not known:
        raise ValueError(f"No type of Polars, NumPy, pandas, Python or SQL is called {', '.join(map(repr, names))}.")
    return any(known)


class ColumnType(str):
    """A column's type as ``table.column_types`` tells it: its name in Polars, equal to its other names.

    ``type`` is there for the expectations on types, which ask a pandas
    type for it: ``object_`` makes them ask the engine, which knows the names
    above, instead of pandas, which doesn't.
    """

    def __new__(cls, dtype: pl.DataType) -> "ColumnType":
        made = super().__new__(cls, str(dtype))
        made.dtype = dtype
        return made

    dtype: pl.DataType

    @property
    def type(self) -> Any:
        return np.object_ if _kind("object", self.dtype) else _Typed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and bool(_kind(str(other), self.dtype))

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


_Typed = type("object_", (), {})


def _kind(name: str, dtype: pl.DataType) -> bool | None:
    """Whether the type goes by the name; None if nothing does."""
    if name == str(dtype):
        return True
    kinds = _TYPES.get(name.split("[", maxsplit=1)[0].split("(", maxsplit=1)[0].lower())
    if kinds is None:
        return None
    if "(" in name:
        return False  # a full name, and not this one
    return isinstance(dtype, kinds)
