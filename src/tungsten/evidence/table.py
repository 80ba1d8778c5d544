"""Build the evidence table: every figure with all checks that apply to it."""

import datetime as dt
from typing import Any

import polars as pl

from tungsten import Unusable
from tungsten.evidence.compare import claims, expectations, with_plausible_range
from tungsten.evidence.internal_consistency import internal_evidence
from tungsten.evidence.messages import with_names
from tungsten.evidence.other_versions import wording_evidence
from tungsten.evidence.plausibility import limit_evidence
from tungsten.evidence.reference_match import reference_evidence
from tungsten.evidence.reference_totals import whole_evidence
from tungsten.evidence.slips import with_slips
from tungsten.ledger.clean import judged
from tungsten.ledger.read import SOURCES, Ledger


def evidence_table(tidy: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Return one row for every check of every figure that has a value, in document order: columns ``EVIDENCE``."""
    claimed = claims(judged(tidy)).filter(pl.col("low").is_not_null()).pipe(with_plausible_range, ledger.measures)
    expected = expectations(ledger.references).pipe(with_names, ledger.entities, ledger.measures)
    published = publication_days(ledger)
    rows = pl.concat(
        [
            internal_evidence(claimed, ledger.entities),
            reference_evidence(claimed, expected, published),
            whole_evidence(claimed, expected, ledger.entities),
            wording_evidence(claimed, ledger.wording, ledger.measures),
            limit_evidence(claimed, ledger.measures, expected),
        ]
    )
    rows = _doubting_own_edition(rows, claimed, ledger)
    order = {"internal": 0, "reference": 1, "wording": 2, "plausibility": 3}
    return with_slips(with_unique_ids(rows)).sort(
        "figure_id", pl.col("kind").replace_strict(order), maintain_order=True
    )


def publication_days(ledger: Ledger) -> pl.DataFrame:
    """Return ``source_id, published`` of every source; raise `Unusable` where one has no date."""
    dates = [(name, _date(name, source)) for name, source in ledger.sources.items()]
    return pl.DataFrame(dates, schema={"source_id": pl.String, "published": pl.Date}, orient="row")


def _doubting_own_edition(rows: pl.DataFrame, claimed: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Return the checks; one against the edition that a source is drawn from can contradict but not support it."""
    own = claimed.select("figure_id", own_edition=ledger.own_edition()).drop_nulls()
    references = pl.concat(ledger.references.values()).select("edition", _reference="reference_id")
    is_own = (
        rows.with_row_index("_row")
        .join(own, on="figure_id")
        .with_columns(_reference=pl.col("reference_id").str.split(" "))
        .explode("_reference")
        .join(references, on="_reference")
        .filter(pl.col("edition") == pl.col("own_edition"))["_row"]
        .unique()
    )
    proves_nothing = pl.int_range(pl.len(), dtype=pl.UInt32).is_in(is_own.implode()) & (pl.col("outcome") != "differs")
    return rows.with_columns(outcome=pl.when(proves_nothing).then(pl.lit("weak")).otherwise("outcome"))


def _date(name: str, source: dict[str, Any]) -> dt.date:
    """Return the date a source was published; figures without a period count as of that date."""
    published = source.get("published")
    if type(published) is not dt.date:  # a datetime is a subclass of date
        where = f"{SOURCES.as_posix()}:{source.get('file_line', 1)}: {name}"
        raise Unusable(f"{where}: published is {published!r}, which is no date; write it as 2025-11-21")
    return published


def with_unique_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """Append -2, -3 … to the ``check_id`` of checks that occur more than once for a figure."""
    number = pl.int_range(1, pl.len() + 1).over("figure_id", "check_id")
    return rows.with_columns(
        check_id=pl.when(number > 1).then(pl.format("{}-{}", "check_id", number)).otherwise("check_id")
    )
