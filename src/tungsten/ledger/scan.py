"""The scanner: every mention of a quantity in a text, so that none is missed when an article is transcribed.

Each run of digits lies in exactly one row. A mention that can't be read for
certain has the role ``unread`` and no value. The scanner does not decide what
a figure measures; that is for the person who transcribes.

A text is read twice: once for its way of writing numbers (`profile`), once for
its mentions, a few lines at a time.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl

from tungsten.ledger.clean import date_values, keep_values_of_figures_and_dates, read_periods
from tungsten.ledger.codes import Mention
from tungsten.ledger.mention import Reader
from tungsten.ledger.pack import script
from tungsten.ledger.profile import BLOCK_END, QUOTE, Profile, read_profile, unquoted, width_with_next_word
from tungsten.ledger.quantity import PARTS, evaluate, parts_row
from tungsten.ledger.tokens import VOWELS, Plain, plain, tokens

MENTION = (
    "char_start char_end line printed low high unit qualifier role per hedge_printed start_in_line end_in_line".split()
)
"""The columns of a scan.

Places are code points, half-open: ``char_start`` and ``char_end`` in the whole
text, ``start_in_line`` and ``end_in_line`` in the line.
"""

AT_A_TIME = 20_000
"""The least number of mentions that are evaluated together."""

LONGEST = 20_000
"""The most characters of a paragraph that are read together."""

_ROW = {
    **dict.fromkeys(("char_start", "char_end", "line", "start_in_line", "end_in_line"), pl.Int64),
    **dict.fromkeys(("printed", "role", "hedge_printed", "period", "unit_name"), pl.String),
    "knows_hedges": pl.Boolean,
}

JOINT = "\u200b"
"""Replaces a line end inside a word or a Han text: a character without width, which `plain` leaves out."""

_HEADING = re.compile(r"\s*(?:0\d\s|\(?\d{1,2}[.)、]\s)")
_SENTENCE_END = re.compile(r"[.!?؟。！？]\s|[。！？]")


class Block(NamedTuple):
    """Lines, or a piece of one, that are read together."""

    text: str
    start: int
    """The position of its first character in the whole text."""
    line: int
    """The number of its first line."""
    line_starts: tuple[int, ...]
    """The position in ``text`` of each line."""
    starts_line: bool = True


def mentions(text: str, columns: Sequence[str] = MENTION) -> pl.DataFrame:
    """Return every mention of a quantity in a text, in its order, with the columns of `MENTION`.

    ``low`` and ``high`` are in the base unit, for a date the calendar years;
    ``per`` is the unit that the unit is counted per. Headings, sections of law,
    metadata and mentions with the role ``unread`` have no values.
    ``columns`` may also ask for the ISO ``period`` of a date, and for the
    ``unit_name`` of a figure in ``units.csv``.
    """
    lines = text.split("\n")
    frames = list(scan([line + "\n" for line in lines[:-1]] + lines[-1:], read_profile(lines), columns))
    return pl.concat(frames) if frames else _evaluated([], [], columns)


def scan(lines: Iterable[str], profile: Profile, columns: Sequence[str] = MENTION) -> Iterator[pl.DataFrame]:
    """Yield the mentions of a text in frames of some thousands; only a few lines are held in memory.

    Args:
        lines: The lines of the text with their line ends; a long line may come in several pieces.
        profile: How the text writes its numbers.
        columns: The columns of the frames.
    """
    rows: list[tuple[Any, ...]] = []
    parts: list[tuple[Any, ...]] = []
    for block in _blocks(lines, profile):
        for row, part in _rows(block, profile):
            rows.append(row)
            parts.append(part)
        if len(rows) >= AT_A_TIME:
            yield _evaluated(rows, parts, columns)
            rows, parts = [], []
    if rows:
        yield _evaluated(rows, parts, columns)


def _evaluated(rows: list[tuple[Any, ...]], parts: list[tuple[Any, ...]], columns: Sequence[str]) -> pl.DataFrame:
    mentions = pl.DataFrame(rows, schema=_ROW, orient="row")
    parts_of_mentions = pl.DataFrame(parts, schema=dict(PARTS.to_schema()), orient="row")
    has_value = pl.col("low").is_not_null() & pl.col("high").is_not_null()
    is_figure = pl.col("role") == "figure"
    return (
        mentions.with_columns(_parts=parts_of_mentions.to_struct())
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
        .select(columns)
    )


def _rows(block: Block, profile: Profile) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Yield each mention of a block as a row of `_ROW` and a row of `PARTS`."""
    read = plain(_unbroken(block, profile))
    listed = tokens(read.text, profile.lexicon)
    if not listed.tokens:
        return
    script_of_block = _script(read.text, profile)
    knows_hedges = script_of_block in profile.lexicon.hedging and script_of_block not in profile.unknown
    reader = Reader(listed, profile, script_of_block)
    reader.plain, reader.starts_line = read.text, block.starts_line
    if read.cuts:
        reader.as_printed = lambda first, last: block.text[read.place(first) : read.place(last - 1) + 1]
    for mention in reader.mentions():
        start, end = _place(mention, reader, block, read)
        line = _line(block, start)
        line_start = block.line_starts[line]
        yield (
            (
                block.start + start,
                block.start + end,
                block.line + line,
                start - line_start,
                end - line_start,
                block.text[start:end],
                mention.role,
                mention.hedge if mention.role in {"figure", "date"} else None,
                mention.period,
                mention.parts.unit if mention.parts else None,
                not script_of_block or knows_hedges,
            ),
            parts_row(mention.parts if mention.role == "figure" else None),
        )


