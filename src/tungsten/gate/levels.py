"""The levels of the gate: what each kind of number in a draft leads to, from ``gate.yml``."""

from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tungsten import Unusable
from tungsten.ledger import text_file, yaml_file

Level: TypeAlias = Literal["error", "warning", "note", "ignore"]

LEVELS = Path("gate.yml")


class Levels(BaseModel):
    """The level of each kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contradicted: Level = Field(description="The evidence of the ledger contradicts the number.")
    corrected: Level = Field(description="The ledger corrects the number to another.")
    misdescribed: Level = Field(description="The number is right for another measure, basis, subject or date.")
    bound: Level = Field(description="A bound is printed as a value.")
    basis: Level = Field(description="The number counts another substance, as WO₃ called W.")
    measure: Level = Field(description="The number is of another measure, as a resource called a reserve.")
    period: Level = Field(description="The number is of another time, for which the ledger has another number.")
    differs: Level = Field(description="The ledger has another number for the same subject, measure and time.")
    power_of_ten: Level = Field(description="The number is a power of ten away from one of the ledger.")
    unverified: Level = Field(description="Nothing independent decides on the number.")
    basis_unsaid: Level = Field(description="A tonnage of WO₃ is called tungsten.")
    date: Level = Field(description="The number is of another time, for which the ledger has no number.")
    unknown: Level = Field(description="The number is in no ledger.")
    unsure: Level = Field(description="The words near the number don't tell which figure it is.")
    unread: Level = Field(description="The number was not understood.")
    quoted: Level = Field(description="The draft calls the number wrong, beside the right one.")


KINDS = {name: field.description or "" for name, field in Levels.model_fields.items()}
"""What each kind means."""


def read_levels(root: Path) -> dict[str, Level]:
    """Return the level of each kind.

    Raises:
        Unusable: The file is missing, or a name or a level is wrong; the message names the line.
    """
    content, node = yaml_file.load(text_file.whole(root / LEVELS), LEVELS)
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
