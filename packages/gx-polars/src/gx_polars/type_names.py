"""Names of types: those of Polars, and those in suites written for pandas."""

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
for _name in ("Float16", "UInt128"):  # newer than the oldest Polars
    if hasattr(pl, _name):
        (_FLOATS if "Float" in _name else _INTEGERS)[_name.lower()] = getattr(pl, _name)
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
    **dict.fromkeys(("decimal", "decimal128"), pl.Decimal),
    **dict.fromkeys(("bytes", "bytes_", "binary"), pl.Binary),
    "list": pl.List,
    "array": pl.Array,
    **dict.fromkeys(("dict", "struct"), pl.Struct),
    **dict.fromkeys(("none", "nonetype", "null"), pl.Null),
}


_ONE: dict[str, Any] = {"int": pl.Int64, "float": pl.Float64, "number": pl.Float64, "object": pl.Object}
"""The type to use for a name of several types."""

_UNITS: dict[str | None, Any] = {"ns": "ns", "us": "us", "μs": "us", "µs": "us", "ms": "ms"}


def is_type(dtype: pl.DataType, names: Iterable[str]) -> bool:
    """Return whether the type has one of these names.

    A name is one of Polars (``Int64``, ``List(Int64)``, ``Decimal(10, 2)``), NumPy
    or pandas (``int64``, ``datetime64[ns, UTC]``), Python (``int``, ``list[str]``)
    or SQL (``NUMBER``, ``VARCHAR``), in any case. Parameters in brackets must
    match; a name without brackets matches all types of its kind.
    """
    known = [kind for name in names if (kind := _kind(name, dtype)) is not None]
    if not known:
        raise ValueError(f"No type of Polars, NumPy, pandas, Python or SQL is called {', '.join(map(repr, names))}.")
    return any(known)


def is_own_name(name: str) -> bool:
    """Return whether this is Polars' own name of a type, such as ``String`` or ``List(Int64)``."""
    base, _ = _split(name)
    kind = getattr(pl, base, None)
    return base.lower() in _TYPES and isinstance(kind, type) and issubclass(kind, pl.DataType)


def to_type(name: str) -> Any:
    """Return the Polars type of a name, as ``str`` of a type writes it, or of a Python type."""
    base, parameters = _split(name)
    kinds = _TYPES.get(base.lower())
    if kinds is None:
        raise ValueError(f"No type of Polars is called {name!r}.")
    kind = kinds if isinstance(kinds, type) else _ONE.get(base.lower(), kinds[0])
    if parameters is None:
        return kind
    given = [value for _, value in parameters]
    named = dict(parameters)
    if kind is pl.Datetime:
        unit, zone = _moment(parameters)
        return pl.Datetime(_UNITS[unit or "us"], zone)
    if kind is pl.Duration:
        return pl.Duration(_UNITS[given[0]])
    if kind is pl.Decimal:
        return pl.Decimal(int(given[0]), int(given[1]))
    if kind is pl.List:
        return pl.List(to_type(given[0]))
    if kind is pl.Array:
        return pl.Array(to_type(given[0]), tuple(map(int, _items(named.get("shape", given[1])))))
    if kind is pl.Struct:
        return pl.Struct({field: to_type(inner) for field, inner in _fields(given[0])})
    if kind in (pl.Enum, pl.Categorical):
        return pl.Enum(_items(given[0])) if base.lower() == "enum" else pl.Categorical()
    raise ValueError(f"{base} has no parameters: {name!r}.")


class ColumnType(str):
    """A column's type in ``table.column_types``: its name in Polars, equal to its other names.

    The expectations on types read the attribute ``type`` of a pandas type. With
    ``object_`` they use the engine's metrics, which have all names, not pandas.
    """

    def __new__(cls, dtype: pl.DataType) -> "ColumnType":
        built = super().__new__(cls, str(dtype))
        built.dtype = dtype
        return built

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
    """Return whether the type has the name; None if no type has it."""
    if name == str(dtype):
        return True
    base, parameters = _split(name)
    kinds = _TYPES.get(base.lower())
    if kinds is None:
        return None
    if parameters is None:
        return isinstance(dtype, kinds)
    return isinstance(dtype, kinds) and _has(dtype, parameters, name)


