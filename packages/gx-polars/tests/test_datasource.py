"""The data source: frames and files, from configuration to checkpoint."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
import polars as pl
import pytest
from both_engines import context, forget, polars_frames, raised
from great_expectations.datasource.fluent.interfaces import TestConnectionError as ConnectionTestError
from great_expectations.exceptions.exceptions import BuildBatchRequestError, InvalidBatchRequestError

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


def test_a_file_that_cannot_be_read_is_told_when_it_is_added(source: Any, tmp_path: Path) -> None:
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
    """What is stored in a project's files is found again by a context opened later."""
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
