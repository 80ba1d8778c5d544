"""The real ledger judged: what was declared is what is found, and what is found is what was declared."""

import dataclasses
import re
from pathlib import Path

import polars as pl
import pytest

from tungsten import Unusable
from tungsten.evidence import verdicts
from tungsten.evidence.compare import EVIDENCE
from tungsten.evidence.readings import Reading, reading
from tungsten.ledger import read
from tungsten.ledger.interval import meet
from tungsten.ledger.write import plain_numbers

ROOT = Path(__file__).parents[1]
LEDGER = read.ledger(ROOT)
SLIPPED = ["f038", "f058", "f067", "f068"]
KINDS = {"internal", "reference", "wording", "plausibility"}
OUTCOMES = {"agrees", "close", "differs", "weak"}


@pytest.fixture(scope="module")
def printed() -> Reading:
    return reading(LEDGER, "printed")


@pytest.fixture(scope="module")
def corrected() -> Reading:
    return reading(LEDGER, "corrected")


@pytest.fixture(scope="module", params=["printed", "corrected"])
def judged(request: pytest.FixtureRequest) -> Reading:
    either: Reading = request.getfixturevalue(request.param)
    return either


def faulted(judged: Reading) -> list[str]:
    return judged.verdicts.filter(pl.col("verdict").is_in(["contradicted", "misdescribed"]))["figure_id"].to_list()


# -------------------------------------------------------------- the contract


def test_printed_values_are_faulted_exactly_where_a_correction_is_declared(printed: Reading) -> None:
    assert faulted(printed) == sorted({entry["figure"] for entry in LEDGER.corrections})


def test_corrected_values_are_faulted_nowhere(corrected: Reading) -> None:
    assert faulted(corrected) == []


def test_four_tenfold_slips_are_found_by_rule_and_no_others(printed: Reading) -> None:
    slips = printed.evidence.drop_nulls("slip_power")
    assert sorted(set(slips["figure_id"])) == SLIPPED
    assert set(slips["slip_power"]) == {-1}
    assert printed.verdicts.drop_nulls("slip_power").select("figure_id", "verdict").rows() == [
        (figure, "contradicted") for figure in SLIPPED
    ]


def test_no_slip_is_left_once_corrected(corrected: Reading) -> None:
    assert corrected.evidence["slip_power"].is_null().all()


def test_slips_are_found_without_the_corrections(printed: Reading) -> None:
    undeclared = reading(dataclasses.replace(LEDGER, corrections=[]), "printed")
    assert undeclared.evidence.equals(printed.evidence)
    assert undeclared.verdicts.drop_nulls("slip_power")["figure_id"].to_list() == SLIPPED


def test_every_figure_has_a_verdict_and_every_one_with_a_value_has_evidence(judged: Reading) -> None:
    figures = judged.figures.filter(pl.col("role") == "figure")
    assert judged.verdicts["figure_id"].to_list() == figures["figure_id"].to_list()
    valued = figures.drop_nulls("low")["figure_id"].to_list()
    assert list(dict.fromkeys(judged.evidence["figure_id"])) == valued


def test_a_verdict_rests_on_checks_that_were_made(judged: Reading) -> None:
    made = set(judged.evidence.select(pl.format("{} {}", "figure_id", "check_id")).to_series())
    rests = judged.verdicts.drop_nulls("check_ids").select("figure_id", pl.col("check_ids").str.split(" ")).rows()
    assert {f"{figure} {check}" for figure, checks in rests for check in checks} <= made


def test_tables_keep_to_the_closed_lists_and_columns_of_the_contract(judged: Reading) -> None:
    assert judged.evidence.columns == list(EVIDENCE)
    assert judged.verdicts.columns == ["figure_id", "verdict", "reason_en", "reason_ar", "check_ids", "slip_power"]
    assert set(judged.evidence["kind"]) <= KINDS
    assert set(judged.evidence["outcome"]) <= OUTCOMES
    assert set(judged.verdicts["verdict"]) <= set(verdicts.VERDICTS)
    assert judged.evidence.select("figure_id", "check_id").is_unique().all()
    assert judged.evidence["figure_id"].is_sorted()


def test_evidence_that_decides_cites_where_it_is_from_and_gives_bounds(judged: Reading) -> None:
    deciding = judged.evidence.filter(pl.col("decides"))
    bounds = ["observed_low", "observed_high", "expected_low", "expected_high"]
    assert deciding.select("citation", "unit", "same_kind", *bounds).null_count().sum_horizontal().item() == 0
    assert judged.evidence.select(bounds).fill_nan(None).null_count().sum_horizontal().item() == 0


