"""Mark ⇄ row ⇄ check: what the ledger, the checks page and the source page are filled with, in one language."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from tungsten.evidence.readings import Reading
from tungsten.i18n.words import GRAVEST_FIRST, Words
from tungsten.ledger.read import Ledger
from tungsten.site.checks import suites_shown
from tungsten.site.figures import Row, figure_rows
from tungsten.site.source_text import marked_lines
from tungsten.validation.suite_files import suites


def content(
    ledger: Ledger,
    source: str,
    judged: Mapping[str, Reading],
    validation: Mapping[str, Any],
    exhibits: Mapping[str, Iterable[tuple[str, str]]],
    words: Words,
) -> dict[str, Any]:
    """What the three need: ``lines`` is none where the reader hasn't supplied the text.

    ``validation`` is ``build/validation.json``; ``exhibits`` says by figure
    which charts draw it, as name and subject; ``words`` know entities,
    measures, and the run's title, publisher and date.
    """
    rows = figure_rows(ledger, source, judged, validation["values"], exhibits, words)
    return {
        "rows": rows,
        "suites": suites_shown(suites(), validation["values"], (row.figure for row in rows), words),
        "outcomes": validation["counts"],
        "lines": _lines(ledger, source, judged),
        "gravest_first": GRAVEST_FIRST,
        "choices": _choices(rows, words),
    }


def _choices(rows: Iterable[Row], words: Words) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the ledger's filters may be set to: name, label, and each value with its words."""
    rows = list(rows)
    themes, subjects = dict.fromkeys(row.theme for row in rows), {row.entity: row.subject for row in rows}
    return [
        ("verdict", words("verdict"), [(verdict, words(f"verdict_{verdict}")) for verdict in GRAVEST_FIRST]),
        ("theme", words("ledger_theme"), [(theme, words(f"theme_{theme}")) for theme in themes]),
        ("entity", words("subject"), sorted(subjects.items(), key=lambda pair: pair[1].lower())),
    ]


def _lines(ledger: Ledger, source: str, judged: Mapping[str, Reading]) -> Any:
    if source not in ledger.texts:
        return None
    verdicts = dict(judged["printed"].verdicts.select("figure_id", "verdict").iter_rows())
    return marked_lines(ledger.texts[source], ledger.figures.filter(pl.col("source_id") == source), verdicts)
