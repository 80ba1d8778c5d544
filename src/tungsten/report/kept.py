"""Charts computed and drawn by an earlier run, kept for the next, as long as all they came from is the same.

They come from this package, the data and the libraries that draw; a digest of
these stands beside them. What can't be read, or is of anything else, is made anew.
"""

import pickle
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from tungsten.ledger.write import write_bytes
from tungsten.report.forms import Drawing, Exhibit

Exhibits = list[Exhibit]
"""Every chart of the report in one language, in order."""

PLACE = Path("build") / ".charts"

LIBRARIES = ("altair", "polars", "vl-convert-python")


@dataclass
class Kept:
    """Charts by source and language, and drawings by the digest of their specification."""

    path: Path
    of: str
    exhibits: dict[tuple[str, str], Exhibits] = field(default_factory=dict)
    drawings: dict[str, Drawing] = field(default_factory=dict)
    saved: tuple[int, int] = (0, 0)
    """How many of each are on disk; nothing kept is ever changed."""

    @classmethod
    def of_checkout(cls, root: Path) -> "Kept":
        """What a checkout keeps; nothing where it was made of other files."""
        path, of = root / PLACE, _digest(root)
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


def _digest(root: Path) -> str:
    """One sha256 over everything that charts come from."""
    package = Path(__file__).parents[1]
    places = (package, root / "data" / "raw", root / "data" / "processed")
    total = sha256(repr([(name, version(name)) for name in LIBRARIES]).encode())
    for path in sorted(path for place in places for path in place.rglob("*") if path.is_file()):
        if path.suffix != ".pyc":
            total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
