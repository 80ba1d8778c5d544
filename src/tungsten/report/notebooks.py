"""The words runner, kernel and page share, so that none needs the others' libraries."""

import os
import sys
from pathlib import Path

STEMS = (
    "01-clean-figures", "02-validate-figures", "03-supply-concentration", "04-demand-growth", "05-reserve-rankings"
)  # fmt: skip
"""The notebooks of a report, in the order they are read."""

SECTIONS = {
    "lead": "02-validate-figures",
    "concentration": "03-supply-concentration",
    "demand": "04-demand-growth",
    "reserves": "05-reserve-rankings",
}
"""The sections of a page, in order, and the notebook whose charts each shows."""

CHART = "application/vnd.tungsten.chart+json"
"""The output a chart leaves in an executed notebook."""

SWITCH = "TUNGSTEN_CHARTS"
"""The environment variable that, set to ``inert``, makes charts data instead of drawings."""


def is_live() -> bool:
    """Whether this is a kernel somebody works in, and not one of a run of the report."""
    return os.environ.get(SWITCH) != "inert" and "ipykernel" in sys.modules


class CellError(Exception):
    """A cell raised; the message names notebook, cell and the error's last line."""


def is_executed(executed: Path) -> bool:
    """Whether an executed copy of every notebook is there."""
    return not missing(executed)


def missing(executed: Path) -> list[str]:
    """The notebooks without an executed copy and working paper."""
    return [stem for stem in STEMS if not all((executed / f"{stem}{end}").is_file() for end in (".ipynb", ".html"))]
