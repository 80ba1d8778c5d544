"""Write results as SARIF 2.1.0, the format in which GitHub and editors read the results of a checker."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

FINGERPRINT = "tungsten/v1"
"""Names how a fingerprint is computed; GitHub compares only those of one name."""


@dataclass(frozen=True)
class Result:
    """One result. Lines and columns are counted from 1, columns in code points; ``end_column`` is after the last."""

    rule: str
    level: str
    """``error``, ``warning`` or ``note``."""
    message: str
    file: str
    """Path below the checkout with slashes, or an absolute path."""
    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    part: str | None = None
    """The part of the file that the line is counted in, such as a cell; then no line of the file is given."""
    identity: str = ""
    """What stays the same when the result moves to another line, such as the number and its figure."""
    suppressed: str | None = None
    """Why the result is accepted; None if it isn't."""


def sarif(results: Iterable[Result], rules: Mapping[str, str]) -> str:
    """Return a SARIF log with one run.

    Args:
        results: The results in the order of the log.
        rules: The description of each rule by its id; every rule of a result has one.
    """
    ids = list(rules)
    driver = {
        "name": "tungsten",
        "rules": [{"id": rule, "shortDescription": {"text": text}} for rule, text in rules.items()],
    }
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(result, ids.index(result.rule), seen) for result in results],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _result(result: Result, rule_index: int, seen: Counter[str]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "ruleId": result.rule,
        "ruleIndex": rule_index,
        "level": result.level,
        "message": {"text": result.message},
        "locations": [_location(result)],
        "partialFingerprints": {FINGERPRINT: _fingerprint(result, seen)},
    }
    if result.suppressed is not None:
        entry["suppressions"] = [{"kind": "external", "justification": result.suppressed}]
    return entry


def _location(result: Result) -> dict[str, Any]:
    path = Path(result.file)
    place: dict[str, Any] = {"artifactLocation": {"uri": path.as_uri() if path.is_absolute() else _relative_uri(path)}}
    if result.line is not None and result.part is None:
        ends = {"startLine": result.line, "startColumn": result.column, "endColumn": result.end_column}
        place["region"] = {name: value for name, value in ends.items() if value is not None}
    location: dict[str, Any] = {"physicalLocation": place}
    if result.part is not None:
        location["logicalLocations"] = [{"name": result.part, "kind": "element"}]
    return location


def _relative_uri(path: Path) -> str:
    """Return a path with every sign escaped that a URI can't have, as `Path.as_uri` does."""
    return (Path("/") / path).as_uri().removeprefix("file:///")


def _fingerprint(result: Result, seen: Counter[str]) -> str:
    """Return a digest that doesn't depend on the line; equal results of a file are numbered."""
    same = "\0".join((result.rule, result.file, result.identity or result.message))
    seen[same] += 1
    return hashlib.sha256(f"{same}\0{seen[same]}".encode()).hexdigest()
