"""Great Expectations on DuckDB, through SQLAlchemy, with two workarounds.

Great Expectations reads a result after closing its connection, which fails on DuckDB, so that results are
fetched before. It doesn't support regular expressions on DuckDB, so that those two checks are SQL.
"""

from pathlib import Path
from typing import Any, Literal

from bench import Job
from bench import _validators as spec


def start() -> Job:
    import duckdb
    from great_expectations import expectations as gxe
    from great_expectations.datasource.fluent import SQLDatasource
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine

    from bench._validators._suite import by_group, by_row, counts, in_memory

    class Engine(SqlAlchemyExecutionEngine):  # type: ignore[misc]  # Great Expectations is read without its types
        """Fetches the whole result, which is one row or a few examples, while the connection is open."""

        def execute_query(self, query: Any) -> Any:
            with self.get_connection() as connection:
                return connection.execute(query).freeze()()

    class DuckdbDatasource(SQLDatasource):  # type: ignore[misc]  # the same
        """A data source for DuckDB databases."""

        type: Literal["duckdb"] = "duckdb"

        @property
        def execution_engine_type(self) -> Any:
            return Engine

    def matching(column: str, pattern: str) -> Any:
        query = f"SELECT {column} FROM {{batch}} WHERE NOT regexp_matches({column}, '{_braced(pattern)}')"
        return gxe.UnexpectedRowsExpectation(unexpected_rows_query=query)

    sources = in_memory().data_sources

    def job(source: Path) -> spec.Counts:
        database = source.with_suffix(".duckdb")
        if not database.exists():
            with duckdb.connect(database) as connection:
                connection.execute(f"CREATE VIEW shipments AS SELECT * FROM '{source}'")
        datasource = sources.add_or_update_duckdb("bench", connection_string=f"duckdb:///{database}")
        asset = datasource.add_table_asset("shipments", table_name="shipments")
        batch = asset.add_batch_definition_whole_table("whole").get_batch()
        return spec.named(counts(batch, [*by_row(source, matching), by_group(source)]))

    return job


def _braced(pattern: str) -> str:
    """Double the braces of a pattern, since the query is a format string with the field ``{batch}``."""
    return pattern.replace("{", "{{").replace("}", "}}")
