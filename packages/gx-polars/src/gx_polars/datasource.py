"""The fluent data source ``context.data_sources.add_polars(...)``, whose assets are frames and files."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeAlias, TypeVar

import polars as pl
from great_expectations.compatibility import pydantic
from great_expectations.core.batch import LegacyBatchDefinition
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.core.batch_spec import RuntimeDataBatchSpec
from great_expectations.core.id_dict import IDDict
from great_expectations.datasource.fluent import BatchRequest
from great_expectations.datasource.fluent.batch_identifier_util import make_batch_identifier
from great_expectations.datasource.fluent.interfaces import Batch, DataAsset, Datasource, TestConnectionError
from great_expectations.exceptions.exceptions import BuildBatchRequestError, InvalidBatchRequestError

from gx_polars.engine import PolarsExecutionEngine
from gx_polars.type_names import to_type

Asset = TypeVar("Asset", bound="_FileAsset")

Paths: TypeAlias = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]

_WHOLE = "has whole batches only; to judge a part, filter the frame, name fewer files, or give a row_condition."

_OF_TYPES = ("schema", "schema_overrides", "dtypes")
"""Options of Polars' scans that hold types; a project's files hold the names of the types."""

_CONNECTOR = "fluent"
"""The connector name of every fluent data source of Great Expectations."""


class _PolarsAsset(DataAsset):  # type: ignore[misc]  # Great Expectations is read without its types
    """The base of assets of frames and of files; a batch is all of the data."""

    def frame(self, parameters: dict[str, Any]) -> pl.DataFrame | pl.LazyFrame:
        """Return the data for the parameters of a batch."""
        raise NotImplementedError

    def test_connection(self) -> None:
        """Do nothing, as there is no connection."""

    @property
    def has_guessed_types(self) -> bool:
        """Whether the types of the columns are inferred from text."""
        return False

    def add_batch_definition(self, name: str, partitioner: Any = None) -> "BatchDefinition[Any]":
        """Add a batch definition for all of the data.

        Raises:
            BuildBatchRequestError: A partitioner is given, which would split the data.
        """
        if partitioner is not None:
            raise BuildBatchRequestError(message=f"{type(self).__name__} {_WHOLE}")
        return super().add_batch_definition(name=name, partitioner=None)

    def add_batch_definition_whole_dataframe(self, name: str) -> "BatchDefinition[Any]":
        """Add a batch definition for all of the data."""
        return self.add_batch_definition(name=name)

    def add_batch_definition_daily(self, name: str, *_: Any, **__: Any) -> "BatchDefinition[Any]":
        """Raise an error with the alternatives; the same for months, years and paths."""
        raise BuildBatchRequestError(message=f"{type(self).__name__} {_WHOLE}")

    add_batch_definition_monthly = add_batch_definition_daily
    add_batch_definition_yearly = add_batch_definition_daily
    add_batch_definition_path = add_batch_definition_daily

    def build_batch_request(
        self, options: dict[str, Any] | None = None, batch_slice: Any = None, partitioner: Any = None
    ) -> BatchRequest:
        """Return a request for all of the data; ``options`` has the keys of ``get_batch_parameters_keys``."""
        if batch_slice is not None or partitioner is not None:
            raise BuildBatchRequestError(message=f"{type(self).__name__} {_WHOLE}")
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
        spec = RuntimeDataBatchSpec(
            batch_data=self.frame(batch_request.options), has_guessed_types=self.has_guessed_types
        )
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
        requested = batch_request.datasource_name, batch_request.data_asset_name
        if requested != (self.datasource.name, self.name) or set(batch_request.options) != set(
            self.get_batch_parameters_keys()
        ):
            raise InvalidBatchRequestError(
                f"This batch request, for {requested} with options {sorted(batch_request.options)}, "
                f"is not one for {(self.datasource.name, self.name)}."
            )


class DataFrameAsset(_PolarsAsset):
    """A Polars DataFrame or LazyFrame, given when it is validated."""

    type: Literal["dataframe"] = "dataframe"

    class Config:
        extra = pydantic.Extra.forbid

    def get_batch_parameters_keys(self, partitioner: Any = None) -> tuple[str, ...]:
        return ("dataframe",)

    def frame(self, parameters: dict[str, Any]) -> pl.DataFrame | pl.LazyFrame:
        given_frame = parameters["dataframe"]
        if not isinstance(given_frame, pl.DataFrame | pl.LazyFrame):
            kind = f"{type(given_frame).__module__.split('.')[0]}.{type(given_frame).__name__}"
            raise BuildBatchRequestError(message=f"dataframe must be a Polars DataFrame or LazyFrame, not {kind}.")
        return given_frame


class _FileAsset(_PolarsAsset):
    """Files that Polars scans, so that a metric reads only what it needs.

    A relative path starts at the context's root directory, if the context has
    one. ``${NAME}`` in the path or an option is stored as it is, and replaced
    from the environment or the context's variables when the file is opened.
    """

    path: str | list[str]
    options: dict[str, Any] = pydantic.Field(default_factory=dict)

    class Config:
        extra = pydantic.Extra.forbid

    def scan(self) -> pl.LazyFrame:
        """Return the lazy frame over the files."""
        raise NotImplementedError

    def frame(self, parameters: dict[str, Any]) -> pl.LazyFrame:
        return self.scan()

    def test_connection(self) -> None:
        """Read the names and types of the columns, but no data."""
        try:
            self.scan().collect_schema()
        except Exception as error:  # the libraries for Delta and Iceberg raise errors of their own
            raise TestConnectionError(f"Polars can't read {self.path!r}", cause=error) from error

    def _scanned(self, scan: Callable[..., pl.LazyFrame]) -> pl.LazyFrame:
        options = {
            name: _polars_types(value) if name in _OF_TYPES else self._substituted(value)
            for name, value in self.options.items()
        }
        return scan(self._resolved_path(self.path), **options)

    def _resolved_path(self, path: str | list[str]) -> Any:
        if isinstance(path, list):
            return [self._resolved_path(one) for one in path]
        place: str = self._substituted(path)
        root = getattr(self.datasource.data_context, "root_directory", None)
        return place if root is None or "://" in place else os.path.join(root, os.path.expanduser(place))

    def _substituted(self, value: Any) -> Any:
        provider = getattr(self.datasource.data_context, "config_provider", None)
        return value if provider is None else provider.substitute_config(value)


class ParquetAsset(_FileAsset):
    """One Parquet file, several, or all that fit a glob; ``options`` go to ``polars.scan_parquet``."""

    type: Literal["parquet"] = "parquet"

    def scan(self) -> pl.LazyFrame:
        return self._scanned(pl.scan_parquet)


class CSVAsset(_FileAsset):
    """One CSV file, several, or all that fit a glob; ``options`` go to ``polars.scan_csv``.

    An empty field is missing, quoted or not, as in pandas; with ``null_values=None`` a quoted one is an empty text.
    """

    type: Literal["csv"] = "csv"

    @property
    def has_guessed_types(self) -> bool:
        return self.options.get("schema") is None

    def scan(self) -> pl.LazyFrame:
        return self._scanned(pl.scan_csv)


class NDJSONAsset(_FileAsset):
    """Files of one JSON document a line; ``options`` go to ``polars.scan_ndjson``."""

    type: Literal["ndjson"] = "ndjson"

    def scan(self) -> pl.LazyFrame:
        return self._scanned(pl.scan_ndjson)


class IPCAsset(_FileAsset):
    """Files of Arrow's IPC format, also called Feather; ``options`` go to ``polars.scan_ipc``."""

    type: Literal["ipc"] = "ipc"

    def scan(self) -> pl.LazyFrame:
        return self._scanned(pl.scan_ipc)


