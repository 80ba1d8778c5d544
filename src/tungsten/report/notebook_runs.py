"""Find the notebooks that have to be executed again, by the digests stored in their executed copies."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from tungsten import Unusable
from tungsten.notebook.names import STEMS

DIGEST = "tungsten"
"""Key of the digest in the metadata of an executed notebook."""


VALIDATES = "02-validate-figures"
"""The notebook that validates the data of a report."""


class CellError(Exception):
    """A cell raised; the message names notebook, cell and the error's last line.

    ``is_unusable`` is true if the parameters or the data can't be used; then the message is that of the error.
    """

    def __init__(self, message: str, *, is_unusable: bool = False) -> None:
        super().__init__(message)
        self.is_unusable = is_unusable


class FallsShort(Exception):
    """The data break a rule, as the results of the validation say."""


def stale(
    notebooks: Path, executed: Sequence[Path], inputs: str, *, is_valid: bool, stems: Sequence[str] = STEMS
) -> dict[str, str]:
    """Return the notebooks to execute, each with the digest to store in its executed copies.

    Args:
        notebooks: The folder of the notebooks.
        executed: The folder of the executed copies in each language.
        inputs: The parameters, and the digest of data and code, which all notebooks depend on.
        is_valid: Whether the data are known to be valid; otherwise the notebook that validates them is executed.
        stems: The notebooks of the report.
    """
    digests = {stem: _digest(notebooks / f"{stem}.ipynb", inputs) for stem in stems}
    return {
        stem: digest
        for stem, digest in digests.items()
        if {_stored_digest(folder, stem) for folder in executed} != {digest} or (stem == VALIDATES and not is_valid)
    }


def _digest(notebook: Path, inputs: str) -> str:
    try:
        return sha256(inputs.encode() + notebook.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise Unusable(f"{notebook}: no such file; it belongs to the checkout") from None


def _stored_digest(executed: Path, stem: str) -> str | None:
    """Return the digest stored in an executed copy, None if the copy or its working paper is missing."""
    path = executed / f"{stem}.ipynb"
    if not (path.is_file() and path.with_suffix(".html").is_file()):
        return None
    digests: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["metadata"].get(DIGEST, {})
    return digests.get("inputs")
