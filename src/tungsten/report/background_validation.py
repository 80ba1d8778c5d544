"""The validation of a report, in a process beside it: it is started first, since it takes longest."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tungsten.validation.validate import passed

AwaitValidation = Callable[[], None]
"""Waits until the data are known to be valid; raises `ValidationFailed` if they aren't."""


class ValidationFailed(Exception):
    """The data fall short or can't be used, as the validation has printed. ``code`` is its exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def background_validation(root: Path, digest: str) -> Iterator[AwaitValidation]:
    """Validate in another process, unless files of this digest passed before; yield a function that waits for it."""
    if passed(root) == digest:
        yield lambda: None
        return
    process = subprocess.Popen([sys.executable, "-m", "tungsten", "validate"], cwd=root, stdout=sys.stderr)

    def await_validation() -> None:
        if code := process.wait():
            raise ValidationFailed(code)

    try:
        yield await_validation
        await_validation()
    finally:
        process.kill()
        process.wait()