def test_nothing_recalled_decides(judged: Reading) -> None:
    recalled = pl.concat(LEDGER.references.values()).filter(pl.col("confidence") == "recalled")["reference_id"]
    shown = judged.evidence.filter(pl.col("reference_id").is_in(recalled.to_list()))
    assert shown.height > 0
    assert not shown["decides"].any()


def test_an_outcome_says_whether_the_intervals_meet(judged: Reading) -> None:
    def interval(side: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
        return pl.col(f"{side}_low"), pl.col(f"{side}_high"), pl.col(f"{side}_includes_high")

    is_met = meet(interval("observed"), interval("expected"))
    assert judged.evidence.filter((pl.col("outcome") == "agrees") & ~is_met).is_empty()
    assert judged.evidence.filter((pl.col("outcome") == "differs") & is_met).is_empty()


def test_a_basis_is_never_converted_in_silence(judged: Reading) -> None:
    """Where figure and reference stand on two of W, WO₃ and unstated, the note says what was done."""
    facts = pl.concat(LEDGER.references.values()).select("reference_id", basis_ref="basis")
    pairs = (
        judged.evidence.filter(pl.col("check_id").str.starts_with("reference-") & (pl.col("unit") == "t"))
        .join(judged.figures.select("figure_id", "basis"), on="figure_id")
        .join(facts, on="reference_id")
        .filter(pl.col("basis") != pl.col("basis_ref"))
        .filter(pl.all_horizontal(pl.col("basis", "basis_ref").is_in(["W", "WO3", "not_stated"])))
    )
    assert pairs.height > 0
    assert pairs["note"].str.contains("converted from|whether it counts W or WO₃").all()


def test_a_check_is_noted_in_both_languages_or_in_neither(judged: Reading) -> None:
    noted = judged.evidence.select("note", "note_ar").drop_nulls("note")
    assert noted.height == judged.evidence["note_ar"].count() > 0
    assert noted["note_ar"].str.contains(r"^[^a-z]*[\u0621-\u064a][^a-z]*$").all()


# ------------------------------------------------------------------- reasons


def test_a_reason_names_the_number_it_is_about(judged: Reading) -> None:
    withheld = judged.figures.filter(pl.col("low").is_null())["figure_id"].to_list()
    for row in judged.verdicts.filter(~pl.col("figure_id").is_in(withheld)).iter_rows(named=True):
        for language in ("en", "ar"):
            assert re.search(r"\d", row[f"reason_{language}"]), row


def test_an_arabic_reason_holds_latin_only_as_a_quoted_name(judged: Reading) -> None:
    for reason in judged.verdicts["reason_ar"]:
        assert not re.search("[A-Za-z]", re.sub("«[^»]*»", "", reason)), reason
        assert re.search("[\u0621-\u064a]", reason), reason
        assert "None" not in reason, reason


def test_an_english_reason_is_a_sentence_without_arabic(judged: Reading) -> None:
    for reason in judged.verdicts["reason_en"]:
        assert reason.endswith("."), reason
        assert not re.search("[\u0600-\u06ff]", reason), reason
        assert "None" not in reason, reason


# ---------------------------------------------------------------- strictness


def test_values_are_printed_or_corrected() -> None:
    with pytest.raises(Unusable, match="values: 'mended' is neither printed nor corrected"):
        reading(LEDGER, "mended")


@pytest.mark.parametrize("values", ["printed", "corrected"])
def test_a_correction_that_names_a_check_never_made_stops_the_run(values: str) -> None:
    wrong = [LEDGER.corrections[0] | {"evidence": ["reference-z999"]}, *LEDGER.corrections[1:]]
    with pytest.raises(Unusable, match=r"^data/raw/corrections.yml:16: f006: the figure has no check reference-z999"):
        reading(dataclasses.replace(LEDGER, corrections=wrong), values)


def test_a_correction_whose_cause_is_gone_stops_the_run() -> None:
    """Without the release that gives 25.5 million, nothing finds the slip of f038."""
    deals = LEDGER.references["deals"].filter(pl.col("reference_id") != "l006")
    cured = dataclasses.replace(LEDGER, references=LEDGER.references | {"deals": deals})
    with pytest.raises(Unusable, match="f038: the figure has no check reference-l006"):
        reading(cured, "printed")


def test_what_is_on_file_is_what_is_judged(printed: Reading) -> None:
    """Run ``python -m tungsten`` when this fails."""
    for name, table in (("evidence", printed.evidence), ("verdicts", printed.verdicts)):
        on_file = (ROOT / read.PROCESSED / f"{name}.csv").read_text(encoding="utf-8")
        assert on_file == table.with_columns(plain_numbers()).write_csv(), name
