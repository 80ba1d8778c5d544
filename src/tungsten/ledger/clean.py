"""From the raw ledger to the tidy table: each printed figure as numbers with their unit.

Every step takes a frame and returns one with the same rows. No file is opened here.
"""

import polars as pl

from tungsten import Unusable
from tungsten.ledger.pack import hedges, words
from tungsten.ledger.quantity import VALUES, read_quantities
from tungsten.vocabulary import EDITION

TIDY = (
    "figure_id source_id role entity_id measure low high rounding unit qualifier basis "
    "period_start period_end printed commodity named_ahead"
).split()


def tidy_figures(raw: pl.DataFrame, entities: pl.DataFrame, where: str = "data/raw/figures.csv") -> pl.DataFrame:
    """Return the tidy figures, with the columns of `TIDY`.

    Figures have ``low, high, rounding`` in the base unit, dates the calendar
    years of their period; headings, sections of law and metadata have no values.

    Args:
        raw: The raw ledger.
        entities: The aliases of ``entities.csv``.
        where: The file the messages name.

    Raises:
        Unusable: Some rows can't be read; one line names each of them.
    """
    tidy = cleaned(raw, entities)
    unread = tidy.select("file_line", pl.col("figure_id").fill_null("?"), fault=faults()).drop_nulls("fault")
    if not unread.is_empty():
        lines = unread.select(pl.format("{}:{}: {}: {}", pl.lit(where), "file_line", "figure_id", "fault"))
        raise Unusable("\n".join(lines.to_series()))
    return tidy.select(TIDY)


def cleaned(raw: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Return the raw rows with the columns read from them, null where a cell can't be read (see `faults`)."""
    return (
        raw.pipe(read_quantities, "printed", "hedge_printed")
        .pipe(read_periods)
        .pipe(date_values)
        .pipe(keep_values_of_figures_and_dates)
        .pipe(resolve_entities, entities)
        .with_columns(named_ahead=pl.col("ahead_printed").str.split("|").list.len().cast(pl.Int64))
    )


def readable(tidy: pl.DataFrame) -> pl.DataFrame:
    """Return the rows without the figures that were not read completely."""
    has_all = pl.all_horizontal(pl.col("entity_id", "unit", "qualifier").is_not_null())
    has_both_ends = pl.col("low").is_null() == pl.col("high").is_null()
    return tidy.filter((pl.col("role") != "figure") | (has_all & has_both_ends))


def faults() -> pl.Expr:
    """Return a message about the first cell of a cleaned row that can't be read; null for a row without a fault."""
    is_figure = pl.col("role") == "figure"
    unread = pl.any_horizontal(pl.col("low", "high", "rounding", "unit").is_null())
    printed = pl.col("printed").fill_null("")  # a null in it would make the whole fault null
    subject, period = (pl.col(name).is_not_null() for name in ("subject_printed", "period"))
    return (
        pl.when(is_figure & unread)
        .then(pl.format("column printed: '{}' is not a quantity the grammar reads; see ledger/packs", printed))
        .when(~pl.col("hedge_printed").is_in(list(hedges())))
        .then(pl.format("column hedge_printed: '{}' is not a hedge of ledger/packs", "hedge_printed"))
        .when(subject & pl.col("entity_id").is_null())
        .then(pl.format("column subject_printed: '{}' is not an alias of entities.csv", "subject_printed"))
        .when(period & (pl.col("period_start").is_null() | pl.col("period_end").is_null()))
        .then(
            pl.format(
                "column period: '{}' is not an ISO year, month or date, nor two of them in order with / between",
                "period",
            )
        )
    )


def read_periods(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the first and last day of an ISO year, month, date or ``start/end``; the last is null if before the first."""
    moment = "[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
    first = _first_day(pl.col("period").str.extract(f"^({moment})(?:/{moment})?$"))
    last = _last_day(pl.col("period").str.extract(f"^(?:{moment}/)?({moment})$"))
    return frame.with_columns(period_start=first, period_end=pl.when(first <= last).then(last))


def date_values(frame: pl.DataFrame) -> pl.DataFrame:
    """Replace the values of dates with their calendar years; two years are a range."""
    is_date = pl.col("role") == "date"
    first, last = (pl.col(f"period_{end}").dt.year().cast(pl.Float64) for end in ("start", "end"))
    return frame.with_columns(
        low=pl.when(is_date).then(first).otherwise("low"),
        high=pl.when(is_date).then(last).otherwise("high"),
        rounding=pl.when(is_date).then(0.0).otherwise("rounding"),
        unit=pl.when(is_date).then(pl.lit("year")).otherwise("unit"),
        qualifier=pl.when(is_date & (first != last)).then(pl.lit("range")).otherwise("qualifier"),
    )


def keep_values_of_figures_and_dates(frame: pl.DataFrame) -> pl.DataFrame:
    """Set the values of headings, laws and metadata to null, as their numbers measure nothing."""
    return frame.with_columns(pl.when(pl.col("role").is_in(["figure", "date"])).then(pl.col(VALUES)))


def resolve_entities(frame: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Add the ``entity_id`` of each printed subject."""
    aliases = entities.select(pl.col("alias").alias("subject_printed"), "entity_id").unique(
        "subject_printed", keep="first"
    )
    return frame.join(aliases, on="subject_printed", how="left", maintain_order="left")


def printed_period() -> pl.Expr:
    """Return the ISO year, month or date of a printed date, with ``%`` for a year that is not printed."""
    text = pl.col("printed")
    year = text.str.extract(r"(\d{4})").fill_null("%")
    day = text.str.extract(r"\b(\d{1,2}) ").str.zfill(2)
    names = {name: number for name, number in words("month").items() if number.isdigit()}
    month = text.str.extract("(" + "|".join(sorted(names, key=len, reverse=True)) + ")").replace_strict(
        names, default=None, return_dtype=pl.String
    )
    return pl.concat_str([year, month, day], separator="-", ignore_nulls=True)


def _first_day(part: pl.Expr) -> pl.Expr:
    padded = part + pl.coalesce(
        pl.when(part.str.len_chars() == 4).then(pl.lit("-01-01")),
        pl.when(part.str.len_chars() == 7).then(pl.lit("-01")),
        pl.lit(""),
    )
    return padded.str.to_date("%Y-%m-%d", strict=False)


def _last_day(part: pl.Expr) -> pl.Expr:
    return (
        pl.when(part.str.len_chars() == 4)
        .then((part + "-12-31").str.to_date("%Y-%m-%d", strict=False))
        .when(part.str.len_chars() == 7)
        .then((part + "-01").str.to_date("%Y-%m-%d", strict=False).dt.month_end())
        .otherwise(part.str.to_date("%Y-%m-%d", strict=False))
    )


def is_survey(edition: str = "edition") -> pl.Expr:
    """Return whether a column names an edition of the yearly survey; false where it is empty."""
    return pl.col(edition).str.contains(EDITION).fill_null(False)
