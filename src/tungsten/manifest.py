"""What a report was made of, and the digests of its files: ``manifest.json`` and ``ro-crate-metadata.json``.

The second says the same as an RO-Crate of the profile Process Run Crate. Neither has times, so equal inputs give
equal bytes. `verify` compares a report, also a downloaded one, with its manifest.
"""

import json
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from tungsten import Unusable, digests
from tungsten.ledger.read import fingerprint, fingerprints
from tungsten.ledger.write import write_text

MANIFEST, CRATE = "manifest.json", "ro-crate-metadata.json"

LOCK = "requirements.lock"

CONTEXTS = ["https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context"]
CRATE_PROFILE, RUN_PROFILE = "https://w3id.org/ro/crate/1.1", "https://w3id.org/ro/wfrun/process/0.5"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

Json = dict[str, Any]


def write_manifest(folder: Path, root: Path, parameters: Mapping[str, str], name: str) -> None:
    """Write both files into the folder of a report that is otherwise complete."""
    made_of = inputs(root)
    crate = _crate(folder, made_of, parameters, name, _released(root))
    write_text(_text(crate), folder / CRATE)
    content = {"report": name, "parameters": dict(parameters), **made_of, "products": _products(folder)}
    write_text(_text(content), folder / MANIFEST)


def inputs(root: Path) -> Json:
    """Return the digests of what a report of this checkout is made of: data, notebooks, lock and code."""
    paths = [*sorted((root / "notebooks").glob("*.ipynb")), *sorted((root / "data/processed").rglob("*.csv"))]
    lock = root / LOCK
    return {
        "inputs": fingerprints(root) | {path.relative_to(root).as_posix(): fingerprint(path) for path in paths},
        "lock": {LOCK: fingerprint(lock)} if lock.is_file() else {},
        "code": digests.code(),
        "libraries": {library: version(library) for library in digests.LIBRARIES},
    }


def verify(folder: Path) -> list[str]:
    """Return one line for each file of a report that is not as its manifest says.

    Raises:
        Unusable: The folder has no manifest.
    """
    listed = _manifest(folder)["products"]
    there = _products(folder)
    gone = [f"{folder / name}: gone" for name in listed if name not in there]
    added = [f"{folder / name}: not part of the report" for name in there if name not in listed]
    changed = [f"{folder / name}: changed" for name in there if there[name] != listed.get(name, there[name])]
    return gone + added + changed


def other_inputs(folder: Path, root: Path) -> list[str]:
    """Return what a report was made of that this checkout has otherwise: names of files, ``code``, ``libraries``."""
    made_of, here = _manifest(folder), inputs(root)
    files = [{**content["inputs"], **content["lock"]} for content in (made_of, here)]
    names = [name for name in sorted({*files[0], *files[1]}) if files[0].get(name) != files[1].get(name)]
    return names + [name for name in ("code", "libraries") if made_of[name] != here[name]]


def _manifest(folder: Path) -> Json:
    """Return the content of a manifest; raise `Unusable` where there is none."""
    path = folder / MANIFEST
    try:
        content: Json = json.loads(path.read_text(encoding="utf-8"))
        if {"products", "inputs", "lock", "code", "libraries"} <= content.keys():
            return content
    except (OSError, ValueError, AttributeError):
        pass
    raise Unusable(f"{folder}: no such file as {MANIFEST}, or not of a report; make verify REPORT=reports/default")


def _products(folder: Path) -> dict[str, str]:
    """Return the digest of each file of a report, without its manifest and the PDFs that are printed from it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pdf")
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: fingerprint(path) for name, path in named.items() if name != MANIFEST}


def _released(root: Path) -> str:
    """Return the day on which this version was released, from ``CITATION.cff``."""
    path = root / "CITATION.cff"
    released = yaml.safe_load(path.read_text(encoding="utf-8")).get("date-released") if path.is_file() else None
    return str(released or date.min)


def _crate(folder: Path, made_of: Json, parameters: Mapping[str, str], name: str, released: str) -> Json:
    """Return the description of a report as a Process Run Crate."""
    files = {path: {"sha256": digest} for path, digest in _products(folder).items()} | {MANIFEST: {}}
    used = {**made_of["inputs"], **made_of["lock"]}
    objects = [
        *(
            {"@id": f"#input-{path}", "@type": "CreativeWork", "name": path, "sha256": digest}
            for path, digest in used.items()
        ),
        *(
            {"@id": f"#parameter-{key}", "@type": "PropertyValue", "name": key, "value": value}
            for key, value in parameters.items()
        ),
    ]
    software: Json = {
        "@id": "#tungsten",
        "@type": "SoftwareApplication",
        "name": "tungsten",
        "softwareVersion": version("tungsten"),
        "sha256": made_of["code"],
    }
    run: Json = {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"make report PARAMS=params/{name}.yml",
        "instrument": {"@id": software["@id"]},
        "object": _ids(objects),
        "result": [{"@id": path} for path in files],
    }
    report: Json = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Tungsten: report {name}",
        "description": "Figures of printed sources, checked, with charts and the data they are drawn from.",
        "datePublished": released,
        "license": {"@id": LICENCE},
        "conformsTo": {"@id": RUN_PROFILE},
        "hasPart": [{"@id": path} for path in files],
        "mentions": {"@id": run["@id"]},
    }
    descriptor = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": CRATE_PROFILE},
        "about": {"@id": report["@id"]},
    }
    others = [
        {"@id": RUN_PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        {"@id": LICENCE, "@type": "CreativeWork", "name": "Creative Commons Attribution 4.0"},
    ]
    entities = [{"@id": path, "@type": "File", "name": path, **about} for path, about in files.items()]
    return {"@context": CONTEXTS, "@graph": [descriptor, report, run, software, *others, *objects, *entities]}


def _ids(entities: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{"@id": entity["@id"]} for entity in entities]


def _text(content: Json) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
