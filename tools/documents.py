"""``python tools/documents.py``: write README.md and docs/method.md from their templates and the data.

The templates are in ``docs/templates``; the values of their placeholders are computed here.
With ``--check`` nothing is written; documents that are out of date are listed, with exit code 1.
"""

import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import made_up_slips  # noqa: E402  the made-up figures on which the tests measure the detection of slips

from tungsten.analysis.concentration import concentration, thresholds, us_import_sources  # noqa: E402
from tungsten.analysis.tables import tables  # noqa: E402
from tungsten.evidence import slips, trioxide  # noqa: E402
from tungsten.evidence.compare import claims, expectations  # noqa: E402
from tungsten.evidence.messages import quantity, rounded  # noqa: E402
from tungsten.evidence.readings import Reading, reading  # noqa: E402
from tungsten.evidence.reference_match import spreads  # noqa: E402
from tungsten.evidence.verdicts import LINES, line  # noqa: E402
from tungsten.ledger import read  # noqa: E402

DOCUMENTS = {"README.md": "README.md", "method.md": "docs/method.md"}
"""Template in ``docs/templates`` → document."""

SOURCE = "sunsirs-2025-11-21"

LEDGER = read.ledger(ROOT)
ALL = reading(LEDGER)
OF_ARTICLE = ALL.figures.filter(source_id=SOURCE)["figure_id"].to_list()
PRINTED = Reading(
    *(table.filter(pl.col("figure_id").is_in(OF_ARTICLE)) for table in (ALL.figures, ALL.evidence, ALL.verdicts))
)
TABLES = tables(PRINTED.figures, LEDGER)
CLAIMS = {row["figure_id"]: row for row in claims(PRINTED.figures).iter_rows(named=True)}
EVIDENCE = {(row["figure_id"], row["check_id"]): row for row in PRINTED.evidence.iter_rows(named=True)}
FACTS = {row["reference_id"]: row for row in pl.concat(LEDGER.references.values()).iter_rows(named=True)}
EXPECTED = expectations(LEDGER.references)
FACTOR = trioxide.factor(EXPECTED)
MILLION = 1e6

CHECKS = {
    "shares": ("f026", "sums-to-100"),
    "parts": ("f050", "holds-its-parts"),
    "growth": ("f011", "growth-of-demand-percent"),
    "larger": ("f054", "share-of-a-larger-whole"),
    "ore": ("f072", "ore-in-the-ground"),
    "cost": ("f086", "part-of-its-cost"),
    "world": ("f051", "share-of-world-reserves"),
    "soviet": ("f054", "share-of-soviet-reserves"),
    "resource": ("f060", "ore-times-grade-d032"),
    "reserve": ("f060", "ore-times-grade-d035"),
    "earths": ("f068", "within-the-world"),
    "molybdenum": ("f057", "by-product-of-its-kind"),
}
"""Figure and check of the expectations that the templates use: ``{name[low]}``, and in millions ``{name[low_m]}``."""

ENDS: tuple[Literal["low", "high"], ...] = ("low", "high")

ORDINALS = ("", "first", "second", "third", "fourth", "fifth")


class Number(float):
    """A number whose format in a template is its number of decimals; thousands are grouped."""

    def __format__(self, decimals: str) -> str:
        return f"{float(self):,.{decimals or 0}f}"


class End(Number):
    """An end of an interval: written rounded outwards."""

    def __new__(cls, value: float, end: Literal["low", "high"]) -> "End":
        """Return the number, which keeps which ``end`` it is."""
        number = super().__new__(cls, value)
        number.end = end
        return number

    end: Literal["low", "high"]

    def __format__(self, decimals: str) -> str:
        return format(Number(rounded(self, int(decimals or 0), self.end)), decimals)


def numbers() -> dict[str, object]:
    """Return the value of every placeholder of the templates."""
    printed = {figure: Number(row["low"]) for figure, row in CLAIMS.items()}
    facts = {name: Number(row["low"]) for name, row in FACTS.items() if row["low"] is not None}
    expected: dict[str, dict[str, End]] = {
        name: {str(end): End(EVIDENCE[check][f"expected_{end}"], end) for end in ENDS} for name, check in CHECKS.items()
    }
    in_millions = {f"{name}_m": Number(value / MILLION) for name, value in (printed | facts).items()}
    for ends in expected.values():
        ends.update({f"{end}_m": End(ends[end] / MILLION, end) for end in ENDS})
    return {**printed, **facts, **in_millions, **expected, **intervals(), **rates(), **verdicts(), **analyses()}


def intervals() -> dict[str, object]:
    """Return the intervals of figures and the counts of mentions, figures and checks."""
    rounding = {row["figure_id"]: row["rounding"] for row in PRINTED.figures.iter_rows(named=True)}
    ends = {figure: [Number(row[f"observed_{end}"]) for end in ("low", "high")] for figure, row in CLAIMS.items()}
    owner = EVIDENCE["f055", "reference-d012"]
    return {
        "mentions": PRINTED.figures.height,
        "figures": len(CLAIMS),
        "rows": PRINTED.evidence.height,
        "plain": [Number(CLAIMS["f060"]["low"] + side * rounding["f060"]) for side in (-1, 1)],
        "about": ends["f060"],
        "million_t": ends["f058"],
        "apart": Number(ends["f055"][0] - (2 * FACTS["d012"]["low"] - owner["expected_low"])),
        "in_metal": Number(CLAIMS["f050"]["low"] * FACTOR / MILLION),
        "if_metal": Number(FACTS["d012"]["low"] / FACTOR / MILLION),
        "reliance": ends["f022"],
        "world_total": Number(FACTS[EVIDENCE[CHECKS["world"]]["reference_id"]]["low"] / MILLION),
        "factor": FACTOR,
    }


