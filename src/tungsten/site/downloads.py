"""The files of one chart that a reader can download, and its specification as a script for the page."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from tungsten import dataset
from tungsten.charts.svg import Drawing, compact, for_reading
from tungsten.i18n.words import Words
from tungsten.site.exhibits import DRAWN, Exhibit

_FONT_FACES = "<style>{}</style>".format(
    "".join(
        f'@font-face{{font-family:"IBM Plex Sans Arabic";font-weight:{weight};'
        f'src:url("../../assets/IBMPlexSansArabic-{name}.woff2")}}'
        for weight, name in ((400, "Regular"), (600, "SemiBold"))
    )
)
"""Font of a picture that is opened by itself in the folder of the site."""


FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"
"""First characters of a cell that a spreadsheet takes for a formula, also in full width."""


def write_exhibit(folder: Path, exhibit: Exhibit, language: str, drawing: Drawing) -> None:
    """Write the specification and the picture of a chart.

    The page reads the specification from a script, since a page opened from disk can't load a file of data.
    """
    name, charts = exhibit.name, folder / "charts" / language
    spec = for_reading(exhibit.spec, exhibit.meta)
    write(charts / f"{name}.json", json.dumps(spec, ensure_ascii=False, separators=(",", ":")) + "\n")
    write(charts / f"{name}.js", f"tungsten.chart({json.dumps(name)},{compact(spec)});\n")
    write(charts / f"{name}.svg", drawing.titled.replace(">", f">{_FONT_FACES}", 1))


def write_rows(folder: Path, name: str, rows: pl.DataFrame, source: str, licence: str) -> None:
    """Write the rows of a chart as tidy data: numbers in base units, and in each row the sources and the licence."""
    tidy = rows.with_columns(source=pl.lit(source), licence=pl.lit(licence))
    (folder / "data").mkdir(parents=True, exist_ok=True)
    tidy.write_parquet(folder / "data" / f"{name}.parquet", statistics=False)
    plain = tidy.with_columns(pl.col(pl.String).map_elements(without_formula, pl.String))
    write(folder / "data" / f"{name}.csv", plain.write_csv())


def write_readme(folder: Path, tables: Mapping[str, pl.DataFrame], words: Words) -> None:
    """Write beside the data what each file holds: the subject of its chart, its rows, and its columns with units."""
    lines = [words("data_line"), words("data_units", column="unit")]
    for name, rows in tables.items():
        subject, count = words(f"{name.replace('-', '_')}_subject"), words("data_rows", rows=rows.height)
        units = dict(dataset.columns(DRAWN[name][0]).select("column", "unit").iter_rows())
        columns = ", ".join(f"{one} ({units[one]})" if units.get(one) else one for one in rows.columns)
        lines.append(f"{name}.csv, {name}.parquet\n    {subject}; {count}\n    {columns}")
    write(folder / "data" / "README.txt", "\n\n".join(lines) + "\n")


def write(path: Path, text: str) -> None:
    """Write a text in UTF-8 with the line ends it has, and make its folder if there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def without_formula(cell: Any) -> Any:
    """Return a cell, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in FORMULA_SIGNS and cell else cell
