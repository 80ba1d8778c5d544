"""The data source: frames and files, from configuration to checkpoint."""

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
import polars as pl
import pytest
from both_engines import context, forget, polars_frames, raised
from great_expectations.core.partitioners import FileNamePartitionerYearly
from great_expectations.datasource.fluent.interfaces import TestConnectionError as ConnectionTestError
from great_expectations.exceptions.exceptions import BuildBatchRequestError, InvalidBatchRequestError

import gx_polars

FRAME = pl.DataFrame({"id": [1, 2, 3], "x": [1.5, None, 3.5]})


def not_null() -> Any:
    return gxe.ExpectColumnValuesToNotBeNull(column="x")


@pytest.fixture
def source(request: pytest.FixtureRequest) -> Any:
    return context().data_sources.add_polars(request.node.name)


def found(asset: Any) -> Any:
    return asset.add_batch_definition_whole_dataframe("whole").get_batch().validate(not_null())


def test_a_frame_is_handed_over_when_it_is_validated(source: Any) -> None:
    whole = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")
    for frame in (FRAME, FRAME.lazy()):
        batch = whole.get_batch(batch_parameters={"dataframe": frame})
        assert batch.validate(not_null()).result["unexpected_count"] == 1


@pytest.mark.parametrize("parameters", [None, {}, {"frame": FRAME}, {"dataframe": FRAME, "more": 1}])
def test_a_frame_is_asked_for_by_its_name(parameters: Any) -> None:
    with pytest.raises(BuildBatchRequestError, match="options must contain exactly one key, 'dataframe'"):
        polars_frames().get_batch(batch_parameters=parameters)


def test_a_frame_is_a_frame_of_polars() -> None:
    with pytest.raises(BuildBatchRequestError, match=r"must be a Polars DataFrame or LazyFrame, not pandas\.DataFrame"):
        polars_frames().get_batch(batch_parameters={"dataframe": pd.DataFrame()})


def test_batches_are_whole(source: Any) -> None:
    asset = source.add_dataframe_asset("frame")
    with pytest.raises(BuildBatchRequestError, match="DataFrameAsset has whole batches only"):
        asset.build_batch_request({"dataframe": FRAME}, batch_slice="[0:1]")


def test_a_request_for_another_asset_is_refused(source: Any) -> None:
    one, other = source.add_dataframe_asset("one"), source.add_dataframe_asset("other")
    with pytest.raises(InvalidBatchRequestError, match="is not one for"):
        one.get_batch(other.build_batch_request({"dataframe": FRAME}))


def test_a_parquet_file_is_scanned(source: Any, tmp_path: Path) -> None:
    FRAME.write_parquet(tmp_path / "a.parquet")
    assert found(source.add_parquet_asset("one", tmp_path / "a.parquet")).result["element_count"] == 3


def test_files_are_given_by_a_glob_or_a_list(source: Any, tmp_path: Path) -> None:
    for name in "ab":
        FRAME.write_parquet(tmp_path / f"{name}.parquet")
    by_glob = source.add_parquet_asset("glob", str(tmp_path / "*.parquet"))
    by_list = source.add_parquet_asset("list", [tmp_path / "a.parquet", str(tmp_path / "b.parquet")])
    for asset in (by_glob, by_list):
        result = found(asset)
        assert (result.result["element_count"], result.result["partial_unexpected_index_list"]) == (6, [1, 4])


