"""The path of a figure, from what was printed to a number with its unit.

One chain from the raw ledger to the tidy table: frame in, frame out, as many
rows leave as entered. It opens no file and draws nothing.
"""

import polars as pl

from tungsten import Unusable
from tungsten.ledger.quantity import VALUES, lexicon, read_quantities

TIDY = (
    "figure_id source_id role entity_id measure low high rounding unit qualifier basis "
    "period_start period_end printed commodity named_ahead"
).split()


def tidy_figures(raw: pl.DataFrame, entities: pl.DataFrame, where: str = "data/raw/figures.csv") -> pl.DataFrame:
    """The tidy figures; raises `Unusable` naming every row that can't be read.

    Columns as in ``TIDY``. Figures carry ``low, high, rounding`` in the base
    unit, dates the calendar years of their period; headings, sections of law
    and metadata carry no value.
    """
    tidy = cleaned(raw, entities)
    unread = tidy.select("file_line", pl.col("figure_id").fill_null("?"), fault=faults()).drop_nulls("fault")
    if not unread.is_empty():
        lines = unread.select(pl.format("{}:{}: {}: {}", pl.lit(where), "file_line", "figure_id", "fault"))
        raise Unusable("\n".join(lines.to_series()))
    return tidy.select(TIDY)


def cleaned(raw: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """The same rows with what could be read of them; what couldn't is null, and `faults` says which."""
    return (
        raw.pipe(read_quantities, "printed", "hedge_printed")
        .pipe(read_periods)
        .pipe(date_values)
        .pipe(keep_values_of_figures_and_dates)
        .pipe(resolve_entities, entities)
        .with_columns(named_ahead=pl.col("ahead_printed").str.split("|").list.len().cast(pl.Int64))
    )


def readable(tidy: pl.DataFrame) -> pl.DataFrame:
    """Without the figures that could not be read to the end, which nothing can be made of."""
    whole = pl.all_horizontal(pl.col("entity_id", "unit", "qualifier").is_not_null())
    has_both_ends = pl.col("low").is_null() == pl.col("high").is_null()
    return tidy.filter((pl.col("role") != "figure") | (whole & has_both_ends))


def faults() -> pl.Expr:
    """What in a cleaned row could not be read, in words with the cell and what would be right; else null."""
    is_figure = pl.col("role") == "figure"
    unread = pl.any_horizontal(pl.col("low", "high", "rounding", "unit").is_null())
    printed = pl.col("printed").fill_null("")  # a null in it would make the whole fault null
    subject, period = (pl.col(name).is_not_null() for name in ("subject_printed", "period"))
    return (
        pl.when(is_figure & unread)
        .then(pl.format("column printed: '{}' is no quantity the grammar reads; see ledger/packs", printed))
        .when(~pl.col("hedge_printed").is_in(list(lexicon("hedge"))))
        .then(pl.format("column hedge_printed: '{}' is no hedge of ledger/packs", "hedge_printed"))
        .when(subject & pl.col("entity_id").is_null())
        .then(pl.format("column subject_printed: '{}' is no alias of entities.csv", "subject_printed"))
        .when(period & (pl.col("period_start").is_null() | pl.col("period_end").is_null()))
        .then(pl.format("column period: '{}' is no ISO year, month, date, or two in order with / between", "period"))
    )


def read_periods(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds the first and last day an ISO year, month, date or ``start/end`` covers; no last day before the first."""
    moment = "[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
    first = _first_day(pl.col("period").str.extract(f"^({moment})(?:/{moment})?$"))
    last = _last_day(pl.col("period").str.extract(f"^(?:{moment}/)?({moment})$"))
    return frame.with_columns(period_start=first, period_end=pl.when(first <= last).then(last))


def date_values(frame: pl.DataFrame) -> pl.DataFrame:
    """A date's value is its calendar year; a pair of years is a range."""
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
    """The number of a heading, a law or an edition measures nothing: it gets no value."""
    measures_something = pl.col("role").is_in(["figure", "date"])
    return frame.with_columns(pl.when(measures_something).then(pl.col(VALUES)))


def resolve_entities(frame: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """Adds the entity a subject's printed name stands for."""
    names = entities.select(pl.col("alias").alias("subject_printed"), "entity_id").unique(
        "subject_printed", keep="first"
    )
    return frame.join(names, on="subject_printed", how="left", maintain_order="left")


def printed_period() -> pl.Expr:
    """The ISO year, month or day a printed date spells out, with ``%`` for a year it leaves to the text."""
    text = pl.col("printed")
    year = text.str.extract(r"(\d{4})").fill_null("%")
    day = text.str.extract(r"\b(\d{1,2}) ").str.zfill(2)
    names = {name: number for name, number in lexicon("month").items() if number.isdigit()}
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
