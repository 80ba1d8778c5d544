"""The tables of ``data/raw`` as the suites judge them.

A rule about more than one cell becomes a column here: a yes or no, a count or
a difference, so that a suite can state it plainly. Every table has the
``file`` and ``file_line`` of its rows. Nothing here decides whether a row is
right; the suites do.
"""

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl

from tungsten.evidence.corrections import apply_possible
from tungsten.evidence.other_versions import READINGS
from tungsten.evidence.statements import with_statements
from tungsten.ledger import clean, read
from tungsten.ledger.declared import TO_FILL_IN
from tungsten.ledger.interval import rounding_half_width
from tungsten.ledger.pack import words
from tungsten.ledger.quantity import hedge_means, parts, spelling
from tungsten.ledger.read import Ledger
from tungsten.validation import source_text
from tungsten.validation.cells import (
    cells_not_plain,
    empty_cells,
    filled,
    is_basis_of_imports,
    is_basis_of_its_commodity,
    is_part_of_a_whole,
    measure_ranges,
    true_where,
)
from tungsten.validation.closed_lists import LOCATED, REPLACING, numeric_units
from tungsten.validation.reference_rows import references
from tungsten.validation.totals import totals, with_gap
from tungsten.vocabulary import FIGURE_LETTER, FIGURE_NUMBER, UNDECIDED

IN_A_NAME = "name_number"
"""The measure of a number that is part of a name, as the 35 in F-35."""

UNITLESS = ("layout", "law", "name", UNDECIDED)
"""The themes of measures without a unit."""

_SOURCE: dict[str, type[pl.DataType]] = {
    "title_en": pl.String,
    "title_ar": pl.String,
    "publisher": pl.String,
    "publisher_ar": pl.String,
    "published": pl.String,
    "language": pl.String,
    "translation_chain": pl.String,
    "sha256": pl.String,
    "lines": pl.Int64,
    "digit_tokens": pl.Int64,
    "is_cut_off": pl.Boolean,
    "cut_off": pl.String,
    "licence": pl.String,
    "state": pl.String,
    "file_line": pl.Int64,
}

_CORRECTION: dict[str, type[pl.DataType]] = {
    **dict.fromkeys("figure action from to reason reason_ar evidence citation status".split(), pl.String),
    "file_line": pl.Int64,
}


def printed_figures(ledger: Ledger) -> pl.DataFrame:
    """Return the tidy figures as printed, one row for each raw row, with null for what can't be read."""
    return clean.cleaned(ledger.figures, ledger.entities).select(clean.TIDY)


def figures(ledger: Ledger) -> pl.DataFrame:
    """Return the raw figures, with one column for each rule about several cells or about the row above."""
    is_decided = pl.col("status").is_null()
    is_figure, is_date = (is_decided & (pl.col("role") == role) for role in ("figure", "date"))
    is_tonnage, is_growth = pl.col("base_unit") == "t", is_decided & (pl.col("measure") == "demand_growth")
    years_en, years_ar = _years_in("statement_en"), _years_in("statement_ar")
    return (
        clean.cleaned(with_statements(ledger), ledger.entities)
        .join(measure_ranges(ledger), on="measure", how="left", maintain_order="left")
        .with_columns(pl.when(is_decided).then(pl.col("base_unit")))
        .join(
            _source_entries(ledger, source_lines="lines", source_day="published"),
            on="source_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            unread=clean.faults(),
            figure_id_above=pl.col("figure_id").shift(1),
            id_order=id_order("figure_id"),
            id_order_above=id_order("figure_id").shift(1),
            line_above=pl.col("line").shift(1).over("source_id"),
            end_above=pl.col("char_end").shift(1).over("source_id", "line"),
            span_length=pl.col("char_end") - pl.col("char_start"),
            printed_length=pl.col("printed").str.len_chars().cast(pl.Int64),
            printed_scale=_printed_scale(),
            read_scale=_read_scale(),
            unknown_hedge=pl.when(hedge_means(pl.col("hedge_printed")).is_null()).then("hedge_printed"),
            is_free_of_its_hedge=_is_free_of_its_hedge(),
            unknown_ahead=_unknown_names("ahead_printed", ledger.entities["alias"]),
            has_a_subject=true_where(is_figure, pl.col("subject_printed").is_not_null()),
            has_a_fitting_basis=pl.when(is_decided).then(_has_a_fitting_basis()),
            is_basis_of_its_commodity=pl.when(is_decided).then(is_basis_of_its_commodity()),
            is_basis_of_imports=pl.when(is_decided).then(is_basis_of_imports()),
            has_a_commodity=true_where(is_tonnage, pl.col("commodity").is_not_null()),
            is_of_its_period=true_where(is_date, clean.spells_its_period()),
            unknown_days=pl.when(is_figure).then(_unknown_days()),
            is_of_its_level=true_where(is_growth, _has_a_level()),
            names_its_years=true_where(is_figure & (years_en.list.len() > 0), _years_lie_in_period(years_en)),
            names_the_same_years=true_where(is_figure, years_en == years_ar),
            is_repeated_en=true_where(is_figure, _repeats_numbers("statement_en")),
            is_repeated_ar=true_where(is_figure, _repeats_numbers("statement_ar")),
            marked_cells=cells_not_plain(
                "printed", "subject_printed", "hedge_printed", "ahead_printed", "statement_en", "statement_ar"
            ),
        )
        .with_columns(filled("figure_id", "source_id", "printed", "role", "measure", "basis"))
        .with_columns(filled("statement_en", "statement_ar"))
    )


