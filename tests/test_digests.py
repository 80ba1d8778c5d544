"""What is built is built again when what it was made of changed, and only then."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tungsten import digests


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one file of each sort, and a package of its own."""
    for name in ("data/raw/figures.csv", "data/processed/figures.csv", "package/chart.py", "package/style.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was", encoding="utf-8")
    monkeypatch.setattr(digests, "_code", lambda: iter([tmp_path / "package"]))
    return tmp_path


def rewritten(path: Path) -> None:
    path.write_text("edited", encoding="utf-8")


@pytest.mark.parametrize("name", ["data/raw/figures.csv", "data/processed/figures.csv", "package/chart.py"])
@pytest.mark.parametrize("change", [rewritten, Path.unlink, lambda path: path.rename(path.with_name("other.py"))])
def test_data_and_code_count(checkout: Path, name: str, change: Callable[[Path], object]) -> None:
    before = digests.digest(checkout)
    change(checkout / name)
    assert digests.digest(checkout) != before


@pytest.mark.parametrize("change", [rewritten, Path.unlink])
def test_a_stylesheet_does_not(checkout: Path, change: Callable[[Path], object]) -> None:
    before = digests.digest(checkout)
    change(checkout / "package/style.css")
    assert digests.digest(checkout) == before


def test_versions_of_the_libraries_count(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digests.digest(checkout)
    monkeypatch.setattr(digests, "version", lambda name: "0")
    assert digests.digest(checkout) != before


def test_our_own_packages_are_found() -> None:
    assert {path.name for path in digests._code()} == {"tungsten", "gx_polars"}
