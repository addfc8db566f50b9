"""`jingge duty` as a user types it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from inspections.duty import stations
from inspections.duty.stations import Kind, NewStation
from registry.actor import SYSTEM, Role
from registry.database import writing
from tests.api.cli.support import Done, jingge, tells_local_time
from tests.api.support import Service, make_account


def run(service: Service, *words: str) -> Done:
    return jingge("duty", *words, url=service.engine.url.render_as_string(hide_password=False))


def test_a_roster_a_gap_and_a_sheet(hole_service: Service, hole: UUID, tmp_path: Path) -> None:
    wang, now = make_account(hole_service.engine, Role.DISPATCHER), datetime.now(UTC)
    asked = NewStation(id=uuid4(), kind=Kind.DESK, name="受理台", area_code="370203")
    with writing(hole_service.engine) as conn:
        stations.add(conn, SYSTEM, asked, now=now)
    station = str(asked.id)
    assert station in run(hole_service, "stations").out
    slot = {"day": 0, "opens": "00:00", "closes": "00:00", "accounts": [str(wang.id)]}
    body = {"id": str(uuid4()), "starts_on": "2026-01-01", "cycle_days": 1, "slots": [slot]}
    file = tmp_path / "roster.json"
    file.write_text(json.dumps(body), "utf-8")
    assert len(run(hole_service, "roster", station, str(file), "--days", "3", "--json").json["shifts"]) == 3
    assert str(wang.id) in run(hole_service, "who", station).out
    shifts = run(hole_service, "shifts", station).out
    assert str(wang.id) in shifts
    assert tells_local_time(shifts)
    assert run(hole_service, "gaps", station).code == 0
    at = [(now + timedelta(hours=n)).isoformat() for n in (1, 2)]
    assert run(hole_service, "leave", str(wang.id), "annual", "--since", at[0], "--until", at[1]).code == 0
    gaps = run(hole_service, "gaps", station)
    assert (gaps.code, "无人替班" in gaps.out) == (1, True)
    assert tells_local_time(gaps.out)
    page = tmp_path / "sheet.html"
    times = ("--begins", (now - timedelta(hours=8)).isoformat(), "--ends", at[0], "--until", at[1])
    made = run(hole_service, "handover", station, *times, "--out", str(page), "--json").json
    assert made["sheet"]["holes"][0]["number"]
    assert made["sha256"] in page.read_text("utf-8")
    assert str(hole)
