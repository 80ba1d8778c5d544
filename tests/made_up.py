"""A small made-up ledger with a text of its own, and factories for rows of it.

Nothing here is of the article: suites that need a text are tested without it.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from tungsten.ledger import read
from tungsten.ledger.read import Ledger

ROOT = Path(__file__).parents[1]

SOURCE = "made-up"

FILES = ("data/raw/figures.csv", "data/raw/sources.yml")
"""Files whose digests are what their description says."""

# Each mention stands in brackets behind its id; what is between is printed in the text.
MARKED = """\
[f001:November 21 2025] عنوان
[f002:01] فصل
في عام [f003:2024] كان الإنتاج العالمي حوالي [f004:81,000 طن] بموجب القسم [f005:301]
من [f006:2020 إلى عام 2023] كانت [f007:27٪] من الصين و[f008:73٪] من مصادر أخرى
كازاخستان تتجاوز [f009:2 مليون طن] وفيها كايراكتي [f010:1.216 مليون طن] بدرجة [f011:0.13٪ - 0.15٪] واسترداد [f012:85 ٪]
تلقت كايراكتي قرض [f013:255 مليون دولار] تملك كوف [f014:70٪] وتملك تاو كين [f015:30٪]
الطلب على التنغستات [f016:12000 طن] بزيادة [f017:300 ٪] وكازاخستان في [f018:المرتبة الثانية] بعد الصين
"""
_MARK = re.compile(r"\[(f\d+):([^\]]+)\]")

TEXT = _MARK.sub(r"\2", MARKED)


def spans() -> dict[str, tuple[int, int, int, str]]:
    """Line, start, end and print of every marked mention, by id."""
    found = {}
    for number, line in enumerate(MARKED.split("\n"), start=1):
        removed = 0
        for mark in _MARK.finditer(line):
            start = mark.start() - removed
            found[mark[1]] = (number, start, start + len(mark[2]), mark[2])
            removed += len(mark[0]) - len(mark[2])
    return found


def figure(figure_id: str = "f004", **changes: Any) -> dict[str, Any]:
    """A row of the raw ledger: a tonnage of world output, unless ``changes`` say otherwise."""
    line, start, end, printed = spans().get(figure_id, (1, 0, 8, "81000 طن"))
    digits = " - ".join(re.findall(r"\d+(?:\.\d+)?", printed.replace(",", "")))
    row = {
        "figure_id": figure_id,
        "source_id": SOURCE,
        "line": line,
        "char_start": start,
        "char_end": end,
        "printed": printed,
        "role": "figure",
        "subject_printed": "العالمي",
        "measure": "mine_production",
        "basis": "not_stated",
        "period": None,
        "hedge_printed": None,
        "statement_en": f"Mention {figure_id} prints {digits}.",
        "statement_ar": f"تذكر {figure_id} العدد {digits}.",
        "commodity": "tungsten",
        "ahead_printed": None,
        "per": None,
        "status": None,
    }
    return row | changes


def other(figure_id: str, role: str, measure: str, period: str | None = None) -> dict[str, Any]:
    """A mention that is no figure."""
    nothing = {"basis": "not_applicable", "subject_printed": None, "commodity": None}
    return figure(figure_id, role=role, measure=measure, period=period, **nothing)


def money(figure_id: str, subject: str, measure: str) -> dict[str, Any]:
    """A figure of money or of a stake, which has no basis."""
    return figure(figure_id, subject_printed=subject, measure=measure, basis="not_applicable", commodity=None)


def mentions() -> list[dict[str, Any]]:
    """The whole made-up ledger."""
    share = {"measure": "import_share", "basis": "all_forms", "period": "2020/2023"}
    stock = {"subject_printed": "كايراكتي", "basis": "WO3"}
    return [
        other("f001", "metadata", "publication_time", "2025-11-21"),
        other("f002", "heading", "heading_number"),
        other("f003", "date", "date", "2024"),
        figure("f004", basis="W", period="2024", hedge_printed="حوالي"),
        other("f005", "legal", "legal_section"),
        other("f006", "date", "date", "2020/2023"),
        figure("f007", subject_printed="الصين", **share),
        figure("f008", subject_printed="مصادر أخرى", **share),
        figure("f009", subject_printed="كازاخستان", measure="reserves", basis="WO3", hedge_printed="تتجاوز"),
        figure("f010", measure="reserves", **stock),
        figure("f011", measure="grade", **stock),
        figure("f012", measure="recovery", **stock | {"basis": "not_stated"}),
        money("f013", "كايراكتي", "loan"),
        money("f014", "كوف", "ownership"),
        money("f015", "تاو كين", "ownership"),
        figure("f016", subject_printed="التنغستات", measure="demand", period="2025"),
        figure("f017", subject_printed="التنغستات", measure="demand_growth", basis="not_applicable", period="2025"),
        figure("f018", subject_printed="كازاخستان", measure="reserve_rank", ahead_printed="الصين"),
    ]


def entity(alias: str, entity_id: str, kind: str = "country", **changes: Any) -> dict[str, Any]:
    """A row of the entities; a country lies in itself."""
    name = entity_id.replace("_", " ").title()
    row = {"alias": alias, "entity_id": entity_id, "name_en": name, "name_ar": f"اسم {entity_id.upper()}", "kind": kind}
    return row | {"country": name if kind == "country" else None} | changes


def entities() -> list[dict[str, Any]]:
    return [
        entity("العالمي", "world", "world"),
        entity("World total", "world", "world"),
        entity("Sum", "listed_sum", "sum"),
        entity("الصين", "china"),
        entity("كازاخستان", "kazakhstan"),
        entity("Bolivia", "bolivia"),
        entity("Vietnam", "vietnam"),
        entity("B", "b_land"),
        entity("مصادر أخرى", "other_sources", "block"),
        entity("Other countries", "other_countries", "block"),
        entity("كايراكتي", "upper_kairakty", "deposit", country="Kazakhstan"),
        entity("كوف", "cove_kaz", "company", country="Kazakhstan"),
        entity("تاو كين", "tau_ken_samruk", "company", country="Kazakhstan"),
        entity("التنغستات", "lithium_tungstate", "product"),
        entity("Tungsten", "tungsten", "metal"),
        entity("Tungsten trioxide", "tungsten_trioxide", "compound"),
        entity("Oxygen", "oxygen", "element"),
        entity("Lithium", "lithium", "element"),
    ]


def measure(name: str, theme: str, unit: str | None, low: float | None, high: float | None) -> dict[str, Any]:
    """A row of the measures."""
    labels = {"label_en": name.replace("_", " ").capitalize(), "label_ar": f"قياس {name.upper()}"}
    return {"measure": name, "theme": theme, "base_unit": unit, "low": low, "high": high, **labels}


def measures() -> list[dict[str, Any]]:
    return [
        measure("mine_production", "supply", "t", 0, 1e6),
        measure("import_share", "trade", "percent", 0, 100),
        measure("reserves", "reserves", "t", 1, 1e9),
        measure("resources", "reserves", "t", 1, 1e9),
        measure("ore_tonnage", "reserves", "t", 1, 1e11),
        measure("grade", "reserves", "percent", 0, 90),
        measure("recovery", "reserves", "percent", 0, 100),
        measure("loan", "finance", "USD", 1e5, 1e11),
        measure("ownership", "finance", "percent", 0, 100),
        measure("demand", "demand", "t", 1, 1e6),
        measure("demand_growth", "demand", "percent", -100, 1000),
        measure("reserve_rank", "reserves", "rank", 1, 200),
        measure("mass_fraction", "constant", "ratio", 0, 1),
        measure("atomic_weight", "constant", "g_per_mol", 1, 300),
        measure("market_note", "constant", "text", None, None),
        measure("date", "calendar", "year", 1900, 2100),
        measure("publication_time", "calendar", "year", 1900, 2100),
        measure("heading_number", "layout", None, None, None),
        measure("legal_section", "law", None, None, None),
    ]


def reference(
    reference_id: str = "p001", entity_id: str = "china", low: float | None = 60000, **changes: Any
) -> dict[str, Any]:
    """A fact of a reference table: a country's mine output in tonnes of W, unless ``changes`` say otherwise."""
    row = {
        "reference_id": reference_id,
        "commodity": "tungsten",
        "entity_id": entity_id,
        "measure": "mine_production",
        "period": "2023",
        "low": low,
        "high": low,
        "unit": "t",
        "qualifier": None if low is None else "exact",
        "basis": "W",
        "kind": "production",
        "status": "estimated",
        "edition": "MCS2025",
        "edition_ar": None,
        "confidence": "read_in_source",
        "decides": True,
        "citation": "a survey",
        "url": "https://example.org/survey",
        "note": None,
    }
    return row | changes


