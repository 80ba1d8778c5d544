"""The command line: ``tungsten describe|data|validate|report|verify|scan|draft|gate``.

Exit codes: 0 success, 1 the data break a rule, 2 the request, a file or its place can't be used, 3 an
error of the program. With 2 one line on standard error gives what, where, and what would be right;
with 3 it gives the file of the details.
Each command imports its libraries when it runs, so that no command waits for those of another.
"""

import errno
import gc
import io
import os
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tungsten import CRASHED, Unusable, home

if TYPE_CHECKING:
    import polars as pl

INTERRUPTED, PIPE_CLOSED = 130, 141
"""Exit codes, by the convention of shells, of a program ended by Ctrl-C, and of one whose output nobody reads."""

DETAILS = Path("build/crash.txt")
"""Holds the traceback of the last error of the program."""

REMEDIES = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EFBIG: "allow larger files",
    errno.EROFS: "use a folder that can be written",
    errno.EACCES: "allow it to be read and written",
    errno.EPERM: "allow it to be read and written",
}
"""What would be right, by the error of the operating system."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # for a terminal that isn't UTF-8
    try:
        code = int(commands.main(arguments, prog_name="tungsten", standalone_mode=False) or 0)
        sys.stdout.flush()
        return code
    except Unusable as fault:
        print(fault, file=sys.stderr)
    except click.UsageError as error:
        print(_usage(error), file=sys.stderr)
    except click.Abort:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes it again at its end
        return PIPE_CLOSED
    except Exception as error:
        return _failed(error)
    return 2


def _failed(error: Exception) -> int:
    """Print one line on an error that no input explains, and return its exit code."""
    if isinstance(error, OSError) and error.errno in REMEDIES:
        place = f"{error.filename}: " if error.filename else ""
        print(f"{place}{error.strerror}; {REMEDIES[error.errno]} and run this again", file=sys.stderr)
        return 2
    message = " ".join(f"{type(error).__name__}: {error}".split())
    print(f"tungsten: {message[:300]}; an error of the program: {_details(error)}", file=sys.stderr)
    return CRASHED


def _details(error: Exception) -> str:
    """Write the traceback of an error to its file, and say where it is."""
    text = "".join(traceback.format_exception(error))
    try:
        path = home() / DETAILS
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except (OSError, Unusable):
        return f"its details follow\n{text}"
    return f"its details are in {os.path.relpath(path)}"


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def commands(context: click.Context) -> None:
    """Check the figures of a news article, and draw the charts of a report."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@commands.command()
def data() -> int:
    """Build data/processed from data/raw.

    Nothing is built if digests show that it is up to date, or that data/raw changed since it was described.
    """
    from tungsten.checkout_lock import lock
    from tungsten.dataset import build, is_current
    from tungsten.evidence.corrections import UnsupportedCorrection

    root = home()
    with lock(root, "data", waits=True):
        if is_current(root):
            return 0
        try:
            build(root)
        except Exception as error:  # data that no rule allows may have any effect; the rules name the cause
            is_one_cause = isinstance(error, Unusable) and not isinstance(error, UnsupportedCorrection)
            if is_one_cause or not _falls_short(root, guards=False):
                raise
            return 1
        return 0


@commands.command()
def describe() -> int:
    """Describe data/raw anew.

    Lists every row that changed since the last time, and writes data/raw/datapackage.json.
    """
    from tungsten.checkout_lock import lock
    from tungsten.ledger import read
    from tungsten.ledger.describe import describe as write_description

    root = home()
    with lock(root, "data", waits=True):
        found = read.ledger(root).changes
        write_description(root / read.PACKAGE.parent)
    for change in found:
        print(change)
    print(f"{read.PACKAGE}: {len(found)} changes described; review them with this file, and run make data")
    return 0


@commands.command()
@click.option(
    "--guards", is_flag=True, help="Also name the reference numbers that no rule would catch, which takes longer."
)
def validate(guards: bool) -> int:
    """Validate every table by its suite.

    Writes build/validation.json, and the same as JUnit and SARIF.
    """
    return int(_falls_short(home(), guards=guards))


