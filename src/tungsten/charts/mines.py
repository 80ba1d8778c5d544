"""Charts of mines: the ore that tonnage and grade imply, and how long mining lasts."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from tungsten.charts import marks as parts
from tungsten.charts.chart import Column, View, at_setting, blank, chart, table_columns, trace_columns, view, views
from tungsten.charts.marks import TRACE, Canvas, State
from tungsten.charts.run import Run, Setting, follows
from tungsten.i18n.words import Words

MILLION = 1e6


def implied_ore(ore: pl.DataFrame, run: Run) -> Any:
    """Return the chart of the ore that the tonnage and the grade of each deposit imply.

    Args:
        ore: Rows of ``data/processed/ore.csv``, with the column ``for_reading`` for the switch ``reading``.
        run: The run.
    """
    words, implied = run.words, State(run.words("state_implied"), "computed")
    rows = (
        run.with_reading(ore)
        .drop_nulls(["ore_low", "ore_high"])
        .with_columns(low=pl.col("ore_low") / MILLION, high=pl.col("ore_high") / MILLION, order=-pl.col("ore_high"))
    )
    grades = [words.measured(low, high, "percent") for low, high in rows.select("grade_low", "grade_high").iter_rows()]
    tonnes = [parts.between(low, high, words) for low, high in rows.select("low", "high").iter_rows()]
    says = [words("ore_at_grade", ore=mass, grade=grade) for mass, grade in zip(tonnes, grades, strict=True)]
    rows = parts.rows_of(parts.traced(rows, run), map(words.entity, rows["entity_id"]), says, words).with_columns(
        parts.picked(words, implied),
        pl.Series("grade", grades, dtype=pl.String),
        least=parts.outwards("low", "low"),
        most=parts.outwards("high", "high"),
    )

    def describe(at: Setting, words: Words) -> View:
        return _ore_view(at_setting(rows, at).sort("order"), words)

    labels = {"who": "subject", "grade": "grade", "least": "column_ore_least", "most": "column_ore_most"}
    columns = table_columns(labels, words)
    layers = _spans(("low", "high", "column_bounds"), words("axis_ore"), (implied,), words, format=",d")
    switches = follows("reading", ore)
    return chart("implied_ore", layers, rows, views(switches, run, describe), columns, run, follows=switches)


def _ore_view(rows: pl.DataFrame, words: Words) -> View:
    if rows.is_empty():
        return blank("implied_ore", words)
    numbers = {
        "most": words.entity(rows["entity_id"][0]),
        "low": parts.digits(rows["low"][0], words, "low"),
        "high": parts.digits(rows["high"][0], words, "high"),
    }
    top, source = parts.most(rows, "high") * 1.8, words("source_article")
    return view("implied_ore", rows, words, source=source, numbers=numbers, top=top)


def mine_life(mine_life: pl.DataFrame, run: Run) -> Any:
    """Return the chart of mine lives: implied for the mine in production, printed for two deposits not yet mined.

    Args:
        mine_life: Rows of ``data/processed/mine_life.csv``, with the column ``for_reading`` for the switch ``reading``.
        run: The run.
    """
    words = run.words
    implied, printed = State(words("state_implied"), "computed"), State(words("state_printed"), "accent")
    rows = run.with_reading(mine_life).drop_nulls(["life_low", "life_high"])
    spans = [words.between(low, high) for low, high in rows.select("life_low", "life_high").iter_rows()]
    says = [words("years", span=span) for span in spans]
    rows = parts.rows_of(parts.traced(rows, run), map(words.entity, rows["entity_id"]), says, words).with_columns(
        parts.picked(words, implied, (pl.col("origin") == "printed", printed)),
        least=parts.outwards("life_low", "low", 1),
        most=parts.outwards("life_high", "high", 1),
        least_output=parts.outwards("output_low", "low"),
        most_output=parts.outwards("output_high", "high"),
        order=pl.int_range(pl.len()).over("for_reading"),
    )
    states = (implied, printed)

    def describe(at: Setting, words: Words) -> View:
        return _life_view(at_setting(rows, at).sort("order"), states, words)

    bases = rows.filter(origin="implied")["basis"].unique()
    basis = words(f"basis_{bases[0]}") if bases.len() else ""
    columns = [
        *(Column(name, words(key)) for name, key in
          {"who": "subject", "least": "column_life_least", "most": "column_life_most"}.items()),
        Column("least_output", words("column_output_least", basis=basis)),
        Column("most_output", words("column_output_most", basis=basis)),
        *trace_columns(words),
    ]  # fmt: skip
    layers = _spans(("life_low", "life_high", "column_bounds"), words("axis_years"), states, words, format="d")
    switches = follows("reading", mine_life)
    return chart("mine_life", layers, rows, views(switches, run, describe), columns, run, follows=switches)


def _life_view(rows: pl.DataFrame, states: Sequence[State], words: Words) -> View:
    mines = rows.filter(origin="implied")
    if mines.is_empty():
        return blank("mine_life", words)
    mine = mines.row(0, named=True)
    numbers = {
        "mine": words.entity(mine["entity_id"]),
        "first": words.number(mine["life_low"], end="low"),
        "last": words.number(mine["life_high"], end="high"),
        "low": words.number(mine["output_low"], end="low"),
        "high": words.number(mine["output_high"], end="high"),
        "basis": words(f"basis_{mine['basis']}"),
    }
    top, states_shown = parts.most(rows, "life_high") * 1.4, parts.legend(states, rows, words)
    source = words("source_article")
    return view("mine_life", rows, words, source=source, numbers=numbers, top=top, states=states_shown)


def _spans(
    span: tuple[str, str, str], axis: str, states: Sequence[State], words: Words, **axis_options: Any
) -> list[Any]:
    """Return the layers of a chart of intervals; ``span`` has the columns of both ends, and the key of the label."""
    canvas, (low, high, label) = Canvas.of(words), span
    tooltip = parts.tips({"who": "subject", "label": label, **TRACE}, words)
    x = parts.amount(low, axis, words, **axis_options)
    bars = canvas.bars(x, x2=alt.X2(f"{high}:Q"), tooltip=tooltip, **parts.looks(states, words))
    return [bars, *canvas.labels(high)]
