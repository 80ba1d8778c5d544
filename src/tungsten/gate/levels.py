"""The levels of the gate: what each kind of number in a draft leads to, from ``gate.yml``."""

from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError

from tungsten import Unusable
from tungsten.ledger import read, yaml_file

Level: TypeAlias = Literal["error", "warning", "note", "ignore"]

LEVELS = Path("gate.yml")


class Levels(BaseModel):
    """The level of each kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contradicted: Level
    corrected: Level
    misdescribed: Level
    bound: Level
    basis: Level
    measure: Level
    period: Level
    power_of_ten: Level
    unverified: Level
    basis_unsaid: Level
    unknown: Level
    unsure: Level
    unread: Level
    quoted: Level


KINDS = tuple(Levels.model_fields)


def read_levels(root: Path) -> dict[str, Level]:
    """Return the level of each kind.

    Raises:
        Unusable: The file is missing, or a name or a level is wrong; the message names the line.
    """
    content, node = yaml_file.load(read.any_text(root / LEVELS), LEVELS)
    try:
        return Levels.model_validate(content).model_dump()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        line = yaml_file.lines(node).get(name, 1)
        right = {
            "missing": f"{name} has no level; write one of error, warning, note, ignore",
            "extra_forbidden": f"{name} is unknown; the kinds are {', '.join(KINDS)}",
        }
        fault = right.get(first["type"], f"{name} is {first['input']!r}; write one of error, warning, note, ignore")
        raise Unusable(f"{LEVELS}:{line}: {fault}") from None
