"""Reports made in a copy of the checkout, as the program makes them."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import psutil

from tungsten.notebook.workspace import lay_out
from tungsten.params import Parameters
from tungsten.site.exhibits import exhibits

ROOT = Path(__file__).parents[1]

LANGUAGES = {"default": "en", "otherwise": "ar"}
"""Report → the language of its front page."""

OTHERWISE = "values: corrected\nbasis: WO3\nedition: MCS2018\nlanguage: ar\n"
"""Parameters of the second report: each unlike the first one's; some charts have nothing to draw."""


@cache
def names() -> set[str]:
    """Return the names of every chart of a report."""
    return {exhibit.name for exhibit in exhibits(lay_out(Parameters()))}


def folders(report: Path) -> dict[str, Path]:
    """Return where the pages of each language are."""
    front = LANGUAGES[report.name]
    return {language: report if language == front else report / language for language in ("en", "ar")}


COUNTED = {"tungsten.ledger.read": "ledger", "tungsten.evidence.table": "evidence_table"}
"""Module → the function of it that is counted."""

COUNTER = f"""
import os, sys
from importlib.machinery import PathFinder

class Counted:
    def find_spec(name, path=None, target=None):
        function = {COUNTED}.get(name)
        spec = PathFinder.find_spec(name, path, target) if function else None
        if spec:
            run = spec.loader.exec_module
            def exec_module(module):
                run(module)
                inner = getattr(module, function)
                def counted(*args, **kwargs):
                    with open(os.environ["CALLS"], "a") as calls:
                        print(*sys.argv[1:2], function, file=calls)
                    return inner(*args, **kwargs)
                setattr(module, function, counted)
            spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Counted)
"""
"""A ``sitecustomize`` module, which every Python process imports first: it writes each call with its command."""


def start(checkout: Path, name: str) -> "subprocess.Popen[str]":
    """Start the report's program in a checkout."""
    command = [sys.executable, "-m", "tungsten", "report", f"params/{name}.yml"]
    return subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def report(checkout: Path, name: str) -> subprocess.CompletedProcess[str]:
    """Make a report in a checkout, and return when the program ends."""
    with start(checkout, name) as running:
        out, err = running.communicate()
        return subprocess.CompletedProcess(running.args, running.returncode, out, err)


def counting(checkout: Path) -> dict[str, str]:
    """Return an environment in which a checkout's processes write their calls of the functions in ``COUNTED``."""
    folder = checkout / "counter"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(COUNTER, encoding="utf-8")
    paths = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(paths), "CALLS": str(folder / "calls")}


def calls(checkout: Path) -> Counter[str]:
    """Return how often each command called each function."""
    return Counter((checkout / "counter" / "calls").read_text(encoding="utf-8").splitlines())


def make(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run make in a checkout with this environment, away from the make and the CI that run the tests."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "GITHUB"))}
    command = ["make", "-o", ".venv/.made", *words]
    given = outside | environment
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=given, check=False)


def tracked() -> list[Path]:
    """Return every file that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def clean_copy(folder: Path) -> Path:
    """Copy what git tracks or would track, and link this environment."""
    for path in tracked():
        copied = folder / path.relative_to(ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copied)
    if not (folder / ".venv").exists():
        (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def with_texts(checkout: Path) -> Path:
    """Add the sources' texts that are at hand, which git ignores."""
    for text in (ROOT / "data/raw/sources").glob("*.txt"):
        shutil.copy2(text, checkout / "data/raw/sources")
    return checkout


def inside(folder: Path) -> list[psutil.Process]:
    """Return every process that works in a folder."""
    return [process for process in psutil.process_iter(["cwd"]) if process.info["cwd"] == str(folder)]


def kernels_run(checkout: Path) -> bool:
    """Return whether more than the report, two of multiprocessing and two that draw have worked here for a second."""
    begun = sorted(process.create_time() for process in inside(checkout))
    return len(begun) > 5 and time.time() - begun[5] > 1


def a_notebook_is_done(checkout: Path) -> bool:
    """Return whether pages are being written and some notebook is executed."""
    return (checkout / "reports/.otherwise.new").exists() and any((checkout / "build/otherwise").glob("*.ipynb"))


def killed_when(reached: Callable[[Path], bool], checkout: Path) -> dict[str, Any]:
    """Start the second report, kill it once it has come this far, and return what is left after at most a minute."""
    with start(checkout, "otherwise") as running:
        while not reached(checkout):
            assert running.poll() is None, "it ended before it could be killed"
            time.sleep(0.05)
        running.kill()
        _, left = psutil.wait_procs(inside(checkout), timeout=60)
    notebooks = sorted((checkout / "build/otherwise").glob("*.ipynb"))
    return {
        "processes": len(left),
        "report": (checkout / "reports/otherwise").exists(),
        "notebooks": [path.read_text(encoding="utf-8") for path in notebooks],
    }


def make_reports(checkout: Path) -> None:
    """Make every report in a clean copy, from nothing; the first one builds and validates the data, too.

    The second one is killed twice at different moments, then made. What each kill left is in ``killed.json``.
    """
    with_texts(clean_copy(checkout))
    shutil.rmtree(checkout / "data/processed")
    counted = counting(checkout)
    (checkout / "params" / "otherwise.yml").write_text(OTHERWISE, encoding="utf-8")
    reported = make(checkout, "--silent", "report", **counted)
    assert reported.returncode == 0, reported.stderr
    assert reported.stdout == "", "a report prints nothing where nobody looks"
    left = [killed_when(reached, checkout) for reached in (kernels_run, a_notebook_is_done)]
    (checkout / "killed.json").write_text(json.dumps(left), encoding="utf-8")
    for path in (checkout / "build/otherwise").rglob("01-*"):
        path.unlink()  # so that its notebook, which reads raw, is counted in both languages
    reported = make(checkout, "--silent", "report", "PARAMS=params/otherwise.yml", **counted)
    assert reported.returncode == 0, reported.stderr
    assert reported.stdout == ""
