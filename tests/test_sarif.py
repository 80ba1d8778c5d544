"""SARIF: the shape that readers of version 2.1.0 require, and fingerprints that outlive a moved line."""

import json
from dataclasses import replace
from typing import Any

from tungsten.sarif import Result, sarif

RESULT = Result("bound", "error", "a bound: > 50 %", "a brief.md", 3, 8, 12, identity="50 % f022")
RULES = {"bound": "A bound printed as a value.", "unknown": "In no ledger."}


def run(*results: Result) -> Any:
    log = json.loads(sarif(results, RULES))
    assert log["version"] == "2.1.0"
    assert len(log["runs"]) == 1
    return log["runs"][0]


def prints(*results: Result) -> list[str]:
    return [next(iter(entry["partialFingerprints"].values())) for entry in run(*results)["results"]]


def test_a_result_names_its_rule_its_level_and_its_place() -> None:
    entry = run(RESULT)["results"][0]
    place = entry["locations"][0]["physicalLocation"]
    rules = run(RESULT)["tool"]["driver"]["rules"]
    assert rules[entry["ruleIndex"]]["id"] == entry["ruleId"] == "bound"
    assert (entry["level"], entry["message"]["text"]) == ("error", "a bound: > 50 %")
    assert place["artifactLocation"]["uri"] == "a%20brief.md"
    assert place["region"] == {"startLine": 3, "startColumn": 8, "endColumn": 12}
    assert "suppressions" not in entry


def test_a_result_in_a_cell_has_no_line_of_the_file() -> None:
    location = run(replace(RESULT, part="cell 2"))["results"][0]["locations"][0]
    assert location["logicalLocations"] == [{"name": "cell 2", "kind": "element"}]
    assert "region" not in location["physicalLocation"]


def test_an_accepted_result_is_suppressed_with_its_reason() -> None:
    entry = run(replace(RESULT, suppressed="declared in corrections.yml"))["results"][0]
    assert entry["suppressions"] == [{"kind": "external", "justification": "declared in corrections.yml"}]


def test_a_fingerprint_outlives_a_moved_line_and_tells_equal_results_apart() -> None:
    moved = replace(RESULT, line=30, message="another wording")
    assert prints(RESULT) == prints(moved)
    assert len(set(prints(RESULT, moved, replace(RESULT, file="other.md")))) == 3
    assert prints(RESULT, moved)[0] == prints(RESULT)[0]
