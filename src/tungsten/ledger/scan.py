"""The scanner: every mention of a quantity in a text, so that none is missed when an article is transcribed.

It would rather tell of a mention too many than be silent, and rather give none
than a wrong value: each run of digits lies in exactly one mention, and what the
grammar can't read stands there without a value. What a mention is of, only a
reader can say; so it names no subject and no measure, and takes a rise from one
value to another for a range.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

import polars as pl

from tungsten.ledger.clean import date_values, keep_values_of_figures_and_dates, read_periods
from tungsten.ledger.mention import (
    RUN,
    YEAR,
    before_year,
    cue,
    hedge_after,
    hedge_around,
    hedge_before,
    mention,
    number_apart,
    whole,
)
from tungsten.ledger.quantity import SILENT, SPACES, STRETCHER, VOWELS, lexicon, number_words, read_quantities

MENTION = (
    "char_start char_end line printed low high unit qualifier role hedge_printed start_in_line end_in_line".split()
)
"""The columns of a scan; places are code points, half-open, ``char_start`` and ``char_end`` those of the whole text."""

_FOUND = dict.fromkeys(("char_start", "char_end", "line", "start_in_line", "end_in_line"), pl.Int64) | dict.fromkeys(
    ("printed", "role", "quantity", "hedge_printed", "period"), pl.String
)

ROLES = {
    "heading": "heading",
    "counted": "heading",
    "name": "metadata",
    "moment": "metadata",
    "date": "date",
    "part": "date",
    "digits": "figure",
    "words": "figure",
    "place": "figure",
}
"""What each kind of match is, unless what stands beside it says otherwise."""


def mentions(text: str) -> pl.DataFrame:
    """Every mention of a quantity, in the text's order, with columns as in ``MENTION``.

    ``low`` and ``high`` are in the base unit, of a date the calendar years;
    they are null where the grammar can't read the print, as are ``unit`` and
    ``qualifier``; ``unit`` too where no word of the lexicon names one.
    Headings, sections of law and metadata measure nothing and have no value.
    """
    found = pl.DataFrame(list(_found(text)), schema=_FOUND)
    return (
        found.pipe(read_quantities, "quantity", "hedge_printed")
        .pipe(read_periods)
        .pipe(date_values)
        .pipe(keep_values_of_figures_and_dates)
        .with_columns(pl.when(pl.col("high").is_not_null()).then(pl.col("low", "high", "unit", "qualifier")))
        .select(MENTION)
    )


def _found(text: str) -> Iterator[dict[str, int | str | None]]:
    """Each mention, with the columns of ``_FOUND``."""
    plain, places = _plain(text)
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    for match in mention().finditer(plain):
        kind = str(match.lastgroup)
        first, last = match.span(kind)
        if kind == "idiom" or match[kind] in _ones():
            continue
        start, end = places[first], places[last - 1] + 1
        while text[end : end + 1] in [*VOWELS]:
            end += 1
        said, before, after = match[kind], plain[max(0, first - 60) : first], plain[last : last + 40]
        hedge = _hedge(before, after)
        role, line = _role(kind, said, before, after, hedge), bisect_right(lines, start)
        yield {
            "char_start": start,
            "char_end": end,
            "line": line,
            "start_in_line": start - lines[line - 1],
            "end_in_line": end - lines[line - 1],
            "printed": text[start:end],
            "role": role,
            "quantity": _evenly(said) if role == "figure" and not _is_torn(said, before, after) else None,
            "hedge_printed": hedge,
            "period": _years(said) if role == "date" else None,
        }


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as it is searched, one sign for each thing and nothing that says nothing; and where each sign stood."""
    signs = {ord(printed): means for printed, means in lexicon("spelling").items() if len(printed) == len(means) == 1}
    dashes = {match.start(1) for match in re.finditer(rf"(?<=\d) ?({STRETCHER}) ?(?=\d)", text)}
    places = [place for place, sign in enumerate(text) if sign not in SILENT or place in dashes]
    kept = "".join([text[place] for place in places])
    return kept.translate(signs | {ord(STRETCHER): "-"} | dict.fromkeys(map(ord, SPACES), " ")), places


def _role(kind: str, said: str, before: str, after: str, hedge: str | None) -> str:
    """What a mention looks like, unless it is a law's number, the year of a title, or too vague for a year."""
    is_year = re.fullmatch(YEAR, said) is not None
    counted = cue().search(before)
    if counted and (kind == "place" or re.fullmatch(RUN, said)) and (not is_year or "رقم" in counted[1]):
        return lexicon("cue")[re.sub("^لل", "ال", _evenly(counted[1]))]
    if is_year and not before_year().search(before):
        if re.match(' *["”»]', after) and re.search(r'["“«][^"“”«»\n]*\w[^"“”«»\n]*$', before):
            return "metadata"
        if hedge and lexicon("hedge")[hedge] != "up_to":
            return "figure"
    return ROLES[kind]


def _is_torn(said: str, before: str, after: str) -> bool:
    """Whether a print can't be read: a scale word whose number stands apart, a fifth, 10.000, whichever that is."""
    is_apart = whole().match(said) and number_apart().search(before)
    is_fraction = said in lexicon("fraction") and after.startswith(" ال")
    return bool(is_apart or is_fraction or re.match(r"\d{1,3}\.000(?!\d)", said))


def _years(date: str) -> str | None:
    """The calendar years of a date, as an ISO period; none where it leaves the year to the text."""
    if short := re.fullmatch(r"(\d\d)(\d\d)[-/](\d\d)", date):
        first, last = short[1] + short[2], short[1] + short[3]
        return first if int(short[3]) <= 12 else f"{first}/{last}"  # 2020-11 is a month
    years = re.findall(YEAR, date)
    return "/".join(sorted({years[0], years[-1]}, key=years.index)) if years else None


def _hedge(before: str, after: str) -> str | None:
    """The words that hedge a mention: right before it, or before the end of a year, or right after it."""
    if found := hedge_before().search(before) or hedge_after().match(after):
        return _evenly(found[1])
    around = hedge_around().search(before)
    return hedge if around and (hedge := _evenly(f"{around[1]} {around[2]}")) in lexicon("hedge") else None


def _evenly(words: str) -> str:
    """With one space between two words, as the lexicon has them."""
    return re.sub(" +", " ", words)


@cache
def _ones() -> frozenset[str]:
    """The words for one, which by themselves mean "one of" or "the same" more often than a quantity."""
    return frozenset(word for word, value in number_words().items() if value == 1)
