"""An environment is replaced only by a complete one, and never through a link."""

import shutil
import subprocess
from pathlib import Path

import pytest
from report_runs import ROOT

IMPOSSIBLE = f"nowhere==1 --hash=sha256:{'0' * 64}\n"
"""A lock that nothing can install."""


def make(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["make", *words, ".venv/.made", "PROJECTS="]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout with an empty lock and its environment."""
    checkout = tmp_path_factory.mktemp("a checkout")
    (checkout / "tools").mkdir()
    for name in ("Makefile", "tools/environment.py"):
        shutil.copyfile(ROOT / name, checkout / name)
    (checkout / "requirements.lock").write_text("# nothing\n")
    ran = make(checkout)
    assert ran.returncode == 0, ran.stderr
    return checkout


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_NO_INDEX", "UV_OFFLINE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.delenv("CONDA_DEFAULT_ENV", raising=False)


def names(checkout: Path) -> set[str]:
    return {path.name for path in checkout.iterdir() if path.name.startswith(".venv")}


def test_its_scripts_work_where_it_is(built: Path) -> None:
    activated = subprocess.run(
        [". .venv/bin/activate && command -v python"], cwd=built, shell=True, capture_output=True, text=True, check=True
    )
    assert activated.stdout == f"{built}/.venv/bin/python\n"
    for script in (built / ".venv/bin").glob("pip*"):
        subprocess.run([script, "--version"], check=True, capture_output=True)


@pytest.mark.parametrize("words", [["-B"], []])
def test_make_again_without_a_network_leaves_it(built: Path, words: list[str]) -> None:
    (built / "requirements.lock").touch()
    (built / ".venv/mine").touch()
    assert make(built, *words).returncode == 0
    assert (built / ".venv/mine").exists()


def test_a_folder_whose_path_separates_paths_is_refused(built: Path, tmp_path: Path) -> None:
    ran = make(Path(shutil.copytree(built, tmp_path / "a:b", symlinks=True)), "-B")
    assert ran.returncode == 2
    assert "a:b/.venv: no environment can be in a folder with ':' in its path; rename it" in ran.stderr


def test_a_lock_that_cannot_be_installed_leaves_it(built: Path) -> None:
    before = (built / "requirements.lock").read_text()
    (built / "requirements.lock").write_text(IMPOSSIBLE)
    ran = make(built)
    (built / "requirements.lock").write_text(before)
    assert ran.returncode == 2
    assert "requirements.lock: can't be installed" in ran.stderr
    subprocess.run([built / ".venv/bin/python", "-c", ""], check=True)
    assert names(built) == {".venv"}


def test_a_link_is_not_built_through(built: Path, tmp_path: Path) -> None:
    checkout = Path(shutil.copytree(built, tmp_path / "linked", symlinks=True, ignore=shutil.ignore_patterns(".venv")))
    (checkout / ".venv").symlink_to(built / ".venv")
    assert make(checkout, "-B").returncode == 0, "the same lock"
    (checkout / "requirements.lock").write_text("# another\n")
    (built / ".venv/mine").touch()
    ran = make(checkout, "-B")
    assert ran.returncode == 2
    assert ".venv: a link" in ran.stderr
    assert (built / ".venv/mine").exists()
