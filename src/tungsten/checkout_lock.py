"""A lock of a checkout for each command that writes files, so that two runs never write the same ones.

The operating system holds the lock, and releases it when the process ends, even if it is killed.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tungsten import Unusable


@contextmanager
def lock(root: Path, command: str, *, waits: bool) -> Iterator[None]:
    """Hold the lock of a command.

    Args:
        root: The checkout.
        command: The name of the command.
        waits: Whether to wait until another run releases the lock, and say so.

    Raises:
        Unusable: Another run holds the lock, and ``waits`` is false.
    """
    path = root / "build" / f".{command}.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        if not _locked(file, waits=False):
            holder = f"another 'tungsten {command}' is running in this checkout{_process(path)}"
            if not waits:
                raise Unusable(f"{path.relative_to(root)}: {holder}; wait until it ends, then run this again")
            print(f"{holder}; waiting until it ends", file=sys.stderr, flush=True)
            _locked(file, waits=True)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _locked(file: TextIO, *, waits: bool) -> bool:
    """Lock a file and return whether that succeeded. Windows has no such locks; there it always succeeds."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _process(path: Path) -> str:
    """Return the process that holds a lock, in brackets; nothing if it hasn't written its number yet."""
    number = path.read_text(encoding="utf-8")
    return f" (process {number})" if number else ""
