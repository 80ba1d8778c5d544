"""Printed quantities as numbers: the parts of a print, evaluated by Polars.

The grammar (`parse`) says what the parts of a print are; the expressions here
say what they come to. They serve a hundred figures and columns of tens of
millions of prints alike, since prints of one shape (the same but for their
digits) have the same parts in the same places: the grammar reads each shape
once, the digits are cut out of the column.

Work in stages, each a ``with_columns`` of its own. In one stage Polars would
hold every intermediate column at once.
"""

from functools import cache
from typing import Any, TypeVar

import polars as pl

from tungsten.ledger.number import Number, Unread, last_place
from tungsten.ledger.pack import FOLDED, Unit, fold, hedges, script, units, words
from tungsten.ledger.parse import Grammar, Parts
from tungsten.ledger.profile import usual
from tungsten.ledger.tokens import SILENT, STRETCHER, one_sign_each, tokens

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

VALUES = ("low", "high", "rounding", "unit", "qualifier")
"""The columns a printed quantity becomes."""

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
"""What the grammar hands to the expressions; mantissas as text, or where in the print they stand."""

_NOTHING: tuple[Any, ...] = (*[None] * 14, False)


def lexicon(kind: str) -> dict[str, str]:
    """The words of one kind in all packs: as printed → what it means; of ``hedge`` those of every place."""
    return hedges() if kind == "hedge" else words(kind)


def read_quantities(frame: Frame, printed: str, hedge: str) -> Frame:
    """Add ``low, high, rounding, unit, qualifier, per`` read from two text columns.

    ``low`` and ``high`` are in the base unit after scale words; ``rounding``
    is half the place the number is printed to (`exact_place`). A print that
    can't be read has a null ``low``; the caller decides what to do with it.
    """
    return (
        frame.with_columns(_written=spelling(pl.col(printed)))
        .with_columns(_parts=parts(pl.col("_written")))
        .unnest("_parts")
        .with_columns(_from=_cut("_from"), _to=_cut("_to"))
        .pipe(_evaluated, hedge)
        .drop(pl.selectors.starts_with("_"))
    )


def evaluate(frame: pl.DataFrame, hedge: str) -> pl.DataFrame:
    """Add the same columns to a frame whose column ``_parts`` holds parts the grammar already read."""
    return frame.unnest("_parts").pipe(_evaluated, hedge).drop(pl.selectors.starts_with("_"))


