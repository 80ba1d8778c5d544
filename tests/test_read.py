"""The reader returns files as they are, and refuses unusable ones with the fault, the place and the remedy."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tungsten import Unusable, home
from tungsten.ledger import read

ENTITIES = "alias,entity_id,name_en,name_ar,kind,country\n"
MEASURES = "measure,theme,base_unit,low,high,label_en,label_ar\n"


@pytest.fixture
def put(tmp_path: Path) -> Callable[[Path, str | bytes], Path]:
    """Return a function that puts a file into an otherwise empty checkout."""

    def write(path: Path, content: str | bytes) -> Path:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return write


Put = Callable[[Path, str | bytes], Path]


def refusal(reader: Callable[[], Any]) -> str:
    """Return the one line of a reader's refusal."""
    with pytest.raises(Unusable) as refused:
        reader()
    line = str(refused.value)
    assert "\n" not in line
    return line


# --------------------------------------------------------------------- tables


def test_a_table_arrives_as_text_with_its_lines_and_null_for_nothing(put: Put) -> None:
    rows = 'الصين,china,China,الصين,country,China\n"IMA, Idaho",ima,"a ""mine""",منجم,deposit,\n"",x,01, y ,"",z\n'
    kinds = dict.fromkeys(["alias", "entity_id", "name_en", "name_ar", "kind", "country"], pl.String)
    assert_frame_equal(
        read.raw_table(put(read.ENTITIES, ENTITIES + rows), read.ENTITIES),
        pl.DataFrame(
            [
                ("الصين", "china", "China", "الصين", "country", "China", 2),
                ("IMA, Idaho", "ima", 'a "mine"', "منجم", "deposit", None, 3),
                (None, "x", "01", " y ", None, "z", 4),
            ],
            schema=kinds | {"file_line": pl.Int64},
            orient="row",
        ),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_how_the_last_line_ends_makes_no_difference(put: Put, end: str) -> None:
    root = put(read.ENTITIES, (ENTITIES.strip() + (end or "\n") + "a,b,c,d,e,f" + end).encode())
    assert read.raw_table(root, read.ENTITIES).rows() == [("a", "b", "c", "d", "e", "f", 2)]


def test_a_table_may_have_columns_of_its_own_and_no_rows(put: Put) -> None:
    table = read.raw_table(put(read.ENTITIES, "extra," + ENTITIES), read.ENTITIES)
    assert table.shape == (0, 8)
    assert table.columns[0] == "extra"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ENTITIES.replace("kind,", ""), "1: no column kind; the header must name alias, entity_id, name_en"),
        ("", "1: no column alias, entity_id, name_en, name_ar, kind, country; the header must name"),
        (ENTITIES.replace("kind", "kind,kind"), "1: column kind occurs twice"),
        (ENTITIES + "a,b,c,d,e,f\na,b,c\n", "3: 3 cells, but the header has 6; quote commas"),
        (ENTITIES + "IMA, Idaho,b,c,d,e,f\n", "2: 7 cells, but the header has 6; quote commas"),
        (ENTITIES + 'a,"b\nb",c,d,e,f\n', "2: a cell contains a line end; write each row on one line"),
        (ENTITIES + 'a,b,c,d,e,f\na,"b,c,d,e,f\na,"b",c,d,e,f\n', "3: "),
        (ENTITIES + 'a,b,c,d,e,"f\n', "2: unexpected end of data; close a quoted cell on its own line"),
        (ENTITIES + 'a,"b"b,c,d,e,f\n', "2: ',' expected after '\"'; close a quoted cell on its own line"),
        (ENTITIES + "\na,b,c,d,e,f\n", "2: an empty line; remove it"),
        (ENTITIES + "a,b,c,d,e,f\n\n", "3: an empty line"),
        (ENTITIES.encode() + b"a,b,c,d,e,f\na,caf\xe9,c,d,e,f\n", "3: byte 0xe9 is not UTF-8; save it as UTF-8"),
        (
            b"\xef\xbb\xbf" + ENTITIES.encode(),
            "1: begins with a byte order mark; save it as UTF-8 without one",
        ),
    ],
)
def test_a_table_that_cannot_be_used_names_file_and_line(put: Put, content: str | bytes, message: str) -> None:
    root = put(read.ENTITIES, content)
    assert refusal(lambda: read.raw_table(root, read.ENTITIES)).startswith(f"data/raw/entities.csv:{message}")


def test_a_quote_inside_a_bare_cell_is_a_character(put: Put) -> None:
    root = put(read.ENTITIES, ENTITIES + 'a,5" pipe,c,d,e,f\n')
    assert read.raw_table(root, read.ENTITIES)["entity_id"].item() == '5" pipe'


@pytest.mark.parametrize(
    ("reader", "path"),
    [
        (read.raw_figures, read.FIGURES),
        (read.measures, read.MEASURES),
        (read.sources, read.SOURCES),
        (read.corrections, read.CORRECTIONS),
        (lambda root: read.reference("deals", root), read.REFERENCE / "deals.csv"),
        (read.ledger, read.SOURCES),
    ],
)
def test_a_missing_file_is_named(tmp_path: Path, reader: Callable[[Path], object], path: Path) -> None:
    assert refusal(lambda: reader(tmp_path)) == f"{path}: no such file; restore it from the repository"


def test_a_table_that_was_not_built_yet_says_what_builds_it(tmp_path: Path) -> None:
    message = "data/processed/figures.csv: no such file; run make data"
    assert refusal(lambda: read.built_table(tmp_path, read.PROCESSED / "figures.csv")) == message


