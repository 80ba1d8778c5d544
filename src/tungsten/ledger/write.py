"""How the project's tables are written: the same bytes for the same facts, whole or not at all."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Writes a CSV (UTF-8, LF, numbers written once the same way) beside its place, then renames it."""
    write_text(table.with_columns(plain_numbers()).write_csv(), path)


def write_text(text: str, path: Path) -> None:
    """Writes a text as UTF-8, whole or not at all."""
    write_bytes(text.encode("utf-8"), path)


def write_bytes(content: bytes, path: Path) -> None:
    """Writes a file beside its place, then renames it: a killed run leaves what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    os.replace(beside, path)


def write_frames(frames: Iterable[pl.DataFrame], header: Sequence[str], path: Path) -> None:
    """Write frames of one table one after the other into a CSV, as `write_table` would the whole of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            file.write(",".join(header) + "\n")
            for frame in frames:
                file.write(frame.with_columns(plain_numbers()).write_csv(include_header=False))
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def plain_numbers() -> pl.Expr:
    """Floats as plain digits, no trailing ``.0`` and no minus nothing; infinity, an end left open, as an empty cell."""
    number = pl.selectors.float()
    digits = number.round_sig_figs(12).cast(pl.String).str.strip_suffix(".0").replace("-0", "0")
    return pl.when(number.is_finite()).then(digits)
