"""Execute notebooks, two at a time, each in a new kernel and in both languages.

One process runs them all, since starting Python and its libraries takes longer than
most notebooks. For the same reason a kernel runs the cells in the language of the report,
deletes every variable, and runs the cells in the other language. An executed copy gets its name only when
every cell ran and every chart is drawn; a failed one is kept, with its traceback, as
``NAME.failed.ipynb``.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from tungsten import Unusable
from tungsten.charts.display import CHART, SWITCH
from tungsten.charts.run import Setting
from tungsten.ledger.write import write_text
from tungsten.notebook.names import folder_of
from tungsten.params import Parameters
from tungsten.report.kernels import Kernels
from tungsten.report.notebook_runs import DIGEST, VALIDATES, CellError
from tungsten.report.worker_pools import WorkerPools
from tungsten.site import notebook_html
from tungsten.vocabulary import LANGUAGES

LONGEST_FIRST = (
    VALIDATES, "05-reserve-rankings", "03-supply-concentration", "04-demand-growth", "01-clean-figures"
)  # fmt: skip
"""The notebooks of a report; the longest is started first, so that both kernels end at about the same time."""

AT_ONCE = 2

RESET = nbformat.v4.new_code_cell("get_ipython().reset()", id="reset")
"""The cell between the languages: it deletes every variable, and cells are counted from one again."""


def execute(
    wanted: Mapping[str, str],
    notebooks: Path,
    executed: Path,
    parameters: Parameters,
    worker_pools: WorkerPools,
) -> None:
    """Write executed copies and working papers to ``executed``, those of the other language to a folder in it.

    Args:
        wanted: The notebooks to execute, each with the digest to store in its copies.
        notebooks: The folder of the notebooks.
        executed: The folder of the copies.
        parameters: The parameters that papermill inserts.
        worker_pools: Draws the charts.

    Raises:
        CellError: A cell failed.
    """
    with _kernel_environment(), ThreadPoolExecutor(AT_ONCE) as pool:
        start = time.perf_counter()
        runs = {
            pool.submit(_execute, notebooks / f"{stem}.ipynb", executed, parameters): stem
            for stem in LONGEST_FIRST
            if stem in wanted
        }
        try:
            notebook_html.warm_up()
            for run in as_completed(runs):
                for language, notebook in run.result().items():
                    notebook.metadata[DIGEST] = {"inputs": wanted[runs[run]]}
                    notebook_html.translate(notebook, language)
                    charts = _draw_charts(notebook, worker_pools, language)
                    place = executed / folder_of(language, parameters.language) / runs[run]
                    write_text(notebook_html.body(notebook, charts), place.with_suffix(".html"))
                    write_text(nbformat.writes(notebook) + "\n", place.with_suffix(".ipynb"))
                _print_progress(f"{runs[run]}: done after {time.perf_counter() - start:.1f} s")
        except BaseException:
            for run, stem in runs.items():
                if stem != VALIDATES:  # which may say why the others fail
                    run.cancel()
            raise


def _execute(path: Path, executed: Path, parameters: Parameters) -> dict[str, Any]:
    """Return the executed notebook by language; start the kernel a second time if it didn't come up."""
    failed = executed / f"{path.stem}.failed.ipynb"
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, path.name)
        try:
            try:
                notebooks = _run(path, output, parameters)
            except RuntimeError:  # jupyter_client raises it for a kernel that died before it was ready
                notebooks = _run(path, output, parameters)
        except papermill.PapermillExecutionError as error:
            write_text(nbformat.writes(_failed_part(nbformat.read(output, as_version=4))) + "\n", failed)
            if error.ename == Unusable.__name__:
                raise CellError(str(error.evalue), is_unusable=True) from None
            cell = f"{path.parent.name}/{path.name}: {_failed_cell(path, error)}: {_last_line(error)}"
            raise CellError(f"{cell}; the traceback is in {os.path.relpath(failed)}") from None
    failed.unlink(missing_ok=True)
    return notebooks


