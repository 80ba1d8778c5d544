"""The part of pandas' query syntax that can be translated to Polars.

A query is parsed by Python's own parser and never evaluated. Names are columns;
comparisons, arithmetic and the methods of `query_methods` are supported.
"""

import ast
import datetime as dt
import io
import tokenize
from collections.abc import Callable
from functools import reduce
from operator import add, and_, floordiv, mod, mul, or_, sub, truediv
from typing import Any, TypeAlias

import polars as pl

from gx_polars import query_methods
from gx_polars.query_methods import NotUnderstoodError
from gx_polars.rows import Batch, Column

Compare: TypeAlias = Callable[[Column, str, Any], pl.Expr]
CompareColumns: TypeAlias = Callable[[Column, str, Column], pl.Expr]

_KNOWN = (
    "Understood are column names (odd ones in `backticks`), numbers, strings, lists, True, False and None; "
    "datetime.date, datetime.datetime, datetime.time and datetime.timedelta; == != < <= > >=, in, not in; and, or, "
    "not, &, |, ~; + - * / // % **; " + query_methods.LISTED
)

_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "IN",
    ast.NotIn: "NOT_IN",
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}

_OF_NUMBERS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
    ast.Div: truediv,
    ast.FloorDiv: floordiv,
    ast.Mod: mod,
}
"""Arithmetic of constants, without powers, whose results can be too large to compute."""

_DATES = {"date": dt.date, "datetime": dt.datetime, "time": dt.time, "timedelta": dt.timedelta}
"""The functions of ``datetime`` that may be called."""


class RowConditionError(ValueError):
    """Raised for a text row condition that is not supported."""


class _NoConstantError(Exception):
    """Raised for a part of a query that is not a constant."""


def parse_query(text: str, batch: Batch, compare: Compare, compare_columns: CompareColumns) -> pl.Expr:
    """Return a query in pandas' syntax as an expression."""
    try:
        source, quoted = _as_python(text)
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, tokenize.TokenError) as error:
        raise RowConditionError(f"The row_condition {text!r} isn't pandas query syntax. {_KNOWN}") from error
    return _Reader(text, batch, quoted, compare, compare_columns).truth(tree)


