"""Decide on a figure of a draft: fill in its cells and empty its status."""

from pathlib import Path

import polars as pl

from tungsten import Unusable
from tungsten.ledger import clean, read
from tungsten.ledger.write import write_table


def undecided(source_id: str, root: Path) -> pl.DataFrame:
    """Return the rows of a source that a reader has yet to decide on, with the cells to fill in first."""
    first = (
        "figure_id printed hedge_printed subject_printed measure basis period commodity per unit_meant status line"
    ).split()
    rows = read.raw_figures(root).filter(pl.col("source_id") == source_id, pl.col("status").is_not_null())
    return rows.pipe(clean.with_unit_meant).select(first)


def fault(figure_id: str, root: Path) -> str | None:
    """Return what is wrong with a row of ``figures.csv`` for a figure that is decided; None if nothing is."""
    row = read.raw_figures(root).filter(figure_id=figure_id).with_columns(status=pl.lit(None, pl.String))
    found: str | None = clean.cleaned(row, read.raw_table(root, read.ENTITIES)).select(clean.faults()).item()
    return found


def decide(figure_id: str, root: Path, **cells: str | None) -> None:
    """Write the cells of one row of ``figures.csv``, and empty its status unless one is given.

    Raises:
        Unusable: There is no such figure or column, or the measure is not in ``measures.csv``.
    """
    table = read.raw_figures(root).drop("file_line")
    if cells.get("unit_meant"):
        table = clean.with_unit_meant(table)
    cells = {name: cell for name, cell in cells.items() if name != "unit_meant" or name in table.columns}
    if figure_id not in table["figure_id"]:
        raise Unusable(f"{read.FIGURES}: no figure {figure_id}; name one of the column figure_id")
    if unknown := [name for name in cells if name not in table.columns]:
        raise Unusable(f"{read.FIGURES}: no column {unknown[0]}; it has {', '.join(table.columns)}")
    if (measure := cells.get("measure")) and measure not in read.measures(root)["measure"]:
        raise Unusable(f"{read.MEASURES}: no measure {measure}; add it there, or name another")
    is_row = pl.col("figure_id") == figure_id
    written = {"status": None, **cells}
    write_table(
        table.with_columns(
            pl.when(is_row).then(pl.lit(cell, pl.String)).otherwise(name).alias(name) for name, cell in written.items()
        ),
        root / read.FIGURES,
    )
