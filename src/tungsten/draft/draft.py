"""Draft a source: write the rows of its mentions, its entry in ``sources.yml`` and its text.

Each file is written beside and renamed. If a run is killed between two of
them, the next one finds out from the text how far it came.
"""

import csv
import datetime as dt
import hashlib
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from tungsten import Unusable
from tungsten.checkout_lock import lock
from tungsten.draft import mentions
from tungsten.draft.mentions import Row
from tungsten.draft.revise import PLACE, Revision, name_new, revise
from tungsten.draft.suggest import day_of, suggestions
from tungsten.evidence.statements import with_statements
from tungsten.ledger import read, text_file
from tungsten.ledger.declared import TO_FILL_IN
from tungsten.ledger.pack import packs
from tungsten.ledger.profile import read_profile
from tungsten.ledger.write import write_text
from tungsten.vocabulary import ALL, FIGURE_NUMBER, NOUN

SOURCE_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
STATEMENTS = ("statement_en", "statement_ar")

DIGITS = re.compile(r"\d[\d.,]*\d|\d")
"""A run of digits, as ``digit_tokens`` counts them."""


@dataclass(frozen=True)
class Drafted:
    """What a draft wrote."""

    source_id: str
    rows: list[Row]
    revision: Revision | None
    """What became of the earlier rows; None for a new source."""
    joined_lines: int

    def __str__(self) -> str:
        """Return the report of the command: what was written, what is to be decided, what to do next."""
        return "\n".join(self._lines())

    def _lines(self) -> list[str]:
        counts = Counter(row["role"] for row in self.rows)
        listed = ", ".join(f"{count} {role}" for role, count in counts.most_common())
        lines = [f"{read.FIGURES}: {len(self.rows)} rows of {self.source_id}: {listed}"]
        if self.joined_lines:
            ends = f"{self.joined_lines} line ends between a number and its words became spaces"
            lines.append(f"{text_path(self.source_id)}: {ends}")
        if self.revision:
            lines += _changes(self.revision)
        statuses = Counter(row["status"] for row in self.rows if row["status"])
        if statuses["unread"]:
            unread = [f"{row['figure_id']} '{row['printed']}'" for row in self.rows if row["status"] == "unread"]
            lines.append(f"not understood: {', '.join(unread)}")
        if statuses:
            lines.append(
                f"{statuses.total()} mentions to decide: fill in subject_printed, measure, basis and period, "
                "and empty the cell status; then make describe, make data and make validate"
            )
            lines.append(
                "a first report needs no decision: make describe, make data, a copy of params/default.yml with "
                f"source: {self.source_id}, and make report PARAMS=params/NAME.yml"
            )
        return lines


def draft(path: Path, source_id: str, root: Path) -> Drafted:
    """Write the draft of a source to ``data/raw``; of one that is there already, its revision.

    Raises:
        Unusable: The text or the id can't be used, or the earlier text of the source is missing.
    """
    if not re.fullmatch(SOURCE_ID, source_id):
        raise Unusable(f"ID={source_id!r}: write lower-case words and numbers with hyphens, as sunsirs-2025-11-21")
    if source_id == ALL:
        raise Unusable(f"ID={source_id!r}: this means every source; write another name, as sunsirs-2025-11-21")
    text, joined_lines = mentions.joined("".join(text_file.pieces(path)))
    with lock(root, "draft", waits=False):
        return _draft(text, source_id, root, joined_lines)


def _draft(text: str, source_id: str, root: Path, joined_lines: int) -> Drafted:
    table = read.raw_figures(root)
    columns = [name for name in table.columns if name != "file_line"]
    rows = [{name: row[name] for name in columns} for row in table.iter_rows(named=True)]
    scanned = mentions.rows(text, source_id)
    scanned = suggestions(read.raw_table(root, read.ENTITIES), read.measures(root)).suggested(text, scanned)
    first = next((at for at, row in enumerate(rows) if row["source_id"] == source_id), len(rows))
    own = [row for row in rows if row["source_id"] == source_id]
    _forget_composed(own, root)
    revision = _revision(own, text, scanned, source_id, root) if own else None
    now = revision.rows if revision else scanned
    others_after = rows[first + len(own) :]
    numbers = [int(match[1]) for row in rows if (match := re.match(f"f({FIGURE_NUMBER})", row["figure_id"] or ""))]
    name_new(now, rows[first - 1]["figure_id"] if first else None, None if others_after else max(numbers, default=0))
    if any(row.get("unit_meant") for row in now) and "unit_meant" not in columns:
        columns.append("unit_meant")
    write_text(_csv([*rows[:first], *now, *others_after], columns), root / read.FIGURES)
    write_text(_with_entry(source_id, text, now, root), root / read.SOURCES)
    write_text(text, root / text_path(source_id))
    if own and read.sources(root)[source_id].get("state") is None:
        _compose(now, root)
        write_text(_csv([*rows[:first], *now, *others_after], columns), root / read.FIGURES)
    return Drafted(source_id, now, revision, joined_lines)


def _forget_composed(own: list[Row], root: Path) -> None:
    """Empty the statements that were composed, so that they are composed anew where a mention moved."""
    composed = _composed(root, {row["figure_id"] for row in own}) if own else {}
    for row in own:
        for name, text in composed[row["figure_id"]].items():
            row[name] = None if row[name] == text else row[name]


