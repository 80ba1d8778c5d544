"""The validation that runs beside a report: started first, since it takes longest, and waited for where it counts."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tungsten.validation.validate import passed

Judgement = Callable[[], None]
"""Returns once the data are known to pass; raises `FellShort` when they don't."""


class FellShort(Exception):
    """The data fall short, or can't be used; the validation has said where. ``code`` is what it exited with."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def validation(root: Path, digest: str) -> Iterator[Judgement]:
    """Judges the data in a process of its own, unless the last validation still stands; gives what waits for it."""
    if passed(root) == digest:
        yield lambda: None
        return
    process = subprocess.Popen([sys.executable, "-m", "tungsten", "validate"], cwd=root, stdout=sys.stderr)

    def judged() -> None:
        if code := process.wait():
            raise FellShort(code)

    try:
        yield judged
        judged()
    finally:
        process.kill()
        process.wait()
