"""patito. It doesn't count values outside a list, nor duplicate keys of two columns; these checks are constraints."""

from pathlib import Path
from typing import Any

from bench import Job
from bench import _validators as spec


def start() -> Job:
    import patito as pt
    import polars as pl
    from pydantic import create_model

    kinds: dict[pl.DataType, type] = {pl.Int64(): int, pl.Float64(): float, pl.String(): str}
    fields: dict[str, dict[str, Any]] = {name: {"ge": low, "le": high} for name, (low, high) in spec.BETWEEN.items()}
    fields |= {name: {"constraints": pl.col(name).is_in(words)} for name, words in spec.IN_SET.items()}
    fields |= {name: {"pattern": pattern} for name, pattern in spec.REGEX.items()}
    fields |= {
        spec.UNIQUE: {"unique": True},
        spec.TOGETHER[0]: {"constraints": pl.struct(spec.TOGETHER).is_duplicated().not_()},
        spec.LARGER: {"constraints": pl.col(spec.LARGER) >= pl.col(spec.SMALLER)},
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

    def job(source: Path) -> spec.Counts:
        frame = pl.read_parquet(source)
        types = {name: kinds[dtype] for name, dtype in frame.schema.items()}
        failed = failures(frame, **{name: (kind, pt.Field(**fields.get(name, {}))) for name, kind in types.items()})
        sums = frame.group_by(spec.GROUP).agg(pl.col(spec.SUMMED).sum())
        summed = failures(sums, **{spec.SUMMED: (float, pt.Field(le=spec.most(source)))})
        out, broken = "rows with out of bound values.", "rows does not match custom constraints."
        return spec.named(
            [
                *(failed.get((name, "missing values"), 0) for name in spec.NOT_NULL),
                *(failed.get((name, out), 0) for name in spec.BETWEEN),
                *(failed.get((name, broken), 0) for name in spec.IN_SET),
                *(failed.get((name, out), 0) for name in spec.REGEX),
                failed.get((spec.UNIQUE, "rows with duplicated values."), 0),
                failed.get((spec.TOGETHER[0], broken), 0),
                failed.get((spec.LARGER, broken), 0),
                int(frame.height != spec.expected_rows(source)),
                summed.get((spec.SUMMED, out), 0),
            ]
        )

    return job
