"""Working papers: executed notebooks as HTML without scripts or addresses, for a page of the site.

The conversion takes about as long as a notebook runs, so it is done when a
notebook is executed, and the HTML is stored beside the executed copy.
"""

import csv
import re
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any


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


def body(notebook: Any) -> str:
    """Return an executed notebook as HTML, with its charts as inline SVG, which uses the page's font and colours.

    Pictures and tables are inserted after the export, since the exporter would parse each of them again.
    """
    copy, inserted = deepcopy(notebook), list[str]()
    for output in (output for cell in copy.cells for output in cell.get("outputs", [])):
        data = output.get("data", {})
        shown = data.get("image/svg+xml", data.get("text/html"))
        if shown is not None:
            output.data = {"text/html": _PLACE.format(len(inserted))}
            inserted.append(_STYLE.sub("", shown))
    text, _ = _exporter().from_notebook_node(copy)
    for number, picture in enumerate(inserted):
        text = text.replace(_PLACE.format(number), picture)
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