def derived(reference_id: str, entity_id: str, low: float, citation: str, **changes: Any) -> dict[str, Any]:
    """A fact that is arithmetic on others."""
    how = {"status": "derived", "confidence": "derived", "citation": citation, "url": None}
    return reference(reference_id, entity_id, low, **how | changes)


def references() -> dict[str, list[dict[str, Any]]]:
    unnamed = {"edition": None, "edition_ar": "صفحة"}
    reserve = {"measure": "reserves", "kind": "reserve", "period": "2024"}
    share = {"measure": "import_share", "unit": "percent", "basis": "all_forms", "kind": "trade", "period": "2020/2023"}
    deposit = {"kind": "resource", "status": "reported", **unnamed, "period": None}
    weight = {"measure": "atomic_weight", "unit": "g_per_mol", "basis": "not_applicable", "kind": "constant"}
    timeless = {**unnamed, "period": None, "status": "reported"}
    recalled = {"confidence": "recalled", "decides": False, "url": "https://example.org/memory"}
    return {
        "production": [
            reference("p001", "china", 60000),
            reference("p002", "other_countries", 20000),
            reference("p003", "world", 80000),
            derived("p004", "listed_sum", 80000, "derived from p001 and p002"),
            reference("p005", "world", 80000, confidence="read_in_secondary", url="https://example.org/page"),
            reference("p006", "vietnam", 0),
            reference("p007", "bolivia", 0),
        ],
        "reserves": [
            reference("r001", "china", 2400000, status="reported", **reserve),
            reference("r002", "other_countries", 950000, status="reported", **reserve),
            reference("r003", "vietnam", 140000, status="reported", **reserve),
            reference("r004", "bolivia", None, status="not_available", **reserve),
            reference("r005", "world", 3500000, status="reported", **reserve),
        ],
        "us_imports": [
            reference("u001", "china", 27, **share),
            reference("u002", "other_sources", 73, **share),
        ],
        "deposits": [
            reference("d001", "upper_kairakty", 100000000, **deposit | {"measure": "ore_tonnage", "basis": "ore"}),
            reference(
                "d002", "upper_kairakty", 0.2, **deposit | {"measure": "grade", "unit": "percent", "basis": "WO3"}
            ),
            reference("d003", "upper_kairakty", 200000, **deposit | {"measure": "resources", "basis": "WO3"}),
        ],
        "deals": [
            reference("l001", "china", None, measure="market_note", unit="text", kind="text", status="reported"),
            reference("l002", "tungsten", 4e5, high=5e5, qualifier="range", measure="demand", kind="estimate"),
        ],
        "constants": [
            reference("c001", "tungsten", 183.84, **weight, **timeless),
            reference("c002", "oxygen", 15.999, **weight, **timeless),
            reference("c003", "lithium", 6.94, **weight, **timeless | recalled | {"url": None}),
            reference(
                "c004",
                "tungsten_trioxide",
                0.793,
                **timeless | {"measure": "mass_fraction", "unit": "ratio", "kind": "constant"},
            ),
        ],
    }