def _compose(rows: list[Row], root: Path) -> None:
    """Fill the empty statements of a source that is no draft any more."""
    composed = _composed(root, set())
    for row in rows:
        row.update({name: row[name] or text for name, text in composed[row["figure_id"]].items()})


def _composed(root: Path, without: set[str]) -> dict[str, Row]:
    """Return the statements of every mention by its id, composed for those in ``without`` even if they have one."""
    ledger = read.ledger(root)
    is_empty = pl.col("figure_id").is_in(without)
    figures = ledger.figures.with_columns(pl.when(~is_empty).then(pl.col(STATEMENTS)))
    table = with_statements(replace(ledger, figures=figures))
    return {row["figure_id"]: {name: row[name] for name in STATEMENTS} for row in table.iter_rows(named=True)}


def _revision(own: list[Row], text: str, scanned: list[Row], source_id: str, root: Path) -> Revision:
    """Return the rows of a source in a text, which may be the one they were written from."""
    saved = read.source_text(source_id, root)
    if _stand_in(own, text):
        saved = text
    if saved is None or not _stand_in(own, saved):
        raise Unusable(
            f"{text_path(source_id)}: not the text of the rows of {source_id}; put the text there that they are from"
        )
    return revise(own, saved, text, scanned)


def _stand_in(rows: list[Row], text: str) -> bool:
    """Return whether every row stands at its place in a text."""
    lines = text.split("\n")
    return all(
        row["line"] <= len(lines) and lines[row["line"] - 1][row["char_start"] : row["char_end"]] == row["printed"]
        for row in rows
    )


def _csv(rows: list[Row], columns: list[str]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _with_entry(source_id: str, text: str, rows: list[Row], root: Path) -> str:
    """Return the text of ``sources.yml`` with the entry of the source: a new one, or its counts renewed."""
    entries = text_file.whole(root / read.SOURCES)
    counts = {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "lines": text.count("\n") + 1,
        "digit_tokens": len(DIGITS.findall(text)),
    }
    if source_id not in read.sources(root):
        return f"{entries.rstrip()}\n{_entry(source_id, text, counts, rows)}"
    start = re.search(rf"^{source_id}:.*\n", entries, re.MULTILINE)
    if start is None:
        raise Unusable(f"{read.SOURCES}: the entry {source_id} doesn't begin a line; write its name at the margin")
    end = re.compile(r"^\S", re.MULTILINE).search(entries, start.end())
    entry = entries[start.end() : end.start() if end else None]
    for name, count in counts.items():
        entry = re.sub(rf"^(  {name}:).*$", rf"\g<1> {count}", entry, flags=re.MULTILINE)
    return entries[: start.end()] + entry + (entries[end.start() :] if end else "")


def _day_in(source_id: str) -> dt.date | None:
    """Return the day that an id such as ``sunsirs-2025-11-21`` ends with."""
    try:
        return dt.date.fromisoformat(source_id[-len("2025-11-21") :])
    except ValueError:
        return None


def _entry(source_id: str, text: str, counts: dict[str, Any], rows: list[Row]) -> str:
    """Return the entry of a new source; what the text doesn't say is marked."""
    language = _language(text)
    days = {
        "the day in the id": _day_in(source_id),
        "the first day that the text gives": day_of(rows),
        "the day of the draft": dt.date.today(),
    }
    origin, day = next((origin, day) for origin, day in days.items() if day)
    return f"""\
{source_id}:
  # A draft: its figures are being decided. Remove this line when they are.
  state: draft
  title_en: {TO_FILL_IN}, title in English
  title_ar: {TO_FILL_IN}، العنوان بالعربية
  publisher: {TO_FILL_IN}
  noun: {NOUN}  # to be checked: article, report or text
  # To be checked: {origin}.
  published: {day}
  language: {language}
  # To be checked: the languages from the original to this text.
  translation_chain: [{language}]
  sha256: {counts["sha256"]}
  lines: {counts["lines"]}
  digit_tokens: {counts["digit_tokens"]}
  is_cut_off: false
  licence: {TO_FILL_IN}
"""


def _language(text: str) -> str:
    """Return the language of a text that a pack reads it with."""
    profile = read_profile(text.splitlines(keepends=True))
    return next((name for name in profile.packs if packs()[name].script == profile.main_script), "en")


def _changes(revision: Revision) -> list[str]:
    """Return what became of the rows of a source, one line for each that is new, gone or changed."""
    lines = [
        f"{revision.moved} moved, {len(revision.new)} new, {len(revision.gone)} gone, {len(revision.changed)} changed"
    ]
    lines += [f"new {_named(row)}" for row in revision.new]
    lines += [f"changed {_named(row)}, before '{printed}'" for printed, row in revision.changed]
    return lines + [f"gone {_named(row)}" for row in revision.gone]


def _named(row: Row) -> str:
    line, start, _ = (row[name] for name in PLACE)
    return f"{row['figure_id']} (line {line}, character {start}): '{row['printed']}'"


def text_path(source_id: str) -> Path:
    """Return the path of the text of a source in a checkout."""
    return read.TEXTS / f"{source_id}.txt"
