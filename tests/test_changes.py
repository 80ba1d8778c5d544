"""A change of data/raw is reported at its row, with what was there before, until the data are described anew."""

import os
import shutil
from pathlib import Path

import pytest
from edits import edit

from tungsten.cli import main
from tungsten.ledger import read

ROOT = Path(__file__).parents[1]
PRODUCTION, RESERVES = (f"data/raw/reference/{name}.csv" for name in ("production", "reserves"))


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the data that a test may change."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.txt"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(checkout: Path) -> list[str]:
    return [str(change) for change in read.changes(checkout)]


def test_the_committed_data_are_as_described() -> None:
    assert list(read.changes(ROOT)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (PRODUCTION, "2024,67000,67000", "2024,6700,6700", ":119: p118: changed since described, low 67000 → 6700, hi"),
        (PRODUCTION, "\np119,", "\np999,", ":120: p119: 1 of 308 rows gone since described"),
        (
            "data/raw/figures.csv",
            "12000 طن,",
            "1200 طن,",
            ":13: f012: changed since described, printed 12000 طن → 1200",
        ),
        ("data/raw/entities.csv", "China", "Chima", ": changed since described"),
        ("data/raw/corrections.yml", "f006", "f007", ":1: data/raw/corrections.yml: changed since described"),
        (RESERVES, "\n", "\r\n", ":1: data/raw/reference/reserves.csv: changed since described"),
    ],
)
def test_a_change_is_one_line_at_its_row(checkout: Path, file: str, old: str, new: str, line: str) -> None:
    edit(checkout / file, old, new)
    assert line in lines(checkout)[0]
    assert lines(checkout)[0].startswith(file)


def test_rows_that_are_gone_and_added_are_named(checkout: Path) -> None:
    path = checkout / RESERVES
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(rows[:151]), encoding="utf-8")
    assert lines(checkout) == [f"{RESERVES}:152: r151 … r243: 93 of 243 rows gone since described"]
    path.write_text("".join([*rows, rows[-1]]), encoding="utf-8")
    assert lines(checkout) == [f"{RESERVES}:245: r243: added since described, with the key of another row"]
    path.write_text("".join([*rows, rows[-1].replace("r243", "r244")]), encoding="utf-8")
    assert lines(checkout) == [f"{RESERVES}:245: r244: added since described"]


def test_what_was_there_is_left_out_where_it_is_not_known(checkout: Path) -> None:
    edit(checkout / "data/processed/common/references.csv", "2024,67000,67000", "2024,1,1")
    edit(checkout / PRODUCTION, "2024,67000,67000", "2024,6700,6700")
    assert lines(checkout) == [f"{PRODUCTION}:119: p118: changed since described"]


def test_nothing_is_built_until_a_change_is_described(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built = checkout / "data/processed/common/references.csv"
    before, times = built.read_bytes(), (checkout / PRODUCTION).stat()
    edit(checkout / PRODUCTION, "2024,67000,67000", "2024,6700,6700")
    os.utime(checkout / PRODUCTION, ns=(times.st_atime_ns, times.st_mtime_ns))  # as a backup restores a file
    assert main(["data"]) == 1
    assert capsys.readouterr().out.startswith(f"{PRODUCTION}:119: p118, ")
    assert built.read_bytes() == before
    assert main(["describe"]) == 0
    assert capsys.readouterr().out.startswith(f"{PRODUCTION}:119: p118: changed since described, low 67000 → 6700")
    assert main(["data"]) == 0
    assert built.read_bytes() != before
    assert list(read.changes(checkout)) == []


def test_decides_is_true_or_false_in_lower_case(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(checkout / PRODUCTION, ",true,", ",True,")
    assert main(["validate"]) == 2
    assert capsys.readouterr().err.startswith(f"{PRODUCTION}:2: column decides: 'True' is neither true nor false;")