def entities(ledger: Ledger) -> pl.DataFrame:
    """Return the aliases, with how many descriptions their entity has and whether any table uses it."""
    printed = [*ledger.figures["subject_printed"].drop_nulls(), *ledger.minerals["country"].drop_nulls()]
    is_subject = pl.col("alias").is_in(printed)
    moved_to = [entry.get("to") for entry in ledger.corrections if entry.get("action") == "reassign"]
    subjects = {*ledger.entities.filter(is_subject)["entity_id"], *moved_to}
    used = subjects.union([UNDECIDED], *(table["entity_id"] for table in ledger.references.values()))
    return ledger.entities.with_columns(
        filled("alias", "entity_id", "name_en", "name_ar", "kind"),
        country=pl.when(pl.col("kind").is_in(LOCATED)).then(pl.col("country").fill_null("")).otherwise("country"),
        descriptions=pl.struct("name_en", "name_ar", "kind", "country").n_unique().over("entity_id").cast(pl.Int64),
        is_used=pl.col("entity_id").is_in(_known(used)),
        marked_cells=cells_not_plain("alias", "name_en", "name_ar", "country"),
    )


def world_minerals(ledger: Ledger) -> pl.DataFrame:
    """Return the output of minerals by country, in the row of a world total with its ``gap`` to the other rows."""
    of_year, is_world = ["mineral", "period"], pl.col("kind") == "world"
    half_width = rounding_half_width(pl.col("value"), pl.lit("t"), pl.lit("exact"))
    ends = {"least": pl.col("value") - half_width, "most": pl.col("value") + half_width}
    compared = ledger.minerals.with_columns(
        **{f"parts_{name}": end.filter(~is_world).sum().over(of_year) for name, end in ends.items()},
        **{f"whole_{name}": end for name, end in ends.items()},
        is_limit=pl.lit(False),
    )
    return with_gap(compared).with_columns(
        filled("reference_id", "mineral", "country", "unit", "basis", "citation", "url"),
        row=pl.concat_str("mineral", "country", "period", separator=" ", ignore_nulls=True),
        is_empty_where_unpublished=pl.col("value").is_null() == (pl.col("status") == "not_published"),
        units=pl.col("unit").n_unique().over(of_year).cast(pl.Int64),
        ids=_ids_and_years(of_year),
        is_named=true_where(pl.col("kind") == "country", pl.col("country").is_in(ledger.entities["alias"].to_list())),
        gap=pl.when(is_world).then("gap"),
        worlds=is_world.sum().over(of_year).cast(pl.Int64),
    )


def _ids_and_years(of_year: list[str]) -> pl.Expr:
    """Return how many ids a mineral has in a year, or if there are more, how many minerals and years an id has."""
    ids, years = pl.col("reference_id").n_unique().over(of_year), pl.struct(of_year).n_unique().over("reference_id")
    return pl.max_horizontal(ids, years).cast(pl.Int64)


