"""Tables a notebook shows: the project's frames under headings in the reader's language, every row of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from tungsten.charts.correction_text import Correction, corrections
from tungsten.charts.display import is_report
from tungsten.evidence.messages import End, rounded
from tungsten.i18n.words import Words

if TYPE_CHECKING:
    from tungsten.notebook.workspace import Workspace

ENDS: tuple[End, End] = ("low", "high")

LOOK = """<style>
.figures.figures thead th, .figures.figures tbody td { text-align: start; vertical-align: top; }
.figures.figures thead th.number, .figures.figures tbody td.number {
  text-align: end;
  font-variant-numeric: tabular-nums;
}
</style>"""
"""How a table looks where no page of ours is around it: Jupyter would set every word flush right."""


@dataclass(frozen=True)
class Table:
    """A frame whose column names are headings; Jupyter shows it whole, numbers to the end of their column."""

    rows: pl.DataFrame
    direction: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """HTML for a reader, plain text for whoever can't show it."""
        html = self.html() if is_report() else LOOK + self.html()
        return {"text/html": html, "text/plain": self.rows.write_csv(separator="\t")}

    def html(self) -> str:
        """The table as HTML, every cell escaped."""
        heads = "".join(_head(name, is_number=kind.is_numeric()) for name, kind in self.rows.schema.items())
        body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in self.rows.iter_rows())
        start = f'<table class="figures" dir="{self.direction}">'
        return f"{start}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def figures_read(figures: pl.DataFrame, words: Words) -> Table:
    """Every figure as printed, and what it stands for: bounds, unit, basis."""
    plain = ("low", "high", "rounding", "unit", "qualifier", "basis")
    rows = [
        (
            *(
                row["figure_id"],
                words.with_direction(row["printed"]),
                words.entity(row["entity_id"]),
                words.measure(row["measure"]),
            ),
            *(row[name] for name in plain),
        )
        for row in figures.filter(pl.col("role") == "figure").iter_rows(named=True)
    ]
    return table(rows, f"figure printed subject measure {' '.join(plain)}", words)


def verdicts(at: "Workspace") -> Table:
    """Every figure: what was printed and where, what it claims, the verdict on that and its reason.

    As corrected, two columns more: what a figure is shown as, and what bears on that.
    """
    words = at.words
    claim, why = f"statement_{words.language}", f"reason_{words.language}"
    on_print = at.readings[0]["verdicts"].join(at.mentions, on="figure_id", maintain_order="left")
    rows = [
        (
            *(row["figure_id"], *words.traces[row["figure_id"]], words.isolated(row[claim])),
            *(words(f"verdict_{row['verdict']}"), words.isolated(row[why])),
        )
        for row in on_print.iter_rows(named=True)
    ]
    heads = "figure printed place_label statement verdict reason"
    if at.parameters.values == "printed":
        return table(rows, heads, words)
    shown = corrections(at.printed, at.judged, words)
    with_corrections = [(*row, *_correction(shown.get(row[0]), words)) for row in rows]
    return table(with_corrections, f"{heads} column_corrected column_correction_judged", words)


def _correction(shown: Correction | None, words: Words) -> tuple[str, str]:
    """What a figure is shown as, and what bears on that; nothing where no correction names it."""
    if shown is None:
        return "", ""
    return shown.value, shown.reason


def suites(results: pl.DataFrame, words: Words) -> Table:
    """Return each suite with its number of rules by outcome."""
    counted: dict[str, Counter[str]] = {}
    for suite, outcome in results.select("suite", "outcome").iter_rows():
        counted.setdefault(suite, Counter())[outcome] += 1
    rows = [
        (suite, came.total(), came["passed"], came["declared"], came["failed"] + came["error"], came["skipped"])
        for suite, came in counted.items()
    ]
    heads = "suite rules outcome_passed outcome_declared outcome_failed outcome_skipped"
    return table(rows, heads, words)


def shortfalls(results: pl.DataFrame, words: Words) -> Table:
    """Every rule that not all rows keep, and the figures that break it."""
    broken = results.filter(pl.col("outcome").is_in(["declared", "failed", "error"]))
    rows = [
        (row["suite"], words.text_of(row, "says"), words(f"outcome_{row['outcome']}"), _subjects(row["failures"]))
        for row in broken.iter_rows(named=True)
    ]
    return table(rows, "suite rule outcome figures", words)


