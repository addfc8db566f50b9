"""Checked sheets as files."""

import io

import openpyxl
import pandas as pd
import pytest

from inspections.exchange import files
from inspections.exchange.checking import COLUMNS, Checked, Filled, check
from inspections.exchange.layouts import named
from registry.errors import Invalid
from registry.exporting import systems

STANDARDS = named("case").sheets[1]
SYSTEM = systems.named("CGCS2000")


def checked(text: str, count: int = 1) -> Checked:
    rows = pd.DataFrame({entry.name: [text] * count for entry in STANDARDS.entries}, dtype=object)
    return check(Filled(STANDARDS, rows, pd.Series(["k"] * count), None), encoding="UTF-8", widths=False)


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "+1", "@x", "01", "1e5", "true", "2026-11-01"])
def test_a_text_stays_the_text_it_was(text: str) -> None:
    made = files.as_workbook([checked(text)], [("a", text)], SYSTEM, "UTF-8")
    book = openpyxl.load_workbook(io.BytesIO(made["exchange.xlsx"]))
    assert book.sheetnames == ["立结案标准", files.ABOUT, files.LACKING]
    assert [cell.value for cell in book["立结案标准"][2]] == [text] * 9
    assert {cell.data_type for cell in book["立结案标准"][2]} == {"s"}
    assert tuple(cell.value for cell in book[files.LACKING][1]) == COLUMNS


def test_a_sheet_without_places_is_a_table_beside_shapefiles() -> None:
    assert set(files.as_shapefiles([checked("x")], [], SYSTEM, "GBK")) == {"standards.csv", "about.csv", files.REJECTS}


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 2)
    with pytest.raises(Invalid, match="csv"):
        files.as_workbook([checked("x", 3)], [], SYSTEM, "UTF-8")
