"""The one grammar of printed quantities.

Expressions over a column of text, to be used eagerly on a hundred figures or
lazily on tens of millions of rows. The words live in ``lexicon.csv``; this
module holds only the shape of a quantity:

    [و] [٪|$] number [٪] [-|إلى number [٪]] [scale] [unit]  4-5 مليارات دولار
    [و] scale [unit]                                        مليون طن
    [المرتبة] ordinal                                        المرتبة الثانية

Numbers first, words after: a pattern takes the numbers off the front, and the
rest must be, as a whole, one of the two thousand phrases the lexicon allows.

Work in stages, each a ``with_columns`` of its own: the text in one writing,
numbers and phrase out of that, what they mean, the values. In one stage Polars
would hold every intermediate column at once (four times the time, ten times
the memory on ten million rows).
"""

import csv
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TypeVar

import polars as pl

_GROUPS = "(?:,[0-9]{3}){1,3}"
_WHOLE = rf"[1-9](?:{_GROUPS}|[0-9](?:{_GROUPS}|[0-9](?:{_GROUPS}|[0-9]{{1,9}})?)?)?|0[0-9]{{0,11}}"
NUMERAL = rf"(?:{_WHOLE})(?:\.[0-9]{{1,12}})?"
"""A number in digits, no more than twelve before the point; a comma only ever groups thousands, and never after a 0.

It is ``[0-9]{1,3}(,[0-9]{3})+|[0-9]+`` with each digit's next step spelt out: a
pattern that never has to go back is matched in half the time.
"""

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

VALUES = ("low", "high", "rounding", "unit", "qualifier")
"""The columns a printed quantity becomes."""

_SIGNS = {"٪": "%", "إلى": "-"}
"""The signs numbers are read by, for those they are spelt with."""

VOWELS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
"""The marks of short vowels, which a writer may set or leave out."""

STRETCHER = "\u0640"
"""Makes a word longer, and between two digits stands for a dash."""

SILENT = (
    "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u2060\u2066\u2067\u2068\u2069\u00ad\ufeff\u00c2"
    + STRETCHER
    + VOWELS
)
"""What a page carries and says nothing: signs without width, the stretcher, a space decoded wrongly, vowels."""

SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u202f\u205f\u3000\t"
"""What stands for a plain space."""


@cache
def lexicon(kind: str) -> dict[str, str]:
    """The words of one kind: as printed → what it means.

    This grammar reads by ``spelling, dual, scale, scales`` (after a number
    only), ``number, ordinal, unit, hedge, month``; the scanner goes by the
    others too.
    """
    text = files(__package__).joinpath("lexicon.csv").read_text(encoding="utf-8")
    return {row["printed"]: row["means"] for row in csv.DictReader(text.splitlines()) if row["kind"] == kind}


def read_quantities(frame: Frame, printed: str, hedge: str) -> Frame:
    """Add ``low, high, rounding, unit, qualifier`` read from two text columns.

    ``low`` and ``high`` are in the base unit after scale words; ``rounding``
    is half the place the number is printed to (`exact_place`). A print that
    can't be read has a null ``low``; the caller decides what to do with it.
    """
    hedges = lexicon("hedge")
    return (
        frame.with_columns(_written=in_digits(pl.col(printed)))
        .with_columns(_parts=parts(pl.col("_written")))
        .unnest("_parts")
        .with_columns(
            pl.col("_from", "_to").str.replace_all(",", "", literal=True),
            _words=_one_of(pl.col("_after"), phrases()["words"].to_list()),
            _stands_alone=pl.col("_from").is_null(),
            _percent=pl.col("_written").str.contains("%", literal=True),
            _dollar=pl.col(printed).str.contains("$", literal=True),
        )
        .with_columns(
            _times=_look_up(pl.col("_words"), phrases()["times"]),
            _alone=_look_up(pl.col("_words"), phrases()["alone"]),
            _unit=_look_up(pl.col("_words"), phrases()["unit"]),
            _hedge=_look_up(_one_of(pl.col(hedge), list(hedges)), pl.Series(list(hedges.values()))),
        )
        .with_columns(
            pl.col("_from", "_to").cast(pl.Float64, strict=False),
            _is_range=pl.col("_to").is_not_null(),
            _step=last_digit(pl.col("_from"), pl.col("_to")),
        )
        .with_columns(low=low(), high=high(), rounding=rounding(), unit=unit(), qualifier=qualifier(hedge))
        .drop(pl.selectors.starts_with("_"))
    )


def spelling(text: pl.Expr) -> pl.Expr:
    """One spelling for each thing: Latin digits, ٪, plain spaces and dashes, singular scale words."""
    return _swap(text, _spellings()).str.strip_chars()


def in_digits(text: pl.Expr) -> pl.Expr:
    """A quantity as its numbers are read: number words as digits, signs as ``-`` and ``%``, no و or $ before it."""
    return _swap(text, readings()).str.strip_chars_start(" و$").str.strip_chars_end()


@cache
def readings() -> dict[str, str]:
    """Every spelling, sign and number word: as printed → as it is read."""
    spellings = {printed: _SIGNS.get(means, means) for printed, means in _marks().items()}
    # The spaces keep a word's digits apart from those it is glued to.
    words = {printed: f" {means} " for printed, means in number_words().items()}
    duals = {printed: f" {means}" for printed, means in lexicon("dual").items()}
    return spellings | _SIGNS | words | duals


