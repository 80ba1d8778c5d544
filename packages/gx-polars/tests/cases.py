"""For each expectation a hypothesis strategy of its parameters, for the frames of `frames`."""

import datetime as dt
from decimal import Decimal
from typing import Any

from frames import ANY, NUMBERS, TEXTS, WORDS
from hypothesis import strategies as st

Parameters = st.SearchStrategy[dict[str, Any]]

_number = st.sampled_from([-3, -1, -0.5, 0, 0.1, 1, 2, 2.5, 4])
_length = st.integers(0, 4)
_strict = st.sampled_from([None, False, True])
_patterns = st.sampled_from(
    [
        r"^a",
        r"b$",
        r"^\d+$",
        r"\w",
        r"^\w+$",
        r"\s",
        r"^$",
        r"[^a-z]",
        r"a|é",
        r"(?i)A",
        r"^.{1,2}$",
        r"(a)\1",
        r"a(?!b)",
    ]
)
_likes = st.sampled_from(["a%", "%b", "_", "%", "a_c", "", "%.%"])
_numbers = st.lists(st.sampled_from([-1, 0, 1, 1.0, 2, 3, 2.5, 0.1, 1e9]), max_size=4)
_words = st.lists(st.sampled_from(WORDS), max_size=4)
_days = st.lists(st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 9)), max_size=3)
_prices = st.lists(st.integers(-200, 200).map(lambda cents: Decimal(cents) / 100), max_size=3)
_MEMBERS = {
    **dict.fromkeys(("key", "whole", "other", "real", "ratio"), _numbers),
    **dict.fromkeys(TEXTS, _words),
    "flag": st.lists(st.booleans(), max_size=2),
    "day": _days,
    "price": _prices,
}


def _fixed(**strategies: st.SearchStrategy[Any]) -> Parameters:
    return st.fixed_dictionaries(strategies)


def _column(names: list[str], **strategies: st.SearchStrategy[Any]) -> Parameters:
    return _fixed(column=st.sampled_from(names), **strategies)


def _bounds(values: st.SearchStrategy[Any], strict: bool = True) -> Parameters:
    """Return a range with at least one end, the lower end not above the upper."""
    both = (
        st.lists(values, min_size=2, max_size=2)
        .map(sorted)
        .map(lambda ends: {"min_value": ends[0], "max_value": ends[1]})
    )
    low, high = _fixed(min_value=values), _fixed(max_value=values)
    ends = st.one_of(both, low, high)
    stricts = _fixed(strict_min=st.booleans(), strict_max=st.booleans()) if strict else st.just({})
    return st.tuples(ends, stricts).map(lambda parts: parts[0] | parts[1])


def _joined(*parts: Parameters) -> Parameters:
    return st.tuples(*parts).map(lambda found: {key: value for part in found for key, value in part.items()})


def _members(key: str = "value_set") -> Parameters:
    return st.sampled_from(list(_MEMBERS)).flatmap(lambda name: _fixed(column=st.just(name), **{key: _MEMBERS[name]}))


_moments = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2020, 1, 2))
_any_bounds = st.one_of(
    _joined(_column(["key", "whole", "other", "real", "ratio"]), _bounds(_number)),
    _joined(_column(["moment"]), _bounds(_moments)),
    _joined(_column(["day"]), _bounds(st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 9)))),
)
_aggregate = _joined(_column(NUMBERS), _bounds(_number))
_extreme = st.one_of(_any_bounds, _aggregate)
_numbers_pair = st.permutations(["key", "whole", "other", "real", "ratio"]).map(
    lambda names: {"column_A": names[0], "column_B": names[1]}
)
_zones = st.permutations(["berlin", "utc"]).map(lambda names: {"column_A": names[0], "column_B": names[1]})
_pair = st.one_of(_numbers_pair, _numbers_pair, _zones)
_ignore_pair = _fixed(ignore_row_if=st.sampled_from(["both_values_are_missing", "either_value_is_missing", "neither"]))
_ignore_list = _fixed(ignore_row_if=st.sampled_from(["all_values_are_missing", "any_value_is_missing", "never"]))


def _columns(names: list[str], most: int = 3) -> Parameters:
    return _fixed(column_list=st.lists(st.sampled_from(names), min_size=2, max_size=most, unique=True))


