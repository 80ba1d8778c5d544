"""The data packages (Frictionless) of the raw and the processed data.

Each lists every file with its sha256, and every column with its type, unit,
description and constraints from ``columns.yml``. The package of the raw data
also lists a digest of every row.
"""

import json
from pathlib import Path
from typing import Any

from tungsten.ledger.changes import row_digests
from tungsten.ledger.columns import described, entry_of
from tungsten.ledger.read import cells, fingerprint
from tungsten.ledger.write import write_text
from tungsten.vocabulary import FORMS

TITLES = {
    "raw": "Figures of printed sources on tungsten as transcribed, and independent facts to hold them against",
    "processed": "The same figures cleaned and judged, and what follows from them",
}
LICENCES = [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": "LICENSE-DATA.md"}]


def package(folder: Path) -> dict[str, Any]:
    """Return the Frictionless description of a data folder.

    Raises:
        Unusable: A table or a column is not described in ``columns.yml``.
    """
    tables = sorted(folder.rglob("*.csv"))
    others = sorted(folder.glob("*.yml"))
    return {
        "name": f"tungsten-{folder.name}",
        "title": TITLES[folder.name],
        "licenses": LICENCES,
        "resources": [_table(path, folder) for path in tables] + [_file(path, folder) for path in others],
    }


def _table(path: Path, folder: Path) -> dict[str, Any]:
    name = f"{folder.name}/{path.relative_to(folder).with_suffix('').as_posix()}"
    table = described(name)
    own = table.get("columns", {})
    header = path.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    rows = {"rowHashes": row_digests(cells(folder, path.relative_to(folder)))} if folder.name == "raw" else {}
    return _file(path, folder) | {
        "type": "table",
        "title": table["title"],
        "schema": {"fields": [_field(name, column, own) for column in header], "primaryKey": table["key"]},
        **rows,
    }


def _field(table: str, column: str, own: dict[str, Any]) -> dict[str, Any]:
    kind, unit, description, constraints = entry_of(table, column, own)
    if pattern := constraints.get("pattern"):
        constraints = constraints | {"pattern": FORMS.get(pattern, pattern)}
    field = {"name": column, "type": kind, "description": description, "unit": unit, "constraints": constraints}
    return {key: value for key, value in field.items() if value}


def _file(path: Path, folder: Path) -> dict[str, Any]:
    relative = path.relative_to(folder)
    return {
        "name": relative.with_suffix("").as_posix().replace("/", "-").replace("_", "-"),
        "path": relative.as_posix(),
        "format": path.suffix.removeprefix("."),
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{fingerprint(path)}",
    }


def describe(folder: Path) -> None:
    """Write ``datapackage.json`` into a data folder."""
    write_text(json.dumps(package(folder), ensure_ascii=False, indent=2) + "\n", folder / "datapackage.json")
