"""``scan``: list every quantity of prose in three languages; ``rows`` are characters.

The floor only finds the runs of digits, as one regular expression. The answer of both is their number, as each run
of digits is in exactly one row of a scan.
"""

import re
from pathlib import Path

from bench import Bench, Job
from bench._prose import write_prose

_DIGITS = re.compile(r"\d+")


def scanner() -> Job:
    """Scan the text as ``tungsten scan`` does, a few lines at a time."""
    from tungsten.ledger import scan, text_file
    from tungsten.ledger.profile import read_profile

    def job(source: Path) -> int:
        frames = scan.scan(text_file.pieces(source), read_profile(text_file.pieces(source)), ["printed"])
        return sum(len(_DIGITS.findall(printed)) for frame in frames for printed in frame["printed"])

    return job


def digits_only() -> Job:
    """Find the runs of digits, line by line."""

    def job(source: Path) -> int:
        with source.open(encoding="utf-8") as lines:
            return sum(len(_DIGITS.findall(line)) for line in lines)

    return job


BENCH = Bench(
    prepare=write_prose,
    contestants={"scanner": scanner, "digits_only": digits_only},
    floor="digits_only",
    sizes=(10**6, 10**7),
)
