"""A source's text with every mention of a number in its place, for the one page that shows it.

Only a text the reader supplied is ever shown, and only there: its sentences
belong to their author and stand in no table of the project.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl


@dataclass(frozen=True)
class Mention:
    """One number a text mentions: what it is, and the verdict on it where it is a figure."""

    name: str
    role: str
    verdict: str = ""


@dataclass(frozen=True)
class Span:
    """A stretch of text that the same mentions cover from end to end; most are covered by none."""

    text: str
    mentions: tuple[Mention, ...]
    begins: tuple[str, ...]
    """The mentions that begin here; each has its place on the page once."""


def marked_lines(text: str, mentions: pl.DataFrame, verdicts: Mapping[str, str]) -> list[list[Span]]:
    """The lines of a text, split on LF alone, each as its spans in order.

    ``mentions`` are rows of the raw ledger, of this text; the verdicts on
    figures come by id. Mentions may touch, overlap or hold each other; one
    that reaches past its line is cut there.
    """
    by_line = mentions.sort("char_start", "figure_id").partition_by("line", as_dict=True)
    lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        rows = by_line[(number,)].iter_rows(named=True) if (number,) in by_line else ()
        lines.append(_spans(line, [_placed(row, len(line), verdicts) for row in rows]))
    return lines


def _placed(row: Mapping[str, Any], length: int, verdicts: Mapping[str, str]) -> tuple[int, int, Mention]:
    name = row["figure_id"]
    mention = Mention(name, row["role"], verdicts.get(name, ""))
    return row["char_start"], min(row["char_end"], length), mention


def _spans(line: str, places: list[tuple[int, int, Mention]]) -> list[Span]:
    """A line cut wherever a mention begins or ends."""
    ends = {end for start, stop, _ in places for end in (start, stop) if end < len(line)}
    cuts = sorted({0, len(line), *ends})
    return [
        Span(
            line[start:end],
            tuple(mention for first, last, mention in places if first <= start and end <= last),
            tuple(mention.name for first, _, mention in places if first == start),
        )
        for start, end in pairwise(cuts)
    ]
