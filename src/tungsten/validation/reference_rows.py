"""The reference tables as one table, with what the cells of each row imply about each other.

Relations between rows are in ``reference_relations``, ``reference_steps`` and ``totals``.
"""

import polars as pl

from tungsten.ledger import read
from tungsten.ledger.clean import is_survey
from tungsten.ledger.read import Ledger
from tungsten.validation import reference_steps as steps
from tungsten.validation.cells import (
    cells_not_plain,
    filled,
    is_basis_of_imports,
    is_basis_of_its_commodity,
    measure_ranges,
    true_where,
)
from tungsten.vocabulary import EDITION, REFERENCE_ID

SOURCE_ID = rf"\b{REFERENCE_ID}\b"
"""The id of a reference, as citations name it."""

_YEARLY = [(read.REFERENCE / f"{name}.csv").as_posix() for name in ("production", "reserves")]

_TRADE = (read.REFERENCE / "us_imports.csv").as_posix()

_BY_SOURCE = ["import_share", "import_rank"]

_READ = ["read_in_source", "read_in_secondary"]

_WITH_VALUE = ["reported", "estimated", "revised", "claim", "derived"]

_WITHOUT_VALUE = ["not_available", "zero_or_not_published"]


_CODE = r"^(M(?:CS|YB)\d{4})$"
"""An edition of the survey or of its yearbook, which is named by its code in every language."""


def all_references(ledger: Ledger) -> pl.DataFrame:
    """Return all reference tables under one another, with the file of each row."""
    return pl.concat(
        table.with_columns(file=pl.lit((read.REFERENCE / f"{name}.csv").as_posix()))
        for name, table in ledger.references.items()
    )


def references(ledger: Ledger) -> pl.DataFrame:
    """Return all reference tables under one another, with one column for each rule about several cells."""
    rows = all_references(ledger).join(measure_ranges(ledger), on="measure", how="left", maintain_order="left")
    is_surveyed = is_survey()
    is_by_year = pl.col("measure").is_in(steps.YEARLY) & pl.col("period").str.contains(steps.YEAR)
    is_yearly = is_surveyed & is_by_year & pl.col("file").is_in([*_YEARLY, _TRADE])
    is_of_last_year = pl.col("measure").is_in(["reserves", "production_share"])
    is_of_countries = pl.col("file").is_in(_YEARLY)
    edition, year = (pl.col(name).str.extract(r"(\d{4})").cast(pl.Int64) for name in ("edition", "period"))
    id_number = pl.col("reference_id").str.extract(r"(\d+)$").cast(pl.Int64)
    cell = ["commodity", "entity_id", "measure", "period", "edition", "basis", "kind"]
    fact = pl.struct("file", *cell, "status", "confidence", "low", "high", "qualifier", "note")
    values_of_cell = pl.col("low").drop_nulls().n_unique().cast(pl.Int64).over(cell)
    values_in_table = pl.col("low").n_unique().cast(pl.Int64).over("file", *cell)  # counts an empty cell, too
    is_number, has_value = pl.col("unit") != "text", pl.col("low").is_not_null()
    return (
        rows.join(_years_left_out(rows.filter(is_yearly)), on="reference_id", how="left", maintain_order="left")
        .with_columns(
            id_step=id_number - id_number.shift(1, fill_value=0).over("file"),
            copies=pl.len().over(fact).cast(pl.Int64),
            values_of_cell=pl.when(is_surveyed & (pl.col("kind") != "price")).then(
                pl.max_horizontal(values_of_cell, values_in_table)
            ),
            years_before_edition=pl.when(is_yearly & is_of_countries & ~is_of_last_year).then(edition - year),
            years_before_only_edition=pl.when(is_surveyed & is_of_last_year).then(edition - year),
            years_before_trade_edition=pl.when(is_yearly & ~is_of_countries).then(edition - year),
            is_of_its_four_years=true_where(is_surveyed & pl.col("measure").is_in(_BY_SOURCE), _is_of_four_years()),
            has_its_value=true_where(is_number & pl.col("status").is_in(_WITH_VALUE), has_value),
            is_left_unknown=true_where(pl.col("status").is_in(_WITHOUT_VALUE), ~has_value),
            deciding_low=pl.when("decides").then("low"),
            deciding_high=pl.when("decides").then("high"),
            is_range=pl.col("low") != pl.col("high"),
            is_called_range=pl.col("qualifier") == "range",
            is_recalled_but_decides=(pl.col("confidence") == "recalled") & pl.col("decides"),
            may_decide=_may_decide(rows),
            fits_its_status=_fits_its_status(is_yearly & has_value, edition - year),
            is_read_as_its_address=pl.col("url").is_null() | _is_as_most("confidence", "url", "measure"),
            is_basis_of_its_commodity=is_basis_of_its_commodity(),
            is_basis_of_imports=is_basis_of_imports(),
            has_its_rest=true_where(is_surveyed & (pl.col("measure") == "import_share"), _has_its_rest()),
            has_its_total=true_where(is_yearly & is_of_countries, _has_its_total()),
            is_noted_bound=_is_noted_bound(),
            is_in_both_tables=_is_in_both_tables(),
            differs_from_its_table=_differs_from_its_table("basis", "kind"),
            unknown_sources=_unknown_sources(rows["reference_id"]),
            survey_or_arabic=pl.coalesce(pl.col("edition").str.extract(_CODE), "edition_ar").fill_null(""),
            marked_cells=cells_not_plain("citation", "url", "note", "edition_ar"),
        )
        .with_columns(
            filled("reference_id", "commodity", "entity_id", "measure", "basis", "kind", "status", "confidence"),
            qualifier=pl.when(has_value).then(pl.col("qualifier").fill_null("")).otherwise("qualifier"),
            url=pl.when(pl.col("confidence").is_in(_READ)).then(pl.col("url").fill_null("")).otherwise("url"),
        )
    )


