"""How a process shows charts: live, or as data that a run of the report draws. It imports no heavy library."""

import os
import sys

CHART = "application/vnd.tungsten.chart+json"
"""The output a chart leaves in an executed notebook."""

SWITCH = "TUNGSTEN_CHARTS"
"""The environment variable that, set to ``inert``, makes charts data instead of drawings."""


def is_live() -> bool:
    """Whether this is a kernel somebody works in, and not one of a run of the report."""
    return os.environ.get(SWITCH) != "inert" and "ipykernel" in sys.modules
