"""The real ledger: each mention once and at its place, and data/processed as the code builds it."""

import hashlib
import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from report_runs import tracked
from second_source import SECOND, add_second_source

from tungsten.cli import main
from tungsten.ledger import read
from tungsten.ledger.describe import describe
from tungsten.validation.built_tables import BUILT
from tungsten.validation.suite_files import suite
from tungsten.validation.validate import problems, validate_suites

ROOT = Path(__file__).parents[1]
DIGITS = re.compile(r"\d[\d.,]*\d|\d")
SOURCES = sorted(read.sources(ROOT))


ALONE, BESIDE = "as it is", "with another source"

CASES = [(name, ALONE) for name in SOURCES] + [(name, BESIDE) for name in (*SOURCES, SECOND)]
"""Each source of the project, and each source once another one was added."""


@pytest.fixture(scope="module")
def two_sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the data with a second source."""
    copy = tmp_path_factory.mktemp("two sources")
    shutil.copytree(ROOT / "data", copy / "data")
    add_second_source(copy)
    describe(copy / "data" / "raw")
    return copy


@pytest.fixture(params=CASES, ids=" ".join)
def case(request: pytest.FixtureRequest) -> tuple[str, str]:
    name, others = request.param
    return name, others


@pytest.fixture
def source_id(case: tuple[str, str]) -> str:
    return case[0]


@pytest.fixture
def root(case: tuple[str, str], two_sources: Path) -> Path:
    return two_sources if case[1] == BESIDE else ROOT


@pytest.fixture
def figures(root: Path) -> pl.DataFrame:
    return read.raw_figures(root)


@pytest.fixture
def text(source_id: str, root: Path) -> str:
    """Return the text of a source, which is no part of the project."""
    found = read.source_text(source_id, root)
    if found is None:
        pytest.skip(f"the text of {source_id} is not at data/raw/sources/{source_id}.txt")
    return found


@pytest.fixture
def rows(figures: pl.DataFrame, source_id: str) -> list[dict[str, Any]]:
    """Return the mentions of a source."""
    return figures.filter(pl.col("source_id") == source_id).to_dicts()


# --------------------------------------------------------------- by themselves


def test_ids_are_unique_and_count_up(figures: pl.DataFrame) -> None:
    ids = figures["figure_id"].to_list()
    first = [name for name in ids if name[-1].isdigit()]
    assert first == [f"f{number:03}" for number in range(1, len(first) + 1)]
    assert ids == sorted(set(ids)), "one put in later has the letter that keeps it there"


def test_mentions_stand_in_document_order_and_do_not_overlap(rows: list[dict[str, Any]]) -> None:
    for one, after in pairwise(rows):
        assert (one["line"], one["char_end"]) <= (after["line"], after["char_start"]), after["figure_id"]


def test_a_span_is_as_long_as_its_print(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert row["char_end"] - row["char_start"] == len(row["printed"]), row["figure_id"]


def test_every_digit_of_the_ledger_is_told_apart_by_role(figures: pl.DataFrame) -> None:
    assert set(figures["role"]) == {"figure", "date", "heading", "legal", "metadata"}
    assert figures.filter(pl.col("role") == "figure")["subject_printed"].null_count() == 0


@pytest.mark.parametrize("column", ["statement_en", "statement_ar"])
def test_every_mention_has_a_statement_of_its_own(figures: pl.DataFrame, column: str) -> None:
    assert figures[column].null_count() == 0
    assert figures[column].is_unique().all()


def test_the_digit_tokens_in_print_are_as_many_as_the_source_is_said_to_have(
    rows: list[dict[str, Any]], source_id: str, root: Path
) -> None:
    """Holds with and without the text."""
    tokens = [token for row in rows for token in DIGITS.findall(row["printed"])]
    assert len(tokens) == read.sources(root)[source_id]["digit_tokens"]


# ------------------------------------------------------------ against the text


def test_the_text_is_the_one_described(text: str, source_id: str, root: Path) -> None:
    described = read.sources(root)[source_id]
    assert hashlib.sha256(text.encode()).hexdigest() == described["sha256"]
    assert text.count("\n") + 1 == described["lines"]
    assert len(DIGITS.findall(text)) == described["digit_tokens"]


def test_every_print_stands_at_its_span(text: str, rows: list[dict[str, Any]]) -> None:
    lines = text.split("\n")
    for row in rows:
        assert lines[row["line"] - 1][row["char_start"] : row["char_end"]] == row["printed"], row["figure_id"]


def test_every_digit_token_lies_in_exactly_one_row(text: str, rows: list[dict[str, Any]]) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        spans = [(row["char_start"], row["char_end"]) for row in rows if row["line"] == number]
        for token in DIGITS.finditer(line):
            around = [span for span in spans if span[0] <= token.start() and token.end() <= span[1]]
            touching = [span for span in spans if span[0] < token.end() and token.start() < span[1]]
            assert len(around) == len(touching) == 1, f"line {number}: {token.group()} at {token.start()}"


@pytest.mark.parametrize("column", ["hedge_printed", "subject_printed"])
def test_what_is_called_printed_is_printed(text: str, rows: list[dict[str, Any]], column: str) -> None:
    """A hedge is on the line of its mention; a subject may be on any line, as a text names it only once."""
    lines = text.split("\n")
    for row in (row for row in rows if row[column]):
        place = lines[row["line"] - 1] if column == "hedge_printed" else text
        assert row[column] in place, row["figure_id"]


RUN = 6
"""The least number of words in a row that are a part of a sentence, not a name or a figure."""


def runs(text: str) -> set[tuple[str, ...]]:
    """Return all runs of `RUN` words within one line or cell."""
    parts = [re.findall(r"\w+", part) for part in re.split(r'[,"\n]', text)]
    return {tuple(words[start : start + RUN]) for words in parts for start in range(len(words) - RUN + 1)}


OTHERS = [name for name in SOURCES if ROOT / read.TEXTS / f"{name}.txt" not in tracked()]
"""The sources whose text belongs to somebody else, and is no part of the project."""


@pytest.mark.parametrize("case", [(name, ALONE) for name in OTHERS], ids=OTHERS, indirect=True)
def test_no_sentence_of_the_article_stands_in_the_project(text: str, figures: pl.DataFrame) -> None:
    """Names and figures as printed are excluded: one name is eight words long."""
    names = [*read.raw_table(ROOT, read.ENTITIES)["alias"], *figures["printed"]]
    article = runs(text).difference(*(runs(name) for name in names))
    for path in tracked():
        copied = article & runs(path.read_text(encoding="utf-8", errors="ignore"))
        assert not copied, f"{path.relative_to(ROOT)}: {' '.join(min(copied))}"


# ----------------------------------------------------------- raw → processed


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the data as git has them, without any text, and work there."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.txt", ".*"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


Printed = pytest.CaptureFixture[str]


def build(printed: Printed) -> tuple[int, str, str]:
    """Run ``tungsten data`` in the working folder; return its exit code and what it printed."""
    code = main(["data"])
    return code, *printed.readouterr()


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of a folder's files."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_processed_is_what_the_code_makes_of_raw(checkout: Path, capsys: Printed) -> None:
    """The same bytes, also without earlier files."""
    shutil.rmtree(checkout / "data" / "processed")
    assert build(capsys) == (0, "", "")
    assert contents(checkout / "data" / "processed") == contents(ROOT / "data" / "processed"), "run make data"


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (
            "figures.csv",
            ",4500 طن,",
            ",45٫٫00 طن,",
            "data/raw/figures.csv:11: f010: column printed: '45٫٫00 طن' is not a quantity the grammar reads",
        ),
        ("figures.csv", "hedge_printed", "hedge", "data/raw/figures.csv:1: no column hedge_printed; the header must"),
        ("figures.csv", "figure_id,source_id", "figure_id,mood,source_id", "data/raw/figures.csv:2: 18 cells, but"),
        ("sources.yml", "published: 2025", "published: [2025", "data/raw/sources.yml:"),
        (
            "sources.yml",
            "published: 2025-11-21",
            "published: soon",
            "data/raw/sources.yml:10: sunsirs-2025-11-21: published is 'soon', not a date; write it as 2025-11-21",
        ),
        (
            "sources.yml",
            "published: 2025-11-21",
            "published: 2025-11-21 08:57:57",
            "data/raw/sources.yml:10: sunsirs-2025-11-21: published is datetime.datetime(2025, 11, 21",
        ),
        (
            "sources.yml",
            "  published: 2025-11-21\n",
            "",
            "data/raw/sources.yml:3: sunsirs-2025-11-21: published is",
        ),
        (
            "sources.yml",
            "noun: article",
            "noun: novel",
            "data/raw/sources.yml:28: sunsirs-2025-11-21: noun is 'novel', not 'article', 'report' or 'text'; write",
        ),
        ("corrections.yml", "figure: f006", "figure: f999", "data/raw/corrections.yml:"),
        (
            "corrections.yml",
            "figure: f006",
            "figure: 6",
            "data/raw/corrections.yml:16: figure is 6, not a text; write",
        ),
        (
            "corrections.yml",
            "figure: f006",
            "figure: [f006]",
            "data/raw/corrections.yml:16: figure is ['f006'], not a t",
        ),
        (
            "corrections.yml",
            "- figure: f006\n    ",
            "- ",
            "data/raw/corrections.yml:16: None: no such figure in the",
        ),
        (
            "sources.yml",
            "lines: 26",
            "lines: some",
            "data/raw/sources.yml:18: sunsirs-2025-11-21: lines is 'some', not a whole number; write plain digits",
        ),
        (
            "sources.yml",
            "licence:",
            "license:",
            "data/raw/sources.yml:27: sunsirs-2025-11-21: license is unknown; an entry takes title_en, title_ar,",
        ),
        (
            "corrections.yml",
            "from: demand_percent",
            "of: demand_percent",
            "data/raw/corrections.yml:18: of is unknown; an entry takes figure, action, from, to, reason, reason_ar,",
        ),
        (
            "corrections.yml",
            "to: penetration_rate",
            "to: {a: b}",
            "data/raw/corrections.yml:19: to is {'a': 'b'}, no",
        ),
        (
            "reference/constants.csv",
            "read_in_source,true",
            "read_in_source,false",
            "data/raw/reference/constants.csv: 0 rows mass_fraction of tungsten_trioxide on W that decide; one is",
        ),
        ("entities.csv", "alias,", "alias,alias,", "data/raw/entities.csv:1: column alias occurs twice"),
        ("reference/deals.csv", "\n", ",mood\n", "data/raw/reference/deals.csv:2: "),
    ],
)
def test_a_ledger_that_cannot_be_used_leaves_processed_alone(
    checkout: Path, capsys: Printed, path: str, old: str, new: str, message: str
) -> None:
    broken = checkout / "data" / "raw" / path
    content = broken.read_text(encoding="utf-8")
    assert old in content
    broken.write_text(content.replace(old, new, 1), encoding="utf-8")
    code, _, complaint = build(capsys)
    assert code == 2
    assert complaint.startswith(message)
    assert complaint.count("\n") == 1
    assert contents(checkout / "data" / "processed") == contents(ROOT / "data" / "processed")


def test_a_second_source_is_built_and_keeps_the_rules_of_sources(
    two_sources: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(two_sources)
    assert build(capsys) == (0, "", "")
    chosen = [suite(name) for name in ("ledger", "files", "sources", "spans", "coverage", "texts", "tidy")]
    found = validate_suites(read.ledger(two_sources), chosen, BUILT)
    assert [str(problem) for problem in problems(found)] == []
    tidy = read.built_table(two_sources, read.PROCESSED / "figures.csv").filter(source_id=SECOND, role="figure")
    assert tidy.select("entity_id", "low", "unit", "basis").rows() == [("china", 67_000, "t", "W")]


def test_an_undescribed_table_is_noticed_before_anything_is_written(checkout: Path, capsys: Printed) -> None:
    (checkout / "data" / "raw" / "stray.csv").write_text("a,b\n", encoding="utf-8")
    for table in (checkout / "data" / "processed").rglob("*.*"):
        table.write_text("as it was", encoding="utf-8")
    code, _, complaint = build(capsys)
    assert (code, complaint.split(";")[0]) == (2, "src/tungsten/ledger/columns.yml:1: table raw/stray is not described")
    assert set(contents(checkout / "data" / "processed").values()) == {b"as it was"}
