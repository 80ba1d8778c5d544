"""The figures that a correction changes, as printed and as corrected, side by side."""

from collections.abc import Callable, Iterator
from typing import Any

import polars as pl

from tungsten.charts.correction_text import amount
from tungsten.notebook.tables import Table, table
from tungsten.notebook.workspace import Workspace

SUBJECTS = {
    "concentration": "import_reliance import_share soviet_reserve_share national_reserve_share".split(),
    "demand": "demand demand_percent demand_growth penetration_rate".split(),
    "reserves": "reserves resources grade associated_metal reserve_rank world_reserve_share".split(),
}
"""What each analysis rests on, by measure as printed."""

Row = tuple[str, str, str, str]


def contrast(at: Workspace, analysis: str) -> Table:
    """Return each figure of an analysis that a correction changes, with what follows from either value."""
    rows = [*_figures(at, SUBJECTS[analysis]), *FOLLOWS[analysis](at)]
    return table(rows, "subject contrast_reader contrast_stands figures", at.words)


def _figures(at: Workspace, measures: list[str]) -> Iterator[Row]:
    said = ["low", "high", "unit", "qualifier", "measure", "basis", "entity_id"]
    printed, corrected = (tables["figures"].select("figure_id", *said) for tables in at.readings)
    both = printed.join(corrected, on="figure_id", suffix="_now", maintain_order="left")
    changed = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in said)
    for row in both.filter(pl.col("measure").is_in(measures) & changed).iter_rows(named=True):
        before, now = {name: row[name] for name in said}, {name: row[f"{name}_now"] for name in said}
        stands = _told(now, at)
        if before["entity_id"] != now["entity_id"]:
            stands = at.words("contrast_of", who=at.words.entity(now["entity_id"]), told=stands)
        yield at.words.entity(row["entity_id"]), _told(before, at), stands, row["figure_id"]


def _told(figure: dict[str, Any], at: Workspace) -> str:
    """A figure in a few words: what it measures, and how much."""
    if figure["low"] is None:
        return at.words("contrast_nothing")
    much = amount(figure, at.words)
    measure, basis = at.words.measure(figure["measure"]), at.words(f"basis_{figure['basis']}")
    told = "contrast_told" if figure["basis"] in ("not_stated", "not_applicable") else "contrast_based"
    return at.words(told, measure=measure, much=much, basis=basis)


def _deposits(at: Workspace) -> Iterator[Row]:
    """Yield the share of the largest deposit and the index, for both readings."""
    told = []
    for tables in at.readings:
        rows = tables["concentration"].filter(series="kazakh_deposits", edition=at.parameters.source)
        if rows.is_empty():
            return
        row = rows.row(0, named=True)
        share, index = at.words.share(row["cr1"]), at.words.between(row["hhi_least"], row["hhi_most"])
        told.append(at.words("contrast_deposits", who=at.words.entity(row["leader"]), share=share, index=index))
    yield at.words("series_kazakh_deposits"), told[0], told[1], ""


def _ranks(at: Workspace) -> Iterator[Row]:
    """Whose rank among the deposits changes."""
    keys = ["entity_id", "commodity"]
    readings = (tables["reserves"].filter(level="deposit").drop_nulls("rank_best") for tables in at.readings)
    printed, corrected = (rows.select(*keys, "rank_best", "rank_worst", "figure_ids") for rows in readings)
    both = printed.join(corrected, on=keys, how="left", suffix="_now", maintain_order="left")
    ranks = ["rank_best", "rank_worst"]
    moved = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in ranks)
    for row in both.filter(moved).iter_rows(named=True):
        before, now = (_rank(row[f"rank_best{end}"], row[f"rank_worst{end}"], at) for end in ("", "_now"))
        yield at.words.entity(row["entity_id"]), before, now, row["figure_ids"]


def _rank(best: int | None, worst: int | None, at: Workspace) -> str:
    if best is None:
        return at.words("contrast_unranked")
    return at.words("contrast_rank", rank=at.words.span(str(best), str(worst)))


def _nothing(at: Workspace) -> Iterator[Row]:
    yield from ()


FOLLOWS: dict[str, Callable[[Workspace], Iterator[Row]]] = {
    "concentration": _deposits,
    "demand": _nothing,
    "reserves": _ranks,
}
"""What follows from the figures of each analysis, besides the figures themselves."""
