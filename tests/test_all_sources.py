"""A report of every source: its charts, with what two sources claim of the same thing side by side."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from tungsten import dataset
from tungsten.charts import svg
from tungsten.charts.run import Setting
from tungsten.ledger import read
from tungsten.notebook import tables
from tungsten.notebook.workspace import Workspace, lay_out
from tungsten.params import Parameters
from tungsten.site.exhibits import exhibits
from tungsten.vocabulary import ALL, READINGS

SOURCE, OTHER = "sunsirs-2025-11-21", "other"

PRINTS = {"f016": "81500 طن", "f063": "7195 طن", "f019": "6.45٪"}
"""What the other source prints instead of 81000 and 6195 tonnes, and of a cut of 6.45 %."""


@cache
def made(published: dt.date) -> Mapping[str, Mapping[str, pl.DataFrame]]:
    """The tables of one source and of another one, published on this day, that claims the same of three things."""
    ledger = read.ledger()
    own = ledger.figures.filter(source_id=SOURCE)
    same = own.filter(pl.col("figure_id").is_in(list(PRINTS)))
    others = same.with_columns(
        figure_id=pl.concat_str(pl.lit("f9"), pl.col("figure_id").str.slice(2)),
        source_id=pl.lit(OTHER),
        printed=pl.col("figure_id").replace(PRINTS),
    )
    about = {**ledger.sources[SOURCE], "published": published, "publisher": "Nobody", "noun": "report"}
    sources = {SOURCE: ledger.sources[SOURCE], OTHER: about}
    return dataset.make(replace(ledger, figures=pl.concat([own, others]), sources=sources))


def at(language: str = "en", source: str = ALL, published: dt.date = dt.date(2025, 1, 1)) -> Workspace:
    made_tables = made(published)
    parameters = Parameters(source=source, language=language)
    return lay_out(parameters, lambda values: {**made_tables[values], **made_tables[dataset.COMMON]})


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_two_sources_claim_stands_side_by_side(language: str) -> None:
    of_all = at(language)
    claims, measured = exhibits(of_all)
    assert (claims.name, measured.name) == ("shared-claims", "figures-by-measure")
    words, start = of_all.words, Setting.of_run(of_all.parameters)
    labels = [column["field"] for column in claims.meta["columns"]]
    table = pl.DataFrame(claims.rows(start), schema=labels, orient="row", infer_schema_length=None)
    assert table["id"].to_list() == ["f916", "f016", "f919", "f019", "f963", "f063"], "the earlier source first"
    outcomes = [words(f"claims_{outcome}") for outcome in ("agrees", "agrees", "differs")]
    assert table["outcome_says"].to_list() == [outcome for outcome in outcomes for _ in range(2)]
    assert {"3", "2", "1"} <= set(claims.texts(start)["finding"].replace(":", " ").replace("،", " ").split())
    for exhibit in (claims, measured):
        assert all(exhibit.texts(replace(start, reading=reading))["finding"] for reading in READINGS)
        svg.drawn(exhibit.spec)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_single_claim_is_told_with_both_prints_and_the_earlier_source(language: str) -> None:
    made_tables = {values: dict(made(dt.date(2025, 1, 1))[values]) for values in dataset.FOLDERS}
    for values in ("printed", "corrected"):
        made_tables[values]["shared_claims"] = made_tables[values]["shared_claims"].filter(measure="resources")
    parameters = Parameters(source=ALL, language=language)
    of_all = lay_out(parameters, lambda values: {**made_tables[values], **made_tables[dataset.COMMON]})
    finding = next(exhibits(of_all)).texts(Setting.of_run(parameters))["finding"]
    places = [finding.find(part) for part in ("7,195", "Nobody", "6,195", "SunSirs")]
    assert places == sorted(places)
    assert -1 not in places


def test_the_notebook_that_validates_lists_every_figure_with_its_claim() -> None:
    of_all = at()
    listed = tables.verdicts(of_all).rows
    assert listed.height == of_all.figures.filter(role="figure").height
    assert listed.null_count().sum_horizontal().item() == 0


def test_the_page_names_every_source() -> None:
    line = at().words("source_article")
    assert line.startswith("Sources: article of SunSirs, 21 November 2025; report of Nobody, 1 January 2025,")


def test_of_one_day_no_source_is_called_earlier() -> None:
    claims = at(published=dt.date(2025, 11, 21)).every.shared_claims
    assert claims["earlier"].null_count() == claims.height > 0


@pytest.mark.parametrize("source", [SOURCE, OTHER])
def test_a_report_of_one_source_has_no_shared_claim(source: str) -> None:
    one = at(source=source)
    assert one.shared_claims.is_empty()
    assert "shared-claims" not in [exhibit.name for exhibit in exhibits(one)]
    said = one.figures["figure_id"].implode()
    assert one.verdicts["figure_id"].is_in(said).all()
    assert one.evidence["figure_id"].is_in(said).all()


def test_sources_that_share_nothing_leave_the_figures_by_measure() -> None:
    made_tables = {values: dict(made(dt.date(2025, 1, 1))[values]) for values in dataset.FOLDERS}
    for values in ("printed", "corrected"):
        made_tables[values]["shared_claims"] = made_tables[values]["shared_claims"].clear()
    of_all = lay_out(Parameters(source=ALL), lambda values: {**made_tables[values], **made_tables[dataset.COMMON]})
    assert [exhibit.name for exhibit in exhibits(of_all)] == ["figures-by-measure"]
