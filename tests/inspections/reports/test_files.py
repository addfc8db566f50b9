import csv
import io
from pathlib import Path

import geopandas as gpd
import pytest
from sqlalchemy.engine import Connection

from inspections.reports import files, gather
from inspections.tickets.listing import Listed
from registry.actor import Role
from tests.conftest import NOW
from tests.maps import scene


@pytest.fixture
def tickets(small_conn: Connection) -> list[Listed]:
    scene.campaign(small_conn)
    return gather.all_tickets(small_conn, scene.person(Role.LEADER), scene.CAMPAIGN, now=NOW)


def test_csv_holds_every_ticket_and_no_formula(tickets: list[Listed]) -> None:
    body = files.as_csv(tickets)
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert [row["number"] for row in rows] == [one.ticket.number for one in tickets]
    assert {row["place_zh"] for row in rows} == {"'=辽宁路 <b>北侧</b>"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert rows[-1]["state"] == "void"
    assert rows[2]["due_at"].endswith("+00:00")


def test_geopackage_has_every_ticket_at_its_place(tickets: list[Listed], tmp_path: Path) -> None:
    path = tmp_path / "tickets.gpkg"
    path.write_bytes(files.as_geopackage(tickets))
    read = gpd.read_file(path, layer="tickets")
    assert read.crs.to_epsg() == 4326
    assert read["number"].tolist() == [one.ticket.number for one in tickets]
    assert read.geometry.x.tolist() == pytest.approx([one.ticket.lon for one in tickets])
    assert set(read["place_zh"]) == {"=辽宁路 <b>北侧</b>"}  # a database runs no formulas


def test_no_tickets_are_files_too(tmp_path: Path) -> None:
    assert files.as_csv([]).count(b"\r\n") == 1
    path = tmp_path / "none.gpkg"
    path.write_bytes(files.as_geopackage([]))
    assert len(gpd.read_file(path, layer="tickets")) == 0
