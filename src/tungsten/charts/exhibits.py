"""The charts of the report: their order, their sections, and the switches that change them."""

from collections.abc import Callable, Iterator, Mapping
from itertools import product

from tungsten.charts import concentration, demand, reserves, slips
from tungsten.charts.chart_template import Setting
from tungsten.charts.picture import Picture
from tungsten.params import choices
from tungsten.vocabulary import READINGS

Draws = Callable[..., Picture]

EXHIBITS: Mapping[str, Mapping[Draws, str]] = {
    "lead": {slips.slips: "reading"},
    "concentration": {
        concentration.world_production: "edition",
        concentration.leading_producers: "edition",
        concentration.us_import_sources: "reading",
        concentration.us_import_index: "reading",
        concentration.import_reliance: "reading edition",
        concentration.reserve_holders: "edition",
        concentration.kazakh_deposits: "reading",
    },
    "demand": {
        demand.demand_levels: "reading",
        demand.penetration: "reading",
        demand.demand_share: "reading edition",
    },
    "reserves": {
        reserves.deposits: "reading basis",
        reserves.implied_ore: "reading",
        reserves.mine_life: "reading",
        reserves.countries: "reading basis edition",
        reserves.ranks: "reading edition",
        reserves.rare_earths: "reading edition",
    },
}
"""Section → chart → the switches that change it."""


def switches() -> dict[str, tuple[str, ...]]:
    """Return the choices of each switch of the page."""
    valid = choices()
    return {"reading": READINGS, "basis": valid["basis"], "edition": valid["edition"]}


def settings(follows: str, otherwise: Setting, valid: Mapping[str, tuple[str, ...]]) -> Iterator[Setting]:
    """Return every setting of the switches in ``follows``, with the values of ``otherwise`` for the other switches."""
    axes = [choice if name in follows.split() else (getattr(otherwise, name),) for name, choice in valid.items()]
    return (Setting(*chosen) for chosen in product(*axes))
