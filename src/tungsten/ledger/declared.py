"""Entries of ``sources.yml`` and ``corrections.yml``: their names and the type of each value.

Only names and types are checked here; whether an entry is complete and correct
is checked by the validation.
"""

from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tungsten import Unusable
from tungsten.ledger.yaml_file import lines

TO_FILL_IN = "To be filled in"
"""The beginning of each text of an entry that ``tungsten draft`` leaves to its author."""

RIGHT = {
    "literal_error": ("not {expected}", "write it so, or leave the line out"),
    "string_type": ("not a text", "write it in quotes"),
    "int_type": ("not a whole number", "write plain digits"),
    "bool_type": ("not true or false", "write one of them"),
    "date_type": ("not a date", "write it as 2025-11-21"),
    "list_type": ("not a list", "write it in brackets, or one item a line after a dash"),
}
"""The fault of a value and its remedy, by the type of pydantic's error."""


class Entry(BaseModel):
    """An entry whose types are checked strictly: text is no number, a date with a time is no date."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Source(Entry):
    """The description of a source."""

    title_en: str | None = None
    title_ar: str | None = None
    deck_en: str | None = None
    deck_ar: str | None = None
    """What the report says at its beginning about the source."""
    publisher: str | None = None
    publisher_ar: str | None = None
    noun: Literal["article", "report", "text"] | None = None
    """What a report calls the source."""
    credited_to: str | None = None
    published: date | None = None
    url: str | None = None
    language: str | None = None
    translation_chain: list[str] | None = None
    sha256: str | None = None
    lines: int | None = None
    digit_tokens: int | None = None
    is_cut_off: bool | None = None
    cut_off: str | None = None
    layout: str | None = None
    spelling: str | None = None
    licence: str | None = None
    drawn_from: str | None = None
    """The edition of the survey that its figures are taken from, which is no independent reference for them."""
    state: Literal["draft"] | None = None
    """``draft`` while a reader decides on its figures; their contradictions are then warnings."""


class Correction(Entry):
    """A declared doubt about a figure, and its replacement."""

    figure: str | None = None
    action: str | None = None
    replaced: str | None = Field(None, alias="from")
    to: str | int | date | None = None
    reason: str | None = None
    reason_ar: str | None = None
    evidence: Any = None
    citation: str | None = None
    status: str | None = None


def entry(kind: type[Entry], content: Any, node: yaml.Node, path: Path, line: int, name: str = "") -> dict[str, Any]:
    """Check an entry and return it with the ``file_line`` it starts on.

    Args:
        kind: The model of the entry.
        content: The entry as read from YAML.
        node: Its node, which has the lines of its names.
        path: The file, for the message.
        line: The line the entry starts on.
        name: The name of the entry in the message, if it has one.

    Raises:
        Unusable: A name is unknown or a value has the wrong type.
    """
    if not isinstance(content, dict):
        raise Unusable(f"{path}:{line}: {content!r} is not an entry; write its names and values below it, indented")
    try:
        kind.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        at = lines(node).get(str(first["loc"][0]), line)
        raise Unusable(f"{path}:{at}: {name and f'{name}: '}{_fault(kind, first)}") from None
    return {**content, "file_line": line}


def _fault(kind: type[Entry], error: Any) -> str:
    """Return the message for an error of pydantic."""
    name = error["loc"][0]
    if error["type"] in ("extra_forbidden", "invalid_key"):
        names = (field.alias or name for name, field in kind.model_fields.items())
        return f"{name} is unknown; an entry takes {', '.join(names)}"
    wrong, right = RIGHT[error["type"]]
    return f"{name} is {error['input']!r}, {wrong.format_map(error.get('ctx', {}))}; {right}"
