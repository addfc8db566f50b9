"""Workbooks: sheets are layers, cells are the text a person reads, bombs are refused."""

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from registry.errors import Invalid, TooLarge
from registry.importing.readers import open_layer


def _book(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def _rows(path: Path, layer: str | None = None, rows: int = 100) -> list[list[object]]:
    with open_layer(path, layer=layer) as opened:
        return [
            [None if value != value else value for value in row]
            for chunk in opened.chunks(rows)
            for row in chunk.raw.to_numpy().tolist()
        ]


def test_values_are_what_a_person_reads(tmp_path: Path) -> None:
    cells: list[tuple[object, str | None]] = [
        ("01002", "01002"),
        (700, "700"),
        (700.0, "700"),
        (120.375, "120.375"),
        (True, "TRUE"),
        (dt.datetime(2020, 1, 2, tzinfo=None), "2020-01-02"),  # noqa: DTZ001 - a workbook knows no zones
        (dt.datetime(2020, 1, 2, 3, 4), "2020-01-02T03:04:00"),  # noqa: DTZ001
        (dt.time(3, 4), "03:04:00"),
        (None, None),
        ("", None),
        ("井 盖", "井 盖"),
        (37020301002000001, "3.70203010020000e+16"),  # a code typed as a number has lost its end: it is no code
    ]
    path = _book(tmp_path / "a.xlsx", 表=[[f"c{i}" for i in range(len(cells))], [value for value, _ in cells]])
    assert _rows(path) == [[text for _, text in cells]]


def test_a_long_number_that_kept_its_end_is_read(tmp_path: Path) -> None:
    sound = _book(tmp_path / "a.xlsx", a=[["code", "b"], [7, 8]])
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>7</v>", b"<v>37020301002000001</v>"))
    assert _rows(tmp_path / "b.xlsx") == [["37020301002000001", "8"]]


def test_sheets_are_layers(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", 井盖=[["lon", "lat"], [120, 36]], 空=[], 路灯=[["lon", "lat"], [1, 2], [3, 4]])
    with pytest.raises(Invalid, match="2 layers; name one with --layer: 井盖, 路灯"):
        open_layer(path)
    assert _rows(path, layer="路灯", rows=1) == [["1", "2"], ["3", "4"]]
    with pytest.raises(Invalid, match="layer 空 cannot be read: there are 井盖, 路灯"):
        open_layer(path, layer="空")
    only = _book(tmp_path / "b.xlsx", 井盖=[["lon", "lat"], [120, 36]], Sheet2=[], Sheet3=[[None]])
    with open_layer(only) as layer:
        assert layer.layer == "井盖"


def test_a_title_above_the_names_is_passed_over(tmp_path: Path) -> None:
    path = _book(
        tmp_path / "a.xlsx", a=[["2026年井盖普查"], [], ["编号", None, "lon", "lat", None], ["J1", "x", 120, 36, None]]
    )
    with open_layer(path) as layer:
        assert layer.columns == ("编号", "column 2", "lon", "lat")
        assert "line 3 of a has the names" in layer.notes[0]
        assert next(layer.chunks()).geometry[0].x == 120


def test_empty_lines_are_no_rows_and_short_ones_are_filled(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", a=[["a", "b"], [1, 2], [], [None, None], [3], [None, 4]])
    assert _rows(path, rows=2) == [["1", "2"], ["3", None], [None, "4"]]


def test_a_value_behind_the_last_name_is_told(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", a=[["a", "b"], [1, 2], [3, 4, None, "x"]])
    with pytest.raises(Invalid, match="row 2 of a has the value 'x' behind the last column"):
        _rows(path)


def test_more_columns_than_are_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="more than 2,000 columns"):
        open_layer(_book(tmp_path / "a.xlsx", a=[list(range(2_001))]))


def test_what_is_no_workbook_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(Invalid, match="cannot be read"):
        open_layer(tmp_path / "a.xlsx")
    with pytest.raises(Invalid, match="nothing in it"):
        open_layer(_book(tmp_path / "b.xlsx", a=[[]]))
    path = _book(tmp_path / "c.xlsx", a=[["a", "b"], [1, 2]])
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(Invalid, match=r"c\.xlsx cannot be read"):
        open_layer(path)
