"""Witnesses of wording: they say how a figure was meant, and never whether it is right."""

import dataclasses
from typing import Any

import polars as pl
import pytest
from made_up import frame, made_up_ledger, witness

from tungsten.ledger.read import Ledger
from tungsten.validation import built_tables
from tungsten.validation.raw_tables import printed_figures


def ledger(**changes: Any) -> Ledger:
    """The made-up ledger with one witness, of its growth unless ``changes`` say otherwise."""
    return dataclasses.replace(made_up_ledger(), wording=frame([witness(**changes)]))


def rows(**changes: Any) -> pl.DataFrame:
    made = ledger(**changes)
    return built_tables.evidence(made, printed_figures(made)).filter(pl.col("kind") == "wording")


def test_a_witness_is_one_row_that_decides_nothing() -> None:
    row = rows().row(0, named=True)
    assert (row["figure_id"], row["check_id"], row["outcome"]) == ("f017", "wording-w001", "weak")
    assert (row["decides"], row["same_kind"], row["slip_power"]) == (False, True, None)


def test_its_note_says_how_the_other_version_words_it() -> None:
    row = rows().row(0, named=True)
    assert all(part in row["note"] for part in ("the Chinese text", "Demand growth", "grew by"))
    assert "النص الصيني" in row["note_ar"]


def test_a_version_that_prints_another_number_differs_and_still_decides_nothing() -> None:
    row = rows(low=900, high=900).row(0, named=True)
    assert (row["outcome"], row["decides"]) == ("differs", False)


@pytest.mark.parametrize(("low", "measure"), [(300, "demand_growth"), (900, "demand_growth"), (300, "recovery")])
def test_no_witness_moves_a_verdict_by_itself(low: float, measure: str) -> None:
    made, without = (
        ledger(low=low, high=low, measure=measure),
        dataclasses.replace(ledger(), wording=ledger().wording.clear()),
    )
    before, after = (built_tables.verdicts(one, printed_figures(one)) for one in (made, without))
    assert before.select("figure_id", "verdict").equals(after.select("figure_id", "verdict"))


def test_a_witness_that_calls_it_another_measure_speaks_for_another_thing() -> None:
    made = ledger(measure="recovery")
    spoken = built_tables.verdicts(made, printed_figures(made)).filter(figure_id="f017").row(0, named=True)
    assert spoken["speaks_against"]
    assert "wording-w001" in spoken["check_id"].split()
