"""A chart made whole: its finding as title, its sentences and its table around it, and a drawing.

It is made in two steps. What it shows is computed first, as plain values by
name (`given`); how it is drawn is the same whatever they are. So the page can
show the same drawing with other values, and holds it once.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import altair as alt
import polars as pl

import tungsten.charts.theme  # noqa: F401  the look, enabled by importing it
from tungsten.charts.chart_template import HOLE, Given
from tungsten.charts.display import is_live
from tungsten.charts.marks import ROWS
from tungsten.charts.palette import WIDTH, colour
from tungsten.i18n.words import CORRECTED, GRAVEST_FIRST, MARKS, Words

Draw: TypeAlias = Callable[[Given], Sequence[Any]]
"""Draws layers from what is given, and computes nothing with it."""

TITLE_CHARACTERS, SUBTITLE_CHARACTERS = 72, 106
"""How many characters fit a line of each."""

ROW, TALL_ROW, NARROW_ROW = 36, 46, 54
"""The height of a row in pixels, of one with a name in two lines, of one on a telephone."""


@dataclass(frozen=True)
class About:
    """What stands around a chart: its name in files, its sentences, and the same data as a table."""

    name: str
    finding: str
    deck: str
    source: str
    alt: str
    how: str
    table: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Columns are headed as a reader sees them; cells are numbers or text."""


def about(
    key: str, words: Words, *, source: str, table: pl.DataFrame, numbers: Mapping[str, object], title: str = "title"
) -> About:
    """The sentences that the words hold under ``key``.

    ``title`` picks among several findings; where one calls for other sentences
    around it, too, they end as it does.
    """
    end = title.removeprefix("title")
    deck, alt, how = (words.first(f"{key}_{part}{end}", f"{key}_{part}", **numbers) for part in ("deck", "alt", "how"))
    finding = words(f"{key}_{title}", **numbers)
    return About(key.replace("_", "-"), finding, deck, source, alt, how, table)


@dataclass(frozen=True)
class Picture:
    """A chart: what stands around it, what it is filled with, how it is drawn."""

    about: About
    given: Given
    draw: Draw
    words: Words
    is_blank: bool = False
    """Whether the parameters leave nothing to draw."""

    switched: Callable[["Picture"], Any] | None = None
    """Makes what a live kernel shows: the same chart with its switches."""

    def chart(self, given: Given | None = None) -> Any:
        """The layered Altair chart; Altair ships no types that could be checked."""
        given = self.given if given is None else given
        anchor = "end" if self.words.is_rtl else "start"
        return alt.LayerChart(
            layer=list(self.draw(given)),
            params=[alt.param(name="narrow", value=False).param, alt.param(name="rtl", value=self.words.is_rtl).param],
            title={"text": given["title"], "subtitle": given["subtitle"], "anchor": anchor},
            datasets=given["datasets"],
            description=given["alt"],
            usermeta={"tungsten": given["meta"]},
            width=WIDTH,
            height=given["height"],
        )

    def form(self) -> dict[str, Any]:
        """The chart's specification with a hole for each value given: a string that names it."""
        holes: dict[str, Any] = {name: f"{HOLE}{name}" for name in self.given}
        return dict(self.chart(holes).to_dict(validate=False))

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> Any:
        shown = self.switched(self) if self.switched and is_live() else self.chart()
        return shown._repr_mimebundle_(*args, **kwargs)


DRAWN_DIGITS = 7
"""Significant digits of what is drawn: far finer than a pixel, and half the weight of a page's data."""


TABLE_DIGITS = 12
"""Significant digits of a table's numbers: all that data hold, without what floating point adds."""


def made(
    draw: Draw,
    about: About,
    words: Words,
    *,
    datasets: Mapping[str, pl.DataFrame],
    height: int,
    narrow_height: int,
    is_blank: bool = False,
    **given: Any,
) -> Picture:
    """The chart with its finding as title, deck and source below, alt text, and its table for the page.

    ``given`` is what ``draw`` is filled with besides the datasets.
    """
    table = about.table.with_columns(pl.selectors.float().round_sig_figs(TABLE_DIGITS))
    source = " ".join([about.source, *_notes(about.table, words)])
    subtitle = words.lines(about.deck, SUBTITLE_CHARACTERS) + words.lines(source, SUBTITLE_CHARACTERS)
    meta = {
        **{name: getattr(about, name) for name in ("name", "finding", "deck", "alt", "how")},
        "source": source,
        "columns": [{"label": name, "is_number": kind.is_numeric()} for name, kind in table.schema.items()],
        "rows": [list(row) for row in table.iter_rows()],
        "narrow_height": narrow_height,
    }
    drawn = pl.selectors.float().round_sig_figs(DRAWN_DIGITS)
    records = {name: _records(rows.with_columns(drawn)) for name, rows in datasets.items()}
    texts = {"title": words.lines(about.finding, TITLE_CHARACTERS), "subtitle": subtitle, "alt": about.alt}
    whole = {"datasets": records, "height": height, "meta": meta, **texts, **given}
    return Picture(about, whole, draw, words, is_blank)


def of_rows(
    draw: Draw,
    about: About,
    words: Words,
    rows: pl.DataFrame,
    *,
    row: int = 0,
    narrow_row: int = NARROW_ROW,
    **given: Any,
) -> Picture:
    """The same for a chart of rows, as high as they need, higher where a name takes two lines."""
    has_long_names = rows["name"].str.contains("\n", literal=True).any()
    row = row or (TALL_ROW if has_long_names else ROW)
    return made(
        draw,
        about,
        words,
        datasets={"rows": rows},
        height=row * max(rows.height, 1) + 6,
        narrow_height=narrow_row * max(rows.height, 1) + 6,
        order=rows["name"].to_list(),
        **given,
    )


def nothing_to_draw(key: str, words: Words) -> Picture:
    """A chart that says so, where the parameters leave no figure for it."""
    says, subject = words("nothing_to_draw"), words(f"{key}_subject")
    told = words("head", name=subject, value=says)
    blank = About(key.replace("_", "-"), subject, says, words("source_article"), told, says)
    rows = pl.DataFrame({"says": [words.line(says)]})
    return made(_say_so, blank, words, datasets={"rows": rows}, height=60, narrow_height=60, is_blank=True)


def _say_so(given: Given) -> Sequence[Any]:
    return [alt.Chart(ROWS).mark_text(color=colour("muted")).encode(text=alt.Text("says:N"))]


def _records(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as a specification can hold them: no infinities, which JSON doesn't know, and no long texts nobody draws."""
    names = [name for name in rows.columns if name not in ("citation", "note", "mark")]
    return [{name: _finite(row[name]) for name in names} for row in rows.iter_rows(named=True)]


def _finite(cell: Any) -> Any:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _notes(table: pl.DataFrame, words: Words) -> list[str]:
    """What the marks in the labels mean, for those the table's verdicts call for."""
    found = set(table[words("verdict")]) if words("verdict") in table.columns else set()
    labels = {verdict: words(f"verdict_{verdict}") for verdict in GRAVEST_FIRST}
    notes = [words("note", mark=mark, verdict=labels[verdict]) for verdict, mark in MARKS.items()
             if labels[verdict] in found]  # fmt: skip
    ids = dict.fromkeys(name for cell in table[words("figure")] for name in cell.split(" · ")) if found else ()
    changes = words.clauses(f"{name}: {words.corrected[name]}" for name in ids if name in words.corrected)
    return [*notes, words("corrected_here", mark=CORRECTED, changes=changes)] if changes else notes
