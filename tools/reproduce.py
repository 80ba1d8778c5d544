"""``make reproduce``: build the data and a report from two clean copies of the tracked files, and compare them.

The builds differ in all that must not matter: folder, time zone, locale, seed of hashes, number of threads and of
processors, umask, home, and the order in which the files were written. The files that differ are listed, with exit
code 1.
"""

import filecmp
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PRODUCTS = ("data", "reports")


@dataclass(frozen=True)
class Machine:
    """What one build differs in from the other."""

    folder: str
    environment: dict[str, str]
    umask: int
    processors: int | None = None
    """How many processors it may use; all of them unless given."""
    is_reversed: bool = False
    """Whether the files are written in reversed order, in which some file systems list them."""


MACHINES = (
    Machine("first", {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}, umask=0o022),
    Machine(
        "a second, elsewhere",
        {
            "TZ": "Asia/Almaty",
            "LC_ALL": "C",
            "PYTHONHASHSEED": "2",
            "POLARS_MAX_THREADS": "1",
            "RAYON_NUM_THREADS": "1",
            "HOME": "/nonexistent",
        },
        umask=0o077,
        processors=1,
        is_reversed=True,
    ),
)


def main(params: str) -> int:
    """Build twice, compare every file of ``data`` and ``reports``, and return the exit code."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        print(f"{ROOT}: no git repository, and the files that git tracks are copied; run this in a clone")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        first, second = (Path(folder, machine.folder) for machine in MACHINES)
        names = [name for name in tracked.stdout.split("\0") if (ROOT / name).is_file()]
        for copy, machine in zip((first, second), MACHINES, strict=True):
            if code := _build(copy, names, params, machine):
                return code
        differing = [name for name in _names(first) | _names(second) if not _same(first / name, second / name)]
    for name in sorted(differing):
        print(f"{name}: differs between two builds of the same sources")
    return 1 if differing else 0


def _build(copy: Path, names: list[str], params: str, machine: Machine) -> int:
    """Build in a copy of the named files; return 0, or the exit code of a failed command, and print its messages."""
    for name in sorted(names, reverse=machine.is_reversed):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    without_make = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    templates = str(Path(sys.prefix, "share", "jupyter"))  # templates of nbconvert, which are not in site-packages
    settings = without_make | {"JUPYTER_PATH": templates} | machine.environment
    python = environment(copy)
    for words in (["data"], ["report", params]):
        command = [*_on(machine.processors), str(python), "-m", "tungsten", *words]
        ran = subprocess.run(
            command, cwd=copy, env=settings, umask=machine.umask, text=True, capture_output=True, check=False
        )
        if ran.returncode:
            print(ran.stdout + ran.stderr, end="")
            return ran.returncode
    return 0


def _on(processors: int | None) -> list[str]:
    """Return the words that limit a command to some processors; none where the system can't."""
    return ["taskset", "-c", f"0-{processors - 1}"] if processors and shutil.which("taskset") else []


def environment(copy: Path) -> Path:
    """Make an environment with the code of a copy and the libraries of this environment; return its Python."""
    folder = copy / ".venv"
    venv.create(folder)
    paths = [sysconfig.get_path("purelib"), copy / "src", copy / "packages" / "gx-polars" / "src"]
    site_packages = next(folder.glob("lib/python*/site-packages"))
    (site_packages / "copy.pth").write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    return folder / "bin" / "python"


def _names(copy: Path) -> set[Path]:
    return {path.relative_to(copy) for part in PRODUCTS for path in (copy / part).rglob("*") if path.is_file()}


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
