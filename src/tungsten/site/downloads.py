"""The files of one chart that a reader can download, and the file of its other settings for the page's script."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from tungsten.charts.chart_template import Drawing, Exhibit, Setting
from tungsten.charts.svg import compact

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


def write_exhibit(folder: Path, exhibit: Exhibit, language: str, drawing: Drawing, start: Setting) -> None:
    """Write specification, picture and table of a chart at its first setting, and a script with every setting."""
    name, meta = exhibit.name, exhibit.meta(start)
    spec = {key: value for key, value in exhibit.spec(start).items() if key != "usermeta"}
    charts, data = folder / "charts" / language, folder / "data" / language
    write(charts / f"{name}.json", json.dumps(spec, ensure_ascii=False, indent=1) + "\n")
    write(charts / f"{name}.svg", drawing.titled.replace(">", f">{_FONT_FACES}", 1))
    write(data / f"{name}.csv", _csv(meta))
    _frame(meta).write_parquet(data / f"{name}.parquet", statistics=False)
    write(folder / "views" / language / f"{name}.js", f"tungsten.views({json.dumps(name)},{_views(exhibit)});\n")


def write(path: Path, text: str) -> None:
    """Write a text in UTF-8 with the line ends it has, and make its folder if there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def _views(exhibit: Exhibit) -> str:
    """Return as JSON every different view once, and for each setting the number of its view."""
    views: dict[str, int] = {}
    index = {key: views.setdefault(compact(exhibit.view(key)), len(views)) for key in exhibit.settings}
    return f'{{"index":{compact(index)},"views":[{",".join(views)}]}}'


def _csv(meta: Mapping[str, Any]) -> str:
    """Return the table under a chart as CSV without cells that a spreadsheet would run as formulas."""
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow([without_formula(column["label"]) for column in meta["columns"]])
    writer.writerows([without_formula(cell) for cell in row] for row in meta["rows"])
    return rows.getvalue()


def _frame(meta: Mapping[str, Any]) -> pl.DataFrame:
    """Return the table under a chart as a frame."""
    schema = {column["label"]: pl.Float64 if column["is_number"] else pl.String for column in meta["columns"]}
    return pl.DataFrame(meta["rows"], schema=schema, orient="row", strict=False)


def without_formula(cell: object) -> object:
    """Return a cell, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in FORMULA_SIGNS and cell else cell
