"""Two runs in one checkout never write the same files, and a report belongs to one file of parameters."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

from tungsten import Unusable
from tungsten.checkout_lock import lock
from tungsten.ledger.write import replace_folder, restore_folder
from tungsten.report.stamp import Stamp, require_own_file, store_stamp

HOLD = """
import sys, time
from pathlib import Path
from tungsten.checkout_lock import lock
with lock(Path(sys.argv[1]), "report", waits=False):
    print("locked", flush=True)
    time.sleep(60)
"""


def hold(root: Path) -> "subprocess.Popen[str]":
    """Start a process that holds the lock of the reports of a checkout; return when it does."""
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(root)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "locked\n"
    return holder


def test_a_second_report_is_refused_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    with hold(tmp_path) as holder:
        with (
            pytest.raises(Unusable, match=rf"another 'tungsten report' .* \(process {holder.pid}\); wait"),
            lock(tmp_path, "report", waits=False),
        ):
            pass
        with lock(tmp_path, "data", waits=False):
            pass
        holder.kill()
    with lock(tmp_path, "report", waits=False):
        assert (tmp_path / "build/.report.lock").read_text() == str(os.getpid())


def test_a_command_that_waits_runs_when_the_other_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with hold(tmp_path) as holder:
        Timer(0.5, holder.kill).start()
        with lock(tmp_path, "report", waits=True):
            assert "waiting until it ends" in capsys.readouterr().err


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout with files of parameters and two reports, one of them made from a file elsewhere."""
    for name in ("params/default.yml", "elsewhere/default.yml", "elsewhere/mine.yml", "third/mine.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "reports/mine").mkdir(parents=True)
    store_stamp(tmp_path, "mine", Stamp("elsewhere/mine.yml", "", ""))
    return tmp_path


@pytest.mark.parametrize("name", ["params/default.yml", "params/../params/default.yml", "elsewhere/mine.yml"])
def test_a_report_is_made_again_from_the_file_it_belongs_to(checkout: Path, name: str) -> None:
    require_own_file(checkout, checkout / name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("elsewhere/default.yml", "reports/default belongs to params/default.yml"),
        ("third/mine.yml", "reports/mine belongs to elsewhere/mine.yml"),
        ("params/..yml", "a report can't be called"),
    ],
)
def test_a_file_of_the_same_name_elsewhere_is_refused(checkout: Path, name: str, message: str) -> None:
    with pytest.raises(Unusable, match=message):
        require_own_file(checkout, checkout / name)


def test_a_run_killed_between_two_renames_is_undone(tmp_path: Path) -> None:
    new, place = tmp_path / ".default.new", tmp_path / "default"
    for folder in (new, place):
        folder.mkdir()
        (folder / "name").write_text(folder.name)
    with pytest.raises(FileNotFoundError):  # the second rename doesn't happen
        replace_folder(tmp_path / "never written", place)
    assert not place.exists()
    restore_folder(place)
    assert (place / "name").read_text() == "default"
    replace_folder(new, place)
    assert (place / "name").read_text() == ".default.new"
    assert [path.name for path in tmp_path.iterdir()] == ["default"]
