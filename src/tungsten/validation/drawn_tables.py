"""The tables that charts draw beside concentration, demand and reserves, as the suites judge them."""

from functools import partial

import polars as pl

from tungsten.analysis.tables import UNROUNDED, constants, minerals
from tungsten.dataset import COMMON, FOLDERS, OF_BOTH
from tungsten.ledger.clean import readable
from tungsten.ledger.read import Ledger

KEYS = {
    "shares": ["series", "commodity", "period", "basis", "edition", "entity_id"],
    "import_reliance": ["edition", "entity_id", "period", "figure_id", "reference_id"],
    "penetration": ["product", "period"],
    "world_output": ["edition", "period"],
    "demand_share": ["product", "period", "origin", "reading", "output_edition", "output_period"],
    "ore": ["entity_id", "figure_ids"],
    "mine_life": ["entity_id", "origin", "figure_ids"],
    "shared_claims": ["figure_id", "other_figure_id"],
    "constants": ["name"],
    "minerals": ["mineral", "period"],
}
"""The columns that identify a row of each table."""


def rows(name: str, table: pl.DataFrame) -> pl.DataFrame:
    """Return a table with ``row``, its keys in words, and the place each row has in its file; empty names as text."""
    named = [column for column in ("entity_id", "product", "outcome") if column in table.columns]
    return table.with_columns(
        pl.col(named).fill_null(""),
        row=pl.concat_str(KEYS[name], separator=" ", ignore_nulls=True),
        file=pl.lit((FOLDERS[COMMON if name in OF_BOTH else "printed"] / f"{name}.csv").as_posix()),
        file_line=pl.int_range(2, pl.len() + 2, dtype=pl.Int64),
    )


def drawn(name: str, ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    """Return one of the tables, as ``data/processed`` holds it, from the ledger and tidy figures."""
    if name == "constants":
        return constants(ledger.references["constants"])
    if name == "minerals":
        return minerals(ledger)
    return UNROUNDED[name](readable(figures), ledger)


def _with_rows(name: str, ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    return rows(name, drawn(name, ledger, figures))


DRAWN = {name: partial(_with_rows, name) for name in KEYS}
"""By the name a suite gives its table, the function of ledger and tidy figures that returns it."""
