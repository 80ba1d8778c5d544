"""Basis is part of the number: tonnes of W, of WO₃, of a compound, and the only ways between them.

Adding or ranking across bases is an error here, not a warning.
"""

from collections.abc import Mapping

import polars as pl

from tungsten import Unusable

LITHIUM_TUNGSTATE = {"lithium": 2, "tungsten": 1, "oxygen": 4}
"""Atoms in Li₂WO₄, by the entity of their atomic weight."""

CONVERTIBLE = ("W", "WO3")


def tungsten_in_trioxide(constants: pl.DataFrame) -> pl.DataFrame:
    """The one constant row that says how much W a kilogram of WO₃ holds, as the survey prints it (0.793)."""
    row = constants.filter(
        pl.col("measure") == "mass_fraction",
        pl.col("entity_id") == "tungsten_trioxide",
        pl.col("basis") == "W",
        pl.col("status") == "reported",
    )
    if row.height != 1:
        raise Unusable(
            f"constants.csv: {row.height} reported rows mass_fraction of tungsten_trioxide on W; one is needed"
        )
    return row


def to_basis(rows: pl.DataFrame, basis: str, constants: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """The same rows with ``columns``, in tonnes, on ``basis`` W or WO3; raises `Unusable` for any other."""
    unknown = sorted({basis, *rows["basis"].drop_nulls()} - set(CONVERTIBLE))
    if unknown or rows["basis"].has_nulls():
        raise Unusable(f"basis {', '.join(unknown) or 'missing'}: only W and WO3 convert into each other")
    fraction = tungsten_in_trioxide(constants)["low"].item()
    into = {"W": fraction, "WO3": 1 / fraction}[basis]
    converted = pl.when(pl.col("basis") == basis).then(pl.col(columns)).otherwise(pl.col(columns) * into)
    return rows.with_columns(converted).with_columns(basis=pl.lit(basis))


def tungsten_fraction(constants: pl.DataFrame, atoms: Mapping[str, int] = LITHIUM_TUNGSTATE) -> float:
    """Kilograms of W in a kilogram of a compound, from the atomic weights of its ``atoms``."""
    rows = constants.filter(pl.col("measure") == "atomic_weight", pl.col("entity_id").is_in(list(atoms)))
    weights: dict[str, float] = dict(rows.select("entity_id", "low").iter_rows())
    if lacking := sorted(set(atoms) - set(weights)):
        raise Unusable(f"constants.csv: no atomic_weight of {', '.join(lacking)}; each element needs its row")
    mass = sum(count * weights[element] for element, count in atoms.items())
    return atoms["tungsten"] * weights["tungsten"] / mass


def refuse_mixed_basis(rows: pl.DataFrame, within: list[str]) -> pl.DataFrame:
    """The same rows; raises `Unusable` where rows of one ``within`` group stand on more than one basis."""
    bases = rows.group_by(within, maintain_order=True).agg(pl.col("basis").unique().sort())
    mixed = bases.filter(pl.col("basis").list.len() > 1)
    if not mixed.is_empty():
        group = mixed.row(0, named=True)
        found = " and ".join(map(str, group.pop("basis")))
        place = ", ".join(f"{name} {value}" for name, value in group.items())
        raise Unusable(f"{place}: rows on basis {found}; convert to one basis before adding or ranking")
    return rows
