"""On Spark the same steps leave the same rows, and the same suites come to the same, as on one machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from made_up import ROOT
from polars.testing import assert_frame_equal

from bench._prints import prints
from tungsten.ledger import clean, read
from tungsten.ledger.quantity import read_quantities
from tungsten.validation import built_tables, drawn_tables, raw_tables
from tungsten.validation import closed_lists as lists
from tungsten.validation.suite_files import Rule, Suite, suite, suites
from tungsten.validation.validate import DECLARATIONS, declarations

OLDEST_JAVA = 17

SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",  # to compile Java for every check would take a minute
}
"""What suits tables of a hundred rows."""


def lacking() -> str | None:
    """What of Spark isn't there, and what would bring it."""
    if find_spec("pyspark") is None:
        return "pyspark isn't in this environment; make test-spark runs these tests in one that has it"
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if java is None:
        return f"there is no Java; install version {OLDEST_JAVA} to run the tests on Spark"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    if found is None or int(found[1]) < OLDEST_JAVA:
        return f"Spark needs Java {OLDEST_JAVA}, and {java} isn't that"
    return None


REASON = lacking()
pytestmark = [
    pytest.mark.skipif(REASON is not None, reason=REASON or ""),
    # pyspark leaves its sockets to the collector of garbage, and the word of it to whoever runs then
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:.*unclosed <socket:pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A session on two cores of this machine."""
    from tungsten import spark

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_MASTER", "local[2]")
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")  # as below
        session = spark.session()
    for name, value in SMALL.items():
        session.conf.set(name, value)
    yield session
    session.stop()


def on_spark(cluster: Any, step: Any, table: pl.DataFrame) -> pl.DataFrame:
    from tungsten import spark

    return spark.from_spark(spark.in_batches(spark.to_spark(table, cluster), step))


def test_the_ledger_is_cleaned_as_on_one_machine(cluster: Any) -> None:
    ledger = read.ledger(ROOT)
    step = partial(clean.cleaned, entities=ledger.entities)
    assert_frame_equal(on_spark(cluster, step, ledger.figures), step(ledger.figures))


def test_made_up_prints_are_read_as_on_one_machine(cluster: Any) -> None:
    step = partial(read_quantities, printed="printed", hedge="hedge_printed")
    many = prints(5_000)
    assert_frame_equal(on_spark(cluster, step, many), step(many))


def test_spark_deals_the_rows_out_in_more_than_one_batch(cluster: Any) -> None:
    counted = on_spark(cluster, lambda rows: rows.select(rows=pl.lit(rows.height)).head(1), prints(5_000))
    assert counted["rows"].sum() == 5_000
    assert counted.height > 1


def test_numbers_without_sign_reach_spark_as_numbers(cluster: Any) -> None:
    counts = pl.DataFrame({"count": [0, 2**32 - 1]}, schema={"count": pl.UInt32})
    assert on_spark(cluster, lambda rows: rows, counts)["count"].to_list() == [0, 2**32 - 1]


@cache
def printed_tables() -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """Every table of the ledger as printed, by the name suites call it, and the lists they are judged by."""
    from tungsten.validation.expectations import run_suite

    ledger = read.ledger(ROOT)
    printed, parameters = raw_tables.printed_figures(ledger), lists.parameters(ledger)
    made = {name: build(ledger) for name, build in raw_tables.RAW.items()}
    made |= {name: build(ledger, printed) for name, build in built_tables.BUILT.items()}
    made |= {name: build(ledger, printed) for name, build in drawn_tables.DRAWN.items()}
    made["processed"] = built_tables.processed([("data/processed/figures.csv", 31, "low '4.3' where '43' is made")])
    made = {name: table.with_columns(pl.selectors.unsigned_integer().cast(pl.Int64)) for name, table in made.items()}
    judged = [run_suite(made[found.table], found, parameters) for found in suites() if found.table in made]
    made[DECLARATIONS] = declarations(pl.concat(judged), ledger.corrections, has_checks=True)
    return made, parameters


def broken(table: pl.DataFrame) -> pl.DataFrame:
    """The table with each column's cells dealt out anew, its first row twice, a row of nothing and one of nonsense."""
    dealt = table.select(pl.col(name).shuffle(seed=number) for number, name in enumerate(table.columns))
    kinds = {pl.selectors.numeric(): -1, pl.selectors.string(): "؟?", pl.selectors.boolean(): False}
    nonsense = dealt.clear(n=1).with_columns(kind.fill_null(value) for kind, value in kinds.items())
    return pl.concat([dealt, dealt.head(1), dealt.clear(n=1), nonsense])


def in_order(results: pl.DataFrame) -> list[dict[str, Any]]:
    """Results with the failing rows of each rule in an order of their own, since Spark's come in none."""
    return [row | {"failures": sorted(row["failures"], key=str)} for row in results.to_dicts()]


def kind(rule: Rule, table: pl.DataFrame) -> tuple[Any, ...]:
    """What of a rule Spark may judge otherwise: the expectation, its options, and the types of the columns."""
    options = {name: value for name, value in rule.given.items() if name in ("ignore_row_if", "or_equal", "strict_min")}
    return rule.expect, *sorted(rule.given), *sorted(options.items()), *(table.schema[name] for name in rule.columns())


def one_of_each_kind(tables: dict[str, pl.DataFrame]) -> list[Suite]:
    """Return the suites with the first rule of each kind, so that every kind is judged once."""
    seen: set[tuple[Any, ...]] = set()
    chosen = []
    for found in suites():
        kinds = {kind(rule, tables[found.table]): rule for rule in reversed(found.rules)}
        rules = tuple(rule for of_kind, rule in kinds.items() if of_kind not in seen)
        seen |= kinds.keys()
        chosen += [replace(found, rules=rules)] if rules else []
    return chosen


def test_every_kind_of_rule_comes_to_the_same_on_spark(cluster: Any) -> None:
    """Rows are shuffled, doubled, emptied and filled with nonsense, so that nearly every rule fails."""
    made, parameters = printed_tables()
    outcomes: list[str] = []
    for judging in one_of_each_kind(made):
        here, there = on_both(cluster, judging, broken(made[judging.table]), parameters)
        assert there == here, judging.name
        outcomes += [row["outcome"] for row in here]
    assert len(outcomes) > 30
    assert outcomes.count("failed") > 0.8 * len(outcomes)


def test_a_sound_table_comes_to_the_same_on_spark(cluster: Any) -> None:
    made, parameters = printed_tables()
    judging = suite("evidence")
    here, there = on_both(cluster, judging, made[judging.table], parameters)
    assert there == here


def on_both(
    cluster: Any, judging: Suite, table: pl.DataFrame, parameters: dict[str, Any]
) -> list[list[dict[str, Any]]]:
    """Return the results of a suite on this machine and on Spark."""
    from tungsten import spark
    from tungsten.validation.expectations import run_suite

    frames = (table, spark.to_spark(table, cluster).coalesce(1))
    return [in_order(run_suite(frame, judging, parameters)) for frame in frames]
