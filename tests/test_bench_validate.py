"""Every validator of the bench finds the same errors, in a small table: those that were planted."""

from pathlib import Path

import polars as pl
import pytest
from contestants import OWN, answers

from bench import _shipments, _wide
from bench import _validators as validators
from bench._validators import polars_by_hand
from bench.validate import BENCH

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


def test_every_contestant_finds_what_was_planted(planted: Path) -> None:
    found = answers("validate", planted, ("gx_polars", "gx_alone"))
    assert found == dict.fromkeys(found, polars_by_hand.start()(planted))


@pytest.mark.skipif(not OWN.exists(), reason="the environment of the benchmarks is not at hand: make bench")
def test_contestants_find_what_was_planted_in_a_wide_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _wide.write_fractions(2_000, tmp_path, planted=True)
    found = answers("validate_wide", source, (), without=("gx_polars", "gx_pandas"))
    assert all(answer == {"failed": 1_000, "unexpected": 2_000} for answer in found.values())


def test_two_kinds_of_checks_fail_in_every_second_column_of_a_wide_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_wide, "NAMES", _wide.NAMES[:4])
    source = _wide.write_fractions(2_000, tmp_path, planted=True)
    assert _wide.gx_polars()(source) == _wide.polars_by_hand()(source) == {"failed": 4, "unexpected": 8}
