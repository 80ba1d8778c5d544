"""Whether a process shows charts live, or as data that a run of the report draws. Imports no heavy library."""

import os
import sys

CHART = "application/vnd.tungsten.chart+json"
"""MIME type of a chart in an executed notebook."""

SWITCH = "TUNGSTEN_CHARTS"
"""Environment variable; with the value ``inert`` charts are data instead of drawings."""


def is_live() -> bool:
    """Return whether this is the kernel of a person, and not one of a run of the report."""
    return os.environ.get(SWITCH) != "inert" and "ipykernel" in sys.modules
