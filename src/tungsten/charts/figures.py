"""The chart of all figures of a source by what they measure, for sources that the other charts have little for."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from tungsten.charts import marks as parts
from tungsten.charts.chart import Column, View, at_setting, blank, chart, trace_columns, view, views
from tungsten.charts.correction_text import amount
from tungsten.charts.marks import Canvas, State
from tungsten.charts.run import Run, Setting, follows
from tungsten.i18n.words import Words
from tungsten.vocabulary import UNDECIDED


def figures_by_measure(figures: pl.DataFrame, run: Run) -> Any:
    """Return the chart of every figure as a share of the largest one of its measure, unit and commodity.

    Args:
        figures: Rows of ``data/processed/figures.csv``, with the column ``for_reading`` for the switch ``reading``.
        run: The run.
    """
    words = run.words
    printed, undecided = (
        State(words("state_article"), "accent"),
        State(words("state_unjudged"), "quiet", is_hollow=True),
    )
    valued = run.with_reading(figures).filter(pl.col("role") == "figure", pl.col("high") > 0)
    alike = ["for_reading", "measure", "unit", "commodity"]
    rows = valued.with_columns(share=100 * pl.col("high") / pl.col("high").max().over(alike))
    rows = parts.traced(rows, run)
    says = [amount(row, words) for row in rows.iter_rows(named=True)]
    rows = parts.rows_of(rows, _names(rows, words), says, words).with_columns(
        parts.picked(words, printed, (pl.col("status").is_not_null(), undecided)),
        pl.Series("of", [words.measure(measure) for measure in rows["measure"]], dtype=pl.String),
        first=pl.col("figure_id").min().over(alike),
    )
    rows = rows.sort("for_reading", "first", "figure_id", maintain_order=True).with_columns(
        order=pl.int_range(pl.len()).over("for_reading")
    )
    states = (printed, undecided)

    def describe(at: Setting, words: Words) -> View:
        return _view(at_setting(rows, at), states, words)

    columns = [Column("of", words("measure")), Column("who", words("subject")), *trace_columns(words)]
    switches = follows("reading", figures)
    layers = _layers(states, words)
    sentences = views(switches, run, describe)
    lines = max([2, *(name.count("\n") + 1 for name in rows["name"])])
    height = 8 + 15 * lines
    return chart("figures_by_measure", layers, rows, sentences, columns, run, follows=switches, row=height)


def _names(rows: pl.DataFrame, words: Words) -> list[str]:
    """Return measure, entity and years of each row; those that occur twice with the id of the figure."""
    names = []
    for row in rows.iter_rows(named=True):
        entity = None if row["entity_id"] == UNDECIDED else words.entity(row["entity_id"])
        start, end = row["period_start"], row["period_end"]
        years = words.span(str(start.year), str(end.year)) if start and end else None
        names.append(words.listed(part for part in (words.measure(row["measure"]), entity, years) if part))
    ids = rows["figure_id"].to_list()
    twice = pl.DataFrame({"name": names, "reading": rows["for_reading"]}).is_duplicated()
    return [
        f"{name} ({figure})" if is_twice else name for name, figure, is_twice in zip(names, ids, twice, strict=True)
    ]


def _view(rows: pl.DataFrame, states: Sequence[State], words: Words) -> View:
    if rows.is_empty():
        return blank("figures_by_measure", words)
    decided = rows.filter(pl.col("status").is_null())
    numbers = {"count": rows.height, "measures": decided["measure"].n_unique(), "decided": decided.height}
    shown = parts.legend(states, rows, words)
    source = words("source_article")
    title = "title" if decided.height else "title_none"
    return view("figures_by_measure", rows, words, source=source, numbers=numbers, title=title, top=150.0, states=shown)


def _layers(states: Sequence[State], words: Words) -> list[Any]:
    canvas = Canvas.of(words)
    x = parts.amount("share", words("figures_by_measure_axis"), words, values=parts.PERCENTS)
    tooltip = parts.tips({"of": "measure", "who": "subject", "label": "printed"}, words)
    return [canvas.bars(x, tooltip=tooltip, **parts.looks(states, words)), *canvas.labels("share")]
