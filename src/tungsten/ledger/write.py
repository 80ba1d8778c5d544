"""Writing files: the same bytes for the same values, and never half a file."""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Write a table as CSV: UTF-8, LF, numbers as `plain_numbers`."""
    write_text(table.with_columns(plain_numbers()).write_csv(), path)


def write_text(text: str, path: Path) -> None:
    """Write a text as UTF-8."""
    write_bytes(text.encode("utf-8"), path)


def append_text(text: str, path: Path) -> None:
    """Add a text at the end of a file of another program."""
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def write_bytes(content: bytes, path: Path) -> None:
    """Write a file."""
    with _renamed_to(path) as new:
        new.write_bytes(content)


def write_frames(frames: Iterable[pl.DataFrame], header: Sequence[str], path: Path) -> None:
    """Write the frames of one table one after the other, with the bytes `write_table` writes for the whole table."""
    with _renamed_to(path) as new, new.open("wb") as file:
        file.write((",".join(header) + "\n").encode())
        for frame in frames:
            file.write(frame.with_columns(plain_numbers()).write_csv(include_header=False).encode())


@contextmanager
def _renamed_to(path: Path) -> Iterator[Path]:
    """Give the path of a new file, and rename that to ``path`` at the end, so that a failed run leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    try:
        yield new
        os.replace(new, path)
    except BaseException as error:
        with suppress(OSError):  # where nothing can be written, nothing can be removed
            new.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise


def replace_folder(new: Path, place: Path) -> None:
    """Move a finished folder to the place of an old one. If the run is killed here, `restore_folder` undoes it."""
    old = _old(place)
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        os.rename(place, old)
    os.rename(new, place)
    shutil.rmtree(old, ignore_errors=True)


def restore_folder(place: Path) -> None:
    """Move a folder back to its place if a run was killed while it replaced the folder."""
    if _old(place).exists() and not place.exists():
        os.rename(_old(place), place)


def _old(place: Path) -> Path:
    return place.with_name(f".{place.name}.old")


def plain_numbers() -> pl.Expr:
    """Return floats as plain digits to twelve places, without ``.0`` and ``-0``; infinity, an open end, as null."""
    number = pl.selectors.float()
    digits = number.round_sig_figs(12).cast(pl.String).str.strip_suffix(".0").replace("-0", "0")
    return pl.when(number.is_finite()).then(digits)
