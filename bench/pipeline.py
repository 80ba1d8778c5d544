"""``pipeline``: the whole report by ``make report``, compared with papermill on the same number of empty notebooks.

``rows`` is the number of notebooks that a report runs, each of them once in each language, and can't be chosen. The
answer is how many were run and, for the report, have a page.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from bench import Bench, Job
from tungsten.notebook.names import STEMS
from tungsten.vocabulary import LANGUAGES

ROOT = Path(__file__).parents[1]
RUNS = len(STEMS) * len(LANGUAGES)
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
    """Copy the tracked files, link the environment of this checkout, and build the report; return the folder."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy)
    subprocess.run(["make", "env"], cwd=ROOT, env=_outside_make(), capture_output=True, check=True)
    (folder / ".venv").symlink_to(ROOT / ".venv")  # its code is that of this checkout, which is the same
    _report(folder)
    return folder


def from_nothing() -> Job:
    """Data, validation, notebooks and pages."""

    def job(source: Path) -> int:
        for built in ("build", "reports", "data/processed"):
            shutil.rmtree(source / built, ignore_errors=True)
        return _report(source)

    return job


def after_one_parameter() -> Job:
    """What has to be done after a change of the basis."""

    def job(source: Path) -> int:
        parameters = (source / PARAMETERS).read_text(encoding="utf-8")
        (old, new), *_ = ((old, new) for old, new in OTHERWISE.items() if old in parameters)
        (source / PARAMETERS).write_text(parameters.replace(old, new), encoding="utf-8")
        return _report(source)

    return job


def nothing_to_do() -> Job:
    """``make report`` when everything is up to date."""
    return _report


def bare_papermill() -> Job:
    """The same number of empty notebooks, one after the other, by the command ``papermill``."""

    def job(source: Path) -> int:
        empty, run = source / "empty.ipynb", source / "run.ipynb"
        empty.write_text(json.dumps(EMPTY), encoding="utf-8")
        for _ in range(RUNS):
            command = [str(source / ".venv/bin/python"), "-m", "papermill", "--no-progress-bar", str(empty), str(run)]
            subprocess.run(command, env=_outside_make(), capture_output=True, check=True)
        return RUNS

    return job


def _report(source: Path) -> int:
    """Build the report; return the number of notebooks that have a page, in both languages."""
    command = ["make", "-o", ".venv/.made", "report"]
    process = subprocess.run(command, cwd=source, env=_outside_make(), capture_output=True, text=True, check=False)
    if process.returncode:
        raise RuntimeError(process.stderr.strip() or process.stdout.strip())
    return sum(page.stem in STEMS for page in (source / "reports/default").rglob("*.html"))


def _outside_make() -> dict[str, str]:
    """Return the environment variables without those that make sets."""
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
    sizes=(RUNS,),
)
