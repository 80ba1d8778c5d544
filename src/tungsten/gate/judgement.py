"""What a number of a draft may turn out to be: a match with a fact of the ledger, and the judgement on the number."""

from dataclasses import dataclass
from enum import IntEnum

from tungsten.gate.comparing import SAME
from tungsten.gate.facts import Fact

DISTINCT = ("t", "USD")
"""Units whose numbers are rarely equal by chance."""

MILDEST_FIRST = (
    "sound basis_unsaid corrected contradicted unverified bound basis period measure misdescribed power_of_ten"
).split()

MILD = {"sound", "unverified", "basis_unsaid"}
"""The kinds that are no fault of the draft's number."""


REFUTED = {"corrected", "contradicted", "misdescribed"}
"""The kinds of numbers that the verdicts of the ledger refute."""


WRONG = REFUTED | {"bound", "power_of_ten"}
"""The kinds of numbers that must not be printed, unless the draft calls them wrong."""


class Firmness(IntEnum):
    """How firmly the words near a number name the subject of a fact."""

    ANOTHER = -1
    """They name another subject."""
    NONE = 0
    WORDS = 1
    """They name the measure, or a commodity other than tungsten."""
    BEFORE = 2
    """A sentence before names the subject."""
    NAMED = 3
    """The sentence itself names the subject."""


@dataclass(frozen=True)
class Match:
    """A number held against one fact."""

    fact: Fact
    closeness: int
    power: int
    firmness: Firmness
    measure: int
    """2 if the words nearest to the number name the measure of the fact, 1 if they name none, 0 if another."""
    is_special: bool
    """Whether the sentence names the fact's commodity, and that is not tungsten."""
    is_then: bool
    """Whether a date of the sentence is in the period of the fact, or one of them has none."""
    kind: str
    """One of `MILDEST_FIRST`."""

    @property
    def is_sure(self) -> bool:
        """Whether the words leave no doubt about the fact."""
        needs_measure = self.kind not in MILD and self.fact.unit not in DISTINCT
        if needs_measure and self.measure < 2:
            return False
        if self.firmness >= Firmness.BEFORE:
            return self.measure >= 1 or self.kind in {"measure", "corrected", "contradicted"}
        is_worded = self.firmness == Firmness.WORDS and (self.measure == 2 or self.is_special)
        return is_worded and self.closeness == SAME

    @property
    def order(self) -> tuple[int, ...]:
        """The best match of a number has the smallest order."""
        return (*self.fit, MILDEST_FIRST.index(self.kind), -self.firmness)

    @property
    def fit(self) -> tuple[int, ...]:
        """How well the number and the words fit the fact; smaller is better."""
        is_subject = self.firmness >= Firmness.BEFORE
        return -is_subject, -self.is_then, self.closeness, -self.measure

    def is_like(self, other: "Match") -> bool:
        """Return whether both facts are of the same subject and measure, and equally close to the number."""
        one, two = ((match.fact.entity, match.fact.measure, match.closeness) for match in (self, other))
        return one == two


@dataclass(frozen=True)
class Judgement:
    """What is to be said of a number."""

    kind: str
    """A kind of ``gate.yml``, or ``sound``."""
    facts: tuple[Fact, ...] = ()
    power: int = 0
    near: Fact | None = None
    """What the ledger holds for the same subject, measure and year, or another fact of that number."""
    said: str = ""
    """The measure, substance or year that the draft gives."""
