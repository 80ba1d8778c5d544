"""The table of verdicts, line by line, and the reason given for each."""

from typing import Any

import polars as pl
import pytest
from factories import FACTOR, REFERENCE, figure, reference, tidy

from tungsten.evidence import verdicts as v
from tungsten.evidence.compare import EVIDENCE
from tungsten.evidence.messages import words
from tungsten.evidence.reference_match import BETWEEN
from tungsten.ledger.read import Ledger

EMPTY = pl.DataFrame()


def row(outcome: str, check_id: str = "reference-r1", **changes: Any) -> dict[str, Any]:
    """A row of evidence: what a reference of its kind says of figure f1."""
    told = {
        "figure_id": "f1",
        "check_id": check_id,
        "kind": "reference",
        "observed_low": 231_450.0,
        "observed_high": 231_550.0,
        "expected_low": 231_000.0,
        "expected_high": 232_000.0,
        "unit": "t",
        "outcome": outcome,
        "decides": True,
        "same_kind": True,
    }
    return told | changes


def internal(outcome: str) -> dict[str, Any]:
    return row(outcome, "repeats-f2", kind="internal", figure_ids="f2")


def limit(outcome: str, check_id: str = "within-the-world") -> dict[str, Any]:
    return row(outcome, check_id, kind="plausibility")


def derived(outcome: str) -> dict[str, Any]:
    """A reference that rests on another figure of the article as well."""
    return row(outcome, "rank-by-f2", figure_ids="f2")


OTHER_KIND: dict[str, Any] = {"same_kind": False}
CLAIM = reference("r2", 28.2e6, status="claim", citation="A blog (2025)")
MISDESCRIBED = {
    "figure": "f1",
    "action": "remeasure",
    "reason": "A resource.",
    "reason_ar": "مورد.",
    "evidence": ["reference-r1"],
}


def judged(*rows: dict[str, Any], doubts: tuple[dict[str, Any], ...] = (), **told: Any) -> dict[str, Any]:
    """The verdict on figure f1, 231,500 t, from some rows of evidence."""
    facts = [FACTOR, reference(low=231_500), CLAIM, reference("r3", 230_000, citation="derived from r1 and r2")]
    ledger = Ledger(EMPTY, EMPTY, EMPTY, {"all": pl.DataFrame(facts, schema=REFERENCE, orient="row")}, {}, [], {})
    evidence = pl.DataFrame(list(rows), schema=EVIDENCE, orient="row")
    figures = tidy(figure(low=231_500) | told, figure("f0", role="date"))
    table = v.verdict_table(figures, evidence, ledger, list(doubts))
    assert table.height == 1
    return table.row(0, named=True)


@pytest.mark.parametrize(
    ("rows", "verdict", "checks"),
    [
        # 1: one power of ten reconciles it, whatever else is said
        ([row("differs", slip_power=-1), internal("agrees")], "contradicted", "reference-r1"),
        # 3: an independent reference of its kind bears it out
        ([row("agrees")], "supported", "reference-r1"),
        ([row("close", spread=0.06)], "supported", "reference-r1"),
        ([row("differs", "reference-r3"), row("agrees"), limit("differs")], "supported", "reference-r1"),
        # … what isn't independent, of its kind, or deciding doesn't
        ([derived("agrees")], "unverified", "rank-by-f2"),
        ([row("agrees", **OTHER_KIND)], "unverified", "reference-r1"),
        ([row("agrees", decides=False), limit("weak")], "unverified", "within-the-world"),
        ([internal("agrees")], "unverified", "repeats-f2"),
        # 4: the article itself or a limit is against it
        ([internal("differs")], "contradicted", "repeats-f2"),
        ([row("weak"), internal("differs")], "contradicted", "repeats-f2"),
        ([limit("differs"), limit("weak", "possible-value")], "contradicted", "within-the-world"),
        # … or a reference of its kind is, and no other meets it
        ([row("differs")], "contradicted", "reference-r1"),
        ([derived("differs")], "contradicted", "rank-by-f2"),
        ([row("differs", "reference-r3"), row("weak")], "unverified", "reference-r3 reference-r1"),
        ([derived("differs"), row("weak")], "unverified", "rank-by-f2 reference-r1"),
        ([row("differs", **OTHER_KIND)], "unverified", "reference-r1"),
        ([row("differs", decides=False), limit("weak")], "unverified", "within-the-world"),
        # 5: otherwise
        ([row("weak")], "unverified", "reference-r1"),
        ([limit("weak", "possible-value")], "unverified", "possible-value"),
        ([], "unverified", None),
    ],
)
def test_the_table_line_by_line(rows: list[dict[str, Any]], verdict: str, checks: str | None) -> None:
    found = judged(*rows)
    assert (found["verdict"], found["check_ids"]) == (verdict, checks)


def test_a_declared_misdescription_goes_before_support_and_contradiction_but_not_before_a_slip() -> None:
    """Line 2, with the words and the checks it was declared with."""
    for rows in ([row("agrees")], [row("differs")], [internal("differs"), row("weak")]):
        found = judged(*rows, doubts=(MISDESCRIBED,))
        assert (found["verdict"], found["reason_en"], found["reason_ar"]) == ("misdescribed", "A resource.", "مورد.")
        assert found["check_ids"] == "reference-r1"
    slipped = judged(row("differs", slip_power=-1), doubts=(MISDESCRIBED,))
    assert (slipped["verdict"], slipped["slip_power"]) == ("contradicted", -1)


