"""Every validator of the bench finds the same errors, in a small table: those that were planted."""

import sys
from pathlib import Path

import polars as pl
import pytest

from bench import _runner, _shipments
from bench import _validators as validators
from bench._validators import polars_by_hand
from bench.validate import BENCH

OWN = _runner.ROOT / ".venv-bench" / "bin" / "python"
"""The benches' own environment, where it is at hand."""

ROWS = 10 * _shipments.EVERY


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return BENCH.prepare(ROWS, tmp_path_factory.mktemp("planted"))


def test_each_kind_of_error_is_planted_once_in_so_many_rows(planted: Path) -> None:
    found = polars_by_hand.start()(planted)
    twice = {"id is unique", "declaration and line are unique together"}
    expected = {check: 20 if check in twice else 10 for check in validators.checks()}
    assert found == expected | {"rows are as many as expected": 0}


def test_a_clean_table_has_no_error(tmp_path: Path) -> None:
    source = _shipments.write_shipments(ROWS, tmp_path, planted=False)
    assert set(polars_by_hand.start()(source).values()) == {0}


def test_a_table_is_made_the_same_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_shipments, "PART", 1_000)
    table = pl.read_parquet(_shipments.write_shipments(3_500, tmp_path, planted=False))
    assert table.height == 3_500
    assert table["id"].n_unique() == table.select("declaration", "line").n_unique() == 3_500


@pytest.mark.parametrize("contestant", BENCH.contestants)
def test_a_contestant_finds_what_was_planted(planted: Path, contestant: str) -> None:
    if not OWN.exists() and contestant not in ("gx_polars", "polars_by_hand"):
        pytest.skip("the benches' environment is not at hand: make bench")
    found = _runner.measure_in_process("validate", contestant, planted, str(OWN) if OWN.exists() else sys.executable)
    assert found.get("answer") == polars_by_hand.start()(planted), found
