"""Charts of an earlier run are used again only where nothing they came from has changed."""

from pathlib import Path

import pytest

from tungsten import digests
from tungsten.charts.svg import Drawing
from tungsten.report import cache as kept
from tungsten.report.cache import Cache


def kept_in(checkout: Path) -> Cache:
    return Cache.of_checkout(checkout, digests.digest(checkout))


ONE = {"digest": Drawing("<svg/>", "<svg/>")}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one file of data and one drawing kept."""
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "data/raw/figures.csv").write_text("f001\n", encoding="utf-8")
    first = kept_in(tmp_path)
    assert first.drawings == {}
    first.drawings.update(ONE)
    first.charts["parameters"] = [("lead", {"mark": "bar"})]
    first.save()
    return tmp_path


def test_what_was_computed_and_drawn_is_kept(checkout: Path) -> None:
    assert kept_in(checkout).drawings == ONE
    assert [(section, spec) for section, spec in kept_in(checkout).charts["parameters"]] == [("lead", {"mark": "bar"})]


def test_charts_come_back_equal(checkout: Path) -> None:
    charts = [("demand", {"mark": "bar", "datasets": {"rows": [{"low": 1.5, "high": None, "unit": "طن"}]}})]
    first = kept_in(checkout)
    first.charts["default ar"] = charts
    first.save()
    assert [tuple(chart) for chart in kept_in(checkout).charts["default ar"]] == charts


def test_nothing_is_written_where_nothing_was_added(checkout: Path) -> None:
    again = kept_in(checkout)
    (checkout / kept.PLACE).unlink()
    again.save()
    assert not (checkout / kept.PLACE).exists()
    again.drawings["another"] = Drawing("<svg/>", "<svg/>")
    again.save()
    assert kept_in(checkout).drawings == again.drawings


def test_other_data_are_drawn_anew(checkout: Path) -> None:
    (checkout / "data/raw/figures.csv").write_text("f002\n", encoding="utf-8")
    assert kept_in(checkout).drawings == {}


def test_another_library_draws_anew(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "version", lambda name: "0")
    assert kept_in(checkout).drawings == {}


@pytest.mark.parametrize(
    "broken", [b"", b"\x80\x05half", b"[]", b'{"digest": "{digest}"}', b'{"digest": 1, "charts": 2}']
)
def test_what_was_half_written_is_made_anew(checkout: Path, broken: bytes) -> None:
    digest = digests.digest(checkout).encode()
    (checkout / kept.PLACE).write_bytes(broken.replace(b"{digest}", digest))
    assert kept_in(checkout).drawings == {}