@cache
def number_words() -> dict[str, int]:
    """Every number in words, up to 99 and whole hundreds: as printed → its value."""
    said = {word: int(means) for printed, means in lexicon("number").items() for word in typed(printed)}
    ones, tens = ({word: n for word, n in said.items() if n in range(*span)} for span in ((1, 10), (20, 100, 10)))
    compounds = {f"{one} و{ten}": ones[one] + tens[ten] for one, ten in product(ones, tens)}
    return said | compounds


def parts(written: pl.Expr) -> pl.Expr:
    """A quantity as a struct of text: its number ``_from``, of a range the other ``_to``, the words ``_after``."""
    number = rf"{NUMERAL}) *(?:% *)?"
    after = "(?P<_after>(?:[^0-9.,% -](?s:.*))?)"
    return written.str.extract_groups(rf"^(?:% *)?(?:(?P<_from>{number}(?:- *(?P<_to>{number})?)?{after}$")


def typed(word: str) -> list[str]:
    """A word as it stands in the lexicon, and as it is typed without hamza, with ه for ة, or both."""
    without = word.translate(str.maketrans("أإ", "اا"))
    return list(dict.fromkeys([word, without, word.replace("ة", "ه"), without.replace("ة", "ه")]))


@cache
def phrases() -> pl.DataFrame:
    """All that may follow a number or stand alone, in ``words``, and what it says.

    ``times`` is what a number before it is multiplied by, none for an ordinal;
    ``alone`` what it counts without one: a bare scale word one of its kind,
    but millions nobody knows how many.
    """
    said: dict[str, tuple[float | None, float | None, str | None]] = {}
    factors = {word: float(factor) for word, factor in lexicon("scale").items()}
    one = {word: (factor, factor) for word, factor in factors.items()}
    many = {word: (factors[scale], None) for word, scale in lexicon("scales").items()}
    units = {"": None} | {_SIGNS.get(word, word): unit for word, unit in lexicon("unit").items()}
    for (scale, (times, alone)), (word, unit) in product(({"": (1.0, None)} | one | many).items(), units.items()):
        said[f"{scale} {word}".strip()] = said[scale + word] = (times, alone, unit)
    for word, place in lexicon("ordinal").items():
        said[word] = said[f"المرتبة {word}"] = (None, float(place), "rank")  # المرتبة: the place
    rows = [(words, *meaning) for words, meaning in said.items()]
    kinds = {"words": pl.String, "times": pl.Float64, "alone": pl.Float64, "unit": pl.String}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def last_digit(*texts: pl.Expr) -> pl.Expr:
    """The place value of the last digit that says something: 100 in 231,500, 0.001 in 1.216; the coarsest of several.

    Of plain digits, without commas.
    """
    return pl.lit(10.0).pow(pl.max_horizontal(_last_place(text) for text in texts))


def low() -> pl.Expr:
    """The printed value or the start of a range, or what a phrase without a number counts."""
    return pl.when("_stands_alone").then("_alone").otherwise(_tidy(pl.col("_from") * pl.col("_times")))


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
    """The base unit, from the printed unit word, ٪ or $; null for a sign at odds with the words after the number."""
    sign = pl.when("_percent").then(pl.lit("percent")).when("_dollar").then(pl.lit("USD"))
    is_told = (pl.col("_words") == "") | (pl.col("_dollar") & pl.col("_unit").is_null())
    return pl.when(sign.is_null() | (sign == pl.col("_unit"))).then("_unit").when(is_told).then(sign)


def qualifier(hedge: str) -> pl.Expr:
    """``range`` where two numbers stand, else what the hedge means, else ``exact``; null for an unknown hedge."""
    return (
        pl.when("_is_range")
        .then(pl.lit("range"))
        .when(pl.col(hedge).is_null())
        .then(pl.lit("exact"))
        .otherwise(pl.col("_hedge"))
    )


def _spellings() -> dict[str, str]:
    return _marks() | lexicon("scales") | lexicon("dual")


def _marks() -> dict[str, str]:
    digits = {digit: digit for digit in "0123456789"} | {
        printed: means for printed, means in lexicon("spelling").items() if means.isdigit()
    }
    dashes = {f"{STRETCHER}{space}{digit}": f"-{means}" for space in ("", " ") for digit, means in digits.items()}
    return lexicon("spelling") | dashes | dict.fromkeys(SILENT, "") | dict.fromkeys(SPACES, " ")


def _swap(text: pl.Expr, swaps: dict[str, str]) -> pl.Expr:
    """Each key for its value, in one pass; of two that start at the same place the longer."""
    longest_first = sorted(swaps, key=len, reverse=True)
    return text.str.replace_many(longest_first, [swaps[key] for key in longest_first], leftmost=True)


def _one_of(text: pl.Expr, words: list[str]) -> pl.Expr:
    """A text as one of a closed list; null when it is none of it."""
    return text.cast(pl.Enum(words), strict=False)


def _look_up(word: pl.Expr, meanings: pl.Series) -> pl.Expr:
    """What a word of a closed list means, from a list in the same order. Unlike ``replace_strict`` this streams."""
    return pl.lit(meanings).gather(word.to_physical())


def _last_place(text: pl.Expr) -> pl.Expr:
    """The power of ten of the last digit that says something: any decimal, else the last that isn't zero."""
    length = text.str.len_bytes().cast(pl.Int64)
    point = text.str.find(".", literal=True)
    zeros = length - text.str.strip_chars_end("0").str.len_bytes()
    return pl.coalesce(point + 1 - length, zeros % length)  # all zeros are one


def _tidy(value: pl.Expr) -> pl.Expr:
    """Sheds the dust of binary fractions (75.1 × 10⁶) beyond twelve digits."""
    return value.round_sig_figs(12)
