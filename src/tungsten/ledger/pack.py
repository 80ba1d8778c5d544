"""The vocabulary of quantities: a file of ``packs`` for each language, and ``units.csv`` for all of them.

A pack is a table of words: ``kind, printed, means, gloss``. To add a language,
add its file; no language is named in the code. Where several languages share a
script, the text decides which pack is used (see `profile`).
"""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from tungsten import Unusable

GAP = "…"
"""In a hedge: the place where the subject of its verb may stand."""

FOLDED = {"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي", "’": "'"}
"""Letters that are often typed for one another, each with the one used for look-ups."""
FOLDING = str.maketrans(FOLDED)
HAN_SIGNS = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
HAN = re.compile(f"[{HAN_SIGNS}]+")


class Unit(NamedTuple):
    """A unit of ``units.csv``: ``factor`` times its base unit, counted per the unit ``per``, which may be empty."""

    base: str
    factor: float
    per: str
    one_of: tuple[str, ...] = ()
    """The units that share its name, such as the dirhams of two countries."""

    @property
    def is_money(self) -> bool:
        """Whether the base unit is a currency, written as its ISO 4217 code."""
        return len(self.base) == 3 and self.base.isupper()


@dataclass(frozen=True)
class Pack:
    """The words of one language."""

    name: str
    script: str
    rows: tuple[tuple[str, str, str], ...]

    def words(self, kind: str) -> dict[str, str]:
        """Return the words of one kind, as printed, with their meanings."""
        return {printed: meaning for row_kind, printed, meaning in self.rows if row_kind == kind}


TIMES = {"year", "quarter", "month", "week", "day", "hour", "minute", "second", "decade", "century"}
"""The units of time."""

_OF_UNITS = {
    "unit",
    "unit_dual",
    "per_unit",
    "per_only",
    "per_before",
    "per_output",
    "half_unit",
    "unit_cue",
    "currency",
}
"""The kinds of words that mean a unit of ``units.csv``."""


@cache
def packs() -> dict[str, Pack]:
    """Return every pack by its name, in the order of names."""
    folder = files(__package__).joinpath("packs")
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".csv"))
    return {name.removesuffix(".csv"): _pack(name) for name in names}


@cache
def units() -> dict[str, Unit]:
    """Return every unit by its name in ``units.csv``."""
    return {
        row["unit"]: Unit(row["base"], float(row["factor"]), row["per"], tuple(row["one_of"].split()))
        for row in csv.DictReader(_text("units.csv").splitlines())
    }


@cache
def symbols() -> dict[str, list[tuple[str, str]]]:
    """Return the signs of ``units.csv``, which are the same in every language, with pairs of kind and unit."""
    units_by_sign: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in csv.DictReader(_text("units.csv").splitlines()):
        for sign in row["symbols"].split():
            units_by_sign[sign].append(("unit", row["unit"]))
        for sign in row["in_front"].split():
            units_by_sign[sign].append(("currency", row["unit"]))
    return units_by_sign


@cache
def words(kind: str) -> dict[str, str]:
    """Return the words of one kind in all packs, as printed but without `GAP`, with their meanings."""
    return {without_gap(printed): meaning for pack in packs().values() for printed, meaning in pack.words(kind).items()}


def without_gap(printed: str) -> str:
    """Return a hedge as it is recorded: without the sign for its subject."""
    return re.sub(f" *{GAP} *", " ", printed).strip()


NEGATED = {"more_than": "up_to", "less_than": "more_than"}
"""Qualifier → the one it means after a negation: "will not exceed" is "up to", "will not fall below" is "at least"."""


def negated(negation: str, hedge: str) -> str:
    """Return a hedge with its negation as it is recorded: ``not below`` for "will not fall below"."""
    return negation + hedge if HAN.match(hedge) else f"{negation} {hedge}"


@cache
def hedges() -> dict[str, str]:
    """Return the hedges of every place in all packs, as recorded, with the qualifiers they mean; negated ones, too."""
    known = {
        negated(negation, without_gap(printed)): NEGATED[meaning]
        for pack in packs().values()
        for negation in pack.words("negation")
        for printed, meaning in pack.words("hedge").items()
        if meaning in NEGATED
    }
    for kind in ("hedge_date", "over", "inner_hedge", "hedge_after", "hedge_of_share", "hedge"):
        known |= words(kind)
    return known


def fold(word: str) -> str:
    """Return a word as it is looked up: in lower case, with `FOLDED` letters replaced."""
    return word.lower().translate(FOLDING)


def script(text: str) -> str:
    """Return the script of most letters of a text, as Unicode names it; empty without letters."""
    counts = Counter(script_of(sign) for sign in text if sign.isalpha())
    return counts.most_common(1)[0][0] if counts else ""


@lru_cache(10_000)
def script_of(sign: str) -> str:
    """Return the script of a letter: the first word of its Unicode name."""
    return unicodedata.name(sign, "?").split()[0]


def _pack(name: str) -> Pack:
    reader = csv.DictReader(_text(f"packs/{name}").splitlines())
    rows = tuple((row["kind"], row["printed"], row["means"]) for row in reader)
    for line, (kind, printed, meaning) in enumerate(rows, start=2):
        if kind in _OF_UNITS and meaning not in units():
            raise Unusable(
                f"src/tungsten/ledger/packs/{name}:{line}: {printed}: no unit {meaning}; add it to units.csv there"
            )
    letters = "".join(printed for kind, printed, _ in rows if kind not in {"mark", "digit"})
    return Pack(name.removesuffix(".csv"), script(letters), rows)


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
