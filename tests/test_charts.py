"""Charts say what they draw: findings with computed numbers, units, bounds as bounds, doubts visibly so."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import pytest
import vl_convert
from altair.utils import schemapi
from charted import SOURCE, START, at, charts, every_chart, rows, table

from tungsten import dataset
from tungsten.charts import palette as looks
from tungsten.charts import reserves, svg
from tungsten.charts.run import SWITCHES, Setting
from tungsten.ledger import read
from tungsten.notebook import contrast as contrasts
from tungsten.notebook.workspace import lay_out
from tungsten.params import Parameters
from tungsten.site.exhibits import exhibits
from tungsten.vocabulary import READINGS

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"

ELSEWHERE = Setting("corrected", "WO3", "MCS2020")
"""A setting in which every switch is another than at the start."""


@pytest.fixture(autouse=True, scope="module")
def _checked_when_shown() -> Iterator[None]:
    """Charts are checked whole, not part by part as well, which takes twice as long."""
    with schemapi.debug_mode(False):
        yield


def spec(name: str, language: str = "en") -> Any:
    return charts(language)[name].spec


def says(name: str, setting: Setting = START, language: str = "en") -> dict[str, str]:
    """The texts around a chart."""
    return charts(language)[name].texts(setting)


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
def drawn(name: str, language: str) -> svg.Drawing:
    """Return a chart as pictures."""
    return svg.drawn(spec(name, language))


def drawn_at(name: str, setting: Setting) -> str:
    """Return the texts of a chart's picture after its own parameters are changed, as any viewer of Vega-Lite would."""
    chart = json.loads(json.dumps(spec(name)))
    for param in chart["params"]:
        if param["name"] in SWITCHES:
            param["value"] = getattr(setting, param["name"])
    return html.unescape(vl_convert.vegalite_to_svg(chart))


def labels_of(row: dict[str, Any]) -> list[str]:
    """The texts of a row that a wide picture shows beside its marks."""
    fields = ("printed_says", "now_says") if "now_says" in row else ("label",)
    return [row[field] for field in fields if row.get(field)]


@pytest.mark.parametrize("language", ["en", "ar"])
@every_chart
def test_a_chart_is_drawn_without_gaps(name: str, language: str) -> None:
    chart = spec(name, language)
    assert json.loads(json.dumps(chart)) == chart
    drawing = drawn(name, language)
    for image in (drawing.bare, drawing.titled):
        assert image.startswith("<svg ")
        assert not re.search("NaN|undefined|null|Infinity", image)
        assert 'role="img"' in image
    assert chart["usermeta"]["tungsten"]["start"]["title"][0] in html.unescape(drawing.titled)
    assert "http" not in drawing.bare.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("language", ["en", "ar"])
@every_chart
def test_a_chart_is_valid_with_its_look_as_jupyterlab_checks_it(name: str, language: str) -> None:
    alt.LayerChart.from_dict(spec(name, language))


@every_chart
def test_a_chart_drawn_at_other_values_of_its_parameters_shows_the_rows_of_that_setting(name: str) -> None:
    picture, is_blank = drawn_at(name, ELSEWHERE), charts()[name].is_blank(ELSEWHERE)
    labels = [] if is_blank else [label for row in rows(name, ELSEWHERE) for label in labels_of(row)]
    assert [label for label in labels if label not in picture] == []
    assert says(name, ELSEWHERE)["finding"].split(";")[0][:40] in picture


@every_chart
def test_a_chart_follows_the_switches_it_names_and_no_other(name: str) -> None:
    follows, others = charts()[name].meta["follows"].split(), []
    params = [param["name"] for param in spec(name)["params"] if "bind" in param]
    assert params == follows
    for switch in SWITCHES:
        other = replace(START, **{switch: getattr(ELSEWHERE, switch)})
        if switch not in follows:
            assert (says(name, other), table(name, other).rows()) == (says(name), table(name).rows())
        else:
            others.append((says(name, other), table(name, other).rows()))
    assert (says(name), table(name).rows()) not in others


@every_chart
def test_data_add_up_and_do_not_multiply(name: str) -> None:
    """A row that is the same at several settings is there once."""
    held = spec(name)["datasets"][spec(name)["data"]["name"]]
    plain = [json.dumps({key: row[key] for key in row if key != "for_reading"}, sort_keys=True) for row in held]
    assert len(set(plain)) == len(plain)
    assert len(held) < 260


