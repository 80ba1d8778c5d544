"""The numbers in ``docs/method.md`` are the data's: each is computed again, and none stands there unchecked."""

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
import test_slips

from tungsten.analysis.concentration import concentration, thresholds, us_import_sources
from tungsten.checks import slips
from tungsten.checks.against import spreads, w_in_wo3
from tungsten.checks.claims import claims, expectations
from tungsten.checks.judge import judge
from tungsten.checks.verdicts import LINES, line
from tungsten.ledger import read

ROOT = Path(__file__).parents[1]
PAGE = " ".join((ROOT / "docs/method.md").read_text(encoding="utf-8").split())
BODY, SOURCES = PAGE.split(" ## Sources ")

LEDGER = read.ledger(ROOT)
JUDGED = judge(LEDGER)
CLAIMS = {row["figure_id"]: row for row in claims(JUDGED.figures).iter_rows(named=True)}
EVIDENCE = {(row["figure_id"], row["check_id"]): row for row in JUDGED.evidence.iter_rows(named=True)}
FACTS = {row["reference_id"]: row for row in pl.concat(LEDGER.references.values()).iter_rows(named=True)}
EXPECTED = expectations(LEDGER.references)
FACTOR = w_in_wo3(EXPECTED)
MILLION = 1e6
SLIPPED = [("f038", -1), ("f058", -1), ("f067", -1), ("f068", -1)]

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
"""The checks the page tells of, by the name it goes by below: ``{name[low]}``, and in millions ``{name[low_m]}``."""


class Number(float):
    """A number as the page writes it: grouped, and as many decimals as the format asks for."""

    def __format__(self, decimals: str) -> str:
        return f"{float(self):,.{decimals or 0}f}"


def numbers() -> dict[str, object]:
    """Everything the sentences below name, computed."""
    printed = {figure: Number(row["low"]) for figure, row in CLAIMS.items()}
    read_ = {name: Number(row["low"]) for name, row in FACTS.items() if row["low"] is not None}
    checked = {
        name: {end: Number(EVIDENCE[check][f"expected_{end}"]) for end in ("low", "high")}
        for name, check in CHECKS.items()
    }
    in_millions = {f"{name}_m": Number(value / MILLION) for name, value in (printed | read_).items()}
    for ends in checked.values():
        ends |= {f"{end}_m": Number(value / MILLION) for end, value in ends.items()}
    return {**printed, **read_, **in_millions, **checked, **claimed(), **measured(), **judged(), **concentrated()}


def claimed() -> dict[str, object]:
    rounding = {row["figure_id"]: row["rounding"] for row in JUDGED.figures.iter_rows(named=True)}
    ends = {figure: [Number(row[f"observed_{end}"]) for end in ("low", "high")] for figure, row in CLAIMS.items()}
    reading = EVIDENCE["f055", "reference-d012"]
    return {
        "mentions": JUDGED.figures.height,
        "figures": len(CLAIMS),
        "rows": JUDGED.evidence.height,
        "plain": [Number(CLAIMS["f060"]["low"] + side * rounding["f060"]) for side in (-1, 1)],
        "about": ends["f060"],
        "million_t": ends["f058"],
        "apart": Number(ends["f055"][0] - (2 * FACTS["d012"]["low"] - reading["expected_low"])),
        "in_metal": Number(CLAIMS["f050"]["low"] * FACTOR / MILLION),
        "if_metal": Number(FACTS["d012"]["low"] / FACTOR / MILLION),
        "world_total": Number(FACTS[EVIDENCE[CHECKS["world"]]["reference_id"]]["low"] / MILLION),
        "factor": FACTOR,
    }


def measured() -> Mapping[str, object]:
    moved = spreads(EXPECTED)
    trade = moved.filter(entity_id="united_states", kind="trade")["spread"].to_list()
    world = moved.filter(entity_id="world", measure="mine_production")["spread"].item()
    recall, _, false_alarms = test_slips.measured()
    shares = {"spread": world, "steadiest": min(trade), "wildest": max(trade)}
    shares |= {"recall": recall, "false_alarms": false_alarms}
    return {name: Number(100 * share) for name, share in shares.items()} | {"made_up": Number(test_slips.FIGURES)}


def judged() -> dict[str, object]:
    """How many figures each line of the table decides, and how many are declared."""
    spoken = JUDGED.evidence.filter(pl.col("decides")).with_columns(line=line())
    first = dict(spoken.group_by("figure_id").agg(pl.col("line").min()).rows())
    verdicts = JUDGED.verdicts.select("figure_id", "verdict").rows()
    deciding = [2 if said == "misdescribed" else first[name] for name, said in verdicts]
    return {f"line{number}": deciding.count(number) for number in LINES} | {
        "declared": len({entry["figure"] for entry in LEDGER.corrections}),
        "powers": ", ".join(f"±{power}" for power in slips.POWERS if power > 0),
    }


def concentrated() -> dict[str, object]:
    """The concentration of American imports, as the article's shares give it."""
    sources = us_import_sources(JUDGED.figures, LEDGER.references["us_imports"], LEDGER.entities)
    index = concentration(sources).filter(edition="sunsirs-2025-11-21").row(0, named=True)
    smallest, block = CLAIMS["f029"]["low"], CLAIMS["f030"]["low"]
    full, rest = divmod(block, smallest)
    at = thresholds(LEDGER.references["constants"])
    return {
        "hhi": [Number(index[name]) for name in ("hhi_low", "hhi_high", "naive_hhi")],
        "block": Number(index["hhi_high"] - index["hhi_low"]),
        "full": Number(full),
        "rest": Number(rest),
        "at": [Number(at.moderate), Number(at.high)],
    }


