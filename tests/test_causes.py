"""One mistake is one cause: what follows from it, or repeats it, is folded under it."""

from itertools import chain

import pytest

from tungsten.validation import outputs
from tungsten.validation.causes import Cause, causes
from tungsten.validation.validate import Problem

FIGURES = "data/raw/figures.csv"
TEXT = "data/raw/sources/a.txt"


def problem(rule: str, file: str, line: int | None, subject: str = "", found: str = "x", **more: str) -> Problem:
    """Return a problem of a rule, ``suite/rule``."""
    return Problem(file, line, f"{subject} {rule} {found}", more.get("severity", "critical"), rule, subject, found)


TYPO = problem("ledger/measure-is-listed", FIGURES, 39, "f038", "lone")
PRODUCTION = "data/raw/reference/production.csv"
CHANGED = problem("files/is-as-described", PRODUCTION, 119, "p118", "low 67000 → 6700")
SPAN = problem("spans/printed-stands-there", FIGURES, 12, "f011", "printed '198٪'")


@pytest.mark.parametrize(
    ("cause", "follows"),
    [
        (TYPO, problem("verdicts/rests-on-evidence", FIGURES, 39, "f038")),
        (TYPO, problem("corrections/can-be-applied", "data/raw/corrections.yml", 129, "f038")),
        (TYPO, problem("files/is-as-described", FIGURES, 1, FIGURES)),
        (TYPO, problem("files/is-as-described", FIGURES, 39, "f038")),
        (CHANGED, problem("totals/hold", PRODUCTION, 135, "p134")),
        (CHANGED, problem("totals/hold", "data/raw/reference/constants.csv", 25, "p118 c024")),
        (TYPO, problem("reserves/is-listed", "data/processed/reserves.csv", None, "", "KeyError")),
        (TYPO, problem("shares/is-listed", "data/processed/shares.csv", 3, "kazakhstan")),
        (SPAN, problem("ledger/says-the-number", FIGURES, 12, "f011")),
        (SPAN, problem("coverage/in-one-row", TEXT, 7, "198 at 3 to 6")),
    ],
)
def test_what_follows_is_folded_whatever_the_order(cause: Problem, follows: Problem) -> None:
    for problems in ([cause, follows], [follows, cause]):
        assert causes(problems) == [Cause(cause, (follows,))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TYPO, problem("ledger/measure-is-listed", FIGURES, 40, "f039", "lone")),
        (TYPO, problem("files/is-as-described", "data/raw/entities.csv", 1)),
        (TYPO, problem("verdicts/rests-on-evidence", FIGURES, 50, "f049")),
        (SPAN, problem("coverage/in-one-row", TEXT, 7, "2024 at 3 to 7")),
    ],
)
def test_what_shares_nothing_is_a_cause_of_its_own(one: Problem, other: Problem) -> None:
    assert [cause.problem for cause in causes([one, other])] == [one, other]


def test_a_cause_is_as_severe_as_what_follows_and_a_milder_one_hides_nothing() -> None:
    mild = problem("ledger/x", FIGURES, 90, "f090", severity="warning")
    built = problem("reserves/is-listed", "data/processed/reserves.csv", None, "", "KeyError")
    assert [cause.problem for cause in causes([mild, built])] == [built, mild]
    follows = problem("verdicts/x", FIGURES, 90, "f090")
    assert [cause.problem.severity for cause in causes([mild, follows])] == ["critical"]


def test_the_same_fault_in_a_whole_file_is_one_cause() -> None:
    rules = ("ledger/source-is-described", "ledger/line-lies-in-the-source")
    problems = [problem(rule, FIGURES, line, f"f{line:03}") for line in range(2, 200) for rule in rules]
    assert [len(cause.all) for cause in causes(problems)] == [396]


def test_built_tables_that_are_out_of_date_are_one_cause() -> None:
    differing = [problem("processed/is-as-made", f"data/processed/{name}.csv", 4) for name in ("ore", "shares")]
    assert len(causes(differing)) == 1


def test_every_problem_is_kept_once() -> None:
    problems = [TYPO, SPAN, problem("sums/hold", FIGURES, 39, "f038 f011"), problem("demand/x", "d.csv", None)]
    folded = chain.from_iterable(cause.all for cause in causes(problems))
    assert sorted(map(str, folded)) == sorted(map(str, problems))


def wrong(count: int) -> list[Cause]:
    """Return causes of which the last one is the worst."""
    found = [problem("ledger/x", FIGURES, line, found=str(line), severity="warning") for line in range(2, count + 1)]
    return causes([*found, problem("ledger/x", FIGURES, count + 1, found="last", severity="critical")])


def test_ten_causes_are_annotated_the_worst_first() -> None:
    lines = list(outputs.annotations(wrong(15)))
    annotated = [line for line in lines if line.startswith("::")]
    assert len(annotated) == 10
    assert annotated[0].startswith(f"::error file={FIGURES},line=16::")
    assert len(lines) == 15


def test_no_annotation_points_into_a_text_which_is_never_committed() -> None:
    line = next(outputs.annotations(causes([problem("coverage/in-one-row", TEXT, 7, "198 at 3 to 6")])))
    assert line.startswith("::error file=data/raw/sources.yml::")
    assert f"{TEXT}:7" in line


def test_a_long_list_is_cut_and_says_how_much_is_left_out() -> None:
    lines = list(outputs.text_lines(wrong(70)))
    assert len(lines) == outputs.CAUSES_SHOWN + 1
    assert lines[-1].startswith("and 20 more causes")
    repeated = causes([problem("ledger/x", FIGURES, line) for line in range(2, 12)])
    assert list(outputs.text_lines(repeated))[-1] == "  and 6 more with the same cause"


def test_the_summary_is_a_table_that_no_cell_breaks() -> None:
    table = outputs.summary([Cause(problem("ledger/x", FIGURES, 3, found="a|b<c>`d`"), (TYPO,))], "1 failed")
    row = next(line for line in table.splitlines() if FIGURES in line)
    assert row.replace(r"\|", "").count("|") == 5
    assert "<" not in row
    assert row.endswith("| 1 |")
