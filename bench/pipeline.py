"""``pipeline``: the whole report by ``make report``, against bare papermill running as many empty notebooks.

``rows`` are notebooks, and there are as many as the project has, whatever else is asked for. An answer is how
many were run, each with its page where it is the report's.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from bench import Bench, Job

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
PARAMETERS = Path("params/default.yml")
OTHERWISE = {"basis: W\n": "basis: WO3\n", "basis: WO3\n": "basis: W\n"}
EMPTY = {
    "cells": [
        {"cell_type": "code", "execution_count": None, "id": "empty", "metadata": {}, "outputs": [], "source": ""}
    ],
    "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def checkout(_: int, folder: Path) -> Path:
    """A copy of what git tracks, with this checkout's environment and a finished report."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy)
    subprocess.run(["make", "env"], cwd=ROOT, env=_outside_make(), capture_output=True, check=True)
    (folder / ".venv").symlink_to(ROOT / ".venv")  # with this checkout's code, which is the same
    _report(folder)
    return folder


def from_nothing() -> Job:
    """All of it: data, validation, notebooks, pages."""

    def job(source: Path) -> int:
        for built in ("build", "reports", "data/processed"):
            shutil.rmtree(source / built, ignore_errors=True)
        return _report(source)

    return job


def after_one_parameter() -> Job:
    """What a change of basis leaves to do."""

    def job(source: Path) -> int:
        said = (source / PARAMETERS).read_text(encoding="utf-8")
        (was, becomes), *_ = ((old, new) for old, new in OTHERWISE.items() if old in said)
        (source / PARAMETERS).write_text(said.replace(was, becomes), encoding="utf-8")
        return _report(source)

    return job


def nothing_to_do() -> Job:
    """make finds that all is as it should be."""
    return _report


def bare_papermill() -> Job:
    """As many notebooks with nothing in them, one by one, as papermill's own command runs them."""

    def job(source: Path) -> int:
        empty, run = source / "empty.ipynb", source / "run.ipynb"
        empty.write_text(json.dumps(EMPTY), encoding="utf-8")
        for _ in NOTEBOOKS:
            command = [str(source / ".venv/bin/python"), "-m", "papermill", "--no-progress-bar", str(empty), str(run)]
            subprocess.run(command, env=_outside_make(), capture_output=True, check=True)
        return len(NOTEBOOKS)

    return job


def _report(source: Path) -> int:
    """Makes the report; how many notebooks have a page in it."""
    command = ["make", "-o", ".venv/.made", "report"]
    ran = subprocess.run(command, cwd=source, env=_outside_make(), capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(ran.stderr.strip() or ran.stdout.strip())
    pages = {page.stem for page in (source / "reports/default").rglob("*.html")}
    return len(pages.intersection(NOTEBOOKS))


def _outside_make() -> dict[str, str]:
    """The environment a user types in, even where a make runs this."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}


BENCH = Bench(
    checkout,
    {
        "papermill": bare_papermill,
        "from_nothing": from_nothing,
        "one_parameter": after_one_parameter,
        "nothing_to_do": nothing_to_do,
    },
    floor="papermill",
    sizes=(len(NOTEBOOKS),),
)