def test_a_specification_is_small() -> None:
    sizes = {name: len(json.dumps(spec(name), ensure_ascii=False, separators=(",", ":"))) for name in charts()}
    assert sizes["countries"] <= 260_000
    assert sizes["world-production"] <= 40_000


def test_rows_of_one_reading_make_a_chart_without_that_switch() -> None:
    plain = at().reserves
    assert "for_reading" not in plain.columns
    alone = reserves.deposits(plain.filter(pl.col("entity_id") != "bakuta"), at().run)
    made = alone.to_dict()
    assert [param["name"] for param in made["params"] if "bind" in param] == ["basis"]
    assert {row["who"] for row in made["datasets"][made["data"]["name"]]} == {"Upper Kairakty", "North Katpar"}
    assert "Upper Kairakty" in svg.drawn(made).titled


def test_a_chart_takes_what_altair_gives_every_chart() -> None:
    chart = reserves.deposits(at().every.reserves, at().run)
    assert isinstance(chart, alt.LayerChart)
    assert chart.properties(width=400).to_dict()["width"] == 400
    rule = alt.Chart(pl.DataFrame({"at": [500]})).mark_rule().encode(x="at:Q")
    assert len((chart + rule).to_dict()["layer"]) == len(chart.to_dict()["layer"]) + 1
    assert "Upper Kairakty" in svg.drawn((chart + rule).to_dict()).titled


@pytest.mark.parametrize("language", ["en", "ar"])
@every_chart
def test_a_chart_says_what_it_shows(name: str, language: str) -> None:
    chart, about = spec(name, language), says(name, language=language)
    assert re.search(r"\d", about["finding"]), "a finding names its numbers"
    assert chart["description"] == about["alt"]
    assert len(about["alt"]) > 60
    start = " ".join(chart["usermeta"]["tungsten"]["start"]["subtitle"])
    assert bare(about["source"]) in bare(start)
    assert table(name, language=language).height


def bare(text: str) -> str:
    """Text without isolates."""
    return re.sub("[\u2066-\u2069]", "", text)


@every_chart
def test_every_amount_has_an_axis_with_a_title(name: str) -> None:
    titles = [node["axis"].get("title") for node in inside(spec(name)) if isinstance(node.get("axis"), dict)]
    views = next(param["value"] for param in spec(name)["params"] if param["name"] == "views")
    assert any(titles) or all(view.get("axis") for view in views.values() if not view.get("blank"))
    assert not any("datum" in str(title) for title in titles)


@every_chart
def test_nothing_is_loaded(name: str) -> None:
    addresses = [value for node in inside(spec(name)) for value in node.values() if "://" in str(value)[:12]]
    assert addresses == [spec(name)["$schema"]]
    assert not [node for node in inside(spec(name)) if "url" in node]


OF_REFERENCES = ("world-production", "largest-three", "minerals")
"""Charts whose marks are of the survey alone, in every edition."""


@every_chart
def test_a_mark_leads_to_its_figure_print_and_place(name: str) -> None:
    tips = {tip["field"] for node in inside(spec(name)) for tip in node.get("tooltip", []) if isinstance(tip, dict)}
    assert {"id"} <= tips
    assert {"printed", "place", "verdict"} <= tips or name in OF_REFERENCES


@every_chart
def test_every_kind_of_edition_can_be_drawn(name: str) -> None:
    follows = charts()[name].meta["follows"].split()
    for edition in ("MCS2010", "MCS2016", "MCS2020", "MCS2026") if "edition" in follows else ():
        assert edition in says(name, replace(START, edition=edition))["source"] or charts()[name].is_blank(
            replace(START, edition=edition)
        )


@every_chart
def test_corrected_values_are_said_to_be_so(name: str) -> None:
    about = says(name, replace(START, reading="corrected"))
    assert about["finding"]
    assert "as printed;" not in about["source"]


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
    title = chart["usermeta"]["tungsten"]["start"]["title"]
    shown = [*title, *(row["label"] for row in rows("us-import-sources", language="ar"))]
    assert all(text.startswith("\u2067") and text.endswith("\u2069") for text in shown)


def test_the_unnamed_block_is_no_country() -> None:
    block = [row for row in rows("us-import-sources") if "unnamed" in row["state"]]
    assert [row["share"] for row in block] == [43]
    fills = next(layer["encoding"]["fill"]["scale"] for layer in spec("us-import-sources")["layer"]
                 if "fill" in layer["encoding"])  # fmt: skip
    assert dict(zip(fills["domain"], fills["range"], strict=True))[block[0]["state"]] == looks.LIGHT["paper"]


