"""Which notebooks have to be executed again, and what an executed copy says of what it was made of."""

import json
from hashlib import sha256
from pathlib import Path

from tungsten import Unusable
from tungsten.notebook.names import STEMS

DIGEST = "tungsten"
"""Under this name the metadata of an executed notebook hold the digest of what it was made of."""


class CellError(Exception):
    """A cell raised; the message names notebook, cell and the error's last line."""


def stale(notebooks: Path, executed: Path, made_of: str) -> dict[str, str]:
    """Return the notebooks to execute, each with the digest its executed copy will carry.

    Args:
        notebooks: The folder of the notebooks.
        executed: The folder of the executed copies.
        made_of: What all of them are made of, beside their own cells.
    """
    digests = {stem: _digest(notebooks / f"{stem}.ipynb", made_of) for stem in STEMS}
    return {stem: digest for stem, digest in digests.items() if _carried(executed, stem) != digest}


def _digest(notebook: Path, made_of: str) -> str:
    try:
        return sha256(made_of.encode() + notebook.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise Unusable(f"{notebook}: no such file; it belongs to the checkout") from None


def _carried(executed: Path, stem: str) -> str | None:
    """The digest an executed copy carries; none where it or its working paper is missing."""
    path = executed / f"{stem}.ipynb"
    if not (path.is_file() and path.with_suffix(".html").is_file()):
        return None
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["metadata"].get(DIGEST, {})
    return found.get("inputs")
