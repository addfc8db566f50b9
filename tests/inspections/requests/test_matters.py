"""The matters of the departments."""

import csv
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from inspections.requests import matters
from registry.errors import Invalid, NotFound
from tests.inspections.requests import scene
from tests.inspections.tickets.scene import REFERENCE
from tests.support import ROOT

sys.path.insert(0, str(ROOT / "fixtures"))
from district.organisations import BUREAUS, COMPANIES


def test_the_file_covers_all_departments_and_says_where_it_is_from() -> None:
    with (REFERENCE / matters.MATTERS).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["department"] for row in rows} == {code for code, *_ in BUREAUS + COMPANIES} | {matters.STREET}
    assert all(row["source"] for row in rows)
    assert all(row["code"].startswith("Q") or "GB/T 47678.5" in row["source"] for row in rows)


def test_loaded_again_it_is_the_same_and_what_left_is_switched_off(conn: Connection, tmp_path: Path) -> None:
    count = matters.load(conn, REFERENCE)
    assert matters.load(conn, REFERENCE) == count == len(matters.known(conn).by_code)
    lines = (REFERENCE / matters.MATTERS).read_text(encoding="utf-8").splitlines()
    (tmp_path / matters.MATTERS).write_text("\n".join(lines[:3]), encoding="utf-8")
    assert matters.load(conn, tmp_path) == 2
    assert len(matters.known(conn).by_code) == 2
    assert conn.execute(text("select count(*) from inspections.matter")).scalar() == count


def test_faults_name_the_line(conn: Connection, tmp_path: Path) -> None:
    head = ",".join(matters.COLUMNS)
    for row, why in (("Q1,event,a,b,,street,0x,10,2,s", "answer_days"), ("Q1,thing,a,b,,street,5,10,2,s", "kind")):
        (tmp_path / matters.MATTERS).write_text(f"{head}\n{row}\n", encoding="utf-8")
        with pytest.raises(Invalid, match=f"line 2: {why}"):
            matters.load(conn, tmp_path)
    with pytest.raises(NotFound):
        matters.load(conn, tmp_path / "none")


def test_words_of_the_file_lead_to_their_organisation(conn: Connection) -> None:
    scene.furnish(conn)
    known = matters.known(conn)
    matter = known.matter_of(scene.SAID, None)
    assert next(rule for rule in known.duties if rule.matter_code == matter).assignee_code == "LDGL"
