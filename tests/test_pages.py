"""The triangle: mark, row and check lead to each other; the ledger, the checks and the text as readers use them."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import nbformat
import polars as pl
import pytest
from accessible import LOOKS, faults
from playwright.sync_api import Browser, Page, expect

from tungsten import home
from tungsten.charts import palette as looks
from tungsten.charts.run import Setting
from tungsten.dataset import common, load, reading
from tungsten.evidence.readings import Reading, readings
from tungsten.i18n.words import GRAVEST_FIRST, Words, terms
from tungsten.ledger import read
from tungsten.ledger.read import Ledger
from tungsten.notebook.names import STEMS
from tungsten.notebook.workspace import source_texts, vocabulary
from tungsten.params import Parameters
from tungsten.site import pages as site
from tungsten.site.checks import outcomes_shown, suites_shown
from tungsten.site.content import SiteInputs, figure_content
from tungsten.site.figures import anchor, drawn_in, power
from tungsten.site.first_screen import answers, example
from tungsten.site.notebook_html import translate, translations
from tungsten.site.references import links, references
from tungsten.site.source_text import Mention, Span, marked_lines
from tungsten.validation.suite_files import Rule, Suite, suites
from tungsten.vocabulary import VALUES

SOURCE = "sunsirs-2025-11-21"
BROKEN = ("verdicts", "nothing-speaks-against-it")
HOSTILE = "<img src=x onerror=alert(1)>\"'&=1+1\u202e"
LONG = "=1+1" * 25_000

TESTED = """{% extends "base.html" %}{% from "ledger.html" import ledger_section with context %}
{% block title %}Ledger{% endblock %}
{% block head %}<script defer src="assets/ledger.js"></script>{% endblock %}
{% block body %}<main class="column"><h1>Ledger</h1><section id="figures">{{ ledger_section(rows) }}</section>
{% for name, _ in exhibits %}<p id="{{ name }}"><a href="#f058">f058</a></p>{% endfor %}</main>{% endblock %}"""
"""A report of nothing but the ledger and a mark on a chart."""

PAGES = {"index": TESTED} | {name: f"{name}.html" for name in ("checks", "references", "source")}
START = Setting("printed", "W", "MCS2025")

EXHIBITS = [("deposits", "What the deposits hold"), ("countries", "Who ranks where")]


ALL = read.raw_figures().filter(source_id=SOURCE, role="figure").height
"""How many figures the source has."""


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """Return the real ledger of one source, with a made-up text in which every mention stands at its place."""
    found = read.ledger()
    figures = found.figures.filter(source_id=SOURCE)
    return replace(found, figures=figures, texts={SOURCE: made_up_text(figures)})


def made_up_text(figures: pl.DataFrame) -> str:
    lines: dict[int, list[str]] = {}
    for row in figures.iter_rows(named=True):
        line = lines.setdefault(row["line"], [])
        line += "و" * (row["char_end"] - len(line))
        line[row["char_start"] : row["char_end"]] = row["printed"]
    return "\n".join("".join(lines.get(number, [])) for number in range(1, max(lines) + 1))


@pytest.fixture(scope="module")
def judged(ledger: Ledger) -> dict[str, Reading]:
    """Return both readings of that source."""
    return {values: of_source(reading(load(values)), ledger) for values in VALUES}


def of_source(reading: Reading, ledger: Ledger) -> Reading:
    is_there = pl.col("figure_id").is_in(ledger.figures["figure_id"].to_list())
    tables = {name: getattr(reading, name).filter(is_there) for name in ("figures", "evidence", "verdicts")}
    return replace(reading, **tables)


def validation(**failing: Any) -> dict[str, Any]:
    """A validation in which every rule passes but ``BROKEN``, whose failures are given for either reading."""
    values: dict[str, Any] = {name: {suite.name: passing(suite) for suite in suites()} for name in VALUES}
    for name, failures in failing.items():
        broken = {"outcome": "declared", "failed": len(failures), "failures": failures}
        values[name][BROKEN[0]]["rules"][BROKEN[1]].update(broken)
    return {"values": values, "counts": {name: counts(1 if name in failing else 0) for name in VALUES}}


def passing(suite: Suite) -> dict[str, Any]:
    rules = {made.key: result(made) for made in suite.rules}
    return {"says": suite.says, "says_ar": suite.says_ar, "rules": rules}


def result(rule: Rule) -> dict[str, Any]:
    return {"says": rule.says, "says_ar": rule.says_ar, "outcome": "passed", "checked": 58, "failed": 0, "failures": []}


def counts(declared: int) -> dict[str, int]:
    rules = sum(len(suite.rules) for suite in suites())
    none = dict.fromkeys(("failed", "skipped", "error"), 0)
    return {"passed": rules - declared, "declared": declared} | none


def failure(subject: str, **changes: Any) -> dict[str, Any]:
    given = {"subject": subject, "file": "data/raw/figures.csv", "line": 7, "found": "'x'", "check": None}
    return given | {"is_declared": True} | changes


def words(language: str) -> Words:
    bare = vocabulary(load("printed"), language)
    about = {"noun": "text", "publisher": "A publisher", "publisher_ar": None, "published": "2026-01-31"}
    about |= {"title_en": "A title", "title_ar": "عنوان"}
    return bare.of_run({}, {**source_texts([about], bare), "values": "as printed"}, {})


def content(ledger: Ledger, judged: Mapping[str, Reading], language: str = "en", **failing: Any) -> dict[str, Any]:
    given = failing or {"printed": [failure("f058"), failure("f038 f041")]}
    exhibits = {"f058": EXHIBITS}
    shown = {values: {**common(ledger), **vars(one)} for values, one in judged.items()}
    inputs = SiteInputs(Parameters(source=SOURCE), shown, ledger.texts)
    return figure_content(inputs, validation(**given), exhibits, words(language))


def row_of(found: Mapping[str, Any], name: str) -> Any:
    return next(row for row in found["rows"] if row.figure == name)


# ---------------------------------------------------------------------- rows


def test_every_figure_has_one_row_in_document_order(ledger: Ledger, judged: dict[str, Reading]) -> None:
    rows = content(ledger, judged)["rows"]
    figures = ledger.figures.filter(pl.col("role") == "figure")
    assert [row.figure for row in rows] == figures["figure_id"].to_list()
    assert [(row.line, row.start, row.end) for row in rows] == figures.select("line", "char_start", "char_end").rows()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_row_has_the_verdict_on_its_print(ledger: Ledger, judged: dict[str, Reading], language: str) -> None:
    rows = content(ledger, judged, language)["rows"]
    verdicts = judged["printed"].verdicts.select("figure_id", "verdict", f"reason_{language}").rows()
    assert [(row.figure, row.verdict) for row in rows] == [(name, verdict) for name, verdict, _ in verdicts]


def test_a_correction_blesses_nothing(ledger: Ledger, judged: dict[str, Reading]) -> None:
    """A loan of 255 million that was a letter of interest of 25.5 stays contradicted, however it is shown."""
    row = row_of(content(ledger, judged), "f038")
    assert (row.printed, row.verdict) == ("255 مليون دولار", "contradicted")
    assert row.corrected_value.value == "up to 25.5 million dollars, Letter of interest"
    assert "25.5 million dollars" in row.corrected_value.reason


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_shown_as_corrected_is_what_the_corrections_name(
    ledger: Ledger, judged: dict[str, Reading], language: str
) -> None:
    rows = content(ledger, judged, language)["rows"]
    shown = {row.figure: row.corrected_value for row in rows if row.corrected_value}
    assert shown.keys() == {doubt["figure"] for doubt in ledger.corrections}
    assert all(one.value for one in shown.values())
    withheld = {doubt["figure"] for doubt in ledger.corrections if doubt["action"] == "withhold"}
    assert {name for name, one in shown.items() if not one.reason} == withheld


def test_no_check_is_lost_and_what_both_readings_share_stands_once(ledger: Ledger, judged: dict[str, Reading]) -> None:
    rows = content(ledger, judged)["rows"]
    for values in VALUES:
        shown = [(row.figure, check.check) for row in rows for check in row.checks if check.reading in ("", values)]
        assert sorted(shown) == sorted(judged[values].evidence.select("figure_id", "check_id").rows())
    for row in rows:
        twice = [check for check in row.checks if check.reading]
        assert len({replace(check, reading="") for check in twice}) == len(twice), row.figure


def test_a_slip_its_correction_and_the_reading_it_leads_to(ledger: Ledger, judged: dict[str, Reading]) -> None:
    row = row_of(content(ledger, judged), "f058")
    assert (row.as_printed.stands_for, row.as_corrected.stands_for) == ("250,000–1,750,000 t", "25,000–175,000 t")
    slips = [(check.check, check.outcome, check.bears) for check in row.checks if check.slip == "×10⁻¹"]
    assert slips == [("reference-d006", "differs", True)]
    (made,) = row.corrections
    assert (made.action, made.before, made.after) == ("rescale", "", "×10⁻¹")
    assert row.exhibits == tuple(EXHIBITS)


def test_a_figure_stands_for_its_print_and_a_check_says_what_it_took_instead(
    ledger: Ledger, judged: dict[str, Reading]
) -> None:
    found = content(ledger, judged)
    about_all, up_to = row_of(found, "f031"), row_of(found, "f068")
    assert about_all.as_printed.stands_for == "92.5–100.0%"  # no more than all of them
    assert up_to.as_printed.stands_for == "up to 282,000,000 t"
    taken = {check.compared_value for check in up_to.checks if check.reading != "corrected"}
    assert taken == {"281.5 million t to 282.5 million t"}


def test_a_correction_says_in_words_what_it_replaces(ledger: Ledger, judged: dict[str, Reading]) -> None:
    found = content(ledger, judged)
    said = {(made.before, made.after) for row in found["rows"] for made in row.corrections if made.before}
    assert ("Demand printed as a percentage", "Market penetration") in said
    assert ("United States", "China") in said
    assert ("", "27 September 2024") in {(made.before, made.after) for made in row_of(found, "f034").corrections}
    keys = set(ledger.measures["measure"]) | set(ledger.entities["entity_id"])
    assert not keys & {end for pair in said for end in pair if "_" in end}


def test_a_check_names_the_figures_it_uses_and_never_its_own(ledger: Ledger, judged: dict[str, Reading]) -> None:
    rows = {row.figure: row for row in content(ledger, judged)["rows"]}
    for row in rows.values():
        for check in row.checks:
            assert set(check.figures) <= rows.keys() - {row.figure}
    shares = next(check for check in rows["f026"].checks if check.check == "sums-to-100")
    assert shares.figures == ("f027", "f028", "f029", "f030")


def test_every_check_says_where_its_expectation_is_from(ledger: Ledger, judged: dict[str, Reading]) -> None:
    found = content(ledger, judged)
    facts = set(pl.concat(ledger.references.values())["reference_id"])
    for row in found["rows"]:
        for check in row.checks:
            assert set(check.references) <= facts
            if check.kind == "reference":
                assert check.references or check.citation, (row.figure, check.check)


def test_a_rule_that_several_figures_break_together_is_told_by_each(ledger: Ledger, judged: dict[str, Reading]) -> None:
    found = content(ledger, judged)
    breakers = [row.figure for row in found["rows"] if row.as_printed.breaks]
    assert breakers == ["f038", "f041", "f058"]
    assert row_of(found, "f041").as_printed.breaks[0][0] == anchor(*BROKEN)
    assert all(row.as_corrected.breaks == () for row in found["rows"])


def test_a_figure_set_aside_stands_for_nothing_and_has_no_checks(ledger: Ledger, judged: dict[str, Reading]) -> None:
    row = row_of(content(ledger, judged), "f059")
    assert row.as_corrected.stands_for == ""
    assert [check for check in row.checks if check.reading != "printed"] == []


def test_quantities_of_one_unit_stand_together_by_size(ledger: Ledger, judged: dict[str, Reading]) -> None:
    tidy = {row["figure_id"]: row for row in judged["printed"].figures.iter_rows(named=True)}
    ordered = [tidy[row.figure] for row in sorted(content(ledger, judged)["rows"], key=lambda row: row.size)]
    assert [row["unit"] for row in ordered] == sorted(row["unit"] for row in ordered)
    percents = [row["low"] for row in ordered if row["unit"] == "percent"]
    assert percents == sorted(percents)


def test_every_term_a_record_holds_as_a_key_has_its_words(ledger: Ledger, judged: dict[str, Reading]) -> None:
    found = content(ledger, judged)
    keys = {f"theme_{row.theme}" for row in found["rows"]}
    keys |= {f"action_{made.action}" for row in found["rows"] for made in row.corrections}
    keys |= {f"status_{made.status}" for row in found["rows"] for made in row.corrections}
    keys |= {f"asks_{rule.asks}" for suite in found["suites"] for rule in suite.rules}
    assert sorted(keys - terms("en").keys()) == []


@pytest.mark.parametrize(("exponent", "text"), [(-1, "×10⁻¹"), (3, "×10³"), (-8, "×10⁻⁸")])
def test_a_power_of_ten_is_written_as_print_has_it(exponent: int, text: str) -> None:
    assert power(exponent) == text


def test_an_exhibit_draws_the_figures_its_table_names() -> None:
    exhibits = [("one", "First", ["f001", "f002", "p134", "f001"]), ("two", "Second", ["x", "f002"])]
    assert drawn_in(exhibits) == {"f001": [("one", "First")], "f002": [("one", "First"), ("two", "Second")]}


def test_a_figure_put_in_later_keeps_its_chart_links() -> None:
    assert drawn_in([("one", "First", ["f038b", "f1000"])]) == {
        "f038b": [("one", "First")],
        "f1000": [("one", "First")],
    }


# -------------------------------------------------------------- first screen


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_section_has_an_answer_with_the_numbers_of_its_table(language: str) -> None:
    tables, said = load("printed"), words(language)
    found = answers(tables, START, said)
    indices = tables["concentration"].filter(series="world_production", commodity="tungsten", edition=START.edition)
    newest = indices.sort("period").row(-1, named=True)
    assert all(said.percent(newest[name], 1) in found["concentration"] for name in ("cr1", "cr3"))
    base = tables["demand"].row(by_predicate=(pl.col("reading") == "grew_by") & pl.col("high").is_finite(), named=True)
    assert said.number(base["low"], 0, "low") in found["demand"]
    assert said.number(base["high"], 0, "high") in found["demand"]
    claims = tables["reserves"].filter(kind="claim", edition=START.edition, entity_id="kazakhstan")
    claim = claims.row(0, named=True)
    assert all(said(f"rank_{claim[end]}") in found["reserves"] for end in ("rank_best", "rank_worst"))


def test_a_section_without_its_figures_has_no_answer() -> None:
    tables = {name: table.clear() for name, table in load("printed").items()}
    assert answers(tables, START, words("en")) == {}


def test_the_example_is_wrong_in_size_and_in_kind() -> None:
    printed, corrected = (load(values)["figures"] for values in VALUES)
    corrections, said = load("printed")["corrections"], words("en")
    found = example(printed, corrected, corrections, said)
    (before,) = printed.filter(figure_id=found["figure"])["low"]
    (after,) = corrected.filter(figure_id=found["figure"])["low"]
    assert before == 10 * after
    assert f"{before / 1e6:g} million" in found["says"]
    assert f"{after / 1e6:g} million" in found["says"]
    assert example(printed, corrected, corrections.filter(action="remeasure"), said) == {}


def test_every_text_of_the_notebooks_has_its_arabic_and_no_other_has() -> None:
    notebooks = [nbformat.read(home() / "notebooks" / f"{stem}.ipynb", as_version=4) for stem in STEMS]
    cells = [cell for notebook in notebooks for cell in notebook.cells if cell.cell_type == "markdown"]
    assert {cell.source for cell in cells} == translations("ar").keys()
    for notebook in notebooks:
        translate(notebook, "ar")
    assert all(re.search("[\u0600-\u06ff]", cell.source) for cell in cells)


def test_a_reference_on_another_site_than_its_issuer_is_secondhand() -> None:
    survey, store = "https://pubs.usgs.gov/mcs.pdf", "https://d9-wret.s3.us-west-2.amazonaws.com/mcs.pdf"
    rows = [
        ("a", survey, "read_in_secondary"),
        ("b", store, "read_in_secondary"),
        ("c", "https://www.blog.example/usgs.gov", "read_in_secondary"),
        ("d", "https://owner.example/release", "read_in_source"),
        ("e", None, "read_in_source"),
    ]
    found = links(pl.DataFrame(rows, schema=["reference_id", "url", "confidence"], orient="row"))
    assert {name: (link.site, link.is_secondhand) for name, link in found.items()} == {
        "a": ("pubs.usgs.gov", False),
        "b": ("usgs.gov", False),
        "c": ("blog.example", True),
        "d": ("owner.example", False),
    }


def test_every_reference_with_an_address_links_to_it(folders: dict[str, Path]) -> None:
    addresses = [url for url in load("printed")["references"]["url"] if url]
    minerals = load("printed")["mineral_outputs"]["reference_id"].unique()
    for folder in folders.values():
        page = (folder / "references.html").read_text(encoding="utf-8")
        assert page.count('rel="noreferrer noopener external"') == len(addresses) + len(minerals)


# --------------------------------------------------------------------- rules


def test_a_suite_shows_every_rule_with_both_results() -> None:
    made = Rule("once", "nothing stands twice", "لا تكرار", "expect_column_values_to_be_unique", {"column": "x"})
    suite = Suite("small", "All is well.", "كل شيء صحيح.", "things", "x", "x.csv", (made,))
    broken = result(made) | {
        "outcome": "failed",
        "failed": 2,
        "failures": [failure("f001 f002"), failure("z", line=None)],
    }
    values = {
        "printed": {"small": passing(suite) | {"rules": {made.key: broken}}},
        "corrected": {"small": passing(suite)},
    }
    (shown,) = suites_shown([suite], values, ["f001", "f002"], Words("en"))
    (rule,) = shown.rules
    assert outcomes_shown([shown]) == {"printed": {"failed": 1}, "corrected": {"passed": 1}}
    assert (rule.anchor, rule.asks) == ("small-once", "column_values_to_be_unique")
    assert (rule.as_printed.outcome, rule.as_corrected.outcome) == ("failed", "passed")
    both, other = rule.as_printed.failures
    assert (both.figures, both.subject, both.place) == (("f001", "f002"), "", "data/raw/figures.csv:7")
    assert (other.figures, other.subject, other.place) == ((), "z", "data/raw/figures.csv")


def test_rows_of_other_sources_do_not_break_a_rule_of_this_report() -> None:
    made = Rule("once", "nothing stands twice", "لا تكرار", "expect_column_values_to_be_unique", {"column": "x"})
    suite = Suite("small", "All is well.", "كل شيء صحيح.", "things", "x", "x.csv", (made,))
    broken = result(made) | {"outcome": "declared", "failed": 2, "failures": [failure("f001"), failure("f002 f003")]}
    values = {name: {"small": passing(suite) | {"rules": {made.key: broken}}} for name in VALUES}
    for figures, outcome, failed in ((["f001"], "declared", 1), (["f003"], "declared", 1), (["f009"], "passed", 0)):
        (shown,) = suites_shown([suite], values, figures, Words("en"))
        assert (shown.rules[0].as_printed.outcome, shown.rules[0].as_printed.failed) == (outcome, failed)


def test_places_on_the_checks_page_are_unique(ledger: Ledger, judged: dict[str, Reading]) -> None:
    found = content(ledger, judged)
    places = [suite.name for suite in found["suites"]] + [
        rule.anchor for suite in found["suites"] for rule in suite.rules
    ]
    assert len(set(places)) == len(places)


# ------------------------------------------------------------------ mentions


def mentions(*places: tuple[str, int, int, int]) -> pl.DataFrame:
    rows = [(*place, "figure") for place in places]
    return pl.DataFrame(rows, schema=["figure_id", "line", "char_start", "char_end", "role"], orient="row")


def test_a_line_is_cut_where_mentions_begin_and_end() -> None:
    lines = marked_lines("ab12cd\n\n34", mentions(("f1", 1, 2, 4), ("f2", 3, 0, 2)), {"f1": "supported"})
    one = Mention("f1", "figure", "supported")
    assert lines[0] == [Span("ab", (), ()), Span("12", (one,), ("f1",)), Span("cd", (), ())]
    assert lines[1] == []
    assert lines[2] == [Span("34", (Mention("f2", "figure"),), ("f2",))]


@pytest.mark.parametrize(
    ("places", "cut"),
    [
        ([("a", 0, 2), ("b", 2, 4)], [("01", "a"), ("23", "b"), ("45", "")]),
        ([("a", 0, 4), ("b", 1, 2)], [("0", "a"), ("1", "ab"), ("23", "a"), ("45", "")]),
        ([("a", 0, 3), ("b", 2, 5)], [("01", "a"), ("2", "ab"), ("34", "b"), ("5", "")]),
        ([("a", 1, 3), ("b", 1, 3)], [("0", ""), ("12", "ab"), ("345", "")]),
        ([("a", 4, 99)], [("0123", ""), ("45", "a")]),
    ],
)
def test_mentions_may_touch_overlap_or_hold_each_other(places: list[Any], cut: list[tuple[str, str]]) -> None:
    (line,) = marked_lines("012345", mentions(*((name, 1, start, end) for name, start, end in places)), {})
    assert [(span.text, "".join(mention.name for mention in span.mentions)) for span in line] == cut
    assert sorted(name for span in line for name in span.begins) == sorted(name for name, _, _ in places)


def test_the_spans_of_a_text_are_the_text(ledger: Ledger, judged: dict[str, Reading]) -> None:
    lines = content(ledger, judged)["source_pages"][0].lines
    assert "\n".join("".join(span.text for span in line) for line in lines) == ledger.texts[SOURCE]
    begun = [name for line in lines for span in line for name in span.begins]
    assert sorted(begun) == sorted(ledger.figures["figure_id"])


def test_without_the_text_there_is_no_source_page(ledger: Ledger, judged: dict[str, Reading]) -> None:
    bare = replace(ledger, texts={})
    found = content(bare, judged)
    assert found["source_pages"] == []
    assert "source.html" not in render(TESTED, bare, found)
    assert "line 14: 1057–1065" in render(TESTED, bare, found)


def test_a_report_of_all_sources_has_every_figure_and_a_page_for_each_text() -> None:
    every = read.ledger()
    shown = {values: {**common(every), **vars(one)} for values, one in readings(every).items()}
    texts = dict.fromkeys(every.sources, "a text")
    inputs = SiteInputs(Parameters(source="all"), shown, texts)
    found = figure_content(inputs, validation(printed=[]), {}, words("en"))
    assert [row.figure for row in found["rows"]] == every.figures.filter(role="figure")["figure_id"].to_list()
    assert [page.page for page in found["source_pages"]] == [f"source-{name}" for name in every.sources]
    page = render(TESTED, every, found)
    assert [name for name in every.sources if f"source-{name}.html#at-f" not in page] == []


# ------------------------------------------------------------------- browser


def render(template: str, ledger: Ledger, found: Mapping[str, Any], language: str = "en") -> str:
    said = words(language)
    pages = site.environment(said, site.PageFolder(language, language))
    made = pages.from_string(template) if "{" in template else pages.get_template(template)
    page = vars(found["source_pages"][0]) if template == "source.html" else {}
    tables = common(ledger)
    facts = references(tables["references"], tables["mineral_outputs"], said)
    return made.render({**found, **page}, start=START, exhibits=EXHIBITS, references=facts)


def write_pages(folder: Path, ledger: Ledger, found: Mapping[str, Any], language: str = "en") -> Path:
    """The three pages of a report that holds nothing else."""
    (folder / "assets").mkdir(parents=True)
    for name, template in PAGES.items():
        (folder / f"{name}.html").write_text(render(template, ledger, found, language), encoding="utf-8")
    pages = site.environment(words(language), site.PageFolder(language, language))
    style = pages.get_template("style.css").render(light=looks.LIGHT, dark=looks.DARK)
    (folder / "assets/style.css").write_text(re.sub(r"@font-face \{.*\}", "", style), encoding="utf-8")
    for asset in ("ledger.js", "icon.svg"):
        shutil.copyfile(site.TEMPLATES / asset, folder / "assets" / asset)
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, ledger: Ledger, judged: dict[str, Reading]) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("pages")
    return {name: write_pages(place / name, ledger, content(ledger, judged, name), name) for name in ("en", "ar")}


Opener = Callable[..., Page]


@pytest.fixture
def opened(folders: dict[str, Path], browser: Browser) -> Iterator[Opener]:
    """Opens a page from disk; at the end nothing was complained of, and nothing asked of anywhere else."""
    said: list[str] = []
    asked: list[str] = []
    contexts = []

    def go(address: str, language: str = "en", folder: Path | None = None, width: int = 1280, **given: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce", **given)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        name, mark, rest = re.match(r"([a-z]+\.html)([?#]?)(.*)", address).groups()  # type: ignore[union-attr]
        page.goto(((folder or folders[language]) / name).as_uri() + mark + rest)
        return page

    yield go
    for context in contexts:
        context.close()
    assert said == []
    assert [address for address in asked if not address.startswith("file:")] == []


def shown(page: Page) -> list[str]:
    """The figures in sight, in the order they stand in."""
    return [str(name) for name in page.locator(".ledger > tbody:visible").evaluate_all("all => all.map(row => row.id)")]


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def expected(judged: Mapping[str, Reading], values: str, verdict: str) -> list[str]:
    return judged[values].verdicts.filter(pl.col("verdict") == verdict)["figure_id"].to_list()


def test_without_scripts_everything_is_shown_and_no_control(opened: Opener) -> None:
    page = opened("index.html?verdict=supported", java_script_enabled=False)
    page.locator("#undecided").check()
    assert len(shown(page)) == ALL
    assert page.locator(".finder:visible, .ledger > thead button").count() == 0
    page.locator("#f058 summary").click()
    expect(page.locator("#f058 details")).to_contain_text("Correction")
    assert page.locator("#f058 [data-reading=corrected]:visible").count() == 0
    assert opened("checks.html", java_script_enabled=False).locator("[data-o]:visible").count() == sum(
        counts(0).values()
    )
    assert opened("source.html", java_script_enabled=False).locator("a.mark").count() == ALL


def test_the_search_finds_words_of_a_row_and_of_its_evidence(opened: Opener) -> None:
    page = opened("index.html?basis=WO3#countries")
    page.get_by_role("searchbox").fill("north katpar grade")
    expect(page.locator(".finder output")).to_have_text(f"2 of {ALL} figures")
    assert shown(page) == ["f058", "f059"]
    assert query(page) == {"basis": ["WO3"], "q": ["north katpar grade"]}
    assert page.url.endswith("#countries")
    page.get_by_role("searchbox").fill("wo3 nothing-of-the-kind")
    expect(page.locator(".finder output")).to_have_text(f"0 of {ALL} figures")
    page.locator(".reset").click()
    page.locator("#undecided").check()
    assert len(shown(page)) == ALL
    assert query(page) == {"basis": ["WO3"]}


@pytest.mark.parametrize("typed", ["كاتبار", "كَاتبار الشماليه", "F058", "٩٠٬٠٠٠ كاتبار".replace("٬", ",")])
def test_the_search_takes_arabic_as_it_is_typed(opened: Opener, typed: str) -> None:
    page = opened("index.html", "ar")
    page.get_by_role("searchbox").fill(typed)
    assert "f058" in shown(page)
    assert len(shown(page)) < 10


@pytest.mark.parametrize("values", VALUES)
def test_the_filter_by_verdict_is_of_the_print(opened: Opener, judged: dict[str, Reading], values: str) -> None:
    page = opened("index.html")
    page.get_by_label("Verdict").select_option("contradicted")
    page.evaluate("values => { document.documentElement.dataset.values = values; }", values)
    found = expected(judged, "printed", "contradicted")
    expect(page.locator(".finder output")).to_have_text(f"{len(found)} of {ALL} figures")
    assert shown(page) == found
    badges = page.locator(".ledger > tbody > tr:first-child .verdict:visible").all_inner_texts()
    assert set(badges) <= {"contradicted"}


def test_filters_add_up_and_stand_in_the_address(opened: Opener, ledger: Ledger, judged: dict[str, Reading]) -> None:
    page = opened("index.html")
    page.get_by_label("Theme").select_option("reserves")
    page.get_by_label("Subject").select_option("kazakhstan")
    rows = [row for row in content(ledger, judged)["rows"] if (row.theme, row.entity) == ("reserves", "kazakhstan")]
    assert shown(page) == [row.figure for row in rows] != []
    again = opened(f"index.html?{urlsplit(page.url).query}")
    assert shown(again) == shown(page)
    assert again.get_by_label("Theme").input_value() == "reserves"


def test_an_address_that_asks_for_what_is_not_there_shows_all(opened: Opener) -> None:
    page = opened("index.html?verdict=maybe&theme=%3Cb%3E&sort=constructor")
    page.locator("#undecided").check()
    assert len(shown(page)) == ALL


def test_a_column_sorts_both_ways_and_says_so(opened: Opener, ledger: Ledger, judged: dict[str, Reading]) -> None:
    page = opened("index.html")
    page.locator("#undecided").check()
    rows = content(ledger, judged)["rows"]
    head = page.get_by_role("columnheader", name="Printed")
    head.get_by_role("button").press("Enter")
    assert shown(page) == [row.figure for row in sorted(rows, key=lambda row: row.size)]
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").press("Enter")
    assert shown(page) == [row.figure for row in sorted(rows, key=lambda row: -row.size)]
    assert head.get_attribute("aria-sort") == "descending"
    assert query(page) == {"sort": ["-printed"]}
    assert page.locator("[aria-sort]").count() == 1


def test_the_gravest_verdict_comes_first(opened: Opener, judged: dict[str, Reading]) -> None:
    page = opened("index.html?sort=verdict")
    page.locator("#undecided").check()
    verdicts = [name for verdict in GRAVEST_FIRST for name in expected(judged, "printed", verdict)]
    assert shown(page) == verdicts


def test_a_deep_link_opens_its_row_though_a_filter_hides_it(opened: Opener) -> None:
    page = opened("index.html?verdict=supported&sort=-figure&basis=W#f058")
    expect(page.locator("#f058 details")).to_have_attribute("open", "")
    expect(page.locator("#f058")).to_be_in_viewport()
    page.locator("#undecided").check()
    assert len(shown(page)) == ALL
    assert query(page) == {"sort": ["-figure"], "basis": ["W"]}
    assert page.url.endswith("#f058")


def test_undecided_figures_are_shown_if_asked_for_looked_for_or_linked(
    opened: Opener, judged: dict[str, Reading]
) -> None:
    undecided = set(expected(judged, "printed", "unverified"))
    page = opened("index.html")
    assert not undecided & set(shown(page))
    assert len(shown(page)) == ALL - len(undecided)
    page.get_by_role("searchbox").fill("f013")
    assert shown(page) == ["f013"]
    page.get_by_role("searchbox").fill("")
    assert "f013" not in shown(page)
    page.get_by_label("Verdict").select_option("unverified")
    assert set(shown(page)) == undecided
    linked = opened("index.html#f013")
    expect(linked.locator("#f013")).to_be_in_viewport()
    linked.locator("#undecided").check()
    assert len(shown(linked)) == ALL


def test_mark_row_check_and_back(opened: Opener) -> None:
    page = opened("index.html?theme=trade")
    page.locator("#deposits a").click()
    expect(page.locator("#f058")).to_be_in_viewport()
    page.locator("#f058 a[href='#countries']").click()
    assert page.url.endswith("#countries")
    page.locator("#countries a").click()
    page.locator("#f058 details a[href*='checks.html#verdicts']").click()
    assert page.url.endswith(f"checks.html#{anchor(*BROKEN)}")
    rule = page.locator("li:target")
    expect(rule).to_be_in_viewport()
    assert rule.locator("ul a:visible").all_inner_texts() == ["f058", "f038", "f041"]
    rule.locator("ul a").first.click()
    expect(page.locator("#f058 details")).to_have_attribute("open", "")
    page.locator("#f058 a[href='references.html#d006']").first.click()
    page.wait_for_load_state()
    expect(page.locator("tr:target")).to_contain_text("North Katpar")


def test_every_link_leads_to_a_place(folders: dict[str, Path]) -> None:
    for folder in folders.values():
        texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}
        places = {name: set(re.findall(r' id="([^"]+)"', text)) for name, text in texts.items()}
        for name, text in texts.items():
            for page, place in re.findall(r' href="([a-z]*(?:\.html)?)#([^"]*)"', text):
                assert place in places[page or name] | {"figures"}, f"{name}: {page}#{place}"


def test_the_switches_go_along_to_the_other_pages_and_the_filter_stays(opened: Opener) -> None:
    page = opened("index.html?values=corrected&edition=MCS2026&q=katpar#f058")
    page.evaluate("() => { document.documentElement.dataset.values = 'corrected'; }")
    page.locator("#f058 a[href^=references]:visible").first.click()
    assert query(page) == {"values": ["corrected"], "edition": ["MCS2026"]}
    page.get_by_role("link", name="Back to the report").click()
    assert query(page) == {"values": ["corrected"], "edition": ["MCS2026"]}


def test_a_page_beside_the_report_has_its_reading_from_the_address(opened: Opener) -> None:
    page = opened("checks.html?values=corrected&edition=MCS2026")
    declared = page.locator("#verdicts-nothing-speaks-against-it .outcome.declared")
    expect(declared).to_be_hidden()
    assert page.get_by_label("as corrected").is_checked()
    page.get_by_label("as printed").check()
    expect(declared).to_be_visible()
    assert query(page) == {"edition": ["MCS2026"]}
    page.get_by_label("as corrected").check()
    assert query(page) == {"edition": ["MCS2026"], "values": ["corrected"]}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_row_and_place_in_the_text_lead_to_each_other(opened: Opener, language: str) -> None:
    page = opened("index.html", language)
    page.locator("#f058 small a[href^=source]").click()
    mark = page.locator(".mark:target")
    expect(mark).to_have_text("مليون طن")
    assert mark.evaluate("mark => mark.closest('ol').dir + mark.closest('ol').lang") == "rtlar"
    mark.click()
    assert urlsplit(page.url).fragment == "f058"
    expect(page.locator("#f058 details")).to_have_attribute("open", "")


def test_each_verdict_is_underlined_in_a_way_of_its_own(opened: Opener) -> None:
    page = opened("source.html")
    style = "mark => getComputedStyle(mark).textDecorationStyle"
    assert [page.locator(".legend .mark").nth(place).evaluate(style) for place in range(4)] == [
        "double",
        "dashed",
        "dotted",
        "solid",
    ]
    assert page.locator("#at-f058").evaluate(style) == "double"
    page.evaluate("() => { document.documentElement.dataset.values = 'corrected'; }")
    assert page.locator("#at-f058").evaluate(style) == "double", "the text shows the print, and the verdict is on it"
    assert page.locator(".aside").evaluate_all("found => found.every(one => one.title || one.closest('.legend'))")


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_the_text(
    folders: dict[str, Path], browser: Browser, language: str, width: int, scheme: Any
) -> None:
    """Not by ``opened``: axe reads the style sheet itself, which the page's own policy forbids."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto((folders[language] / "source.html").as_uri())
    assert faults(page) == []
    page.close()


