"""Made-up figures with a known fate, to measure how well slips of a power of ten are detected."""

import math
import random
from dataclasses import dataclass
from typing import Any

import polars as pl
from factories import PUBLISHED, claims, expectations, figure, reference

from tungsten.evidence import slips
from tungsten.evidence.reference_match import reference_evidence

FIGURES = 6000


@dataclass(frozen=True)
class Ledger:
    """Made-up figures with references, and the truth about each: its ``fate`` and the ``power`` that would mend it."""

    figures: list[dict[str, Any]]
    references: list[dict[str, Any]]
    truth: list[tuple[str, str, int | None]]


def made_up(seed: int, count: int) -> Ledger:
    """Half the figures slipped by a power of ten; of the rest a quarter are wrong by some other factor, 1.3 to 30.

    Every figure is printed to one to four digits, and every reference read to
    one to five, off by an ordinary difference between sources of 0, 1, 3 or
    6 %. Of one to four references each, some count W and some WO₃ or don't say,
    some are of another kind, some bounds, claims, or merely recalled; the first
    always decides.
    """
    chance = random.Random(seed)
    ledger = Ledger([], [], [])
    for number in range(count):
        fate = "slipped" if number % 2 == 0 else chance.choices(["right", "wrong"], [3, 1])[0]
        _add(ledger, f"{number:04}", fate, chance)
    return ledger


def _add(ledger: Ledger, number: str, fate: str, chance: random.Random) -> None:
    true = 10 ** chance.uniform(1, 8)  # tonnes of W, or dollars
    ordinary = chance.choice([0, 0.01, 0.03, 0.06])
    measure = chance.choices(["reserves", "mine_production", "loan"], [4, 3, 3])[0]
    bases = ["not_applicable"] if measure == "loan" else ["W", "WO3", "not_stated"]
    unsaid = chance.choice(["W", "WO3"])

    def printed(basis: str, times: float, digits: list[int]) -> float:
        as_trioxide = basis == "WO3" or (basis == "not_stated" and unsaid == "WO3")
        value = true * times * math.exp(chance.gauss(0, ordinary / 2)) / (0.793 if as_trioxide else 1)
        return float(f"{value:.{chance.choice(digits) - 1}e}")

    power = chance.choice([k for k in slips.POWERS if 1 <= true * 10**k <= 1e13]) if fate == "slipped" else 0
    wrongly = math.exp(chance.choice([-1, 1]) * chance.uniform(math.log(1.3), math.log(30)))
    basis = chance.choice(bases)
    low = printed(basis, wrongly if fate == "wrong" else 1, [1, 2, 2, 3, 3, 4]) * 10.0**power
    qualifier = chance.choices(["exact", "approx", "more_than", "range"], [6, 3, 1, 1])[0]
    common = {"entity_id": f"e{number}", "measure": measure, "unit": "USD" if measure == "loan" else "t"}
    year = {"year": 2024} if measure == "mine_production" else {}
    high = low * chance.uniform(1.02, 1.2) if qualifier == "range" else low
    ledger.figures.append(figure(f"f{number}", low, high=high, qualifier=qualifier, basis=basis, **common, **year))
    ledger.truth.append((f"f{number}", fate, -power if power else None))
    for j in range(chance.randint(1, 4)):
        of_another = {"reserves": "resources", "loan": "letter_of_interest"}.get(measure) if j else None
        other = of_another if chance.random() < 0.25 else None
        stated = "W" if year else chance.choice(bases)
        ledger.references.append(
            reference(
                f"r{number}-{j}",
                printed(stated, chance.uniform(1.2, 4) if other else 1, [1, 2, 3, 3, 4, 5]),
                **(common | {"measure": other or measure}),
                qualifier=chance.choices(["exact", "approx", "more_than", "up_to"], [8, 2, 1, 1])[0],
                basis=stated,
                period="2024" if year else None,
                edition=f"MCS{2025 + j}" if year else None,
                status="claim" if j and chance.random() < 0.15 else "reported",
                decides=j == 0 or chance.random() < 0.85,
            )
        )


def detected(ledger: Ledger) -> pl.DataFrame:
    """The truth about each figure beside the power the detector ``named``, by the real functions."""
    rows = reference_evidence(claims(*ledger.figures), expectations(*ledger.references), PUBLISHED)
    found = slips.with_slips(rows).drop_nulls("slip_power").unique("figure_id", keep="first")
    truth = pl.DataFrame(ledger.truth, schema=["figure_id", "fate", "power"], orient="row")
    return truth.join(found.select("figure_id", named="slip_power"), on="figure_id", how="left")


def rates(judged: pl.DataFrame) -> tuple[float, float, float]:
    """Recall and the share misnamed, of the slipped; false alarms, of the others."""
    slipped = judged.filter(pl.col("fate") == "slipped")
    sound = judged.filter(pl.col("fate") != "slipped")
    right = (slipped["named"] == slipped["power"]).fill_null(False)
    misnamed = slipped["named"].is_not_null() & ~right
    return (
        sum(right) / slipped.height,
        sum(misnamed) / slipped.height,
        sum(sound["named"].is_not_null()) / sound.height,
    )


def measured() -> tuple[float, float, float]:
    return rates(detected(made_up(seed=1, count=FIGURES)))
