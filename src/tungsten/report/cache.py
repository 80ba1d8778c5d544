"""The cache of charts that an earlier run computed and drew.

The cache holds the digest of the data, the code and the libraries it was made with. It
starts empty if that digest has changed or the file can't be read.
"""

import pickle
from dataclasses import dataclass, field
from pathlib import Path

from tungsten.charts.chart_template import Drawing, Exhibit
from tungsten.ledger.write import write_bytes

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
            cached_digest, exhibits, drawings = pickle.loads(path.read_bytes())
        except Exception:  # no file, one of another version, or an incomplete one
            return cls(path, digest)
        if cached_digest != digest:
            return cls(path, digest)
        return cls(path, digest, exhibits, drawings, (len(exhibits), len(drawings)))

    def save(self) -> None:
        """Write the cache to its file if anything was added."""
        size = len(self.exhibits), len(self.drawings)
        if size != self.saved:
            write_bytes(pickle.dumps((self.digest, self.exhibits, self.drawings)), self.path)
            self.saved = size