class DeltaAsset(_FileAsset):
    """A Delta table; ``options`` go to ``polars.scan_delta``, which needs the package deltalake."""

    type: Literal["delta"] = "delta"
    path: str

    def scan(self) -> pl.LazyFrame:
        return self._scanned(pl.scan_delta)


class IcebergAsset(_FileAsset):
    """The metadata file of an Iceberg table; ``options`` go to ``polars.scan_iceberg``, which needs pyiceberg."""

    type: Literal["iceberg"] = "iceberg"
    path: str

    def scan(self) -> pl.LazyFrame:
        return self._scanned(pl.scan_iceberg)


class PolarsDatasource(Datasource):  # type: ignore[misc]  # Great Expectations is read without its types
    """A source of Polars frames, and of files that Polars can scan.

    Args:
        name: the data source's name.
        nan_is_null: whether NaN counts as a missing value, as it does in pandas.
    """

    asset_types: ClassVar[Sequence[type[DataAsset]]] = [
        DataFrameAsset,
        ParquetAsset,
        CSVAsset,
        NDJSONAsset,
        IPCAsset,
        DeltaAsset,
        IcebergAsset,
    ]

    type: Literal["polars"] = "polars"
    assets: list[DataFrameAsset | ParquetAsset | CSVAsset | NDJSONAsset | IPCAsset | DeltaAsset | IcebergAsset] = []  # noqa: RUF012  (a field: pydantic copies it)
    nan_is_null: bool = True

    @property
    def execution_engine_type(self) -> Any:
        return PolarsExecutionEngine

    def get_execution_engine(self) -> PolarsExecutionEngine:
        """Return a new engine, so that threads that validate batches at the same time don't share one."""
        return PolarsExecutionEngine(nan_is_null=self.nan_is_null)

    def test_connection(self, test_assets: bool = True) -> None:
        """Check that the files of all assets can be read."""
        for asset in self.assets if test_assets else ():
            asset.test_connection()

    def add_dataframe_asset(self, name: str, batch_metadata: dict[str, Any] | None = None) -> DataFrameAsset:
        """Add an asset whose batches are frames given as ``batch_parameters={"dataframe": frame}``."""
        asset = DataFrameAsset(name=name, batch_metadata=batch_metadata or {})
        self._add_asset(asset)
        return asset

    def add_parquet_asset(
        self, name: str, path: Paths, batch_metadata: dict[str, Any] | None = None, **options: Any
    ) -> ParquetAsset:
        """Add Parquet files: a path, a list of paths or a glob; options as of ``polars.scan_parquet``."""
        return _add_files(self, ParquetAsset, name, path, batch_metadata, options)

    def add_csv_asset(
        self, name: str, path: Paths, batch_metadata: dict[str, Any] | None = None, **options: Any
    ) -> CSVAsset:
        """Add CSV files: a path, a list of paths or a glob; options as of ``polars.scan_csv``.

        Empty fields are missing unless ``null_values`` is given.
        """
        return _add_files(self, CSVAsset, name, path, batch_metadata, {"null_values": [""]} | options)

    def add_ndjson_asset(
        self, name: str, path: Paths, batch_metadata: dict[str, Any] | None = None, **options: Any
    ) -> NDJSONAsset:
        """Add files of one JSON document a line; options as of ``polars.scan_ndjson``."""
        return _add_files(self, NDJSONAsset, name, path, batch_metadata, options)

    def add_ipc_asset(
        self, name: str, path: Paths, batch_metadata: dict[str, Any] | None = None, **options: Any
    ) -> IPCAsset:
        """Add Arrow files: a path, a list of paths or a glob; options as of ``polars.scan_ipc``."""
        return _add_files(self, IPCAsset, name, path, batch_metadata, options)

    def add_delta_asset(
        self,
        name: str,
        path: str | os.PathLike[str],
        batch_metadata: dict[str, Any] | None = None,
        **options: Any,
    ) -> DeltaAsset:
        """Add a Delta table; options as of ``polars.scan_delta``."""
        return _add_files(self, DeltaAsset, name, path, batch_metadata, options)

    def add_iceberg_asset(
        self,
        name: str,
        path: str | os.PathLike[str],
        batch_metadata: dict[str, Any] | None = None,
        **options: Any,
    ) -> IcebergAsset:
        """Add an Iceberg table by its metadata file; options as of ``polars.scan_iceberg``."""
        return _add_files(self, IcebergAsset, name, path, batch_metadata, options)


