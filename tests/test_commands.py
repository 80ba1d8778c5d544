"""What a user meets at the prompt: the words of the Makefile, their exit codes, and what they leave."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def clean_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git tracks, copied elsewhere, with this environment."""
    copy = tmp_path_factory.mktemp("copy") / "checkout"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
    return copy


@pytest.fixture
def checkout(clean_copy: Path, tmp_path: Path) -> Path:
    """A copy one may break."""
    copy = tmp_path / "checkout"
    shutil.copytree(clean_copy, copy, symlinks=True)
    return copy


def make(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "GITHUB"))}
    return subprocess.run(
        ["make", "-o", ".venv/.made", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env=quiet | environment,
        check=False,
    )


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_make_alone_prints_help() -> None:
    ran = make(ROOT)
    assert ran.returncode == 0
    for word in ("env", "data", "validate", "report", "scan", "lab", "test", "lint", "check", "reproduce"):
        assert f"make {word} " in ran.stdout


def test_a_sound_ledger_validates_with_0(checkout: Path) -> None:
    ran = make(checkout, "validate")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (checkout / "build" / "validation.json").is_file()
    assert (checkout / "build" / "validation.junit.xml").is_file()


def test_a_broken_ledger_falls_short_with_1_and_says_where(checkout: Path) -> None:
    edit(checkout / "data/raw/figures.csv", ",loan,", ",lone,")
    ran = make(checkout, "validate")
    assert ran.returncode == 2, "make's own code for whatever failed"
    assert ran.stderr.rstrip().endswith("Error 1")
    assert "data/raw/figures.csv:39: f038" in ran.stdout + ran.stderr
    assert "'lone'" in ran.stdout + ran.stderr
    assert (checkout / "build" / "validation.json").is_file()
    assert not (checkout / "build" / ".validated").exists()


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


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("edition: MCS1999", "MCS2025"),
        ("colour: red", "colour"),
        ("basis: 3", "basis"),
    ],
)
def test_a_wrong_parameter_is_refused_with_2_before_any_work(checkout: Path, line: str, said: str) -> None:
    (checkout / "params/wrong.yml").write_text(line + "\n", encoding="utf-8")
    ran = make(checkout, "report", "PARAMS=params/wrong.yml")
    assert "Error 2" in ran.stderr
    assert said in ran.stderr
    assert not (checkout / "reports/wrong").exists()


def test_a_scan_leaves_a_table_and_without_a_text_2(checkout: Path) -> None:
    text, out = checkout / "an article.txt", checkout / "its mentions.csv"
    text.write_text("بلغ 5 ملايين طن", encoding="utf-8")
    ran = make(checkout, "scan", f"SOURCE={text}", f"OUT={out}")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "1 mention: 1 figure"
    assert "4,15,1,5 ملايين طن,5000000,5000000,t,exact,figure" in out.read_text(encoding="utf-8")
    ran = make(checkout, "scan", f"OUT={out}")
    assert "Error 2" in ran.stderr
    assert "make scan SOURCE=" in ran.stderr


def test_a_report_is_made_once_and_then_only_what_changed(checkout: Path) -> None:
    first = make(checkout, "report")
    assert first.returncode == 0, first.stdout + first.stderr
    assert (checkout / "reports/default/index.html").is_file()
    assert make(checkout, "-q", "report").returncode == 0
    untouched = (checkout / "build/default/01-clean-figures.ipynb").stat().st_mtime_ns
    os.utime(checkout / "notebooks/03-supply-concentration.ipynb")
    assert make(checkout, "-q", "report").returncode == 1
    assert make(checkout, "report").returncode == 0
    assert (checkout / "build/default/01-clean-figures.ipynb").stat().st_mtime_ns == untouched
