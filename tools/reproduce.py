"""``make reproduce``: build the data and a report from two clean copies of the tracked files, and compare them.

The copies have different folders, time zones and locales, so that the files differ if one
of these got into them. The files that differ are listed, with exit code 1.
"""

import filecmp
import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
PRODUCTS = ("data", "reports")


def main(params: str) -> int:
    """Build twice, compare every file of ``data`` and ``reports``, and return the exit code."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        print(f"{ROOT}: no git repository, and the files that git tracks are copied; run this in a clone")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "first"), Path(folder, "a second, elsewhere")
        names = [name for name in tracked.stdout.split("\0") if (ROOT / name).is_file()]
        for copy, zone, language in ((first, "UTC", "C.UTF-8"), (second, "Asia/Almaty", "C")):
            if code := _build(copy, names, params, zone, language):
                return code
        differing = [name for name in _names(first) | _names(second) if not _same(first / name, second / name)]
    for name in sorted(differing):
        print(f"{name}: differs between two builds of the same sources")
    return 1 if differing else 0


def _build(copy: Path, names: list[str], params: str, zone: str, language: str) -> int:
    """Build in a copy of the named files; return 0, or the exit code of a failed command, and print its messages."""
    for name in names:
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    without_make = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    templates = str(Path(sys.prefix, "share", "jupyter"))  # templates of nbconvert, which are not in site-packages
    settings = without_make | {"TZ": zone, "LC_ALL": language, "JUPYTER_PATH": templates}
    python = environment(copy)
    for words in (["data"], ["report", params]):
        command = [str(python), "-m", "tungsten", *words]
        ran = subprocess.run(command, cwd=copy, env=settings, text=True, capture_output=True, check=False)
        if ran.returncode:
            print(ran.stdout + ran.stderr, end="")
            return ran.returncode
    return 0


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
