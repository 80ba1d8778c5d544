"""patito. It doesn't count values outside a list, nor duplicate keys of two columns; these checks are constraints."""

from pathlib import Path
from typing import Any

from bench import Job
from bench import _validators as asked


def start() -> Job:
    import patito as pt
    import polars as pl
    from pydantic import create_model

    kinds: dict[pl.DataType, type] = {pl.Int64(): int, pl.Float64(): float, pl.String(): str}
    fields: dict[str, dict[str, Any]] = {name: {"ge": low, "le": high} for name, (low, high) in asked.BETWEEN.items()}
    fields |= {name: {"constraints": pl.col(name).is_in(words)} for name, words in asked.IN_SET.items()}
    fields |= {name: {"pattern": pattern} for name, pattern in asked.REGEX.items()}
    fields |= {
        asked.UNIQUE: {"unique": True},
        asked.TOGETHER[0]: {"constraints": pl.struct(asked.TOGETHER).is_duplicated().not_()},
        asked.LARGER: {"constraints": pl.col(asked.LARGER) >= pl.col(asked.SMALLER)},
    }

    def failures(frame: pl.DataFrame, **columns: Any) -> dict[tuple[str, str], int]:
        """Return the number of failing rows, by column and message."""
        model = create_model("Model", __base__=pt.Model, **columns)
        try:
            model.validate(frame, allow_superfluous_columns=True)
        except pt.exceptions.DataFrameValidationError as error:
            messages = ((details["loc"][0], *details["msg"].split(" ", 1)) for details in error.errors())
            return {(column, kind): int(number) for column, number, kind in messages}
        return {}

    def job(source: Path) -> asked.Counts:
        frame = pl.read_parquet(source)
        types = {name: kinds[dtype] for name, dtype in frame.schema.items()}
        found = failures(frame, **{name: (kind, pt.Field(**fields.get(name, {}))) for name, kind in types.items()})
        sums = frame.group_by(asked.GROUP).agg(pl.col(asked.SUMMED).sum())
        summed = failures(sums, **{asked.SUMMED: (float, pt.Field(le=asked.most(source)))})
        out, broken = "rows with out of bound values.", "rows does not match custom constraints."
        return asked.named(
            [
                *(found.get((name, "missing values"), 0) for name in asked.NOT_NULL),
                *(found.get((name, out), 0) for name in asked.BETWEEN),
                *(found.get((name, broken), 0) for name in asked.IN_SET),
                *(found.get((name, out), 0) for name in asked.REGEX),
                found.get((asked.UNIQUE, "rows with duplicated values."), 0),
                found.get((asked.TOGETHER[0], broken), 0),
                found.get((asked.LARGER, broken), 0),
                int(frame.height != asked.expected_rows(source)),
                summed.get((asked.SUMMED, out), 0),
            ]
        )

    return job
