"""The house stands as drawn: rooms import one way, heavy things have one home, environments match their source."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from report_runs import tracked

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "tungsten"
FILE_READERS = {
    "ledger/read.py": "the raw tables",
    "ledger/text_file.py": "the text of a source",
    "ledger/describe.py": "the tables, to describe them",
    "ledger/write.py": "the table of a scan, which it writes frame by frame",
    "validation/suite_files.py": "the suites, which are files of the package",
    "cli.py": "the null device, in place of an output that nobody reads",
    "checkout_lock.py": "the file of each lock",
    "manifest.py": "the manifest of a report, and the day of the release",
    "digests.py": "everything, to make a digest of it",
    "dataset.py": "the built tables, to compare them with what raw makes",
    "validation/guards.py": "build/guards.json",
    "validation/validate.py": "build/validation.json and build/.validated",
}
"""The modules before the report that open files, and which; no other needs to."""

OPENS = {"open", "read_text", "read_bytes"}

MODULES = sorted(PACKAGE.rglob("*.py"))


def wanted() -> dict[str, list[str]]:
    """What each lock must satisfy, by pyproject.toml."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ours = [wanted for wanted in said["project"]["dependencies"] if wanted not in said["tool"]["uv"]["sources"]]
    groups = said["dependency-groups"]
    return {
        "requirements.lock": ours + groups["build"] + groups["dev"],
        "requirements-lab.lock": groups["lab"],
        "requirements-bench.lock": ours + groups["build"] + groups["bench"],
        "requirements-spark.lock": ours
        + groups["build"]
        + said["project"]["optional-dependencies"]["spark"]
        + groups["spark"],
    }


WANTED = wanted()


def imports(module: Path) -> set[str]:
    """The dotted names a module imports, anywhere in it."""
    return named_in(ast.parse(module.read_text(encoding="utf-8")))


def named_in(code: ast.Module) -> set[str]:
    """The dotted names that code imports."""
    found: set[str] = set()
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_readers_open_files(module: Path) -> None:
    """What ruff's banned imports can't see: methods of a path. Files of the package itself may be read anywhere."""
    place = module.relative_to(PACKAGE).as_posix()
    if place in FILE_READERS or place.startswith(("charts/", "notebook/", "site/", "report/")):
        return
    calls = [node for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    opened = [ast.unparse(call) for call in calls if name_of(call) in OPENS]
    assert not [call for call in opened if "files(__package__)" not in call and "files('tungsten" not in call], place


def name_of(call: ast.Call) -> str:
    """The last name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def test_every_module_has_its_place_in_the_contracts() -> None:
    """A contract that is no longer exhaustive, or has lost a room, would pass whatever is imported."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    direction = next(contract for contract in contracts if contract["type"] == "layers")
    placed = {name for layer in direction["layers"] for name in layer.split(" : ")}
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert direction["exhaustive"]
    assert placed == there - {"__init__"}


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_imports_nothing_that_validates(notebook: Path) -> None:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    imported = {name.split(".")[0] for name in named_in(ast.parse(code))}
    assert "tungsten" in imported
    assert not imported & {"pandas", "great_expectations", "gx_polars"}


def test_what_does_not_validate_never_imports_great_expectations() -> None:
    """Data, report and the kernels its notebooks run in: every module of theirs."""
    report = [".".join(("tungsten", *path.relative_to(PACKAGE).with_suffix("").parts)) for path in MODULES]
    modules = ["tungsten.cli", "tungsten.dataset", "tungsten.validation.suite_files", "tungsten.validation.validate"]
    modules += [name for name in report if name.startswith("tungsten.report") and not name.endswith("__init__")]
    imported = f"import sys, importlib; [importlib.import_module(name) for name in {modules}]"
    code = f"{imported}; print({{'great_expectations', 'gx_polars', 'pandas'}} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_no_invisible_direction_marks_in_tracked_text() -> None:
    marks = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
    for path in tracked():
        if path.suffix in {".woff2", ".ttf", ".png", ".pdf", ".parquet"}:
            continue
        assert not marks.search(path.read_text(encoding="utf-8")), path


def test_the_locks_hold_hashes_and_no_addresses() -> None:
    for name in (*WANTED, "environment.yml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "index" not in re.sub(r"^\s*--hash.*$", "", text, flags=re.MULTILINE)
    assert "--hash=sha256:" in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_conda_environment_is_what_the_locks_say() -> None:
    import lock

    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == lock.environment(), "run make lock"


@pytest.mark.parametrize("path", sorted((ROOT / ".github/workflows").glob("*.yml")), ids=lambda path: path.stem)
def test_a_workflow_pins_its_actions_and_limits_its_jobs(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"]
        commands = [step.get("run", "") for step in job["steps"]]
        assert not [run for run in commands if re.search(r"\$\{\{\s*(github|inputs)\.", run)], "others could run it"
        used = [step["uses"] for step in job["steps"] if "uses" in step]
        assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) for action in used), used


@pytest.mark.parametrize("lock", WANTED)
def test_the_locks_satisfy_pyproject(lock: str) -> None:
    pins = re.findall(r"^([a-z0-9._-]+)==([^ ;\\\n]+)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    for requirement in map(Requirement, WANTED[lock]):
        versions = [version for name, version in pins if name == requirement.name.lower()]
        assert versions, f"{requirement.name} is not in {lock}; run make lock"
        assert all(requirement.specifier.contains(version) for version in versions)


def test_every_dependency_earns_its_place_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for requirement in map(Requirement, chain(*WANTED.values())):
        assert f"`{requirement.name}`" in readme, f"{requirement.name} has no line in the README"


def test_the_form_of_an_id_stands_in_one_place() -> None:
    written = re.compile(r"(?:f|\[a-z\])\\d(?:\{3|\+)")
    suffixes = {".py", ".yml", ".js", ".html"}
    files = [path for path in (ROOT / "src").rglob("*") if path.suffix in suffixes]
    holders = {path.name for path in files if written.search(path.read_text(encoding="utf-8"))}
    assert holders == {"vocabulary.py"}
