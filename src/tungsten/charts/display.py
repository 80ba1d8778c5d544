"""Whether a kernel belongs to a run of the report, which draws the pictures itself. Imports no heavy library."""

import os

CHART = "application/vnd.vegalite.v5+json"
"""MIME type of a chart in a notebook: JupyterLab and VS Code draw it live, with its switches, without a network.

NOTE: JupyterLab 4 has the libraries of Vega-Lite 5 and of no later version. A chart uses nothing that these lack.
"""

SWITCH = "TUNGSTEN_CHARTS"
"""Environment variable; with the value ``inert`` a chart is shown without a picture, which the report adds."""


def is_report() -> bool:
    """Return whether this process is a kernel of a run of the report."""
    return os.environ.get(SWITCH) == "inert"
