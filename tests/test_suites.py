"""Every rule of every suite holds of a good table, and fails on a broken one, naming the row that is broken."""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import factories
import polars as pl
import pytest
import yaml
from made_up import (
    SOURCE,
    TEXT,
    correction,
    entity,
    frame,
    made_up_ledger,
    measure,
    reference,
    source,
    with_cells,
    with_table,
)

from tungsten.analysis.concentration import concentration, holdings, shares
from tungsten.analysis.demand import demand
from tungsten.analysis.reserves import reserves
from tungsten.analysis.tables import UNROUNDED, minerals
from tungsten.ledger.changes import Change
from tungsten.ledger.declared import TO_FILL_IN
from tungsten.ledger.read import Ledger
from tungsten.validation import built_tables, raw_tables
from tungsten.validation import closed_lists as lists
from tungsten.validation.drawn_tables import DRAWN, rows
from tungsten.validation.expectations import run_suite
from tungsten.validation.suite_files import FAULTS, SEVERITIES, Suite, suite, suites
from tungsten.validation.validate import DECLARATIONS, declarations

Frame = Callable[[pl.DataFrame], pl.DataFrame]


@dataclasses.dataclass(frozen=True)
class Broken:
    """One thing amiss: in the raw ledger, the tidy figures, an analysis of them, or at last in the table itself."""

    names: str | None
    """The row the failure must name; none where it is about the table as a whole."""
    ledger: Callable[[Ledger], Ledger] = lambda ledger: ledger
    figures: Frame = lambda figures: figures
    analysis: Frame = lambda table: table
    shares: Frame = lambda table: table
    judged: Frame = lambda table: table


def cell(table: str, row: str, names: str | None = None, **cells: Any) -> Broken:
    """A raw row with other cells."""
    named = row if names is None else names
    return Broken(named, lambda ledger: with_table(ledger, table, lambda rows: with_cells(rows, row, **cells)))


def another(table: str, row: dict[str, Any]) -> Broken:
    """One raw row more."""
    return Broken(
        next(iter(row.values())),
        lambda ledger: with_table(ledger, table, lambda rows: pl.concat([rows, frame([row])], how="diagonal_relaxed")),
    )


def lost(table: str, row: str, names: str) -> Broken:
    """A raw row that is gone."""
    return Broken(names, lambda ledger: with_table(ledger, table, lambda rows: rows.filter(pl.nth(0) != row)))


def twice(table: str, row: str) -> Broken:
    """A raw row that stands twice."""
    return Broken(
        row, lambda ledger: with_table(ledger, table, lambda rows: pl.concat([rows, rows.filter(pl.nth(0) == row)]))
    )


def tidy(row: str, **cells: Any) -> Broken:
    """A tidy figure with other cells."""
    return Broken(row, figures=lambda figures: with_cells(figures, row, **cells))


def said(**changes: Any) -> Broken:
    """Something else said of the source."""
    return Broken(SOURCE, lambda ledger: dataclasses.replace(ledger, sources={SOURCE: source(**changes)}))


def doubt(**changes: Any) -> Broken:
    """A correction declared otherwise."""
    changed = correction(**changes)
    return Broken(changed["figure"], lambda ledger: dataclasses.replace(ledger, corrections=[changed]))


def changed(path: str, subject: str) -> Broken:
    """A row or a file that is not as described."""
    change = Change(path, 3, subject, "changed since described")
    return Broken(subject, lambda ledger: dataclasses.replace(ledger, changes=(change,)))


def traded(reference_id: str) -> dict[str, Any]:
    """A fact of American trade in one of the years an edition prints."""
    trade = {"measure": "imports_concentrate", "kind": "trade", "status": "reported"}
    return reference(reference_id, "united_states", 2000, **trade)


def text(wrong: str, right: str, names: str) -> Broken:
    """A text that reads otherwise."""
    return Broken(names, lambda ledger: dataclasses.replace(ledger, texts={SOURCE: TEXT.replace(right, wrong, 1)}))


def result(names: str, keys: dict[str, Any], **cells: Any) -> Broken:
    """A row of an analysis table with other cells."""
    chosen = pl.all_horizontal(pl.col(name) == value for name, value in keys.items())

    def change(table: pl.DataFrame) -> pl.DataFrame:
        assert table.filter(chosen).height == 1, f"{table.filter(chosen).height} rows {keys}"
        kinds = table.schema
        changed = [
            pl.when(chosen).then(pl.lit(value, kinds[name])).otherwise(name).alias(name)
            for name, value in cells.items()
        ]
        return table.with_columns(changed)

    return Broken(names, analysis=change)


OTHERS = "tungsten Others 2024"


def printed_output(names: str, of: str, **cells: Any) -> Broken:
    """The output of a country with other cells."""
    chosen = pl.col("country") == of

    def change(ledger: Ledger) -> Ledger:
        kinds = ledger.minerals.schema
        changed = [
            pl.when(chosen).then(pl.lit(cell, kinds[name])).otherwise(name).alias(name) for name, cell in cells.items()
        ]
        return dataclasses.replace(ledger, minerals=ledger.minerals.with_columns(changed))

    return Broken(names, change)


def among(**cells: Any) -> Broken:
    """The index of a mineral with other cells."""
    return result("tungsten 2024", {"mineral": "tungsten"}, **cells)


def without(column: str) -> Broken:
    """An analysis table that lost a column nobody but its readers asks for."""
    return Broken(None, analysis=lambda table: table.drop(column))


OUTPUT = "world_production tungsten 2023 W MCS2025"
IMPORTS = "us_import_sources tungsten 2020/2023 all_forms MCS2025"
PRINTED = "lithium_tungstate 2025 printed"
IMPLIED = "lithium_tungstate 2024 implied grew_by"
CHINA = "country tungsten MCS2025 china reserve"
DEPOSIT = f"deposit tungsten {SOURCE} upper_kairakty claim"


def output(**cells: Any) -> Broken:
    return result(OUTPUT, {"series": "world_production"}, **cells)


def level(**cells: Any) -> Broken:
    return result(PRINTED, {"origin": "printed"}, **cells)


def held(**cells: Any) -> Broken:
    return result(CHINA, {"entity_id": "china"}, **cells)


SHARE = f"{OUTPUT} china"
RELIANCE = "news china 2024 f102"
STEP = "lithium_tungstate 2024/2025"
DEMANDED = "lithium_tungstate 2025 printed news 2024"
CLAIMED = "f105 f110"
LIFE = "upper_kairakty implied f106 f107 f108 f109"


