"""``python -m tungsten.checks``: judges the ledger, leaves ``build/validation.json`` and its JUnit twin.

One line for each failure, on GitHub as an annotation. Exit 0 when everything
critical holds, 1 when the data fall short, 2 when a file can't be used.
``build/.validated`` stands only while the last validation passed.

``--guards`` also says which numbers of the references no rule would catch if
they were wrong, table by table. That takes half a minute, so it is kept in
``build/guards.json``; a validation of the same files and rules repeats its
last line.
"""

import gc
import os
import sys
from collections.abc import Sequence

from tungsten import Unusable, home
from tungsten.checks import guards
from tungsten.checks.junit import junit
from tungsten.checks.validate import JSON, PASSED, Problem, Validation, as_json, validate
from tungsten.ledger import read
from tungsten.ledger.write import write_text

LEVELS = {"critical": "error", "warning": "warning", "info": "notice"}
"""What GitHub calls each severity."""


GUARDS = "--guards"


def main(arguments: Sequence[str] = ()) -> int:
    """Judges, writes both files, and prints what falls short; with ``--guards`` what nothing guards, too."""
    if unknown := [one for one in arguments if one != GUARDS]:
        print(f"{unknown[0]}: no such option; {GUARDS} or nothing", file=sys.stderr)
        return 2
    gc.disable()  # what Great Expectations makes as it is imported stays; to look through it for garbage takes a fifth
    on_terminal = sys.stderr.isatty()
    try:
        (home() / PASSED).unlink(missing_ok=True)
        validation = validate(home(), progress=_show if on_terminal else None)
    except Unusable as fault:
        print(fault, file=sys.stderr)
        return 2
    if on_terminal:
        _show("")
    leave(validation)
    shown = annotation if os.environ.get("GITHUB_ACTIONS") == "true" else str
    for problem in validation.problems:
        print(shown(problem))
    if validation.falls_short:
        print(validation.closing)
        return 1
    for line in guard_lines(in_full=GUARDS in arguments):
        print(line)
    print(validation.closing)
    (home() / PASSED).touch()
    return 0


def leave(validation: Validation) -> None:
    """Writes both files, whole or not at all."""
    write_text(as_json(validation), home() / JSON)
    write_text(junit(validation.results), home() / JSON.with_suffix(".junit.xml"))


def guard_lines(*, in_full: bool) -> list[str]:
    """What is guarded in one line; in full, worked out if need be, with every table and every unguarded number."""
    found = guards.kept()
    if not in_full:
        return [
            "make guards says which numbers of the references no rule would catch"
            if found is None
            else guards.summary(found)
        ]
    if found is None:
        found = guards.guards(read.ledger())
        guards.leave(found)
    return [*guards.by_table(found), *guards.names(found), guards.summary(found)]


def annotation(problem: Problem) -> str:
    """A problem as a workflow command, which GitHub shows beside the line it is about."""
    place = {"file": problem.file} | ({} if problem.line is None else {"line": str(problem.line)})
    properties = ",".join(f"{name}={_escaped(value, ':', ',')}" for name, value in place.items())
    return f"::{LEVELS[problem.severity]} {properties}::{_escaped(str(problem))}"


def _escaped(text: str, *signs: str) -> str:
    for sign in ("%", "\r", "\n", *signs):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _show(suite: str) -> None:
    """Progress, on a terminal only; each suite overwrites the one before, and none clears the line."""
    said = f"judging {suite}" if suite else ""
    print(f"\r\x1b[K{said}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
