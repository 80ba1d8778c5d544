"""Digests of what a product is made of: two that are equal mean that nothing has to be made again."""

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

PAGE_ONLY = {".css", ".html", ".js", ".svg", ".woff2"}
"""Files of the package that only pages use: an edit of a stylesheet draws no chart and runs no notebook again."""

LIBRARIES = ("altair", "great-expectations", "papermill", "polars", "vl-convert-python")
"""What computes, validates, runs and draws; another version may give another result."""


def digest(root: Path, *more: str) -> str:
    """Return one sha256 over the data of a checkout, the code that works on them, its libraries, and ``more``."""
    total = sha256(repr([more, [(name, version(name)) for name in LIBRARIES]]).encode())
    for folder in (root / "data" / "raw", root / "data" / "processed", *_code()):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in PAGE_ONLY | {".pyc"} and not path.name.startswith("."):
                total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _code() -> Iterator[Path]:
    """The folders of our packages; the engine's is found without importing it, which would take seconds."""
    for package in ("tungsten", "gx_polars"):
        spec = find_spec(package)
        if spec and spec.origin:
            yield Path(spec.origin).parent