def doubled(names: str, **keys: Any) -> Broken:
    """A row of an analysis table that stands there twice."""
    return Broken(names, analysis=lambda table: pl.concat([table, table.filter(**keys).head(1)]))


def share(names: str = SHARE, **cells: Any) -> Broken:
    return result(names, {"series": "world_production", "entity_id": "china"}, **cells)


def reliance(names: str = RELIANCE, **cells: Any) -> Broken:
    named = f"news {names} 2024 f102" if names == "atlantis" else names
    return result(named, {"figure_id": "f102"}, **cells)


def step(names: str = STEP, **cells: Any) -> Broken:
    return result(names, {"period": "2024/2025"}, **cells)


def demanded(names: str = DEMANDED, **cells: Any) -> Broken:
    return result(names, {"output_edition": "news", "origin": "printed"}, **cells)


def mined(names: str, **cells: Any) -> Broken:
    return result(names, {"figure_ids": "f106 f107"}, **cells)


def implied(names: str = LIFE, **cells: Any) -> Broken:
    return result(names, {"origin": "implied"}, **cells)


def claimed(**cells: Any) -> Broken:
    return result(CLAIMED, {"figure_id": "f105"}, **cells)


def weighed(names: str = "f004", **cells: Any) -> Broken:
    """The first row on a figure, of evidence or of verdicts, with other cells."""

    def change(table: pl.DataFrame) -> pl.DataFrame:
        chosen = (pl.col("figure_id") == "f004") & (pl.col("figure_id").cum_count().over("figure_id") == 1)
        kinds = table.schema
        return table.with_columns(
            pl.when(chosen).then(pl.lit(value, kinds[name])).otherwise(name).alias(name)
            for name, value in cells.items()
        )

    return Broken(names, judged=change)


DIFFERENCE = ("data/processed/figures.csv", 31, "low '4.3' where '43' is made")

MARK = "\u200f"  # right-to-left mark