def _years_left_out(yearly: pl.DataFrame) -> pl.DataFrame:
    """Return the years of an edition's table that the series of a row lacks: ``reference_id, years_left_out``.

    The years of a table are those of its countries; a world total may cover earlier years as well.
    """
    is_total = pl.col("entity_id").is_in(["world", "listed_sum"])
    by = pl.when(pl.col("file") != _TRADE).then("measure").alias("by")
    with_group = yearly.with_columns(by)
    table, series = ["file", "commodity", "edition", "by"], ["file", "commodity", "edition", "entity_id", "measure"]
    years = with_group.filter(~is_total).group_by(table).agg(years=pl.col("period").unique().sort())
    own = with_group.group_by(series).agg(own=pl.col("period").unique())
    left_out = pl.col("years").list.set_difference("own").list.sort().list.join(" ").replace("", None)
    return (
        with_group.join(years, on=table, nulls_equal=True, maintain_order="left")
        .join(own, on=series, maintain_order="left")
        .select("reference_id", years_left_out=left_out)
        .unique("reference_id", keep="first", maintain_order=True)
    )


def _is_of_four_years() -> pl.Expr:
    """Return whether import sources are of the four years that end two years before their edition."""
    first, last = (pl.col("period").str.extract(r"^(\d{4})/(\d{4})$", group).cast(pl.Int64) for group in (1, 2))
    edition = pl.col("edition").str.extract(EDITION).cast(pl.Int64)
    return (last == edition - 2) & (first == last - 3)


def _has_its_rest() -> pl.Expr:
    """Return whether the shares of an edition that names several sources have a row for all other sources."""
    sources = pl.col("entity_id").implode().over("commodity", "measure", "edition", "basis")
    return sources.list.contains("other_sources") | (sources.list.len() == 1)


def _has_its_total() -> pl.Expr:
    """Return whether the countries of one column and year of an edition have a total, printed or derived."""
    entities = pl.col("entity_id").implode().over("commodity", "measure", "edition", "period")
    return entities.list.contains("world") | entities.list.contains("listed_sum")


