"""Working papers: executed notebooks as HTML without scripts or addresses, for a page of the site.

A chart that the report has, too, becomes an exhibit like those of the report: ``site.js``
draws it for the width of the screen, and its marks lead to their rows.
The conversion takes about as long as a notebook runs, so it is done when a notebook is
executed, and the HTML is stored beside the executed copy.
"""

import csv
import re
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from tungsten.charts.chart import texts_at
from tungsten.charts.display import CHART
from tungsten.charts.run import Setting
from tungsten.charts.svg import Drawing


def warm_up() -> None:
    """Import nbconvert and make its exporter while the notebooks run."""
    _exporter()


def translate(notebook: Any, language: str) -> None:
    """Put the text of a notebook into another language; a text without a translation stays as it is."""
    if language == "en":
        return
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = translations(language).get(cell.source, cell.source)


@cache
def translations(language: str) -> dict[str, str]:
    """Return the text of each markdown cell of the notebooks in a language, by its English text."""
    text = files("tungsten.i18n").joinpath("notebooks.csv").read_text(encoding="utf-8")
    return {row["en"]: row[language] for row in csv.DictReader(text.splitlines(keepends=True))}


def exhibit(spec: dict[str, Any], drawing: Drawing, start: Setting) -> str:
    """Return a chart of the report as HTML: its texts, and its still picture for a page without scripts."""
    meta, texts = spec["usermeta"]["tungsten"], texts_at(spec, start)
    return (
        f'<div class="exhibit"><p class="finding">{escape(texts["finding"])}</p>'
        f'<p class="deck">{escape(texts["deck"])}</p><figure>'
        f'<div class="chart" dir="ltr" data-chart="{meta["name"]}" data-follows="{meta["follows"]}">'
        f'<div class="still">{drawing.bare}</div></div>'
        f"<figcaption>{escape(texts['source'])}</figcaption></figure></div>"
    )


def body(notebook: Any, charts: Sequence[str] = ()) -> str:
    """Return an executed notebook as HTML, in which charts have the page's font and colours.

    Charts and tables are inserted after the export, since the exporter would parse each of them again.

    Args:
        notebook: The executed notebook.
        charts: The HTML of each output that holds the specification of a chart, in order.
    """
    copy, inserted, shown = deepcopy(notebook), list[str](), iter(charts)
    for output in (output for cell in copy.cells for output in cell.get("outputs", [])):
        data = output.get("data", {})
        found = next(shown) if CHART in data else data.get("text/html")
        if found is not None:
            output.data = {"text/html": _PLACE.format(len(inserted))}
            inserted.append(_STYLE.sub("", found))
    text, _ = _exporter().from_notebook_node(copy)
    for number, part in enumerate(inserted):
        text = text.replace(_PLACE.format(number), part)
    for wide in _WIDE:
        text = text.replace(f'<div class="{wide}', f'<div tabindex="0" class="{wide}')
    return str(text)


_WIDE = ("highlight ", "output_html ", "output_text ")
"""Classes of elements that may be wider than the page; with a tab index they can be scrolled by keyboard."""

_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)
"""The style of a table, for viewers without a stylesheet; the policy of the page forbids it."""

_PLACE = '<div id="output-{}"></div>'


@cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter

    bare = {"exclude_input_prompt": True, "exclude_output_prompt": True, "exclude_anchor_links": True}
    return HTMLExporter(template_name="basic", **bare)
