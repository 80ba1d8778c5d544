"""How a notebook shows a chart: its specification, which JupyterLab draws live, and a picture for every other viewer.

GitHub, nbconvert and a mail client show the picture, and nothing is loaded from the network. Altair has a renderer
for either, but none that gives both. In a run of the report the picture is added later (`svg`).
"""

from typing import Any

import altair as alt
from altair.utils import schemapi

from tungsten.charts.display import CHART, is_report

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.6.1.json"
"""Vega-Lite of the version in JupyterLab 4, which warns of a later one; the name of a schema, which nothing loads."""

LIVE = {CHART: {"embed_options": {"renderer": "svg"}}}
"""Metadata of an output: JupyterLab draws text as text, so that it can be read aloud, selected and searched."""


def with_picture(spec: dict[str, Any], **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a chart as specification, as picture, and as its description in plain text; and how to draw it live."""
    shown = {CHART: {**spec, "$schema": SCHEMA}, "text/plain": spec.get("description", "")}
    if is_report():
        return shown, LIVE
    from tungsten.charts.svg import drawn

    return {**shown, "image/svg+xml": drawn(spec).titled}, LIVE


def enable() -> None:
    """Register this renderer in the process."""
    alt.renderers.register("tungsten", with_picture)
    alt.renderers.enable("tungsten")
    if is_report():
        schemapi.DEBUG_MODE = False  # no check of every part, since the whole chart is checked when it is shown