def _may_decide(rows: pl.DataFrame) -> pl.Expr:
    """Return whether a reference may decide a verdict.

    It may if it was read, or is derived from references none of which is only
    recalled. A row whose note contains "decides nothing" may not.
    """
    recalled = rows.filter(pl.col("confidence") == "recalled")["reference_id"].to_list()
    rests_on_recalled = pl.col("citation").str.extract_all(SOURCE_ID).list.set_intersection(recalled).list.len() > 0
    was_read = pl.col("confidence").is_in(_READ) | ((pl.col("confidence") == "derived") & ~rests_on_recalled)
    return was_read & ~pl.col("note").str.contains("decides nothing", literal=True).fill_null(False)


def _fits_its_status(is_yearly: pl.Expr, years_before_edition: pl.Expr) -> pl.Expr:
    """Return whether a row has the status its other cells require; null if they require none.

    The USGS survey estimates the last year of output, trade and prices, and
    reports trade of earlier years. It reports or revises reserves and never
    estimates them. A derived value cites what it is derived from, and a claim
    is of kind ``claim``.
    """
    is_last, status = years_before_edition == 1, pl.col("status")
    is_reserve, is_trade = pl.col("measure") == "reserves", pl.col("kind").is_in(["trade", "price"])
    is_bound = pl.col("qualifier") == "more_than"
    cites_derivation = pl.col("citation").str.contains(r"derived from|arithmetic")
    return (
        pl.when(cites_derivation | (status == "derived"))
        .then(cites_derivation & (status == "derived"))
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


def _differs_from_its_table(*columns: str) -> pl.Expr:
    """Return the names of the cells in which a survey row differs from most rows of its table, edition and measure."""
    table = ["file", "edition", "commodity", "measure"]
    names = [pl.when(is_survey() & ~_is_as_most(name, *table)).then(pl.lit(name)) for name in columns]
    return pl.concat_str(names, separator=" ", ignore_nulls=True).replace("", None)


def _is_as_most(column: str, *group: str) -> pl.Expr:
    """Return whether more than half of the rows of a group have the value that this row has."""
    return pl.len().over(column, *group) * 2 > pl.len().over(*group)


def _is_in_both_tables() -> pl.Expr:
    """Return whether a country with output or reserves is in both columns of its edition; null if one is missing.

    The survey prints the output and the reserves of a country in one line. It omits some lines without output.
    """
    measure, table = pl.col("measure"), ["commodity", "edition"]
    in_line = is_survey() & pl.col("file").is_in(_YEARLY) & measure.is_in(["mine_production", "reserves"])
    is_needed = in_line & (pl.col("low").fill_null(1) > 0) & ~pl.col("entity_id").is_in(["world", "listed_sum"])
    has_both = measure.filter(in_line).n_unique().over(table) == 2
    is_in_both = measure.filter(in_line).n_unique().over("entity_id", *table) == 2
    return true_where(is_needed & has_both, is_in_both)


def _is_noted_bound() -> pl.Expr:
    """Return whether a note calls the value a bound if and only if the qualifier does."""
    notes = {"more_than": "a lower bound", "less_than": "an upper bound", "up_to": "an upper bound"}
    called = pl.col("qualifier").replace_strict(notes, default=None, return_dtype=pl.String)
    noted = pl.col("note").str.extract("(a lower bound|an upper bound)")
    return called.eq_missing(noted)


def _unknown_sources(known: pl.Series) -> pl.Expr:
    """Return the ids in the citation of a derived value that are no reference; null if all are known."""
    cited = pl.col("citation").str.extract_all(SOURCE_ID)
    unknown = cited.list.set_difference(pl.lit(known.drop_nulls().to_list())).list.join(" ").replace("", None)
    return pl.when(pl.col("status") == "derived").then(unknown)
