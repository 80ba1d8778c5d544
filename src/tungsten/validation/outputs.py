"""Write the results of a validation to two files, and format problems as GitHub annotations."""

from pathlib import Path

from tungsten import annotations
from tungsten.ledger.write import write_text
from tungsten.validation.junit import junit
from tungsten.validation.validate import JSON, Problem, Validation, as_json

LEVELS = {"critical": "error", "warning": "warning", "info": "notice"}
"""The level of a GitHub annotation for each severity."""


def write_results(validation: Validation, root: Path) -> None:
    """Write ``build/validation.json`` and ``build/validation.junit.xml``, each completely or not at all."""
    write_text(as_json(validation), root / JSON)
    write_text(junit(validation.results), (root / JSON).with_suffix(".junit.xml"))


def annotation(problem: Problem) -> str:
    """Return a problem as a GitHub workflow command, which GitHub shows beside the line of the problem."""
    return annotations.annotation(LEVELS[problem.severity], str(problem), problem.file, problem.line)