def test_a_csv_file_is_read_with_the_options_of_polars(source: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id;x\n1;-\n2;3\n")
    asset = source.add_csv_asset("csv", tmp_path / "a.csv", separator=";", null_values=["-"])
    assert found(asset).result["unexpected_count"] == 1


@pytest.mark.parametrize("field", ["", '""'])
def test_an_empty_field_of_a_csv_file_is_missing(source: Any, tmp_path: Path, field: str) -> None:
    (tmp_path / "a.csv").write_text(f"id,x,name\n1,1.5,a\n2,{field},{field}\n")
    missing, kept = (
        source.add_csv_asset(name, tmp_path / "a.csv", **options)
        .add_batch_definition_whole_dataframe("whole")
        .get_batch()
        for name, options in (("default", {}), ("as Polars reads it", {"null_values": None}))
    )
    name = gxe.ExpectColumnValuesToNotBeNull(column="name")
    assert missing.validate(name).result["unexpected_count"] == 1
    assert missing.validate(gxe.ExpectColumnMeanToBeBetween(column="x", min_value=1.5, max_value=1.5)).success
    assert kept.validate(name).result["unexpected_count"] == (0 if field else 1)


def test_a_column_without_a_value_in_a_csv_file_is_of_any_type(source: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,x,name\n1,,a\n2,,b\n")
    batch = source.add_csv_asset("csv", tmp_path / "a.csv").add_batch_definition_whole_dataframe("whole").get_batch()
    mean = batch.validate(gxe.ExpectColumnMeanToBeBetween(column="x", min_value=0))
    assert (raised(mean), mean.success, mean.result.get("observed_value")) == (None, False, None)
    assert "is String, which is not a number" in str(
        raised(batch.validate(gxe.ExpectColumnMeanToBeBetween(column="name", min_value=0)))
    )


@pytest.mark.parametrize(
    ("kind", "write"), [("ndjson", pl.DataFrame.write_ndjson), ("ipc", pl.DataFrame.write_ipc)], ids=["ndjson", "ipc"]
)
def test_files_of_other_formats_are_scanned(source: Any, tmp_path: Path, kind: str, write: Any) -> None:
    write(FRAME, tmp_path / "file")
    assert found(getattr(source, f"add_{kind}_asset")("one", tmp_path / "file")).result["unexpected_count"] == 1


@pytest.mark.parametrize(("kind", "library"), [("delta", "deltalake"), ("iceberg", "pyiceberg")])
def test_a_table_is_scanned_by_polars_where_its_library_is_there(
    source: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, library: str
) -> None:
    def failing(path: Any, **options: Any) -> Any:
        raise RuntimeError  # as libraries raise errors of their own

    with pytest.raises(ConnectionTestError, match="Polars can't read"):
        getattr(source, f"add_{kind}_asset")("absent", tmp_path)
    monkeypatch.setattr(pl, f"scan_{kind}", failing)
    with pytest.raises(ConnectionTestError, match="Polars can't read"):
        getattr(source, f"add_{kind}_asset")("absent", tmp_path)
    monkeypatch.setattr(pl, f"scan_{kind}", lambda path, **options: FRAME.lazy())
    assert found(getattr(source, f"add_{kind}_asset")("there", tmp_path)).result["unexpected_count"] == 1


@pytest.mark.parametrize("of_files", [False, True], ids=["frames", "files"])
@pytest.mark.parametrize(
    ("split", "arguments"),
    [
        *((split, {"regex": r"(?P<year>\d{4})\.parquet"}) for split in ("daily", "monthly", "yearly")),
        *((split, {"column": "x"}) for split in ("daily", "monthly", "yearly")),
        ("path", {"path": "a.parquet"}),
    ],
    ids=str,
)
def test_a_batch_definition_that_would_split_the_data_is_refused_when_it_is_defined(
    source: Any, tmp_path: Path, of_files: bool, split: str, arguments: dict[str, str]
) -> None:
    FRAME.write_parquet(tmp_path / "a.parquet")
    asset = source.add_parquet_asset("one", tmp_path / "*.parquet") if of_files else source.add_dataframe_asset("one")
    with pytest.raises(BuildBatchRequestError, match="has whole batches only; to judge a part, filter"):
        getattr(asset, f"add_batch_definition_{split}")("part", **arguments)
    with pytest.raises(BuildBatchRequestError, match="has whole batches only"):
        asset.add_batch_definition("part", partitioner=FileNamePartitionerYearly(regex=re.compile("x")))
    assert not asset.batch_definitions
    whole = asset.add_batch_definition_whole_dataframe("whole")
    assert asset.batch_definitions == [whole]
    assert whole.get_batch(batch_parameters=None if of_files else {"dataframe": FRAME}).validate(not_null()).result


def test_an_option_that_cannot_be_stored_is_refused_and_the_source_goes_on(source: Any, tmp_path: Path) -> None:
    FRAME.write_csv(tmp_path / "a.csv")
    with pytest.raises(TypeError, match=r"The option 'with_column_names' can't be stored .* as it is function"):
        source.add_csv_asset("one", tmp_path / "a.csv", with_column_names=lambda names: names)
    assert found(source.add_csv_asset("two", tmp_path / "a.csv")).result["unexpected_count"] == 1


def test_frames_judged_at_the_same_time_are_kept_apart(source: Any) -> None:
    whole = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")
    highest = gxe.ExpectColumnMaxToBeBetween(column="x", min_value=0)

    def passed_rows(number: int) -> int:
        batch = whole.get_batch(batch_parameters={"dataframe": pl.DataFrame({"x": [number]})})
        observed: int = batch.validate(highest).result["observed_value"]
        return observed

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(passed_rows, range(80))) == list(range(80))


def test_a_source_is_added_with_its_type(request: pytest.FixtureRequest) -> None:
    source = gx_polars.add_polars(context(), request.node.name, nan_is_null=False)
    assert isinstance(source, gx_polars.PolarsDatasource)
    assert context().data_sources.get(request.node.name).nan_is_null is False


def test_a_file_that_cannot_be_read_is_reported_when_it_is_added(source: Any, tmp_path: Path) -> None:
    with pytest.raises(ConnectionTestError, match=r"Polars can't read '.*absent\.parquet'"):
        source.add_parquet_asset("absent", tmp_path / "absent.parquet")
    (tmp_path / "text.parquet").write_text("no Parquet")
    with pytest.raises(ConnectionTestError, match="Polars can't read"):
        source.add_parquet_asset("text", tmp_path / "text.parquet")
    with pytest.raises(ConnectionTestError, match="unexpected keyword argument 'colour'"):
        source.add_csv_asset("options", tmp_path / "text.parquet", colour="red")


@pytest.fixture
def _anew() -> Iterator[None]:
    yield
    forget()


@pytest.mark.usefixtures("_anew")
def test_an_unchanged_suite_runs_in_a_validation_definition_and_a_checkpoint(tmp_path: Path) -> None:
    """A context that is opened later finds the sources and assets in a project's files."""
    FRAME.write_parquet(tmp_path / "a.parquet")
    stored = gx.get_context(mode="file", project_root_dir=tmp_path)
    asset = stored.data_sources.add_polars("polars").add_parquet_asset("a", tmp_path / "a.parquet")
    suite = stored.suites.add(gx.ExpectationSuite(name="suite", expectations=[not_null()]))
    definition = gx.ValidationDefinition(
        name="definition", data=asset.add_batch_definition_whole_dataframe("whole"), suite=suite
    )
    stored.validation_definitions.add(definition)
    stored.checkpoints.add(
        gx.Checkpoint(
            name="checkpoint", validation_definitions=[definition], result_format={"result_format": "COMPLETE"}
        )
    )
    later = gx.get_context(mode="file", project_root_dir=tmp_path)
    result = later.checkpoints.get("checkpoint").run()
    (validated,) = result.run_results.values()
    assert not result.success
    assert raised(validated.results[0]) is None
    assert validated.results[0].result["unexpected_index_list"] == [1]
    assert later.data_sources.get("polars").nan_is_null


@pytest.mark.usefixtures("_anew")
def test_a_schema_is_stored_by_the_names_of_its_types(tmp_path: Path) -> None:
    """Types are stored in the order of the columns, and the source accepts further assets."""
    (tmp_path / "a.csv").write_text("1,2024-01-01,low\n2,,high\n")
    schema: dict[str, Any] = {"number": pl.Int8, "day": pl.Date, "a level": pl.Enum(["low", "high"])}
    stored = gx.get_context(mode="file", project_root_dir=tmp_path)
    source = gx_polars.add_polars(stored, "polars")
    source.add_csv_asset("a", tmp_path / "a.csv", has_header=False, schema=schema)
    named: dict[str, Any] = {"has_header": False, "new_columns": ["a", "b", "c"]}
    source.add_csv_asset("b", tmp_path / "a.csv", **named, schema_overrides={"a": pl.Int16, "b": pl.Date})
    source.add_csv_asset("c", tmp_path / "a.csv", **named, schema_overrides={"a": "Int32"})
    later = gx.get_context(mode="file", project_root_dir=tmp_path).data_sources.get("polars")
    assert later.get_asset("a").scan().collect_schema() == pl.Schema(schema)
    assert later.get_asset("b").scan().collect_schema().dtypes() == [pl.Int16, pl.Date, pl.String]
    assert later.get_asset("c").scan().collect_schema()["a"] == pl.Int32


@pytest.mark.usefixtures("_anew")
def test_a_relative_path_is_one_from_the_root_of_the_context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = gx.get_context(mode="file", project_root_dir=tmp_path)
    (Path(stored.root_directory) / "data").mkdir()
    FRAME.write_parquet(Path(stored.root_directory) / "data" / "a.parquet")
    monkeypatch.chdir("/")
    asset = gx_polars.add_polars(stored, "polars").add_parquet_asset("a", "data/*.parquet")
    assert found(asset).result["unexpected_count"] == 1
    assert asset.path == "data/*.parquet"


@pytest.mark.usefixtures("_anew")
def test_a_secret_is_filled_in_and_not_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLE_KEY", "quite secret")
    opened: list[dict[str, Any]] = []

    def scan(path: str, **options: Any) -> pl.LazyFrame:
        opened.append({"path": path} | options)
        return FRAME.lazy()

    monkeypatch.setattr(pl, "scan_parquet", scan)
    stored = gx.get_context(mode="file", project_root_dir=tmp_path)
    source = gx_polars.add_polars(stored, "polars")
    source.add_parquet_asset("a", "s3://bucket/a.parquet", storage_options={"key": "${TABLE_KEY}"})
    assert opened[0] == {"path": "s3://bucket/a.parquet", "storage_options": {"key": "quite secret"}}
    text = (Path(stored.root_directory) / "great_expectations.yml").read_text()
    assert "${TABLE_KEY}" in text
    assert "quite secret" not in text
    with pytest.raises(ConnectionTestError, match="Polars can't read"):
        source.add_parquet_asset("b", "a.parquet", storage_options={"key": "${NO_SUCH_KEY}"})


@pytest.mark.usefixtures("_anew")
def test_a_stored_source_needs_the_package_to_be_imported_first(tmp_path: Path) -> None:
    """Importing the package is the only way to register its kind of source."""
    gx_polars.add_polars(gx.get_context(mode="file", project_root_dir=tmp_path), "polars")
    opened = "import great_expectations as gx; gx.get_context(mode='file', project_root_dir=sys.argv[1])"
    for imports, code in (("import sys; ", 1), ("import sys; import gx_polars; ", 0)):
        ran = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", imports + opened, str(tmp_path)], capture_output=True, check=False
        )
        assert ran.returncode == code


