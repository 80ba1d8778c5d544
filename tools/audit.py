"""``make audit``: look the packages of every lock up in OSV, the open database of vulnerabilities.

It needs the network, so it is not part of ``make check``. Exit codes: 0 none is known, 1 one is known,
2 the database can't be reached.
"""

import json
import sys
from collections.abc import Iterable
from http.client import HTTPException
from urllib.request import Request, urlopen

from lock import LOCKS, ROOT, pinned

DATABASE = "https://api.osv.dev/v1/querybatch"
PAGE = "https://osv.dev/vulnerability/"
SECONDS = 20


def main(database: str = DATABASE) -> int:
    """Print one line for each known vulnerability, and return the exit code."""
    locks_by_pin = _locks_by_pin(LOCKS)
    try:
        found = _vulnerabilities(list(locks_by_pin), database)
    except (OSError, HTTPException, ValueError, KeyError) as error:
        print(f"{database}: no answer that can be used ({error}); nothing was checked, try again with a network")
        return 2
    for (name, version), ids in found.items():
        print(f"{', '.join(locks_by_pin[name, version])}: {name} {version}: {' '.join(PAGE + id_ for id_ in ids)}")
    print(f"{len(locks_by_pin)} packages, {len(found)} of them with a known vulnerability")
    return int(bool(found))


def _locks_by_pin(locks: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """Return the locks that hold each package, by its name and version."""
    locks_by_pin: dict[tuple[str, str], list[str]] = {}
    for lock in locks:
        for pin in pinned((ROOT / lock).read_text(encoding="utf-8")):
            name, _, version = pin.partition(";")[0].strip().partition("==")
            locks_by_pin.setdefault((name.partition("[")[0], version), []).append(lock)
    return locks_by_pin


def _vulnerabilities(pins: list[tuple[str, str]], database: str) -> dict[tuple[str, str], list[str]]:
    """Return the ids of the known vulnerabilities of each package that has any."""
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in pins]
    body = json.dumps({"queries": queries}).encode()
    with urlopen(Request(database, body, {"Content-Type": "application/json"}), timeout=SECONDS) as answer:
        results = json.load(answer)["results"]
    if len(results) != len(pins):
        raise ValueError(f"{len(results)} results for {len(pins)} packages")
    found = {
        pin: [vulnerability["id"] for vulnerability in result.get("vulns", [])]
        for pin, result in zip(pins, results, strict=True)
    }
    return {pin: ids for pin, ids in found.items() if ids}


if __name__ == "__main__":
    sys.exit(main())
