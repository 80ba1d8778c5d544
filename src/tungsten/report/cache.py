"""The cache of charts that an earlier run computed and drew.

The cache holds the digest of the data, the code and the libraries it was made with. It
starts empty if that digest has changed or the file can't be read. It is JSON, which runs
no code when it is read: a cache that CI restores may come from anybody.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tungsten.charts.svg import Drawing
from tungsten.ledger.write import write_text

Charts = list[tuple[str, dict[str, Any]]]
"""The section and the specification of every chart of a report in one language, in order."""

PLACE = Path("build") / ".charts.json"


@dataclass
class Cache:
    """Charts by parameters, and drawings by the digest of their specification."""

    path: Path
    digest: str
    charts: dict[str, Charts] = field(default_factory=dict)
    drawings: dict[str, Drawing] = field(default_factory=dict)
    saved: tuple[int, int] = (0, 0)
    """How many entries the file holds. Entries are only added, so that equal numbers mean no change."""

    @classmethod
    def of_checkout(cls, root: Path, digest: str) -> "Cache":
        """Read the cache of a checkout; return an empty one if it was made with another digest."""
        path = root / PLACE
        try:
            cached = json.loads(path.read_text(encoding="utf-8"))
            drawings = {name: Drawing(**drawing) for name, drawing in cached["drawings"].items()}
            charts = dict(cached["charts"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):  # no file, or not one of ours
            return cls(path, digest)
        if cached.get("digest") != digest:
            return cls(path, digest)
        return cls(path, digest, charts, drawings, (len(charts), len(drawings)))

    def save(self) -> None:
        """Write the cache to its file if anything was added."""
        size = len(self.charts), len(self.drawings)
        if size != self.saved:
            drawings = {name: asdict(drawing) for name, drawing in self.drawings.items()}
            cached = {"digest": self.digest, "charts": self.charts, "drawings": drawings}
            write_text(json.dumps(cached), self.path)
            self.saved = size