def own_index() -> dict[str, Any]:
    return next(row for row in rows("us-import-index") if row["who"].startswith("Article"))


def test_the_mistake_stands_beside_the_bounds() -> None:
    own = own_index()
    assert (own["hhi_low"], own["hhi_high"], own["naive_hhi"]) == (1053, 1382, 2902)
    finding = says("us-import-index")["finding"]
    assert all(number in finding for number in ("1,053", "1,382", "2,902", "43%"))
    assert "cross" in json.dumps([layer["mark"] for layer in spec("us-import-index")["layer"]])


def test_a_class_is_undecided_where_rounding_crosses_a_threshold() -> None:
    own = own_index()
    assert own["hhi_least"] < 1000 <= own["hhi_low"]
    finding = says("us-import-index")["finding"]
    assert "undecided" in finding
    assert all(number in finding for number in ("997", "1,474"))


def test_an_unverified_reference_is_hollow() -> None:
    hollow = [row for row in rows("us-import-index") if "not verified" in row["state"]]
    recalled = at().concentration.filter(series="us_import_sources", confidence="recalled").drop_nulls("hhi_low")
    assert len(hollow) == recalled.height > 0


def test_an_open_bound_is_an_arrow_and_no_bar() -> None:
    chart = json.dumps(spec("import-reliance"))
    assert "triangle-right" in chart
    assert "!datum.is_open" in chart
    survey = [row for row in rows("import-reliance") if "MCS2025" in row["who"]]
    assert survey
    assert all(row["is_open"] and row["least"] == 50 for row in survey)


def test_world_output_keeps_its_revisions_and_thresholds() -> None:
    held = rows("world-production")
    years = [row["year"] for row in held]
    assert set(years) == set(range(2009, 2026))
    assert years.count(2022) == 2
    points = [row["at"] for data in spec("world-production")["datasets"].values() for row in data if "at" in row]
    assert set(points) == {1000, 1800}
    assert all(row["hhi_least"] <= row["middle"] <= row["hhi_most"] for row in held)


def test_largest_first() -> None:
    for name in ("leading-producers", "reserve-holders"):
        shares = [row["share"] for row in rows(name) if "unnamed" not in row["state"]]
        assert shares == sorted(shares, reverse=True)


def test_both_readings_of_a_round_growth_are_drawn_and_the_finding_goes_by_the_one_the_wording_leaves() -> None:
    starts = table("demand-levels").filter(pl.col("Subject").str.contains("Lithium"))
    assert starts.height == 3, "as printed, and two for the year before"
    finding = says("demand-levels")["finding"]
    assert "2,871" in finding, "the low end of an interval is rounded down"
    assert "3,129" in finding
    assert "4,174" not in finding, "the high end if it had grown to 300%"


def test_a_growth_is_a_line_from_the_implied_year_to_the_printed_one() -> None:
    lines = {row["who"]: row for row in rows("demand-levels") if row["end_value"] is not None}
    assert {(row["year"], row["end_year"]) for row in lines.values()} == {(2024, 2025)}
    assert [row["growth"] for row in lines.values()] == ["grew by 300%", "grew to 300%", "grew by 198%"]
    assert [row["is_ruled_out"] for row in lines.values()] == [False, True, False]
    assert all(row["growth"] in drawn("demand-levels", "en").bare for row in lines.values())
    ends = {row["end_value"] for row in lines.values()}
    assert ends == set(at().printed.filter(measure="demand")["low"])


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("import-reliance", ["50% ‡", "80% †", "83% ‡", "≈100%", ">50%"]),
        ("penetration", ["20% ‡", "60% ‡"]),
        ("deposits", ["964", "≈793 †", "≈184 ‡"]),
        ("rare-earths", ["up to 282 †", "≈8 †", ">90"]),
    ],
)
def test_a_label_gives_the_printed_number_and_not_its_interval(name: str, labels: list[str]) -> None:
    assert [row["label"] for row in rows(name)][: len(labels)] == labels


def test_a_bound_that_an_edition_repeats_is_one_row() -> None:
    survey = [row for row in table("import-reliance").iter_rows(named=True) if "MCS2025" in row["Subject"]]
    assert [row["Subject"] for row in survey] == ["2025 edition (MCS2025), 2020–2024"]
    repeated = at().import_reliance.filter(edition="MCS2025")["reference_id"]
    assert survey[0]["Figure"].split(" · ") == repeated.to_list()