BROKEN: dict[str, dict[str, list[Broken]]] = {
    "ledger": {
        "id-has-its-form": [
            cell("figures", "f004", "g004", figure_id="g004"),
            Broken(
                "", lambda ledger: with_table(ledger, "figures", lambda rows: with_cells(rows, "f004", figure_id=None))
            ),
        ],
        "id-stands-once": [twice("figures", "f018")],
        "ids-count-up": [cell("figures", "f004", "f001", figure_id="f001")],
        "source-is-described": [
            cell("figures", "f004", source_id="unheard-of"),
            cell("figures", "f004", source_id=None),
        ],
        "line-counts-from-one": [cell("figures", "f001", line=0)],
        "line-lies-in-the-source": [cell("figures", "f018", line=9), cell("figures", "f018", line=None)],
        "lines-go-down": [cell("figures", "f005", "f005", line=1)],
        "start-counts-from-zero": [cell("figures", "f001", char_start=-1)],
        "spans-go-forward": [cell("figures", "f007", char_start=5)],
        "span-fits-the-print": [cell("figures", "f004", char_end=99), cell("figures", "f004", char_end=None)],
        "printed-is-trimmed": [cell("figures", "f004", printed=" 81000 طن"), cell("figures", "f004", printed=None)],
        "can-be-read": [
            cell("figures", "f016", printed="12000 تن"),
            cell("figures", "f016", subject_printed="غير معروف"),
            cell("figures", "f016", period="last year"),
        ],
        "scale-is-kept": [Broken("f009", judged=lambda table: with_cells(table, "f009", read_scale=1000.0))],
        "hedge-is-known": [cell("figures", "f011", hedge_printed="يا ترى")],
        "hedge-stays-outside": [cell("figures", "f004", printed="حوالي 81,000 طن")],
        "names-ahead-are-known": [cell("figures", "f018", ahead_printed="الصين|أطلانطس")],
        "role-is-listed": [cell("figures", "f005", role="law"), cell("figures", "f005", role=None)],
        "figure-has-a-subject": [cell("figures", "f004", subject_printed=None)],
        "measure-is-listed": [cell("figures", "f013", measure="lone"), cell("figures", "f013", measure=None)],
        "measure-fits-the-role": [cell("figures", "f004", measure="date"), cell("figures", "f003", role="figure")],
        "basis-is-listed": [cell("figures", "f010", basis="WO2"), cell("figures", "f012", basis=None)],
        "basis-fits-the-measure": [
            cell("figures", "f010", basis="not_applicable"),
            cell("figures", "f013", basis="W"),
            cell("figures", "f003", basis="W"),
        ],
        "basis-is-of-the-commodity": [cell("figures", "f010", basis="Mo"), cell("figures", "f010", basis="REO")],
        "imports-have-a-basis-of-trade": [
            cell("figures", "f007", basis="W"),
            cell("figures", "f008", basis="not_applicable"),
            cell("figures", "f010", basis="all_forms"),
        ],
        "commodity-is-listed": [cell("figures", "f004", commodity="wolfram")],
        "tonnes-have-a-commodity": [cell("figures", "f004", commodity=None)],
        "period-has-days-of-its-source": [cell("figures", "f004", period="2024-05-02")],
        "date-spells-its-period": [
            cell("figures", "f003", period="2042"),
            cell("figures", "f006", period="2020/2042"),
            cell("figures", "f003", period=None),
        ],
        "english-is-one-sentence": [
            cell("figures", "f005", statement_en="No full stop"),
            cell("figures", "f005", statement_en="One. Two."),
            cell("figures", "f005", statement_en="A طن of it."),
        ],
        "arabic-is-one-sentence": [
            cell("figures", "f005", statement_ar="بلا نقطة"),
            cell("figures", "f005", statement_ar="واحدة. اثنتان."),
            cell("figures", "f005", statement_ar="No Arabic."),
        ],
        "english-is-said-once": [cell("figures", "f005", statement_en="Mention f002 prints 01.")],
        "arabic-is-said-once": [cell("figures", "f005", statement_ar="تذكر f002 العدد 01.")],
        "english-repeats-the-number": [cell("figures", "f004", statement_en="World output was 18000 tonnes.")],
        "growth-is-of-its-level": [
            cell("figures", "f017", period="2024"),
            cell("figures", "f016", "f017", period="2024"),
        ],
        "period-is-the-one-stated": [
            cell("figures", "f004", period="2023", statement_en="In 2024 it was 81000."),
            cell("figures", "f007", period="2020/2022", statement_en="From 2020 to 2023 it was 27%."),
            cell("figures", "f004", period=None, statement_en="In 2024 it was 81000."),
        ],
        "languages-name-the-same-years": [cell("figures", "f004", statement_en="In 2024 it was 81000.")],
        "arabic-repeats-the-number": [cell("figures", "f004", statement_ar="بلغ الإنتاج 18000 طن.")],
        "cells-are-plain": [
            cell("figures", "f004", statement_ar=f"بلغ{MARK} 81000 طن."),
            cell("figures", "f004", printed=f"81,000{MARK} طن"),
            *(
                cell("figures", "f004", statement_en=text)
                for text in ("a\0", "\x1b[1m", "a\u2028b", "a\u00adb", "a\tb")
            ),
            *(
                cell("figures", "f004", statement_en=text)
                for text in ("=1+1", "＝1+1", "@SUM(A1)", "-5+cmd|' /C calc'!A0")
            ),
        ],
    },
    "entities": {
        "alias-is-trimmed": [cell("entities", "كوف", "كوف ", alias="كوف "), cell("entities", "كوف", "", alias=None)],
        "alias-stands-once": [twice("entities", "كوف")],
        "entity-has-its-form": [cell("entities", "كوف", entity_id="Cove Kaz"), cell("entities", "كوف", entity_id=None)],
        "entity-is-described-one-way": [
            cell("entities", "World total", name_en="Globe"),
            cell("entities", "العالمي", kind="sum"),
        ],
        "entity-is-spoken-of": [another("entities", entity("Atlantis", "atlantis"))],
        "english-name-is-english": [cell("entities", "كوف", name_en="كوف"), cell("entities", "كوف", name_en=None)],
        "arabic-name-is-arabic": [cell("entities", "كوف", name_ar="Cove"), cell("entities", "كوف", name_ar=None)],
        "kind-is-listed": [cell("entities", "كوف", kind="firm"), cell("entities", "كوف", kind=None)],
        "country-is-an-entity": [cell("entities", "كوف", country="Atlantis"), cell("entities", "كوف", country=None)],
        "cells-are-plain": [cell("entities", "كوف", name_ar=f"كوف{MARK}")],
    },
    "files": {
        "file-is-as-described": [
            changed("data/raw/figures.csv", "f001"),
            changed("data/raw/forgotten.csv", "data/raw/forgotten.csv"),
        ],
    },
    "wording": {
        "id-has-its-form": [
            cell("wording", "w001", "x1", witness_id="x1"),
            cell("wording", "w001", "", witness_id=None),
        ],
        "id-stands-once": [twice("wording", "w001")],
        "figure-is-in-the-ledger": [
            cell("wording", "w001", figure_id="f999"),
            cell("wording", "w001", figure_id="f003"),
            cell("wording", "w001", source_id="another"),
        ],
        "language-is-listed": [cell("wording", "w001", language="fr"), cell("wording", "w001", language=None)],
        "measure-is-listed": [cell("wording", "w001", measure="wish"), cell("wording", "w001", measure=None)],
        "unit-is-the-base-unit": [cell("wording", "w001", unit="t"), cell("wording", "w001", unit=None)],
        "low-is-below-high": [
            cell("wording", "w001", low=400),
            cell("wording", "w001", low=None),
            cell("wording", "w001", high=None),
        ],
        "qualifier-is-listed": [
            cell("wording", "w001", qualifier="roughly"),
            cell("wording", "w001", qualifier=None),
        ],
        "growth-is-read": [cell("wording", "w001", reading="grew"), cell("wording", "w001", reading=None)],
        "citation-is-there": [cell("wording", "w001", citation=None)],
        "confidence-is-listed": [
            cell("wording", "w001", confidence="sure"),
            cell("wording", "w001", confidence=None),
        ],
        "address-is-there": [cell("wording", "w001", url="example.org"), cell("wording", "w001", url=None)],
        "cells-are-plain": [cell("wording", "w001", printed=f"300%{MARK}")],
    },
    "measures": {
        "measure-has-its-form": [
            cell("measures", "loan", "Loan!", measure="Loan!"),
            cell("measures", "loan", "", measure=None),
        ],
        "measure-stands-once": [twice("measures", "loan")],
        "measure-is-used": [another("measures", measure("forgotten", "finance", "USD", 1, 2))],
        "theme-is-listed": [cell("measures", "loan", theme="lending"), cell("measures", "loan", theme=None)],
        "unit-is-listed": [cell("measures", "loan", base_unit="EUR"), cell("measures", "loan", base_unit=None)],
        "numbers-have-a-range": [
            cell("measures", "loan", low=None),
            cell("measures", "loan", high=None),
            cell("measures", "loan", low=1e12),
        ],
        "parts-are-within-the-whole": [cell("measures", "recovery", high=110), cell("measures", "recovery", low=-1)],
        "english-label-is-english": [cell("measures", "loan", label_en="قرض"), cell("measures", "loan", label_en=None)],
        "english-label-stands-once": [cell("measures", "loan", label_en="Grade")],
        "arabic-label-is-arabic": [cell("measures", "loan", label_ar="Loan"), cell("measures", "loan", label_ar=None)],
        "arabic-label-stands-once": [cell("measures", "loan", label_ar="قياس GRADE")],
        "cells-are-plain": [cell("measures", "loan", label_ar=f"قرض{MARK}")],
    },
    "sources": {
        "source-has-its-form": [
            Broken("Made Up", lambda ledger: dataclasses.replace(ledger, sources={"Made Up": source()}))
        ],
        "description-is-whole": [
            said(**{name: None}) for name in "title_en title_ar publisher published lines licence is_cut_off".split()
        ],
        "date-is-printed": [said(published="2025-11-12"), cell("figures", "f001", SOURCE, period="2025-11-12")],
        "language-is-read": [said(language="kk", translation_chain=["kk"]), said(language=None)],
        "chain-ends-here": [said(translation_chain=["ar", "zh"]), said(translation_chain=None)],
        "fingerprint-has-its-form": [said(sha256="abc"), said(sha256=None)],
        "tokens-are-accounted-for": [said(digit_tokens=99), said(digit_tokens=None), lost("figures", "f007", SOURCE)],
        "cut-is-explained": [said(cut_off=None)],
        "draft-is-called-so": [
            said(publisher=TO_FILL_IN),
            cell("figures", "f007", SOURCE, status="suggested"),
        ],
        "cells-are-plain": [said(title_ar=f"مقال{MARK}")],
    },
    "spans": {
        "printed-stands-there": [
            cell("figures", "f004", char_start=3),
            cell("figures", "f004", line=99),
            text("18,000", "81,000", "f004"),
        ],
        "hedge-stands-there": [cell("figures", "f004", hedge_printed="نحو"), text("ربما", "حوالي", "f004")],
        "hedge-is-noted": [cell("figures", "f004", hedge_printed=None)],
        "subject-stands-there": [cell("figures", "f016", subject_printed="الليثيوم")],
    },
    "coverage": {
        "token-lies-in-one-row": [
            lost("figures", "f007", "27 at 26 to 28"),
            cell("figures", "f007", "27 at 26 to 28", char_start=27),
            cell("figures", "f008", "27 at 26 to 28", char_start=20),
            text("81,000 طن 7", "81,000 طن", "7 at 48 to 49"),
            text("81,000 طن ، ثلاثة أضعاف", "81,000 طن", "ثلاثة أضعاف at 50 to 61"),  # three times
        ],
    },
    "texts": {
        "text-is-the-one-described": [text("81,001", "81,000", SOURCE), said(sha256=None)],
        "lines-are-as-described": [text("\n\n", "\n", SOURCE), said(lines=None)],
        "tokens-are-as-described": [text("٪ 9", "٪", SOURCE), said(digit_tokens=None)],
    },
    "tidy": {
        "as-many-rows-as-raw": [Broken(None, figures=lambda figures: figures.head(17))],
        "id-stands-once": [Broken("f018", figures=lambda figures: pl.concat([figures, figures.tail(1)]))],
        "print-travels-along": [tidy("f004", printed="81 ألف طن"), tidy("f004", printed=None)],
        "subject-is-an-entity": [tidy("f004", entity_id="atlantis"), tidy("f004", entity_id=None)],
        "measure-is-listed": [tidy("f004", measure="demandd"), tidy("f004", measure=None)],
        "basis-is-listed": [tidy("f004", basis="WO4"), tidy("f004", basis=None)],
        "value-is-whole": [tidy("f004", **{name: None}) for name in ("low", "high", "rounding", "unit", "qualifier")]
        + [cell("figures", "f003", period=None)],
        "only-figures-have-values": [tidy("f002", low=1.0)],
        "low-is-below-high": [tidy("f011", low=0.2), tidy("f011", high=None)],
        "rounding-is-no-debt": [tidy("f004", rounding=-500.0)],
        "unit-is-the-base-unit": [tidy("f004", unit="USD"), cell("figures", "f004", printed="81,000 دولار")],
        "qualifier-is-listed": [tidy("f004", qualifier="maybe")],
        "range-has-two-ends": [tidy("f011", qualifier="exact"), tidy("f004", qualifier="range")],
        "low-is-plausible": [tidy("f010", low=0.5), cell("figures", "f018", measure="reserves", printed="0.5 طن")],
        "high-is-plausible": [tidy("f004", high=81e6), cell("figures", "f004", printed="81 مليون طن")],
        "high-is-possible": [tidy("f012", high=100.5), cell("figures", "f011", printed="80٪", basis="W")],
        "period-runs-forward": [cell("figures", "f004", period="2024/2023")],
    },
    "sums": {
        "parts-make-their-whole": [
            cell("figures", "f007", "f007 f008", printed="72٪"),
            cell("figures", "f015", "f014 f015", printed="45٪"),
            cell("figures", "f009", "f010 f009", printed="1.0 مليون طن", hedge_printed=None),
        ],
    },
    "totals": {
        "parts-make-their-whole": [
            cell("production", "p001", "p003", low=40000, high=40000),
            cell("production", "p004", "p004", low=80001, high=80001),
            cell("reserves", "r001", "r005", low=24000000, high=24000000),
            cell("us_imports", "u001", "u001 u002", low=72, high=72),
            cell("deposits", "d002", "d003", low=0.02, high=0.02),
            cell("production", "p003", "p003", low=None, high=None),
            cell("production", "p001", "p003", low=6000, high=6000),
            cell("production", "p001", "p003", low=66000, high=66000),
            cell("reserves", "r001", "r005", low=240000, high=240000),
        ],
        "exception-is-needed": [Broken("p003", judged=lambda table: with_cells(table, "p003", needless="why"))],
    },
    "references": {
        "id-has-its-form": [
            cell("deals", "l002", "deal 2", reference_id="deal 2"),
            cell("deals", "l002", "", reference_id=None),
        ],
        "id-stands-once": [cell("deals", "l002", "c002", reference_id="c002")],
        "ids-leave-no-gap": [lost("production", "p002", "p003"), lost("deposits", "d001", "d002")],
        "fact-stands-once": [twice("deals", "l002")],
        "readings-agree": [
            cell("production", "p005", low=81000, high=81000),
            cell("production", "p005", low=None, high=None, qualifier=None),
        ],
        "commodity-is-listed": [cell("deals", "l002", commodity="wolfram"), cell("deals", "l002", commodity=None)],
        "entity-is-listed": [cell("deals", "l002", entity_id="atlantis"), cell("deals", "l002", entity_id=None)],
        "measure-is-listed": [cell("deals", "l002", measure="wish"), cell("deals", "l002", measure=None)],
        "basis-is-listed": [cell("deals", "l002", basis="wet"), cell("deals", "l002", basis=None)],
        "kind-is-listed": [cell("deals", "l002", kind="rumour"), cell("deals", "l002", kind=None)],
        "basis-and-kind-are-of-the-table": [
            cell("production", "p002", basis="WO3"),
            cell("reserves", "r003", kind="resource"),
        ],
        "basis-is-of-the-commodity": [
            cell("reserves", "r003", basis="Cu"),
            cell("reserves", "r003", commodity="rare_earths"),
        ],
        "imports-have-a-basis-of-trade": [
            cell("us_imports", "u001", basis="W"),
            cell("us_imports", "u001", entity_id="united_states"),
        ],
        "period-has-its-form": [cell("deals", "l002", period="2024-25 or so"), cell("deals", "l002", period="24")],
        "edition-reports-recent-years": [
            cell("production", "p001", period="2025"),
            cell("production", "p001", edition="MCS2027"),
        ],
        "edition-reports-its-last-year": [
            cell("reserves", "r001", edition="MCS2026"),
            cell("reserves", "r001", period="2025"),
        ],
        "trade-edition-reports-five-years": [
            another("us_imports", {**traded("u003"), "edition": "MCS2030"}),
            another("us_imports", {**traded("u003"), "period": "2025"}),
        ],
        "edition-has-both-columns": [cell("production", "p001", entity_id="austria")],
        "edition-has-a-total": [lost("reserves", "r005", "r001")],
        "edition-leaves-no-year-out": [
            cell("production", "p001", period="2022"),
            cell("production", "p002", period="2024"),
        ],
        "import-sources-have-a-rest": [cell("us_imports", "u002", entity_id="kazakhstan")],
        "import-sources-are-of-four-years": [
            cell("us_imports", "u001", edition="MCS2026"),
            cell("us_imports", "u001", period="2021/2023"),
        ],
        "unit-is-the-base-unit": [cell("deals", "l002", unit="kg"), cell("deals", "l002", unit=None)],
        "value-is-there": [cell("production", "p001", low=None, high=None)],
        "unknown-is-not-zero": [cell("reserves", "r004", low=0, high=0)],
        "low-is-below-high": [
            cell("deals", "l002", low=6e5),
            cell("deals", "l002", high=None),
            cell("deals", "l002", low=None),
        ],
        "low-is-plausible": [cell("constants", "c002", low=0.5)],
        "high-is-plausible": [cell("constants", "c002", high=900)],
        "qualifier-is-listed": [cell("deals", "l002", qualifier="roughly"), cell("deals", "l002", qualifier=None)],
        "range-has-two-ends": [cell("deals", "l002", qualifier="exact"), cell("production", "p001", qualifier="range")],
        "status-is-listed": [cell("deals", "l002", status="heard"), cell("deals", "l002", status=None)],
        "status-fits-the-row": [
            cell("reserves", "r001", status="estimated"),
            cell("production", "p004", status="reported"),
            cell("production", "p001", status="derived"),
            cell("production", "p002", period="2024", status="reported"),
            cell("deals", "l002", status="claim"),
            another("us_imports", {**traded("u003"), "status": "estimated"}),
            another("us_imports", {**traded("u003"), "qualifier": "more_than"}),
        ],
        "confidence-is-listed": [cell("deals", "l002", confidence="sure"), cell("deals", "l002", confidence=None)],
        "recalled-decides-nothing": [cell("constants", "c003", decides=True)],
        "what-was-read-decides": [
            cell("production", "p001", decides=False),
            cell("production", "p001", note="an error, so it decides nothing"),
            cell("production", "p004", decides=False),
            cell("production", "p004", citation="derived from c003"),
        ],
        "address-was-read-in-one-way": [cell("production", "p001", confidence="recalled", decides=False)],
        "bound-is-noted": [
            cell("production", "p001", qualifier="more_than"),
            cell("production", "p001", note="printed as a lower bound"),
        ],
        "citation-is-there": [cell("deals", "l002", citation=None)],
        "arabic-name-is-there": [
            cell("deals", "l002", edition="a blog"),
            cell("deals", "l002", edition="a blog", edition_ar="page of a blog"),
            cell("deals", "l002", edition=None),
        ],
        "derivation-names-known-facts": [cell("production", "p004", citation="derived from p001 and p999")],
        "what-was-read-has-an-address": [cell("deals", "l002", url="example.org"), cell("deals", "l002", url=None)],
        "cells-are-plain": [cell("deals", "l002", note=f"left{MARK}")],
    },
    "corrections": {
        "figure-exists": [
            doubt(figure_id="f999"),
            Broken("", lambda ledger: dataclasses.replace(ledger, corrections=[correction(figure=None)])),
        ],
        "action-is-listed": [doubt(action="delete"), doubt(action=None)],
        "action-is-taken-once": [
            Broken("f013", lambda ledger: dataclasses.replace(ledger, corrections=[correction(), correction()]))
        ],
        "remedy-is-there": [doubt(to=None), doubt(action="remeasure", to="reserves")],
        "correction-can-be-applied": [
            doubt(figure_id="f999"),
            doubt(figure_id="f002", action="withhold"),
            doubt(action="rebase", to="W", **{"from": "WO3"}),
            doubt(to="a tenth"),
        ],
        "reason-is-a-sentence": [doubt(reason="because"), doubt(reason=None)],
        "arabic-reason-is-a-sentence": [doubt(reason_ar="In English, by mistake."), doubt(reason_ar=None)],
        "evidence-is-named": [doubt(evidence=[]), doubt(evidence=None), doubt(evidence="in a sentence")],
        "citation-is-there": [doubt(citation=None)],
        "status-is-listed": [doubt(status="felt"), doubt(status=None)],
        "cells-are-plain": [doubt(reason_ar=f"المقرض{MARK} يقول عُشر ذلك.")],
    },
    "declarations": {
        "evidence-is-still-found": [doubt(evidence=["sums/parts-make-their-whole"])],
    },
    "concentration": {
        "columns-are-as-agreed": [without("n_named")],
        "series-is-listed": [
            result(OUTPUT.replace("world_production", "output"), {"series": "world_production"}, series="output"),
            result(OUTPUT.removeprefix("world_production "), {"series": "world_production"}, series=None),
        ],
        "row-stands-once": [
            Broken(OUTPUT, analysis=lambda table: pl.concat([table, table.filter(series="world_production")]))
        ],
        "basis-is-listed": [result(OUTPUT.replace(" W ", " ore? "), {"series": "world_production"}, basis="ore?")],
        "leader-is-an-entity": [output(leader="atlantis"), output(leader=None)],
        "index-is-possible": [output(hhi_high=10001.0)],
        "low-is-below-high": [output(hhi_low=9999.0), output(hhi_low=None), output(hhi_high=None)],
        "rounding-only-widens-below": [output(hhi_least=9999.0), output(hhi_least=None)],
        "rounding-only-widens-above": [output(hhi_most=1.0), output(hhi_most=None)],
        "rounded-index-is-possible": [output(hhi_most=10001.0)],
        "largest-is-in-the-index": [output(hhi_low=100.0)],
        "largest-is-among-three": [output(cr3=1.0), output(cr1=None)],
        "three-hold-no-more-than-all": [output(cr3=101.0)],
        "shares-make-a-whole": [
            Broken(OUTPUT, shares=lambda table: table.filter(pl.col("series") != "world_production")),
            Broken(
                IMPORTS,
                shares=lambda table: table.filter(
                    ~pl.col("is_block") | (pl.col("edition") != "MCS2025") | (pl.col("series") != "us_import_sources")
                ),
            ),
        ],
    },
    "processed": {
        "table-is-what-raw-makes": [
            Broken("data/processed/figures.csv:31", judged=lambda table: built_tables.processed([DIFFERENCE])),
        ],
    },
    "evidence": {
        "figure-is-in-the-ledger": [weighed("f999", figure_id="f999")],
        "check-stands-once": [Broken("f004", judged=lambda table: pl.concat([table, table.filter(figure_id="f004")]))],
        "kind-is-listed": [weighed(kind="hearsay")],
        "outcome-is-listed": [weighed(outcome="perhaps")],
        "observed-runs-upward": [weighed(observed_low=9e99), weighed(observed_high=None)],
        "expected-runs-upward": [weighed(expected_low=9e99), weighed(expected_high=None)],
        "chance-is-a-share": [weighed(chance=1.5), weighed(chance=-0.5)],
        "agreement-convinces": [weighed(chance_of_agreement=0.06)],
        "unit-is-the-figures": [weighed(unit="kg"), weighed(unit=None)],
        "slip-is-a-power": [weighed(slip_power=2)],
        "note-is-english": [weighed(note=""), weighed(note="ملاحظة")],
        "note-is-arabic": [weighed(note_ar=""), weighed(note_ar="Not translated"), weighed(note_ar="حصة the others")],
        "spread-is-no-debt": [weighed(spread=-0.1)],
        "deciding-is-cited": [cell("production", "p003", "f004", citation=None)],
        "recalled-decides-nothing": [weighed(was_read=False)],
    },
    "verdicts": {
        "figure-has-one-verdict": [weighed(verdicts=0), weighed(verdicts=2)],
        "verdict-is-listed": [weighed(verdict="fine"), weighed(verdict="")],
        "verdict-rests-on-evidence": [weighed(checks=0)],
        "reason-is-given-in-english": [weighed(reason_en=""), weighed(reason_en="السبب غير مترجم هنا.")],
        "reason-is-given-in-arabic": [weighed(reason_ar=""), weighed(reason_ar="Not translated.")],
        "slip-contradicts": [weighed(slip_fits=False)],
        "nothing-speaks-against-it": [
            cell("figures", "f008", "f007", printed="83٪"),
            cell("figures", "f018", ahead_printed="الصين|كازاخستان"),
        ],
    },
    "demand": {
        "columns-are-as-agreed": [without("low")],
        "product-is-an-entity": [
            result("wire 2025 printed", {"origin": "printed"}, product="wire"),
            result("2025 printed", {"origin": "printed"}, product=None),
        ],
        "row-stands-once": [Broken(PRINTED, analysis=lambda table: pl.concat([table, table.filter(origin="printed")]))],
        "origin-is-listed": [result("lithium_tungstate 2025 guessed", {"origin": "printed"}, origin="guessed")],
        "implied-says-how-it-is-read": [
            result("lithium_tungstate 2024 implied", {"reading": "grew_by"}, reading=None),
            result(PRINTED + " grew_by", {"origin": "printed"}, reading="grew_by"),
        ],
        "unit-is-tonnes": [level(unit="kg"), level(unit=None)],
        "nothing-is-negative": [level(low=-1.0)],
        "low-is-below-high": [level(low=99999.0), level(low=None), level(high=None)],
        "tungsten-is-part-of-it": [level(w_high=99999.0)],
    },
    "reserves": {
        "columns-are-as-agreed": [without("high")],
        "entity-is-listed": [result(CHINA.replace("china", "atlantis"), {"entity_id": "china"}, entity_id="atlantis")],
        "level-is-listed": [result(CHINA.replace("country", "planet"), {"entity_id": "china"}, level="planet")],
        "kind-is-listed": [result(CHINA.replace("reserve", "hope"), {"entity_id": "china"}, kind="hope")],
        "basis-is-listed": [held(basis="wet"), held(basis=None)],
        "one-basis-in-a-ranking": [held(basis="WO3")],
        "low-is-below-high": [held(low=9e9), held(high=None)],
        "unknown-has-no-rank": [
            result("country tungsten MCS2025 bolivia reserve", {"entity_id": "bolivia"}, rank_best=1)
        ],
        "ranks-count-from-one": [held(rank_best=0)],
        "best-is-above-worst": [held(rank_best=9), held(rank_worst=None)],
        "rank-is-within-the-ranking": [held(rank_worst=99)],
        "tonnage-is-cited": [held(citation=None)],
    },
    "shares": {
        "holder-is-an-entity": [share(f"{OUTPUT} atlantis", entity_id="atlantis")],
        "row-stands-once": [doubled(SHARE, entity_id="china", series="world_production")],
        "holding-is-above-its-least": [share(least=9e9)],
        "holding-is-below-its-most": [share(most=1.0)],
        "share-is-above-its-least": [share(share_low=99.9)],
        "share-is-below-its-most": [share(share_high=0.1)],
        "share-is-part-of-a-whole": [share(share_high=101.0)],
    },
    "import_reliance": {
        "importer-is-an-entity": [reliance("atlantis", entity_id="atlantis")],
        "row-stands-once": [doubled(RELIANCE, figure_id="f102")],
        "least-is-no-less-than-nothing": [reliance(least=-1.0)],
        "most-is-no-more-than-all": [reliance(most=101.0)],
        "low-is-below-high": [reliance(least=99.0), reliance(most=None)],
    },
    "penetration": {
        "product-is-an-entity": [step("wire 2024/2025", product="wire"), step("2024/2025", product=None)],
        "row-stands-once": [doubled(STEP)],
        "first-low-is-below-high": [step(from_low=99.0)],
        "last-low-is-below-high": [step(to_low=99.0)],
        "points-low-is-below-high": [step(points_low=99.0)],
        "percent-low-is-below-high": [step(percent_low=999.0)],
    },
    "world_output": {
        "row-stands-once": [doubled("news 2024", edition="news")],
        "something-is-mined": [result("news 2024", {"edition": "news"}, low=0.0)],
        "low-is-below-high": [result("news 2024", {"edition": "news"}, low=9e9)],
    },
    "demand_share": {
        "product-is-an-entity": [demanded(DEMANDED.replace("lithium_tungstate", "wire"), product="wire")],
        "row-stands-once": [doubled(DEMANDED, output_edition="news", origin="printed")],
        "nothing-is-negative": [demanded(share_low=-1.0)],
        "low-is-below-high": [demanded(share_low=9e9)],
    },
    "ore": {
        "deposit-is-an-entity": [mined("atlantis f106 f107", entity_id="atlantis")],
        "row-stands-once": [doubled("upper_kairakty f106 f107")],
        "low-is-below-high": [mined("upper_kairakty f106 f107", ore_low=9e12)],
        "content-is-part-of-it": [mined("upper_kairakty f106 f107", ore_low=1.0)],
        "grade-is-part-of-a-whole": [mined("upper_kairakty f106 f107", grade_high=101.0)],
    },
    "mine_life": {
        "mine-is-an-entity": [implied(LIFE.replace("upper_kairakty", "atlantis"), entity_id="atlantis")],
        "origin-is-listed": [implied(LIFE.replace("implied", "guessed"), origin="guessed")],
        "row-stands-once": [doubled(LIFE, origin="implied")],
        "life-is-longer-than-nothing": [implied(life_low=0.0)],
        "low-is-below-high": [implied(life_low=999.0)],
        "output-low-is-below-high": [implied(output_low=9e9), implied(output_high=None)],
    },
    "shared_claims": {
        "entity-is-listed": [claimed(entity_id="atlantis")],
        "row-stands-once": [doubled(CLAIMED)],
        "earlier-comes-first": [claimed(other_published=dt.date(2024, 1, 1)), claimed(published=None)],
        "earlier-is-the-first": [claimed(earlier="other")],
        "first-low-is-below-high": [claimed(low=9e9), claimed(high=None)],
        "second-low-is-below-high": [claimed(other_low=9e9), claimed(other_high=None)],
        "outcome-is-listed": [claimed(outcome="likes"), claimed(outcome=None)],
    },
    "world_minerals": {
        "row-stands-once": [printed_output("tungsten الصين 2024", "B", country="الصين")],
        "id-has-its-form": [
            printed_output("tungsten B 2024", "B", reference_id="tungsten"),
            printed_output("tungsten B 2024", "B", reference_id=None),
        ],
        "country-is-listed": [printed_output("tungsten Atlantis 2024", "B", country="Atlantis")],
        "id-is-of-one-year": [printed_output("tungsten B 2024", "B", reference_id="m002")],
        "mineral-has-its-form": [
            printed_output("Tin B 2024", "B", mineral="Tin"),
            printed_output("B 2024", "B", mineral=None),
        ],
        "unpublished-is-empty": [
            printed_output("tungsten B 2024", "B", status="reported"),
            printed_output(OTHERS, "Others", value=None),
        ],
        "unit-is-one": [printed_output("tungsten B 2024", "B", unit="kt")],
        "rows-add-up": [
            printed_output("tungsten World 2024", "الصين", value=60000.0),
            printed_output("tungsten World 2024", "الصين", value=64000.0),
        ],
        "world-total-is-there": [printed_output("tungsten World 2024", "World", kind="country")],
        "address-is-there": [
            printed_output(OTHERS, "Others", url=None),
            printed_output(OTHERS, "Others", url="example.org"),
        ],
    },
    "minerals": {
        "row-stands-once": [doubled("tungsten 2024", mineral="tungsten")],
        "leader-is-listed": [among(leader="atlantis")],
        "index-is-within-its-bounds": [among(hhi_most=10001.0)],
        "rounding-widens-below": [among(hhi_least=9999.0)],
        "rounding-widens-above": [among(hhi_most=1.0)],
    },
    "constants": {
        "row-stands-once": [doubled("hhi_high", name="hhi_high")],
        "value-is-above-nothing": [result("hhi_high", {"name": "hhi_high"}, value=0.0)],
    },
}


