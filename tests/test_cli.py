"""The command line: what can't be used is one line that says what would be right, and exits with 2."""

from pathlib import Path

import click
import pytest

from tungsten import cli


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["vaildate"], "tungsten: No such command 'vaildate'. Did you mean 'validate'?; the commands are data, "),
        (["--colour"], "tungsten: No such option '--colour'; the commands are data, validate, report, scan"),
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
