"""The rows of the references page: each fact with its value, how it was read, and the work it is from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from tungsten.evidence import messages as wording
from tungsten.evidence.messages import HEDGES
from tungsten.i18n.words import Words

VALUELESS = ("withheld", "not_available", "zero_or_not_published")
"""Statuses of a reference for which the survey prints no number."""

ISSUERS = ("usgs.gov", "doi.org", "sciencebase.gov", "justice.gov", "iea.org", "ciaaw.org")
"""Sites of the bodies that issue the facts; what another site prints is second-hand, unless it was read as a source."""

USGS_FILES = re.compile(r"d9-wret\.s3[.\w-]*\.amazonaws\.com$")
"""The store from which the survey's own site serves its older editions."""


@dataclass(frozen=True)
class Link:
    """The address of a reference, the site it is on, and whether that site only repeats what another one issued."""

    address: str
    site: str
    is_secondhand: bool


def links(facts: pl.DataFrame) -> dict[str, Link]:
    """Return the link of each reference that has an address, by its id."""
    rows = facts.select("reference_id", "url", "confidence").drop_nulls("url").iter_rows()
    return {name: _link(url, confidence) for name, url, confidence in rows}


def _link(url: str, confidence: str) -> Link:
    site = USGS_FILES.sub("usgs.gov", (urlsplit(url).hostname or "").removeprefix("www."))
    is_issuer = any(site == issuer or site.endswith(f".{issuer}") for issuer in ISSUERS)
    return Link(url, site, confidence == "read_in_secondary" and not is_issuer)


def references(facts: pl.DataFrame, outputs: pl.DataFrame, words: Words) -> dict[str, Any]:
    """Return the content of the page.

    Args:
        facts: Rows of ``data/processed/common/references.csv``.
        outputs: Rows of ``data/processed/common/mineral_outputs.csv``.
        words: The words of the page's language.

    Returns:
        ``works``, the citations in order of use; ``rows``: id, subject, measure, period, value, basis, edition, how
        the fact was read, and the number of its work, None if it has no citation; and ``minerals``: id, mineral, stage,
        period, outputs by country, edition, the number of the work, and the link.
    """
    works = pl.concat([facts["citation"], outputs["citation"]]).drop_nulls().unique(maintain_order=True).to_list()
    numbers = {work: number for number, work in enumerate(works, start=1)}
    rows = [(*_fact(fact, words), numbers.get(str(fact["citation"]))) for fact in facts.iter_rows(named=True)]
    minerals = [
        (*_output(countries, words), numbers[countries["citation"][0]], _link(countries["url"][0], "read_in_secondary"))
        for countries in outputs.partition_by("reference_id", maintain_order=True)
    ]
    return {"works": works, "rows": rows, "minerals": minerals}


def _output(countries: pl.DataFrame, words: Words) -> tuple[str, ...]:
    """Return id, mineral, stage, period, outputs by country with the largest first, and edition."""
    one = countries.row(0, named=True)
    return (
        one["reference_id"],
        words(f"mineral_{one['mineral']}"),
        words(f"stage_{one['stage']}"),
        words.period(one["period"]),
        _by_country(countries, words),
        one["edition"],
    )


def _by_country(countries: pl.DataFrame, words: Words) -> str:
    """Return the outputs in a sentence: each country, the others together, the world, and whose isn't published."""
    unit, is_country = wording.unit_name(countries["unit"][0], words.language), pl.col("kind") == "country"
    order = pl.col("kind").replace_strict({"country": 0, "block": 1, "world": 2}, return_dtype=pl.Int64)
    printed = countries.drop_nulls("value").sort(order, -pl.col("value"), maintain_order=True)
    listed = [
        words("output_of", who=_producer(row, words), much=f"{row['value']:,.12g}", unit=unit)
        for row in printed.iter_rows(named=True)
    ]
    unpublished = countries.filter(is_country, pl.col("value").is_null())
    if not unpublished.is_empty():
        who = words.listed(map(words.entity, unpublished["entity_id"]))
        listed.append(words("output_unpublished", who=who))
    return words.clauses(listed)


def _producer(row: Mapping[str, Any], words: Words) -> str:
    return words.entity(row["entity_id"]) if row["kind"] == "country" else words(f"output_{row['kind']}")


def _fact(fact: Mapping[str, Any], words: Words) -> tuple[str, ...]:
    has_basis = fact["basis"] not in (None, "", "not_applicable")
    return (
        str(fact["reference_id"]),
        words.entity(fact["entity_id"]),
        words.measure(fact["measure"]),
        words.period(fact["period"]) if fact["period"] else "",
        _value(fact, words),
        words(f"basis_{fact['basis']}") if has_basis else "",
        words.isolated(words.own(fact, "edition")),
        words(f"read_{fact['confidence']}"),
    )


def _value(fact: Mapping[str, Any], words: Words) -> str:
    """Return the value in words, with its bound; without a number its status, such as withheld."""
    low, high, unit, qualifier = (fact[name] for name in ("low", "high", "unit", "qualifier"))
    if low is None and high is None:
        return words(f"status_{fact['status'] if fact['status'] in VALUELESS else 'in_words'}")
    known = [end for end in (low, high) if end is not None and end != float("inf")]
    value = words.measured(known[0], known[-1], unit)
    return words.bounded(qualifier, value) if qualifier in HEDGES else words.isolated(value)
