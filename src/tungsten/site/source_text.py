"""The text of a source with its mentions marked, for the source page.

The page is written only where the reader has put the text into ``data/raw/sources``:
its sentences belong to their author and are in no table of the project.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl


@dataclass(frozen=True)
class Mention:
    """One mention of a number: its id, its role, and its verdict if it is a figure."""

    name: str
    role: str
    verdict: str = ""


@dataclass(frozen=True)
class Span:
    """A part of a line that is covered by the same mentions from end to end, or by none."""

    text: str
    mentions: tuple[Mention, ...]
    begins: tuple[str, ...]
    """The ids of the mentions that begin here, for the anchors of the page."""


def marked_lines(text: str, mentions: pl.DataFrame, verdicts: Mapping[str, str]) -> list[list[Span]]:
    """Return the lines of a text, each as its spans in order. Lines are split on LF only.

    Mentions may touch, overlap or contain each other. One that ends after its line is cut at the end of the line.

    Args:
        text: The text of the source.
        mentions: The rows of the raw ledger that belong to this source.
        verdicts: The verdict of each figure, by its id.
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
    """Return a line, cut wherever a mention begins or ends."""
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
