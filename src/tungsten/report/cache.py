"""The cache of charts that an earlier run computed and drew.

The cache holds the digest of the data, the code and the libraries it was made with. It
starts empty if that digest has changed or the file can't be read. It is JSON, which runs
no code when it is read: a cache that CI restores may come from anybody.
"""

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tungsten.charts.chart_template import Drawing, Exhibit
from tungsten.ledger.write import write_text

Exhibits = list[Exhibit]
"""Every chart of the report in one language, in order."""

PLACE = Path("build") / ".charts"


@dataclass
class Cache:
    """Charts by source and language, and drawings by the digest of their specification."""

    path: Path
    digest: str
    exhibits: dict[tuple[str, str], Exhibits] = field(default_factory=dict)
    drawings: dict[str, Drawing] = field(default_factory=dict)
    saved: tuple[int, int] = (0, 0)
    """How many charts and drawings the file holds. Entries are only added, so that equal numbers mean no change."""

    @classmethod
    def of_checkout(cls, root: Path, digest: str) -> "Cache":
        """Read the cache of a checkout; return an empty one if it was made with another digest."""
        path = root / PLACE
        try:
            cached_digest, _, content = path.read_text(encoding="utf-8").partition("\n")
            if cached_digest != digest:
                return cls(path, digest)
            exhibits, drawings = _decoded(json.loads(content))
        except (OSError, ValueError, TypeError, KeyError):  # no file, or one that isn't as `save` writes it
            return cls(path, digest)
        return cls(path, digest, exhibits, drawings, (len(exhibits), len(drawings)))

    def save(self) -> None:
        """Write the cache to its file if anything was added."""
        size = len(self.exhibits), len(self.drawings)
        if size != self.saved:
            charts = [[*key, list(map(_encoded, exhibits))] for key, exhibits in self.exhibits.items()]
            drawings = {name: _encoded(drawing) for name, drawing in self.drawings.items()}
            write_text(f"{self.digest}\n{json.dumps([charts, drawings])}", self.path)
            self.saved = size


def _encoded(record: Exhibit | Drawing) -> dict[str, Any]:
    """Return the values of a record by name, sets as lists."""
    values = {name.name: getattr(record, name.name) for name in fields(record)}
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}


def _decoded(content: Any) -> tuple[dict[tuple[str, str], Exhibits], dict[str, Drawing]]:
    charts, drawings = content
    exhibits = {
        (source, language): [Exhibit(**{**record, "blanks": frozenset(record["blanks"])}) for record in records]
        for source, language, records in charts
    }
    return exhibits, {name: Drawing(**record) for name, record in drawings.items()}