def _place(mention: Mention, reader: Reader, block: Block, read: Plain) -> tuple[int, int]:
    """Return the characters of a mention in a block, with the vowel marks of its last letter."""
    first, last = reader.starts[mention.first], reader.ends[mention.last - 1]
    start, end = read.place(first), read.place(last - 1) + 1
    while block.text[end : end + 1] and block.text[end] in VOWELS:
        end += 1
    return start, end


def _line(block: Block, start: int) -> int:
    """Return the index of the line of a block that holds the character at ``start``."""
    return bisect_right(block.line_starts, start) - 1


def _unbroken(block: Block, profile: Profile) -> str:
    """Return the text of a block with each line end as `JOINT`, in a Han text or after a dash, or else as a space."""
    if len(block.line_starts) == 1:
        return block.text
    signs, is_han = list(block.text), _has_han(block.text)
    for start in block.line_starts[1:]:
        before, after = block.text[start - 2 : start - 1], block.text[start : start + 1]
        parts_words = (
            before.isascii() and after.isascii() and (before + after).isalnum() and not (before + after).isdigit()
        )
        is_hyphen = before in {"-", "–"} and block.text[start - 3 : start - 2] != " "
        signs[start - 1] = JOINT if is_hyphen or (is_han and not parts_words) or profile.is_cut else " "
    for start, end in _marks_of_quotes(block):
        signs[start:end] = JOINT * (end - start)
    return "".join(signs)


def _marks_of_quotes(block: Block) -> Iterator[tuple[int, int]]:
    """Yield the place of the marks of each line of a block quote."""
    ends = [*block.line_starts[1:], len(block.text)]
    lines = [block.text[start:end] for start, end in zip(block.line_starts, ends, strict=True)]
    is_quoted = [unquoted(line, before) != line for before, line in pairwise(lines)]
    for start, line, quoted in zip(block.line_starts, lines, [is_quoted[0], *is_quoted], strict=True):
        if quoted and (marks := QUOTE.match(line)):
            yield start, start + marks.end()


def _has_han(text: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", text))


def _blocks(lines: Iterable[str], profile: Profile) -> Iterator[Block]:
    """Yield the lines of a text, joined where it is wrapped, long ones in pieces.

    A line may itself come in pieces, of which only the last has the line end.
    """
    pending: list[str] = []
    start = at = column = 0
    first = number = 1
    for line in lines:
        is_whole = column == 0 and len(line) <= LONGEST
        if pending and not (is_whole and _length(pending) <= LONGEST and _goes_on(pending[-1], line, profile)):
            yield _block(pending, start, first)
            pending = []
        if is_whole:
            if not pending:
                start, first = at, number
            pending.append(line)
        else:
            yield from _pieces(line, at, number, column)
        at += len(line)
        column = 0 if line.endswith("\n") else column + len(line)
        number += line.endswith("\n")
    if pending:
        yield _block(pending, start, first)


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


def _block(lines: list[str], start: int, first: int) -> Block:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line)
    return Block("".join(lines).rstrip("\n"), start, first, tuple(starts))


def _goes_on(before: str, line: str, profile: Profile) -> bool:
    """Return whether ``line`` continues the paragraph: its first word would have made the line before too wide."""
    if profile.is_cut:
        return bool(before.strip() and line.strip())
    text = unquoted(line, before)
    is_quote, shown, following = text != line, before.rstrip(), text.lstrip()
    if not (profile.is_wrapped or is_quote) or not shown or not following or len(text) - len(following) > 8:
        return False
    if BLOCK_END.search(shown) and _HEADING.match(text):
        return False
    if re.match(r"0\d\s", following) or (_is_number(shown) and _is_number(following)):
        return False
    return is_quote or width_with_next_word(shown, following) > profile.width


def _is_number(line: str) -> bool:
    """Return whether a line is one number, as in a column of them."""
    return line.rstrip("\n").replace(",", "").replace(".", "").isdecimal()


def _pieces(line: str, start: int, number: int, column: int) -> Iterator[Block]:
    """Yield a long line, or a piece of one, in blocks; ``column`` is the position of the piece in its line."""
    at = 0
    while at < len(line):
        end = _cut(line, at)
        yield Block(line[at:end].rstrip("\n"), start + at, number, (-at - column,), at + column == 0)
        at = end


def _cut(line: str, at: int) -> int:
    """Return the end of a piece of a long line: after a sentence, else before a word."""
    if len(line) - at <= LONGEST:
        return len(line)
    ends = [match.end() for match in _SENTENCE_END.finditer(line, at + LONGEST // 2, at + LONGEST)]
    if ends:
        return ends[-1]
    space = line.rfind(" ", at, at + LONGEST)
    return space if space > at else at + LONGEST


_SCRIPTS = {
    "ARABIC": re.compile(r"[\u0620-\u064a\u066e-\u06d3]+"),
    "CJK": re.compile(r"[\u4e00-\u9fff]+"),
    "LATIN": re.compile(r"[A-Za-z\u00c0-\u024f]+"),
    "OTHER": re.compile(r"[\u0370-\u05ff\u0700-\u1fff\u3040-\u30ff\uac00-\ud7af]+"),
}


def _script(text: str, profile: Profile) -> str:
    """Return the script of most words, or Han characters, at the beginning of a block; without any, of the text."""
    beginning = text[:600]
    if beginning.isascii():
        return "LATIN" if _SCRIPTS["LATIN"].search(beginning) else profile.main_script
    if 2 * sum(map(len, _SCRIPTS["CJK"].findall(beginning))) >= len(beginning):
        return "CJK"
    runs = {name: pattern.findall(beginning) for name, pattern in _SCRIPTS.items()}
    counts = {name: sum(map(len, found)) if name == "CJK" else len(found) for name, found in runs.items()}
    best = max(counts, key=lambda name: counts[name])
    if not counts[best]:
        return profile.main_script
    return best if best != "OTHER" else script("".join(runs["OTHER"]))
