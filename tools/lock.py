"""``make lock``: pin the environments of ``pyproject.toml``, with hashes and without addresses.

- ``requirements.lock``: the project, its tests and its style checks;
- ``requirements-lab.lock``: JupyterLab, in an environment of its own, since every notebook takes twice as long
  to start in an environment that contains it;
- ``environment.yml``: both for conda, with the project installed editable;
- ``requirements-bench.lock``: the project and the libraries that the benchmarks compare it with;
- ``requirements-spark.lock``: the project and Apache Spark.

This is the only command that needs uv and a package index.
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
"""The packages of this checkout; every environment installs them editable, and no lock pins them."""

COMPILE = [
    *"uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate".split(),
    *(f"--no-emit-package={Path(folder).name}" for folder in EDITABLE if folder != "."),
]


def lock(*, upgrade: bool = False) -> None:
    """Resolve all environments together, and write each lock from that resolution.

    Args:
        upgrade: Pin the newest versions. Otherwise the present pins stay where they satisfy the requirements.
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
        for name, inputs in LOCKS.items():
            subprocess.run(
                [*COMPILE, *inputs, "-c", whole, "-o", name], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
            )
    (ROOT / "environment.yml").write_text(environment(), encoding="utf-8")


def environment() -> str:
    """Return the text of ``environment.yml`` from the locks in `CONDA`."""
    pins = _pins(CONDA)
    lines = [
        "# Written by tools/lock.py from the locks; change pyproject.toml instead.",
        "# It has no hashes, since pip takes none in a list that holds editable packages; the locks have them.",
        "name: tungsten",
        "channels:",
    ]
    lines += ["  - conda-forge", "  - nodefaults", "dependencies:", "  - python >=3.11,<3.14", "  - pip", "  - pip:"]
    installed = [*pins, *(f"-e {folder}" for folder in EDITABLE)]
    return "\n".join(lines + [f'      - "{requirement}"' for requirement in installed]) + "\n"


def _pins(names: Iterable[str]) -> list[str]:
    """Return the pins of some locks, sorted."""
    return sorted({pin for name in names for pin in pinned((ROOT / name).read_text(encoding="utf-8"))})


def pinned(lock: str) -> list[str]:
    """Return the requirements of a lock without hashes: ``polars==2.1.0``, with their environment markers."""
    return [pin.strip() for pin in re.findall(r"^([a-zA-Z0-9][^\\\n]*?)\s*\\?$", lock, flags=re.MULTILINE)]


if __name__ == "__main__":
    lock(upgrade="--upgrade" in sys.argv)
