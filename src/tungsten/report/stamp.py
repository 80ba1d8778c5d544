"""The stamp of a report: the file its parameters came from, and digests of what it was made of and of its files.

A report is up to date if its stamp equals one of the present files; times of files decide nothing.
"""

import json
import os
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from tungsten import Unusable, digests
from tungsten.ledger.write import write_text


@dataclass(frozen=True)
class Stamp:
    """What is known of a report."""

    parameters: str
    """The file of the parameters, relative to the checkout."""
    inputs: str
    products: str


def stamp_of(root: Path, path: Path) -> Stamp:
    """Return the stamp of ``reports/NAME`` as it is now, as if it were made from the parameters in ``path``."""
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    inputs = sha256(digests.digest(root, with_pages=True).encode())
    for file in (path, *notebooks):
        inputs.update(sha256(file.read_bytes()).digest())
    return Stamp(_shown(root, path), inputs.hexdigest(), _products(root / "reports" / path.stem))


def stored_stamp(root: Path, name: str) -> Stamp | None:
    """Return the stamp of the last run that wrote a report, None if there is none."""
    try:
        return Stamp(**json.loads(_place(root, name).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def store_stamp(root: Path, name: str, stamp: Stamp) -> None:
    """Write the stamp of a report beside its executed notebooks."""
    write_text(json.dumps(asdict(stamp), indent=1) + "\n", _place(root, name))


def require_own_file(root: Path, path: Path) -> None:
    """Raise `Unusable` if the report of this name belongs to another file of parameters.

    A report belongs to ``params/NAME.yml`` if there is such a file, otherwise to the file it was made from.
    """
    name, owner = path.stem, root / "params" / f"{path.stem}.yml"
    if name.startswith("."):
        raise Unusable(f"{path}: a report can't be called {name!r}; name the file like params/default.yml")
    stamp = stored_stamp(root, name)
    made_from = stamp.parameters if stamp and (root / "reports" / name).exists() else None
    if owner.exists() or made_from is None:
        made_from = _shown(root, owner if owner.exists() else path)
    if made_from != _shown(root, path):
        raise Unusable(f"{path}: reports/{name} belongs to {made_from}; give this file another name")


def _place(root: Path, name: str) -> Path:
    return root / "build" / name / ".report.json"


def _shown(root: Path, path: Path) -> str:
    return Path(os.path.relpath(path.resolve(), root.resolve())).as_posix()


def _products(site: Path) -> str:
    """Return one sha256 over the files of a report, without the PDFs that are printed from it later."""
    total = sha256()
    for path in sorted(site.rglob("*")):
        if path.is_file() and path.suffix != ".pdf":
            total.update(path.relative_to(site).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest())
    return total.hexdigest()
