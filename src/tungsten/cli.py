"""The command line: ``tungsten data|validate|report|scan``.

Exit codes: 0 all is good, 1 the data fall short, 2 the request or an input
file is unusable; then one line says what, where, and what would be right.
Each command imports what it needs when it runs, so that none waits for another's libraries.
"""

import gc
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tungsten import Unusable, home

if TYPE_CHECKING:
    import polars as pl

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        return int(commands.main(arguments, prog_name="tungsten", standalone_mode=False) or 0)
    except Unusable as fault:
        print(fault, file=sys.stderr)
    except click.UsageError as error:
        print(_usage(error), file=sys.stderr)
    except click.Abort:
        return INTERRUPTED
    return 2


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def commands(context: click.Context) -> None:
    """Write down the figures of a news article, check them, and only then draw them."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@commands.command()
def data() -> None:
    """Build data/processed from data/raw."""
    from tungsten.dataset import build

    build(home())


@commands.command()
@click.option(
    "--guards", is_flag=True, help="Also name the reference numbers that no rule would catch (half a minute)."
)
def validate(guards: bool) -> int:
    """Judge every table by its suite.

    Leaves build/validation.json and build/validation.junit.xml.
    """
    gc.disable()  # what Great Expectations makes as it is imported stays; to look through it for garbage takes a fifth
    from tungsten import digests
    from tungsten.ledger.write import write_text
    from tungsten.validation import outputs
    from tungsten.validation import validate as validation

    root, on_terminal = home(), sys.stderr.isatty()
    (root / validation.PASSED).unlink(missing_ok=True)
    digest = digests.digest(root)
    found = validation.validate(root, progress=_show if on_terminal else None)
    if on_terminal:
        _show("")
    outputs.write_results(found, root)
    for problem in found.problems:
        print(outputs.annotation(problem) if os.environ.get("GITHUB_ACTIONS") == "true" else problem)
    if not found.falls_short:  # where a rule fails already, no change can be said to be caught by it
        for line in _guarded(in_full=guards):
            print(line)
    print(found.closing)
    if not found.falls_short:
        write_text(digest, root / validation.PASSED)
    return int(found.falls_short)


@commands.command()
@click.argument("params")
def report(params: str) -> int:
    """Write a report.

    PARAMS is a file params/NAME.yml; the report is reports/NAME.
    """
    from tungsten.report.make import make_report

    return make_report(home(), Path(params))


@commands.command()
@click.argument("text")
@click.argument("out", default="")
def scan(text: str, out: str) -> int:
    """List every quantity of a text.

    TEXT is a file in UTF-8; the list is a CSV in the file OUT, or on standard output.
    What wasn't understood is named on standard error, and the exit code is 1.
    """
    from tungsten.ledger import read
    from tungsten.ledger import scan as scanner
    from tungsten.ledger.profile import read_profile

    if not text:
        raise Unusable("which text? make scan SOURCE=article.txt OUT=mentions.csv")
    source = Path(text)
    frames = scanner.scan(read.text_pieces(source), read_profile(read.text_pieces(source)))
    roles: Counter[str] = Counter()
    unread: list[str] = []
    counted = _counted(frames, source, roles, unread)
    if out:
        _leave(counted, scanner.MENTION, source, Path(out))
        print(_count(roles))
    else:
        _print(counted, scanner.MENTION)
    print("".join(unread), end="", file=sys.stderr)
    return int(bool(unread))


def _counted(
    frames: Iterable["pl.DataFrame"], text: Path, roles: Counter[str], unread: list[str]
) -> Iterator["pl.DataFrame"]:
    """Pass frames of mentions on, counting their roles and noting what wasn't understood."""
    for frame in frames:
        roles.update(frame["role"])
        for row in frame.filter(role="unread").iter_rows(named=True):
            shown = " ".join(row["printed"].split())
            unread.append(f"{text}:{row['line']}:{row['start_in_line'] + 1}: '{shown}' was not understood\n")
        yield frame


def _print(frames: Iterable["pl.DataFrame"], header: Sequence[str]) -> None:
    """Print frames of one table as CSV."""
    from tungsten.ledger.write import plain_numbers

    print(",".join(header))
    for frame in frames:
        print(frame.with_columns(plain_numbers()).write_csv(include_header=False), end="")


def _leave(frames: Iterable["pl.DataFrame"], header: Sequence[str], text: Path, out: Path) -> None:
    """Write frames of one table into a file, whole or not at all, and over nothing but an earlier one."""
    from tungsten.ledger.write import write_frames

    if out.is_dir() or out.resolve() == text.resolve():
        raise Unusable(f"{out}: that is {'a folder' if out.is_dir() else 'the text itself'}; name a file of its own")
    try:
        write_frames(frames, header, out)
    except OSError as error:
        raise Unusable(f"{out}: {error.strerror}; name a file that can be written") from None


def _guarded(*, in_full: bool) -> list[str]:
    """Say in one line which reference numbers are guarded; in full, with every table and every unguarded number.

    What was worked out in full is kept in ``build/guards.json``; a validation
    of the same files and rules repeats its last line.
    """
    from tungsten.ledger import read
    from tungsten.validation import guards

    found = guards.kept()
    if found is None and not in_full:
        return ["tungsten validate --guards says which numbers of the references no rule would catch"]
    if found is None:
        found = guards.guards(read.ledger())
        guards.leave(found)
    return (
        [*guards.by_table(found), *guards.names(found), guards.summary(found)] if in_full else [guards.summary(found)]
    )


def _count(roles: Counter[str]) -> str:
    """Say how many mentions there are of each role."""
    total = roles.total()
    listed = ", ".join(f"{many} {role}" for role, many in sorted(roles.items(), key=lambda item: (-item[1], item[0])))
    return f"{'1 mention' if total == 1 else f'{total} mentions'}: {listed or 'none'}"


def _usage(error: click.UsageError) -> str:
    """Say in one line what is wrong with the command line, and what would be right."""
    message = " ".join(error.format_message().split()).rstrip(".")
    context = error.ctx
    if context is None:
        return f"tungsten: {message}"
    if isinstance(context.command, click.Group):
        return f"{context.command_path}: {message}; the commands are {', '.join(context.command.commands)}"
    return f"{context.command_path}: {message}; {' '.join(context.get_usage().split()).replace('Usage', 'usage', 1)}"


def _show(suite: str) -> None:
    """Show progress on a terminal; each suite overwrites the one before, and none clears the line."""
    text = f"judging {suite}" if suite else ""
    print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