@pytest.mark.parametrize("cell", ["six", "1,5", "1 000", "٦", "0x1", "nan", "inf", "-inf", "--1", "1e999"])
def test_a_cell_that_is_no_number_is_named_with_its_place(put: Put, cell: str) -> None:
    root = put(read.MEASURES, f'{MEASURES}a,t,t,1,2,x,y\nb,t,t,1,"{cell}",x,y\n')
    message = f"data/raw/measures.csv:3: column high: {cell!r} is not a number; write plain digits"
    assert refusal(lambda: read.measures(root)) == message


def test_numbers_arrive_as_numbers_and_nothing_as_null(put: Put) -> None:
    root = put(read.MEASURES, f"{MEASURES}a,t,t,-100,0.5,x,y\nb,t,text,,,x,y\n")
    assert read.measures(root).select("low", "high").rows() == [(-100.0, 0.5), (None, None)]


def test_a_span_is_counted_in_whole_numbers() -> None:
    """2.5 is a number, but not a line number."""
    table = pl.DataFrame({"line": ["2", "2.5"], "file_line": [2, 3]})
    message = refusal(lambda: read._numbers(table, read.FIGURES, ("line",), pl.Int64))
    assert message == "data/raw/figures.csv:3: column line: '2.5' is not a number; write plain digits"


# ----------------------------------------------------------------------- YAML


def test_sources_are_told_by_name_with_their_lines(put: Put) -> None:
    root = put(read.SOURCES, "# notes\none:\n  published: 2025-11-21\ntwo: {lines: 3}\n")
    assert read.sources(root) == {
        "one": {"published": dt.date(2025, 11, 21), "file_line": 2},
        "two": {"lines": 3, "file_line": 4},
    }


def test_corrections_come_in_order_with_their_lines(put: Put) -> None:
    root = put(read.CORRECTIONS, "corrections:\n  - figure: f002\n    to: -1\n  - {figure: f001}\n")
    assert read.corrections(root) == [{"figure": "f002", "to": -1, "file_line": 2}, {"figure": "f001", "file_line": 4}]


def test_there_may_be_no_corrections(put: Put) -> None:
    assert read.corrections(put(read.CORRECTIONS, "corrections: []\n")) == []


@pytest.mark.parametrize("reader", [read.sources, read.corrections])
@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("a: 1\nb: [2\nc: 3\n", 3),
        ("a: 1\nb:\n\t- 2\n", 3),
        ("a: *nobody\n", 1),
        ("a: {}\nb: !!python/object:os.system {}\n", 2),
        ("a: {}\n---\nb: {}\n", 2),
        ("a: {}\nb:\n  on: 2025-13-45\n", 3),
        ("a: {}\nb:\n  x: 1\n  y: 2\n  x: 3\n", 5),
        ("a: {}\nb: \x07\n", 2),
        (b"a: {}\nb: caf\xe9\n", 2),
        ("- a\n- b\n", 1),
        ("", 1),
    ],
)
def test_bad_yaml_names_its_line(put: Put, reader: Callable[[Path], object], content: str | bytes, line: int) -> None:
    path = read.SOURCES if reader is read.sources else read.CORRECTIONS
    root = put(path, content)
    assert refusal(lambda: reader(root)).startswith(f"{path}:{line}: ")


@pytest.mark.parametrize("content", ["correction:\n  - figure: f1\n", "corrections:\n", "corrections: {f1: x}\n"])
def test_doubts_under_another_name_do_not_go_unnoticed(put: Put, content: str) -> None:
    root = put(read.CORRECTIONS, content)
    message = "corrections is not a list; write each entry after a dash, or [] for none"
    assert refusal(lambda: read.corrections(root)) == f"{read.CORRECTIONS}:1: {message}"


def test_an_entry_must_be_a_mapping(put: Put) -> None:
    assert refusal(lambda: read.sources(put(read.SOURCES, "one: {}\ntwo: 3\n"))).startswith(
        f"{read.SOURCES}:2: 3 is not an entry"
    )
    assert refusal(lambda: read.corrections(put(read.CORRECTIONS, "corrections:\n- f1\n"))).startswith(
        f"{read.CORRECTIONS}:2: 'f1' is not an entry"
    )


# ----------------------------------------------------------------------- texts


def test_a_text_keeps_its_line_ends_and_may_be_missing(put: Put) -> None:
    root = put(read.TEXTS / "one.txt", b"a\r\nb\n")
    assert read.source_text("one", root) == "a\r\nb\n"
    assert read.source_text("two", root) is None


def test_a_text_in_another_encoding_is_refused(put: Put) -> None:
    root = put(read.TEXTS / "one.txt", b"a\n\xe9\n")
    assert refusal(lambda: read.source_text("one", root)).startswith("data/raw/sources/one.txt:2: byte 0xe9")


# -------------------------------------------------------------------- checkout


def test_home_is_the_nearest_folder_upwards_with_raw_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "er")
    assert home() == tmp_path


def test_away_from_home_one_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert refusal(home) == f"{tmp_path}: no data/raw here or in a folder above; run this inside the project"


def test_fingerprints_cover_whatever_the_ledger_is_read_from() -> None:
    root = Path(__file__).parents[1]
    covered = {root / path for path in read.fingerprints(root)}
    files = {path for path in (root / "data" / "raw").rglob("*") if path.is_file()}
    described = {path for path in files if path.name != "README.md"}
    assert covered == {path for path in described if not path.name.startswith(".")}