def test_a_rank_is_a_pair_in_the_table_and_in_the_sentence_about_it() -> None:
    claim = next(row for row in table("countries").iter_rows(named=True) if row["Subject"] == "Kazakhstan")
    assert (claim["Best rank"], claim["Worst rank"]) == (1, 2)
    assert "would rank first or second in the world" in says("countries")["deck"]


def test_the_shares_of_the_largest_follow_the_latest_edition_of_each_year() -> None:
    held = at().concentration.filter(series="world_production", commodity="tungsten").sort("period", "edition")
    latest = held.unique("period", keep="last", maintain_order=True)
    assert [(row["cr1"], row["cr3"]) for row in rows("largest-three")] == latest.select("cr1", "cr3").rows()


def test_tungsten_is_set_among_24_minerals() -> None:
    places = {row["who"]: row for row in rows("minerals")}
    assert len(places) == 24
    assert [name for name, row in places.items() if row["middle"] >= places["Tungsten"]["middle"]] == [
        *("Gallium", "Niobium", "Magnesium", "Tungsten")
    ]
    own = places["Tungsten"]
    index = at().concentration.filter(
        series="world_production", commodity="tungsten", edition="MCS2025", period="2024"
    ).row(0, named=True)  # fmt: skip
    assert own["hhi_least"] == pytest.approx(index["hhi_least"], abs=0.2), "the same tonnes, read once more"
    assert own["hhi_most"] == pytest.approx(index["hhi_most"], abs=0.2)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_colour_means_one_thing_in_all_charts(language: str) -> None:
    """Each kind of mark has the same colour wherever it occurs; orange-red is for what is wrong alone."""
    colours: dict[str, set[str]] = {}
    for name in charts():
        for node in inside(spec(name, language)["layer"]):
            scale = node["stroke"].get("scale", {}) if isinstance(node.get("stroke"), dict) else {}
            for state, colour in zip(scale.get("domain", []), scale.get("range", []), strict=True):
                colours.setdefault(state, set()).add(colour)
    assert len(colours) > 10
    assert {state: found for state, found in colours.items() if len(found) > 1} == {}
    words = at(language).words
    wrong = {state for state, found in colours.items() if looks.LIGHT["highlight"] in found}
    assert wrong == {words.line(words(key)) for key in ("verdict_contradicted", "state_as_printed")}


def test_percentage_points_are_told_apart_from_per_cent() -> None:
    finding = says("penetration")["finding"]
    assert "39 to 41 percentage points" in finding
    assert "an increase of 190.2% to 210.3%" in finding


def test_a_claim_is_hollow_and_a_contradicted_one_says_so() -> None:
    states = {row["who"]: row["state"] for row in rows("countries")}
    assert "claim" in states["Kazakhstan"]
    assert "reserve" in states["China"]
    katpar = next(row for row in rows("deposits") if row["who"] == "North Katpar")
    assert katpar["state"] == "contradicted"
    assert katpar["label"].endswith("†")
    assert "†\u00a0contradicted" in says("deposits")["source"]


def test_a_deposit_without_a_basis_stands_on_no_axis_and_is_named() -> None:
    drawn = {row["who"] for basis in ("W", "WO3") for row in rows("deposits", replace(START, basis=basis))}
    assert drawn == {"Upper Kairakty", "North Katpar", "Bakuta (Boguty)"}
    assert "Mirolyubovskoye (f063), 6,195 t" in says("deposits")["deck"]


def test_a_share_whisker_spans_what_its_print_stands_for() -> None:
    """The ledger gives the same interval for the same figure."""
    least = dict(at().shares.select("figure_id", "least").iter_rows())
    for row in rows("us-import-sources"):
        assert row["share_low"] == least[row["id"]]


def test_shares_of_the_listed_sum_and_of_the_world_total_are_told_apart() -> None:
    about = says("leading-producers")
    assert "82.3% of" in about["finding"]
    assert "Of the world total the survey prints, 81,000 tonnes, China has 82.7%" in about["how"]


def test_the_world_is_what_the_survey_prints_and_not_a_sum() -> None:
    world = next(row for row in rows("rare-earths") if row["who"].startswith("World"))
    assert world["is_open"]
    assert world["end"] == 90
    assert "12 of them, sum to" in says("rare-earths")["how"]


