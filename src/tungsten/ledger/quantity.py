"""The one grammar of printed quantities.

Expressions over a column of text, to be used eagerly on a hundred figures or
lazily on tens of millions of rows. The words live in ``lexicon.csv``; this
module holds only the shape of a quantity:

    [و] number [٪] [-|إلى number] [scale] [unit]      4-5 مليارات دولار
    [و] scale unit                                    مليون طن
    [المرتبة] ordinal                                  المرتبة الثانية

Work in three stages, each a ``with_columns`` of its own: ``spelt`` the text,
``parts`` out of the spelling, values out of the parts. In one stage Polars
would hold every intermediate column at once (four times the time, ten times
the memory on ten million rows).
"""

import csv
import re
from functools import cache
from importlib.resources import files
from typing import TypeVar

import polars as pl

NUMERAL = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
"""A number in digits; a comma only ever groups thousands."""

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

VALUES = ("low", "high", "rounding", "unit", "qualifier")
"""The columns a printed quantity becomes."""

# Characters a page carries that say nothing: direction marks, the letter
# stretcher, and what is left where WO₃ lost its subscript.
_SILENT = ["\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u2066", "\u2067", "\u2068", "\u2069", "\u0640", "\u00c2"]
_SPACES = ["\u00a0", "\u202f", "\u2009", "\t"]


@cache
def lexicon(kind: str) -> dict[str, str]:
    """The words of one kind (``scale``, ``unit``, ``hedge`` …): as printed → what it means."""
    text = files(__package__).joinpath("lexicon.csv").read_text(encoding="utf-8")
    return {row["printed"]: row["means"] for row in csv.DictReader(text.splitlines()) if row["kind"] == kind}


def read_quantities(frame: Frame, printed: str, hedge: str) -> Frame:
    """Adds ``low, high, rounding, unit, qualifier`` read from two text columns.

    ``low`` and ``high`` are in the base unit after scale words, ``rounding``
    is the half-width the last printed digit that isn't zero leaves open. What
    can't be read has a null ``low``; judging that is the caller's work.
    """
    return (
        frame.with_columns(_spelt=spelling(pl.col(printed)))
        .with_columns(_parts=parts(pl.col("_spelt")))
        .unnest("_parts")
        .with_columns(
            _low=number(pl.col("_from")),
            _high=number(pl.col("_to")),
            _factor=_meaning(pl.col("_scale"), "scale").cast(pl.Float64).fill_null(1.0),
            _step=pl.max_horizontal(last_digit(pl.col("_from")), last_digit(pl.col("_to"))),
            _place=_meaning(pl.col("_ordinal"), "ordinal").cast(pl.Float64),
            _hedge=_meaning(pl.col(hedge), "hedge"),
        )
        .with_columns(low=low(), high=high(), rounding=rounding(), unit=unit(), qualifier=qualifier(hedge))
        .drop(pl.selectors.starts_with("_"))
    )


def spelling(text: pl.Expr) -> pl.Expr:
    """One spelling for each thing: Latin digits, ٪, plain spaces and dashes, singular scale words."""
    swaps = lexicon("spelling") | dict.fromkeys(_SILENT, "") | dict.fromkeys(_SPACES, " ")
    return text.str.replace_many(list(swaps), list(swaps.values()), leftmost=True).str.strip_chars()


def parts(spelt: pl.Expr) -> pl.Expr:
    """The parts of a quantity as a struct of text: ``_from, _to, _scale, _unit, _ordinal``."""
    return spelt.str.extract_groups(_pattern())


def number(text: pl.Expr) -> pl.Expr:
    """The value of digits or of a number word, null where there is neither."""
    digits = text.str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
    return pl.coalesce(digits, _meaning(text, "number").cast(pl.Float64))


def last_digit(text: pl.Expr) -> pl.Expr:
    """The place value of the last digit that says something: 100 in 231,500, 0.001 in 1.216, 10 in ten."""
    plain = pl.coalesce(_meaning(text, "number"), text.str.replace_all(",", "", literal=True))
    decimals = plain.str.extract(r"\.(\d+)$").str.len_bytes()
    zeros = plain.str.extract(r"[1-9](0+)$").str.len_bytes()
    places = pl.coalesce(-decimals.cast(pl.Int8), zeros.cast(pl.Int8), pl.lit(0, pl.Int8))
    return pl.when(plain.is_not_null()).then(pl.lit(10.0).pow(places))


def low() -> pl.Expr:
    """The printed value or the start of a range; a bare scale word counts one of its kind."""
    bare = pl.when(pl.col("_scale").is_not_null()).then(1.0)
    return _tidy(pl.coalesce(pl.col("_place"), pl.coalesce("_low", bare) * pl.col("_factor")))


def high() -> pl.Expr:
    """The printed value again, or the end of a range."""
    bare = pl.when(pl.col("_scale").is_not_null()).then(1.0)
    return _tidy(pl.coalesce(pl.col("_place"), pl.coalesce("_high", "_low", bare) * pl.col("_factor")))


def rounding() -> pl.Expr:
    """Half of the last printed digit's place; none for a rank, and none for a range that isn't hedged."""
    is_range = pl.col("_to").is_not_null()
    says_what_it_is = pl.col("_place").is_not_null() | (is_range & pl.col("_hedge").is_null())
    half = pl.coalesce("_step", 1.0) * pl.col("_factor") / 2
    return pl.when(says_what_it_is).then(0.0).otherwise(_tidy(half))


def unit() -> pl.Expr:
    """The base unit, from the printed unit word; an ordinal is a rank. Null for a sign at odds with the word."""
    sign, word = _meaning(pl.col("_sign"), "unit"), _meaning(pl.col("_unit"), "unit")
    return (
        pl.when(pl.col("_ordinal").is_not_null())
        .then(pl.lit("rank"))
        .when((sign == word).fill_null(True))
        .then(pl.coalesce(word, sign))
    )


def qualifier(hedge: str) -> pl.Expr:
    """``range`` where two numbers stand, else what the hedge means, else ``exact``; null for an unknown hedge."""
    return (
        pl.when(pl.col("_to").is_not_null())
        .then(pl.lit("range"))
        .when(pl.col(hedge).is_null())
        .then(pl.lit("exact"))
        .otherwise(pl.col("_hedge"))
    )


def _meaning(text: pl.Expr, kind: str) -> pl.Expr:
    """What a word means, as text. A when/then chain: unlike ``replace_strict`` it streams."""
    chain = pl.when(pl.lit(False)).then(pl.lit(None, pl.String))
    for printed, means in lexicon(kind).items():
        chain = chain.when(text == printed).then(pl.lit(means))
    return chain.otherwise(None)


def _tidy(value: pl.Expr) -> pl.Expr:
    """Sheds the dust of binary fractions (75.1 × 10⁶) beyond twelve digits."""
    return value.round_sig_figs(12)


@cache
def _pattern() -> str:
    numeral = f"{NUMERAL}|{_any('number')}"
    return (
        r"^و?(?:"
        rf"(?:المرتبة )?(?P<_ordinal>{_any('ordinal')})"
        rf"|(?P<_from>{numeral})? ?(?P<_sign>٪)?(?: ?(?:-|إلى) ?(?P<_to>{numeral}))?"
        rf" ?(?P<_scale>{_any('scale')})? ?(?P<_unit>{_any('unit')})?"
        r")$"
    )


def _any(kind: str) -> str:
    longest_first = sorted(lexicon(kind), key=len, reverse=True)
    return "|".join(map(re.escape, longest_first))
