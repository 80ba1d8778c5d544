"""Printed quantities as numbers: the parts of a print, evaluated by Polars.

The grammar (`parse`) finds the parts of a print; the expressions here compute
its value. Prints of one shape, which differ only in their digits, have the same
parts in the same places: the grammar reads each shape once, and the digits are
sliced from the column. So columns of tens of millions of prints can be read.

The stages are ``with_columns`` calls of their own: in one call Polars would
hold all intermediate columns at once.
"""

import re
from functools import cache
from typing import Any, TypeVar

import polars as pl

from tungsten.ledger.pack import FOLDED, fold, hedges, script, units, words
from tungsten.ledger.parse import Grammar
from tungsten.ledger.parts import Number, Parts, Read, Unread, last_place
from tungsten.ledger.profile import profile_of_prints
from tungsten.ledger.rank import rank
from tungsten.ledger.tokens import SILENT, STRETCHER, plain_characters, tokens

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

VALUES = ("low", "high", "rounding", "unit", "qualifier")
"""The columns of a printed quantity."""

PARTS = pl.Struct(
    {
        "_from": pl.String,
        "_from_start": pl.Int32,
        "_from_length": pl.Int32,
        "_to": pl.String,
        "_to_start": pl.Int32,
        "_to_length": pl.Int32,
        "_times": pl.Float64,
        "_to_times": pl.Float64,
        "_added": pl.Float64,
        "_to_added": pl.Float64,
        "_place": pl.Float64,
        "_factor": pl.Float64,
        "_unit": pl.String,
        "_per": pl.String,
        "_is_range": pl.Boolean,
    }
)
"""The parts of a print as a struct.

A mantissa is text (``_from``, ``_to``), or its place in the print (``_start``,
``_length``).
"""

_NO_PARTS: tuple[Any, ...] = (*[None] * 14, False)


def read_quantities(frame: Frame, printed: str, hedge: str, unit_meant: str | None = None) -> Frame:
    """Add ``low, high, rounding, unit, qualifier, per``, read from two text columns.

    ``low`` and ``high`` are in the base unit, scale words included; ``rounding``
    is half the place value to which the number is exact (`exact_place`). A print
    that can't be read has a null ``low``.

    Args:
        frame: A frame with both columns.
        printed: The column of prints.
        hedge: The column of the words that hedge them, null without one.
        unit_meant: The column of the names of units that replace those of the prints, null where none does.
    """
    read = frame.with_columns(_written=spelling(pl.col(printed))).with_columns(_parts=parts(pl.col("_written")))
    return (
        read.unnest("_parts")
        .with_columns(_from=_digits("_from"), _to=_digits("_to"))
        .with_columns([] if unit_meant is None else _units_meant(pl.col(unit_meant)))
        .pipe(_evaluated, hedge)
        .drop(pl.selectors.starts_with("_"))
    )


def _units_meant(name: pl.Expr) -> list[pl.Expr]:
    """Return the base units and factors of prints, taken from the units that are meant where these are given."""
    known = {unit: (meant.base, meant.factor) for unit, meant in units().items() if meant.base}
    base, factor = ({unit: pair[part] for unit, pair in known.items()} for part in (0, 1))
    return [
        pl.coalesce(name.replace_strict(base, default=None, return_dtype=pl.String), "_unit").alias("_unit"),
        pl.coalesce(name.replace_strict(factor, default=None, return_dtype=pl.Float64), "_factor").alias("_factor"),
    ]


def evaluate(frame: pl.DataFrame, hedge: str) -> pl.DataFrame:
    """Add the columns of `read_quantities` to a frame whose column ``_parts`` holds `PARTS`."""
    return frame.unnest("_parts").pipe(_evaluated, hedge).drop(pl.selectors.starts_with("_"))


def _evaluated(frame: Frame, hedge: str) -> Frame:
    """Add the columns of a printed quantity; ``_from`` and ``_to`` hold its mantissas as text."""
    return (
        frame.with_columns(pl.col("_from", "_to").cast(pl.Float64, strict=False))
        .with_columns(
            _from=pl.col("_from") + pl.col("_added") / pl.col("_times"),
            _to=(pl.col("_to") * pl.col("_to_times") + pl.col("_to_added")) / pl.col("_times"),
            _hedge=hedge_means(pl.col(hedge)),
        )
        .with_columns(_times=pl.col("_times") * pl.col("_factor"))
        .with_columns(
            low=low(), high=high(), rounding=rounding(), unit=unit(), qualifier=qualifier(hedge), per=pl.col("_per")
        )
    )


def spelling(text: pl.Expr) -> pl.Expr:
    """Return a text in Latin digits, plain spaces and dashes, without characters that mean nothing."""
    return text.str.replace_many(_plain_characters(), leftmost=True).str.strip_chars()


def parts(written: pl.Expr) -> pl.Expr:
    """Return the parts of each print, as `PARTS`."""
    return written.map_batches(_parts_of_series, return_dtype=PARTS, is_elementwise=True)


