"""Working papers: executed notebooks as HTML without scripts or addresses, to be framed by a page of the site.

Turning a notebook into HTML takes as long as many a notebook runs, so it is
done as each one ends and kept beside the executed copy.
"""

from copy import deepcopy
from functools import cache
from typing import Any

from tungsten.charts.display import CHART


def warm_up() -> None:
    """Imports the one exporter all papers share, while there is time."""
    _exporter()


def body(notebook: Any) -> str:
    """An executed notebook as HTML, its charts inline: as images they couldn't use the page's font and colours.

    Pictures and tables are put in afterwards; the exporter would parse each of them once more.
    """
    copy, shown = deepcopy(notebook), list[str]()
    for output in (output for cell in copy.cells for output in cell.get("outputs", [])):
        data = output.get("data", {})
        picture = data.get("image/svg+xml") if CHART in data else data.get("text/html")
        if picture is not None:
            output.data = {"text/html": _PLACE.format(len(shown))}
            shown.append(picture)
    text, _ = _exporter().from_notebook_node(copy)
    for number, picture in enumerate(shown):
        text = text.replace(_PLACE.format(number), picture)
    for wide in _WIDE:
        text = text.replace(f'<div class="{wide}', f'<div tabindex="0" class="{wide}')
    return str(text)


_WIDE = ("highlight ", "output_html ")
"""What may be wider than its page, and so is scrolled, by keyboard too."""

_PLACE = '<div id="output-{}"></div>'


@cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter

    bare = {"exclude_input_prompt": True, "exclude_output_prompt": True, "exclude_anchor_links": True}
    return HTMLExporter(template_name="basic", **bare)
