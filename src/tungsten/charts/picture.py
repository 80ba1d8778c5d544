"""A complete chart: a drawing, its finding as title, the sentences around it, and its table.

A chart is made in two steps. First all its values are computed, by name (``given``); then they are
drawn, in the same way for all values. So the page needs the drawing once, and fills it with other
values at another setting of its switches.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import altair as alt
import polars as pl

import tungsten.charts.theme  # noqa: F401  the import enables the theme
from tungsten.charts.chart_template import HOLE, Given
from tungsten.charts.display import is_live
from tungsten.charts.marks import ROWS
from tungsten.charts.palette import WIDTH, colour
from tungsten.i18n.words import CORRECTED, GRAVEST_FIRST, MARKS, Words

Draw: TypeAlias = Callable[[Given], Sequence[Any]]
"""Returns the layers of a chart for the given values, without computing anything from them."""

TITLE_CHARACTERS, SUBTITLE_CHARACTERS = 72, 106
"""Characters in a line of the title, and of the subtitle."""

ROW, TALL_ROW, NARROW_ROW = 36, 46, 54
"""Height in pixels of a row, of a row with a name in two lines, and of a row on a phone."""


@dataclass(frozen=True)
class About:
    """The texts around a chart, its name in file names, and its data as a table."""

    name: str
    finding: str
    deck: str
    source: str
    alt: str
    how: str
    table: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Column names are labels for the reader; cells are numbers or text."""


def about(
    key: str, words: Words, *, source: str, table: pl.DataFrame, numbers: Mapping[str, object], title: str = "title"
) -> About:
    """Return the texts whose keys begin with ``key``.

    ``title`` is the rest of the key of the finding. Other texts with the same ending replace those without.
    """
    end = title.removeprefix("title")
    deck, alt, how = (words.first(f"{key}_{part}{end}", f"{key}_{part}", **numbers) for part in ("deck", "alt", "how"))
    finding = words(f"{key}_{title}", **numbers)
    return About(key.replace("_", "-"), finding, deck, source, alt, how, table)


@dataclass(frozen=True)
class Picture:
    """A chart: its texts, its values and its drawing."""

    about: About
    given: Given
    draw: Draw
    words: Words
    is_blank: bool = False
    """Whether there is nothing to draw for the parameters."""

    switched: Callable[["Picture"], Any] | None = None
    """Returns what a live kernel shows: the chart with its switches."""

    def chart(self, given: Given | None = None) -> Any:
        """Return the layered Altair chart, with other values if ``given`` has them."""
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
        """Return the specification of the chart with a hole in place of each value."""
        holes: dict[str, Any] = {name: f"{HOLE}{name}" for name in self.given}
        return dict(self.chart(holes).to_dict(validate=False))

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> Any:
        shown = self.switched(self) if self.switched and is_live() else self.chart()
        return shown._repr_mimebundle_(*args, **kwargs)


DRAWN_DIGITS = 7
"""Significant digits of drawn values: enough for every pixel, and half the size of full precision on the page."""

TABLE_DIGITS = 12
"""Significant digits of the numbers in a table: enough for all data, without floating-point errors."""


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
    """Return the picture of a chart.

    Args:
        draw: Draws the chart.
        about: Its texts and its table.
        words: The words of its language.
        datasets: Its data, by name.
        height: Height in pixels.
        narrow_height: Height in pixels on a phone.
        is_blank: Whether there is nothing to draw.
        given: The other values that ``draw`` uses.
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
    """Return the picture of a chart of rows, whose height depends on their number and on names in two lines."""
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
    """Return a blank picture that says that there is no figure to draw."""
    message, subject = words("nothing_to_draw"), words(f"{key}_subject")
    alt_text = words("head", name=subject, value=message)
    blank = About(key.replace("_", "-"), subject, message, words("source_article"), alt_text, message)
    rows = pl.DataFrame({"says": [words.line(message)]})
    return made(_draw_message, blank, words, datasets={"rows": rows}, height=60, narrow_height=60, is_blank=True)


def _draw_message(given: Given) -> Sequence[Any]:
    return [alt.Chart(ROWS).mark_text(color=colour("muted")).encode(text=alt.Text("says:N"))]


def _records(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Return rows for a specification: null for infinities, which JSON can't represent, and no long texts."""
    names = [name for name in rows.columns if name not in ("citation", "note", "mark")]
    return [{name: _finite(row[name]) for name in names} for row in rows.iter_rows(named=True)]


def _finite(cell: Any) -> Any:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _notes(table: pl.DataFrame, words: Words) -> list[str]:
    """Return the meaning of each mark in the labels, for the verdicts in the table."""
    verdicts = set(table[words("verdict")]) if words("verdict") in table.columns else set()
    labels = {verdict: words(f"verdict_{verdict}") for verdict in GRAVEST_FIRST}
    notes = [words("note", mark=mark, verdict=labels[verdict]) for verdict, mark in MARKS.items()
             if labels[verdict] in verdicts]  # fmt: skip
    ids = dict.fromkeys(name for cell in table[words("figure")] for name in cell.split(" · ")) if verdicts else ()
    changes = words.clauses(f"{name}: {words.corrected[name]}" for name in ids if name in words.corrected)
    return [*notes, words("corrected_here", mark=CORRECTED, changes=changes)] if changes else notes