def measures(ledger: Ledger) -> pl.DataFrame:
    """Return the measures, with whether their ranges are possible and whether any table uses them."""
    corrected_to = [entry.get("to") for entry in ledger.corrections if entry.get("action") == "remeasure"]
    printed_as = {*ledger.figures["measure"], *corrected_to}
    used = printed_as.union([UNDECIDED, IN_A_NAME], *(table["measure"] for table in ledger.references.values()))
    is_numeric, needs_no_unit = pl.col("base_unit").is_in(numeric_units()), pl.col("theme").is_in(UNITLESS)
    is_within = (pl.col("low") >= 0) & (pl.col("high") <= 100)
    return ledger.measures.with_columns(
        filled("measure", "theme", "label_en", "label_ar"),
        base_unit=pl.when(needs_no_unit).then("base_unit").otherwise(pl.col("base_unit").fill_null("")),
        has_a_range=true_where(is_numeric, pl.col("low") < pl.col("high")),
        is_within_the_whole=true_where(is_part_of_a_whole("base_unit"), is_within),
        is_used=pl.col("measure").is_in(_known(used)),
        marked_cells=cells_not_plain("label_en", "label_ar"),
    )


def sources(ledger: Ledger) -> pl.DataFrame:
    """Return the entries of ``sources.yml``, with what the ledger holds of each source."""
    in_ledger = ledger.figures.group_by("source_id").agg(
        tokens_in_ledger=pl.col("printed").str.count_matches(source_text.DIGIT_TOKEN).sum().cast(pl.Int64),
        publication_printed=pl.col("period").filter(pl.col("measure") == "publication_time").first(),
        undecided=pl.col("figure_id").filter(pl.col("status").is_not_null()).str.join(" "),
    )
    return (
        _source_entries(ledger, **{name: name for name in _SOURCE})
        .join(in_ledger, on="source_id", how="left", maintain_order="left")
        .with_columns(
            filled("language", "sha256"),
            pl.col("tokens_in_ledger").fill_null(0),
            unfinished=pl.when(pl.col("state").is_null()).then(_unfinished()),
            last_language=pl.col("translation_chain").str.extract(r"(\S+)$"),
            left_out=empty_cells("title_en", "title_ar", "publisher", "published", "lines", "licence", "is_cut_off"),
            is_explained=true_where(pl.col("is_cut_off"), pl.col("cut_off").is_not_null()),
            marked_cells=cells_not_plain("title_en", "title_ar", "publisher", "publisher_ar"),
        )
    )


def _unfinished() -> pl.Expr:
    """Return the undecided figures of a source and the names of what is still to be filled in, null if nothing is."""
    fields = ("title_en", "title_ar", "publisher", "licence")
    missing = [pl.when(pl.col(name).str.starts_with(TO_FILL_IN)).then(pl.lit(name)) for name in fields]
    parts = [*missing, pl.col("undecided").replace("", None)]
    return pl.concat_str(parts, separator=" ", ignore_nulls=True).replace("", None)


def wording(ledger: Ledger) -> pl.DataFrame:
    """Return the figures of other versions, with the unit of the measure and whether the figure is in the ledger."""
    units = ledger.measures.select("measure", "base_unit").unique("measure", keep="first")
    in_ledger = ledger.figures.filter(pl.col("role") == "figure").select("source_id", "figure_id")
    known = in_ledger.with_columns(is_of_a_figure=True).unique(["source_id", "figure_id"])
    return (
        ledger.wording.join(units, on="measure", how="left", maintain_order="left")
        .join(known, on=["source_id", "figure_id"], how="left", maintain_order="left")
        .with_columns(
            filled("witness_id", "language", "measure", "qualifier", "confidence", "url"),
            pl.col("is_of_a_figure").fill_null(False),
            has_its_reading=true_where(pl.col("measure") == "demand_growth", pl.col("reading").is_in(READINGS)),
            marked_cells=cells_not_plain("printed", "citation", "url"),
            file=pl.lit(read.WORDING.as_posix()),
        )
    )


