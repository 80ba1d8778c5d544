"""Writing: the same values give the same bytes, and a failed run leaves the old file."""

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungsten.ledger.write import plain_numbers, write_table, write_text


def test_a_table_is_utf_8_with_bare_line_feeds(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {
            "name": ["طن، و", 'a "b", c', None],
            "low": [231_500.0, 0.1 + 0.2, float("inf")],
            "count": [1, 2, None],
            "on": [date(2024, 2, 29), None, None],
            "decides": [True, False, None],
        }
    )
    write_table(table, tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_bytes().decode() == (
        'name,low,count,on,decides\nطن، و,231500,1,2024-02-29,true\n"a ""b"", c",0.3,2,,false\n,,,,\n'
    )


def test_written_twice_it_is_the_same(tmp_path: Path) -> None:
    table = pl.DataFrame({"low": [1 / 3, 1e-7, 4.2e9], "name": ["a", "b", "c"]})
    for name in ("one", "two"):
        write_table(table, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_writing_leaves_the_table_as_it_was(tmp_path: Path) -> None:
    table = pl.DataFrame({"low": [float("inf"), -0.0]})
    write_table(table, tmp_path / "table.csv")
    assert table["low"].to_list() == [float("inf"), 0.0]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (231_500.0, "231500"),
        (75.1 * 1e6, "75100000"),
        (0.1 + 0.2, "0.3"),
        (0.0005, "0.0005"),
        (4.2e9, "4200000000"),
        (1e15, "1000000000000000"),
        (1 / 3, "0.333333333333"),
        (0.0, "0"),
        (-0.0, "0"),
        (-0.5, "-0.5"),
        (100.0, "100"),
        (float("inf"), None),
        (float("-inf"), None),
        (float("nan"), None),
        (None, None),
    ],
)
def test_a_number_is_written_one_way(value: float | None, written: str | None) -> None:
    table = pl.DataFrame({"low": [value]}, schema={"low": pl.Float64})
    assert table.select(plain_numbers()).item() == written


@given(st.lists(st.decimals(-1_000_000, 1_000_000, places=4, allow_nan=False).map(float), min_size=1))
def test_a_written_number_reads_back_the_same(values: list[float]) -> None:
    written = pl.DataFrame({"low": values}).select(plain_numbers())
    assert written["low"].cast(pl.Float64).to_list() == values


def test_only_floats_are_rewritten() -> None:
    assert pl.DataFrame({"name": ["1.0"], "line": [7]}).with_columns(plain_numbers()).row(0) == ("1.0", 7)


def test_folders_on_the_way_are_made_and_nothing_stays_beside(tmp_path: Path) -> None:
    write_text("طن\n", tmp_path / "a" / "b" / "file.txt")
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["file.txt"]


KILLED = """
import os, signal, sys
from pathlib import Path
from tungsten.ledger import write
{moment} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
write.write_text("new", Path(sys.argv[1]))
"""


@pytest.mark.parametrize("moment", ["Path.write_bytes", "os.replace"])
def test_a_killed_run_leaves_what_was_there(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")
    ran = subprocess.run([sys.executable, "-c", KILLED.format(moment=moment), path], check=False)
    assert ran.returncode == -signal.SIGKILL
    assert path.read_text() == "old"


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    path = tmp_path / "file.txt"
    path.write_text("old")
    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError, match="No space left"):
        write_text("new and longer", path)
    assert path.read_text() == "old"
