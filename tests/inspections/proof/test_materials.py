"""Materials as a file."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from inspections.proof import materials
from registry.errors import Conflict, Invalid
from tests.inspections.tickets.scene import REFERENCE

HEAD = "code,name_zh,name_en,unit,source,needed_for\n"


def test_the_file_is_loaded_twice_as_once(conn: Connection) -> None:
    assert materials.load(conn, REFERENCE) == materials.load(conn, REFERENCE)
    found = materials.list_materials(conn)
    assert len(found) >= 10
    assert all(one.source and one.unit for one in found)


def test_a_unit_never_changes_and_nothing_may_lack(conn: Connection, tmp_path: Path) -> None:
    file = tmp_path / materials.FILE
    file.write_text(HEAD + "mortar,砂浆,mortar,m3,x,surface frame\n", "utf-8")
    materials.load(conn, tmp_path)
    file.write_text(HEAD + "mortar,水泥砂浆,mortar,m3,x,surface frame\n", "utf-8")
    materials.load(conn, tmp_path)
    (kept,) = materials.list_materials(conn)
    assert (kept.name_zh, kept.needed_for) == ("水泥砂浆", ("surface", "frame"))
    file.write_text(HEAD + "mortar,砂浆,mortar,t,x,\n", "utf-8")
    with pytest.raises(Conflict, match="another unit"):
        materials.load(conn, tmp_path)
    file.write_text(HEAD + "mortar,砂浆,mortar,m3,,\n", "utf-8")
    with pytest.raises(Invalid, match="line 2: source"):
        materials.load(conn, tmp_path)
