"""What ``make validate`` says, leaves and exits with, and how faults of the article are kept apart from ours."""

import dataclasses
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from edits import edit
from made_up import ROOT, correction, made_up_ledger, with_cells, with_table

from tungsten import Unusable, dataset, digests
from tungsten.cli import main
from tungsten.evidence import readings
from tungsten.evidence.table import evidence_table
from tungsten.ledger import read
from tungsten.ledger.describe import package
from tungsten.ledger.read import Ledger
from tungsten.validation import built_tables, guards, outputs, suite_files
from tungsten.validation import run as runs
from tungsten.validation import validate as module
from tungsten.validation.junit import junit
from tungsten.validation.raw_tables import RAW
from tungsten.validation.run import results
from tungsten.validation.suite_files import Rule, Suite, suite
from tungsten.validation.validate import Problem, outcomes, problems, validate_suites

FIGURES = "data/raw/figures.csv"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the raw data, without the article's text, that one may break."""
    raw = shutil.ignore_patterns("*.txt", ".*")
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "data" / "raw", ignore=raw)
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


Made = Mapping[str, Mapping[str, pl.DataFrame]]


@pytest.fixture(scope="module")
def made() -> Made:
    """Every table of both readings, as raw makes them."""
    return dataset.make(read.ledger(ROOT))


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets only some suites judge, since all of them take a second or two."""

    def choose(*names: str) -> None:
        chosen = tuple(suite(name) for name in names)
        monkeypatch.setattr(suite_files, "suites", lambda: chosen)

    return choose


def edit_and_describe(path: Path, old: str, new: str) -> None:
    """An edit that `make describe` has taken note of."""
    edit(path, old, new)
    raw = next(folder for folder in path.parents if folder.name == "raw")
    (raw / "datapackage.json").write_text(json.dumps(package(raw)), encoding="utf-8")


def left(checkout: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (checkout / "build").glob("*") if path.suffix != ".lock"}


def test_the_ledger_as_it_is_falls_short_of_nothing(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    closing = said.out.splitlines()[-1]
    assert f"{len(suite_files.suites())} suites" in closing
    assert " 0 failed," in closing
    missing = [f"data/raw/sources/{name}.txt" for name in read.sources(ROOT)]
    assert all(f"was not at hand, put it at {path}" in closing for path in missing)
    kept = json.loads((checkout / "build/validation.json").read_text(encoding="utf-8"))
    assert set(kept["values"]) == {"printed", "corrected"}
    assert set(kept["values"]["printed"]) == {found.name for found in suite_files.suites()}
    skipped = kept["values"]["printed"]["spans"]["rules"]["printed-stands-there"]
    assert skipped["outcome"] == "skipped"
    assert f"put it at {' and '.join(missing)} to" in skipped["failures"][0]["found"]


def test_a_cell_that_breaks_a_rule_is_one_line_with_its_place(
    checkout: Path, only: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    only("ledger", "measures")
    edit(checkout / FIGURES, ",loan,", ",lone,")
    assert main(["validate"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert f"{FIGURES}:39: f038, every measure is in measures.csv, found 'lone'" in lines
    kept = json.loads((checkout / "build/validation.json").read_text(encoding="utf-8"))
    found = kept["values"]["printed"]["ledger"]["rules"]["measure-is-listed"]
    assert (found["outcome"], found["checked"], found["failed"]) == ("failed", read.raw_figures(checkout).height, 1)
    assert found["failures"][0]["line"] == 39
    xml = ElementTree.parse(checkout / "build/validation.junit.xml").getroot()
    assert xml.find("testsuite[@name='printed.ledger']/testcase[@name='measure-is-listed']/failure") is not None


def test_the_same_line_annotates_under_github_actions(
    checkout: Path, only: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    only("ledger")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    edit(checkout / FIGURES, ",loan,", ",lone,")
    assert main(["validate"]) == 1
    assert "::error file=data/raw/figures.csv,line=39::" in capsys.readouterr().out


def test_figures_nobody_can_read_fail_rules_of_their_own_alone(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(checkout / FIGURES, "12000 طن,", "12000 تن,")
    edit_and_describe(checkout / FIGURES, "4-5 مليارات", "5-4 مليارات")
    assert main(["validate"]) == 1
    *lines, closing = map(str.strip, capsys.readouterr().out.splitlines())
    places = f"{FIGURES}:6: f005, ", f"{FIGURES}:13: f012, "
    assert all(line.startswith(places) for line in lines)
    for place in places:
        (told,) = [line for line in lines if line.startswith(f"{place}every figure can be read, found ")]
        assert "column printed: " in told
    assert " 0 error;" in closing


def test_a_file_changed_since_it_was_described_is_a_finding_with_its_line(
    checkout: Path, only: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    only("files", "sources")
    edit(checkout / "data/raw/sources.yml", "publisher: SunSirs", "publisher: Sun Sirs")
    assert main(["validate"]) == 1
    line, _ = capsys.readouterr().out.splitlines()
    assert line.startswith("data/raw/sources.yml:1: ")
    assert main(["describe"]) == 0
    described, _ = capsys.readouterr().out.splitlines()
    assert described.startswith("data/raw/sources.yml:1: ")
    assert main(["validate"]) == 0


def test_what_is_guarded_is_worked_out_once_and_repeated(
    checkout: Path, only: Callable[..., None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [("data/raw/reference/deals.csv", 7, "l006", change, None) for change in guards.CHANGES]
    found = pl.DataFrame(rows, schema=guards.GUARDS, orient="row")
    monkeypatch.setattr(guards, "guards", lambda ledger: found)
    only("sources")
    assert main(["validate"]) == 0
    assert capsys.readouterr().out.startswith("tungsten validate --guards lists the reference")
    assert main(["validate", "--guards"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "data/raw/reference/deals.csv:7: l006, no rule guards its number" in lines
    assert main(["validate"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == guards.summary(found)
    edit(checkout / "data/raw/sources.yml", "publisher: SunSirs", "publisher: Sun Sirs")
    assert guards.kept() is None


def test_a_mention_missed_before_stands_between_two_others_with_a_letter(
    checkout: Path, only: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    only("ledger")
    edit(checkout / FIGURES, "\nf079,", "\nf078b,")
    assert main(["validate"]) == 0, capsys.readouterr().out
    edit(checkout / FIGURES, "\nf078b,", "\nf080b,")
    assert main(["validate"]) == 1
    assert f"{FIGURES}:81: f080, ids count up in document order, found figure_id 'f080'" in capsys.readouterr().out


@pytest.mark.parametrize("cell", ["action: remeasure", "evidence: [wording-w003]"])
def test_a_correction_that_is_not_whole_blames_no_other(
    checkout: Path, capsys: pytest.CaptureFixture[str], cell: str
) -> None:
    edit_and_describe(checkout / "data/raw/corrections.yml", f"    {cell}\n", "")
    assert main(["validate"]) == 1
    *lines, closing = map(str.strip, capsys.readouterr().out.splitlines())
    assert lines[0].startswith("data/raw/corrections.yml:16: f006, ")
    assert all(line.split(": ")[1].startswith("f006, ") for line in lines)
    assert " 0 error;" in closing


def test_where_checks_cannot_be_made_no_correction_is_told_to_be_idle(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(checkout / "data/raw/sources.yml", "  published: 2025-11-21\n", "")
    assert main(["validate"]) == 1
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert any(line.startswith(f"{FIGURES}: evidence could not be judged: data/raw/sources.yml:3: ") for line in lines)
    assert not any(line.startswith("data/raw/corrections.yml") for line in lines)


def test_what_is_left_is_the_same_for_the_same_files(checkout: Path, only: Callable[..., None]) -> None:
    only("sources", "texts", "sums", "declarations")
    assert main(["validate"]) == 0
    before = left(checkout)
    assert main(["validate"]) == 0
    assert left(checkout) == before
    assert set(before) == {"validation.json", "validation.junit.xml", "validation.sarif", ".validated"}


def test_the_stamp_of_a_passed_validation_goes_when_it_falls_short(checkout: Path, only: Callable[..., None]) -> None:
    only("measures", "declarations")
    assert main(["validate"]) == 0
    assert ".validated" in left(checkout)
    edit(checkout / "data/raw/measures.csv", "recovery,reserves,percent,0,100", "recovery,reserves,percent,0,110")
    assert main(["validate"]) == 1
    assert ".validated" not in left(checkout)


def test_outside_a_checkout_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["validate"]) == 2
    assert "run this inside the project" in capsys.readouterr().err


def test_a_failure_is_an_annotation_on_github(
    checkout: Path, only: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    only("entities")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(checkout / "summary.md"))
    edit(checkout / "data/raw/entities.csv", ",deposit,South Korea", ",mine,South Korea")
    assert main(["validate"]) == 1
    annotated = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::")]
    lines = (checkout / "data/raw/entities.csv").read_text(encoding="utf-8").split("\n")
    place = next(number for number, line in enumerate(lines, start=1) if ",mine," in line)
    assert annotated == [
        f"::error file=data/raw/entities.csv,line={place}::data/raw/entities.csv:{place}: سانغدونغ, "
        "the kind of every entity is in the closed list, found 'mine'"
    ]
    assert f"| data/raw/entities.csv:{place} |" in (checkout / "summary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("a.csv", 3, "x", "critical"), "::error file=a.csv,line=3::a.csv:3: x"),
        (Problem("a.csv", None, "x", "warning"), "::warning file=a.csv::a.csv: x"),
        (Problem("a,b:c.csv", 1, "50 %\r\n", "info"), "::notice file=a%2Cb%3Ac.csv,line=1::a,b:c.csv:1: 50 %25%0D%0A"),
    ],
)
def test_an_annotation_escapes_what_would_end_it(problem: Problem, line: str) -> None:
    assert outputs.annotation(problem) == line


@pytest.mark.parametrize(
    ("name", "broken", "said"),
    [
        (FIGURES, lambda text: text.replace(b"hedge_printed", b"hedge", 1), f"{FIGURES}:1: no column hedge_printed"),
        (FIGURES, lambda text: text.replace(b"f012,", b"f012,\xff", 1), f"{FIGURES}:13: byte 0xff is not UTF-8"),
        (
            FIGURES,
            lambda text: text.replace(b"f012,", b"f012,f012,", 1),
            f"{FIGURES}:13: 19 cells, but the header has 18",
        ),
        (FIGURES, lambda text: text.replace(b",7,43,50,", b",seven,43,50,", 1), f"{FIGURES}:5: column line: 'seven'"),
        (FIGURES, None, f"{FIGURES}: no such file"),
        ("data/raw/corrections.yml", lambda text: b"corrections: {a: [}", "data/raw/corrections.yml:1: "),
        (
            "data/raw/corrections.yml",
            lambda text: b"corrections: all of them\n",
            "data/raw/corrections.yml:1: corrections is not a list",
        ),
        (
            "data/raw/corrections.yml",
            lambda text: b"corrections:\n  - all of them\n",
            "data/raw/corrections.yml:2: 'all of them'",
        ),
        ("data/raw/sources.yml", lambda text: b"sunsirs: \x01\n", "data/raw/sources.yml:1: "),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_and_leaves_what_was_there(
    checkout: Path, capsys: pytest.CaptureFixture[str], name: str, broken: Callable[[bytes], bytes] | None, said: str
) -> None:
    (checkout / "build").mkdir()
    (checkout / "build/validation.json").write_text("as it was", encoding="utf-8")
    path = checkout / name
    path.write_bytes(broken(path.read_bytes())) if broken else path.unlink()
    assert main(["validate"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(said)
    assert told.err.count("\n") == 1
    assert left(checkout) == {"validation.json": b"as it was"}


# --- faults of the article, with a suite made up for them --------------------------

MADE_UP = Suite(
    "made-up",
    "No loan is large.",
    "لا قرض كبير.",
    "made-up",
    "figure_id",
    FIGURES,
    (
        Rule(
            "holds",
            "no loan exceeds 100 million",
            "لا يتجاوز أي قرض 100 مليون",
            "expect_column_values_to_be_between",
            {"column": "low", "max_value": 1e8},
            fault="article",
        ),
    ),
)


def loans(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    """The loans of a ledger, each a check of its own."""
    lines = ledger.figures.select("figure_id", "file_line")
    return (
        figures.filter(measure="loan")
        .join(lines, on="figure_id")
        .with_columns(check_id=pl.format("size-{} size", "figure_id"))
    )


def doubted(*corrections: dict[str, Any], **cells: Any) -> pl.DataFrame:
    """What the made-up suite makes of the made-up ledger, whose one loan is of 255 million."""
    ledger = dataclasses.replace(made_up_ledger(), corrections=list(corrections))
    changed = with_table(ledger, "figures", lambda rows: with_cells(rows, "f013", **cells)) if cells else ledger
    return validate_suites(changed, (MADE_UP, suite("declarations")), {"made-up": loans})


def came_to(found: pl.DataFrame) -> dict[tuple[str, str], str]:
    return {(row["values"], row["rule"]): row["outcome"] for row in found.to_dicts()}


@pytest.mark.parametrize("evidence", ["made-up/holds", "size-f013", "size"])
def test_a_declared_fault_of_the_article_is_expected_and_gone_once_corrected(evidence: str) -> None:
    found = doubted(correction(evidence=[evidence]))
    assert came_to(found) == {
        ("printed", "holds"): "declared",
        ("printed", "evidence-is-still-found"): "passed",
        ("corrected", "holds"): "passed",
        ("corrected", "evidence-is-still-found"): "passed",
    }
    assert problems(found) == ()


def test_a_fault_of_the_article_that_nobody_declared_fails() -> None:
    found = doubted()
    assert came_to(found)["printed", "holds"] == "failed"
    assert [str(problem) for problem in problems(found)] == [
        f"{FIGURES}:14: f013, no loan exceeds 100 million, found 255000000"
    ]


def test_a_correction_of_another_figure_declares_nothing() -> None:
    found = doubted(correction("f004", evidence=["made-up/holds"]))
    assert came_to(found)["printed", "holds"] == "failed"
    assert came_to(found)["printed", "evidence-is-still-found"] == "failed"


def test_a_correction_for_another_reason_declares_nothing() -> None:
    assert came_to(doubted(correction(evidence=["sums/parts-make-their-whole"])))["printed", "holds"] == "failed"


def test_a_declared_fault_that_is_no_longer_found_fails() -> None:
    found = doubted(correction(), printed="25 مليون دولار")
    assert came_to(found)["printed", "holds"] == "passed"
    assert [str(problem) for problem in problems(found)] == [
        "data/raw/corrections.yml:2: f013, each check or rule that a correction names still fails on printed values, "
        "found 'made-up/holds'"
    ]


def test_a_correction_that_does_not_cure_what_it_was_declared_for_fails() -> None:
    found = doubted(correction(to=1))
    assert came_to(found)["printed", "holds"] == "declared"
    assert [str(problem) for problem in problems(found)] == [
        f"{FIGURES}:14: f013, no loan exceeds 100 million, found 2550000000, on corrected values"
    ]


def test_evidence_of_a_check_is_only_asked_for_where_checks_are_judged() -> None:
    unheard_of = correction(evidence=["made-up/holds", "size-f099"])
    ledger = dataclasses.replace(made_up_ledger(), corrections=[unheard_of])
    without_checks = validate_suites(
        ledger,
        (MADE_UP, suite("declarations")),
        {"made-up": lambda ledger, figures: loans(ledger, figures).drop("check_id")},
    )
    assert came_to(without_checks)["printed", "evidence-is-still-found"] == "passed"
    assert came_to(doubted(unheard_of))["printed", "evidence-is-still-found"] == "failed"


# --- what can't be judged -------------------------------------------------------------


def test_a_table_that_cannot_be_made_is_one_error_and_stops_no_other_suite() -> None:
    def fails(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
        raise ValueError("no such thing\nand more of it")

    two = dataclasses.replace(MADE_UP, rules=(*MADE_UP.rules, dataclasses.replace(MADE_UP.rules[0], key="again")))
    found = validate_suites(made_up_ledger(), (two, suite("texts"), suite("declarations")), {"made-up": fails})
    assert outcomes(found.filter(pl.col("suite") != "declarations")) == {
        "passed": 6,
        "failed": 0,
        "declared": 0,
        "skipped": 0,
        "error": 4,
    }
    assert [str(problem) for problem in problems(found.filter(pl.col("suite") == "made-up"))] == [
        f"{FIGURES}: made-up could not be judged: ValueError: no such thing"
    ]


def test_without_the_text_its_suites_are_skipped_and_not_passed() -> None:
    texts = [suite(name) for name in ("spans", "coverage", "texts")]
    at_hand = made_up_ledger()
    rules = 2 * sum(len(one.rules) for one in texts)
    assert outcomes(validate_suites(at_hand, texts, {}))["passed"] == rules
    missing = dataclasses.replace(at_hand, texts={})
    found = validate_suites(missing, texts, {})
    assert outcomes(found) == {"passed": 0, "failed": 0, "declared": 0, "skipped": rules, "error": 0}
    assert problems(found) == ()


def test_without_the_text_its_tables_have_columns_and_no_rows() -> None:
    at_hand = made_up_ledger()
    missing = dataclasses.replace(at_hand, texts={})
    for name in ("spans", "coverage", "texts"):
        table, empty = RAW[name](at_hand), RAW[name](missing)
        assert table.height > 0
        assert empty.is_empty()
        assert empty.schema == table.schema


def test_a_rule_that_only_warns_is_told_and_does_not_fall_short(
    checkout: Path, only: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    only("entities")
    aliases = checkout / "data/raw/entities.csv"
    aliases.write_text(
        aliases.read_text(encoding="utf-8") + "Atlantis,atlantis,Atlantis,أطلانطس,market,\n", encoding="utf-8"
    )
    assert main(["validate"]) == 0
    assert "Atlantis, some figure or reference uses the entity, found 'atlantis'" in capsys.readouterr().out
    xml = ElementTree.parse(checkout / "build/validation.junit.xml").getroot()
    assert xml.find(".//testcase[@name='entity-is-spoken-of']/system-out") is not None
    assert xml.find(".//failure") is None


def test_a_control_character_stays_readable_on_its_line_and_in_xml() -> None:
    ledger = with_table(made_up_ledger(), "entities", lambda rows: with_cells(rows, "كوف", kind="fi\x1brm"))
    found = validate_suites(ledger, [suite("entities")], {})
    assert str(problems(found)[0]).endswith("found 'fi\\x1brm'")
    ElementTree.fromstring(junit(found))


def test_junit_tells_declared_from_failed() -> None:
    xml = ElementTree.fromstring(junit(doubted(correction())))
    assert xml[0].attrib == {"name": "printed.made-up", "tests": "1", "failures": "0", "errors": "0", "skipped": "1"}
    skipped = xml.find("testsuite[@name='printed.made-up']/testcase/skipped")
    assert skipped is not None
    assert skipped.attrib == {"type": "declared", "message": "declared in corrections.yml: f013"}


# --- the results, kept --------------------------------------------------------------------


def test_results_are_read_where_they_are_of_these_files_and_made_anew_where_not(
    checkout: Path, only: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    only("sources", "declarations")
    main(["validate"])
    kept = results("corrected")
    assert kept["values"].unique().to_list() == ["corrected"]
    assert kept.schema == pl.Schema(module.RESULTS)
    anew = module.validate()
    assert kept.equals(anew.results.filter(values="corrected"))

    def validated(root: Path) -> None:
        raise Unusable("judged anew")

    monkeypatch.setattr(runs, "run", validated)
    assert results("printed").height == kept.height
    edit(checkout / "data/raw/sources.yml", "publisher: SunSirs", "publisher: Sun Sirs")
    with pytest.raises(Unusable, match="judged anew"):
        results("printed")


def test_results_refuse_values_nobody_knows(checkout: Path) -> None:
    with pytest.raises(Unusable, match="one of printed, corrected"):
        results("guessed")


def test_reading_kept_results_never_imports_great_expectations(checkout: Path) -> None:
    nothing = pl.DataFrame(schema=module.RESULTS)
    outputs.write_results(module.Validation(nothing, (), (), (), read.fingerprints(checkout)), checkout)
    (checkout / module.PASSED).write_text(digests.digest(checkout), encoding="utf-8")
    code = (
        "import sys; from tungsten.validation.run import results; "
        "print(results('printed').height, 'great_expectations' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["0", "False"]


# ------------------------------------------------------- what lies in data/processed


@pytest.fixture
def built(checkout: Path) -> Path:
    """A checkout with its built tables."""
    shutil.copytree(ROOT / "data" / "processed", checkout / "data" / "processed")
    return checkout


BUILT = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "data" / "processed").rglob("*.csv"))


def test_built_tables_as_they_lie_pass(
    built: Path, only: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    only("processed")
    assert main(["validate"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("file", BUILT)
def test_a_changed_cell_of_a_built_table_is_a_finding_with_its_place(file: str, made: Made, tmp_path: Path) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").split("\n")
    if not lines[1]:
        pytest.skip("a source alone shares no claim with another")
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    lines[1] = lines[1].replace(",", ",another ", 1)
    path.write_text("\n".join(lines), encoding="utf-8")
    (found,) = [row for row in dataset.differences(tmp_path, made) if row.file == file]
    assert (found.file, found.line) == (file, 2)
    assert "another " in found.found


def test_rows_that_are_missing_or_too_many_are_counted(made: Made, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "processed", tmp_path / "data" / "processed")
    verdicts, demand = (tmp_path / "data" / "processed" / name for name in ("verdicts.csv", "demand.csv"))
    verdicts.write_text("\n".join(verdicts.read_text(encoding="utf-8").split("\n")[:-3]) + "\n", encoding="utf-8")
    demand.write_text(demand.read_text(encoding="utf-8") + "one,more\n", encoding="utf-8")
    (tmp_path / "data/processed/corrected/reserves.csv").unlink()
    found = {row.file: row.found for row in dataset.differences(tmp_path, made)}
    assert found == {
        "data/processed/verdicts.csv": "2 rows are missing",
        "data/processed/demand.csv": "1 rows too many",
        "data/processed/corrected/reserves.csv": "no such file",
    }


@pytest.mark.parametrize(("old", "new"), [("f004,", '"f004",'), ("\n", "\r\n")])
def test_a_table_saved_by_a_spreadsheet_is_a_finding(old: str, new: str, made: Made, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "processed", tmp_path / "data" / "processed")
    verdicts = tmp_path / "data" / "processed" / "verdicts.csv"
    verdicts.write_bytes(verdicts.read_bytes().replace(old.encode(), new.encode(), 2))
    assert [(row.line, row.found) for row in dataset.differences(tmp_path, made)][-1] == (
        2, "the same cells with other quotes or line ends",
    )  # fmt: skip


def test_a_wrong_cell_is_one_line_and_is_not_drawn(
    built: Path, only: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    only("processed")
    edit(built / "data/processed/figures.csv", ",import_share,43,43,", ",import_share,4.3,43,")
    assert main(["validate"]) == 1
    line, _ = capsys.readouterr().out.splitlines()
    assert line.startswith("data/processed/figures.csv:31: ")
    assert "low '4.3' where '43' is made" in line


def test_evidence_is_computed_once_a_reading(
    checkout: Path, only: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the build; the validation after it reads what was built."""
    calls = list[int]()

    def counted(tidy: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
        calls.append(1)
        return evidence_table(tidy, ledger)

    for room in (readings, module, built_tables):
        monkeypatch.setattr(room, "evidence_table", counted)
    only("evidence", "verdicts", "processed")
    assert main(["data"]) == 0
    assert main(["validate"]) == 0
    assert len(calls) == 2
