"""Reports made in a copy of the checkout, as the program makes them."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]

OTHERWISE = "values: corrected\nbasis: WO3\nedition: MCS2018\n"
"""Parameters of the last one: everything as no other report has it, some charts with nothing to draw."""


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
"""Notes each call with the command it is part of; every process of Python runs it first, kernels and workers too."""


def start(checkout: Path, name: str, environment: dict[str, str] | None = None) -> "subprocess.Popen[str]":
    """Starts the report's program in a checkout."""
    command = [sys.executable, "-m", "tungsten", "report", f"params/{name}.yml"]
    given = {**os.environ, **(environment or {})}
    return subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=given)


def counting(checkout: Path) -> dict[str, str]:
    """An environment in which a checkout's processes note their calls of what is ``COUNTED``."""
    folder = checkout / "counter"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(COUNTER, encoding="utf-8")
    paths = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")]), str(ROOT / "src")]
    return {"PYTHONPATH": os.pathsep.join(paths), "CALLS": str(folder / "calls")}


def calls(checkout: Path) -> Counter[str]:
    """How often each command called each function."""
    return Counter((checkout / "counter" / "calls").read_text(encoding="utf-8").splitlines())


def report(checkout: Path, name: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs it to its end."""
    with start(checkout, name, environment) as running:
        said, complained = running.communicate()
        return subprocess.CompletedProcess(running.args, running.returncode, said, complained)


def copied(folder: Path) -> Path:
    """A checkout with all that a report is made of."""
    for name in ("notebooks", "params", "data"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "params" / "otherwise.yml").write_text(OTHERWISE, encoding="utf-8")
    return folder
