"""``python tools/environment.py FOLDER LOCK [PYPROJECT…]``: install a lock into a virtual environment.

A new environment is built beside the old one and replaces it when it is complete, so that a failed
download leaves the old one as it was. It is built only if the digest of the lock has changed.
The packages of the checkout are installed editable, without a network.
The Makefile runs this with any Python, so it imports the standard library only.
"""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

DIGEST, MADE = ".locked", ".made"
"""Files of an environment: the digest of its lock, and the mark for make that it is complete."""


def main(folder: Path, lock: Path, projects: list[Path]) -> str | None:
    """Bring an environment up to date; return what is wrong, None if nothing is."""
    if os.pathsep in str(folder.absolute()):
        return f"{folder.absolute()}: no environment can be in a folder with '{os.pathsep}' in its path; rename it"
    digest = sha256(lock.read_bytes()).hexdigest()
    if folder.is_symlink():
        fault = (
            f"{folder}: a link to an environment of another lock, which isn't changed; remove the link for a new one"
        )
        return None if _digest(folder) == digest else fault
    new, old = (folder.with_name(f"{folder.name}.{suffix}") for suffix in ("new", "old"))
    if old.exists() and not folder.exists():  # an earlier run was killed between the two renames below
        old.rename(folder)
    try:
        if _digest(folder) == digest:
            _install_projects(folder, projects)
        else:
            _build(new, lock, projects)
            (new / DIGEST).write_text(digest, encoding="utf-8")
            _move_scripts(new, folder)
            shutil.rmtree(old, ignore_errors=True)
            if folder.exists():
                folder.rename(old)
            new.rename(folder)
    except subprocess.CalledProcessError:
        kept = f"; {folder} is as it was" if folder.exists() else ""
        return f"{lock}: can't be installed, see above; it needs a package index{kept}"
    finally:
        for leftover in (new, old):
            shutil.rmtree(leftover, ignore_errors=True)
    (folder / MADE).touch()
    return None


def _digest(folder: Path) -> str | None:
    """Return the digest of the lock that an environment was built from, None if there is no such environment."""
    path = folder / DIGEST
    return path.read_text(encoding="utf-8").strip() if path.is_file() and (folder / "bin" / "python").exists() else None


def _build(new: Path, lock: Path, projects: list[Path]) -> None:
    """Create an environment, by uv where it is installed."""
    if uv := shutil.which("uv"):
        _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, new)
        _run(uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", _python(new), *_requirements(lock))
    else:
        _run(sys.executable, "-m", "venv", "--clear", new)
        _run(*_pip(new), *_requirements(lock))
    _install_projects(new, projects)


def _install_projects(folder: Path, projects: list[Path]) -> None:
    """Install the packages of the checkout editable."""
    options = ["--no-deps", "--no-build-isolation", *(f"-e{project.parent.absolute()}" for project in projects)]
    if not projects:
        return
    if uv := shutil.which("uv"):
        _run(uv, "pip", "install", "--quiet", "--python", _python(folder), *options)
    else:
        _run(*_pip(folder), *options)


def _move_scripts(new: Path, folder: Path) -> None:
    """Replace the path of a new environment by its later one in its scripts, which begin with the path of Python."""
    before, after = os.fsencode(new.absolute()), os.fsencode(folder.absolute())
    for path in (new / "pyvenv.cfg", *(new / "bin").iterdir()):
        if path.is_file() and not path.is_symlink() and before in (content := path.read_bytes()):
            path.write_bytes(content.replace(before, after))


def _requirements(lock: Path) -> list[str | Path]:
    return ["--require-hashes", "-r", lock]


def _pip(folder: Path) -> list[str | Path]:
    return [_python(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def _python(folder: Path) -> Path:
    return folder / "bin" / "python"


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    target, source, *others = map(Path, sys.argv[1:])
    sys.exit(main(target, source, others))
