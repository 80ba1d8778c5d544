"""What the benches of cleaning, concentration and the pipeline hold us against comes to the same as we do."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from contestants import OWN, answers

from bench import _prints, _prose, _runner, _trade, clean, concentration, concentration_cr3, pipeline, scan
from tungsten.ledger.quantity import read_quantities

SMALL = {
    "clean": (clean.BENCH, 3_000),
    "concentration": (concentration.BENCH, 30_000),
    "concentration_cr3": (concentration_cr3.BENCH, 30_000),
}


@pytest.mark.skipif(not OWN.exists(), reason="the environment of the benchmarks is not at hand: make bench")
@pytest.mark.parametrize("name", SMALL)
def test_every_contestant_comes_to_the_same(tmp_path: Path, name: str) -> None:
    bench, rows = SMALL[name]
    found = answers(name, source := bench.prepare(rows, tmp_path), ())
    right = bench.contestants[bench.floor]()(source)
    assert [one for one, answer in found.items() if not bench.agrees(answer, right)] == []


def test_made_up_prints_are_read_but_for_those_without_a_unit() -> None:
    made = _prints.prints(10_000)
    read = read_quantities(made, "printed", "hedge_printed")
    is_read = pl.col("low").is_not_null()
    assert read.filter(is_read != ~pl.col("printed").str.ends_with(" تن")).is_empty()
    assert read["unit"].drop_nulls().n_unique() == 7
    assert made.equals(_prints.prints(10_000))


def test_every_run_of_digits_of_the_made_up_prose_is_in_one_row(tmp_path: Path) -> None:
    source = _prose.write_prose(20_000, tmp_path)
    runs, found = (job()(source) for job in (scan.digits_only, scan.scanner))
    assert found == runs > _prose.PER_THOUSAND * 20


def test_an_exporter_stands_once_in_a_group_of_trade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_trade, "PART", 1_000)
    trade = pl.read_parquet(_trade.write_trade(2_700, tmp_path))
    sizes = trade.group_by("importer", "product", "year").agg(pl.len(), pl.col("exporter").n_unique())
    assert sizes.height == 100
    assert sizes.filter((pl.col("len") != _trade.PARTNERS) | (pl.col("exporter") != _trade.PARTNERS)).is_empty()


def test_a_table_larger_than_memory_is_measured_importer_by_importer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, job = _trade.write_trade(30_000, tmp_path), concentration.by_expressions()
    at_once = job(source)
    monkeypatch.setattr(concentration, "AT_A_TIME", 7_000)
    assert concentration.as_good(job(source), at_once)


@pytest.mark.parametrize("wrong", [{"percent exact": [1, 2.0, 2.0, 0.5]}, {}, {"percent exact": [2, 1.0, 2.0, 0.5]}])
def test_another_sum_is_not_as_good(wrong: dict[str, Any]) -> None:
    assert not clean.as_good(wrong, {"percent exact": [1, 1.0, 2.0, 0.5]})


def test_the_parameter_that_changes_is_there() -> None:
    said = (_runner.ROOT / pipeline.PARAMETERS).read_text(encoding="utf-8")
    assert [old for old in pipeline.OTHERWISE if old in said] == ["basis: W\n"]
