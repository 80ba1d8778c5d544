"""Charts say what they draw: findings with computed numbers, units, bounds as bounds, doubts visibly so."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import pytest
from altair.utils import schemapi

from tungsten import dataset
from tungsten.charts import palette as looks
from tungsten.charts import svg
from tungsten.charts.chart_template import HOLE, Drawing, Setting, filled, shared
from tungsten.charts.exhibits import EXHIBITS, Draws
from tungsten.charts.picture import Picture
from tungsten.ledger import read
from tungsten.notebook import contrast as contrasts
from tungsten.notebook.workspace import Workspace, Workspaces, workspace
from tungsten.params import Parameters
from tungsten.vocabulary import READINGS

SOURCE = "sunsirs-2025-11-21"
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"

CHARTS: dict[str, Draws] = {draw.__name__.replace("_", "-"): draw for draws in EXHIBITS.values() for draw in draws}

OF_ONE_EDITION = ("leading-producers", "import-reliance", "reserve-holders", "demand-share", "countries", "ranks")


@cache
def at(language: str = "en", values: str = "printed", basis: str = "W", edition: str = "MCS2025") -> Workspace:
    return workspace(SOURCE, values, basis, edition, language)


@cache
def spec(name: str, language: str = "en", values: str = "printed", basis: str = "W", edition: str = "MCS2025") -> Any:
    """A chart as data, checked against Vega-Lite's schema."""
    return picture(name, language, values, basis, edition).chart().to_dict()


def picture(name: str, *settings: str) -> Picture:
    return at(*settings).show(CHARTS[name])


@pytest.fixture(autouse=True, scope="module")
def _checked_when_shown() -> Iterator[None]:
    """Charts are checked whole, not part by part as well, which takes twice as long."""
    with schemapi.debug_mode(False):
        yield


def meta(name: str, **given: str) -> dict[str, Any]:
    return dict(spec(name, **given)["usermeta"]["tungsten"])


def rows(name: str, **given: str) -> list[dict[str, Any]]:
    """Every datum of a chart."""
    return [datum for table in spec(name, **given)["datasets"].values() for datum in table]


def marks(name: str) -> list[Any]:
    return [layer["mark"] for layer in spec(name)["layer"]]


def inside(node: Any) -> Iterator[Any]:
    """Every mapping within a specification."""
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from inside(child)
    elif isinstance(node, list):
        for child in node:
            yield from inside(child)


@cache
def drawn(name: str, language: str) -> Drawing:
    """Return a chart as pictures."""
    return svg.drawn(spec(name, language))


def bare(text: str) -> str:
    """Text without isolates."""
    return re.sub("[\u2067-\u2069]", "", text)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_survives_json_and_is_drawn(name: str, language: str) -> None:
    chart = spec(name, language)
    assert json.loads(json.dumps(chart)) == chart
    drawing = drawn(name, language)
    for image in (drawing.bare, drawing.titled):
        assert image.startswith("<svg ")
        assert not re.search("NaN|undefined|null|Infinity", image)
        assert 'role="img"' in image
    assert chart["title"]["text"][0] in drawing.titled
    assert "http" not in drawing.bare.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_valid_with_its_look_as_jupyterlab_checks_it(name: str, language: str) -> None:
    alt.LayerChart.from_dict(spec(name, language))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", CHARTS)
def test_a_filled_form_is_the_chart(name: str, language: str) -> None:
    """At another setting than the one the form was made at, so that nothing of that one is left in it."""
    settings = {"values": "corrected", "basis": "WO3", "edition": "MCS2020"}
    there = picture(name, language, *settings.values())
    if not there.is_blank:
        whole = filled(picture(name, language).form(), there.given)
        assert whole == spec(name, language, **settings)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_says_what_it_shows(name: str, language: str) -> None:
    chart, about = spec(name, language), meta(name, language=language)
    assert about["name"] == name
    assert re.search(r"\d", about["finding"]), "a finding names its numbers"
    assert chart["description"] == about["alt"]
    assert len(about["alt"]) > 60
    assert bare(about["source"]) in bare(" ".join(chart["title"]["subtitle"]))
    assert about["rows"]
    assert all(len(row) == len(about["columns"]) for row in about["rows"])


