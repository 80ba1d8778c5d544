"""The command line: what can't be used is one line that says what would be right, and exits with 2."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tungsten import cli


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["vaildate"], "tungsten: No such command 'vaildate'. Did you mean 'validate'?; the commands are data, "),
        (
            ["--colour"],
            "tungsten: No such option '--colour'; the commands are data, describe",
        ),
        (["report"], "tungsten report: Missing argument 'PARAMS'; usage: tungsten report [OPTIONS] PARAMS"),
        (["report", "a", "b"], "tungsten report: Got unexpected extra argument (b); usage: tungsten report"),
        (["data", "--all"], "tungsten data: No such option '--all'; usage: tungsten data [OPTIONS]"),
        (["scan"], "tungsten scan: Missing argument 'TEXT'; usage: tungsten scan [OPTIONS] TEXT [OUT]"),
        (["scan", ""], "which text? make scan SOURCE=article.txt OUT=mentions.csv"),
    ],
)
def test_a_request_that_cannot_be_used_is_one_line_and_2(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(line)
    assert shown.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_asked_for_nothing_it_lists_its_commands(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 0
    shown = capsys.readouterr().out
    for name, command in cli.commands.commands.items():
        assert name in shown
        assert command.get_short_help_str() in shown


@pytest.mark.parametrize("name", cli.commands.commands)
def test_away_from_a_checkout_every_command_says_so(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    needed = [argument for argument in cli.commands.commands[name].params if argument.required]
    assert cli.main([name, *("nowhere" for _ in needed)]) == 2
    assert capsys.readouterr().err.startswith(("nowhere: no such file", f"{tmp_path}: no data/raw here"))


def test_ctrl_c_ends_it_as_a_shell_expects(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(cli.commands.commands, "data", click.Command("data", callback=interrupted))
    assert cli.main(["data"]) == 130


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> int:
    """Return the exit code of a command that raises an error."""

    def command() -> None:
        raise error

    monkeypatch.setitem(cli.commands.commands, "scan", click.Command("scan", callback=command))
    return cli.main(["scan"])


def test_an_error_of_the_program_is_3_and_one_line_that_names_its_details(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data/raw").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert failing(monkeypatch, KeyError("a\nb")) == 3
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert shown.endswith("its details are in build/crash.txt\n")
    assert "raise error" in (tmp_path / cli.DETAILS).read_text(encoding="utf-8")


@pytest.mark.parametrize("number", cli.REMEDIES)
def test_a_place_that_cannot_be_written_is_2_and_says_what_would_be_right(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failing(monkeypatch, OSError(number, "No", "build/x")) == 2
    assert capsys.readouterr().err == f"build/x: No; {cli.REMEDIES[number]} and run this again\n"


def test_output_that_is_not_utf_8_gets_every_line(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("بلغ 5 ملايين طن و 10.000 طن", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "tungsten", "scan", "text.txt"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "ملايين" in ran.stdout.decode("utf-8"), "a table is UTF-8"
    assert b"was not understood" in ran.stderr
