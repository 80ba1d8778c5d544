"""Reports made in a copy of the checkout, as the program makes them."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

OTHERWISE = "values: corrected\nbasis: WO3\nedition: MCS2018\n"
"""Parameters of the last one: everything as no other report has it, some charts with nothing to draw."""


def start(checkout: Path, name: str) -> "subprocess.Popen[str]":
    """Starts the report's program in a checkout."""
    command = [sys.executable, "-m", "tungsten", "report", f"params/{name}.yml"]
    return subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def report(checkout: Path, name: str) -> subprocess.CompletedProcess[str]:
    """Runs it to its end."""
    with start(checkout, name) as running:
        said, complained = running.communicate()
        return subprocess.CompletedProcess(running.args, running.returncode, said, complained)


def copied(folder: Path) -> Path:
    """A checkout with all that a report is made of."""
    for name in ("notebooks", "params", "data"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "params" / "otherwise.yml").write_text(OTHERWISE, encoding="utf-8")
    return folder