@pytest.mark.parametrize("name", CHARTS)
def test_every_amount_has_an_axis_with_a_title(name: str) -> None:
    titles = [node["axis"].get("title") for node in inside(spec(name)) if isinstance(node.get("axis"), dict)]
    assert any(titles)
    assert not any("datum" in str(title) for title in titles)


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_is_loaded(name: str) -> None:
    addresses = [value for node in inside(spec(name)) for value in node.values() if "://" in str(value)[:12]]
    assert addresses == [spec(name)["$schema"]]
    assert not [node for node in inside(spec(name)) if "url" in node]


@pytest.mark.parametrize("name", [name for name in CHARTS if name != "world-production"])
def test_a_mark_leads_to_its_figure_print_and_place(name: str) -> None:
    tips = {tip["field"] for node in inside(spec(name)) for tip in node.get("tooltip", []) if isinstance(tip, dict)}
    assert {"id", "printed", "place", "verdict"} <= tips
    assert all(row["id"] for row in rows(name) if "id" in row)


@pytest.mark.parametrize("edition", ["MCS2010", "MCS2016", "MCS2020", "MCS2026"])
@pytest.mark.parametrize("name", OF_ONE_EDITION)
def test_every_kind_of_edition_can_be_drawn(name: str, edition: str) -> None:
    assert edition in json.dumps(spec(name, edition=edition))


@pytest.mark.parametrize("name", CHARTS)
def test_corrected_values_can_be_drawn(name: str) -> None:
    about = meta(name, values="corrected")
    assert about["finding"]
    assert "as printed" not in about["source"]


def test_arabic_reads_from_the_right() -> None:
    chart = spec("us-import-sources", "ar")
    scales = [
        node["scale"] for node in inside(chart) if isinstance(node.get("scale"), dict) and "reverse" in node["scale"]
    ]
    assert scales
    assert all(scale["reverse"] for scale in scales)
    assert chart["title"]["anchor"] == "end"
    assert {node["axis"]["orient"] for node in inside(chart) if node.get("field") == "name" and "axis" in node} == {
        "right"
    }
    shown = [*chart["title"]["text"], *(row["label"] for row in rows("us-import-sources", language="ar"))]
    assert all(text.startswith("\u2067") and text.endswith("\u2069") for text in shown)


def test_the_unnamed_block_is_no_country() -> None:
    block = [row for row in rows("us-import-sources") if row.get("is_block")]
    assert [row["share"] for row in block] == [43]
    assert "unnamed" in block[0]["state"]
    hollow = [
        node for node in inside(spec("us-import-sources")) if node.get("range") == ["#124f86", "#5f7f9f", "#ffffff"]
    ]
    assert hollow, "its fill is the paper's"


def test_the_mistake_stands_beside_the_bounds() -> None:
    own = next(row for row in rows("us-import-index") if row.get("edition") == SOURCE)
    assert (own["hhi_low"], own["hhi_high"], own["naive_hhi"]) == (1053, 1382, 2902)
    finding = meta("us-import-index")["finding"]
    assert all(number in finding for number in ("1,053", "1,382", "2,902", "43%"))
    assert "cross" in json.dumps(marks("us-import-index"))


def test_a_class_is_undecided_where_rounding_crosses_a_threshold() -> None:
    own = next(row for row in rows("us-import-index") if row.get("edition") == SOURCE)
    assert own["hhi_least"] < 1000 <= own["hhi_low"]
    finding = meta("us-import-index")["finding"]
    assert "undecided" in finding
    assert all(number in finding for number in ("997", "1,474"))


def test_an_unverified_reference_is_hollow() -> None:
    recalled = [row for row in rows("us-import-index") if row.get("confidence") == "recalled"]
    assert recalled
    assert all("not verified" in row["state"] for row in recalled)


def test_an_open_bound_is_an_arrow_and_no_bar() -> None:
    chart = json.dumps(spec("import-reliance"))
    assert "triangle-right" in chart
    assert "!datum.is_open" in chart
    survey = [row for row in rows("import-reliance") if row.get("edition") == "MCS2025"]
    assert survey
    assert all(row["is_open"] and row["least"] == 50 and row["says"] == "more than 50%" for row in survey)


def test_world_output_keeps_its_revisions_and_thresholds() -> None:
    years = [row["year"] for row in rows("world-production") if "year" in row]
    assert set(years) == set(range(2009, 2026))
    assert years.count(2022) == 2
    assert {row["at"] for row in rows("world-production") if "at" in row} == {1000, 1800}
    assert all(row["hhi_low"] <= row["hhi_high"] for row in rows("world-production") if "year" in row)