def _add_files(
    source: PolarsDatasource,
    kind: type[Asset],
    name: str,
    path: Paths,
    batch_metadata: dict[str, Any] | None,
    options: dict[str, Any],
) -> Asset:
    stored = {option: _serializable(option, value) for option, value in options.items()}
    build: Any = kind  # mypy does not know the parameters that pydantic gives it
    asset: Asset = build(name=name, path=_text(path), options=stored, batch_metadata=batch_metadata or {})
    source._add_asset(asset)
    return asset


def add_polars(context: Any, name: str, nan_is_null: bool = True) -> PolarsDatasource:
    """Add a data source, as ``context.data_sources.add_polars`` does, but with types.

    Args:
        context: a data context.
        name: the data source's name.
        nan_is_null: whether NaN counts as a missing value, as it does in pandas.
    """
    source: PolarsDatasource = context.data_sources.add_polars(name, nan_is_null=nan_is_null)
    return source


def _text(path: Paths) -> str | list[str]:
    """Return the path or paths as text."""
    return os.fspath(path) if isinstance(path, str | os.PathLike) else [os.fspath(one) for one in path]


def _serializable(option: str, value: Any) -> Any:
    """Return an option as a configuration file can hold it: types as names, columns with types as a list of pairs."""
    if option in _OF_TYPES and isinstance(value, Mapping):
        return [[column, str(dtype)] for column, dtype in value.items()]
    if option in _OF_TYPES and isinstance(value, Sequence):
        return [str(dtype) for dtype in value]
    if isinstance(value, Path):
        value = os.fspath(value)
    try:
        json.dumps(value)
    except TypeError as error:
        raise TypeError(
            f"The option {option!r} can't be stored with the data source, as it is {type(value).__name__}: "
            "scan the files yourself and give the LazyFrame to a dataframe asset."
        ) from error
    return value


def _polars_types(stored: Any) -> Any:
    """Return the types of an option from their names."""
    if isinstance(stored, Mapping):  # written by hand into the configuration file
        stored = [[column, dtype] for column, dtype in stored.items()]
    if not isinstance(stored, list):
        return stored
    if all(isinstance(one, str) for one in stored):
        return [to_type(one) for one in stored]
    return {column: to_type(dtype) for column, dtype in stored}
