"""Everything a notebook works with, laid out by one call: figures, words, and what the analysis makes of them."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

import polars as pl

from tungsten.analysis import basis, concentration, demand, reserves
from tungsten.analysis.concentration import Thresholds
from tungsten.charts.correction_text import changes
from tungsten.dataset import load
from tungsten.evidence.readings import Reading
from tungsten.i18n.words import Words, words_of
from tungsten.ledger import read
from tungsten.params import Parameters, checked

if TYPE_CHECKING:
    from tungsten.charts.chart_template import Setting
    from tungsten.charts.picture import Picture

DISPUTED = ("contradicted", "misdescribed")


@dataclass(frozen=True)
class Analysed:
    """What each analysis makes of some figures, on first use."""

    figures: pl.DataFrame
    ledger: read.Ledger
    basis: str

    @cached_property
    def holdings(self) -> pl.DataFrame:
        """Who holds how much, in every series."""
        tables = self.ledger.references
        return concentration.holdings(
            self.figures, tables["production"], tables["reserves"], tables["us_imports"], self.ledger.entities
        )

    @cached_property
    def concentration(self) -> pl.DataFrame:
        """Concentration indices with their bounds."""
        return concentration.concentration(self.holdings)

    @cached_property
    def shares(self) -> pl.DataFrame:
        """Each holder's share with its bounds."""
        return concentration.shares(self.holdings)

    @cached_property
    def thresholds(self) -> Thresholds:
        """The 2023 guideline thresholds."""
        return concentration.thresholds(self.ledger.references["constants"])

    @cached_property
    def reliance(self) -> pl.DataFrame:
        """American import reliance, as intervals."""
        return concentration.import_reliance(self.figures, self.ledger.references["us_imports"])

    @cached_property
    def demand(self) -> pl.DataFrame:
        """Levels of demand, printed and implied."""
        return demand.demand(self.figures, self.ledger.references["constants"], self.ledger.wording)

    @cached_property
    def growths(self) -> pl.DataFrame:
        """Growth of demand, in each way it can be read."""
        return demand.growths(self.figures, self.ledger.wording)

    @cached_property
    def demand_share(self) -> pl.DataFrame:
        """Demand's tungsten against world output."""
        return demand.share_of_output(self.demand, self.world_output)

    @cached_property
    def world_output(self) -> pl.DataFrame:
        """World mine output, the article's and every edition's."""
        return demand.world_output(self.figures, self.ledger.references["production"])

    @property
    def lithium_fraction(self) -> float:
        """How much of its weight lithium tungstate holds in tungsten."""
        return basis.tungsten_fraction(self.ledger.references["constants"])

    @property
    def trioxide_fraction(self) -> float:
        """How much of its weight tungsten trioxide holds in tungsten."""
        fraction: float = basis.tungsten_in_trioxide(self.ledger.references["constants"])["low"].item()
        return fraction

    @cached_property
    def penetration(self) -> pl.DataFrame:
        """How a demand printed as a percentage changed."""
        return demand.penetration_change(self.figures)

    @cached_property
    def reserves(self) -> pl.DataFrame:
        """Deposits and countries with their ranks, tungsten on the basis asked for."""
        constants = self.ledger.references["constants"]
        rows = reserves.reserves(
            self.figures, self.ledger.references["reserves"], constants, self.ledger.entities, self.basis
        )
        convertible = pl.col("basis").is_in(basis.CONVERTIBLE).fill_null(False)
        tungsten = basis.to_basis(rows.filter(convertible), self.basis, constants, ("low", "high", "value"))
        return pl.concat([tungsten, rows.filter(~convertible)])

    @cached_property
    def ore(self) -> pl.DataFrame:
        """The ore each deposit's tonnage and grade imply."""
        return reserves.ore_in_place(self.figures, self.ledger.entities)

    @cached_property
    def mine_plan(self) -> pl.DataFrame:
        """What the figures of the mine in production imply together."""
        return reserves.mine_plan(self.figures, self.ledger.entities)

    @cached_property
    def mine_lives(self) -> pl.DataFrame:
        """Lives of mines as printed."""
        return reserves.printed_lives(self.figures)