def test_largest_first() -> None:
    for name in ("leading-producers", "reserve-holders"):
        shares = [row["share"] for row in rows(name) if "share" in row and not row["is_block"]]
        assert shares == sorted(shares, reverse=True)


def test_both_readings_of_a_round_growth_are_drawn_and_the_finding_goes_by_the_one_the_wording_leaves() -> None:
    readings = {row["reading"] for row in rows("demand-levels") if row.get("product") == "lithium_tungstate"}
    assert readings == {None, "grew_by", "grew_to"}
    finding = meta("demand-levels")["finding"]
    assert "2,871" in finding, "the low end of an interval is rounded down"
    assert "3,129" in finding
    assert "4,174" not in finding, "the high end if it had grown to 300%"


def test_percentage_points_are_told_apart_from_per_cent() -> None:
    finding = meta("penetration")["finding"]
    assert "39 to 41 percentage points" in finding
    assert "an increase of 190.2% to 210.3%" in finding


def test_a_claim_is_hollow_and_a_contradicted_one_says_so() -> None:
    states = {row["entity_id"]: row["state"] for row in rows("countries") if "entity_id" in row}
    assert "claim" in states["kazakhstan"]
    assert "reserve" in states["china"]
    katpar = next(row for row in rows("deposits") if row.get("entity_id") == "north_katpar")
    assert katpar["state"] == "contradicted"
    assert katpar["label"].endswith("†")
    assert "† contradicted" in meta("deposits")["source"]


def test_a_deposit_without_a_basis_stands_on_no_axis_and_is_named() -> None:
    drawn = {row["entity_id"] for basis in ("W", "WO3") for row in rows("deposits", basis=basis) if "entity_id" in row}
    assert drawn == {"upper_kairakty", "north_katpar", "bakuta"}
    assert "Mirolyubovskoye (f063), 6,195 t" in meta("deposits")["deck"]


def test_a_share_whisker_spans_what_its_print_stands_for() -> None:
    """The ledger gives the same interval for the same figure."""
    least = {row["figure_id"]: row["least"] for row in at().shares.iter_rows(named=True)}
    for row in rows("us-import-sources"):
        assert row["share_low"] == least[row["figure_id"]]


def test_shares_of_the_listed_sum_and_of_the_world_total_are_told_apart() -> None:
    about = meta("leading-producers")
    assert "82.3% of the tungsten in the survey’s rows" in about["finding"]
    assert "Of the world total the survey prints, 81,000 tonnes, China has 82.7%" in about["how"]


def test_the_world_is_what_the_survey_prints_and_not_a_sum() -> None:
    world = next(row for row in rows("rare-earths") if row.get("entity_kind") == "world")
    assert world["is_open"]
    assert world["says"] == "more than 90"
    assert "12 of them, sum to" in meta("rare-earths")["how"]


def test_a_claim_is_quoted_as_claimed_on_either_basis() -> None:
    for basis in ("W", "WO3"):
        assert "claims more than 2 million tonnes of WO₃" in meta("countries", basis=basis)["finding"]
    assert "(as W, more than 1.586 million)" in meta("countries")["finding"]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_shows_every_number_of_its_labels_whole(name: str, language: str) -> None:
    drawing = drawn(name, language).bare
    labels = [line for row in rows(name, language=language) if row.get("label") for line in [row["label"]]]
    for number in re.findall(r"\d+\.\d+", " ".join(labels)):
        assert number in drawing


def test_a_corrected_value_carries_the_verdict_on_its_print() -> None:
    katpar = next(row for row in rows("deposits", values="corrected") if row.get("entity_id") == "north_katpar")
    assert katpar["verdict"] == "contradicted as printed; shown as corrected"
    assert katpar["label"].endswith("*")
    source = meta("deposits", values="corrected")["source"]
    assert "* shown as corrected, the verdict is on the print. f058: about 1 million t → about 100,000 t" in source


def test_a_slip_is_shown_with_the_chance_that_its_reference_is_met() -> None:
    about = meta("slips")
    chance = [column["label"] for column in about["columns"]].index("Chance")
    assert all(row[chance].endswith("%") for row in about["rows"])


