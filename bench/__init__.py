"""``make bench``: what the project's work costs, each against what a user would pick instead.

A bench is a module of this folder, ``bench/NAME.py``, that holds one ``Bench``
called ``BENCH``; nothing else has to know of it, and an underscore in front
keeps a module from being taken for one. It declares

- ``prepare(rows, folder)``, which writes the input of that size into a folder,
  the same every time, and returns its path;
- ``contestants``: by name, a function that imports what the contestant needs
  and returns the job, a function from the input's path to an answer that JSON
  can hold. Importing such a module is cheap: heavy libraries are imported in
  that function;
- ``floor``, the contestant whose answer is the right one, and ``agrees`` where
  right is something other than equal.

Every contestant runs in a process of its own, three times in turn with the
others, each time until a second has passed. Its import is timed apart, its
peak is that of its process or, if larger, of one it started and waited for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import eq
from pathlib import Path
from typing import Any, TypeAlias

Job: TypeAlias = Callable[[Path], Any]
"""From the input to an answer, over and over."""

SIZES = (10**5, 10**6, 10**7)


@dataclass(frozen=True)
class Bench:
    """One job, who does it, and on how much."""

    prepare: Callable[[int, Path], Path]
    contestants: Mapping[str, Callable[[], Job]]
    floor: str
    sizes: tuple[int, ...] = SIZES
    agrees: Callable[[Any, Any], bool] = eq
    """Whether an answer is as good as the floor's."""
