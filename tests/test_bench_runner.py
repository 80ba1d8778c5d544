"""The benches' runner: who ran, how often, who is right, what is kept. Nothing here is timed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench import Bench, _contestant, _runner
from bench.__main__ import main, save


def prepare(rows: int, folder: Path) -> Path:
    source = folder / "input.txt"
    source.write_text("x" * rows)
    return source


def counted() -> Callable[[Path], int]:
    return lambda source: len(source.read_text())


BENCH = Bench(prepare, {"wrong": counted, "right": counted}, floor="right", sizes=(10,))


def said(**answers: Any) -> Callable[[str, str, Path], dict[str, Any]]:
    """Measures that take three seconds and come to these answers; an exception stands for an error."""

    def measure(_: str, contestant: str, __: Path) -> dict[str, Any]:
        answer = answers[contestant]
        if isinstance(answer, Exception):
            return {"error": str(answer)}
        seconds = {"import_seconds": 1.0, "seconds": [2.0, 3.0, 40.0], "cpu_seconds": [1.0, 2.0, 3.0]}
        return seconds | {"peak_mib": 5.4, "answer": answer}

    return measure


def judged(**answers: Any) -> list[_runner.Row]:
    return list(_runner.compare(BENCH, "made-up", 10, ["right", "wrong"], Path(), said(**answers)))


def test_the_first_run_of_a_contestant_prepares_it_and_is_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_contestant, "LONG_ENOUGH", 0.01)
    runs: list[Path] = []

    def numbered() -> Callable[[Path], int]:
        return lambda source: runs.append(source) or len(runs)  # type: ignore[func-returns-value]

    found = _contestant.measure(Bench(prepare, {"one": numbered}, floor="one"), "one", prepare(10, tmp_path))
    assert found["answer"] == len(runs) == len(found["seconds"]) + 1 == len(found["cpu_seconds"]) + 1
    assert found["peak_mib"] > 1


def test_a_row_says_the_median_and_the_peak() -> None:
    assert judged(right=10, wrong=10)[0] == {
        "bench": "made-up",
        "contestant": "right",
        "rows": 10,
        "seconds": 3.0,
        "cpu_seconds": 2.0,
        "peak_mib": 5,
        "ok": True,
        "import_seconds": 1.0,
        "error": None,
    }


def test_who_answers_otherwise_than_the_floor_is_not_ok() -> None:
    right, wrong = judged(right=10, wrong=11)
    assert right["ok"]
    assert not wrong["ok"]
    assert wrong["error"] == "answers 11, not 10"


def test_who_cannot_run_is_a_row_with_its_error() -> None:
    _, wrong = judged(right=10, wrong=ValueError("no such thing"))
    assert (wrong["ok"], wrong["seconds"], wrong["error"]) == (False, None, "no such thing")


def test_without_a_floor_nobody_is_right() -> None:
    assert [row["ok"] for row in judged(right=ValueError("no such thing"), wrong=10)] == [False, False]


def test_a_process_that_fails_leaves_the_last_line_it_said() -> None:
    found = _runner.measure_in_process("nowhere", "nobody", Path())
    assert found == {"error": "ModuleNotFoundError: No module named 'bench.nowhere'"}


def test_rows_measured_anew_replace_the_old_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "build" / "bench.json"
    row = {"bench": "one", "contestant": "a", "rows": 10, "seconds": 1.0}
    save([row, row | {"rows": 100}], path)
    save([row | {"seconds": 2.0}], path)
    kept = json.loads(path.read_text())
    assert [(row["rows"], row["seconds"]) for row in kept] == [(10, 2.0), (100, 1.0)]
    assert [entry.name for entry in path.parent.iterdir()] == ["bench.json"]


def test_an_unknown_bench_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["nowhere"])
    assert "no bench is called nowhere" in capsys.readouterr().err


def test_an_unknown_contestant_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as told:
        main(["clean", "--only", "nobody"])
    assert told.value.code == 2
    assert "clean has no nobody; it has polars, duckdb, pandas_str, python_re" in capsys.readouterr().err


@pytest.mark.parametrize("name", _runner.names())
def test_every_bench_declares_itself(name: str) -> None:
    contest = _runner.load(name)
    assert contest.floor in contest.contestants
    assert list(contest.sizes) == sorted(contest.sizes)
