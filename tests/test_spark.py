"""On Spark the same steps leave the same rows, and the same suites come to the same, as on one machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
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

OLDEST_JAVA = 17

SMALL = {
    "spark.sql.shuffle.partitions": "2",
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
