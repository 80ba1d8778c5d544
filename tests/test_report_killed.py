"""A report that is killed leaves no process and nothing that looks finished; the next one starts from there."""

import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil
import pytest
from report_runs import copied, report, start


def inside(folder: Path) -> list[psutil.Process]:
    """Every process that works in a folder."""
    return [process for process in psutil.process_iter(["cwd"]) if process.info["cwd"] == str(folder)]


def kernels_run(checkout: Path) -> bool:
    """Whether, for a second, more processes work here than the report, multiprocessing's two and two of drawing."""
    begun = sorted(process.create_time() for process in inside(checkout))
    return len(begun) > 5 and time.time() - begun[5] > 1


def a_notebook_is_done(checkout: Path) -> bool:
    return (checkout / "reports/.default.new").exists() and any((checkout / "build/default").glob("*.ipynb"))


@pytest.mark.parametrize("reached", [kernels_run, a_notebook_is_done])
def test_a_killed_run_leaves_nothing_that_looks_finished(tmp_path: Path, reached: Callable[[Path], bool]) -> None:
    checkout = copied(tmp_path)
    with start(checkout, "default") as running:
        while not reached(checkout):
            assert running.poll() is None, "it ended before it could be killed"
            time.sleep(0.05)
        running.kill()
        _, left = psutil.wait_procs(inside(checkout), timeout=60)
    assert left == [], "what it had started ends with it"
    assert not (checkout / "reports/default").exists()
    for notebook in (checkout / "build/default").glob("*.ipynb"):
        assert all(cell.execution_count for cell in nbformat.read(notebook, as_version=4).cells if "outputs" in cell)
    ran = report(checkout, "default")
    assert ran.returncode == 0, ran.stderr
    assert (checkout / "reports/default/index.html").exists()
    assert not (checkout / "reports/.default.new").exists()
