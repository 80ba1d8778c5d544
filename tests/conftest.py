"""Settings of every test, what the tests of reports share, and the order of files."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No deadline: a busy machine is no failure. HYPOTHESIS_PROFILE=thorough tries forty times as many examples.
settings.register_profile("tungsten", deadline=None, max_examples=25)
settings.register_profile("thorough", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tungsten"))

FIRST = (
    "test_report test_conformance test_suites test_report_in_browser test_commands test_accessible test_lab "
    "test_notebooks test_pages test_guards test_sentences test_charts"
).split()
"""The files that take longest, begun first so that no process waits for the last of them.

The first one makes the reports that others use, while another process is busy with the second.
"""


def pytest_xdist_auto_num_workers() -> int:
    """Return one process more than there are cores, since tests often wait for a browser or a kernel."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow files first; pytest-xdist deals files out in this order with ``--no-loadscope-reorder``."""
    items.sort(key=lambda item: FIRST.index(item.path.stem) if item.path.stem in FIRST else len(FIRST))


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clean copy of the checkout in which every report was made; copy it before changing a file.

    It is made once, by the first process of a test run that asks for it; the others wait.
    """
    from report_runs import make_reports

    run = tmp_path_factory.getbasetemp()
    shared = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "reports"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "done").exists():
            make_reports(shared / "checkout")
            (shared / "done").touch()
    return shared / "checkout"


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Start Chromium once a process; a test opens and closes pages of its own."""
    from chromium import chromium

    with chromium() as started:
        yield started
