"""Whatever a file holds, reading it ends with a result or with one line, never with a traceback."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tungsten import Unusable, params
from tungsten.ledger import read, yaml_file

ROOT = Path(__file__).parents[1]

NESTED = "[" * 3000
SPECIAL = [
    *("a: 2025-13-45", "2025-13-45: 3", "a: 2001-01-01T99:99:99Z", "a: &a {<<: *a}", "a: {<<: 3}", "&a [*a]", NESTED),
    *("basis: !!int x", "a: !!int ''", "a: !!bool ''", "a: !!float x", "a: !!timestamp ''", "a: !!binary é", "!!set a"),
    *("? [1]\n: 2", "--- a\n--- b", "a: !!python/object:os.system x", "a: 1" + "0" * 5000, "a: &b &b 1", "a: 0b_"),
]
"""Texts of YAML that a careless reader stumbles over."""

YAML_PIECES = [*SPECIAL, *"[ { } ] : - ? &a *a | > \" ' # % @ ` \t \0 \x85 ~ ! --- ...".split(" "), "\ufeff", "\u2028"]
CSV_PIECES = [*',|""|"|\n|\r|\0|x|-1|1e9|nan|true|True|f001|-|٣|\t|=1+1'.split("|"), "\ufeff", "\u2028", "9" * 400]
JSON = [
    *(
        "null",
        "[]",
        "{}",
        '"x"',
        "1" * 5000,
        "",
        NESTED,
        '{"resources": null}',
        '{"resources": [1]}',
        '{"resources": 1}',
    ),
    *(
        '{"resources": [{"path": 1, "hash": "x"}]}',
        '{"resources": [{"path": "x", "hash": null}]}',
        '{"resources": "a"}',
    ),
]

READERS: dict[Path, Callable[[Path], object]] = {
    read.FIGURES: read.raw_figures,
    read.ENTITIES: lambda root: read.raw_table(root, read.ENTITIES),
    read.MEASURES: read.measures,
    read.WORDING: read.wording,
    read.SOURCES: read.sources,
    read.CORRECTIONS: read.corrections,
    read.REFERENCE / "deals.csv": lambda root: read.reference("deals", root),
}


def changed(text: str, pieces: list[str], chance: random.Random) -> str:
    """Return a text with up to three pieces put in, parts left out or lines repeated."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(text))
        lines = text.split("\n")
        text = chance.choice(
            [
                text[:at] + chance.choice(pieces) + text[at:],
                text[:at] + text[at + chance.randint(1, 30) :],
                "\n".join([*lines[: at % len(lines)], lines[at % len(lines)], *lines[at % len(lines) :]]),
            ]
        )
    return text


def one_line_at_most(read_it: Callable[[], object]) -> None:
    try:
        read_it()
    except Unusable as fault:
        if "\n" in str(fault):
            pytest.fail(f"more than one line: {fault}")


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.stem)
def test_a_changed_table_or_entry_raises_nothing_else(path: Path, tmp_path: Path) -> None:
    text, chance = (ROOT / path).read_text(encoding="utf-8"), random.Random(path.name)
    pieces = YAML_PIECES if path.suffix == ".yml" else CSV_PIECES
    (tmp_path / path).parent.mkdir(parents=True)
    for _ in range(8 if path.suffix == ".yml" else 25):
        (tmp_path / path).write_text(changed(text, pieces, chance), encoding="utf-8")
        one_line_at_most(lambda: READERS[path](tmp_path))


def test_changed_parameters_raise_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    valid, path, chance = params.choices(), tmp_path / "p.yml", random.Random(1)
    monkeypatch.setattr(params, "choices", lambda: valid)
    text = (ROOT / "params/default.yml").read_text(encoding="utf-8")
    for content in (*SPECIAL, *(changed(text, YAML_PIECES, chance) for _ in range(150))):
        path.write_text(content, encoding="utf-8")
        one_line_at_most(lambda: params.read_parameters(path))


@pytest.mark.parametrize("text", SPECIAL, ids=range(len(SPECIAL)))
def test_yaml_that_no_reader_expects_raises_nothing_else(text: str) -> None:
    one_line_at_most(lambda: yaml_file.load(text, Path("x.yml")))


@pytest.mark.parametrize("text", JSON, ids=range(len(JSON)))
def test_a_package_of_any_form_raises_nothing_else(text: str, tmp_path: Path) -> None:
    (tmp_path / read.PACKAGE).parent.mkdir(parents=True)
    (tmp_path / read.PACKAGE).write_text(text, encoding="utf-8")
    one_line_at_most(lambda: read.described_files(tmp_path))


def test_columns_of_facts_may_have_any_order_and_more_may_follow(tmp_path: Path) -> None:
    path = read.REFERENCE / "deals.csv"
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text("\n".join(f"{'x' if number else 'mine'},{line}" for number, line in enumerate(lines)))
    assert read.reference("deals", tmp_path).equals(read.reference("deals", ROOT))
