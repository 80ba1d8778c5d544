"""What a user meets at the prompt: the words of the Makefile, their exit codes, and what they leave."""

import os
import shutil
from pathlib import Path

import pytest
from edits import edit
from report_runs import ROOT, clean_copy, make

from tungsten import dataset
from tungsten.cli import main


@pytest.fixture(scope="module")
def tracked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what git tracks, copied elsewhere, with this environment and with its data built."""
    checkout = clean_copy(tmp_path_factory.mktemp("copy") / "checkout")
    dataset.build(checkout)
    return checkout


@pytest.fixture
def checkout(tracked: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may break."""
    return Path(shutil.copytree(tracked, tmp_path / "checkout", symlinks=True))


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_make_alone_prints_help() -> None:
    ran = make(ROOT)
    assert ran.returncode == 0
    for word in (
        "env",
        "describe",
        "data",
        "validate",
        "report",
        "scan",
        "gate",
        "lab",
        "test",
        "lint",
        "check",
        "reproduce",
    ):
        assert f"make {word} " in ran.stdout


def test_a_report_leaves_the_results_of_its_validation(reports: Path) -> None:
    """That a sound ledger validates with 0 is in test_validate, and under make in ``make check``."""
    assert (reports / "build" / "validation.json").is_file()
    assert (reports / "build" / "validation.junit.xml").is_file()


def test_a_broken_ledger_falls_short_with_1_and_says_where(checkout: Path) -> None:
    edit(checkout / "data/raw/figures.csv", ",loan,", ",lone,")
    ran = make(checkout, "validate")
    assert ran.returncode == 2, "make's own code for whatever failed"
    assert ran.stderr.rstrip().endswith("Error 1")
    assert "data/raw/figures.csv:39: f038" in ran.stdout + ran.stderr
    assert "'lone'" in ran.stdout + ran.stderr
    assert (checkout / "build" / "validation.json").is_file()
    assert not (checkout / "build" / ".validated").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("reference/production.csv", "read_in_source", "raed", "reference/production.csv:2: p001, the confidence"),
        ("figures.csv", ",reserves,WO3,", ",reserves,WO4,", "figures.csv:51: f050, every basis is in the closed list"),
    ],
)
def test_facts_that_no_rule_allows_are_reported_by_the_rules_before_anything_is_built(
    checkout: Path,
    file: str,
    old: str,
    new: str,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The second one leaves corrections without the checks they name, which is not the cause."""
    before = snapshot(checkout / "data/processed")
    edit(checkout / "data/raw" / file, old, new)
    monkeypatch.chdir(checkout)
    assert main(["data"]) == 1
    assert capsys.readouterr().out.startswith(f"data/raw/{line}")
    assert snapshot(checkout / "data/processed") == before


def test_a_ledger_without_a_column_is_unusable_with_2(checkout: Path) -> None:
    edit(checkout / "data/raw/figures.csv", "hedge_printed", "hedge")
    ran = make(checkout, "validate")
    assert "Error 2" in ran.stderr
    assert "data/raw/figures.csv:1: no column hedge_printed" in ran.stdout + ran.stderr


def test_a_quantity_nobody_can_read_leaves_the_data_as_they_were(checkout: Path) -> None:
    before = snapshot(checkout / "data/processed")
    edit(checkout / "data/raw/figures.csv", "12000 طن", "12000 تن")
    ran = make(checkout, "data")
    assert "Error 2" in ran.stderr
    assert "data/raw/figures.csv:13: f012: column printed" in ran.stderr
    assert snapshot(checkout / "data/processed") == before


def test_a_wrong_parameter_is_refused_with_2_before_any_work(checkout: Path) -> None:
    (checkout / "params/wrong.yml").write_text("edition: MCS1999\n", encoding="utf-8")
    ran = make(checkout, "report", "PARAMS=params/wrong.yml")
    assert "Error 2" in ran.stderr
    assert "MCS2025" in ran.stderr
    assert not (checkout / "reports/wrong").exists()


def test_a_scan_leaves_a_table_and_without_a_text_2(checkout: Path) -> None:
    text, out = checkout / 'an "odd" article\'s text.txt', checkout / "its `mentions`.csv"
    text.write_text("بلغ 5 ملايين طن", encoding="utf-8")
    ran = make(checkout, "scan", f"SOURCE={text}", f"OUT={out}")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "1 mention: 1 figure"
    assert "4,15,1,5 ملايين طن,5000000,5000000,t,exact,figure" in out.read_text(encoding="utf-8")
    ran = make(checkout, "scan", f"OUT={out}")
    assert "Error 2" in ran.stderr
    assert "make scan SOURCE=" in ran.stderr


def test_digests_and_not_times_decide_what_is_made_again(reports: Path, tmp_path: Path) -> None:
    checkout = Path(shutil.copytree(reports, tmp_path / "checkout", symlinks=True))
    report = checkout / "reports/default"
    before = report.stat().st_ino
    os.utime(checkout / "notebooks/03-supply-concentration.ipynb")
    assert make(checkout, "report").returncode == 0
    assert report.stat().st_ino == before, "a new time alone changes nothing"
    edit(report / "index.html", "</html>", "<!-- edited -->\n</html>")
    (checkout / "build/validation.json").unlink()
    ran = make(checkout, "report")
    assert ran.returncode == 0, ran.stderr
    assert (checkout / "build/validation.json").is_file(), "a report without results validates again"
    assert "edited" not in (report / "index.html").read_text(encoding="utf-8"), "a changed product is made again"
