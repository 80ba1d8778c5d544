"""The command line: ``tungsten data|validate|report|scan``.

Exit codes: 0 all is good, 1 the data fall short, 2 the request or an input
file is unusable; then one line says what, where, and what would be right.
Each command imports what it needs when it runs, so that none waits for another's libraries.
"""

import gc
import os
import sys
from collections.abc import Sequence
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
def scan(text: str, out: str) -> None:
    """List every quantity of a text.

    TEXT is a file in UTF-8; the list is a CSV in the file OUT, or on standard output.
    """
    from tungsten.ledger import read
    from tungsten.ledger.scan import mentions
    from tungsten.ledger.write import plain_numbers, write_table

    if not text:
        raise Unusable("which text? make scan SOURCE=article.txt OUT=mentions.csv")
    found = mentions(read.any_text(Path(text)))
    if not out:
        print(found.with_columns(plain_numbers()).write_csv(), end="")
        return
    path = Path(out)
    if path.is_dir() or path.resolve() == Path(text).resolve():
        raise Unusable(f"{path}: that is {'a folder' if path.is_dir() else 'the text itself'}; name a file of its own")
    try:
        write_table(found, path)
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}; name a file that can be written") from None
    print(_count(found))


def _guarded(*, in_full: bool) -> list[str]:
    """Say in one line which reference numbers are guarded; in full, with every table and every unguarded number.

    What was worked out in full is kept in ``build/guards.json``; a validation
    of the same files and rules repeats its last line.
    """
    from tungsten.ledger import read
    from tungsten.validation import guards

    found = guards.kept()
    if found is None and not in_full:
        return ["make guards says which numbers of the references no rule would catch"]
    if found is None:
        found = guards.guards(read.ledger())
        guards.leave(found)
    return (
        [*guards.by_table(found), *guards.names(found), guards.summary(found)] if in_full else [guards.summary(found)]
    )


def _count(found: "pl.DataFrame") -> str:
    """Say how many mentions there are of each role, and how many figures have no value."""
    import polars as pl

    roles = ", ".join(f"{many} {role}" for role, many in found["role"].value_counts(sort=True).rows())
    unread = found.filter(pl.col("role") == "figure")["low"].null_count()
    mentioned = "1 mention" if found.height == 1 else f"{found.height} mentions"
    return f"{mentioned}: {roles or 'none'}; of the figures {unread} could not be read"


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
