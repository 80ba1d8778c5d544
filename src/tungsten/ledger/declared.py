"""Entries of ``sources.yml`` and ``corrections.yml``: which names they have, and what each may be.

Only kinds are checked here, and only of what is given: whether an entry is
whole and true is for the validation to say.
"""

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tungsten import Unusable
from tungsten.ledger.yaml_file import lines

RIGHT = {
    "string_type": ("no text", "write one, in quotes if need be"),
    "int_type": ("no whole number", "write plain digits"),
    "bool_type": ("neither true nor false", "write one of them"),
    "date_type": ("which is no date", "write it as 2025-11-21"),
    "list_type": ("no list", "write one, in brackets or a dash a line"),
}
"""What is wrong with a value and what would be right, by the kind of pydantic's error."""


class Entry(BaseModel):
    """An entry that is checked strictly: text is not taken for a number, nor a moment for a date."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Source(Entry):
    """What is known of a source."""

    title_en: str | None = None
    title_ar: str | None = None
    publisher: str | None = None
    credited_to: str | None = None
    published: date | None = None
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


class Correction(Entry):
    """A doubt about a figure, and what stands instead."""

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
    """Return an entry as it is written, checked, with the ``file_line`` it starts on.

    Args:
        kind: What the entry is.
        content: The entry as YAML has it.
        node: Its node, for the lines of its names.
        path: The file, for the message.
        line: Where the entry starts.
        name: What the message calls the entry, if it has a name.
    """
    if not isinstance(content, dict):
        raise Unusable(f"{path}:{line}: {content!r} is no entry; write its names and values below it, indented")
    try:
        kind.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        at = lines(node).get(str(first["loc"][0]), line)
        raise Unusable(f"{path}:{at}: {name and f'{name}: '}{_fault(kind, first)}") from None
    return {**content, "file_line": line}


def _fault(kind: type[Entry], error: Any) -> str:
    """Say what is wrong and what would be right."""
    name = error["loc"][0]
    if error["type"] in ("extra_forbidden", "invalid_key"):
        names = (field.alias or name for name, field in kind.model_fields.items())
        return f"{name} is unknown; an entry takes {', '.join(names)}"
    wrong, right = RIGHT[error["type"]]
    return f"{name} is {error['input']!r}, {wrong}; {right}"
