"""The mentions of a text as rows of ``figures.csv``, each inside one line."""

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

from tungsten.ledger import scan
from tungsten.ledger.clean import printed_period, spells_its_period
from tungsten.ledger.quantity import hedge_means, read_quantities
from tungsten.vocabulary import UNDECIDED

Row = dict[str, Any]
"""A row of ``figures.csv``."""

MEASURES = {
    "date": "date",
    "heading": "heading_number",
    "legal": "legal_section",
    "metadata": "name_number",
}
"""The measure of each role but ``figure``."""

COLUMNS = (*scan.MENTION, "period", "unit_name")


def joined(text: str) -> tuple[str, int]:
    """Return a text whose mentions each lie in one line with their hedge, and how many line ends became spaces."""
    signs, joints = list(text), set[int]()
    for row in scan.mentions(text, COLUMNS).iter_rows(named=True):
        start, end = row["char_start"], row["char_end"]
        joints.update(place for place in range(start, end) if text[place] == "\n")
        joints.update(_line_ends_to_hedge(text, start, end, row["hedge_printed"]))
    for place in joints:
        signs[place] = " "
    return "".join(signs), len(joints)


def _line_ends_to_hedge(text: str, start: int, end: int, hedge: str | None) -> list[int]:
    """Return the line end before or after the lines of a mention that has its hedge behind it; none without one."""
    first, last = text.rfind("\n", 0, start), text.find("\n", end)
    last = len(text) if last < 0 else last
    if hedge is None or _found(hedge, text[first + 1 : last]):
        return []
    before, after = text.rfind("\n", 0, max(first, 0)), text.find("\n", last + 1)
    if first >= 0 and _found(hedge, text[before + 1 : last].replace("\n", " ")):
        return [first]
    after = len(text) if after < 0 else after
    return [last] if last < len(text) and _found(hedge, text[first + 1 : after].replace("\n", " ")) else []


def _found(hedge: str, line: str) -> re.Match[str] | None:
    """Find the words of a hedge in a line, in any case; the subject of a verb may stand between them."""
    return re.search(".*?".join(map(re.escape, hedge.split())), line, re.IGNORECASE)


def rows(text: str, source_id: str) -> list[Row]:
    """Return a row for each mention of a text, without an id and without suggestions."""
    lines = text.split("\n")
    found = scan.mentions(text, COLUMNS).pipe(with_unit_meant)
    return [_row(mention, source_id, lines) for mention in found.iter_rows(named=True)]


def with_unit_meant(mentions: pl.DataFrame) -> pl.DataFrame:
    """Add the column ``unit_meant``: the unit, where the text around a print tells it and the print does not.

    It is null where the print lacks more than its unit, as the 3 of "3 to 5 million tonnes" lacks "million".
    """
    alone = read_quantities(mentions.select("printed", "hedge_printed"), "printed", "hedge_printed")
    given = read_quantities(
        mentions.select("printed", "hedge_printed", "unit_name"), "printed", "hedge_printed", "unit_name"
    )
    is_needed = alone["unit"].ne_missing(mentions["unit"]) & mentions["unit"].is_not_null()
    is_enough = (given["low"] == mentions["low"]) & (given["high"] == mentions["high"])
    is_figure = mentions["role"] == "figure"
    return mentions.with_columns(unit_meant=pl.when(is_figure & is_needed & is_enough).then("unit_name"))


def _row(mention: Mapping[str, Any], source_id: str, lines: list[str]) -> Row:
    role = mention["role"]
    hedge = _as_printed(mention["hedge_printed"], lines[mention["line"] - 1])
    is_figure = role in {"figure", "unread"}
    return {
        "source_id": source_id,
        "line": mention["line"],
        "char_start": mention["start_in_line"],
        "char_end": mention["end_in_line"],
        "printed": mention["printed"],
        "role": "figure" if is_figure else role,
        "measure": UNDECIDED if is_figure else MEASURES[role],
        "basis": "not_applicable",
        "period": _period(mention) if role == "date" else None,
        "hedge_printed": hedge,
        "per": mention["per"] if is_figure else None,
        "status": _status(mention),
        "unit": mention["unit"],
        "unit_meant": mention["unit_meant"],
    }


def _status(mention: Mapping[str, Any]) -> str | None:
    """Return what a reader has to decide on: figures, numbers that were not understood, dates without a year."""
    if mention["role"] == "unread":
        return "unread"
    is_open_date = mention["role"] == "date" and not _has_period(mention)
    return "suggested" if mention["role"] == "figure" or is_open_date else None


def _has_period(mention: Mapping[str, Any]) -> bool:
    """Return whether a date has a period that its print spells, as the suite of the ledger asks for it."""
    period = _period(mention)
    return period is not None and bool(_of_print(mention["printed"], period, spells_its_period()))


def _period(mention: Mapping[str, Any]) -> str | None:
    """Return the period of a date: the day or month that its print spells, or else what the scanner read."""
    spelt, read = str(_of_print(mention["printed"], None, printed_period())), mention["period"]
    is_day = re.fullmatch(r"\d{4}-\d\d(-\d\d)?", spelt) and read is not None and spelt.startswith(read)
    return spelt if is_day else read


def _of_print(printed: str, period: str | None, expression: pl.Expr) -> Any:
    schema = {"printed": pl.String, "period": pl.String}
    return pl.DataFrame([(printed, period)], schema=schema, orient="row").select(expression).item()


def _as_printed(hedge: str | None, line: str) -> str | None:
    """Return a hedge as the line has it; as the packs write it where its words are apart."""
    found = _found(hedge, line) if hedge else None
    return found[0] if found and _is_known(found[0]) else hedge


def _is_known(hedge: str) -> bool:
    return pl.select(hedge_means(pl.lit(hedge))).item() is not None
