"""Compare the texts of the sources, where they are at hand, with the rows that refer to them."""

import hashlib
import re
from functools import cache

import polars as pl

from tungsten.ledger import read, scan
from tungsten.ledger.read import Ledger

DIGIT_TOKEN = r"\d[\d.,]*\d|\d"
"""A run of digits; the completeness of the ledger is counted in these."""

TEXT_FILES = f"{read.TEXTS.as_posix()}/{{}}.txt"

_TOKEN = {"source_id": pl.String, "line": pl.Int64, "token": pl.String, "start": pl.Int64, "end": pl.Int64}

_MENTION = {
    "source_id": pl.String,
    "line": pl.Int64,
    "start": pl.Int64,
    "end": pl.Int64,
    "printed": pl.String,
    "hedge_printed": pl.String,
}

_TEXT = {"source_id": pl.String, "sha256_found": pl.String, "lines_found": pl.Int64, "tokens_found": pl.Int64}


def spans(ledger: Ledger) -> pl.DataFrame:
    """Return the figures whose text is at hand, with the text at their place."""
    texts = pl.DataFrame(list(ledger.texts.items()), schema={"source_id": pl.String, "text": pl.String}, orient="row")
    rows = ledger.figures.join(texts, on="source_id", maintain_order="left")
    placed = rows.join(text_lines(ledger), on=["source_id", "line"], how="left", maintain_order="left")
    scanned = _mentions(ledger).select("source_id", "line", char_start="start", scanned_hedge="hedge_printed")
    placed = placed.join(scanned, on=["source_id", "line", "char_start"], how="left", maintain_order="left")
    length = (pl.col("char_end") - pl.col("char_start")).clip(lower_bound=0)
    return placed.with_columns(
        text_there=pl.col("text_line").str.slice(pl.col("char_start"), length),
        has_its_hedge=_has_hedge(),
        unnoted_hedge=pl.when(pl.col("hedge_printed").is_null()).then("scanned_hedge"),
        has_its_subject=pl.col("text").str.contains(pl.col("subject_printed"), literal=True),
    ).drop("text", "text_line", "scanned_hedge")


def _has_hedge() -> pl.Expr:
    """Return whether the words of a hedge stand in a line in their order; its subject may stand between them."""
    words = pl.col("hedge_printed").str.escape_regex().str.replace_all(" ", ".*", literal=True)
    return pl.col("text_line").str.contains(words)


def coverage(ledger: Ledger) -> pl.DataFrame:
    """Return every number of the texts at hand, with the number of figures whose span contains it.

    These are the runs of digits, and the mentions without digits that a scan finds, such as "three to four decades".
    """
    found = [
        (name, number, match.group(), match.start(), match.end())
        for name, text in ledger.texts.items()
        for number, line in enumerate(text.split("\n"), start=1)
        for match in re.finditer(DIGIT_TOKEN, line)
    ]
    in_words = _mentions(ledger).filter(~pl.col("printed").str.contains(r"\d"))
    words = in_words.select("source_id", "line", "start", "end", token="printed").select(*_TOKEN)
    tokens = pl.concat([pl.DataFrame(found, schema=_TOKEN, orient="row"), words])
    rows = ledger.figures.select("source_id", "line", "char_start", "char_end")
    is_inside = (pl.col("char_start") <= pl.col("start")) & (pl.col("end") <= pl.col("char_end"))
    inside = tokens.join(rows, on=["source_id", "line"]).filter(is_inside)
    covered = inside.group_by(list(_TOKEN)).agg(rows_covering=pl.len())
    return tokens.join(covered, on=list(_TOKEN), how="left", maintain_order="left").select(
        pl.col("rows_covering").cast(pl.Int64).fill_null(0),
        place=pl.format("{} at {} to {}", "token", "start", "end"),
        file=pl.format(TEXT_FILES, "source_id"),
        file_line="line",
    )


def texts(ledger: Ledger) -> pl.DataFrame:
    """Return each text at hand, with its digest and its numbers of lines and digit tokens."""
    rows = [
        (name, hashlib.sha256(text.encode()).hexdigest(), text.count("\n") + 1, len(re.findall(DIGIT_TOKEN, text)))
        for name, text in ledger.texts.items()
    ]
    return pl.DataFrame(rows, schema=_TEXT, orient="row").with_columns(file=pl.format(TEXT_FILES, "source_id"))


def _mentions(ledger: Ledger) -> pl.DataFrame:
    """Return what a scan finds in each text at hand: ``source_id, line, start, end, printed, hedge_printed``."""
    frames = [_scanned(text).with_columns(source_id=pl.lit(name)) for name, text in ledger.texts.items()]
    return pl.concat([pl.DataFrame(schema=_MENTION), *(frame.select(*_MENTION) for frame in frames)])


@cache
def _scanned(text: str) -> pl.DataFrame:
    return scan.mentions(text).rename({"start_in_line": "start", "end_in_line": "end"})


def text_lines(ledger: Ledger) -> pl.DataFrame:
    """The lines of the texts at hand, split on LF alone, numbered from 1."""
    rows = [
        (name, number, line)
        for name, text in ledger.texts.items()
        for number, line in enumerate(text.split("\n"), start=1)
    ]
    return pl.DataFrame(rows, schema={"source_id": pl.String, "line": pl.Int64, "text_line": pl.String}, orient="row")
