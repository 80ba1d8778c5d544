"""The scanner: every mention of a quantity in a text, so that none is missed when an article is transcribed.

It would rather tell of a mention too many than be silent, and rather give none
than a wrong value: each run of digits lies in exactly one row, and what wasn't
understood is ``unread``. What a mention is of, only a reader can say.

A text is read twice: once for how it writes its numbers (`profile`), once for
what it says, a few lines at a time.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import polars as pl

from tungsten.ledger.clean import date_values, keep_values_of_figures_and_dates, read_periods
from tungsten.ledger.mention import Mention, Reader
from tungsten.ledger.pack import script
from tungsten.ledger.profile import Profile, passes, profile
from tungsten.ledger.quantity import PARTS, evaluate, parts_row
from tungsten.ledger.tokens import VOWELS, one_sign_each, plain, tokens

MENTION = (
    "char_start char_end line printed low high unit qualifier role per hedge_printed start_in_line end_in_line".split()
)
"""The columns of a scan; places are code points, half-open, ``char_start`` and ``char_end`` those of the whole text."""

AT_A_TIME = 20_000
"""How many mentions are evaluated together."""

LONGEST = 20_000
"""How many signs of a paragraph are read together."""

_FOUND = {
    **dict.fromkeys(("char_start", "char_end", "line", "start_in_line", "end_in_line"), pl.Int64),
    **dict.fromkeys(("printed", "role", "hedge_printed", "period"), pl.String),
    "knows_hedges": pl.Boolean,
}

JOINT = "\u200b"
"""Stands for a line end that parts nothing; a sign without width, which is left out."""

_HEADING = re.compile(r"\s*(?:0\d\s|\(?\d{1,2}[.)、]\s)")
_END = re.compile(r"[.!?؟。！？:：؛;…]\W*$")
_SENTENCE_END = re.compile(r"[.!?؟。！？]\s|[。！？]")


class Block(NamedTuple):
    """Lines that are read together: the text, where it begins, and where in it each line begins."""

    text: str
    start: int
    line: int
    line_starts: tuple[int, ...]
    starts_line: bool = True


def mentions(text: str) -> pl.DataFrame:
    """Every mention of a quantity, in the text's order, with columns as in ``MENTION``.

    ``low`` and ``high`` are in the base unit, of a date the calendar years;
    ``per`` is what the unit is counted per. What wasn't understood has the role
    ``unread`` and no value; headings, sections of law and metadata measure
    nothing and have none either.
    """
    lines = text.split("\n")
    frames = list(scan([line + "\n" for line in lines[:-1]] + lines[-1:], profile(lines)))
    return pl.concat(frames) if frames else _evaluated([], [])


def scan(lines: Iterable[str], found: Profile) -> Iterator[pl.DataFrame]:
    """The mentions of a text in frames of some thousands, reading no more than a few lines at a time."""
    rows: list[tuple[Any, ...]] = []
    parts: list[tuple[Any, ...]] = []
    for block in _blocks(lines, found):
        for row, part in _rows(block, found):
            rows.append(row)
            parts.append(part)
        if len(rows) >= AT_A_TIME:
            yield _evaluated(rows, parts)
            rows, parts = [], []
    if rows:
        yield _evaluated(rows, parts)


def _evaluated(rows: list[tuple[Any, ...]], parts: list[tuple[Any, ...]]) -> pl.DataFrame:
    found = pl.DataFrame(rows, schema=_FOUND, orient="row")
    read = pl.DataFrame(parts, schema=dict(PARTS.to_schema()), orient="row")
    has_value = pl.col("low").is_not_null() & pl.col("high").is_not_null()
    is_figure = pl.col("role") == "figure"
    return (
        found.with_columns(_parts=read.to_struct())
        .pipe(evaluate, "hedge_printed")
        .with_columns(role=pl.when(is_figure & ~has_value).then(pl.lit("unread")).otherwise("role"))
        .pipe(read_periods)
        .pipe(date_values)
        .pipe(keep_values_of_figures_and_dates)
        .with_columns(pl.when(has_value).then(pl.col("low", "high", "unit", "qualifier")))
        .with_columns(
            qualifier=pl.when((pl.col("qualifier") != "exact") | pl.col("knows_hedges")).then("qualifier"),
            per=pl.when(is_figure & has_value).then("per"),
        )
        .select(MENTION)
    )


def _rows(block: Block, found: Profile) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Each mention of a block as a row of `_FOUND` and one of `PARTS`."""
    read = plain(_unbroken(block, found), _signs())
    listed = tokens(read.text, found.lexicon)
    if not listed:
        return
    of = _script(read.text, found)
    reader = Reader(listed, found, of)
    reader.plain, reader.starts_line = read.text, block.starts_line
    if read.cuts:
        reader.as_printed = lambda first, last: block.text[read.place(first) : read.place(last - 1) + 1]
    for mention in reader.mentions():
        start, end = _place(mention, reader, block, read)
        line = _line(block, start)
        in_line = block.line_starts[line]
        yield (
            (
                block.start + start,
                block.start + end,
                block.line + line,
                start - in_line,
                end - in_line,
                block.text[start:end],
                mention.role,
                mention.hedge if mention.role in {"figure", "date"} else None,
                mention.period,
                not of or (of in found.lexicon.hedging and of not in found.unknown),
            ),
            parts_row(mention.parts if mention.role == "figure" else None),
        )


