"""What changed in ``data/raw`` since it was described in ``datapackage.json``.

The description holds the sha256 of every file and a digest of every row of a table, so that a change is
reported at its row. It can't tell whether a change is right: a reviewer does, who sees it when data are described anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

DIGITS = 16
"""How many hexadecimal digits the digest of a row has."""

SHOWN = 60
"""How many characters of a cell are shown."""

Cells = Mapping[str, str]
"""The cells of a row by column, as text."""


@dataclass(frozen=True)
class Description:
    """What ``datapackage.json`` holds of one file."""

    digest: str
    rows: dict[str, str] = field(default_factory=dict)
    """The digest of each row by its key, the cell of the first column."""


@dataclass(frozen=True)
class Change:
    """A row that is not as described, or a whole file."""

    file: str
    line: int
    subject: str
    """The key of the row, or the path of the file."""
    found: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.subject}: {self.found}"


def row_digest(cells: Cells) -> str:
    """Return a digest of the filled cells of a row and of their columns."""
    return sha256(repr(sorted((name, cell) for name, cell in cells.items() if cell)).encode()).hexdigest()[:DIGITS]


def row_digests(rows: Iterable[Cells]) -> dict[str, str]:
    """Return the digest of each row of a table by its key."""
    return {_key(row): row_digest(row) for row in rows}


def changes_of_file(
    file: str, digest: str | None, described: Description | None, rows: list[Cells], before: Iterable[Cells]
) -> list[Change]:
    """Return how a file differs from its description.

    Args:
        file: Its path.
        digest: Its sha256 now, None if it is gone.
        described: Its description, None if there is none.
        rows: The rows of a table, none for another file.
        before: Rows as they may have been; those with the described digest are used.
    """
    if described is None:
        return [Change(file, 1, file, "not described")]
    if digest is None:
        return [Change(file, 1, file, "described, but gone")]
    if digest == described.digest:
        return []
    old = {_key(row): row for row in before if row_digest(row) == described.rows.get(_key(row))}
    found = list[Change]()
    if rows and described.rows:
        found = [*_gone(file, rows, described.rows), *_changed(file, rows, described.rows, old)]
    return found or [Change(file, 1, file, "changed since described")]


def _changed(file: str, rows: list[Cells], described: Mapping[str, str], old: Mapping[str, Cells]) -> Iterator[Change]:
    """Yield the rows that are not as described, and those that are described nowhere, or twice there."""
    known = set[str]()
    for line, row in enumerate(rows, start=2):
        key = _key(row)
        if key not in described:
            yield Change(file, line, key, "added since described")
        elif key in known:
            yield Change(file, line, key, "added since described, with the key of another row")
        elif row_digest(row) != described[key]:
            yield Change(file, line, key, f"changed since described{_cells(old.get(key), row)}")
        known.add(key)


def _gone(file: str, rows: list[Cells], described: Mapping[str, str]) -> Iterator[Change]:
    """Yield one change for all rows that are gone, at the line of the first of them."""
    there = {_key(row) for row in rows}
    gone = [key for key in described if key not in there]
    if gone:
        line = 2 + list(described).index(gone[0])
        many = f"{gone[0]} … {gone[-1]}" if len(gone) > 1 else gone[0]
        yield Change(file, line, many, f"{len(gone)} of {len(described)} rows gone since described")


def _cells(old: Cells | None, new: Cells) -> str:
    """Return which cells changed, from what to what; empty if the old ones are not known."""
    if old is None:
        return ""
    names = dict.fromkeys([*old, *new])
    differing = [(name, old.get(name, ""), new.get(name, "")) for name in names]
    return "".join(f", {name} {_shown(was)} → {_shown(is_)}" for name, was, is_ in differing if was != is_)


def _shown(cell: str) -> str:
    return (cell if len(cell) <= SHOWN else f"{cell[:SHOWN]}…") or "''"


def _key(row: Cells) -> str:
    return next(iter(row.values()), "")