def test_numbers_of_a_table_carry_no_dust() -> None:
    cells = [cell for name in CHARTS for row in meta(name)["rows"] for cell in row if isinstance(cell, float)]
    assert cells == [float(f"{cell:.12g}") for cell in cells]


def test_tonnages_follow_the_basis() -> None:
    ends = [{row.get("entity_id"): row["end"] for row in rows("countries", basis=basis)} for basis in ("W", "WO3")]
    in_w, in_wo3 = (end["china"] for end in ends)
    assert in_wo3 == pytest.approx(in_w / 0.793)
    assert "WO₃" in json.dumps(spec("countries", basis="WO3"), ensure_ascii=False)


def test_a_rank_is_a_pair() -> None:
    claim = next(row for row in rows("ranks") if row.get("kind") == "claim")
    assert (claim["rank_best"], claim["rank_worst"]) == (1, 2)
    assert claim["start"] < claim["rank_best"]
    assert claim["rank_worst"] < claim["end"]


def test_what_no_figure_is_left_for_says_so() -> None:
    assert "Too few figures are left" in meta("mine-life", values="corrected")["deck"]


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [looks.LIGHT, looks.DARK], ids=["light", "dark"])
def test_marks_and_text_stand_out_from_the_paper(colours: dict[str, str]) -> None:
    marks = ("default", "accent", "highlight", "doubt", "quiet")
    assert {
        role: contrast(colours[role], colours["paper"])
        for role in marks
        if contrast(colours[role], colours["paper"]) < 3
    } == {}
    text = ("ink", "muted", "highlight")
    assert {
        role: contrast(colours[role], colours["paper"])
        for role in text
        if contrast(colours[role], colours["paper"]) < 4.5
    } == {}
    assert len(set(colours.values())) == len(colours)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_forms_have_in_common_is_told_once_and_lost_nowhere(language: str) -> None:
    forms = [picture(name, language).form() for name in CHARTS]
    lean, common = shared(forms)
    assert [filled(form, Both(common)) for form in lean] == forms
    assert len(json.dumps([lean, common])) < 0.6 * len(json.dumps(forms))


class Both(dict[str, Any]):
    """Fills only the holes that parts in common leave, theirs included."""

    def __getitem__(self, name: str) -> Any:
        return filled(super().__getitem__(name), self) if name in self else f"{HOLE}{name}"


@pytest.mark.parametrize("draws", EXHIBITS.values(), ids=EXHIBITS)
def test_a_chart_follows_the_switches_it_names_and_no_other(draws: dict[Draws, str]) -> None:
    for draw, follows in draws.items():
        name = draw.__name__.replace("_", "-")
        usual = meta(name)
        for switch, setting in {"basis": "WO3", "edition": "MCS2020", "values": "corrected"}.items():
            if {"values": "reading"}.get(switch, switch) not in follows.split():
                assert meta(name, **{switch: setting}) == usual, f"{name} follows {switch}"


def test_notebooks_show_every_chart_the_page_does() -> None:
    cells = "".join(path.read_text(encoding="utf-8") for path in NOTEBOOKS.glob("*.ipynb"))
    shown = re.findall(r"at\.show\(charts\.(\w+)\)", cells)
    assert sorted(shown) == sorted(draw.__name__ for draws in EXHIBITS.values() for draw in draws)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("reading", READINGS)
def test_a_source_that_says_little_is_drawn_as_far_as_it_goes(language: str, reading: str) -> None:
    """Two figures of another source: a demand for what no other is printed for, and a loan."""
    ledger = read.ledger()
    printed = ledger.figures.filter(pl.col("figure_id").is_in(["f012", "f041"]))
    others = printed.with_columns(
        figure_id=pl.concat_str(pl.lit("f9"), pl.col("figure_id").str.slice(2)),
        source_id=pl.lit("other"),
        subject_printed=pl.lit("سانغدونغ"),
    )
    sources = {**ledger.sources, "other": ledger.sources[SOURCE]}
    ledger = replace(ledger, figures=pl.concat([ledger.figures, others]), sources=sources)
    setting = replace(Setting.of_run(Parameters()), reading=reading)
    made = dataset.make(ledger)
    at = Workspaces("other", lambda values: made[values] | made["common"]).workspace(setting, language)
    for draw in CHARTS.values():
        assert at.show(draw).chart().to_dict()
    assert all(contrasts.contrast(at, analysis).rows.is_empty() for analysis in contrasts.SUBJECTS)