def files(ledger: Ledger) -> pl.DataFrame:
    """Return the files of ``data/raw``, and each row or file that is not as ``datapackage.json`` describes it."""
    changed = [(change.file, change.line, change.subject, change.found) for change in ledger.changes]
    as_described = ledger.files.keys() - {file for file, *_ in changed}
    rows = [*((file, 1, file, None) for file in sorted(as_described)), *changed]
    schema = {"file": pl.String, "file_line": pl.Int64, "row": pl.String, "amiss": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def texts(ledger: Ledger) -> pl.DataFrame:
    """Return the source texts at hand, with the digest and counts that ``sources.yml`` declares for them."""
    declared = _source_entries(ledger, sha256_declared="sha256", lines_declared="lines", tokens_declared="digit_tokens")
    return source_text.texts(ledger).join(declared, on="source_id", how="left", maintain_order="left")


def corrections(ledger: Ledger) -> pl.DataFrame:
    """Return the entries of ``corrections.yml``, with how many checks each names and why it can't be applied."""
    rows = [_cells(entry, _CORRECTION) for entry in ledger.corrections]
    checks = [len(entry["evidence"]) if isinstance(entry.get("evidence"), list) else 0 for entry in ledger.corrections]
    _, faults = apply_possible(printed_figures(ledger), ledger.corrections)
    has_from, has_to = pl.col("from").is_not_null(), pl.col("to").is_not_null()
    needs_from, needs_none = pl.col("action").is_in(REPLACING), pl.col("action") == "withhold"
    return pl.DataFrame(rows, schema=_CORRECTION, orient="row").with_columns(
        filled("figure", "action", "reason", "reason_ar", "status"),
        checks_named=pl.Series(checks, dtype=pl.Int64),
        has_its_remedy=needs_none | (has_to & (has_from | ~needs_from)),
        not_applicable=pl.Series(faults, dtype=pl.String),
        marked_cells=cells_not_plain("reason", "reason_ar", "citation"),
    )


RAW: dict[str, Callable[[Ledger], pl.DataFrame]] = {
    "files": files,
    "wording": wording,
    "ledger": figures,
    "entities": entities,
    "measures": measures,
    "sources": sources,
    "corrections": corrections,
    "references": references,
    "world_minerals": world_minerals,
    "totals": totals,
    "spans": source_text.spans,
    "coverage": source_text.coverage,
    "texts": texts,
}
"""By the name a suite gives its table, the function that returns it."""


def id_order(column: str) -> pl.Expr:
    """Return text by which figure ids sort: the number padded with zeros, then the letter of one added later."""
    number, letter = (pl.col(column).str.extract(f"^f({FIGURE_NUMBER})({FIGURE_LETTER})$", group) for group in (1, 2))
    return number.str.zfill(9) + letter.fill_null("")


def _is_free_of_its_hedge() -> pl.Expr:
    """Return whether the print does not contain the hedge; null in Chinese, which has hedges inside numbers: 20多万."""
    printed = pl.col("printed")
    return pl.when(~printed.str.contains(r"\p{Han}")).then(~printed.str.contains(pl.col("hedge_printed"), literal=True))


def _unknown_names(column: str, known: pl.Series) -> pl.Expr:
    """Return the names in a cell, separated by ``|``, that are no known alias; null if all are known."""
    unknown = pl.col(column).str.split("|").list.set_difference(pl.lit(known.drop_nulls().to_list()))
    return unknown.list.join("|").replace("", None)


def _has_a_fitting_basis() -> pl.Expr:
    """Return whether tonnes have a basis (``not_stated`` counts) and money and non-figures have none; else null."""
    has_none = pl.col("basis") == "not_applicable"
    needs_none = (pl.col("role") != "figure") | (pl.col("base_unit") == "USD")
    return pl.when(needs_none).then(has_none).when(pl.col("base_unit") == "t").then(~has_none)


_DAY = r"\d{4}-\d{2}-\d{2}"


def _unknown_days() -> pl.Expr:
    """Return the days in the period of a figure that its source does not give; null if there are none.

    A source gives the days of its dates and the day of its publication. The last day of a month is always allowed.
    """
    days = pl.col("period").str.extract_all(_DAY)
    of_dates = pl.when(pl.col("role") != "figure").then(days).explode().implode().over("source_id")
    published = pl.concat_list(pl.col("source_day").cast(pl.String))
    unknown = days.list.set_difference(of_dates).list.set_difference(published)
    is_last = pl.element().str.to_date("%Y-%m-%d", strict=False)
    inner = unknown.list.eval(pl.element().filter(is_last.dt.month_end() != is_last))
    return inner.list.join(" ").replace("", None)


def _has_a_level() -> pl.Expr:
    """Return whether a level of demand is printed for the same subject and period."""
    is_level = pl.col("measure") == "demand"
    return is_level.any().over("source_id", "subject_printed", "period")


def _years_in(column: str) -> pl.Expr:
    """Return the years from 1900 to 2099 in a statement, sorted, each once."""
    numbers = pl.col(column).str.extract_all(source_text.DIGIT_TOKEN)
    is_year = pl.element().str.contains(r"^(?:19|20)\d\d$")
    return numbers.list.eval(pl.element().filter(is_year)).list.unique().list.sort()


def _years_lie_in_period(years: pl.Expr) -> pl.Expr:
    """Return whether years lie within the period of the figure and include its first or its last year."""
    ends = [pl.col("period").str.extract(pattern).cast(pl.Int64) for pattern in (r"^(\d{4})", r"(\d{4})[-\d]*$")]
    numbers = years.cast(pl.List(pl.Int64))
    first, last = numbers.list.min(), numbers.list.max()
    return (first >= ends[0]) & (last <= ends[1]) & ((first == ends[0]) | (last == ends[1]))


def _printed_scale() -> pl.Expr:
    """Return the largest factor among the printed scale words: 10⁶ for "million", 1 where there is no scale word."""
    text = spelling(pl.col("printed"))
    scales = words("scale").items()
    factors = [pl.when(text.str.contains(rf"(?i)(^|[ \d]){word}( |$)")).then(float(factor)) for word, factor in scales]
    return pl.max_horizontal(*factors).fill_null(1.0)


def _read_scale() -> pl.Expr:
    """Return the value read divided by the first number printed in digits; null without such a number or a figure.

    Null also for a sum of terms, a decimal comma, scale words that are no words of their own (20万, 5m, 1-million), a
    share (3 in 4), and an amount per several units ($280 per thousand m³).
    """
    text = spelling(pl.col("printed"))
    digits = text.str.extract(r"(\d[\d,]*(?:\.\d+)?)").str.replace_all(",", "", literal=True)
    read = parts(text)
    base = digits.cast(pl.Float64, strict=False) * read.struct.field("_factor")
    is_plain = ~text.str.contains(r"\p{Han}|\d-?\p{L}|,\d{1,2}(?:\D|$)") & (read.struct.field("_added") == 0)
    is_plain &= (read.struct.field("_unit") != "ratio").fill_null(True) & (read.struct.field("_times") >= 1)
    ratio = (pl.col("low").abs() / base).round_sig_figs(9)
    return pl.when((pl.col("role") == "figure") & is_plain).then(ratio)


def _repeats_numbers(statement: str) -> pl.Expr:
    """Return whether a statement contains every number printed in digits; commas between thousands don't count."""
    printed, stated = (
        spelling(pl.col(column)).str.replace_all(r",(\d{3})", "$1").str.extract_all(r"\d+(?:\.\d+)?")
        for column in ("printed", statement)
    )
    return printed.list.set_difference(stated).list.len() == 0


def _known(names: Iterable[Any]) -> list[str]:
    return sorted(str(name) for name in names if name is not None)


def _source_entries(ledger: Ledger, **columns: str) -> pl.DataFrame:
    """Return ``source_id`` and the given columns (column=key) of ``sources.yml``; null for a value of another type."""
    types_by_key = {key: _SOURCE[key] for key in columns.values()}
    schema = {"source_id": pl.String} | {column: _SOURCE[key] for column, key in columns.items()}
    rows = [(str(source), *_cells(entry, types_by_key)) for source, entry in ledger.sources.items()]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _cells(entry: dict[str, Any], types_by_key: dict[str, type[pl.DataType]]) -> tuple[str | int | bool | None, ...]:
    """Return the values of a YAML entry as cells; None for a value of another type."""
    return tuple(_cell(entry.get(key), kind) for key, kind in types_by_key.items())


def _cell(value: Any, kind: type[pl.DataType]) -> str | int | bool | None:
    """Return a YAML value as a cell: a list joined by spaces, a date as ISO text."""
    if kind in (pl.Boolean, pl.Int64):
        return value if isinstance(value, bool) == (kind == pl.Boolean) and isinstance(value, int) else None
    if isinstance(value, list):
        return " ".join(map(str, value))
    return None if value is None or isinstance(value, dict) else str(value)
