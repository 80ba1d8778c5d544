"""What moved since a commit is listed from → to, and nothing moved is said in one line."""

import shutil
import subprocess
from pathlib import Path

import diff
import pytest
from edits import edit

from tungsten import Unusable

ROOT = Path(__file__).parents[1]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a repository that holds the data in one commit."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.txt"))
    author = ("-c", "user.name=a", "-c", "user.email=a@b")
    for words in (["init", "-q"], ["add", "-A"], [*author, "commit", "-qm", "all"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    return tmp_path


def test_a_moved_verdict_figure_and_row_are_listed_from_and_to(clone: Path) -> None:
    assert diff.text(list(diff.moves(clone, "HEAD")), "HEAD") == ["nothing moved since HEAD"]
    edit(clone / "data/processed/verdicts.csv", "f038,contradicted", "f038,supported")
    path = clone / "data/processed/concentration.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    moved = list(diff.moves(clone, "HEAD"))
    first, second, closing = diff.text(moved, "HEAD")
    assert first == "verdicts (printed): f038 verdict: contradicted → supported"
    assert second.endswith(": a row → no row")
    assert closing == "rows moved since HEAD: 1 of verdicts, 1 of concentration"
    assert "| verdicts | printed | f038 | verdict | contradicted | supported |" in diff.markdown(moved, "HEAD")


def test_a_base_that_is_no_commit_is_refused(clone: Path) -> None:
    with pytest.raises(Unusable, match="'nowhere' names no commit"):
        list(diff.moves(clone, "nowhere"))
