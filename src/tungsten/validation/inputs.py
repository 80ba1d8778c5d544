"""The tables the suites judge, and how each is made from the ledger.

A rule about more than one cell becomes a column here, a yes or no, a count or
a gap, so that a suite can word it plainly. Every table names the ``file`` and
``file_line`` its rows stand in. Nothing here passes judgement.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import polars as pl

from tungsten import Unusable
from tungsten.evidence.corrections import apply
from tungsten.evidence.other_versions import READINGS
from tungsten.ledger import clean, read
from tungsten.ledger.pack import words
from tungsten.ledger.quantity import VALUES, spelling
from tungsten.ledger.read import Ledger
from tungsten.validation import evidence_inputs as weighed
from tungsten.validation import reference_steps as steps
from tungsten.validation import source_text as places
from tungsten.validation import totals as sums
from tungsten.validation.closed_lists import BEYOND_A_WHOLE, LOCATED, REPLACING, numeric_units
from tungsten.vocabulary import FIGURE_LETTER, FIGURE_NUMBER, REFERENCE_ID

INVISIBLE = "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
"""Marks that steer direction or take no room; none belongs in a table."""

SOURCE_ID = rf"\b{REFERENCE_ID}\b"
"""The id of a fact that a citation names."""


def tables(ledger: Ledger, figures: pl.DataFrame | None = None) -> dict[str, pl.DataFrame]:
    """Every table of the first two rooms that the suites judge; ``figures`` are the printed ones if not given."""
    judged = printed(ledger) if figures is None else figures
    raw = {name: build(ledger) for name, build in RAW.items()}
    return raw | {name: build(ledger, judged) for name, build in OF_VALUES.items()}


def printed(ledger: Ledger) -> pl.DataFrame:
    """The tidy figures as printed: every row, with nulls for what can't be read."""
    return clean.cleaned(ledger.figures, ledger.entities).select(clean.TIDY)


def corrected(ledger: Ledger) -> pl.DataFrame:
    """The tidy figures with every declared correction that can be applied."""
    figures, _ = _applied(ledger)
    return figures


def mentions(ledger: Ledger) -> pl.DataFrame:
    """The raw ledger, with what its cells say of each other and of the row above."""
    is_figure, is_date, is_tonnage = pl.col("role") == "figure", pl.col("role") == "date", pl.col("base_unit") == "t"
    return (
        clean.cleaned(ledger.figures, ledger.entities)
        .join(_themes(ledger), on="measure", how="left", maintain_order="left")
        .join(_said(ledger, source_lines="lines"), on="source_id", how="left", maintain_order="left")
        .with_columns(
            unread=clean.faults(),
            figure_id_above=pl.col("figure_id").shift(1),
            id_order=id_order("figure_id"),
            id_order_above=id_order("figure_id").shift(1),
            line_above=pl.col("line").shift(1).over("source_id"),
            end_above=pl.col("char_end").shift(1).over("source_id", "line"),
            span_length=pl.col("char_end") - pl.col("char_start"),
            printed_length=pl.col("printed").str.len_chars().cast(pl.Int64),
            printed_scale=printed_scale(),
            read_scale=read_scale(),
            is_free_of_its_hedge=~pl.col("printed").str.contains(pl.col("hedge_printed"), literal=True),
            unknown_ahead=unknown_names("ahead_printed", ledger.entities["alias"]),
            has_a_subject=asked_where(is_figure, pl.col("subject_printed").is_not_null()),
            has_a_fitting_basis=has_a_fitting_basis(),
            has_a_commodity=asked_where(is_tonnage, pl.col("commodity").is_not_null()),
            is_of_its_period=asked_where(is_date, spells_its_period()),
            is_of_its_level=asked_where(pl.col("measure") == "demand_growth", has_a_level()),
            names_its_years=asked_where(is_figure & (stated_years("statement_en").list.len() > 0), names_its_years()),
            names_the_same_years=asked_where(is_figure, stated_years("statement_en") == stated_years("statement_ar")),
            is_repeated_en=asked_where(is_figure, repeats_number("statement_en")),
            is_repeated_ar=asked_where(is_figure, repeats_number("statement_ar")),
            marked_cells=marked_cells("printed", "subject_printed", "hedge_printed", "statement_en", "statement_ar"),
        )
        .with_columns(filled("figure_id", "source_id", "printed", "role", "measure", "basis"))
        .with_columns(filled("statement_en", "statement_ar"))
    )


