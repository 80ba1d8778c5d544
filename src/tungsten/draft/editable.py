"""The table of a draft as widgets: a reader fills in the cells of each figure and ticks it as decided.

Every change is written to ``figures.csv`` at once. Only a frontend with a person before it, such as JupyterLab or
VS Code, gets widgets; a notebook that is run by papermill shows the rows, since stored widgets load scripts from the
network when the notebook is converted to a page.
"""

from functools import partial
from pathlib import Path
from typing import Any

import ipywidgets
import polars as pl
from ipykernel.kernelapp import IPKernelApp

from tungsten.draft.decide import decide, fault, undecided
from tungsten.ledger import read
from tungsten.ledger.columns import columns

EDITED = {
    "subject_printed": "9em",
    "measure": "11em",
    "basis": "9em",
    "period": "7em",
    "commodity": "8em",
    "per": "4em",
    "unit_meant": "5em",
}
"""The columns that a reader fills in, with the width of each."""

SHOWN = {"printed": "9em", "hedge_printed": "6em"}
"""The columns that help to decide."""


def table(source_id: str, root: Path) -> Any:
    """Return the undecided figures of a source: as widgets to fill in, or as rows where nobody can answer.

    Args:
        source_id: The source.
        root: The folder whose ``data/raw`` is read and written.
    """
    rows = undecided(source_id, root)
    return _Editor(rows, root).all if rows.height and _has_reader() else rows


def _has_reader() -> bool:
    """Return whether the frontend can ask a person, which JupyterLab says in each request and papermill denies."""
    if not IPKernelApp.initialized():
        return False
    request = IPKernelApp.instance().kernel.get_parent("shell")
    return bool(request.get("content", {}).get("allow_stdin"))


class _Editor:
    """The widgets of some rows, and what is written when one of them changes."""

    def __init__(self, rows: pl.DataFrame, root: Path) -> None:
        self.root = root
        self.said = ipywidgets.Label(f"{rows.height} figures to decide; each change is written to {read.FIGURES}")
        self.ticks: list[ipywidgets.Checkbox] = []
        self.choices = {"measure": sorted(read.measures(root)["measure"]), **columns()["closed"]}
        widths = {"decided": "5em", **SHOWN, **EDITED}
        heads = [ipywidgets.HTML(f"<b>{name.removesuffix('_printed')}</b>") for name in widths]
        cells = [cell for row in rows.iter_rows(named=True) for cell in self._row(row)]
        layout = {"grid_template_columns": " ".join(widths.values()), "overflow": "auto"}
        self.all = ipywidgets.VBox([self.said, ipywidgets.GridBox([*heads, *cells], layout=layout)])

    def _row(self, row: dict[str, Any]) -> list[ipywidgets.Widget]:
        """Return the widgets of a row, in the order of its columns."""
        tick = ipywidgets.Checkbox(indent=False, layout={"width": "auto"})
        edited = {name: self._cell(name, row[name] or "") for name in EDITED}
        self.ticks.append(tick)
        for cell in (tick, *edited.values()):
            cell.observe(partial(self._write, row, edited, tick), names="value")
        return [tick, *(ipywidgets.Label(row[name] or "") for name in SHOWN), *edited.values()]

    def _cell(self, name: str, value: str) -> ipywidgets.Widget:
        """Return the widget of a cell: a list of choices for a closed column, else a text."""
        if choices := self.choices.get(name):
            options = list(dict.fromkeys(["", *choices, value]))
            return ipywidgets.Dropdown(options=options, value=value, layout={"width": "auto"})
        return ipywidgets.Text(value, continuous_update=False, layout={"width": "auto"})

    def _write(
        self, row: dict[str, Any], edited: dict[str, ipywidgets.Widget], tick: ipywidgets.Checkbox, _change: object
    ) -> None:
        """Write a row, and say how many are decided; or untick it and say what is wrong."""
        cells = {name: cell.value.strip() or None for name, cell in edited.items()}
        figure_id = row["figure_id"]
        decide(figure_id, self.root, **cells, status=None if tick.value else row["status"])
        wrong = fault(figure_id, self.root) if tick.value else None
        if wrong:
            tick.value = False
        decided = sum(one.value for one in self.ticks)
        self.said.value = f"{row['printed']}: {wrong}" if wrong else f"{decided} of {len(self.ticks)} decided"