def _evaluated(frame: Frame, hedge: str) -> Frame:
    """Add the columns a printed quantity becomes; ``_from`` and ``_to`` hold its mantissas as text."""
    return (
        frame.with_columns(
            pl.col("_from", "_to").cast(pl.Float64, strict=False),
            _step=pl.coalesce("_place", last_digit(pl.col("_from"), pl.col("_to"))),
        )
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
    """One sign for each thing: Latin digits, plain spaces and dashes, nothing that says nothing."""
    return _swap(text, _readings()).str.strip_chars()


def parts(written: pl.Expr) -> pl.Expr:
    """What the grammar reads of each print, as a struct like `PARTS`."""
    return written.map_batches(_parts_of_series, return_dtype=PARTS, is_elementwise=True)


def last_digit(*texts: pl.Expr) -> pl.Expr:
    """The place value of the last digit that says something: 100 in 231,500, 0.001 in 1.216; the coarsest of several.

    Of plain digits, without commas.
    """
    return pl.lit(10.0).pow(pl.max_horizontal(_last_place(text) for text in texts))


def low() -> pl.Expr:
    """The printed value or the start of a range."""
    return _tidy(pl.col("_from") * pl.col("_times"))


def high() -> pl.Expr:
    """The end of a range, null where that lies before its start; else the printed value again."""
    end = pl.when(pl.col("_from") <= pl.col("_to")).then("_to")
    return pl.when("_is_range").then(_tidy(end * pl.col("_times"))).otherwise(low())


def rounding() -> pl.Expr:
    """Return half of the place a number is printed to; 0 for a range that isn't hedged, whose ends are stated."""
    ends_are_stated = pl.col("_is_range") & pl.col("_hedge").is_null()
    last_place = pl.col("_step").fill_null(1.0) * pl.col("_times").fill_null(1.0)
    is_approximate = (pl.col("_hedge") == "approx").fill_null(False)
    place = exact_place(last_place, unit(), is_approximate)
    return pl.when(ends_are_stated).then(0.0).when(low().is_not_null()).then(place / 2)


def exact_place(last_place: pl.Expr, unit: pl.Expr, is_approximate: pl.Expr) -> pl.Expr:
    """Return the place a printed number is exact to, in its unit; 0 where it is exact altogether.

    Args:
        last_place: the place of the last digit that isn't zero, or of any decimal.
        unit: the base unit. A rank is itself. A count of single things is
            itself, too. In a percentage zeros are digits: 70 % is right to one
            point, and a hedge puts at most its tens in doubt.
        is_approximate: whether a word such as "about" hedges the number.
    """
    percent_place = pl.min_horizontal(last_place, pl.when(is_approximate).then(10.0).otherwise(1.0))
    return (
        pl.when((unit == "rank") | ((unit == "count") & (last_place <= 1)))
        .then(0.0)
        .when(unit == "percent")
        .then(percent_place)
        .otherwise(last_place)
    )


def unit() -> pl.Expr:
    """The base unit, as ``units.csv`` has it for the printed one; null where none is printed."""
    return pl.col("_unit")


def qualifier(hedge: str) -> pl.Expr:
    """``range`` where two numbers stand, else what the hedge means, else ``exact``; null for an unknown hedge."""
    return (
        pl.when("_is_range")
        .then(pl.lit("range"))
        .when(pl.col(hedge).is_null())
        .then(pl.lit("exact"))
        .otherwise(pl.col("_hedge"))
    )


# ------------------------------------------------------------------ the parts


def parts_row(found: Parts | None, cut: bool = False) -> tuple[Any, ...]:
    """Parts as a row of `PARTS`; with ``cut`` the place of a mantissa instead of its digits."""
    if found is None:
        return _NOTHING
    first, last = found.first, found.last
    of: Unit | None = units()[found.unit] if found.unit else None
    places = [place for place in (_place(first), _place(last) if last else None) if place is not None]
    known = first.place is not None or (last is not None and (last.place is not None or last.times != first.times))
    return (
        *_mantissa(first, cut),
        *(_mantissa(last, cut) if last else (None, None, None)),
        first.times,
        last.times if last else None,
        first.added,
        last.added if last else None,
        max(places) / first.times if known and places else None,
        of.factor if of else 1.0,
        of.base or None if of else None,
        found.per,
        last is not None,
    )


def read_print(text: str) -> Parts | None:
    """What the grammar reads of a whole print; None where it is no quantity from end to end."""
    profile = usual()
    found = tokens(text, profile.lexicon)
    at = 0
    while at < len(found) and found[at].sort == "prefix":
        at += 1
    if at < len(found) and "and" in found[at].kinds and found[at].sort == "word":
        at += 1
    grammar = Grammar(found[at:], profile, script(text))
    grammar.is_one_mention = True
    try:
        read = grammar.rank(0) or grammar.multiple(0) or grammar.quantity(0)
    except Unread:
        return None
    if read is None or read.last != len(grammar.tokens) or read.parts.joiner in {"list", "steps"}:
        return None
    return read.parts


def _parts_of_series(prints: pl.Series) -> pl.Series:
    """The parts of every print: the grammar reads each shape once, and alone what needs its digits."""
    shapes = prints.str.replace_many(list("23456789"), ["1"] * 8)
    kinds = shapes.unique().drop_nulls()
    read = [_shape(kind) for kind in kinds]
    known = pl.DataFrame(
        {"shape": kinds, "alone": [row is None for row in read]}, schema_overrides={"alone": pl.Boolean}
    )
    known = known.with_columns(parts=_structs([row or _NOTHING for row in read]))
    rows = pl.DataFrame({"print": prints, "shape": shapes})
    rows = rows.join(known, on="shape", how="left", maintain_order="left")
    if not rows["alone"].any():
        return rows["parts"]
    own = rows.filter("alone")["print"].unique()
    alone = pl.DataFrame({"print": own, "own": _structs([parts_row(read_print(text)) for text in own])})
    rows = rows.join(alone, on="print", how="left", maintain_order="left")
    return rows.select(pl.when("alone").then("own").otherwise("parts").alias("parts"))["parts"]


def _structs(rows: list[tuple[Any, ...]]) -> pl.Series:
    names = [one.name for one in PARTS.fields]
    return pl.DataFrame(rows, schema=dict(PARTS.to_schema()), orient="row").select(parts=pl.struct(names)).to_series()


_SHAPES: dict[str, tuple[Any, ...] | None] = {}


def _shape(shape: str) -> tuple[Any, ...] | None:
    """The parts of every print of a shape; None where each must be read by itself."""
    if shape not in _SHAPES:
        if len(_SHAPES) > 100_000:
            _SHAPES.clear()
        found = read_print(shape)
        _SHAPES[shape] = parts_row(found, cut=True) if found is None or _is_plain(found, shape) else None
    return _SHAPES[shape]


def _is_plain(found: Parts, shape: str) -> bool:
    """Whether the digits of every print of a shape can be cut out of it as they stand, but for commas."""
    rest = shape
    for end in (found.first, found.last):
        if end is None:
            continue
        if end.times != found.first.times or (end.place is not None and not end.is_word) or end.added:
            return False
        if not end.is_word:
            cut = shape[end.start : end.stop]
            if cut.replace(",", "") != end.text:
                return False
            rest = rest.replace(cut, "", 1)
    return not any(sign.isdecimal() for sign in rest)


def _mantissa(number: Number, cut: bool) -> tuple[str | None, int | None, int | None]:
    if cut and number.start >= 0:
        return None, number.start, number.stop - number.start
    return number.text, None, None


def _place(number: Number) -> float | None:
    """The place of a number's last digit that says something, scale worked in."""
    if number.place is not None and number.added:
        return number.place
    return (10.0 ** last_place(number.text.lstrip("-")) if number.place is None else number.place) * number.times


def _cut(name: str) -> pl.Expr:
    """A mantissa as text: as the grammar wrote it, or cut out of the print, without commas."""
    there = pl.col("_written").str.slice(pl.col(f"{name}_start"), pl.col(f"{name}_length"))
    return pl.coalesce(name, there.str.replace_all(",", "", literal=True))


# ---------------------------------------------------------------------- words


def hedge_means(printed: pl.Expr) -> pl.Expr:
    """What a hedge makes of a figure: its qualifier; null for a hedge no pack has."""
    careless = list(FOLDED)
    folded = printed.str.to_lowercase().str.replace_many(careless, [FOLDED[sign] for sign in careless])
    return folded.replace_strict(_hedges(), default=None, return_dtype=pl.String)


@cache
def _hedges() -> dict[str, str]:
    return {fold(printed): means for printed, means in hedges().items()}


@cache
def _readings() -> dict[str, str]:
    signs = {chr(code): means for code, means in one_sign_each().items()}
    silent = dict.fromkeys(SILENT, "")
    return _stretched() | signs | silent | words("spelling") | {"٫": ".", "٬": ","}


@cache
def _stretched() -> dict[str, str]:
    digits = {digit: digit for digit in "0123456789"} | words("digit")
    return {f"{STRETCHER}{space}{digit}": f"-{means}" for space in ("", " ") for digit, means in digits.items()}


def _swap(text: pl.Expr, swaps: dict[str, str]) -> pl.Expr:
    """Each key for its value, in one pass; of two that start at the same place the longer."""
    longest_first = sorted(swaps, key=len, reverse=True)
    return text.str.replace_many(longest_first, [swaps[key] for key in longest_first], leftmost=True)


def _last_place(text: pl.Expr) -> pl.Expr:
    """The power of ten of the last digit that says something: any decimal, else the last that isn't zero."""
    text = text.str.strip_prefix("-")
    length = text.str.len_bytes().cast(pl.Int64)
    point = text.str.find(".", literal=True)
    zeros = length - text.str.strip_chars_end("0").str.len_bytes()
    return pl.coalesce(point + 1 - length, zeros % length)  # all zeros are one


def _tidy(value: pl.Expr) -> pl.Expr:
    """Sheds the dust of binary fractions (75.1 × 10⁶) beyond twelve digits."""
    return value.round_sig_figs(12)