def witness(witness_id: str = "w001", figure_id: str = "f017", **changes: Any) -> dict[str, Any]:
    """How another version words a figure: demand grew by 300 %, unless ``changes`` say otherwise."""
    row = {
        "witness_id": witness_id,
        "source_id": SOURCE,
        "figure_id": figure_id,
        "language": "zh",
        "printed": "300%",
        "measure": "demand_growth",
        "low": 300,
        "high": 300,
        "unit": "percent",
        "qualifier": "exact",
        "reading": "grew_by",
        "confidence": "read_in_secondary",
        "citation": "another version",
        "url": "https://example.org/version",
    }
    return row | changes


def source(**changes: Any) -> dict[str, Any]:
    """What ``sources.yml`` says of the made-up source."""
    said = {
        "title_en": "A made-up article",
        "title_ar": "مقال مختلق",
        "publisher": "Nobody",
        "published": dt.date(2025, 11, 21),
        "language": "ar",
        "translation_chain": ["zh", "ar"],
        "sha256": sha256(TEXT.encode()).hexdigest(),
        "lines": TEXT.count("\n") + 1,
        "digit_tokens": len(re.findall(r"\d[\d.,]*\d|\d", TEXT)),
        "is_cut_off": True,
        "cut_off": "It stops where its author did.",
        "licence": "Free for all.",
        "file_line": 1,
    }
    return said | changes