def entities(ledger: Ledger) -> pl.DataFrame:
    """The aliases, with how many ways their entity is described and whether any table speaks of it."""
    is_subject = pl.col("alias").is_in(ledger.figures["subject_printed"].drop_nulls().to_list())
    moved_to = [entry.get("to") for entry in ledger.corrections if entry.get("action") == "reassign"]
    subjects = {*ledger.entities.filter(is_subject)["entity_id"], *moved_to}
    spoken_of = subjects.union(*(table["entity_id"] for table in ledger.references.values()))
    return ledger.entities.with_columns(
        filled("alias", "entity_id", "name_en", "name_ar", "kind"),
        country=pl.when(pl.col("kind").is_in(LOCATED)).then(pl.col("country").fill_null("")).otherwise("country"),
        descriptions=pl.struct("name_en", "name_ar", "kind", "country").n_unique().over("entity_id").cast(pl.Int64),
        is_spoken_of=pl.col("entity_id").is_in(_known(spoken_of)),
        marked_cells=marked_cells("alias", "name_en", "name_ar"),
    )


def measures(ledger: Ledger) -> pl.DataFrame:
    """The measures, with whether their ranges fit numbers and parts of a whole, and whether any table uses them."""
    corrected_to = [entry.get("to") for entry in ledger.corrections if entry.get("action") == "remeasure"]
    printed_as = {*ledger.figures["measure"], *corrected_to}
    used = printed_as.union(*(table["measure"] for table in ledger.references.values()))
    is_numeric, needs_no_unit = pl.col("base_unit").is_in(numeric_units()), pl.col("theme").is_in(["layout", "law"])
    is_within = (pl.col("low") >= 0) & (pl.col("high") <= 100)
    return ledger.measures.with_columns(
        filled("measure", "theme", "label_en", "label_ar"),
        base_unit=pl.when(needs_no_unit).then("base_unit").otherwise(pl.col("base_unit").fill_null("")),
        has_a_range=asked_where(is_numeric, pl.col("low") < pl.col("high")),
        is_within_the_whole=asked_where(is_part_of_a_whole("base_unit"), is_within),
        is_used=pl.col("measure").is_in(_known(used)),
        marked_cells=marked_cells("label_en", "label_ar"),
    )


def sources(ledger: Ledger) -> pl.DataFrame:
    """What is said of each source, beside what the ledger holds of it."""
    held = ledger.figures.group_by("source_id").agg(
        tokens_in_ledger=pl.col("printed").str.count_matches(places.DIGIT_TOKEN).sum().cast(pl.Int64),
        publication_printed=pl.col("period").filter(pl.col("measure") == "publication_time").first(),
    )
    return (
        _said(ledger, **{name: name for name in _SOURCE})
        .join(held, on="source_id", how="left", maintain_order="left")
        .with_columns(
            filled("language", "sha256"),
            pl.col("tokens_in_ledger").fill_null(0),
            last_language=pl.col("translation_chain").str.extract(r"(\S+)$"),
            left_out=left_out("title_en", "title_ar", "publisher", "published", "lines", "licence", "is_cut_off"),
            is_explained=asked_where(pl.col("is_cut_off"), pl.col("cut_off").is_not_null()),
            marked_cells=marked_cells("title_en", "title_ar"),
        )
    )


def wording(ledger: Ledger) -> pl.DataFrame:
    """How other versions word the figures, with whether what they print is a figure of the ledger and in its unit."""
    units = ledger.measures.select("measure", "base_unit").unique("measure", keep="first")
    figures = ledger.figures.filter(pl.col("role") == "figure").select("source_id", "figure_id")
    known = figures.with_columns(is_of_a_figure=True).unique(["source_id", "figure_id"])
    return (
        ledger.wording.join(units, on="measure", how="left", maintain_order="left")
        .join(known, on=["source_id", "figure_id"], how="left", maintain_order="left")
        .with_columns(
            filled("witness_id", "language", "measure", "qualifier", "confidence", "url"),
            pl.col("is_of_a_figure").fill_null(False),
            has_its_reading=asked_where(pl.col("measure") == "demand_growth", pl.col("reading").is_in(READINGS)),
            marked_cells=marked_cells("printed", "citation", "url"),
            file=pl.lit(read.WORDING.as_posix()),
        )
    )


