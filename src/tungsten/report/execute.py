"""Executes notebooks: those that are stale, two at a time, each in a fresh kernel of its own.

All from one process, since starting Python and its libraries costs more than
the work. A copy appears under its name only when every cell ran and every chart is
drawn. One that failed is kept, with its traceback, under a name of its own.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import papermill

from tungsten.charts.display import CHART, SWITCH
from tungsten.ledger.write import write_bytes, write_text
from tungsten.params import Parameters
from tungsten.report.background_validation import Judgement
from tungsten.report.kernels import Kernels
from tungsten.report.notebook_runs import DIGEST, CellError
from tungsten.report.worker_pools import WorkerPools
from tungsten.site import notebook_html as papers

LONGEST_FIRST = (
    "03-supply-concentration", "05-reserve-rankings", "04-demand-growth", "01-clean-figures", "02-validate-figures"
)  # fmt: skip
"""The notebooks of a report; starting the longest first keeps both processors busy to the end."""

AT_ONCE = 2

JUDGED = "02-validate-figures"
"""The notebook that shows what the suites made of the data, and so waits for them."""


def execute(
    wanted: Mapping[str, str],
    notebooks: Path,
    executed: Path,
    parameters: Parameters,
    judged: Judgement,
    worker_pools: WorkerPools,
) -> None:
    """Leave executed copies and working papers in ``executed``; raise `CellError` if a cell fails.

    Args:
        wanted: The notebooks to execute, each with the digest its copy carries.
        notebooks: Their folder.
        executed: The folder of the copies.
        parameters: What papermill puts in.
        judged: Returns once the data are known to pass.
        worker_pools: Draws the charts.
    """
    with _quarters(), ThreadPoolExecutor(AT_ONCE) as pool:
        begun = time.perf_counter()
        runs = {
            pool.submit(_execute, notebooks / f"{stem}.ipynb", executed, parameters, judged): stem
            for stem in LONGEST_FIRST
            if stem in wanted
        }
        try:
            papers.warm_up()
            for run in as_completed(runs):
                notebook = run.result()
                notebook.metadata[DIGEST] = {"inputs": wanted[runs[run]]}
                _draw_charts(notebook, worker_pools)
                write_text(papers.body(notebook), executed / f"{runs[run]}.html")
                write_text(nbformat.writes(notebook) + "\n", executed / f"{runs[run]}.ipynb")
                _say(f"{runs[run]}: done after {time.perf_counter() - begun:.1f} s")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _execute(path: Path, executed: Path, parameters: Parameters, judged: Judgement) -> Any:
    """The executed notebook; starts the kernel once more if it didn't come up."""
    if path.stem == JUDGED:
        judged()
    failed = executed / f"{path.stem}.failed.ipynb"
    with tempfile.TemporaryDirectory() as folder:
        left = Path(folder, path.name)
        try:
            try:
                notebook = _run(path, left, parameters)
            except RuntimeError:  # what jupyter_client raises for a kernel that died before it was ready
                notebook = _run(path, left, parameters)
        except papermill.PapermillExecutionError as error:
            write_bytes(left.read_bytes(), failed)
            what = f"{path.parent.name}/{path.name}: {_where(path, error)}: {_last_line(error)}"
            raise CellError(f"{what}; the traceback is in {os.path.relpath(failed)}") from None
    failed.unlink(missing_ok=True)
    return notebook


def _run(path: Path, left: Path, parameters: Parameters) -> Any:
    """Run a notebook by papermill, which writes it to ``left`` whatever comes of it."""
    executed = papermill.execute_notebook(
        path,
        left,
        parameters=parameters.as_dict(),
        progress_bar=False,
        request_save_on_cell_execute=False,
        autosave_cell_every=0,
        kernel_manager_class=Kernels,
        shutdown_kernel="immediate",
    )
    return _without_times(executed)


def _draw_charts(notebook: Any, worker_pools: WorkerPools) -> None:
    """Puts a still picture beside each chart's specification."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    charts = [output.data for output in outputs if CHART in output.get("data", {})]
    for data, drawing in zip(charts, worker_pools.drawn([data[CHART] for data in charts]), strict=True):
        data["image/svg+xml"] = drawing.titled


def _without_times(notebook: Any) -> Any:
    """The notebook without what differs between two runs of the same: times, interpreter, a cell's random id."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("language_info", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    return notebook


def _where(path: Path, error: Any) -> str:
    """The failing cell by its id in the committed notebook; papermill added one cell after the parameters."""
    source = nbformat.read(path, as_version=4)
    same = [cell.id for cell in source.cells if cell.source == error.source]
    return f"cell {same[0]}" if same else f"cell {error.cell_index}"


def _last_line(error: Any) -> str:
    lines = str(error.evalue).strip().splitlines()
    return f"{error.ename}: {lines[-1]}" if lines else str(error.ename)


@contextmanager
def _quarters() -> Iterator[None]:
    """A folder of their own for the kernels' files, and the switch that keeps their charts inert."""
    with tempfile.TemporaryDirectory(prefix="tungsten-") as folder:
        mine = {
            "JUPYTER_RUNTIME_DIR": folder,
            "IPYTHONDIR": folder,
            SWITCH: "inert",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        before = {name: os.environ.get(name) for name in mine}
        os.environ.update(mine)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def _say(line: str) -> None:
    """Tells a person at a terminal how far it is; says nothing to anybody else."""
    if sys.stderr.isatty():
        print(line, file=sys.stderr)