def rates() -> Mapping[str, object]:
    """Return the spreads of reference series, and recall and false alarms of the detection of slips, in per cent."""
    measured = spreads(EXPECTED)
    trade = measured.filter(entity_id="united_states")["spread"].to_list()
    world = measured.filter(entity_id="world", measure="mine_production")["spread"].item()
    recall, _, false_alarms = made_up_slips.measured()
    shares = {"spread": world, "steadiest": min(trade), "wildest": max(trade)}
    shares |= {"recall": recall, "false_alarms": false_alarms}
    return {name: Number(100 * share) for name, share in shares.items()} | {"made_up": Number(made_up_slips.FIGURES)}


def verdicts() -> dict[str, object]:
    """Return how many figures have each verdict, how many each line of the table decides, and how many are declared."""
    with_line = PRINTED.evidence.filter(pl.col("decides")).with_columns(line=line())
    first = dict(with_line.group_by("figure_id").agg(pl.col("line").min()).rows())
    rows = PRINTED.verdicts.select("figure_id", "verdict").rows()
    deciding = [2 if verdict == "misdescribed" else first[name] for name, verdict in rows]
    return {f"line{number}": deciding.count(number) for number in LINES} | {
        "declared": len({entry["figure"] for entry in LEDGER.corrections}),
        "powers": ", ".join(f"±{power}" for power in slips.POWERS if power > 0),
        "slipped": slipped(),
        "close": close(),
        "chance_letter": Number(100 * EVIDENCE["f085", "reference-l004"]["chance"]),
        "chance_cost": Number(100 * EVIDENCE["f086", "part-of-its-cost"]["chance"]),
        **dict(PRINTED.verdicts["verdict"].value_counts().iter_rows()),
    }


def slipped() -> str:
    """Return the figures with a slip, each with its power of ten, in words."""
    rows = PRINTED.verdicts.drop_nulls("slip_power").join(PRINTED.figures, on="figure_id", maintain_order="left")
    return ", ".join(
        f"{row['figure_id']} ({_amount(row)}, k = {row['slip_power']})".replace("-", "−")
        for row in rows.iter_rows(named=True)
    )


def _amount(row: Mapping[str, Any]) -> str:
    return quantity(row["low"], row["high"], row["unit"], "en", row["qualifier"])


def close() -> str:
    """Return in words which figures have a check whose outcome is ``close``."""
    figures = sorted({row["figure_id"] for row in PRINTED.evidence.filter(outcome="close").iter_rows(named=True)})
    return f"In this article {', '.join(figures) or 'no figure'} has a check that is `close`."


def outwards(row: Mapping[str, Any]) -> list[Number]:
    """Return the ends of an index with rounding, rounded outwards to whole points."""
    return [Number(math.floor(row["hhi_least"])), Number(math.ceil(row["hhi_most"]))]


def analyses() -> dict[str, object]:
    """Return indices of concentration, the implied demand, and the ranks of Kazakhstan's claim."""
    sources = us_import_sources(PRINTED.figures, LEDGER.references["us_imports"], LEDGER.entities)
    index = concentration(sources).filter(edition=SOURCE).row(0, named=True)
    world = TABLES["concentration"].filter(
        series="world_production", commodity="tungsten", edition="MCS2025", period="2024"
    )
    implied = TABLES["demand"].filter(product="lithium_tungstate", origin="implied")
    claim = TABLES["reserves"].filter(entity_id="kazakhstan", level="country", kind="claim", edition="MCS2025")
    smallest, block = CLAIMS["f029"]["low"], CLAIMS["f030"]["low"]
    full, rest = divmod(block, smallest)
    at = thresholds(LEDGER.references["constants"])
    return {
        "hhi": [Number(index[name]) for name in ("hhi_low", "hhi_high", "naive_hhi")] + [*outwards(index)],
        "world_hhi": [
            *outwards(world.row(0, named=True)),
            *(Number(world[name].item()) for name in ("hhi_low", "hhi_high")),
        ],
        **{
            reading: [Number(rounded(implied.filter(reading=reading)[end].item(), 0, end)) for end in ("low", "high")]
            for reading in ("grew_by", "grew_to")
        },
        "rank": [ORDINALS[int(claim[end].item())] for end in ("rank_best", "rank_worst")],
        "block": Number(index["hhi_high"] - index["hhi_low"]),
        "full": Number(full),
        "rest": Number(rest),
        "at": [Number(at.moderate), Number(at.high)],
    }


def main(arguments: list[str]) -> int:
    """Write the documents, or with ``--check`` list those that are out of date."""
    values = numbers()
    stale = []
    for template, document in DOCUMENTS.items():
        text = (ROOT / "docs" / "templates" / template).read_text(encoding="utf-8").format(**values)
        if (ROOT / document).read_text(encoding="utf-8") != text:
            stale.append(document)
            if "--check" not in arguments:
                (ROOT / document).write_text(text, encoding="utf-8")
    if "--check" in arguments and stale:
        print(f"{', '.join(stale)}: numbers are out of date; run make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
