"""The fluent data source: ``context.data_sources.add_polars(...)``, with frames and files as its assets."""

import os
from collections.abc import Sequence
from typing import Any, ClassVar, Literal, TypeAlias

import polars as pl
from great_expectations.compatibility import pydantic
from great_expectations.core.batch import LegacyBatchDefinition
from great_expectations.core.batch_spec import RuntimeDataBatchSpec
from great_expectations.core.id_dict import IDDict
from great_expectations.datasource.fluent import BatchRequest
from great_expectations.datasource.fluent.batch_identifier_util import make_batch_identifier
from great_expectations.datasource.fluent.interfaces import Batch, DataAsset, Datasource, TestConnectionError
from great_expectations.exceptions.exceptions import BuildBatchRequestError, InvalidBatchRequestError

from gx_polars.engine import PolarsExecutionEngine

Paths: TypeAlias = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]

_CONNECTOR = "fluent"
"""What Great Expectations calls the connector of every fluent data source."""


class _PolarsAsset(DataAsset):  # type: ignore[misc]  # Great Expectations is read without its types
    """What frames and files have in common: their batches are whole."""

    def frame(self, parameters: dict[str, Any]) -> pl.DataFrame | pl.LazyFrame:
        """The data that the parameters of a batch ask for."""
        raise NotImplementedError

    def test_connection(self) -> None:
        """Nothing to connect to."""

    def add_batch_definition_whole_dataframe(self, name: str) -> Any:
        """A batch definition for all of the data."""
        return self.add_batch_definition(name=name, partitioner=None)

    def build_batch_request(
        self, options: dict[str, Any] | None = None, batch_slice: Any = None, partitioner: Any = None
    ) -> BatchRequest:
        """A request for all of the data; ``options`` as ``get_batch_parameters_keys`` tells."""
        if batch_slice is not None or partitioner is not None:
            raise BuildBatchRequestError(message=f"{type(self).__name__} has whole batches only.")
        keys = self.get_batch_parameters_keys()
        if set(options or ()) != set(keys):
            wanted = f"exactly one key, {keys[0]!r}" if keys else "no keys"
            raise BuildBatchRequestError(
                message=f"options must contain {wanted}; they contain {sorted(options or ())}."
            )
        self.frame(options or {})
        return BatchRequest(datasource_name=self.datasource.name, data_asset_name=self.name, options=options or {})

    def get_batch_parameters_keys(self, partitioner: Any = None) -> tuple[str, ...]:
        return ()

    def get_batch_identifiers_list(self, batch_request: BatchRequest) -> list[dict[str, Any]]:
        return [IDDict(batch_request.options)]

    def get_batch(self, batch_request: BatchRequest) -> Batch:
        self._validate_batch_request(batch_request)
        spec = RuntimeDataBatchSpec(batch_data=self.frame(batch_request.options))
        data, markers = self.datasource.get_execution_engine().get_batch_data_and_markers(batch_spec=spec)
        return Batch(
            datasource=self.datasource,
            data_asset=self,
            batch_request=batch_request,
            data=data,
            metadata=self._get_batch_metadata_from_batch_request(
                batch_request=batch_request, ignore_options=("dataframe",)
            ),
            batch_markers=markers,
            batch_spec=spec,
            batch_definition=LegacyBatchDefinition(
                datasource_name=self.datasource.name,
                data_connector_name=_CONNECTOR,
                data_asset_name=self.name,
                batch_identifiers=make_batch_identifier(batch_request.options),
                batch_spec_passthrough=None,
            ),
        )

    def _validate_batch_request(self, batch_request: BatchRequest) -> None:
        asked = batch_request.datasource_name, batch_request.data_asset_name
        if asked != (self.datasource.name, self.name) or set(batch_request.options) != set(
            self.get_batch_parameters_keys()
        ):
            raise InvalidBatchRequestError(
                f"This batch request, for {asked} with options {sorted(batch_request.options)}, "
                f"is not one for {(self.datasource.name, self.name)}."
            )