def _has(dtype: Any, parameters: list[tuple[str, str]], name: str) -> bool:
    """Return whether the parameters in a name's brackets are those of the type."""
    given = [value for _, value in parameters]
    if isinstance(dtype, pl.Datetime):
        unit, zone = _moment(parameters)
        return (unit is None or _UNITS.get(unit) == dtype.time_unit) and zone == dtype.time_zone
    if isinstance(dtype, pl.Duration):
        return _UNITS.get(given[0]) == dtype.time_unit
    if isinstance(dtype, pl.Decimal):
        return [str(dtype.precision), str(dtype.scale)][: len(given)] == given
    if isinstance(dtype, pl.List):
        return len(given) == 1 and bool(_kind(given[0], _object(dtype.inner)))
    if isinstance(dtype, pl.Array):
        has_shape = len(given) == 1 or _items(given[1]) == [str(size) for size in dtype.shape]
        return has_shape and bool(_kind(given[0], _innermost(dtype)))
    if isinstance(dtype, pl.Struct):
        fields = _fields(given[0])
        return [field for field, _ in fields] == [field.name for field in dtype.fields] and all(
            _kind(inner, _object(field.dtype)) for (_, inner), field in zip(fields, dtype.fields, strict=True)
        )
    if isinstance(dtype, pl.Categorical):
        return False  # categories are not part of the type
    if isinstance(dtype, pl.Enum):
        return _items(given[0]) == dtype.categories.to_list()
    raise ValueError(f"{dtype} has no parameters, and so no {name!r}.")


def _object(dtype: Any) -> pl.DataType:
    built: pl.DataType = dtype() if isinstance(dtype, type) else dtype
    return built


def _innermost(dtype: Any) -> pl.DataType:
    return _innermost(dtype.inner) if isinstance(dtype, pl.Array) else _object(dtype)


def _split(name: str) -> tuple[str, list[tuple[str, str]] | None]:
    """Return the name before the brackets, and the parameters in them with their keys; None without brackets."""
    place = min((n for n in map(name.find, "([") if n >= 0), default=-1)
    if place < 0:
        return name.strip(), None
    inside = name[place + 1 : name.rstrip().rfind(")" if name[place] == "(" else "]")]
    parameters = []
    for part in _parts(inside):
        key, equals, value = part.partition("=")
        is_named = bool(equals) and key.strip().isidentifier()
        parameters.append((key.strip(), _unquoted(value)) if is_named else ("", _unquoted(part)))
    return name[:place].strip(), parameters


def _parts(text: str) -> list[str]:
    """Split a text at commas outside of brackets and quotes."""
    parts, depth, quote, start = [], 0, "", 0
    for n, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:n])
            start = n + 1
    return [part.strip() for part in (*parts, text[start:]) if part.strip()]


def _items(text: str) -> list[str]:
    """Return the members of a list or a tuple."""
    return [_unquoted(part) for part in _parts(text.strip().removeprefix("(").removeprefix("[").rstrip(")]"))]


def _fields(text: str) -> list[tuple[str, str]]:
    """Return the names and types in ``{'a': Int64}``."""
    pairs = [part.partition(":") for part in _parts(text.strip().removeprefix("{").removesuffix("}"))]
    return [(_unquoted(field), inner.strip()) for field, _, inner in pairs]


def _unquoted(text: str) -> str:
    return text.strip().strip("'\"")


def _moment(parameters: list[tuple[str, str]]) -> tuple[str | None, str | None]:
    """Return the time unit and the time zone in the brackets of a datetime type; the zone may be missing."""
    named = {key: value for key, value in parameters if key}
    given = [value for key, value in parameters if not key]
    unit = named.get("time_unit", named.get("unit", given[0] if given else None))
    zone = named.get("time_zone", named.get("tz", given[1] if len(given) > 1 else None))
    return unit, None if zone == "None" else zone