def _run(path: Path, output: Path, parameters: Parameters) -> dict[str, Any]:
    """Run a notebook in each language by papermill, which writes ``output`` even if a cell fails."""
    languages = sorted(LANGUAGES, key=lambda language: language != parameters.language)
    executed = papermill.execute_notebook(
        _in_turn(path, parameters, languages),
        output,
        progress_bar=False,
        request_save_on_cell_execute=False,
        autosave_cell_every=0,
        kernel_manager_class=Kernels,
        shutdown_kernel="immediate",
    )
    return {
        language: _without_times(nbformat.from_dict({**executed, "cells": cells}))
        for language, cells in zip(languages, _parts(executed.cells), strict=True)
    }


def _in_turn(path: Path, parameters: Parameters, languages: Sequence[str]) -> Any:
    """Return one notebook with the cells of both languages; the id of each cell ends with its language."""
    in_turn, cells = load_notebook_node(str(path)), list[Any]()
    for language in languages:
        given = {**parameters.as_dict(), "language": language}
        notebook = parameterize_notebook(load_notebook_node(str(path)), given)
        for cell in notebook.cells:
            cell.id = f"{cell.id}-{language}"
        cells += [*([deepcopy(RESET)] if cells else []), *notebook.cells]
    in_turn.cells = cells
    return in_turn


def _parts(cells: Sequence[Any]) -> list[list[Any]]:
    """Return the cells of each language, with their names as in the notebook."""
    ends = [place for place, cell in enumerate(cells) if cell.id == RESET.id]
    parts = [list(cells[start:end]) for start, end in zip([0, *(end + 1 for end in ends)], [*ends, None], strict=True)]
    for cell in (cell for part in parts for cell in part):
        cell.id = cell.id.rpartition("-")[0]
    return parts


def _failed_part(notebook: Any) -> Any:
    """Return the failed notebook without the cells of a language that was not reached."""
    places = [place for place, cell in enumerate(notebook.cells) if cell.id == RESET.id]
    if places and notebook.cells[places[0]].execution_count is None:
        notebook.cells = notebook.cells[: places[0]]
    return notebook


def _draw_charts(notebook: Any, worker_pools: WorkerPools, language: str) -> list[str]:
    """Add a still picture to each output that holds the specification of a chart; return their HTML for the paper."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    charts = [output.data for output in outputs if CHART in output.get("data", {})]
    start, html = Setting.of_run(worker_pools.parameters), list[str]()
    for data, drawing in zip(charts, worker_pools.draw([data[CHART] for data in charts]), strict=True):
        data["image/svg+xml"] = drawing.titled
        is_exhibit = worker_pools.is_exhibit(data[CHART], language)
        html.append(notebook_html.exhibit(data[CHART], drawing, start) if is_exhibit else drawing.titled)
    return html


def _without_times(notebook: Any) -> Any:
    """Remove from a notebook what differs between equal runs: times, interpreter and the random id of a cell."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("language_info", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    return notebook


def _failed_cell(path: Path, error: Any) -> str:
    """Return the failed cell by its id, or by its index in the output if papermill inserted it."""
    committed = nbformat.read(path, as_version=4)
    ids = [cell.id for cell in committed.cells if cell.source == error.source]
    return f"cell {ids[0]}" if ids else f"cell {error.cell_index}"


def _last_line(error: Any) -> str:
    lines = str(error.evalue).strip().splitlines()
    return f"{error.ename}: {lines[-1]}" if lines else str(error.ename)


@contextmanager
def _kernel_environment() -> Iterator[None]:
    """Set the environment variables of the kernels: a folder for their files, and charts as data."""
    with tempfile.TemporaryDirectory(prefix="tungsten-") as folder:
        variables = {
            "JUPYTER_RUNTIME_DIR": folder,
            "IPYTHONDIR": folder,
            SWITCH: "inert",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        before = {name: os.environ.get(name) for name in variables}
        os.environ.update(variables)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def _print_progress(line: str) -> None:
    """Print a line of progress if standard error is a terminal."""
    if sys.stderr.isatty():
        print(line, file=sys.stderr)
