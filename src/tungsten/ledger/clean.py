"""From the raw ledger to the tidy table: each printed figure as numbers with their unit.

Every step takes a frame and returns one with the same rows. No file is opened here.
"""

import polars as pl

from tungsten import Unusable
from tungsten.ledger.pack import units, words
from tungsten.ledger.quantity import VALUES, hedge_means, read_quantities
from tungsten.vocabulary import EDITION, UNDECIDED

TIDY = (
    "figure_id source_id role entity_id measure low high rounding unit qualifier basis "
    "period_start period_end printed commodity named_ahead per status"
).split()

PACKS = "a pack, src/tungsten/ledger/packs/LANGUAGE.csv"
"""The file to add a word to, in messages."""


_UNIT_UNKNOWN = f"unknown; name the unit that is meant in the column unit_meant, or add the word to {PACKS}"


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
        raw.pipe(with_unit_meant)
        .rename({"per": "per_given"})
        .pipe(read_quantities, "printed", "hedge_printed", "unit_meant")
        .with_columns(per=pl.coalesce("per_given", "per"))
        .drop("per_given")
        .pipe(read_periods)
        .pipe(date_values)
        .pipe(keep_values_of_figures_and_dates)
        .pipe(_without_half_values)
        .pipe(resolve_entities, entities)
        .pipe(rates)
        .with_columns(named_ahead=pl.col("ahead_printed").str.split("|").list.len().cast(pl.Int64))
    )


def with_unit_meant(raw: pl.DataFrame) -> pl.DataFrame:
    """Return the raw ledger with the column ``unit_meant``, which its file may lack."""
    return raw if "unit_meant" in raw.columns else raw.with_columns(unit_meant=pl.lit(None, pl.String))


def readable(tidy: pl.DataFrame) -> pl.DataFrame:
    """Return the rows without the figures that were not read completely."""
    has_all = pl.all_horizontal(pl.col("entity_id", "unit", "qualifier").is_not_null())
    has_both_ends = pl.col("low").is_null() == pl.col("high").is_null()
    return judged(tidy).filter((pl.col("role") != "figure") | (has_all & has_both_ends))


def is_undecided(figures: pl.DataFrame) -> pl.Expr:
    """Return whether nobody has decided yet what a figure measures; false in a table without ``status``."""
    return pl.col("status").is_not_null() if "status" in figures.columns else pl.lit(False)


def judged(figures: pl.DataFrame) -> pl.DataFrame:
    """Return the figures that are decided: the only ones with evidence, verdicts and charts."""
    return figures.filter(~is_undecided(figures))


def faults() -> pl.Expr:
    """Return a message about the first cell of a cleaned row that can't be read; null for a row without a fault."""
    is_figure = pl.col("role") == "figure"
    printed = pl.col("printed").fill_null("")  # a null in it would make the whole fault null
    subject, period = (pl.col(name).is_not_null() for name in ("subject_printed", "period"))
    return (
        pl.when(pl.col("status").is_not_null())
        .then(None)
        .when(is_figure & (pl.col("measure") == UNDECIDED))
        .then(pl.lit("column measure: not decided; name a measure of data/raw/measures.csv, or give the row a status"))
        .when(is_figure & pl.any_horizontal(pl.col("low", "high", "rounding").is_null()))
        .then(
            pl.format(f"column printed: '{{}}' is not a quantity the grammar reads; add its words to {PACKS}", printed)
        )
        .when(pl.col("unit_meant").is_not_null() & ~pl.col("unit_meant").is_in(list(units())))
        .then(pl.format("column unit_meant: '{}' is not a unit; add it to src/tungsten/ledger/units.csv", "unit_meant"))
        .when(is_figure & pl.col("unit").is_null())
        .then(pl.format(f"column printed: the unit of '{{}}' is {_UNIT_UNKNOWN}", printed))
        .when(pl.col("hedge_printed").is_not_null() & hedge_means(pl.col("hedge_printed")).is_null())
        .then(pl.format(f"column hedge_printed: '{{}}' is not a hedge; add it to {PACKS}", "hedge_printed"))
        .when(subject & pl.col("entity_id").is_null())
        .then(
            pl.format(
                "column subject_printed: '{}' is no name; add it as an alias to data/raw/entities.csv",
                "subject_printed",
            )
        )
        .when(pl.col("per").is_not_null() & ~pl.col("per").is_in(list(units())))
        .then(pl.format("column per: '{}' is not a unit; add it to src/tungsten/ledger/units.csv", "per"))
        .when(period & (pl.col("period_start").is_null() | pl.col("period_end").is_null()))
        .then(
            pl.format(
                "column period: '{}' is not an ISO year, month or date, nor two of them in order with / between",
                "period",
            )
        )
    )


def _without_half_values(frame: pl.DataFrame) -> pl.DataFrame:
    """Set the values of undecided rows to null where one of them couldn't be read."""
    has_all = pl.all_horizontal(pl.col("low", "high", "rounding").is_not_null())
    return frame.with_columns(pl.when(pl.col("status").is_null() | has_all).then(pl.col(VALUES)))


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
    """Add the ``entity_id`` of each printed subject, which is an alias or a name, in upper or lower case.

    An undecided row without a subject that is known gets `UNDECIDED`.
    """
    named = [name for name in ("alias", "name_en", "name_ar") if name in entities.columns]
    aliases = pl.concat(entities.select(pl.col(name).alias("subject_printed"), "entity_id") for name in named).unique(
        "subject_printed", keep="first", maintain_order=True
    )
    lower = aliases.select(_lower=pl.col("subject_printed").str.to_lowercase(), _entity="entity_id")
    joined = (
        frame.with_columns(_lower=pl.col("subject_printed").str.to_lowercase())
        .join(aliases, on="subject_printed", how="left", maintain_order="left")
        .join(lower.unique("_lower", keep="first"), on="_lower", how="left", maintain_order="left")
        .with_columns(entity_id=pl.coalesce("entity_id", "_entity"))
        .drop("_lower", "_entity")
    )
    is_undecided = (pl.col("role") == "figure") & pl.col("status").is_not_null()
    return joined.with_columns(
        entity_id=pl.when(is_undecided).then(pl.col("entity_id").fill_null(UNDECIDED)).otherwise("entity_id")
    )


def rates(frame: pl.DataFrame) -> pl.DataFrame:
    """Name the unit of each price and rate after what it is counted per: ``USD_per_mtu``, ``t_per_month``.

    Tonnes per year keep their unit, as measures of a year such as output have no other; so do tonnes or per cent each.
    """
    currencies = {unit.base for unit in units().values() if unit.is_money}
    is_rate = pl.col("unit").is_in(currencies) | ~pl.col("per").is_in(["year", "count"])
    is_named = is_rate & pl.col("unit").is_not_null() & pl.col("per").is_not_null() & (pl.col("role") == "figure")
    return frame.with_columns(
        unit=pl.when(is_named).then(pl.format("{}_per_{}", "unit", "per")).otherwise("unit"),
    )


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


def spells_its_period() -> pl.Expr:
    """Return whether the period has the same years, month and day as the printed text, as far as these are printed."""
    spelt = printed_period().str.replace("%", r"\d{4}", literal=True)
    years = r"\d{4}"
    other_years = pl.col("printed").str.extract_all(years).list.set_difference(pl.col("period").str.extract_all(years))
    return pl.col("period").str.contains(pl.concat_str(pl.lit("^"), spelt)) & (other_years.list.len() == 0)


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
