"""``make bench``: time and memory of the project's work, compared with other libraries.

A benchmark is a module ``bench/NAME.py`` without a leading underscore that defines a
`Bench` called ``BENCH``:

- ``prepare(rows, folder)`` writes the input of that size to a folder, the same bytes
  every time, and returns its path;
- ``contestants`` are functions by name. Each imports its libraries and returns the job,
  a function that takes the path of the input and returns an answer JSON can represent.
  The module itself imports no heavy library;
- ``floor`` names the contestant that the others are compared with, in time and in answer;
  ``agrees`` compares two answers, by default for equality.

Each contestant runs in three rounds, alternating with the others, in a new process each
time. It runs its job once to prepare itself, and then repeats it until a second has
passed; only the repetitions are measured. Import time is measured separately. Peak memory
is that of the process or, if larger, of a child process.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import eq
from pathlib import Path
from typing import Any, TypeAlias

Job: TypeAlias = Callable[[Path], Any]
"""Takes the path of the input and returns an answer; is called several times."""

SIZES = (10**5, 10**6, 10**7)


@dataclass(frozen=True)
class Bench:
    """A benchmark: its input, its contestants and its sizes in rows."""

    prepare: Callable[[int, Path], Path]
    contestants: Mapping[str, Callable[[], Job]]
    floor: str
    sizes: tuple[int, ...] = SIZES
    agrees: Callable[[Any, Any], bool] = eq
    """Return whether an answer agrees with the answer of the floor."""
