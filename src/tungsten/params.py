"""The parameters of a run, checked before any work, since papermill accepts unknown names and wrong types."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, ValidationError
from pydantic.dataclasses import dataclass

from tungsten import Unusable
from tungsten.ledger import read, text_file, yaml_file
from tungsten.ledger.clean import is_survey
from tungsten.vocabulary import ALL, LANGUAGES, VALUES

BASES = ("W", "WO3")


@dataclass(frozen=True, config=ConfigDict(extra="forbid", strict=True))
class Parameters:
    """The parameters of a run; the defaults are those of the notebooks' parameters cell."""

    source: str = "sunsirs-2025-11-21"
    values: str = "printed"
    basis: str = "W"
    edition: str = "MCS2025"
    language: str = "en"

    def as_dict(self) -> dict[str, str]:
        """Return the parameters by name, for papermill."""
        return asdict(self)


NAMES = tuple(field.name for field in fields(Parameters))


def checked(**given: Any) -> Parameters:
    """Return the parameters.

    Raises:
        Unusable: A name is unknown, or a value is wrong; the message lists the valid ones.
    """
    valid = choices()
    for name in given:
        if name not in NAMES:
            raise Unusable(f"parameter {name!r} is unknown; a run takes {', '.join(NAMES)}")
    try:
        parameters = Parameters(**given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _wrong_value(str(first["loc"][0]), first["input"], valid) from None
    for name, value in parameters.as_dict().items():
        if value not in valid[name]:
            raise _wrong_value(name, value, valid)
    return parameters


def check(namespace: Mapping[str, Any]) -> None:
    """Check the parameters of a notebook, and that papermill inserted no others.

    Args:
        namespace: ``globals()`` of the notebook, with IPython's history of cells as ``In``.

    Raises:
        Unusable: A value or a name is wrong; the message lists the valid ones.
    """
    names = (*NAMES, *_injected(namespace.get("In", ())))
    checked(**{name: namespace[name] for name in names if name in namespace})


def choices() -> dict[str, tuple[str, ...]]:
    """Return the valid values of each parameter; an edition has to have both production and reserves."""
    facts = read.built_table(None, read.COMMON / "references.csv").filter(is_survey())
    production, reserves = (set(facts.filter(table=name)["edition"]) for name in ("production", "reserves"))
    return {
        "source": (*sorted(read.built_table(None, read.COMMON / "sources.csv")["source_id"]), ALL),
        "values": VALUES,
        "basis": BASES,
        "edition": tuple(sorted(production & reserves)),
        "language": LANGUAGES,
    }


def read_parameters(path: Path) -> Parameters:
    """Return the checked parameters of ``params/NAME.yml``.

    Raises:
        Unusable: The file is missing, or a parameter is wrong; the message begins with the file and the line.
    """
    if not path.exists():
        raise Unusable(f"{path}: no such file; write one like params/default.yml")
    given, node = yaml_file.load(text_file.whole(path), path)
    lines = yaml_file.lines(node)
    for name, value in given.items():
        try:
            checked(**{str(name): value})
        except Unusable as fault:
            raise Unusable(f"{path}:{lines.get(str(name), 1)}: {fault}") from None
    return checked(**given)


def _wrong_value(name: str, value: Any, valid: Mapping[str, tuple[str, ...]]) -> Unusable:
    right = f"it takes {'one of ' if len(valid[name]) > 1 else ''}{', '.join(valid[name])}"
    kind = "" if isinstance(value, str) else f", which is {type(value).__name__} and not text"
    return Unusable(f"parameter {name!r} is {value!r}{kind}; {right}")


def _injected(cells: Sequence[str]) -> list[str]:
    """Return the names assigned in the cell that papermill inserts, which begins with ``# Parameters``."""
    lines = [line for cell in cells if cell.startswith("# Parameters\n") for line in ast.parse(cell).body]
    targets = [target for line in lines if isinstance(line, ast.Assign) for target in line.targets]
    return [target.id for target in targets if isinstance(target, ast.Name)]
