"""A report that is killed leaves no process and nothing that looks finished; the next one starts from there."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil
from report_runs import report, start


def inside(folder: Path) -> list[psutil.Process]:
    """Return every process that works in a folder."""
    return [process for process in psutil.process_iter(["cwd"]) if process.info["cwd"] == str(folder)]


def kernels_run(checkout: Path) -> bool:
    """Return whether more than the report, two of multiprocessing and two that draw have worked here for a second."""
    begun = sorted(process.create_time() for process in inside(checkout))
    return len(begun) > 5 and time.time() - begun[5] > 1


def a_notebook_is_done(checkout: Path) -> bool:
    """Return whether pages are being written and some notebook is executed."""
    return (checkout / "reports/.default.new").exists() and any((checkout / "build/default").glob("*.ipynb"))


def kill_when(reached: Callable[[Path], bool], checkout: Path) -> list[psutil.Process]:
    """Start a report, kill it once it has come this far, and return the processes it left after a minute."""
    with start(checkout, "default") as running:
        while not reached(checkout):
            assert running.poll() is None, "it ended before it could be killed"
            time.sleep(0.05)
        running.kill()
        _, left = psutil.wait_procs(inside(checkout), timeout=60)
        return left


def test_a_killed_run_leaves_nothing_that_looks_finished(reports: Path, tmp_path: Path) -> None:
    """Killed twice at different moments, the second time from where the first one was killed, then made."""
    checkout = Path(shutil.copytree(reports, tmp_path / "checkout", symlinks=True))
    shutil.rmtree(checkout / "reports/default")
    for path in (checkout / "build/.charts.json", *(checkout / "build/default").rglob("0[345]-*")):
        path.unlink()
    for reached in (kernels_run, a_notebook_is_done):
        assert kill_when(reached, checkout) == [], "what it had started ends with it"
        assert not (checkout / "reports/default").exists()
        for notebook in (checkout / "build/default").glob("*.ipynb"):
            cells = nbformat.read(notebook, as_version=4).cells
            assert all(cell.execution_count for cell in cells if "outputs" in cell)
    ran = report(checkout, "default")
    assert ran.returncode == 0, ran.stderr
    assert (checkout / "reports/default/index.html").exists()
    assert not (checkout / "reports/.default.new").exists()