def _as_python(text: str) -> tuple[str, dict[str, str]]:
    """Return a query with ``and`` and ``or`` for ``&`` and ``|``, and plain names for names in backticks."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        raise SyntaxError("a backtick is left open")
    quoted = {f"quoted_name_{n}": name for n, name in enumerate(pieces[1::2])}
    plain = "".join(piece for pair in zip(pieces[::2], [*quoted, ""], strict=True) for piece in pair)
    tokens = []
    for token in tokenize.generate_tokens(io.StringIO(plain.strip()).readline):
        if token.type == tokenize.OP and token.string in ("&", "|"):
            tokens.append((tokenize.NAME, "and" if token.string == "&" else "or"))
        else:
            tokens.append((token.type, token.string))
    return tokenize.untokenize(tokens).strip(), quoted


class _Reader:
    """Translates a parsed query into an expression."""

    def __init__(
        self, text: str, batch: Batch, quoted: dict[str, str], compare: Compare, compare_columns: CompareColumns
    ) -> None:
        self.text, self.batch, self.quoted = text, batch, quoted
        self.compare, self.compare_columns = compare, compare_columns

    def truth(self, node: ast.expr) -> pl.Expr:
        """Return a part that is true or false, never null."""
        match node:
            case ast.BoolOp(op=op, values=values):
                return reduce(and_ if isinstance(op, ast.And) else or_, map(self.truth, values))
            case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=operand):
                return self.truth(operand).not_()
            case ast.Compare(left=left, ops=operators, comparators=rights):
                sides = [left, *rights]
                pairs = zip(sides, operators, rights, strict=False)
                return reduce(and_, (self._compared(a, _OPERATORS.get(type(op)), b) for a, op, b in pairs))
            case ast.Constant(value=bool(value)):
                return pl.lit(value)
        flags = self._value(node)
        if not isinstance(flags.dtype, pl.Boolean):
            raise self._not_understood(node)
        return flags.values.fill_null(False)

    def _compared(self, left: ast.expr, operator: str | None, right: ast.expr) -> pl.Expr:
        if operator is None:
            raise self._not_understood(left)
        if self._is_constant(left) and not self._is_constant(right) and operator in _MIRRORED:
            left, operator, right = right, _MIRRORED[operator], left
        if not self._is_constant(right):
            if operator not in _MIRRORED:
                raise self._not_understood(right)
            return self.compare_columns(self._value(left), operator, self._value(right))
        value = self._constant(right)
        if isinstance(value, list | tuple):
            operator = {"==": "IN", "!=": "NOT_IN"}.get(operator, operator)
        if isinstance(value, list | tuple) != (operator in ("IN", "NOT_IN")) or (
            value is None and operator not in ("==", "!=")
        ):
            raise self._not_understood(right)
        return self.compare(self._value(left), operator, value)

    def _value(self, node: ast.expr) -> Column:
        """Return a part that has a value in each row, as a column."""
        match node:
            case ast.Name():
                return self._column(node)
            case ast.BinOp(left=left, op=op, right=right):
                return self._calculated(node, op, left, right)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._derived(node, -self._operand(operand))
            case ast.Call(func=ast.Name(id=name), args=[of], keywords=[]) if name in query_methods.FUNCTIONS:
                return self._derived(node, query_methods.FUNCTIONS[name](self._value(of).number))
            case ast.Call(func=ast.Attribute(value=ast.Attribute(value=of, attr="str"), attr=method)):
                return self._called(node, self._text(of), query_methods.OF_TEXT, method, node)
            case ast.Call(func=ast.Attribute(value=of, attr=method)):
                return self._called(node, self._value(of), self._methods_of_values(), method, node)
            case ast.Attribute(value=ast.Attribute(value=of, attr="dt"), attr=part):
                return self._part_of_moment(node, self._value(of), part)
            case ast.Attribute() if (path := self._path(node)) is not None:
                return self.batch.column(path)
        raise self._not_understood(node)

    def _calculated(self, node: ast.expr, op: ast.operator, left: ast.expr, right: ast.expr) -> Column:
        calculate = query_methods.ARITHMETIC.get(type(op))
        if calculate is None or (self._is_constant(left) and self._is_constant(right)):
            raise self._not_understood(node)
        return self._derived(node, calculate(self._operand(left), self._operand(right)))

    def _operand(self, node: ast.expr) -> pl.Expr:
        if not self._is_constant(node):
            return query_methods.operand(self._value(node))
        value = self._constant(node)
        if value is None or isinstance(value, list | tuple):
            raise self._not_understood(node)
        return pl.lit(value)

    def _derived(self, node: ast.expr, expression: pl.Expr) -> Column:
        """Return an expression as a column; undefined results such as 0 / 0 are missing if NaN is."""
        empty = pl.DataFrame(schema=self.batch.schema).lazy()
        dtype = empty.select(value=expression).collect_schema()["value"]
        if dtype.is_float() and self.batch.nan_is_null:
            expression = expression.fill_nan(None)
        return Column(ast.unparse(node), dtype, expression)

    def _methods_of_values(self) -> dict[str, Callable[..., pl.Expr]]:
        return query_methods.OF_VALUES | {"isin": self._is_in, "between": self._between}

    def _is_in(self, column: Column, values: list[Any] | tuple[Any, ...]) -> pl.Expr:
        if not isinstance(values, list | tuple):
            raise NotUnderstoodError
        return self.compare(column, "IN", values)

    def _between(self, column: Column, left: Any, right: Any, inclusive: str = "both") -> pl.Expr:
        if inclusive not in ("both", "left", "right", "neither"):
            raise NotUnderstoodError
        above = ">=" if inclusive in ("both", "left") else ">"
        below = "<=" if inclusive in ("both", "right") else "<"
        return self.compare(column, above, left) & self.compare(column, below, right)

    def _called(
        self, node: ast.expr, column: Column, methods: dict[str, Callable[..., pl.Expr]], name: str, call: ast.Call
    ) -> Column:
        """Return the result of a method of a column; unknown parameters are refused."""
        if name not in methods or not all(map(self._is_constant, self._arguments(call))):
            raise self._not_understood(node)
        given = [self._constant(argument) for argument in call.args]
        named = {str(keyword.arg): self._constant(keyword.value) for keyword in call.keywords}
        try:
            return self._derived(node, query_methods.call(methods[name], column, given, named))
        except NotUnderstoodError as error:
            raise self._not_understood(node) from error

    def _arguments(self, call: ast.Call) -> list[ast.expr]:
        return [*call.args, *(keyword.value for keyword in call.keywords)]

    def _part_of_moment(self, node: ast.expr, column: Column, part: str) -> Column:
        if part not in query_methods.OF_MOMENTS or not isinstance(column.dtype, pl.Date | pl.Datetime):
            raise self._not_understood(node)
        moment = column.raw if isinstance(column.dtype, pl.Datetime) else column.raw.cast(pl.Datetime("us"))
        return self._derived(node, query_methods.OF_MOMENTS[part](moment))

    def _text(self, node: ast.expr) -> Column:
        column = self._value(node)
        if not isinstance(column.plain, pl.String | pl.Null):
            raise self._not_understood(node)
        return column

    def _column(self, node: ast.Name) -> Column:
        return self.batch.column(self.quoted.get(node.id, node.id))

    def _path(self, node: ast.expr) -> str | None:
        """Return the path of a struct field written as a dotted name: ``address.city``."""
        match node:
            case ast.Name(id=name):
                return self.quoted.get(name, name)
            case ast.Attribute(value=of, attr=attr) if (path := self._path(of)) is not None:
                return f"{path}.{attr}"
        return None

    def _is_constant(self, node: ast.expr) -> bool:
        try:
            self._constant(node)
        except _NoConstantError:
            return False
        return True

    def _constant(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.List(elts=parts):
                return [self._constant(part) for part in parts]
            case ast.Tuple(elts=parts):
                return tuple(self._constant(part) for part in parts)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value) | float(value))):
                return -value
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OF_NUMBERS:
                a, b = self._constant(left), self._constant(right)
                if not isinstance(a, int | float) or not isinstance(b, int | float):
                    raise self._not_understood(node)
                try:
                    return _OF_NUMBERS[type(op)](a, b)
                except (ZeroDivisionError, OverflowError) as error:
                    raise self._not_understood(node) from error
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id="datetime"), attr="timezone"), attr="utc") if (
                "datetime" not in self.batch.schema
            ):
                return dt.timezone.utc
            case ast.Call(func=ast.Attribute(value=ast.Name(id="datetime"), attr=kind)) if (
                kind in _DATES and "datetime" not in self.batch.schema
            ):
                given = [self._constant(argument) for argument in node.args]
                named = {str(keyword.arg): self._constant(keyword.value) for keyword in node.keywords}
                try:
                    return _DATES[kind](*given, **named)
                except (TypeError, ValueError, OverflowError) as error:
                    raise self._not_understood(node) from error
        raise _NoConstantError

    def _not_understood(self, node: ast.expr) -> RowConditionError:
        part = ast.unparse(node)
        for plain, name in self.quoted.items():
            part = part.replace(plain, f"`{name}`")
        return RowConditionError(f"The row_condition {self.text!r} has a part that isn't understood: {part}. {_KNOWN}")
