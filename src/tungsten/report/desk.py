"""Everything a notebook works with, laid out by one call: figures, words, and what the analysis makes of them."""

from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from tungsten import Unusable, home
from tungsten.analysis import basis, concentration, demand, reserves
from tungsten.analysis.concentration import Thresholds
from tungsten.ledger import read
from tungsten.ledger.clean import tidy_figures
from tungsten.report.params import Parameters, checked
from tungsten.report.words import Words, words_of


@dataclass(frozen=True)
class Desk:
    """The ledger as the parameters ask for it, and each analysis on first use."""

    parameters: Parameters
    ledger: read.Ledger
    figures: pl.DataFrame
    """The tidy figures of the source, as printed or as corrected."""

    words: Words

    verdicts: pl.DataFrame
    """One row a figure: its verdict and the reason, in both languages."""

    @cached_property
    def readings(self) -> tuple["Desk", "Desk"]:
        """The same desk on figures as printed and as corrected."""
        from tungsten.checks.corrections import apply

        printed = tidy_figures(self.ledger.figures, self.ledger.entities)
        corrected = apply(printed, self.ledger.corrections)
        of_source = pl.col("source_id") == self.parameters.source
        return replace(self, figures=printed.filter(of_source)), replace(self, figures=corrected.filter(of_source))

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
        return demand.demand(self.figures, self.ledger.references["constants"])

    @cached_property
    def growths(self) -> pl.DataFrame:
        """Growth of demand, in each way it can be read."""
        return demand.growths(self.figures)

    @cached_property
    def demand_share(self) -> pl.DataFrame:
        """Demand's tungsten against world output."""
        outputs = demand.world_output(self.figures, self.ledger.references["production"])
        return demand.share_of_output(self.demand, outputs)

    @cached_property
    def penetration(self) -> pl.DataFrame:
        """How a demand printed as a percentage changed."""
        return demand.penetration_change(self.figures)

    @cached_property
    def reserves(self) -> pl.DataFrame:
        """Deposits and countries with their ranks, tungsten on the basis asked for."""
        constants = self.ledger.references["constants"]
        rows = reserves.reserves(
            self.figures, self.ledger.references["reserves"], constants, self.ledger.entities, self.parameters.basis
        )
        convertible = pl.col("basis").is_in(basis.CONVERTIBLE).fill_null(False)
        tungsten = basis.to_basis(rows.filter(convertible), self.parameters.basis, constants, ("low", "high", "value"))
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


def desk(source: str, values: str, basis: str, edition: str, language: str) -> Desk:
    """The desk of a run; raises `Unusable` for a parameter it can't take."""
    parameters = checked(source=source, values=values, basis=basis, edition=edition, language=language)
    ledger = read.ledger()
    figures, verdicts = _judged(ledger, values)
    about = ledger.sources[source]
    words = words_of(language, ledger.entities, ledger.measures, ledger.figures, ledger.references)
    context = {
        "publisher": str(about["publisher"]),
        "published": words.date(str(about["published"])),
        "values": words(f"values_{values}"),
    }
    judged = dict(verdicts.select("figure_id", "verdict").iter_rows())
    of_source = figures.filter(pl.col("source_id") == source)
    return Desk(parameters, ledger, of_source, words.of_run(judged, context), verdicts)


def _judged(ledger: read.Ledger, values: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Figures and verdicts as printed, from the built tables; as corrected, judged anew."""
    if values == "corrected":
        from tungsten.checks.judge import judge

        judged = judge(ledger, values)
        return judged.figures, judged.verdicts
    built = home() / read.PROCESSED / "verdicts.csv"
    if not built.is_file():
        raise Unusable(f"{read.PROCESSED / 'verdicts.csv'}: no such file; make data builds it")
    return read.tidy_figures().drop("file_line"), pl.read_csv(built, infer_schema=False)