@dataclass(frozen=True)
class Workspace:
    """The ledger as the parameters ask for it, and what the analysis makes of it."""

    parameters: Parameters
    ledger: read.Ledger
    figures: pl.DataFrame
    """The tidy figures of the source, as printed or as corrected."""

    verdicts: pl.DataFrame
    """One row a figure: its verdict and the reason, in both languages."""

    evidence: pl.DataFrame
    """One row a check of a figure, as in ``data/processed/evidence.csv``."""

    on_print: Reading
    """The ledger judged as printed, whatever the parameters ask for."""

    analysed: Analysed
    words: Words

    def show(self, draw: "Callable[..., Picture]") -> "Picture":
        """A chart of what lies here: its function is handed each thing it names."""
        asked = inspect.signature(draw).parameters
        picture = draw(**{name: getattr(self if hasattr(self, name) else self.analysed, name) for name in asked})
        return replace(picture, switched=partial(_switched, at=self, draw=draw))

    @property
    def source(self) -> str:
        """The source whose figures these are."""
        return self.parameters.source

    @property
    def edition(self) -> str:
        """The edition of the survey they are held against."""
        return self.parameters.edition

    @property
    def printed(self) -> pl.DataFrame:
        """The tidy figures of the source as printed, whatever the parameters ask for."""
        return self.on_print.figures.filter(pl.col("source_id") == self.source)

    @property
    def as_judged(self) -> Reading:
        """The figures as the parameters ask for them, with what was judged of them."""
        return Reading(self.figures, self.evidence, self.verdicts)

    @cached_property
    def workspaces(self) -> "Workspaces":
        """Where the desks of all other settings lie."""
        return Workspaces(self.ledger, self.source)

    @cached_property
    def readings(self) -> tuple[Analysed, Analysed]:
        """The same figures as printed and as corrected."""
        from tungsten.evidence.corrections import apply

        printed = self.on_print.figures
        corrected = apply(printed, self.ledger.corrections)
        of_source = pl.col("source_id") == self.source
        first, second = (replace(self.analysed, figures=figures.filter(of_source)) for figures in (printed, corrected))
        return first, second


def workspace(source: str, values: str, basis: str, edition: str, language: str) -> Workspace:
    """The workspace of a run; raises `Unusable` for a parameter it can't take."""
    parameters = checked(source=source, values=values, basis=basis, edition=edition, language=language)
    ledger = read.ledger()
    return lay_out(ledger, load(values), parameters, values, on_print=load("printed"))


def lay_out(
    ledger: read.Ledger,
    judged: Reading,
    parameters: Parameters,
    reading: str,
    words: Words | None = None,
    analysed: Analysed | None = None,
    on_print: Reading | None = None,
) -> Workspace:
    """The workspace of one reading of a ledger.

    ``words`` of the language and ``analysed`` of the same reading and basis are used where they are there already.
    ``on_print`` is the ledger judged as printed, where ``judged`` is not: a verdict is always on what was printed.
    """
    words, on_print = words or vocabulary(ledger, parameters.language), on_print or judged
    about = ledger.sources[parameters.source]
    context = {
        "publisher": str(about["publisher"]),
        "published": words.date(str(about["published"])),
        "values": words(f"values_{reading}"),
    }
    verdict_of = dict(on_print.verdicts.select("figure_id", "verdict").iter_rows())
    figures = judged.figures.filter(pl.col("source_id") == parameters.source)
    if reading == "undisputed":
        disputed = [figure for figure, verdict in verdict_of.items() if verdict in DISPUTED]
        figures = figures.filter(~pl.col("figure_id").is_in(disputed))
    analysed = analysed or Analysed(figures, ledger, parameters.basis)
    corrected = changes(on_print.figures, judged.figures, words)
    of_run = words.of_run(verdict_of, context, corrected)
    return Workspace(parameters, ledger, analysed.figures, judged.verdicts, judged.evidence, on_print, analysed, of_run)


class Workspaces:
    """Desks of one source by setting: what the analysis makes of a reading on a basis is computed once for all."""

    def __init__(self, ledger: read.Ledger, source: str) -> None:
        self.source, self.ledger = source, ledger
        self.judged, self.words = cache(load), cache(partial(vocabulary, ledger))
        self.analysed: dict[tuple[str, str], Analysed] = {}
        self.lay_out = cache(self._laid_out)

    def workspace(self, setting: "Setting", language: str) -> Workspace:
        """The workspace of one setting of the switches."""
        found = self.lay_out(setting.reading, setting.basis, language)
        return replace(found, parameters=replace(found.parameters, edition=setting.edition))

    def _laid_out(self, reading: str, basis: str, language: str) -> Workspace:
        values = "corrected" if reading == "corrected" else "printed"
        parameters = Parameters(self.source, values, basis, language=language)
        analysed, words = self.analysed.get((reading, basis)), self.words(language)
        judged, on_print = self.judged(values), self.judged("printed")
        made = lay_out(self.ledger, judged, parameters, reading, words, analysed, on_print)
        self.analysed[reading, basis] = made.analysed
        return made


def vocabulary(ledger: read.Ledger, language: str) -> Words:
    """The words of a language with the names and places the ledger gives."""
    return words_of(language, ledger.entities, ledger.measures, ledger.figures, ledger.references)


def _switched(picture: "Picture", at: Workspace, draw: "Callable[..., Picture]") -> Any:
    from tungsten.notebook.widget import Switched

    return Switched(picture, at, draw)