def test_the_checks_page_shows_only_what_is_broken(opened: Opener) -> None:
    rules = sum(counts(0).values())
    page = opened("checks.html?basis=W")
    page.get_by_role("checkbox").check()
    expect(page.locator(".finder output")).to_have_text(f"1 of {rules} rules")
    assert page.locator("main section:visible").count() == 1
    assert query(page) == {"basis": ["W"], "broken": ["1"]}
    page.evaluate("() => { document.documentElement.dataset.values = 'corrected'; }")
    expect(page.locator(".finder output")).to_have_text(f"0 of {rules} rules")
    linked = opened("checks.html?broken=1#tidy-id-stands-once")
    expect(linked.locator("#tidy-id-stands-once")).to_be_in_viewport()


@pytest.mark.parametrize("name", ["index.html#f058", "checks.html", "references.html", "source.html"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_is_wider_than_a_telephone(opened: Opener, name: str, language: str) -> None:
    page = opened(name, language, width=360)
    page.locator("body").evaluate("() => document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_what_looks_like_cards_is_a_table_to_those_who_listen(opened: Opener) -> None:
    page = opened("index.html", width=360)
    row = page.locator("#f058").get_by_role("row").first
    assert row.get_by_role("rowheader").count() == 1
    assert row.get_by_role("cell").count() == 4, "all but the subject, which the statement names"


@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["markup", "long"])
def test_whatever_stands_in_the_ledger_comes_out_as_text(
    opened: Opener, ledger: Ledger, judged: dict[str, Reading], tmp_path: Path, text: str
) -> None:
    hurt = pl.col("figure_id") == "f058"
    checked = hurt & (pl.col("check_id") == "reference-d006")
    raw = [pl.when(hurt).then(pl.lit(text)).otherwise(name).alias(name) for name in ("statement_en", "statement_ar")]
    doubts = [doubt | dict.fromkeys(("reason", "citation"), text) for doubt in ledger.corrections[:1]]
    wrong = replace(
        ledger,
        figures=ledger.figures.with_columns(raw),
        corrections=doubts,
        texts={SOURCE: ledger.texts[SOURCE].replace("و", text[:9], 1)},
    )
    told_wrong = {
        values: replace(
            one,
            figures=one.figures.with_columns(printed=pl.when(hurt).then(pl.lit(text)).otherwise("printed")),
            evidence=one.evidence.with_columns(note=pl.when(checked).then(pl.lit(text)).otherwise("note")),
            verdicts=one.verdicts.with_columns(reason_en=pl.when(hurt).then(pl.lit(text)).otherwise("reason_en")),
        )
        for values, one in judged.items()
    }
    found = content(wrong, told_wrong, printed=[failure("f058", found=text), failure(text, file=text)])
    folder = write_pages(tmp_path / "pages", wrong, found)
    page = opened("index.html#f058", folder=folder)
    cells = page.locator("#f058 > tr:first-child > td")
    cells.nth(0).locator("small").evaluate("place => place.remove()")
    told = [(cells.nth(place).inner_text() or "").strip("\n\u061c ") for place in (0, 2, 4)]
    assert told == [text] * 3, "as printed, what a correction makes of it is hidden"
    note = page.locator("#f058 details td").filter(has_text=text[:9]).first
    assert (note.text_content() or "").strip() == text
    assert page.locator("img").count() == 0
    checks = opened("checks.html", folder=folder)
    assert checks.locator("#verdicts-nothing-speaks-against-it code").first.text_content() == text
    assert opened("source.html", folder=folder).locator("img").count() == 0
