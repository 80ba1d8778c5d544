"""How a notebook shows a chart: live in JupyterLab, without a network, or as data in a run of the report.

The report sets ``TUNGSTEN_CHARTS=inert`` for its kernels. There the output of a chart is its
specification, which the report draws later (`svg`). In other kernels a chart of the project is
shown with its switches (`tungsten.notebook.widget`), and any other chart by Altair's renderer
``jupyter``, with the scripts that vl-convert contains.
"""

import os
from typing import Any

import altair as alt
from altair.utils import schemapi

from tungsten.charts.display import CHART, SWITCH, is_live


def inert(spec: dict[str, Any], **_: object) -> dict[str, Any]:
    """Return a chart as data: its specification, and its description as plain text."""
    return {CHART: spec, "text/plain": spec.get("description", "")}


alt.renderers.register("tungsten", inert)


def choose_renderer() -> None:
    """Enable the renderer for this process; outside of kernels Altair's default stays."""
    if os.environ.get(SWITCH) == "inert":
        alt.renderers.enable("tungsten")
        schemapi.DEBUG_MODE = False  # no check of every part, since the whole chart is checked when it is shown
    elif is_live():
        alt.renderers.enable("jupyter", offline=True)
