"""The drill changes every kind of cell, and the description names each changed row."""

from pathlib import Path

import drill
import pytest

from tungsten.ledger import read

ROOT = Path(__file__).parents[1]

KINDS = {
    *drill.NUMBERS,
    *("entity", "decides", "status", "basis", "kind", "edition", "bound dropped", "recalled promoted", drill.CUT),
    *("hedge dropped", "measure", "period", "subject_printed"),
}


def test_the_description_names_the_row_of_every_change() -> None:
    every = [*drill.reference_changes(ROOT), *drill.figure_changes(ROOT)]
    assert {change.kind for change in every} == KINDS
    assert {change.file for change in every} > {(read.REFERENCE / f"{name}.csv").as_posix() for name in read.REFERENCES}
    tried = drill._sampled(every, 3)
    assert len(drill.named_by_description(ROOT, tried)) == len(tried)


def test_rules_catch_some_changes_and_name_the_row_of_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the kinds of change only a few are tried here; ``make drill`` tries them all."""
    tried = [change for change in drill.reference_changes(ROOT) if change.kind in (drill.CUT, "decides", "status")]
    monkeypatch.setattr(drill, "reference_changes", lambda root: tried)
    tallies = drill.drill(ROOT, 1, "deals.csv")
    assert all(tally.tried == tally.described == 1 for tally in tallies.values())
    assert all(
        tally.named <= tally.ruled and tally.ruled_moved <= tally.moved <= tally.tried for tally in tallies.values()
    )
    assert tallies["data/raw/reference/deals.csv", drill.CUT].ruled == 1, "ids leave no gap"
    assert tallies["data/raw/reference/deals.csv", "decides"].named == 1
