"""Compare the texts of the sources, where they are at hand, with the rows that refer to them."""

import hashlib
import re

import polars as pl

from tungsten.ledger import read
from tungsten.ledger.read import Ledger

DIGIT_TOKEN = r"\d[\d.,]*\d|\d"
"""A run of digits; the completeness of the ledger is counted in these."""

TEXT_FILES = f"{read.TEXTS.as_posix()}/{{}}.txt"

_TOKEN = {"source_id": pl.String, "line": pl.Int64, "token": pl.String, "start": pl.Int64, "end": pl.Int64}

_TEXT = {"source_id": pl.String, "sha256_found": pl.String, "lines_found": pl.Int64, "tokens_found": pl.Int64}


def spans(ledger: Ledger) -> pl.DataFrame:
    """Return the figures whose text is at hand, with the text at their place."""
    texts = pl.DataFrame(list(ledger.texts.items()), schema={"source_id": pl.String, "text": pl.String}, orient="row")
    rows = ledger.figures.join(texts, on="source_id", maintain_order="left")
    placed = rows.join(text_lines(ledger), on=["source_id", "line"], how="left", maintain_order="left")
    length = (pl.col("char_end") - pl.col("char_start")).clip(lower_bound=0)
    return placed.with_columns(
        text_there=pl.col("text_line").str.slice(pl.col("char_start"), length),
        has_its_hedge=pl.col("text_line").str.contains(pl.col("hedge_printed"), literal=True),
        has_its_subject=pl.col("text").str.contains(pl.col("subject_printed"), literal=True),
    ).drop("text", "text_line")


def coverage(ledger: Ledger) -> pl.DataFrame:
    """Return every digit token of the texts at hand, with the number of figures whose span contains it."""
    found = [
        (name, number, match.group(), match.start(), match.end())
        for name, text in ledger.texts.items()
        for number, line in enumerate(text.split("\n"), start=1)
        for match in re.finditer(DIGIT_TOKEN, line)
    ]
    tokens = pl.DataFrame(found, schema=_TOKEN, orient="row")
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


def text_lines(ledger: Ledger) -> pl.DataFrame:
    """The lines of the texts at hand, split on LF alone, numbered from 1."""
    rows = [
        (name, number, line)
        for name, text in ledger.texts.items()
        for number, line in enumerate(text.split("\n"), start=1)
    ]
    return pl.DataFrame(rows, schema={"source_id": pl.String, "line": pl.Int64, "text_line": pl.String}, orient="row")
