"""Expressions over the cells of a row that several tables need."""

from collections.abc import Iterable

import polars as pl

from tungsten.ledger.read import Ledger
from tungsten.validation.closed_lists import BEYOND_A_WHOLE

INVISIBLE = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\x{fe00}-\x{fe0f}\x{115f}\x{1160}\x{3164}\x{ffa0}]"
"""Characters that control something, set the writing direction, end a line or have no width."""

FORMULA = "^[=@＝＠]|^[+＋－-]"
"""The beginning of a cell that a spreadsheet would run."""

_NUMBER = r"\d[\d.,٫٬]*[\s%٪\p{L}]*"
SIGNED_NUMBER = rf"^[+＋－-]{_NUMBER}(?:–\s*[+-]?{_NUMBER})?$"
"""A cell that begins like a formula, but is a printed number or range."""


def filled(*columns: str) -> pl.Expr:
    """Return the columns with an empty text for null, so that no list and no pattern lets an empty cell pass."""
    return pl.col(columns).fill_null("")


def true_where(applies: pl.Expr, condition: pl.Expr) -> pl.Expr:
    """Evaluate a condition on the rows it applies to, null counting as false; null on all other rows."""
    return pl.when(applies).then(condition.fill_null(False))


def empty_cells(*columns: str) -> pl.Expr:
    """Return the names of the empty cells of a row, separated by spaces; null if there are none."""
    return _joined(pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in columns)


def cells_not_plain(*columns: str) -> pl.Expr:
    """Return the names of the cells of a row that hold an invisible character or begin like a formula, or null."""
    return _joined(pl.when(_is_not_plain(pl.col(name))).then(pl.lit(name)) for name in columns)


def _is_not_plain(cell: pl.Expr) -> pl.Expr:
    is_formula = cell.str.contains(FORMULA) & ~cell.str.contains(SIGNED_NUMBER)
    return cell.str.contains(INVISIBLE) | is_formula


def is_part_of_a_whole(unit: str) -> pl.Expr:
    """Return whether a measure is a percentage that can't exceed 100; ``unit`` is the column of its unit."""
    return (pl.col(unit) == "percent") & ~pl.col("measure").is_in(BEYOND_A_WHOLE)


_COMMODITIES = {
    **dict.fromkeys(["W", "WO3", "concentrate_65"], "tungsten"),
    **dict.fromkeys(["REO", "RE_metal"], "rare_earths"),
    "Mo": "molybdenum",
    "Cu": "copper",
}
"""The commodity of each basis that is a substance."""

_OF_IMPORTS = {
    "import_share": ["all_forms", "ores_and_concentrates", "not_stated"],
    "import_reliance": ["W", "all_forms", "product", "not_stated"],
}
"""What a share of imports, and import reliance, may be of."""


def is_basis_of_its_commodity() -> pl.Expr:
    """Return whether a basis that is a substance is one of the row's commodity; null for any other basis."""
    commodity = pl.col("basis").replace_strict(_COMMODITIES, default=None, return_dtype=pl.String)
    return pl.when(commodity.is_not_null()).then(commodity.eq_missing(pl.col("commodity")))


def is_basis_of_imports() -> pl.Expr:
    """Return whether a row about imports has a basis of trade, and any other row has none.

    A share of imports must also be that of another country than the United States, whose imports all of these are.
    Null for rows that are not about imports and have no such basis.
    """
    measure, is_source = pl.col("measure"), pl.col("entity_id").ne_missing("united_states")
    return (
        pl.when(measure == "import_share")
        .then(pl.col("basis").is_in(_OF_IMPORTS["import_share"]) & is_source)
        .when(measure == "import_reliance")
        .then(pl.col("basis").is_in(_OF_IMPORTS["import_reliance"]))
        .when(pl.col("basis").is_in(["all_forms", "ores_and_concentrates"]))
        .then(measure.str.contains("import|export"))
    )


def is_other_price() -> pl.Expr:
    """Return whether ``unit`` is another currency than the ``base_unit`` of the measure, or a price per another unit.

    Such an amount is recorded as it is; it has no plausible range and is compared with amounts in its own unit only.
    """
    money = "^[A-Z]{3}(_per_.+)?$"
    both = pl.col("unit").str.contains(money) & pl.col("base_unit").str.contains(money)
    prices = [pl.col(name).str.contains("_per_", literal=True) for name in ("unit", "base_unit")]
    return (both & (prices[0] == prices[1]) & (pl.col("unit") != pl.col("base_unit"))).fill_null(False)


def measure_ranges(ledger: Ledger) -> pl.DataFrame:
    """Return each measure once: ``measure, theme, base_unit, measure_low, measure_high``."""
    renamed = {"measure_low": "low", "measure_high": "high"}
    return ledger.measures.select("measure", "theme", "base_unit", **renamed).unique("measure", keep="first")


def _joined(names: Iterable[pl.Expr]) -> pl.Expr:
    return pl.concat_str(list(names), separator=" ", ignore_nulls=True).replace("", None)