def _falls_short(root: Path, *, guards: bool) -> bool:
    """Validate a checkout, print and write the results, and return whether the data break a rule."""
    gc.disable()  # a fifth of the time: few of the objects Great Expectations creates on import can be collected
    from tungsten.ledger.write import append_text
    from tungsten.validation import outputs
    from tungsten.validation.causes import causes
    from tungsten.validation.run import run

    on_terminal = sys.stderr.isatty()
    validated = run(root, progress=_show_progress if on_terminal else None)
    if on_terminal:
        _show_progress("")
    found = causes(validated.problems)
    for line in outputs.annotations(found) if outputs.is_github() else outputs.text_lines(found):
        print(line)
    if not validated.falls_short:  # a rule that fails already would seem to catch every change
        for line in _guard_lines(in_full=guards):
            print(line)
    counts = f"{len(found)} causes of {len(validated.problems)} problems; " if found else ""
    print(f"{counts}{validated.closing}")
    if page := os.environ.get("GITHUB_STEP_SUMMARY"):
        append_text(outputs.summary(found, f"{counts}{validated.closing}"), Path(page))
    return validated.falls_short


@commands.command()
@click.argument("params")
def report(params: str) -> int:
    """Write a report.

    PARAMS is a file params/NAME.yml; the report is reports/NAME.
    """
    from tungsten.report.make import make_report

    return make_report(home(), Path(params))


@commands.command()
@click.argument("folder")
def verify(folder: str) -> int:
    """Compare a report with its manifest.

    FOLDER is a report, made here or downloaded. A changed, missing or added file gives the exit code 1. Inside a
    checkout it also says whether the report was made of the same data, code and lock.
    """
    from tungsten.manifest import other_inputs
    from tungsten.manifest import verify as differences

    if not folder:
        raise Unusable("which report? make verify REPORT=reports/default")
    found = differences(Path(folder))
    print("\n".join(found) or f"{folder}: every file is as its manifest says")
    with suppress(Unusable):  # outside a checkout there is nothing to compare with
        others = ", ".join(other_inputs(Path(folder), home()))
        print(f"made of other data or code than this checkout: {others}" if others else "made of this checkout")
    return int(bool(found))


@commands.command()
@click.argument("text")
@click.argument("out", default="")
def scan(text: str, out: str) -> int:
    """List every quantity of a text.

    TEXT is a file in UTF-8. The list is written as CSV to the file OUT, or to standard output.
    Numbers that were not understood are listed on standard error, and the exit code is 1.
    """
    from tungsten.ledger import scan as scanner
    from tungsten.ledger import text_file
    from tungsten.ledger.profile import read_profile

    if not text:
        raise Unusable("which text? make scan SOURCE=article.txt OUT=mentions.csv")
    source = Path(text)
    frames = scanner.scan(text_file.pieces(source), read_profile(text_file.pieces(source)))
    roles: Counter[str] = Counter()
    unread: list[str] = []
    frames = _counted(frames, source, roles, unread)
    if out:
        _write_csv(frames, scanner.MENTION, source, Path(out))
        print(_count_of_roles(roles))
    else:
        _print_csv(frames, scanner.MENTION)
    print("".join(unread), end="", file=sys.stderr)
    return int(bool(unread))


@commands.command()
@click.argument("text")
@click.argument("source_id")
def draft(text: str, source_id: str) -> int:
    """Draft a new source.

    A source that is there already is moved to its revised text. TEXT is a file in UTF-8, SOURCE_ID the name of
    the source. Writes the rows of its mentions with suggestions to data/raw/figures.csv, its entry to
    data/raw/sources.yml, and its text to data/raw/sources.
    """
    from tungsten.draft.draft import draft as draft_source

    if not text or not source_id:
        raise Unusable("which text, and what is its name? make draft SOURCE=article.txt ID=publisher-2026-01-31")
    print(draft_source(Path(text), source_id, home()))
    return 0


