"""Great Expectations on DuckDB, through SQLAlchemy, with two mends.

It reads a result after it has closed the connection that it came over, and it
knows no regular expressions there, so that those two checks are SQL.
"""

from pathlib import Path
from typing import Any, Literal

from bench import Job
from bench import _validators as asked


def start() -> Job:
    import duckdb
    from great_expectations import expectations as gxe
    from great_expectations.datasource.fluent import SQLDatasource
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine

    from bench._validators._suite import by_group, by_row, counts, in_memory

    class Engine(SqlAlchemyExecutionEngine):  # type: ignore[misc]  # Great Expectations is read without its types
        """Reads the whole result, which is a row or a few examples, while the connection is open."""

        def execute_query(self, query: Any) -> Any:
            with self.get_connection() as connection:
                return connection.execute(query).freeze()()

    class DuckdbDatasource(SQLDatasource):  # type: ignore[misc]  # the same
        """Adds a DuckDB database."""

        type: Literal["duckdb"] = "duckdb"

        @property
        def execution_engine_type(self) -> Any:
            return Engine

    def matching(column: str, pattern: str) -> Any:
        query = f"SELECT {column} FROM {{batch}} WHERE NOT regexp_matches({column}, '{_braced(pattern)}')"
        return gxe.UnexpectedRowsExpectation(unexpected_rows_query=query)

    sources = in_memory().data_sources

    def job(source: Path) -> asked.Counts:
        database = source.with_suffix(".duckdb")
        if not database.exists():
            with duckdb.connect(database) as connection:
                connection.execute(f"CREATE VIEW shipments AS SELECT * FROM '{source}'")
        found = sources.add_or_update_duckdb("bench", connection_string=f"duckdb:///{database}")
        asset = found.add_table_asset("shipments", table_name="shipments")
        batch = asset.add_batch_definition_whole_table("whole").get_batch()
        return asked.named(counts(batch, [*by_row(source, matching), by_group(source)]))

    return job


def _braced(pattern: str) -> str:
    """The pattern with its braces written twice, since one of its own stands for the batch."""
    return pattern.replace("{", "{{").replace("}", "}}")