def _place(mention: Mention, reader: Reader, block: Block, read: Any) -> tuple[int, int]:
    first, last = reader.tokens[mention.first].start, reader.tokens[mention.last - 1].end
    start, end = read.place(first), read.place(last - 1) + 1
    while block.text[end : end + 1] and block.text[end] in VOWELS:
        end += 1
    return start, end


def _line(block: Block, start: int) -> int:
    line = 0
    while line + 1 < len(block.line_starts) and block.line_starts[line + 1] <= start:
        line += 1
    return line


def _unbroken(block: Block, found: Profile) -> str:
    """The text of a block without line ends: nothing where a Han text or a dash goes on, else a space."""
    if len(block.line_starts) == 1:
        return block.text
    signs, is_han = list(block.text), _has_han(block.text)
    for start in block.line_starts[1:]:
        before, after = block.text[start - 2 : start - 1], block.text[start : start + 1]
        parted_words = (
            before.isascii() and after.isascii() and (before + after).isalnum() and not (before + after).isdigit()
        )
        dash = before in {"-", "–"} and block.text[start - 3 : start - 2] != " "
        signs[start - 1] = JOINT if dash or (is_han and not parted_words) or found.is_cut else " "
    return "".join(signs)


def _has_han(text: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", text))


def _blocks(lines: Iterable[str], found: Profile) -> Iterator[Block]:
    """Lines put together where a text is wrapped, and long ones in pieces.

    A line may come in pieces itself: all but its last without the line end.
    """
    kept: list[str] = []
    start = at = column = 0
    first = number = 1
    for line in lines:
        is_whole = column == 0 and len(line) <= LONGEST
        if kept and not (is_whole and _length(kept) <= LONGEST and _goes_on(kept[-1], line, found)):
            yield _block(kept, start, first)
            kept = []
        if is_whole:
            if not kept:
                start, first = at, number
            kept.append(line)
        else:
            yield from _pieces(line, at, number, column)
        at += len(line)
        column = 0 if line.endswith("\n") else column + len(line)
        number += line.endswith("\n")
    if kept:
        yield _block(kept, start, first)


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


def _block(kept: list[str], start: int, first: int) -> Block:
    starts, at = [], 0
    for line in kept:
        starts.append(at)
        at += len(line)
    return Block("".join(kept).rstrip("\n"), start, first, tuple(starts))


def _goes_on(before: str, line: str, found: Profile) -> bool:
    """Whether a line goes on in the next: that one's first word would have passed the text's width."""
    if found.is_cut:
        return bool(before.strip() and line.strip())
    if not found.is_wrapped:
        return False
    shown, following = before.rstrip(), line.lstrip()
    if not shown or not following or len(line) - len(following) > 8:
        return False
    if _END.search(shown) and (_HEADING.match(line) or not found.is_wrapped):
        return False
    if re.match(r"0\d\s", following):
        return False
    return passes(shown, following) > found.width


def _pieces(line: str, start: int, number: int, column: int) -> Iterator[Block]:
    """A long line, or a piece of one, in blocks; ``column`` is how much of the line came before."""
    at = 0
    while at < len(line):
        end = _cut(line, at)
        yield Block(line[at:end].rstrip("\n"), start + at, number, (-at - column,), at + column == 0)
        at = end


def _cut(line: str, at: int) -> int:
    """Where to end a piece of a long line: after a sentence, else before a word."""
    if len(line) - at <= LONGEST:
        return len(line)
    ends = [found.end() for found in _SENTENCE_END.finditer(line, at + LONGEST // 2, at + LONGEST)]
    if ends:
        return ends[-1]
    space = line.rfind(" ", at, at + LONGEST)
    return space if space > at else at + LONGEST


@cache
def _signs() -> dict[int, str]:
    return one_sign_each()


_SCRIPTS = {
    "ARABIC": re.compile(r"[\u0620-\u064a\u066e-\u06d3]+"),
    "CJK": re.compile(r"[\u4e00-\u9fff]"),
    "LATIN": re.compile(r"[A-Za-z\u00c0-\u024f]+"),
    "OTHER": re.compile(r"[\u0370-\u05ff\u0700-\u1fff\u3040-\u30ff\uac00-\ud7af]+"),
}


def _script(text: str, found: Profile) -> str:
    """The script of most of a block."""
    sample = text[:600]
    counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS.items()}
    best = max(counts, key=lambda name: counts[name])
    if not counts[best]:
        return found.main
    return best if best != "OTHER" else script("".join(_SCRIPTS["OTHER"].findall(sample)))
