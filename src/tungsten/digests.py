"""Digests of data, code and libraries: if the digest has not changed, nothing has to be built again."""

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

PAGE_ONLY = {".css", ".html", ".js", ".svg", ".woff2"}
"""Suffixes of files that only pages use; after an edit of them no chart is drawn and no notebook runs again."""

LIBRARIES = ("altair", "great-expectations", "jinja2", "nbconvert", "papermill", "polars", "vl-convert-python")
"""Libraries whose version can change a result."""


def digest(root: Path, *, with_pages: bool = False) -> str:
    """Return one sha256 over the data of a checkout, the code of its packages and versions of libraries.

    Args:
        root: The checkout.
        with_pages: Whether to include the files that only pages use.
    """
    left_out = {".pyc"} if with_pages else PAGE_ONLY | {".pyc"}
    total = sha256(repr([(name, version(name)) for name in LIBRARIES]).encode())
    for folder in (root / "data" / "raw", root / "data" / "processed", *_code()):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in left_out and not path.name.startswith("."):
                total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def code() -> str:
    """Return one sha256 over the code of both packages."""
    total = sha256()
    for folder in _code():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _code() -> Iterator[Path]:
    """Yield the folders of both packages. `find_spec` doesn't import gx_polars, which would take seconds."""
    for package in ("tungsten", "gx_polars"):
        spec = find_spec(package)
        if spec and spec.origin:
            yield Path(spec.origin).parent