def correction(figure_id: str = "f013", action: str = "rescale", **changes: Any) -> dict[str, Any]:
    """An entry of ``corrections.yml``."""
    said = {
        "figure": figure_id,
        "action": action,
        "to": -1,
        "reason": "The lender says a tenth of it.",
        "reason_ar": "المقرض يقول عُشر ذلك.",
        "evidence": ["made-up/holds"],
        "citation": "a release",
        "status": "declared",
        "file_line": 2,
    }
    return said | changes


def outputs() -> list[dict[str, Any]]:
    """The output of one mineral by country: a country, one whose output isn't published, the others, and the world."""
    same = {
        "reference_id": "m001",
        "mineral": "tungsten",
        "stage": "mine",
        "period": "2024",
        "unit": "t",
        "basis": "tungsten content",
    }
    cited = {"status": "reported", "edition": "MCS2025", "citation": "a survey", "url": "https://example.org/survey"}
    listed = [
        ("الصين", "country", 66000),
        ("B", "country", None),
        ("Others", "block", 15000),
        ("World", "world", 81000),
    ]
    return [
        {**same, **cited, "country": country, "kind": kind, "value": value}
        | ({"status": "not_published"} if value is None else {})
        for country, kind, value in listed
    ]


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as the reader hands them on, each with the line it stands in."""
    numbers = dict.fromkeys(("line", "char_start", "char_end"), pl.Int64()) | dict.fromkeys(
        ("low", "high", "value"), pl.Float64()
    )
    kinds = {name: numbers.get(name, pl.String()) for name in rows[0]} | {"decides": pl.Boolean()}
    schema = {name: kinds[name] for name in rows[0]}
    return pl.DataFrame(rows, schema=schema, strict=False).with_columns(
        file_line=pl.int_range(2, pl.len() + 2, dtype=pl.Int64)
    )


def made_up_ledger() -> Ledger:
    """A ledger in which every rule holds."""
    return Ledger(
        figures=frame(mentions()),
        entities=frame(entities()),
        measures=frame(measures()),
        references={name: frame(rows) for name, rows in references().items()},
        sources={SOURCE: source()},
        corrections=[
            correction(),
            correction("f012", "rebase", **{"from": "not_stated", "to": "WO3", "file_line": 12}),
        ],
        texts={SOURCE: TEXT},
        wording=frame([witness()]),
        minerals=frame(outputs()),
        files=dict.fromkeys(FILES, "0" * 64),
    )


def tables_of(ledger: Ledger) -> dict[str, pl.DataFrame]:
    """The tables of a ledger by name, reference tables among them."""
    return {
        "figures": ledger.figures,
        "entities": ledger.entities,
        "measures": ledger.measures,
        "wording": ledger.wording,
        **ledger.references,
    }


def with_table(ledger: Ledger, name: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Ledger:
    """The same ledger with one of its tables changed."""
    changed = change(tables_of(ledger)[name])
    if name in read.REFERENCES:
        return dataclasses.replace(ledger, references=ledger.references | {name: changed})
    parts: dict[str, Any] = {name: changed}
    return dataclasses.replace(ledger, **parts)


def with_cells(table: pl.DataFrame, row: str, **cells: Any) -> pl.DataFrame:
    """The same table with other cells in the row that the first column names."""
    chosen = pl.col(table.columns[0]) == row
    assert table.filter(chosen).height == 1, f"no row {row}"
    kinds = table.schema
    changed = (
        pl.when(chosen).then(pl.lit(cell, kinds[name])).otherwise(name).alias(name) for name, cell in cells.items()
    )
    return table.with_columns(changed)