def files(ledger: Ledger) -> pl.DataFrame:
    """The files of ``data/raw``, with what is amiss between them and their description."""
    paths = sorted({*ledger.files, *ledger.described})
    rows = [(path, 1, path, _amiss(ledger.files.get(path), ledger.described.get(path))) for path in paths]
    schema = {"file": pl.String, "file_line": pl.Int64, "path": pl.String, "amiss": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def built(differences: Sequence[tuple[str, int, str]]) -> pl.DataFrame:
    """Return the rows of built tables that aren't what raw makes, given as file, line and what differs."""
    rows = [(file, line, f"{file}:{line}", amiss) for file, line, amiss in differences]
    schema = {"file": pl.String, "file_line": pl.Int64, "row": pl.String, "amiss": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def texts(ledger: Ledger) -> pl.DataFrame:
    """Each text at hand, beside what is said of it."""
    declared = _said(ledger, sha256_declared="sha256", lines_declared="lines", tokens_declared="digit_tokens")
    return places.texts(ledger).join(declared, on="source_id", how="left", maintain_order="left")


def corrections(ledger: Ledger) -> pl.DataFrame:
    """The declared doubts, one row an entry, with how many checks each names and whether its remedy fits."""
    said = [_cells(entry, _CORRECTION) for entry in ledger.corrections]
    named = [len(entry["evidence"]) if isinstance(entry.get("evidence"), list) else 0 for entry in ledger.corrections]
    has_from, has_to = pl.col("from").is_not_null(), pl.col("to").is_not_null()
    needs_from, needs_none = pl.col("action").is_in(REPLACING), pl.col("action") == "withhold"
    return pl.DataFrame(said, schema=_CORRECTION, orient="row").with_columns(
        filled("figure", "action", "reason", "reason_ar", "status"),
        checks_named=pl.Series(named, dtype=pl.Int64),
        has_its_remedy=needs_none | (has_to & (has_from | ~needs_from)),
        not_applicable=pl.Series(_applied(ledger)[1], dtype=pl.String),
        marked_cells=marked_cells("reason", "reason_ar", "citation"),
    )


def references(ledger: Ledger) -> pl.DataFrame:
    """All reference tables under one another, with what their cells say of each other."""
    rows = sums.all_references(ledger).join(_themes(ledger), on="measure", how="left", maintain_order="left")
    is_survey = pl.col("edition").str.contains(steps.SURVEY)
    is_by_year = pl.col("measure").is_in(steps.YEARLY) & pl.col("period").str.contains(steps.YEAR)
    is_yearly = is_survey & is_by_year & pl.col("file").is_in([*_YEARLY, _TRADE])
    is_of_last_year = pl.col("measure").is_in(["reserves", "production_share"])
    is_of_countries = pl.col("file").is_in(_YEARLY)
    edition, year = (pl.col(name).str.extract(r"(\d{4})").cast(pl.Int64) for name in ("edition", "period"))
    cell = ["commodity", "entity_id", "measure", "period", "edition", "basis", "kind"]
    fact = pl.struct("file", *cell, "status", "confidence", "low", "high", "qualifier", "note")
    is_number, has_value = pl.col("unit") != "text", pl.col("low").is_not_null()
    return (
        rows.join(_years_left_out(rows.filter(is_yearly)), on="reference_id", how="left", maintain_order="left")
        .with_columns(
            id_step=id_number("reference_id") - id_number("reference_id").shift(1, fill_value=0).over("file"),
            copies=pl.len().over(fact).cast(pl.Int64),
            values_of_cell=pl.when(is_survey & (pl.col("kind") != "price")).then(distinct_values("low").over(cell)),
            years_before_edition=pl.when(is_yearly & is_of_countries & ~is_of_last_year).then(edition - year),
            years_before_only_edition=pl.when(is_survey & is_of_last_year).then(edition - year),
            years_before_trade_edition=pl.when(is_yearly & ~is_of_countries).then(edition - year),
            is_of_its_four_years=asked_where(is_survey & pl.col("measure").is_in(_BY_SOURCE), _is_of_four_years()),
            has_its_value=asked_where(is_number & pl.col("status").is_in(_WITH_VALUE), has_value),
            is_left_unknown=asked_where(pl.col("status").is_in(_WITHOUT_VALUE), ~has_value),
            deciding_low=pl.when("decides").then("low"),
            deciding_high=pl.when("decides").then("high"),
            is_range=pl.col("low") != pl.col("high"),
            is_called_range=pl.col("qualifier") == "range",
            is_recalled_but_decides=(pl.col("confidence") == "recalled") & pl.col("decides"),
            may_decide=_may_decide(rows),
            fits_its_status=_fits_its_status(is_yearly & has_value, edition - year),
            unknown_sources=unknown_sources(rows["reference_id"]),
            marked_cells=marked_cells("citation", "url", "note"),
        )
        .with_columns(
            filled("reference_id", "commodity", "entity_id", "measure", "basis", "kind", "status", "confidence"),
            qualifier=pl.when(has_value).then(pl.col("qualifier").fill_null("")).otherwise("qualifier"),
            url=pl.when(pl.col("confidence").is_in(_READ)).then(pl.col("url").fill_null("")).otherwise("url"),
        )
    )


def _years_left_out(yearly: pl.DataFrame) -> pl.DataFrame:
    """The years of an edition's table that a row's series lacks there: ``reference_id, years_left_out``.

    The table's years are those of its countries; a world total may stand for years before them, too.
    """
    is_total = pl.col("entity_id").is_in(["world", "listed_sum"])
    by = pl.when(pl.col("file") != _TRADE).then("measure").alias("by")
    named = yearly.with_columns(by)
    table, series = ["file", "commodity", "edition", "by"], ["file", "commodity", "edition", "entity_id", "measure"]
    years = named.filter(~is_total).group_by(table).agg(years=pl.col("period").unique().sort())
    own = named.group_by(series).agg(own=pl.col("period").unique())
    left_out = pl.col("years").list.set_difference("own").list.sort().list.join(" ").replace("", None)
    return (
        named.join(years, on=table, nulls_equal=True, maintain_order="left")
        .join(own, on=series, maintain_order="left")
        .select("reference_id", years_left_out=left_out)
        .unique("reference_id", keep="first", maintain_order=True)
    )


def _is_of_four_years() -> pl.Expr:
    """Whether import sources are of the four years that end two before their edition."""
    first, last = (pl.col("period").str.extract(r"^(\d{4})/(\d{4})$", group).cast(pl.Int64) for group in (1, 2))
    edition = pl.col("edition").str.extract(steps.SURVEY).cast(pl.Int64)
    return (last == edition - 2) & (first == last - 3)


def _may_decide(rows: pl.DataFrame) -> pl.Expr:
    """Whether a row may decide by how it was read: it was, or is derived from facts none of which is only recalled.

    One that nevertheless decides nothing says "decides nothing" in its note.
    """
    recalled = rows.filter(pl.col("confidence") == "recalled")["reference_id"].to_list()
    rests_on_recalled = pl.col("citation").str.extract_all(SOURCE_ID).list.set_intersection(recalled).list.len() > 0
    was_read = pl.col("confidence").is_in(_READ) | ((pl.col("confidence") == "derived") & ~rests_on_recalled)
    return was_read & ~pl.col("note").str.contains("decides nothing", literal=True).fill_null(False)


def _fits_its_status(is_yearly: pl.Expr, years_before_edition: pl.Expr) -> pl.Expr:
    """Whether a status is the one its row calls for; nothing where a row says nothing of it.

    A survey estimates the last year of output, trade and prices, prints trade
    of earlier years as reported, revises reserves or doesn't but estimates
    none; what is derived says from what; a claim is of the kind claim.
    """
    is_last, status = years_before_edition == 1, pl.col("status")
    is_reserve, is_trade = pl.col("measure") == "reserves", pl.col("kind").is_in(["trade", "price"])
    is_bound = pl.col("qualifier") == "more_than"
    says_derived = pl.col("citation").str.contains(r"derived from|arithmetic")
    return (
        pl.when(says_derived | (status == "derived"))
        .then(says_derived & (status == "derived"))
        .when(is_yearly & is_reserve)
        .then(status.is_in(["reported", "revised"]))
        .when(is_yearly & is_bound)
        .then(status == "withheld")
        .when(is_yearly & is_last)
        .then(status == "estimated")
        .when(is_yearly & is_trade)
        .then(status == "reported")
        .when(status == "claim")
        .then(pl.col("kind") == "claim")
    )


def tidy(ledger: Ledger, figures: pl.DataFrame) -> pl.DataFrame:
    """The tidy figures beside their raw row and their measure."""
    raw = ledger.figures.select("figure_id", "file_line", printed_in_raw="printed").unique("figure_id", keep="first")
    withheld = [entry.get("figure") for entry in ledger.corrections if entry.get("action") == "withhold"]
    is_figure, can_have_value = pl.col("role") == "figure", pl.col("role").is_in(["figure", "date"])
    is_withheld = pl.col("figure_id").is_in(withheld)
    missing = pl.when(is_withheld).then(left_out("unit", "qualifier")).otherwise(left_out(*VALUES))
    return (
        figures.join(raw, on="figure_id", how="left", maintain_order="left")
        .join(_themes(ledger), on="measure", how="left", maintain_order="left")
        .with_columns(
            left_out=pl.when(can_have_value).then(missing),
            value_of_no_figure=pl.when(~can_have_value).then("low"),
            is_range=pl.col("low") != pl.col("high"),
            is_called_range=pl.col("qualifier") == "range",
            greatest_possible=greatest_possible(ledger),
            first_day=pl.col("period_start").to_physical(),
            last_day=pl.col("period_end").to_physical(),
        )
        .with_columns(
            filled("measure", "basis"),
            entity_id=pl.when(is_figure).then(pl.col("entity_id").fill_null("")).otherwise("entity_id"),
        )
    )


RAW: dict[str, Callable[[Ledger], pl.DataFrame]] = {
    "files": files,
    "wording": wording,
    "ledger": mentions,
    "entities": entities,
    "measures": measures,
    "sources": sources,
    "corrections": corrections,
    "references": references,
    "totals": sums.totals,
    "spans": places.spans,
    "coverage": places.coverage,
    "texts": texts,
}
"""How each table is made that no correction changes."""

OF_VALUES: dict[str, Callable[[Ledger, pl.DataFrame], pl.DataFrame]] = {
    "tidy": tidy,
    "sums": sums.sums,
    "evidence": weighed.evidence,
    "verdicts": weighed.verdicts,
}
"""How each table is made from the ledger and from the tidy figures to judge by.

Those of the analysis lie in the room to the right; ``tungsten.validation.value_inputs`` adds them.
"""


def filled(*columns: str) -> pl.Expr:
    """Cells that ought to be filled, an empty one as an empty text: no list and no pattern then lets it pass."""
    return pl.col(columns).fill_null("")


def asked_where(is_asked: pl.Expr, is_so: pl.Expr) -> pl.Expr:
    """Evaluate a condition where it applies, null elsewhere; where it applies, null counts as false."""
    return pl.when(is_asked).then(is_so.fill_null(False))


def left_out(*columns: str) -> pl.Expr:
    """The names of the cells of a row that are empty; null where none is."""
    return _listed(pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in columns)


def marked_cells(*columns: str) -> pl.Expr:
    """The names of the cells of a row that hold an invisible mark; null where none does."""
    return _listed(pl.when(pl.col(name).str.contains(INVISIBLE)).then(pl.lit(name)) for name in columns)


def id_order(column: str) -> pl.Expr:
    """What ids sort by as text: the number, then the letter of one that was put between two later."""
    number, letter = (pl.col(column).str.extract(f"^f({FIGURE_NUMBER})({FIGURE_LETTER})$", group) for group in (1, 2))
    return number.str.zfill(9) + letter.fill_null("")


def id_number(column: str) -> pl.Expr:
    """The number an id counts by."""
    return pl.col(column).str.extract(r"(\d+)$").cast(pl.Int64)


def distinct_values(column: str) -> pl.Expr:
    """How many different values there are, unknown ones aside."""
    return pl.col(column).drop_nulls().n_unique().cast(pl.Int64)


def unknown_names(column: str, known: pl.Series) -> pl.Expr:
    """Those of the names in a cell, with | between, that are no known alias; null where all are."""
    unknown = pl.col(column).str.split("|").list.set_difference(pl.lit(known.drop_nulls().to_list()))
    return unknown.list.join("|").replace("", None)


def unknown_sources(known: pl.Series) -> pl.Expr:
    """Those of the ids a derivation names that are no fact; null where all are."""
    named = pl.col("citation").str.extract_all(SOURCE_ID)
    unknown = named.list.set_difference(pl.lit(known.drop_nulls().to_list())).list.join(" ").replace("", None)
    return pl.when(pl.col("status") == "derived").then(unknown)


def has_a_fitting_basis() -> pl.Expr:
    """Whether tonnes have a basis, if only not_stated, and money and what isn't a figure none; nothing for the rest."""
    has_none = pl.col("basis") == "not_applicable"
    needs_none = (pl.col("role") != "figure") | (pl.col("base_unit") == "USD")
    return pl.when(needs_none).then(has_none).when(pl.col("base_unit") == "t").then(~has_none)


def spells_its_period() -> pl.Expr:
    """Whether a period is what the print spells: the same years, month and day, as far as they are printed."""
    spelt = clean.printed_period().str.replace("%", r"\d{4}", literal=True)
    years = r"\d{4}"
    other_years = pl.col("printed").str.extract_all(years).list.set_difference(pl.col("period").str.extract_all(years))
    return pl.col("period").str.contains(pl.concat_str(pl.lit("^"), spelt)) & (other_years.list.len() == 0)


def has_a_level() -> pl.Expr:
    """Whether a level of demand is printed of the same subject for the same period."""
    is_level = pl.col("measure") == "demand"
    return is_level.any().over("source_id", "subject_printed", "period")


def stated_years(column: str) -> pl.Expr:
    """The years a statement names, in order, each once."""
    numbers = pl.col(column).str.extract_all(places.DIGIT_TOKEN)
    is_year = pl.element().str.contains(r"^(?:19|20)\d\d$")
    return numbers.list.eval(pl.element().filter(is_year)).list.unique().list.sort()


def names_its_years() -> pl.Expr:
    """Whether the years a statement names lie in the figure's period, its first or its last among them."""
    ends = [pl.col("period").str.extract(pattern).cast(pl.Int64) for pattern in (r"^(\d{4})", r"(\d{4})[-\d]*$")]
    years = stated_years("statement_en").cast(pl.List(pl.Int64))
    first, last = years.list.min(), years.list.max()
    return (first >= ends[0]) & (last <= ends[1]) & ((first == ends[0]) | (last == ends[1]))


def printed_scale() -> pl.Expr:
    """What the printed scale words multiply by: 10⁶ where "million" stands, 1 where none does."""
    text = spelling(pl.col("printed"))
    scales = words("scale").items()
    factors = [pl.when(text.str.contains(rf"(^|[ \d]){word}( |$)")).then(float(factor)) for word, factor in scales]
    return pl.max_horizontal(*factors).fill_null(1.0)


def read_scale() -> pl.Expr:
    """What the value read is of the first number in digits; null where none is printed, or the mention is no figure."""
    digits = spelling(pl.col("printed")).str.extract(r"(\d[\d,]*(?:\.\d+)?)").str.replace_all(",", "", literal=True)
    ratio = pl.col("low") / digits.cast(pl.Float64, strict=False)
    return pl.when(pl.col("role") == "figure").then(ratio.round_sig_figs(9))


def repeats_number(statement: str) -> pl.Expr:
    """Whether every number printed in digits stands in a statement too, commas between thousands aside."""
    printed, stated = (
        spelling(pl.col(column)).str.replace_all(r"(\d),(\d{3})", "$1$2").str.extract_all(r"\d+(?:\.\d+)?")
        for column in ("printed", statement)
    )
    return printed.list.set_difference(stated).list.len() == 0


def is_part_of_a_whole(unit: str) -> pl.Expr:
    """Whether a measure is a percentage that can't exceed 100."""
    return (pl.col(unit) == "percent") & ~pl.col("measure").is_in(BEYOND_A_WHOLE)


def greatest_possible(ledger: Ledger) -> pl.Expr:
    """What a part of a whole can't exceed, in per cent: 100, and for a grade counted as W what WO₃ holds of it.

    NOTE: the minerals of tungsten are oxides, and none is richer in W than WO₃.
    """
    in_trioxide = {"measure": "mass_fraction", "entity_id": "tungsten_trioxide", "basis": "W", "status": "reported"}
    fraction = pl.lit(ledger.references["constants"].filter(**in_trioxide)["low"].max(), pl.Float64)
    is_grade = pl.col("measure").is_in(["grade", "cut_off_grade", "concentrate_grade"])
    most = pl.when(is_grade & (pl.col("basis") == "W")).then(fraction * 100).otherwise(100.0)
    return pl.when(is_part_of_a_whole("unit")).then(most)


_SOURCE: dict[str, type[pl.DataType]] = {
    "title_en": pl.String,
    "title_ar": pl.String,
    "publisher": pl.String,
    "published": pl.String,
    "language": pl.String,
    "translation_chain": pl.String,
    "sha256": pl.String,
    "lines": pl.Int64,
    "digit_tokens": pl.Int64,
    "is_cut_off": pl.Boolean,
    "cut_off": pl.String,
    "licence": pl.String,
    "file_line": pl.Int64,
}

_YEARLY = [(read.REFERENCE / f"{name}.csv").as_posix() for name in ("production", "reserves")]

_TRADE = (read.REFERENCE / "us_imports.csv").as_posix()

_BY_SOURCE = ["import_share", "import_rank"]

_READ = ["read_in_source", "read_in_secondary"]

_WITH_VALUE = ["reported", "estimated", "revised", "claim", "derived"]

_WITHOUT_VALUE = ["not_available", "zero_or_not_published"]

_CORRECTION: dict[str, type[pl.DataType]] = {
    **dict.fromkeys("figure action from to reason reason_ar evidence citation status".split(), pl.String),
    "file_line": pl.Int64,
}


def _cells(said: dict[str, Any], kinds: dict[str, type[pl.DataType]]) -> tuple[str | int | bool | None, ...]:
    """What an entry of a YAML file says, as cells; what is of another kind than asked for counts as not said."""
    return tuple(_cell(said.get(name), kind) for name, kind in kinds.items())


def _cell(value: Any, kind: type[pl.DataType]) -> str | int | bool | None:
    """A value of a YAML file as a cell: a list with spaces between, a date as ISO text."""
    if kind in (pl.Boolean, pl.Int64):
        return value if isinstance(value, bool) == (kind == pl.Boolean) and isinstance(value, int) else None
    if isinstance(value, list):
        return " ".join(map(str, value))
    return None if value is None or isinstance(value, dict) else str(value)


def _listed(names: Iterable[pl.Expr]) -> pl.Expr:
    return pl.concat_str(list(names), separator=" ", ignore_nulls=True).replace("", None)


def _amiss(found: str | None, described: str | None) -> str | None:
    """What is amiss between the digest of a file and the one it is described with; nothing where they are one."""
    if found == described:
        return None
    if described is None:
        return "not described; `make data` describes it"
    if found is None:
        return "described, but gone; `make data` describes what is there"
    return "changed since it was described; `make data` describes it anew"


def _known(names: Iterable[Any]) -> list[str]:
    return sorted(str(name) for name in names if name is not None)


def _applied(ledger: Ledger) -> tuple[pl.DataFrame, list[str | None]]:
    """The corrected figures, and for each correction why it can't be applied, or nothing."""
    figures, faults = printed(ledger), list[str | None]()
    for entry in ledger.corrections:
        fault = None
        try:
            figures = apply(figures, [{**entry, "figure": entry.get("figure") or ""}])
        except Unusable as error:
            fault = str(error).split(": ", 2)[-1]  # its file, line and figure are said elsewhere
        except (KeyError, TypeError, ValueError) as error:  # an entry left incomplete has no kinder fault
            fault = f"{type(error).__name__}: {error}"
        faults.append(fault)
    return figures, faults


def _themes(ledger: Ledger) -> pl.DataFrame:
    renamed = {"measure_low": "low", "measure_high": "high"}
    return ledger.measures.select("measure", "theme", "base_unit", **renamed).unique("measure", keep="first")


def _said(ledger: Ledger, **columns: str) -> pl.DataFrame:
    """What ``sources.yml`` says of each source, as column=name there; null where it says nothing of that kind."""
    asked = {name: _SOURCE[name] for name in columns.values()}
    kinds = {column: _SOURCE[name] for column, name in columns.items()}
    rows = [(str(source), *_cells(said, asked)) for source, said in ledger.sources.items()]
    return pl.DataFrame(rows, schema={"source_id": pl.String, **kinds}, orient="row")