SENTENCES = [
    # a printed number is an interval
    "{mentions} numeric mentions, {figures} of them figures",
    "`data/processed/evidence.csv`, {rows} of them",
    'So {f060} t is {plain[0]} to {plain[1]} t, "about {f060}" is {about[0]} to {about[1]}',
    '"about a million tonnes" is anything from {million_t[0]} to {million_t[1]}.',
    "would pass {d012_m:3} for {f055_m:3} million tonnes, whose intervals lie {apart} t apart",
    # what a check can say
    "stood at {p024} t in one edition and at {p045} t in the next, so its spread is {spread:1} %",
    "the steadiest American trade series moves by {steadiest} %, the wildest by {wildest} %",
    "({f086_m} million dollars, where cost less letter ",
    "of interest is anything from {cost[low_m]} to {cost[high_m]} million)",
    "W = {factor} × WO₃",
    "More than {f050_m} million tonnes of WO₃ are more than {in_metal:3} million of W.",
    "{d012_m:3} million tonnes for Upper Kairakty are {d012_m:3} million of WO₃,",
    "or {if_metal:3} million if they were W; the article's {f055_m:3} is neither",
    # inside the article
    "{f026} + {f027} + {f028} + {f029} + {f030}: ",
    "China's {f026} % must lie in {shares[low]} to {shares[high]}, and does",
    "more than {f050_m} million t hold the {parts[low_m]:3} million the deposits make at least",
    "from {f006} % to {f008} % is {growth[low]} % to {growth[high]} %, too wide for the {f011} % printed",
    "import reliance of {f022} %, {f023} % and {f024} %",
    "{f054} % of the Soviet Union for what is at most {larger[high]:1} % of Kazakhstan",
    "{f060} t at {f062:3} % is at most {ore[high_m]:1} million t of ore, {f072_m:1} million of it a year",
    # against references and limits
    "{in_metal:3} of W over itself and {world_total:1} million is {world[low]:1} % at least, not {f051:1} %",
    "{soviet[high]:1} % at most, not {f054} %",
    "at the {f062:3} % printed, {d032_m:1} million t of ore, a resource, hold {resource[low]} to {resource[high]} t",
    "the {d035_m:1} million that are reserves only {reserve[low]} to {reserve[high]}, so that Bakuta's {f060} t",
    "({f068_m} million t of rare earths against {earths[high_m]} million at most)",
    "({molybdenum[low]} to {molybdenum[high]} t of molybdenum beside that much WO₃, not {f057})",
    # slips
    "k ∈ {{{powers}}}",
    "{f038_m} million dollars × 10⁻¹ is the {l006_m:1} million of the company's release",
    "f038 ({f038_m} million dollars), f058 (a million tonnes), f067 ({f067_m} million) and f068 ({f068_m} million)",
    "On {made_up} made-up figures",
    "recall is {recall:1} % and the false-alarm rate {false_alarms:1} %:",
    # verdicts
    "reconciles it | `contradicted` | {line1} |",
    "another thing | `misdescribed` | {line2} |",
    "bears it out | `supported` | {line3} |",
    "no other meets it | `contradicted` | {line4} |",
    "otherwise | `unverified` | {line5} |",
    'import reliance as ">{u159}"; the article prints {f022} %',
    "exactly the {declared} figures declared",
    # what follows from bounds
    "{f026}, {f027}, {f028} and {f029} are named and {f030} are not",
    "{f026}² + {f027}² + {f028}² + {f029}² = {hhi[0]}",
    "none exceeds {f029}, so they add {full} × {f029}² + {rest}² = {block} at most, {hhi[1]}",
    "one country would give {hhi[2]}",
    "call {at[0]} to {at[1]} moderately and more than {at[1]} highly concentrated",
]

NUMBERS = numbers()
COMPUTED = [sentence.format(**NUMBERS) for sentence in SENTENCES]

NO_DATA = [
    r"\[\d\]",  # a source
    r"`?f0\d\d`?|`sums-to-100`",  # names
    r"u/2|share = 100 − |/ earlier − 1|n \+ 1|min\(v\) − 1|\(1\+s\)|k = −1",  # formulas
    r"by hand: 2 %",  # the tolerance not used
    r"output for 2021|of 2020–2023 is not of the time of 2021–2024|guidelines of 2023|Calculations 1\.1",
    r"\| [1-5] \||Line 2",
    r"10[⁻⁴⁸ᵏ¹]+",
]
"""Numbers the page may hold that are no data."""


@pytest.mark.parametrize("sentence", COMPUTED)
def test_the_page_says_what_the_data_say(sentence: str) -> None:
    assert sentence in BODY


def test_no_number_stands_on_the_page_unchecked() -> None:
    left = BODY
    for sentence in sorted(COMPUTED, key=len, reverse=True):
        left = left.replace(sentence, " … ")
    for pattern in NO_DATA:
        left = re.sub(pattern, " ", left)
    assert not re.findall(r"[^ ]*\d[^ ]*", left)


def test_the_four_slips_are_the_four_named() -> None:
    assert "Four figures are named, all with k = −1: f038" in BODY
    assert JUDGED.verdicts.drop_nulls("slip_power").select("figure_id", "slip_power").rows() == SLIPPED


def test_nothing_in_the_article_is_merely_close() -> None:
    assert "In this article nothing is merely close." in BODY
    assert "close" not in set(JUDGED.evidence["outcome"])


def test_every_kind_of_check_inside_the_article_is_on_the_page() -> None:
    made = JUDGED.evidence.filter(pl.col("kind") == "internal")["check_id"].unique()
    families = [name.rstrip("…") for name in re.findall(r"`([a-z0-9-]+…?)`", BODY)]
    assert [check for check in made if not any(check.startswith(family) for family in families)] == []


def test_the_page_is_one_page() -> None:
    assert 1200 <= len(PAGE.split()) <= 1650