class DataFrameAsset(_PolarsAsset):
    """A Polars DataFrame or LazyFrame, handed over when it is validated."""

    type: Literal["dataframe"] = "dataframe"

    class Config:
        extra = pydantic.Extra.forbid

    def get_batch_parameters_keys(self, partitioner: Any = None) -> tuple[str, ...]:
        return ("dataframe",)

    def frame(self, parameters: dict[str, Any]) -> pl.DataFrame | pl.LazyFrame:
        given = parameters["dataframe"]
        if not isinstance(given, pl.DataFrame | pl.LazyFrame):
            kind = f"{type(given).__module__.split('.')[0]}.{type(given).__name__}"
            raise BuildBatchRequestError(message=f"dataframe must be a Polars DataFrame or LazyFrame, not {kind}.")
        return given


class _FileAsset(_PolarsAsset):
    """Files that Polars scans: never read whole unless a metric has to."""

    path: str | list[str]
    options: dict[str, Any] = pydantic.Field(default_factory=dict)

    class Config:
        extra = pydantic.Extra.forbid

    def scan(self) -> pl.LazyFrame:
        """The lazy frame over the files."""
        raise NotImplementedError

    def frame(self, parameters: dict[str, Any]) -> pl.LazyFrame:
        return self.scan()

    def test_connection(self) -> None:
        """Reads the columns' names and types, and nothing else."""
        try:
            self.scan().collect_schema()
        except (OSError, TypeError, pl.exceptions.PolarsError) as error:
            raise TestConnectionError(f"Polars can't read {self.path!r}", cause=error) from error


class ParquetAsset(_FileAsset):
    """One Parquet file, several, or all that fit a glob; ``options`` go to ``polars.scan_parquet``."""

    type: Literal["parquet"] = "parquet"

    def scan(self) -> pl.LazyFrame:
        return pl.scan_parquet(self.path, **self.options)


class CSVAsset(_FileAsset):
    """One CSV file, several, or all that fit a glob; ``options`` go to ``polars.scan_csv``."""

    type: Literal["csv"] = "csv"

    def scan(self) -> pl.LazyFrame:
        return pl.scan_csv(self.path, **self.options)


class PolarsDatasource(Datasource):  # type: ignore[misc]  # Great Expectations is read without its types
    """Adds a source of Polars frames, and of Parquet and CSV files that Polars reads.

    Args:
        name: the data source's name.
        nan_is_null: whether NaN counts as a missing value, as it does in pandas.
    """

    asset_types: ClassVar[Sequence[type[DataAsset]]] = [DataFrameAsset, ParquetAsset, CSVAsset]

    type: Literal["polars"] = "polars"
    assets: list[DataFrameAsset | ParquetAsset | CSVAsset] = []  # noqa: RUF012  (a field: pydantic copies it)
    nan_is_null: bool = True

    @property
    def execution_engine_type(self) -> Any:
        return PolarsExecutionEngine

    def test_connection(self, test_assets: bool = True) -> None:
        """Tests that the files of its assets can be read."""
        for asset in self.assets if test_assets else ():
            asset.test_connection()

    def add_dataframe_asset(self, name: str, batch_metadata: dict[str, Any] | None = None) -> DataFrameAsset:
        """Adds an asset whose batches are frames given as ``batch_parameters={"dataframe": frame}``."""
        asset = DataFrameAsset(name=name, batch_metadata=batch_metadata or {})
        self._add_asset(asset)
        return asset

    def add_parquet_asset(
        self, name: str, path: Paths, batch_metadata: dict[str, Any] | None = None, **options: Any
    ) -> ParquetAsset:
        """Adds Parquet files: a path, a list of paths or a glob; options as of ``polars.scan_parquet``."""
        asset = ParquetAsset(name=name, path=_text(path), options=options, batch_metadata=batch_metadata or {})
        self._add_asset(asset)
        return asset

    def add_csv_asset(
        self, name: str, path: Paths, batch_metadata: dict[str, Any] | None = None, **options: Any
    ) -> CSVAsset:
        """Adds CSV files: a path, a list of paths or a glob; options as of ``polars.scan_csv``."""
        asset = CSVAsset(name=name, path=_text(path), options=options, batch_metadata=batch_metadata or {})
        self._add_asset(asset)
        return asset


def _text(path: Paths) -> str | list[str]:
    """The path or paths as a configuration file can hold them."""
    return os.fspath(path) if isinstance(path, str | os.PathLike) else [os.fspath(one) for one in path]
