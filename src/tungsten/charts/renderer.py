"""How a notebook shows a chart: live in JupyterLab, without a network; inert in a run of the report.

One mechanism: the report's runner sets ``TUNGSTEN_CHARTS=inert`` for the
kernels it starts. There a chart becomes its specification and nothing else,
which the runner draws (`svg`). In any other kernel a chart of ours comes with its
switches (`lab`), and Altair's own ``jupyter`` renderer draws all others, from the
scripts vl-convert carries.
"""

import os
from typing import Any

import altair as alt
from altair.utils import schemapi

from tungsten.charts.display import CHART, SWITCH, is_live


def inert(spec: dict[str, Any], **_: object) -> dict[str, Any]:
    """A chart as data: its specification, and its description for whoever reads the bare notebook."""
    return {CHART: spec, "text/plain": spec.get("description", "")}


alt.renderers.register("tungsten", inert)


def choose_renderer() -> None:
    """Picks the renderer for where this process runs; outside of kernels Altair's default stays."""
    if os.environ.get(SWITCH) == "inert":
        alt.renderers.enable("tungsten")
        schemapi.DEBUG_MODE = (
            False  # every part would be checked when made, and all of it again when shown: once will do
        )
    elif is_live():
        alt.renderers.enable("jupyter", offline=True)