MAPS: dict[str, Parameters] = {
    "ExpectColumnValuesToBeNull": _column(ANY),
    "ExpectColumnValuesToNotBeNull": _column(ANY),
    "ExpectColumnValuesToBeUnique": _column(ANY),
    "ExpectColumnValuesToBeBetween": _any_bounds,
    "ExpectColumnValuesToBeInSet": _members(),
    "ExpectColumnValuesToNotBeInSet": _members(),
    "ExpectColumnValuesToBeIncreasing": _column([*NUMBERS, "moment"], strictly=_strict),
    "ExpectColumnValuesToBeDecreasing": _column([*NUMBERS, "moment"], strictly=_strict),
    "ExpectColumnValueLengthsToEqual": _column(TEXTS, value=_length),
    "ExpectColumnValueLengthsToBeBetween": _joined(_column(TEXTS), _bounds(_length)),
    "ExpectColumnValuesToMatchRegex": _column([*TEXTS, "key"], regex=_patterns),
    "ExpectColumnValuesToNotMatchRegex": _column([*TEXTS, "key"], regex=_patterns),
    "ExpectColumnValuesToMatchRegexList": _column(
        TEXTS, regex_list=st.lists(_patterns, min_size=1, max_size=3), match_on=st.sampled_from(["any", "all"])
    ),
    "ExpectColumnValuesToNotMatchRegexList": _column(TEXTS, regex_list=st.lists(_patterns, min_size=1, max_size=3)),
    "ExpectColumnValuesToMatchStrftimeFormat": _column(
        TEXTS, strftime_format=st.sampled_from(["%Y-%m-%d", "%d", "%H:%M"])
    ),
    "ExpectColumnValuesToBeDateutilParseable": _column(TEXTS),
    "ExpectColumnValuesToBeJsonParseable": _column(TEXTS),
    "ExpectColumnValuesToMatchJsonSchema": _column(TEXTS, json_schema=st.sampled_from([{"type": "number"}, {}])),
    "ExpectColumnValueZScoresToBeLessThan": _column(
        NUMBERS, threshold=st.sampled_from([0.5, 1, 1.5, 3, -1]), double_sided=st.booleans()
    ),
    "ExpectColumnValuesToNotBeOutliers": _column(
        NUMBERS, method=st.sampled_from(["iqr", "std"]), multiplier=st.sampled_from([0, 0.5, 1, 1.5])
    ),
    "ExpectColumnPairValuesToBeEqual": _joined(_pair, _ignore_pair),
    "ExpectColumnPairValuesAToBeGreaterThanB": _joined(_pair, _ignore_pair, _fixed(or_equal=_strict)),
    "ExpectColumnPairValuesToBeInSet": _joined(
        _numbers_pair,
        _ignore_pair,
        _fixed(value_pairs_set=st.lists(st.tuples(_number | st.none(), _number | st.none()), max_size=4)),
    ),
    "ExpectCompoundColumnsToBeUnique": _joined(_columns(ANY), _ignore_list),
    "ExpectMulticolumnSumToEqual": _joined(_columns(NUMBERS[:-1]), _ignore_list, _fixed(sum_total=_number)),
    "ExpectMulticolumnValuesToBeEqual": _joined(
        st.one_of(_columns(["key", "whole", "other", "real", "ratio"]), _columns(["berlin", "utc"])), _ignore_list
    ),
    "ExpectSelectColumnValuesToBeUniqueWithinRecord": _joined(
        st.one_of(_columns(["key", "whole", "other", "real", "ratio", "text", "name"]), _columns(["berlin", "utc"])),
        _ignore_list,
    ),
}

_PARTITIONS = [
    {"values": ["a", "b", "c"], "weights": [0.5, 0.25, 0.25]},
    {"values": ["a", "b", "c", "ab"], "weights": [0.25, 0.25, 0.25, 0.25]},
]
_BINS = [{"bins": [-3, 0, 2, 6], "weights": [0.25, 0.5, 0.25]}, {"bins": [0, 1, 2], "weights": [0.5, 0.5]}]
_quantiles = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.29, 0.5, 0.75, 1.0]), min_size=1, max_size=3, unique=True).map(
    sorted
)

