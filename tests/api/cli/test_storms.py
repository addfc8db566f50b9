"""`jingge storm` as a user types it."""

from pathlib import Path

from sqlalchemy import text

from tests.api.cli.support import tells_local_time
from tests.api.cli.test_guards import run
from tests.api.support import Service
from tests.inspections.tickets.scene import SEWER


def test_a_storm_from_declaration_to_report(hole_service: Service, tmp_path: Path) -> None:
    storm = run(hole_service, "storm", "declare", "370203", "orange", "--json").json["id"]
    listed = run(hole_service, "storm", "list").out
    assert storm in listed
    assert tells_local_time(listed), listed
    assert "no heights" in run(hole_service, "storm", "covers", storm).out
    with hole_service.engine.connect() as conn:
        place = text("select st_x(geom), st_y(geom) from registry.asset where code = :code")
        lon, lat = conn.execute(place, {"code": SEWER}).one()
    points = tmp_path / "points.csv"
    points.write_text(f"name,lon,lat,within_m,source\n桥洞,{lon},{lat},20,防汛办清单\n", "utf-8")
    for _ in range(2):
        low = run(hole_service, "storm", "low-points", str(points), "--json").json["low_points"]
        assert [one["name"] for one in low] == ["桥洞"]
    assert SEWER in run(hole_service, "storm", "covers", storm).out
    watched = run(hole_service, "storm", "watch", storm, low[0]["id"], "王某", "--minutes", "60", "--org", "PSGS")
    assert (watched.code, "王某 until" in watched.out) == (0, True)
    sheets = tmp_path / "sheets.pdf"
    assert run(hole_service, "storm", "sheets", storm, str(sheets), "--draft", "--json").json["pages"] >= 1
    assert sheets.read_bytes().startswith(b"%PDF")
    assert run(hole_service, "storm", "grade", storm, "red", "--reason", "升级").code == 0
    assert "ended" in run(hole_service, "storm", "end", storm).out
    page = tmp_path / "report.html"
    told = run(hole_service, "storm", "report", storm, "--out", str(page), "--json").json
    assert told["figures"]["watchers"] == 1
    assert "风暴应急报告" in page.read_text("utf-8")
    lines = run(hole_service, "storm", "report", storm).out.splitlines()
    assert len(lines) == len(told["figures"])
    assert len({len(line) for line in lines}) == 1, "figures stand below each other"
    again = run(hole_service, "storm", "end", storm)
    assert (again.code, "has ended" in again.err) == (2, True)