def doubts(corrections: pl.DataFrame, words: Words) -> Table:
    """The doubts declared about the article, each with what is put instead and why."""
    rows = [
        (
            *(doubt["figure"], words(f"action_{doubt['action']}")),
            *(_term(doubt["action"], doubt[end], words) for end in ("from", "to")),
            words.text_of(doubt, "reason"),
        )
        for doubt in corrections.iter_rows(named=True)
    ]
    return table(rows, "figure action from to reason", words)


def _term(action: str, value: str | None, words: Words) -> str:
    """Return in words what a correction replaces, or what stands instead; a day as it is."""
    if value is None:
        return ""
    if action == "rescale":
        return f"× {10.0 ** int(value):g}"
    if action in ("rebase", "rebound"):
        return words(f"{'basis' if action == 'rebase' else 'qualifier'}_{value}")
    named = {"remeasure": words.measure, "reassign": words.entity}
    return named[action](value) if action in named else value


def indices(concentration: pl.DataFrame, words: Words) -> Table:
    """Every concentration index there is, as a pair of bounds."""
    rows = [
        (
            *(words(f"series_{row['series']}"), words(f"commodity_{row['commodity']}"), row["edition"]),
            *(words.period(row["period"]), *(_outwards(row, name) for name in ("hhi_low", "hhi_high"))),
            *(_outwards(row, name) for name in ("hhi_least", "hhi_most")),
            *(row["n_named"], words.entity(row["leader"])),
        )
        for row in concentration.drop_nulls("hhi_low").iter_rows(named=True)
    ]
    bounds = "column_hhi_low column_hhi_high column_hhi_least column_hhi_most"
    heads = f"series commodity edition period {bounds} column_named state_leader"
    return table(rows, heads, words)


def levels(demand: pl.DataFrame, words: Words) -> Table:
    """Demand, printed and implied, in tonnes of product and of tungsten."""
    rows = [
        (
            *(words.entity(row["product"]), words.period(row["period"]), words(f"origin_{row['origin']}")),
            *(_tonnes(row[f"{of}{end}"], end) for of in ("", "w_") for end in ENDS),
            row["figure_ids"],
        )
        for row in demand.iter_rows(named=True)
    ]
    heads = "subject period origin column_least_t column_most_t column_least_w column_most_w figures"
    return table(rows, heads, words)


def holdings(reserves: pl.DataFrame, edition: str, source: str, words: Words) -> Table:
    """Deposits and countries with tonnage, kind and rank, of one edition and one source, tungsten first."""
    asked = reserves.filter(pl.col("edition").is_in([edition, source])).drop_nulls("value")
    rows = [
        (
            *(words.entity(row["entity_id"]), words(f"commodity_{row['commodity']}"), words(f"kind_{row['kind']}")),
            *(words(f"basis_{row['basis']}"), *(_tonnes(row[end], end) for end in ENDS)),
            *(row["rank_best"], row["rank_worst"], row["figure_ids"] or row["reference_ids"]),
        )
        for row in asked.sort("commodity", descending=True, maintain_order=True).iter_rows(named=True)
    ]
    heads = "subject commodity column_kind basis column_least_t column_most_t column_best column_worst figures"
    return table(rows, heads, words)


def table(rows: Sequence[tuple[Any, ...]], heads: str, words: Words) -> Table:
    """Rows under headings, whose keys in the words stand in ``heads``."""
    schema = [words(head) for head in heads.split()]
    return Table(pl.DataFrame(rows, schema=schema, orient="row", infer_schema_length=None), words.direction)


def _subjects(failures: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(sorted({failure["subject"] for failure in failures if failure["subject"]}))


def _outwards(row: Mapping[str, Any], name: str) -> int:
    """An end of an index as whole points, rounded outwards."""
    return round(rounded(row[name], 0, "low" if name in ("hhi_low", "hhi_least") else "high"))


def _tonnes(value: float | None, end: End) -> int | None:
    """An end of a tonnage as whole tonnes, rounded outwards; none where it is open."""
    return None if value is None or value == float("inf") else round(rounded(value, 0, end))


def _head(name: str, *, is_number: bool) -> str:
    return f'<th scope="col"{" class=number" if is_number else ""}>{escape(name)}</th>'


def _cell(value: object) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, int | float):
        return f'<td class="number">{value:,.12g}</td>'
    return f"<td><bdi>{escape(str(value))}</bdi></td>"
