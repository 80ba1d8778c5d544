"""The part of pandas' query syntax that says the same of a Polars frame.

Read with Python's own parser, never evaluated: names are columns, the rest is
comparison, arithmetic and a few methods.
"""

import ast
import io
import tokenize
from collections.abc import Callable
from functools import reduce
from operator import add, and_, floordiv, mod, mul, or_, sub, truediv
from typing import Any

import polars as pl

from gx_polars.rows import Batch, Column

Compare = Callable[[Column, str, Any], pl.Expr]

_KNOWN = (
    "Understood are column names (odd ones in `backticks`), numbers, strings, lists, True and False; "
    "== != < <= > >=, in, not in; and, or, not, &, |, ~; + - * / // %; and the methods isnull, isna, notnull, notna, "
    "isin, between, abs, str.contains, str.startswith, str.endswith, str.len."
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
_METHODS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
    ast.Div: truediv,
    ast.FloorDiv: floordiv,
    ast.Mod: mod,
}
_BETWEEN = {"both": "both", "left": "left", "right": "right", "neither": "none"}


class RowConditionError(ValueError):
    """A row condition in text that isn't understood."""


def parse_query(text: str, batch: Batch, compare: Compare) -> pl.Expr:
    """The rows for which a query in pandas' syntax is true."""
    try:
        source, quoted = _as_python(text)
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, tokenize.TokenError) as error:
        raise RowConditionError(f"The row_condition {text!r} isn't pandas query syntax. {_KNOWN}") from error
    return _Reader(text, batch, quoted, compare).truth(tree)


def _as_python(text: str) -> tuple[str, dict[str, str]]:
    """The text with ``&`` and ``|`` as words, as pandas binds them, and backticked names as plain ones."""
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
    """Turns a parsed query into an expression."""

    def __init__(self, text: str, batch: Batch, quoted: dict[str, str], compare: Compare) -> None:
        self.text, self.batch, self.quoted, self.compare = text, batch, quoted, compare

    def truth(self, node: ast.expr) -> pl.Expr:
        """A part that is true or false, and never null."""
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
            case ast.Name():
                column = self._column(node)
                if isinstance(column.dtype, pl.Boolean):
                    return column.values.fill_null(False)
            case ast.Call(func=ast.Attribute(value=of, attr=method), args=args, keywords=keywords):
                return self._method(node, of, method, args, keywords)
        raise self._not_understood(node)

    def _compared(self, left: ast.expr, operator: str | None, right: ast.expr) -> pl.Expr:
        if operator is None:
            raise self._not_understood(left)
        if (
            isinstance(right, ast.Name)
            and isinstance(left, ast.List | ast.Tuple | ast.Constant)
            and operator in _MIRRORED
        ):
            left, operator, right = right, _MIRRORED[operator], left
        if isinstance(right, ast.List | ast.Tuple):
            operator = {"==": "IN", "!=": "NOT_IN"}.get(operator, operator)
        if isinstance(left, ast.Name) and self._is_constant(right):
            return self.compare(self._column(left), operator, ast.literal_eval(right))
        a, b = self._value(left), self._value(right)
        if operator in ("IN", "NOT_IN"):
            raise self._not_understood(right)
        compared: pl.Expr = getattr(a, _METHODS[operator])(b)
        return compared.fill_null(operator == "!=")

    def _value(self, node: ast.expr) -> Any:
        """A part that is a number or another value."""
        match node:
            case ast.Name():
                return self._column(node).values
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return _ARITHMETIC[type(op)](self._value(left), self._value(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._value(operand)
            case ast.Call(func=ast.Attribute(value=of, attr="abs"), args=[], keywords=[]):
                return self._value(of).abs()
            case ast.Call(func=ast.Attribute(value=ast.Attribute(value=of, attr="str"), attr="len"), args=[]):
                return self._value(of).str.len_chars()
            case ast.Constant(value=value) if value is not None:
                return pl.lit(value)
        raise self._not_understood(node)

    def _method(
        self, node: ast.expr, of: ast.expr, method: str, args: list[ast.expr], keywords: list[ast.keyword]
    ) -> pl.Expr:
        if not all(self._is_constant(part) for part in (*args, *(keyword.value for keyword in keywords))):
            raise self._not_understood(node)
        given = [ast.literal_eval(arg) for arg in args]
        named = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in keywords}
        match of, method, given, named:
            case ast.Attribute(value=ast.Name() as name, attr="str"), _, [str(part)], {}:
                return self._text(node, self._column(name).text, method, part)
            case ast.Name(), "isnull" | "isna", [], {}:
                return self._column(of).values.is_null()
            case ast.Name(), "notnull" | "notna", [], {}:
                return self._column(of).values.is_not_null()
            case ast.Name(), "isin", [list(values) | tuple(values)], {}:
                return self.compare(self._column(of), "IN", values)
            case ast.Name(), "between", [low, high], {**rest} if set(rest) <= {"inclusive"}:
                closed = _BETWEEN.get(rest.get("inclusive", "both"))
                above = ">=" if closed in ("both", "left") else ">"
                below = "<=" if closed in ("both", "right") else "<"
                column = self._column(of)
                return self.compare(column, above, low) & self.compare(column, below, high)
        raise self._not_understood(node)

    def _text(self, node: ast.expr, text: pl.Expr, method: str, part: str) -> pl.Expr:
        from gx_polars.patterns import matches

        match method:
            case "contains":
                return matches(text, part).fill_null(False)
            case "startswith":
                return text.str.starts_with(part).fill_null(False)
            case "endswith":
                return text.str.ends_with(part).fill_null(False)
        raise self._not_understood(node)

    def _column(self, node: ast.expr) -> Column:
        assert isinstance(node, ast.Name)
        return self.batch.column(self.quoted.get(node.id, node.id))

    def _is_constant(self, node: ast.expr) -> bool:
        try:
            return ast.literal_eval(node) is not None
        except ValueError:
            return False

    def _not_understood(self, node: ast.expr) -> RowConditionError:
        part = ast.unparse(node)
        for plain, name in self.quoted.items():
            part = part.replace(plain, f"`{name}`")
        return RowConditionError(f"The row_condition {self.text!r} has a part that isn't understood: {part}. {_KNOWN}")
