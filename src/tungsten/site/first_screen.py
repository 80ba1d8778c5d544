"""The first screen of the report: one answer to each question, and one mistake that shows what is at stake.

Every number is computed from the built tables of one reading. Each answer names its year,
its edition and its basis, so it is true at every setting of the page's switches.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import polars as pl

from tungsten.charts.correction_text import amount, changed
from tungsten.charts.run import Setting
from tungsten.i18n.words import Words
from tungsten.notebook.workspace import Tables


def answers(tables: Tables, start: Setting, words: Words) -> dict[str, str]:
    """Return one sentence by section of the page; a section without the figures for it has none.

    Args:
        tables: The tables of one reading of the source.
        start: The setting of the report, which gives the edition of the survey.
        words: The words of the page's language.
    """
    sentences = {
        "concentration": _concentration(tables["concentration"], start.edition, words),
        "demand": _demand(tables, words),
        "reserves": _reserves(tables, start.edition, words),
    }
    return {section: sentence for section, sentence in sentences.items() if sentence}


def example(printed: pl.DataFrame, corrected: pl.DataFrame, corrections: pl.DataFrame, words: Words) -> dict[str, str]:
    """Return the figure that is wrong both in size and in what it measures: its id, its value and what is right.

    Empty if no figure has both corrections.

    Args:
        printed: The tidy figures as printed.
        corrected: The same figures as corrected.
        corrections: The declared corrections.
        words: The words of the page's language.
    """
    actions = Counter(corrections.filter(pl.col("action").is_in(["rescale", "remeasure"]))["figure"])
    pairs = changed(printed, corrected)
    name = next((figure for figure, count in actions.items() if count > 1 and figure in pairs), None)
    if name is None:
        return {}
    before, after = pairs[name]
    says = {"before": _thing(before, words), "after": _thing(after, words)}
    return {"figure": name, "says": words("hero_example", **says)}


def _thing(figure: Mapping[str, Any], words: Words) -> str:
    """Return what a figure measures and how much: ``a loan of 255 million dollars``."""
    much = amount(figure, words)
    return words.first(f"thing_{figure['measure']}", "thing", measure=words.measure(figure["measure"]), much=much)


def _concentration(indices: pl.DataFrame, edition: str, words: Words) -> str:
    rows = indices.filter(series="world_production", commodity="tungsten", edition=edition).drop_nulls("guideline")
    if rows.is_empty():
        return ""
    row = rows.sort("period").row(-1, named=True)
    return words(
        "answer_concentration",
        step=words(f"answer_{row['guideline']}"),
        leader=words.entity(row["leader"]),
        share=words.percent(row["cr1"], 1),
        three=words.percent(row["cr3"], 1),
        year=words.period(row["period"]),
        edition=edition,
    )


def _demand(tables: Tables, words: Words) -> str:
    """Return how demand grew for the product that has both an end value and a closed start."""
    levels = tables["demand"].filter(pl.col("ruled_out_by").is_null(), pl.col("high").is_finite()).sort("period")
    for _, rows in levels.group_by("product", maintain_order=True):
        if rows["origin"].to_list() == ["implied", "printed"]:
            return _growth(rows, tables, words)
    return ""


def _growth(rows: pl.DataFrame, tables: Tables, words: Words) -> str:
    start, end = rows.rows(named=True)
    printed = tables["figures"].row(by_predicate=pl.col("figure_id") == end["figure_ids"], named=True)
    verdicts = tables["verdicts"].filter(pl.col("figure_id").is_in(start["figure_ids"].split()))["verdict"]
    key = "answer_demand_unverified" if set(verdicts) == {"unverified"} else "answer_demand"
    return words(
        key,
        product=words.entity(end["product"]),
        before=words.period(start["period"]),
        low=words.number(start["low"], 0, "low"),
        high=words.number(start["high"], 0, "high"),
        year=words.period(end["period"]),
        much=amount(printed, words),
    )


def _reserves(tables: Tables, edition: str, words: Words) -> str:
    """Return the claim of a country for which the survey lists no reserve, and the rank it would have."""
    countries = tables["reserves"].filter(commodity="tungsten", level="country", edition=edition)
    listed = countries.filter(kind="reserve")["entity_id"].to_list()
    claims = countries.filter(pl.col("kind") == "claim", ~pl.col("entity_id").is_in(listed)).drop_nulls("rank_best")
    if claims.is_empty():
        return ""
    claim = claims.row(0, named=True)
    printed = tables["figures"].row(by_predicate=pl.col("figure_id") == claim["figure_ids"], named=True)
    return words(
        "answer_reserves",
        country=words.entity(claim["entity_id"]),
        much=amount(printed, words),
        basis=words(f"short_basis_{printed['basis']}"),
        rank=_rank(claim["rank_best"], claim["rank_worst"], words),
        edition=edition,
    )


def _rank(best: int, worst: int, words: Words) -> str:
    """Return an interval of ranks in words: ``first``, ``first or second``, ``first to third``."""
    first, second = (words.first(f"rank_{rank}", "rank_other", rank=rank) for rank in (best, worst))
    return first if best == worst else words("rank_or" if worst == best + 1 else "rank_to", first=first, second=second)