@pytest.mark.usefixtures("_anew")
def test_a_checkpoint_stores_a_result_that_shows_durations(tmp_path: Path) -> None:
    stored = gx.get_context(mode="file", project_root_dir=tmp_path)
    whole = gx_polars.add_polars(stored, "polars").add_dataframe_asset("a").add_batch_definition_whole_dataframe("all")
    suite = stored.suites.add(
        gx.ExpectationSuite(name="s", expectations=[gxe.ExpectColumnValuesToBeUnique(column="x")])
    )
    definition = stored.validation_definitions.add(gx.ValidationDefinition(name="d", data=whole, suite=suite))
    checkpoint = stored.checkpoints.add(gx.Checkpoint(name="c", validation_definitions=[definition]))
    result = checkpoint.run(batch_parameters={"dataframe": pl.DataFrame({"x": [dt.timedelta(hours=1)] * 2})})
    assert not result.success


def test_a_checkpoint_is_given_a_frame(source: Any) -> None:
    whole = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")
    suite = context().suites.add(gx.ExpectationSuite(name="of a frame", expectations=[not_null()]))
    definition = gx.ValidationDefinition(name="of a frame", data=whole, suite=suite)
    context().validation_definitions.add(definition)
    checkpoint = context().checkpoints.add(gx.Checkpoint(name="of a frame", validation_definitions=[definition]))
    result = checkpoint.run(batch_parameters={"dataframe": FRAME})
    assert not result.success
    assert "unexpected_percent" in result.describe()


def test_a_batch_keeps_what_is_noted_of_its_asset(source: Any) -> None:
    asset = source.add_dataframe_asset("frame", batch_metadata={"origin": "here"})
    whole = asset.add_batch_definition_whole_dataframe("whole")
    assert whole.get_batch(batch_parameters={"dataframe": FRAME}).metadata == {"origin": "here"}