def test_a_claim_is_quoted_as_claimed_on_either_basis() -> None:
    for basis in ("W", "WO3"):
        finding = says("countries", replace(START, basis=basis))["finding"]
        assert "claims more than 2 million tonnes of WO₃" in finding
    assert "(as W, more than 1.586 million)" in says("countries")["finding"]


@pytest.mark.parametrize("language", ["en", "ar"])
@every_chart
def test_a_picture_shows_every_label_whole(name: str, language: str) -> None:
    picture = bare(html.unescape(drawn(name, language).bare))
    labels = [bare(label) for row in rows(name, language=language) for label in labels_of(row)]
    assert [label for label in labels if label not in picture] == []


def test_a_corrected_value_carries_the_verdict_on_its_print() -> None:
    corrected = replace(START, reading="corrected")
    katpar = next(row for row in rows("deposits", corrected) if row["who"] == "North Katpar")
    assert katpar["verdict"] == "contradicted as printed; shown as corrected"
    assert katpar["label"].endswith("*")
    source = says("deposits", corrected)["source"]
    assert "* shown as corrected, the verdict is on the print. f058: about 1 million t → about 100,000 t" in source


def test_a_slip_is_shown_with_the_chance_that_its_reference_is_met() -> None:
    chances = table("slips")["Chance"].to_list()
    assert chances
    assert all(chance.endswith("%") for chance in chances)


def test_numbers_of_a_table_carry_no_dust() -> None:
    cells = [cell for name in charts() for row in table(name).rows() for cell in row if isinstance(cell, float)]
    assert cells == [float(f"{cell:.12g}") for cell in cells]


def test_tonnages_follow_the_basis() -> None:
    in_w, in_wo3 = (
        next(row["end"] for row in rows("countries", replace(START, basis=basis)) if row["who"] == "China")
        for basis in ("W", "WO3")
    )
    assert in_wo3 == pytest.approx(in_w / 0.793)
    views = next(param["value"] for param in spec("countries")["params"] if param["name"] == "views")
    assert {("WO₃" in view["axis"][0], "WO3" in key) for key, view in views.items()} == {(True, True), (False, False)}


def test_what_no_figure_is_left_for_says_so() -> None:
    assert "Too few figures are left" in says("mine-life", replace(START, reading="corrected"))["deck"]


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
    marks = [role for role in colours if role not in ("paper", "rule")]
    faint = {role: contrast(colours[role], colours["paper"]) for role in marks}
    assert {role: found for role, found in faint.items() if found < 3} == {}
    text = ("ink", "muted", "highlight")
    assert {role: faint[role] for role in text if faint[role] < 4.5} == {}
    assert len(set(colours.values())) == len(colours)


def test_notebooks_show_every_chart_the_page_does() -> None:
    cells = "".join(path.read_text(encoding="utf-8") for path in NOTEBOOKS.glob("*.ipynb"))
    assert [name for name in charts() if f"{name.replace('-', '_')}(" not in cells] == []


@cache
def of_two_figures() -> Mapping[str, Mapping[str, pl.DataFrame]]:
    """The tables of a source with two figures: a demand for what no other is printed for, and a loan."""
    ledger = read.ledger()
    printed = ledger.figures.filter(pl.col("figure_id").is_in(["f012", "f041"]))
    others = printed.with_columns(
        figure_id=pl.concat_str(pl.lit("f9"), pl.col("figure_id").str.slice(2)),
        source_id=pl.lit("other"),
        subject_printed=pl.lit("سانغدونغ"),
    )
    sources = {**ledger.sources, "other": ledger.sources[SOURCE]}
    return dataset.make(replace(ledger, figures=pl.concat([ledger.figures, others]), sources=sources))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_source_that_says_little_is_drawn_as_far_as_it_goes(language: str) -> None:
    made = of_two_figures()
    other = lay_out(
        Parameters(source="other", language=language), lambda values: {**made[values], **made[dataset.COMMON]}
    )
    few = list(exhibits(other))
    assert few[0].name == "figures-by-measure"
    assert {exhibit.name for exhibit in few[1:]} < set(charts())
    for exhibit in few:
        assert not all(exhibit.is_blank(at) for at in other.run.settings(exhibit.meta["follows"])), exhibit.name
        assert all(exhibit.texts(replace(START, reading=reading))["finding"] for reading in READINGS)
        svg.drawn(exhibit.spec)
    assert all(contrasts.contrast(other, analysis).rows.is_empty() for analysis in contrasts.SUBJECTS)