@cache
def good() -> Ledger:
    return made_up_ledger()


@cache
def good_figures() -> pl.DataFrame:
    return raw_tables.printed_figures(good())


@cache
def analysis(name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the analyses make of the good ledger: a table, and the shares behind it where it has any."""
    given, figures = good().references, good_figures()
    if name == "concentration":
        held = holdings(figures, given["production"], given["reserves"], given["us_imports"], good().entities)
        return concentration(held), shares(held)
    if name == "demand":
        return demand(figures, given["constants"], good().wording), pl.DataFrame()
    return reserves(figures, given["reserves"], given["constants"], good().entities), pl.DataFrame()


def weighed_table(name: str, ledger: Ledger) -> pl.DataFrame:
    """Return the evidence or the verdicts, with no deposit of the references to speak against a figure."""
    believed = with_table(ledger, "deposits", lambda rows: rows.clear())
    return built_tables.BUILT[name](believed, raw_tables.printed_figures(believed))


@cache
def good_weighed(name: str) -> pl.DataFrame:
    return weighed_table(name, good())


FIGURES = factories.tidy(
    factories.percent("f101", 20, "demand_percent", entity_id="lithium_tungstate", year=2024),
    factories.percent("f102", 50, "import_reliance", entity_id="china", year=2024),
    factories.percent("f103", 60, "demand_percent", entity_id="lithium_tungstate", year=2025),
    factories.figure("f104", 12_000, measure="demand", entity_id="lithium_tungstate", basis="not_stated", year=2025),
    factories.figure("f105", 81_000, measure="mine_production", entity_id="world", basis="not_stated", year=2024),
    factories.figure("f106", 231_500, entity_id="upper_kairakty"),
    factories.percent("f107", 0.211, "grade", entity_id="upper_kairakty", basis="WO3"),
    factories.figure("f108", 3_300_000, measure="ore_mined", entity_id="upper_kairakty", basis="ore"),
    factories.percent("f109", 87.74, "recovery", entity_id="upper_kairakty"),
)
"""Figures that give a row in every table that charts draw."""


@cache
def drawn(name: str) -> pl.DataFrame:
    """Return one of the tables that charts draw."""
    if name == "constants":
        return pl.DataFrame({"name": ["hhi_moderate", "hhi_high"], "value": [1000.0, 1800.0]})
    if name == "shared_claims":
        later = {"news": source(), "other": source(published=dt.date(2026, 1, 31))}
        other = FIGURES.filter(figure_id="f105").with_columns(figure_id=pl.lit("f110"), source_id=pl.lit("other"))
        return UNROUNDED[name](pl.concat([FIGURES, other]), dataclasses.replace(good(), sources=later))
    return minerals(good()) if name == "minerals" else UNROUNDED[name](FIGURES, good())


def broken_table(judged: Suite, broken: Broken) -> tuple[pl.DataFrame, Ledger]:
    """The table a suite judges, with one thing amiss, and the ledger it is made of."""
    ledger = broken.ledger(good())
    if judged.table in raw_tables.RAW:
        return broken.judged(raw_tables.RAW[judged.table](ledger)), ledger
    if judged.table in ("evidence", "verdicts"):
        table = good_weighed(judged.table) if ledger is good() else weighed_table(judged.table, ledger)
        return broken.judged(table), ledger
    if judged.table in ("tidy", "sums"):
        figures = good_figures() if ledger is good() else raw_tables.printed_figures(ledger)
        return broken.judged(built_tables.BUILT[judged.table](ledger, broken.figures(figures))), ledger
    if judged.table == DECLARATIONS:
        found = run_suite(built_tables.BUILT["sums"](ledger, good_figures()), suite("sums"))
        return declarations(found, ledger.corrections, has_checks=False), ledger
    if judged.table == "processed":
        return broken.judged(built_tables.processed([])), ledger
    if judged.table in DRAWN:
        return rows(judged.table, broken.analysis(drawn(judged.table))), ledger
    made, parts = analysis(judged.table)
    if judged.table == "concentration":
        return built_tables.concentration_rows(broken.analysis(made), broken.shares(parts)), ledger
    return getattr(built_tables, f"{judged.table}_rows")(broken.analysis(made)), ledger


@pytest.mark.parametrize("name", [found.name for found in suites()])
def test_a_good_table_passes(name: str) -> None:
    judged = suite(name)
    table, _ = broken_table(judged, Broken(None))
    found = run_suite(table, judged, lists.parameters(good()))
    assert table.is_empty() == (name == "processed")  # of built tables only differing rows are listed
    assert found.filter(pl.col("outcome") != "passed").to_dicts() == []


@pytest.mark.parametrize(
    ("name", "rule", "broken"),
    [
        pytest.param(name, rule, broken, id=f"{name}/{rule}-{number}")
        for name, rules in BROKEN.items()
        for rule, cases in rules.items()
        for number, broken in enumerate(cases, start=1)
    ],
)
def test_a_broken_table_fails_and_names_the_row(name: str, rule: str, broken: Broken) -> None:
    judged = dataclasses.replace(suite(name), rules=tuple(found for found in suite(name).rules if found.key == rule))
    table, made_of = broken_table(judged, broken)
    found = run_suite(table, judged, lists.parameters(made_of)).row(0, named=True)
    assert found["outcome"] == "failed", found
    assert broken.names in [failure["subject"] for failure in found["failures"]]
    assert all(failure["found"] and failure["file"] for failure in found["failures"])


def test_every_rule_was_shown_to_fail_and_nothing_else_was() -> None:
    rules = {found.name: {rule.key for rule in found.rules} for found in suites()}
    assert {name: set(cases) for name, cases in BROKEN.items()} == rules
    assert all(cases for rules_of in BROKEN.values() for cases in rules_of.values())


def test_a_suite_is_a_file_that_names_each_rule_once() -> None:
    folder = files("tungsten.validation").joinpath("suites")
    for found in suites():
        text = folder.joinpath(f"{found.name}.yml").read_text(encoding="utf-8")
        written = re.findall(r"^  ([a-z-]+):$", text, flags=re.MULTILINE)
        assert written == [rule.key for rule in found.rules], found.name
        assert yaml.safe_load(text)["table"] == found.table


def test_a_suite_reads_as_sentences() -> None:
    for found in suites():
        assert found.says.endswith("."), found.name
        says = [rule.says for rule in found.rules]
        assert len(set(says)) == len(says), found.name
        for rule in found.rules:
            assert re.fullmatch(r"[a-z].*[^.\s]", rule.says), f"{found.name}/{rule.key}"
            assert rule.severity in SEVERITIES
            assert rule.fault in FAULTS


def sentences() -> list[tuple[str, str]]:
    """What every suite and every rule says, in English and in Arabic."""
    rules = [rule for found in suites() for rule in found.rules]
    return [(one.says, one.says_ar) for one in suites()] + [(rule.says, rule.says_ar) for rule in rules]


def test_a_suite_reads_as_sentences_in_arabic_too() -> None:
    for found in suites():
        assert found.says_ar.endswith("."), found.name
        says = [rule.says_ar for rule in found.rules]
        assert len(set(says)) == len(says), found.name
        for sentence in says:
            assert re.fullmatch(r"[\u0621-\u064a].*[^.\s]", sentence), f"{found.name}: {sentence}"


def test_no_english_word_is_left_in_an_arabic_sentence_but_files_values_and_units() -> None:
    for _, arabic in sentences():
        left = set(re.findall(r"[A-Za-z][\w₃]*(?:\.(?:csv|yml|json))?", arabic))
        named = {word for word in left if word.endswith((".csv", ".yml", ".json"))}
        assert left - named <= {"f", "http", "ISO", "sha256", "not_stated", "W", "WO₃"}, arabic


def test_both_languages_name_the_same_files_and_numbers() -> None:
    for english, arabic in sentences():
        named = [sorted(re.findall(r"\w+\.(?:csv|yml|json)|\d[\d,]*", said)) for said in (english, arabic)]
        assert named[0] == named[1], arabic


def test_every_table_names_the_rows_and_the_places_a_suite_asks_for() -> None:
    for found in suites():
        table, _ = broken_table(found, Broken(None))
        assert {found.subject, *(column for rule in found.rules for column in (*rule.columns(), *rule.shows))} <= set(
            table.columns
        )
        assert "file_line" in table.columns or found.name == "texts"


def test_every_list_a_suite_refers_to_is_there() -> None:
    text = "".join(str(rule.given) for found in suites() for rule in found.rules)
    assert set(re.findall(r"'\$PARAMETER': '(\w+)'", text)) <= set(lists.parameters(good()))
