"""The draft of a source: rows that validate, suggestions, and what becomes of decisions when the text is revised."""

import datetime as dt
import json
import shutil
import textwrap
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tungsten import Unusable, dataset
from tungsten.cli import main
from tungsten.draft.decide import decide, fault
from tungsten.draft.draft import draft, text_path
from tungsten.evidence.statements import with_statements
from tungsten.ledger import read
from tungsten.ledger.describe import describe
from tungsten.notebook.workspace import workspace
from tungsten.site.exhibits import exhibits
from tungsten.validation.built_tables import BUILT
from tungsten.validation.suite_files import suite
from tungsten.validation.validate import problems, validate_suites

ROOT = Path(__file__).parents[1]
NEWS = ROOT / "tests" / "news"

TEXT = """Tungsten in 2024
World mine production was 81,000 tons in 2024; China mined 67,000 t of it.
APT stood at $340 per mtu in 2024, or 153,500 yuan a tonne. Prices rose on 14 March.
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.txt", ".*"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(root: Path, text: str, source_id: str = "news") -> list[dict[str, Any]]:
    """Draft a text, and return the rows of its source."""
    (root / "article.txt").write_text(text, encoding="utf-8")
    draft(root / "article.txt", source_id, root)
    return rows(root, source_id)


def rows(root: Path, source_id: str = "news") -> list[dict[str, Any]]:
    return read.raw_figures(root).filter(source_id=source_id).drop("file_line").to_dicts()


def test_a_draft_suggests_entity_measure_period_and_the_unit_of_a_price(root: Path) -> None:
    keys = ("printed", "subject_printed", "measure", "period", "per", "status")
    figures = [tuple(row[key] for key in keys) for row in written(root, TEXT) if row["role"] == "figure"]
    assert figures == [
        ("81,000 tons", "World", "mine_production", "2024", None, "suggested"),
        ("67,000 t", "China", "mine_production", "2024", None, "suggested"),
        ("$340", None, "apt_price", "2024", "mtu", "suggested"),
        ("153,500 yuan", None, "undecided", "2024", "t", "suggested"),
    ]


def test_a_draft_keeps_the_substance_and_what_an_amount_is_counted_per(root: Path) -> None:
    text = "Bakuta holds 36,500 t of contained tungsten trioxide. Its mill made 110 tonnes of concentrate per month."
    held, made = written(root, text, "news-2026-01-31")
    assert (held["basis"], made["per"]) == ("WO3", "month")
    stated = with_statements(read.ledger(root)).filter(source_id="news-2026-01-31")["statement_en"].to_list()
    assert "36,500 t (WO₃)" in stated[0]
    assert "110 t per month" in stated[1]
    tidy = dataset.make(read.ledger(root))["printed"]["figures"].filter(source_id="news-2026-01-31")
    assert tidy["unit"].to_list() == ["t", "t_per_month"]
    assert read.sources(root)["news-2026-01-31"]["published"] == dt.date(2026, 1, 31)


def test_a_draft_notes_the_unit_that_only_the_text_tells(root: Path) -> None:
    text = (
        "Dutch gas rose 60 cents, to €34.15. A bank in Dubai earned 3 billion dirhams. Iraq and Algeria owe 5 dinars."
    )
    drafted = written(root, text)
    meant = {row["printed"]: row["unit_meant"] for row in drafted}
    assert meant == {"60 cents": "eurocent", "€34.15": None, "3 billion dirhams": "AED", "5 dinars": None}
    tidy = dataset.make(read.ledger(root))["printed"]["figures"].filter(source_id="news")
    assert tidy.select("low", "unit").rows()[:3] == [(0.6, "EUR"), (34.15, "EUR"), (3e9, "AED")]
    dinars = drafted[3]["figure_id"]
    decide(dinars, root, subject_printed="China", measure="deal_value")
    assert "unit_meant" in str(fault(dinars, root))
    decide(dinars, root, unit_meant="IQD")
    assert fault(dinars, root) is None


def test_a_date_without_a_year_is_left_to_the_reader(root: Path) -> None:
    dates = {row["printed"]: (row["period"], row["status"]) for row in written(root, TEXT) if row["role"] == "date"}
    assert dates == {"2024": ("2024", None), "14 March": (None, "suggested")}


def test_a_draft_of_news_validates_and_blocks_nothing(root: Path) -> None:
    drafted = []
    for language in ("ar", "en", "zh"):
        lines = (NEWS / f"{language}.txt").read_text("utf-8").splitlines()
        drafted += written(root, "\n".join(line.partition("\t")[0] for line in lines), f"news-{language}")
    describe(root / "data" / "raw")
    dataset.build(root)
    chosen = [
        suite(name) for name in ("ledger", "files", "sources", "spans", "coverage", "texts", "tidy", "verdicts", "sums")
    ]
    assert [str(problem) for problem in problems(validate_suites(read.ledger(root), chosen, BUILT))] == []
    verdicts = dataset.load("printed", root)["verdicts"]
    undecided = [row["figure_id"] for row in drafted if row["role"] == "figure"]
    assert verdicts.filter(pl.col("figure_id").is_in(undecided))["verdict"].unique().to_list() == ["unjudged"]


def test_what_is_decided_is_judged_and_a_contradiction_of_a_draft_is_a_warning(root: Path) -> None:
    by_print = {row["printed"]: row for row in written(root, TEXT.replace("67,000", "6,700"))}
    china, price = by_print["6,700 t"], by_print["153,500 yuan"]
    decide(china["figure_id"], root, basis="W", commodity="tungsten")
    decide(price["figure_id"], root, subject_printed="Tungsten", measure="apt_price")
    describe(root / "data" / "raw")
    dataset.build(root)
    verdict = dataset.load("printed", root)["verdicts"].filter(figure_id=china["figure_id"]).row(0, named=True)
    assert (verdict["verdict"], verdict["slip_power"]) == ("contradicted", 1)
    tidy = dataset.load("printed", root)["figures"].filter(figure_id=price["figure_id"])
    assert tidy.select("low", "unit", "per").rows() == [(153_500, "CNY_per_t", "t")], "a price in another currency"
    judging = [suite("verdicts"), suite("tidy"), suite("ledger")]
    found = problems(validate_suites(read.ledger(root), judging, BUILT))
    assert {(problem.subject, problem.severity) for problem in found} == {(china["figure_id"], "warning")}, found


def test_a_revision_moves_decisions_and_tells_what_is_new_gone_and_changed(root: Path) -> None:
    before = {row["printed"]: row for row in written(root, TEXT)}
    decide(before["67,000 t"]["figure_id"], root, basis="W", commodity="tungsten")
    revised = TEXT.replace("Tungsten in", "A note\n\nTungsten in").replace("81,000 tons", "82,000 tons")
    revised = revised.replace(", or 153,500 yuan a tonne", "").replace("Prices", "In May 2025 8 mines opened. Prices")
    (root / "article.txt").write_text(revised, encoding="utf-8")
    revision = draft(root / "article.txt", "news", root).revision
    assert revision is not None
    assert [row["printed"] for row in revision.new] == ["May 2025", "8 mines"]
    assert [row["printed"] for row in revision.gone] == ["153,500 yuan"]
    assert [(was, row["printed"]) for was, row in revision.changed] == [("81,000 tons", "82,000 tons")]
    after = {row["printed"]: row for row in rows(root)}
    kept = after["67,000 t"]
    assert (kept["figure_id"], kept["line"], kept["basis"], kept["status"]) == (
        before["67,000 t"]["figure_id"],
        4,
        "W",
        None,
    )
    assert after["82,000 tons"]["figure_id"] == before["81,000 tons"]["figure_id"]
    ids = [row["figure_id"] for row in rows(root)]
    assert ids == sorted(set(ids))
    assert (
        problems(validate_suites(read.ledger(root), [suite("spans"), suite("coverage"), suite("texts")], BUILT)) == ()
    )


def test_a_second_draft_of_the_same_text_changes_no_byte(root: Path) -> None:
    written(root, TEXT)
    paths = (read.FIGURES, read.SOURCES, text_path("news"))
    first = [(root / path).read_bytes() for path in paths]
    written(root, TEXT)
    assert [(root / path).read_bytes() for path in paths] == first


def test_a_run_killed_after_the_first_file_is_completed_by_the_next(root: Path) -> None:
    written(root, TEXT)
    entry, text = (root / read.SOURCES).read_bytes(), (root / text_path("news")).read_bytes()
    revised = written(root, "A note\n" + TEXT)
    (root / read.SOURCES).write_bytes(entry)
    (root / text_path("news")).write_bytes(text)
    assert written(root, "A note\n" + TEXT) == revised
    assert problems(validate_suites(read.ledger(root), [suite("spans"), suite("texts")], BUILT)) == ()


def test_a_revision_of_a_text_that_is_not_at_hand_is_refused(root: Path) -> None:
    written(root, TEXT)
    (root / text_path("news")).unlink()
    with pytest.raises(Unusable, match="put the text there that they are from"):
        written(root, "A note\n" + TEXT)


@pytest.mark.parametrize(("text", "source_id"), [("article.txt", "News!"), ("none.txt", "news"), ("", "")])
def test_a_request_that_cannot_be_used_is_one_line_and_exit_2(
    root: Path, capsys: pytest.CaptureFixture[str], text: str, source_id: str
) -> None:
    (root / "article.txt").write_text(TEXT, encoding="utf-8")
    before = (root / read.FIGURES).read_bytes()
    assert main(["draft", text, source_id]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert (root / read.FIGURES).read_bytes() == before


def test_errors_name_the_file_to_edit(root: Path) -> None:
    china = next(row for row in written(root, TEXT) if row["printed"] == "67,000 t")
    decide(china["figure_id"], root, subject_printed="mined")
    with pytest.raises(Unusable, match="'mined' is no name; add it as an alias to data/raw/entities"):
        dataset.make(read.ledger(root))


@pytest.mark.parametrize(
    ("figure_id", "cells", "message"),
    [
        ("f999", {}, "no figure f999; name one"),
        ("f004", {"colour": "red"}, "no column colour; it has"),
        ("f004", {"measure": "weight"}, "no measure weight; add it there"),
    ],
)
def test_a_decision_that_cannot_be_written_is_refused(
    root: Path, figure_id: str, cells: dict[str, str], message: str
) -> None:
    before = (root / read.FIGURES).read_bytes()
    with pytest.raises(Unusable, match=message):
        decide(figure_id, root, **cells)
    assert (root / read.FIGURES).read_bytes() == before


def test_the_sign_of_a_currency_is_no_subject(root: Path) -> None:
    assert [row["subject_printed"] for row in written(root, "The mine cost roughly US$1.3bn.")] == [None]


@pytest.mark.parametrize(
    ("text", "printed", "subject"),
    [
        ("Kazakhstan is the world's third largest producer.", "third", "Kazakhstan"),
        ("Kazakhstan ranks second in the world.", "second", "Kazakhstan"),
        ("Kazakhstan is ranked No. 2 among holders.", "2", "Kazakhstan"),
        ("كازاخستان تحتل المرتبة الثالثة عالميا.", "المرتبة الثالثة", "كازاخستان"),  # takes third place worldwide
        ("哈萨克斯坦钨储量居世界第三。", "第三", "哈萨克斯坦"),  # its reserves are third in the world
    ],
)
def test_a_rank_in_words_is_a_row_of_who_is_ranked(root: Path, text: str, printed: str, subject: str) -> None:
    [row] = written(root, text)
    assert (row["printed"], row["role"], row["subject_printed"]) == (printed, "figure", subject)


@pytest.mark.parametrize(
    ("printed", "english", "arabic"),
    [
        ("30-40 years", "30 years to 40 years", "من 30 سنة إلى 40 سنة"),
        ("three to four decades", "30 years to 40 years", "من 30 سنة إلى 40 سنة"),
        ("$5 million per year", "5 million dollars per year", "5 ملايين دولار لكل سنة"),
        ("18 months", "18 months", "18 شهرًا"),
    ],
)
def test_a_statement_gives_a_duration_with_its_unit(root: Path, printed: str, english: str, arabic: str) -> None:
    written(root, f"The owners expect {printed}.")
    stated = with_statements(read.ledger(root)).filter(source_id="news").row(0, named=True)
    assert f": {english} (" in stated["statement_en"]
    assert f": {arabic} (" in stated["statement_ar"]


def test_the_statements_of_a_finished_source_are_written_and_follow_its_mentions(root: Path) -> None:
    written(root, TEXT)
    for row in rows(root):
        decide(row["figure_id"], root)
    entry = (root / read.SOURCES).read_text(encoding="utf-8").replace("  state: draft\n", "")
    (root / read.SOURCES).write_text(entry, encoding="utf-8")
    by_print = {row["printed"]: row["statement_en"] for row in written(root, TEXT)}
    assert by_print["67,000 t"] == "China, Mine production, 2024: 67,000 t."
    assert "per metric tonne unit" in by_print["$340"]
    moved = [row["statement_en"] for row in written(root, "A note\n" + TEXT) if row["printed"] == "14 March"]
    assert moved == ["The text gives the date 14 March (line 4, character 75)."]


def test_the_notebook_adds_a_source_to_a_copy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    article = tmp_path / "article.txt"
    article.write_text("China mined 67,000 tonnes of tungsten in 2024, Vietnam 3,400 tonnes.", encoding="utf-8")
    monkeypatch.chdir(ROOT / "notebooks")
    before = (ROOT / read.FIGURES).read_bytes()
    notebook = json.loads((ROOT / "notebooks" / "00-add-source.ipynb").read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    for cell in notebook["cells"]:
        assert (cell.get("outputs", []), cell.get("execution_count")) == ([], None)
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            names["text"] = str(article)
    drafted = names["own"].join(names["verdicts"], on="figure_id")
    assert set(drafted["verdict"]) > {"unjudged"}
    assert (ROOT / read.FIGURES).read_bytes() == before


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_of_a_source_has_no_chart_without_anything_to_draw(language: str) -> None:
    for source in read.sources(ROOT):
        at = workspace(source, "printed", "W", "MCS2026", language)
        shown = list(exhibits(at))
        for one in shown:
            assert not all(one.is_blank(setting) for setting in at.run.settings(one.meta["follows"])), one.name
        has_slips = at.evidence["slip_power"].is_not_null().any()
        lead = next(one for one in shown if one.section == "lead")
        assert lead.name == ("slips" if has_slips else "figures-by-measure")
        judged = {name for name in lead.ids if name.startswith("f")}
        assert has_slips or judged == set(at.figures.filter(role="figure")["figure_id"])


def test_a_source_supports_no_figure_by_the_edition_it_is_drawn_from() -> None:
    tables = dataset.load("printed", ROOT)
    drawn_from = {name: entry["drawn_from"] for name, entry in read.sources(ROOT).items() if "drawn_from" in entry}
    if not drawn_from:
        pytest.skip("no source is drawn from an edition")
    for source, name in drawn_from.items():
        own = tables["figures"].filter(source_id=source).select("figure_id")
        edition = tables["references"].select("reference_id", "edition")
        checks = tables["evidence"].join(own, on="figure_id").join(edition, on="reference_id").filter(edition=name)
        assert checks.height > 0
        assert set(checks["outcome"]) <= {"weak", "differs"}


def test_a_wrapped_text_loses_no_unit_and_no_hedge(root: Path) -> None:
    sentence = (
        "The company said on Monday that output of its largest mine was about 67,000 tonnes in 2024 and that "
        "more than 5,000 tonnes of it were sold abroad, at prices of nearly 340 dollars per metric ton unit."
    )
    for width in (32, 40, 51):
        found = {row["printed"]: row["hedge_printed"] for row in written(root, textwrap.fill(sentence, width))}
        assert {print: hedge for print, hedge in found.items() if print != "2024"} == {
            "67,000 tonnes": "about",
            "5,000 tonnes": "more than",
            "340 dollars": "nearly",
        }
    described = validate_suites(read.ledger(root), [suite("spans"), suite("coverage"), suite("texts")], BUILT)
    assert problems(described) == ()