AGGREGATES: dict[str, Parameters] = {
    "ExpectColumnMaxToBeBetween": _extreme,
    "ExpectColumnMinToBeBetween": _extreme,
    "ExpectColumnMeanToBeBetween": _aggregate,
    "ExpectColumnMedianToBeBetween": _joined(_column(NUMBERS[:-1]), _bounds(_number)),
    "ExpectColumnSumToBeBetween": _aggregate,
    "ExpectColumnStdevToBeBetween": _aggregate,
    "ExpectColumnUniqueValueCountToBeBetween": _joined(_column(ANY), _bounds(_length)),
    "ExpectColumnProportionOfUniqueValuesToBeBetween": _joined(_column(ANY), _bounds(st.sampled_from([0, 0.5, 1]))),
    "ExpectColumnProportionOfNonNullValuesToBeBetween": _joined(_column(ANY), _bounds(st.sampled_from([0, 0.5, 1]))),
    "ExpectColumnDistinctValuesToBeInSet": _members().filter(lambda found: found["value_set"]),
    "ExpectColumnDistinctValuesToContainSet": _members(),
    "ExpectColumnDistinctValuesToEqualSet": _members(),
    "ExpectColumnMostCommonValueToBeInSet": _joined(_members(), _fixed(ties_okay=_strict)),
    "ExpectColumnQuantileValuesToBeBetween": _joined(
        _column(NUMBERS[:-1]),
        _fixed(
            quantile_ranges=_quantiles.map(lambda q: {"quantiles": q, "value_ranges": [[-1, 2] for _ in q]}),
            allow_relative_error=st.sampled_from([False, "linear", "lower", "higher", "midpoint", "nearest"]),
        ),
    ),
    "ExpectColumnKLDivergenceToBeLessThan": st.one_of(
        _fixed(
            column=st.just("name"),
            partition_object=st.sampled_from(_PARTITIONS),
            threshold=st.sampled_from([0.01, 0.5, None]),
            tail_weight_holdout=st.sampled_from([0, 0.1]),
        ),
        _fixed(
            column=st.sampled_from(["whole", "ratio"]),
            partition_object=st.sampled_from(_BINS),
            threshold=st.sampled_from([0.01, 0.5]),
            tail_weight_holdout=st.sampled_from([0.1, 0.2]),
        ),
        _fixed(column=st.sampled_from(["whole", "ratio"]), partition_object=st.none(), threshold=st.none()),
    ),
}

TABLES: dict[str, Parameters] = {
    "ExpectTableRowCountToEqual": _fixed(value=_length),
    "ExpectTableRowCountToBeBetween": _bounds(_length),
    "ExpectTableColumnCountToEqual": _fixed(value=st.sampled_from([13, 14, 15])),
    "ExpectTableColumnCountToBeBetween": _bounds(st.sampled_from([13, 14, 15]), strict=False).filter(
        lambda p: len(p) == 2
    ),
    "ExpectTableColumnsToMatchOrderedList": _fixed(column_list=st.sampled_from([ANY, ANY[1:], ANY[::-1]])),
    "ExpectTableColumnsToMatchSet": _fixed(
        column_set=st.sampled_from([ANY, ANY[1:], [*ANY, "more"]]), exact_match=st.booleans()
    ),
    "ExpectColumnToExist": _fixed(
        column=st.sampled_from([*ANY, "absent"]), column_index=st.sampled_from([None, 0, 1, 2, 99])
    ),
    "ExpectColumnTypeToBe": _fixed(
        column=st.sampled_from(["key", "ratio"]), type_=st.sampled_from(["int64", "float64", "bool", "int8"])
    ),
}

TYPES: dict[str, Parameters] = {
    "ExpectColumnValuesToBeOfType": _fixed(
        column=st.sampled_from(["key", "ratio", "day", "price"]),
        type_=st.sampled_from(["int64", "float64", "int", "float", "str", "bool"]),
    ),
    "ExpectColumnValuesToBeInTypeList": _fixed(
        column=st.sampled_from(["key", "ratio", "day", "price"]),
        type_list=st.sampled_from([["int64", "str"], ["float", "int"], ["bool"]]),
    ),
}
