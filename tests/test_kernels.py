"""Sockets of kernels and workers fit into the path that a system allows, and an ended worker is reported."""

import os
import re
import tempfile
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from tungsten import Unusable, digests
from tungsten.params import Parameters
from tungsten.report import kernels, make


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


def test_an_ended_process_is_3_and_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(*_: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(make, "_run", ended)
    monkeypatch.setattr(digests, "digest", lambda root: "digest")
    assert make._make_report(tmp_path, "default", Parameters()) == 3
    assert re.fullmatch("reports/default: a process .* was ended .*; run this again\n", capsys.readouterr().err)
