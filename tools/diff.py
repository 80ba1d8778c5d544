"""``make diff BASE=ref``: what moved in ``data/processed`` since a commit: figures, verdicts, indices, from → to.

Both states are read as they are committed or lie in the checkout; nothing is built.
"""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tungsten import Unusable, home
from tungsten.dataset import FOLDERS, OF_READING
from tungsten.ledger.columns import described
from tungsten.vocabulary import VALUES

HEADLINES = ("figures", "verdicts", "concentration", "reserves", "demand")
"""Tables whose moved cells are shown; of the others only the number of moved rows is."""

PROSE = ("reason_en", "reason_ar", "printed", "citation", "check_ids", "reference_ids", "figure_ids", "note")
"""Columns whose text says what others say in numbers or names."""

SHOWN = 40
"""How many moved cells of one table are listed."""

Rows = dict[tuple[str, ...], dict[str, str]]
"""The rows of a table by their key."""


@dataclass(frozen=True)
class Moved:
    """A cell that moved, or with ``column`` empty a whole row."""

    table: str
    values: str
    row: str
    column: str
    was: str
    now: str

    def __str__(self) -> str:
        name = " ".join(filter(None, (self.row, self.column)))
        return f"{self.table} ({self.values}): {name}: {self.was or 'empty'} → {self.now or 'empty'}"


def main(base: str) -> int:
    """Print what moved, as a table in Markdown if ``DIFF=markdown`` is set, and return the exit code."""
    try:
        moved = list(moves(home(), base))
    except Unusable as fault:
        print(fault, file=sys.stderr)
        return 2
    lines = markdown(moved, base) if os.environ.get("DIFF") == "markdown" else text(moved, base)
    print("\n".join(lines))
    return 0


def moves(root: Path, base: str) -> Iterator[Moved]:
    """Yield every cell and row of the tables of both readings that differs from its state in a commit."""
    commit = _git(root, "rev-parse", "--verify", "--quiet", f"{base}^{{commit}}").strip()
    if not base or not commit:
        raise Unusable(f"{base!r} names no commit of this repository; make diff BASE=main, or fetch it first")
    for values in VALUES:
        for table in OF_READING:
            path = FOLDERS[values] / f"{table}.csv"
            now = (root / path).read_text(encoding="utf-8") if (root / path).is_file() else ""
            was = _git(root, "show", f"{commit}:{path.as_posix()}")
            key = list(described(f"processed/{table}")["key"])
            yield from _of_table(table, values, _rows(was, key), _rows(now, key))


def text(moved: list[Moved], base: str) -> list[str]:
    """Return one line a moved cell of the headline tables, and the number of moved rows of each table."""
    return [*map(str, _headlines(moved)), _closing(moved, base)]


def markdown(moved: list[Moved], base: str) -> list[str]:
    """Return the same as a table in Markdown."""
    rows = _headlines(moved)
    cells = [(one.table, one.values, one.row, one.column, one.was, one.now) for one in rows if isinstance(one, Moved)]
    head = ["| table | values | row | column | from | to |", "| --- | --- | --- | --- | --- | --- |"] if cells else []
    lines = [f"| {' | '.join(map(_cell, row))} |" for row in cells]
    more = [str(one) for one in rows if isinstance(one, str)]
    return ["### What moved", "", *head, *lines, "", *more, _closing(moved, base)]


def _of_table(table: str, values: str, was: Rows, now: Rows) -> Iterator[Moved]:
    for key in dict.fromkeys([*was, *now]):
        old, new, row = was.get(key), now.get(key), " ".join(filter(None, key))
        if old is None or new is None:
            yield Moved(table, values, row, "", "a row" if old else "no row", "a row" if new else "no row")
            continue
        for column in dict.fromkeys([*old, *new]):
            one, other = old.get(column, ""), new.get(column, "")
            if one != other and column not in PROSE:
                yield Moved(table, values, row, column, one, other)


def _rows(content: str, key: list[str]) -> Rows:
    return {tuple(row.get(name) or "" for name in key): row for row in csv.DictReader(content.splitlines())}


def _headlines(moved: list[Moved]) -> list[Moved | str]:
    """Return the first moved cells of each headline table, and a line on how many were left out."""
    found: list[Moved | str] = []
    for table in HEADLINES:
        cells = [one for one in moved if one.table == table]
        found += cells[:SHOWN]
        found += [f"{table}: and {len(cells) - SHOWN} more"] if len(cells) > SHOWN else []
    return found


def _closing(moved: list[Moved], base: str) -> str:
    rows = {(one.table, one.values, one.row) for one in moved}
    counts = [(table, sum(name == table for name, *_ in rows)) for table in OF_READING]
    listed = ", ".join(f"{count} of {table}" for table, count in counts if count)
    return f"rows moved since {base}: {listed}" if listed else f"nothing moved since {base}"


def _cell(content: str) -> str:
    return content.replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`")


def _git(root: Path, *words: str) -> str:
    """Return what git prints, empty where it fails."""
    ran = subprocess.run(["git", *words], cwd=root, capture_output=True, encoding="utf-8", check=False)
    return ran.stdout if ran.returncode == 0 else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