@commands.command()
@click.argument("draft")
def gate(draft: str) -> int:
    """Check the numbers of a draft.

    DRAFT is Markdown, plain text, a notebook or an HTML page. Each finding is one line; those of the level error
    in gate.yml give the exit code 1. Writes build/gate.sarif.
    """
    from tungsten.gate import gate as check_draft

    if not draft:
        raise Unusable("which draft? make gate DRAFT=brief.md")
    root = home()
    checked = check_draft.check(Path(draft), root)
    check_draft.write_sarif(checked, root)
    for finding in checked.findings:
        print(check_draft.annotation(finding, root) if os.environ.get("GITHUB_ACTIONS") == "true" else finding)
    print(checked.closing)
    return int(checked.falls_short)


def _counted(
    frames: Iterable["pl.DataFrame"], text: Path, roles: Counter[str], unread: list[str]
) -> Iterator["pl.DataFrame"]:
    """Yield the frames unchanged; count their roles in ``roles`` and add a line to ``unread`` for each unread one."""
    for frame in frames:
        roles.update(frame["role"])
        for row in frame.filter(role="unread").iter_rows(named=True):
            printed = " ".join(row["printed"].split())
            unread.append(f"{text}:{row['line']}:{row['start_in_line'] + 1}: '{printed}' was not understood\n")
        yield frame


def _print_csv(frames: Iterable["pl.DataFrame"], header: Sequence[str]) -> None:
    """Print the frames of one table as CSV."""
    from tungsten.ledger.write import plain_numbers

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # whatever the terminal has: a table is always UTF-8
    print(",".join(header))
    for frame in frames:
        print(frame.with_columns(plain_numbers()).write_csv(include_header=False), end="")


def _write_csv(frames: Iterable["pl.DataFrame"], header: Sequence[str], text: Path, out: Path) -> None:
    """Write the frames of one table to a CSV file, complete or not at all; refuse a folder and the text itself."""
    from tungsten.ledger.write import write_frames

    if out.is_dir() or out.resolve() == text.resolve():
        raise Unusable(f"{out}: that is {'a folder' if out.is_dir() else 'the text itself'}; name a file of its own")
    try:
        write_frames(frames, header, out)
    except OSError as error:
        raise Unusable(f"{out}: {error.strerror}; name a file that can be written") from None


def _guard_lines(*, in_full: bool) -> list[str]:
    """Return lines on how many reference numbers a rule guards.

    The result for the same files and rules is read from ``build/guards.json`` if it is there.

    Args:
        in_full: Compute the result if it isn't there, and add each table and each unguarded number.
    """
    from tungsten.ledger import read
    from tungsten.validation import guards

    result = guards.kept()
    if result is None and not in_full:
        return ["tungsten validate --guards lists the reference numbers that no rule guards"]
    if result is None:
        result = guards.guards(read.ledger())
        guards.leave(result)
    summary = guards.summary(result)
    return [*guards.by_table(result), *guards.names(result), summary] if in_full else [summary]


def _count_of_roles(roles: Counter[str]) -> str:
    """Return how many mentions there are of each role, in words."""
    total = roles.total()
    listed = ", ".join(f"{many} {role}" for role, many in sorted(roles.items(), key=lambda item: (-item[1], item[0])))
    return f"{'1 mention' if total == 1 else f'{total} mentions'}: {listed or 'none'}"


def _usage(error: click.UsageError) -> str:
    """Return in one line what is wrong with the command line, and what would be right."""
    message = " ".join(error.format_message().split()).rstrip(".")
    context = error.ctx
    if context is None:
        return f"tungsten: {message}"
    if isinstance(context.command, click.Group):
        return f"{context.command_path}: {message}; the commands are {', '.join(context.command.commands)}"
    return f"{context.command_path}: {message}; {' '.join(context.get_usage().split()).replace('Usage', 'usage', 1)}"


def _show_progress(suite: str) -> None:
    """Show the name of a suite on a terminal, in place of the last one; an empty name clears the line."""
    text = f"validating {suite}" if suite else ""
    print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
