"""Sockets of kernels and workers fit into the path that a system allows, whatever TMPDIR is."""

import os
import tempfile

import pytest

from tungsten import Unusable
from tungsten.report import kernels


@pytest.mark.parametrize(("length", "is_kept"), [(70, True), (71, False)])
def test_a_long_temporary_folder_is_replaced(length: int, is_kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = "/".ljust(length, "x")
    monkeypatch.setenv("TMPDIR", folder)
    monkeypatch.setattr(tempfile, "tempdir", folder)
    kernels.shorten_temporary_folder()
    assert os.environ["TMPDIR"] == tempfile.gettempdir() == (folder if is_kept else "/tmp")


def test_without_a_short_one_it_says_what_would_be_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/".ljust(90, "x"))
    monkeypatch.setattr(kernels, "SHORT_FOLDER", "/nowhere")
    with pytest.raises(Unusable, match="set one of up to 70 bytes"):
        kernels.shorten_temporary_folder()
