"""``make lock``: the environments from ``pyproject.toml``, pinned and hashed, without addresses.

``requirements.lock`` holds all that reports, checks and tests need;
``requirements-lab.lock`` JupyterLab, which lives in an environment of its own
because it makes every notebook start twice as slow; ``environment.yml`` both,
for conda, with the project installed editable; ``requirements-bench.lock`` the project and what its benchmarks are
held against; ``requirements-spark.lock`` the project and Apache Spark. Needs uv
and a package index; everything else only reads what this wrote.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = {
    "requirements.lock": ["pyproject.toml", "--group", "build", "--group", "dev"],
    "requirements-lab.lock": ["--group", "pyproject.toml:lab"],
    "requirements-bench.lock": ["pyproject.toml", "--group", "build", "--group", "bench"],
    "requirements-spark.lock": ["pyproject.toml", "--extra", "spark", "--group", "build", "--group", "spark"],
}
GROUPS = ("build", "dev", "lab", "bench", "spark")
CONDA = ("requirements.lock", "requirements-lab.lock")
EDITABLE = ("packages/gx-polars", ".")
"""The distributions of this checkout: every environment installs them editable, and no lock pins them."""

COMPILE = [
    *"uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate".split(),
    *(f"--no-emit-package={Path(folder).name}" for folder in EDITABLE if folder != "."),
]


def lock(*, upgrade: bool = False) -> None:
    """Resolves everything at once, then writes each lock from that one resolution.

    What is pinned stays so while it serves; with ``upgrade`` all is pinned anew.
    """
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole.lock")
        if not upgrade:
            whole.write_text("\n".join(_pins(LOCKS)) + "\n", encoding="utf-8")
        subprocess.run(
            [*COMPILE, "pyproject.toml", "--all-extras", *(f"--group={name}" for name in GROUPS), "-o", whole],
            cwd=ROOT,
            check=True,
        )
        for name, wanted in LOCKS.items():
            subprocess.run(
                [*COMPILE, *wanted, "-c", whole, "-o", name], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
            )
    (ROOT / "environment.yml").write_text(environment(), encoding="utf-8")


def environment() -> str:
    """``environment.yml`` from the locks of conda's users as they stand."""
    pins = _pins(CONDA)
    lines = ["# Written by tools/lock.py from the locks; change pyproject.toml instead.", "name: tungsten", "channels:"]
    lines += ["  - conda-forge", "  - nodefaults", "dependencies:", "  - python >=3.11,<3.14", "  - pip", "  - pip:"]
    installed = [*pins, *(f"-e {folder}" for folder in EDITABLE)]
    return "\n".join(lines + [f'      - "{wanted}"' for wanted in installed]) + "\n"


def _pins(names: Iterable[str]) -> list[str]:
    """What some locks pin, in order."""
    return sorted({pin for name in names for pin in pinned((ROOT / name).read_text(encoding="utf-8"))})


def pinned(lock: str) -> list[str]:
    """The requirements of a lock without their hashes: ``polars==2.1.0``, with a marker where one applies."""
    return [found.strip() for found in re.findall(r"^([a-zA-Z0-9][^\\\n]*?)\s*\\?$", lock, flags=re.MULTILINE)]


if __name__ == "__main__":
    lock(upgrade="--upgrade" in sys.argv)
