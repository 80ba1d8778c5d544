"""Charts computed and drawn by an earlier run, kept for the next, as long as all they came from is the same.

A digest of all this stands beside them. What can't be read, or is of anything else, is made anew.
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
    of: str
    exhibits: dict[tuple[str, str], Exhibits] = field(default_factory=dict)
    drawings: dict[str, Drawing] = field(default_factory=dict)
    saved: tuple[int, int] = (0, 0)
    """How many of each are on disk; nothing kept is ever changed."""

    @classmethod
    def of_checkout(cls, root: Path, of: str) -> "Cache":
        """What a checkout keeps; nothing where it was made of other files than those of the digest ``of``."""
        path = root / PLACE
        try:
            found, exhibits, drawings = pickle.loads(path.read_bytes())
        except Exception:  # written by another version, or half of it
            return cls(path, of)
        return cls(path, of, exhibits, drawings, (len(exhibits), len(drawings))) if found == of else cls(path, of)

    def save(self) -> None:
        """Keeps it all, whole or not at all; does nothing where nothing was added."""
        size = len(self.exhibits), len(self.drawings)
        if size != self.saved:
            write_bytes(pickle.dumps((self.of, self.exhibits, self.drawings)), self.path)
            self.saved = size
