"""Corrections: each action does one thing, and one that matches nothing or isn't borne out stops the run."""

import datetime as dt
from typing import Any

import polars as pl
import pytest
from factories import figure, tidy

from tungsten import Unusable
from tungsten.evidence import corrections as c

FIGURES = tidy(
    figure("f1", 255_000, basis="WO3"), figure("f2", 50, year=2024), figure("f3") | {"low": None, "high": None}
)


def entry(action: str, figure_id: str = "f1", **changes: Any) -> dict[str, Any]:
    told = {
        "figure": figure_id,
        "action": action,
        "reason": "Why.",
        "reason_ar": "السبب.",
        "evidence": ["reference-r1"],
        "citation": "The owner (r1)",
        "status": "declared",
        "file_line": 16,
    }
    return told | changes


def applied(*entries: dict[str, Any]) -> dict[str, Any]:
    """The first figure after the corrections."""
    return c.apply(FIGURES, list(entries)).row(0, named=True)


def test_rescale_moves_value_and_rounding_by_a_power_of_ten() -> None:
    row = applied(entry("rescale", to=-1))
    assert (row["low"], row["high"], row["rounding"]) == (25_500, 25_500, 50)


@pytest.mark.parametrize(
    ("action", "column", "before", "after"),
    [
        ("remeasure", "measure", "reserves", "resources"),
        ("rebase", "basis", "WO3", "W"),
        ("rebound", "qualifier", "exact", "more_than"),
        ("reassign", "entity_id", "hilly", "flat"),
    ],
)
def test_a_rewrite_puts_another_word_in_one_column(action: str, column: str, before: str, after: str) -> None:
    row = applied(entry(action, **{"from": before, "to": after}))
    assert row[column] == after
    assert {name: value for name, value in row.items() if name != column} == {
        name: value for name, value in FIGURES.row(0, named=True).items() if name != column
    }


@pytest.mark.parametrize(
    ("to", "start", "end"),
    [
        (dt.date(2025, 1, 1), dt.date(2025, 1, 1), dt.date(2025, 1, 1)),  # YAML reads a date as one
        ("2025-02", dt.date(2025, 2, 1), dt.date(2025, 2, 28)),
        (2025, dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
        ("2020/2023", dt.date(2020, 1, 1), dt.date(2023, 12, 31)),
    ],
)
def test_redate_gives_another_period(to: object, start: dt.date, end: dt.date) -> None:
    row = applied(entry("redate", to=to))
    assert (row["period_start"], row["period_end"]) == (start, end)


def test_withhold_takes_the_value_away_and_keeps_the_row() -> None:
    after = c.apply(FIGURES, [entry("withhold")])
    assert after.height == FIGURES.height
    assert after.row(0, named=True)["low"] is None
    assert after.row(0, named=True)["unit"] == "t"


def test_corrections_touch_only_the_figures_they_name_and_not_their_argument() -> None:
    before = FIGURES.clone()
    after = c.apply(FIGURES, [entry("rescale", to=-1), entry("rebase", **{"from": "WO3", "to": "W"})])
    assert after[1:].equals(FIGURES[1:])
    assert FIGURES.equals(before)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (entry("rescale", "f9", to=-1), "no such figure in the ledger"),
        (entry("mend"), "unknown action 'mend'; one of rescale, remeasure"),
        (entry("rescale", to=None), "give the power of ten as a whole number"),
        (entry("rescale", to="-1"), "give the power of ten as a whole number"),
        (entry("rescale", "f3", to=-1), "the figure has no value to rescale"),
        (entry("withhold", "f3"), "the figure has no value to withhold"),
        (entry("remeasure", **{"from": "resources", "to": "reserves"}), "'reserves', not 'resources'; the cause of"),
        (entry("rebase", **{"to": "W"}), "'WO3', not None; the cause of"),
        (entry("redate", to="next year"), "give an ISO year, month, date"),
        (entry("redate", "f2", to=2024), "its period is 2024 already; the cause of"),
        (entry("withhold", reason=None), "no reason; every correction needs reason"),
        (entry("withhold", reason_ar="", citation=None), "no reason_ar and no citation"),
        (entry("withhold", status=None), "no status"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_applied_stops_the_run_and_names_file_line_and_figure(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(Unusable) as fault:
        c.apply(FIGURES, [wrong])
    assert says in str(fault.value)
    assert str(fault.value).startswith(f"data/raw/corrections.yml:16: {wrong['figure']}: ")
    assert "\n" not in str(fault.value)


def test_a_figure_cannot_be_withheld_or_rewritten_twice() -> None:
    with pytest.raises(Unusable, match="no value to withhold"):
        c.apply(FIGURES, [entry("withhold"), entry("withhold")])
    moved = entry("rebase", **{"from": "WO3", "to": "W"})
    with pytest.raises(Unusable, match="cause of the correction is gone"):
        c.apply(FIGURES, [moved, moved])


# ----------------------------------------------------------------- borne out

EVIDENCE = pl.DataFrame(
    [
        ("f1", "reference-r1", "differs", -1),
        ("f1", "possible-value", "weak", None),
        ("f2", "reference-r2", "differs", None),
    ],
    schema={"figure_id": pl.String, "check_id": pl.String, "outcome": pl.String, "slip_power": pl.Int64},
    orient="row",
)


@pytest.mark.parametrize(
    "shown",
    [
        entry("rescale", to=-1),
        entry("withhold"),
        entry("withhold", evidence=["possible-value", "reference-r1"]),
        entry("remeasure", **{"from": "reserves", "to": "resources"}),
    ],
    ids=lambda told: told["action"],
)
def test_a_correction_whose_checks_were_made_and_show_it_stands(shown: dict[str, Any]) -> None:
    c.require_supported([shown], EVIDENCE)


@pytest.mark.parametrize(
    ("unshown", "says"),
    [
        (entry("remeasure", evidence=["reference-r9"]), "the figure has no check reference-r9; it has reference-r1"),
        (entry("remeasure", evidence=["reference-r2"]), "the figure has no check reference-r2"),
        (entry("remeasure", evidence=["reference-r1", "reference-r9"]), "the figure has no check reference-r9"),
        (entry("remeasure", evidence=[]), "evidence names no check"),
        (entry("remeasure", evidence=None), "evidence names no check"),
        (entry("remeasure", evidence="reference-r1"), "evidence names no check"),
        (entry("rescale", to=-3), "finds a slip of 10^-3; the cause of the correction is gone"),
        (entry("rescale", to=-1, evidence=["possible-value"]), "finds a slip of 10^-1"),
        (entry("withhold", evidence=["possible-value"]), "no check it names differs"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_correction_the_evidence_does_not_show_stops_the_run(unshown: dict[str, Any], says: str) -> None:
    with pytest.raises(Unusable) as fault:
        c.require_supported([unshown], EVIDENCE)
    assert says in str(fault.value)
    assert str(fault.value).startswith("data/raw/corrections.yml:16: f1: ")


def test_every_unshown_correction_gets_a_line_of_its_own() -> None:
    unshown = [entry("withhold", evidence=["a"]), entry("withhold", "f2", evidence=["b"], file_line=30)]
    with pytest.raises(Unusable) as fault:
        c.require_supported(unshown, EVIDENCE)
    assert [line.split(": ")[0] for line in str(fault.value).split("\n")] == [
        "data/raw/corrections.yml:16",
        "data/raw/corrections.yml:30",
    ]