@pytest.mark.parametrize("action", ["rescale", "withhold"])
def test_declaring_a_wrong_number_decides_nothing_by_itself(action: str) -> None:
    """The evidence must say so; a person's word only tells one thing from another."""
    assert judged(row("agrees"), doubts=(MISDESCRIBED | {"action": action},))["verdict"] == "supported"


def test_every_line_of_the_table_gives_one_of_four_verdicts() -> None:
    verdicts = {"supported", "contradicted", "misdescribed", "unverified"}
    assert set(v.LINES.values()) == verdicts == set(v.VERDICTS) - {"unjudged"}


# ------------------------------------------------------------------- reasons

BETWEEN_READINGS: dict[str, Any] = {"note": f"unsaid; {BETWEEN}"}
ROUGH: dict[str, Any] = {"observed_low": 50_000.0, "observed_high": 150_000.0}


OWNER = ("Tau-Ken", "231,500 t")
ALONE = f" {words()['alone']['en']}"
PLAUSIBLE = "231,000 t to 232,000 t"


@pytest.mark.parametrize(
    ("rows", "template", "why", "expected"),
    [
        ([row("agrees")], "supported", *OWNER),
        ([row("differs", "reference-r3")], "contradicted", "Tau-Ken", "230,000 t"),
        ([row("agrees", **OTHER_KIND)], "other", *OWNER),
        ([row("weak", "reference-r2")], "claimed", "A blog", "28.2 million t"),
        ([row("weak", **BETWEEN_READINGS)], "between", *OWNER),
        ([row("weak", **ROUGH)], "rough", *OWNER),
        ([limit("weak"), limit("weak", "possible-value")], "weak", "the world's total", PLAUSIBLE),
        ([limit("weak", "possible-value")], "possible", "", ""),
        ([limit("differs", "possible-value")], "contradicted", "the plausible range", PLAUSIBLE),
        ([row("differs", slip_power=1)], "slip_small", *OWNER),
        ([], "nothing", "", ""),
    ],
)
def test_a_reason_says_what_the_verdict_rests_on(
    rows: list[dict[str, Any]], template: str, why: str, expected: str
) -> None:
    assert judged(*rows)["reason_en"].removesuffix(ALONE) == reason_of(template, why, expected)


def test_a_slip_that_one_page_alone_shows_says_so() -> None:
    both = row("differs", slip_power=1, citation="The owner's page; a newspaper")
    assert [judged(found)["reason_en"].endswith(ALONE) for found in (row("differs", slip_power=1), both)] == [
        True,
        False,
    ]


def reason_of(template: str, why: str, expected: str) -> str:
    said = words()[template]["en"].format(observed="231,500 t", why=why, expected=expected, times=10)
    return said[0].upper() + said[1:]


def test_a_bound_is_not_called_rounded() -> None:
    bound = judged(row("weak", observed_low=231_500.0, observed_high=float("inf")), qualifier="more_than")
    said = words()["bound"]["en"].format(observed="more than 231,500 t", why=OWNER[0], expected=OWNER[1])
    assert bound["reason_en"].removesuffix(ALONE) == said[0].upper() + said[1:]


def test_of_several_checks_the_independent_reference_of_its_kind_speaks() -> None:
    rows = (
        limit("weak", "possible-value"),
        internal("agrees"),
        row("agrees", "reference-r3", **OTHER_KIND),
        row("agrees"),
    )
    assert judged(*rows)["reason_en"] == reason_of("supported", *OWNER)
    assert judged(*rows[:2])["reason_en"] == reason_of("weak", words()["check:repeats"]["en"], PLAUSIBLE)


def test_a_withheld_figure_is_unverified_and_says_so() -> None:
    found = judged(low=None, high=None, rounding=None)
    assert (found["verdict"], found["reason_en"]) == (
        "unverified",
        "The figure is set aside; no corrected value is known.",
    )


def test_a_derived_reference_is_called_by_what_it_is_derived_from() -> None:
    derived = reference("r3", citation="derived from r1 and r2", edition_ar="مشتق من r1 وr2")
    facts = {"all": pl.DataFrame([reference(edition_ar="صفحة Tau-Ken"), derived], schema=REFERENCE)}
    named = v.other_sides(facts, tidy()).select("check_id", "reference", "reference_ar").rows()
    assert named[:2] == [(f"reference-{name}", "Tau-Ken", "صفحة Tau-Ken") for name in ("r1", "r3")]


@pytest.mark.parametrize(
    ("edition", "citation", "called"),
    [
        ("MCS2025", "USGS, a long title", "MCS2025"),
        ("MYB2017", "USGS, a long title", "MYB2017"),
        ("a blog, 2025", "Blog name (2025), page", "Blog name"),
        (None, "ccmn.cn, 28 Nov 2025; arithmetic", "ccmn.cn"),
    ],
)
def test_a_reference_is_called_by_its_edition_or_the_head_of_its_citation(
    edition: str | None, citation: str, called: str
) -> None:
    facts = pl.DataFrame([reference(edition=edition, citation=citation)], schema=REFERENCE)
    assert facts.select(v.reference_name()).item() == called
