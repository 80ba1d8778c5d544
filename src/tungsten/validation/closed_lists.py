"""The closed lists and counts that suites refer to as ``{$PARAMETER: name}``.

Lists of measures, entities, sources and hedges are read from the data files,
and the closed columns from ``ledger/columns.yml``. All other lists are defined
here and nowhere else.
"""

from typing import Any

import polars as pl

from tungsten.evidence.compare import CONVINCING
from tungsten.evidence.corrections import ACTIONS, REWRITES
from tungsten.evidence.slips import POWERS
from tungsten.ledger.columns import columns
from tungsten.ledger.pack import packs
from tungsten.ledger.read import Ledger
from tungsten.vocabulary import FORMS, UNDECIDED

THEMES = {
    "figure": f"material demand supply trade finance reserves licensing argument {UNDECIDED}".split(),
    "date": ["calendar"],
    "metadata": ["calendar", "name"],
    "heading": ["layout"],
    "legal": ["law"],
}
"""The themes of the measures that each role of figure can have. Constants occur in references only."""

REFERENCE_KINDS = (
    "production reserve probable_reserve resource historical forecast estimate claim trade price policy agreement "
    "instrument_loan instrument_letter constant text"
).split()

ENTITY_KINDS = (
    "world sum block region country deposit deposit_group company agreement product metal element compound market "
    "unit text"
).split()

LOCATED = "country deposit deposit_group company agreement".split()
"""Kinds of entity that have a country."""

BEYOND_A_WHOLE = ("demand_growth", "market_growth", "tariff")
"""Percentages that aren't parts of a whole and may exceed 100."""

REPLACING = [action for action in REWRITES if action != "redate"]
"""Actions that replace one value by another and name both."""

CORRECTION_STATUSES = ["declared", "reviewed"]

ORIGIN_READINGS = [["printed", ""], ["implied", "grew_by"], ["implied", "grew_to"]]


def parameters(ledger: Ledger) -> dict[str, Any]:
    """Return every closed list and expected row count by name."""
    countries = ledger.entities.filter(kind="country")["name_en"]
    return {
        **columns()["closed"],
        **{f"{name}_form": f"^{form}$" for name, form in FORMS.items()},
        "reference_statuses": _listed("raw/reference/*", "status"),
        "reference_kinds": REFERENCE_KINDS,
        "themes": sorted({theme for themes in THEMES.values() for theme in themes} | {"constant"}),
        "role_themes": [[role, theme] for role, themes in THEMES.items() for theme in themes],
        "measures": _distinct(ledger.measures["measure"]),
        "entities": _distinct(ledger.entities["entity_id"]),
        "entity_kinds": ENTITY_KINDS,
        "countries": _distinct(countries),
        "sources": list(ledger.sources),
        "languages": list(packs()),
        "other_languages": _listed("raw/wording", "language"),
        "figures": _distinct(ledger.figures["figure_id"]),
        "raw_figures": ledger.figures.height,
        "actions": list(ACTIONS),
        "slip_powers": list(POWERS),
        "convincing": CONVINCING,
        "correction_statuses": CORRECTION_STATUSES,
        "series": _listed("processed/*concentration", "series"),
        "levels": _listed("processed/*reserves", "level"),
        "reserve_kinds": _listed("processed/*reserves", "kind"),
        "origins": _listed("processed/*demand", "origin"),
        "origin_readings": ORIGIN_READINGS,
    }


def numeric_units() -> list[str]:
    """Return the base units of numeric measures."""
    return [unit for unit in columns()["closed"]["unit"] if unit != "text"]


def _listed(table: str, column: str) -> list[str]:
    values: list[str] = columns()["tables"][table]["columns"][column][3]["enum"]
    return values


def _distinct(names: pl.Series) -> list[str]:
    return names.drop_nulls().unique(maintain_order=True).to_list()
