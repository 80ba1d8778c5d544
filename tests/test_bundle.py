"""The script of live charts is stored where only this environment's owner can place one."""

import sys
from pathlib import Path

import pytest

from tungsten.charts import bundle


@pytest.mark.parametrize(
    ("base", "is_conda", "is_stored"), [("", False, True), (None, False, False), (None, True, True)]
)
def test_it_is_stored_in_an_environment_only(
    base: str | None, is_conda: bool, is_stored: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path) if base is None else base)
    if is_conda:
        (tmp_path / "conda-meta").mkdir()
    path = bundle._path()
    assert (path is not None) == is_stored
    assert path is None or path.is_relative_to(tmp_path)
