"""The classes of assets load, load again, and are refused with the line that is wrong."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from registry import reference
from registry.errors import Invalid, NotFound
from registry.tables import asset_class

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
HEADER = "code,old_code,name_zh,name_en,is_cover,words\n"


def test_the_classes_load_and_load_again(conn: Connection) -> None:
    count = reference.load(conn, FOLDER)
    before = conn.execute(select(asset_class).order_by(asset_class.c.code)).all()
    assert reference.load(conn, FOLDER) == count == len(before)
    assert conn.execute(select(asset_class).order_by(asset_class.c.code)).all() == before
    sewage = next(row for row in before if row.code == "01002")
    assert (sewage.name_zh, sewage.old_code, sewage.is_cover) == ("污水井盖", "0102", True)
    assert "下水井盖" in sewage.words


def test_a_changed_file_holds(conn: Connection, tmp_path: Path) -> None:
    reference.load(conn, FOLDER)
    (tmp_path / "asset_classes.csv").write_text(HEADER + "01002,,污水盖,sewer,true,\n", encoding="utf-8")
    assert reference.load(conn, tmp_path) == 1
    row = conn.execute(select(asset_class).where(asset_class.c.code == "01002")).one()
    assert (row.name_zh, row.old_code, row.words) == ("污水盖", None, [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("code,name\n", "must have the columns"),
        (HEADER + "1002,,污水,sewer,true,\n", "line 2: code '1002'"),
        (HEADER + "01002,12,污水,sewer,true,\n", "old_code '12'"),
        (HEADER + "01002,,,sewer,true,\n", "name_zh"),
        (HEADER + "01002,,污水,sewer,yes,\n", "is_cover 'yes'"),
        (HEADER + "01002,,污水,sewer,true,\n01002,,污水,sewer,true,\n", "twice: 01002"),
    ],
)
def test_a_wrong_line_is_told(conn: Connection, tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "asset_classes.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=told):
        reference.load(conn, tmp_path)


def test_a_missing_file_is_told(conn: Connection, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"asset_classes\.csv"):
        reference.load(conn, tmp_path)