def last_digit(*texts: pl.Expr) -> pl.Expr:
    """Return the place value of the last significant digit: 100 in 231,500, 0.001 in 1.216.

    The texts are plain digits without commas; of several the largest place counts.
    """
    return pl.lit(10.0).pow(pl.max_horizontal(_last_place(text) for text in texts))


def low() -> pl.Expr:
    """Return the printed value, or the start of a range."""
    return _rounded(pl.col("_from") * pl.col("_times"))


def high() -> pl.Expr:
    """Return the end of a range, null if it is less than the start; the printed value if there is no range."""
    end = pl.when(pl.col("_from") <= pl.col("_to")).then("_to")
    return pl.when("_is_range").then(_rounded(end * pl.col("_times"))).otherwise(low())


def rounding() -> pl.Expr:
    """Return half of the place to which a number is exact; 0 for a range without a hedge, whose ends are exact."""
    ends_are_stated = pl.col("_is_range") & pl.col("_hedge").is_null()
    last_place = pl.col("_place") * pl.col("_times")
    is_approximate = (pl.col("_hedge") == "approx").fill_null(False)
    place = exact_place(last_place, unit(), is_approximate)
    return pl.when(ends_are_stated).then(0.0).when(low().is_not_null()).then(place / 2)


def exact_place(last_place: pl.Expr, unit: pl.Expr, is_approximate: pl.Expr) -> pl.Expr:
    """Return the place value to which a printed number is exact, in its unit; 0 for an exact number.

    Args:
        last_place: The place value of the last significant digit.
        unit: The base unit. Ranks are exact, and so are counts printed to the last digit without a hedge. In a
            percentage zeros are significant: 70 % is exact to one point, with a hedge to ten points at most.
        is_approximate: Whether a word such as "about" hedges the number.
    """
    percent_place = pl.min_horizontal(last_place, pl.when(is_approximate).then(10.0).otherwise(1.0))
    return (
        pl.when((unit == "rank") | ((unit == "count") & (last_place <= 1) & ~is_approximate))
        .then(0.0)
        .when(unit == "percent")
        .then(percent_place)
        .otherwise(last_place)
    )


def unit() -> pl.Expr:
    """Return the base unit of the printed unit; null where none is printed."""
    return pl.col("_unit")


def qualifier(hedge: str) -> pl.Expr:
    """Return ``range`` for two numbers, else the meaning of the hedge, else ``exact``; null for an unknown hedge."""
    return (
        pl.when("_is_range")
        .then(pl.lit("range"))
        .when(pl.col(hedge).is_null())
        .then(pl.lit("exact"))
        .otherwise(pl.col("_hedge"))
    )


def parts_row(parts: Parts | None, as_places: bool = False) -> tuple[Any, ...]:
    """Return parts as a row of `PARTS`.

    Args:
        parts: The parts; None for a print that can't be read.
        as_places: Give the place of each mantissa instead of its digits.
    """
    if parts is None:
        return _NO_PARTS
    first, last = parts.first, parts.last
    unit = units()[parts.unit] if parts.unit else None
    ends = (first,) if last is None else (first, last)
    return (
        *_mantissa(first, as_places),
        *(_mantissa(last, as_places) if last else (None, None, None)),
        first.times,
        last.times if last else None,
        first.added,
        last.added if last else None,
        max(map(_place, ends)) / first.times,
        unit.factor if unit else 1.0,
        unit.base or None if unit else None,
        parts.per,
        last is not None,
    )


def read_print(text: str) -> Parts | None:
    """Return the parts of a whole print; None unless it is one quantity from its first to its last token."""
    profile = profile_of_prints()
    listed = tokens(text, profile.lexicon)
    at = 0
    while at < len(listed.tokens) and listed.tokens[at].category == "prefix":
        at += 1
    if at < len(listed.tokens) and "and" in listed.tokens[at].kinds and listed.tokens[at].category == "word":
        at += 1
    grammar = Grammar(listed.since(at), profile, script(text))
    grammar.is_one_mention = True
    try:
        read = rank(grammar, 0) or grammar.multiple(0) or _first_quantity(grammar)
    except Unread:
        return None
    if read is None or read.last != grammar.length or read.parts.joiner in {"list", "steps"}:
        return None
    return read.parts


def _first_quantity(grammar: Grammar) -> Read | None:
    """Return the quantity that begins with the first token, whose number may follow: (6.2) million."""
    found = (grammar.quantity(at) for at in range(min(5, grammar.length)))
    return next((read for read in found if read and read.first == 0), None)


def _parts_of_series(prints: pl.Series) -> pl.Series:
    """Return the parts of every print: one reading for each shape, or for each print where its digits matter."""
    shapes = prints.str.replace_many(list("23456789"), ["1"] * 8)
    distinct = shapes.unique().drop_nulls()
    read = [_parts_of_shape(shape) for shape in distinct]
    known = pl.DataFrame(
        {"shape": distinct, "alone": [row is None for row in read]}, schema_overrides={"alone": pl.Boolean}
    ).with_columns(parts=_structs([row or _NO_PARTS for row in read]))
    rows = pl.DataFrame({"print": prints, "shape": shapes})
    rows = rows.join(known, on="shape", how="left", maintain_order="left")
    if not rows["alone"].any():
        return rows["parts"]
    own = rows.filter("alone")["print"].unique()
    alone = pl.DataFrame({"print": own, "own": _structs([parts_row(read_print(text)) for text in own])})
    rows = rows.join(alone, on="print", how="left", maintain_order="left")
    return rows.select(pl.when("alone").then("own").otherwise("parts").alias("parts"))["parts"]


