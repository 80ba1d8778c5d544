"""What every chart of a run is given besides frames: its words, its constants, and the settings of its switches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

import polars as pl

from tungsten.i18n.words import Words
from tungsten.params import Parameters
from tungsten.vocabulary import READINGS

SWITCHES = ("reading", "basis", "edition")
"""The switches of charts, in the order of their names in a key."""


@dataclass(frozen=True)
class Setting:
    """A setting of the switches."""

    reading: str
    basis: str
    edition: str

    @classmethod
    def of_run(cls, parameters: Parameters) -> "Setting":
        """Return the setting of a run before a switch is used."""
        return cls(parameters.values, parameters.basis, parameters.edition)

    def key(self, follows: str) -> str:
        """Return the values of the switches in ``follows``, separated by spaces, under which a view is found."""
        return " ".join(str(getattr(self, switch)) for switch in follows.split())


@dataclass(frozen=True)
class Run:
    """The words of a run for each reading, its constants, and the setting its charts start with."""

    source: str
    start: Setting
    bases: tuple[str, ...]
    editions: tuple[str, ...]
    words_by_reading: Mapping[str, Words]
    constants: Mapping[str, float]
    """Thresholds and mass fractions by name."""

    @property
    def words(self) -> Words:
        """The words of the reading the run starts with."""
        return self.words_by_reading[self.start.reading]

    def at(self, **changes: str) -> "Run":
        """Return a run whose charts start at another setting: ``run.at(edition="MCS2020")``."""
        return replace(self, start=replace(self.start, **changes))

    def settings(self, follows: str) -> Iterator[Setting]:
        """Yield every setting of the switches in ``follows``; the other switches stay as they are at the start."""
        choices = {"reading": READINGS, "basis": self.bases, "edition": self.editions}
        axes = [choices[name] if name in follows.split() else (getattr(self.start, name),) for name in SWITCHES]
        return (Setting(*chosen) for chosen in product(*axes))

    def with_reading(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame with the column ``for_reading``: as it is, or the reading of the run in every row."""
        return frame if "for_reading" in frame.columns else frame.with_columns(for_reading=pl.lit(self.start.reading))

    def own(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of the reading the run starts with; the survey's are the same in every reading."""
        return self.with_reading(frame).filter(for_reading=self.start.reading)


def follows(switches: str, *frames: pl.DataFrame) -> str:
    """Return the ``switches`` that a chart of these frames has: without ``reading`` if they hold only one reading."""
    has_readings = all("for_reading" in frame.columns for frame in frames)
    return " ".join(name for name in switches.split() if name != "reading" or has_readings)