def _structs(rows: list[tuple[Any, ...]]) -> pl.Series:
    return pl.DataFrame(rows, schema=dict(PARTS.to_schema()), orient="row").to_struct()


_FRACTION = re.compile(r"\d/\d")
"""A fraction in digits, which depends on them: 3 1/2 is read, 3 1/7 is not."""

_SHAPES: dict[str, tuple[Any, ...] | None] = {}


def _parts_of_shape(shape: str) -> tuple[Any, ...] | None:
    """Return the parts of all prints of a shape; None where each print must be read by itself."""
    if shape not in _SHAPES:
        if len(_SHAPES) > 100_000:
            _SHAPES.clear()
        parts = read_print(shape)
        is_same = _is_never_read(shape) if parts is None else _can_slice(parts, shape)
        is_same = is_same and not _FRACTION.search(shape)
        _SHAPES[shape] = parts_row(parts, as_places=True) if is_same else None
    return _SHAPES[shape]


def _is_never_read(shape: str) -> bool:
    """Return whether a shape is no quantity even if its first, or its last, number is the largest possible.

    1 in 1 is no share, but 3 in 4 is.
    """
    largest = (re.sub(number, lambda found: "9" * len(found[0]), shape, count=1) for number in (r"\d+", r"\d+(?=\D*$)"))
    return all(read_print(text) is None for text in largest)


def _can_slice(parts: Parts, shape: str) -> bool:
    """Return whether the mantissas are the digits of a print as they stand, but for commas."""
    rest = shape
    for end in (parts.first, parts.last):
        if end is None:
            continue
        if end.times != parts.first.times or (end.place is not None and not end.is_word) or end.added:
            return False
        if not end.is_word:
            digits = shape[end.start : end.stop]
            if digits.replace(",", "") != end.text:
                return False
            rest = rest.replace(digits, "", 1)
    return not any(sign.isdecimal() for sign in rest)


def _mantissa(number: Number, as_place: bool) -> tuple[str | None, int | None, int | None]:
    """Return the digits of a mantissa, or else its start and length in the print."""
    if as_place and number.start >= 0:
        return None, number.start, number.stop - number.start
    return number.text, None, None


def _place(number: Number) -> float:
    """Return the place value of a number's last significant digit, scale words included."""
    if number.place is not None and number.added:
        return number.place
    return (10.0 ** last_place(number.text.lstrip("-")) if number.place is None else number.place) * number.times


def _digits(name: str) -> pl.Expr:
    """Return a mantissa as text: the digits in the parts, or those in the print without commas."""
    digits = pl.col("_written").str.slice(pl.col(f"{name}_start"), pl.col(f"{name}_length"))
    return pl.coalesce(name, digits.str.replace_all(",", "", literal=True))


def hedge_means(printed: pl.Expr) -> pl.Expr:
    """Return the qualifier that a hedge means; null for a hedge that no pack has."""
    folded = printed.str.to_lowercase().str.replace_many(FOLDED)
    return folded.replace_strict(*_folded_hedges(), default=None, return_dtype=pl.String)


@cache
def _folded_hedges() -> tuple[pl.Series, pl.Series]:
    """Return every hedge as it is looked up, and what it means; as series, which Polars need not convert again."""
    folded = {fold(printed): meaning for printed, meaning in hedges().items()}
    return pl.Series(list(folded)), pl.Series(list(folded.values()))


@cache
def _plain_characters() -> dict[str, str]:
    """Return what each character, or a few of them, is replaced by; the longest keys first."""
    digits = {digit: digit for digit in "0123456789"} | words("digit")
    dashes = {f"{STRETCHER}{space}{digit}": f"-{plain}" for space in ("", " ") for digit, plain in digits.items()}
    single = {chr(code): plain for code, plain in plain_characters().items()} | dict.fromkeys(SILENT, "")
    replaced = dashes | single | words("spelling") | {"٫": ".", "٬": ",", "\n> ": " "}
    return {key: replaced[key] for key in sorted(replaced, key=len, reverse=True)}


def _last_place(text: pl.Expr) -> pl.Expr:
    """Return the power of ten of the last significant digit: any decimal, else the last digit but zeros."""
    text = text.str.strip_prefix("-")
    length = text.str.len_bytes().cast(pl.Int64)
    point = text.str.find(".", literal=True)
    zeros = length - text.str.strip_chars_end("0").str.len_bytes()
    return pl.coalesce(point + 1 - length, zeros % length)  # a text of zeros only has the place 0


def _rounded(value: pl.Expr) -> pl.Expr:
    """Round to twelve digits, which removes the error of binary fractions in products such as 75.1 × 10⁶."""
    return value.round_sig_figs(12)
