"""An import over HTTP, from the file to its undoing."""

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pytest
from pyproj import CRS
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api import import_chores
from api.app import utc_now
from registry import importing, reference
from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.registry.importing.conftest import REFERENCE, make_town

ROOT = "/api/v1/imports"
HEAD = "编号,类型,lon,lat,size_mm\n"
ROWS = "a,01002,120.405,36.005,700\nb,01002,120.406,36.005,700\nc,99999,120.407,36.005,700\n"
AREAS = ("990101",)


class Desk:
    """A service, a steward's client, and what the service does by itself."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.client = service.client(Role.STEWARD, areas=AREAS)

    def send(self, content: str = HEAD + ROWS, *, name: str = "covers.csv") -> str:
        file_id = str(uuid4())
        answer = self.client.post(f"{ROOT}/files", params={"id": file_id, "name": name}, content=content.encode())
        assert answer.status_code == 201, answer.text
        return file_id

    def job(self, act: str, **said: Any) -> dict[str, Any]:
        body = {"id": str(uuid4()), "act": act, **said}
        answer = self.client.post(f"{ROOT}/jobs", json=body)
        assert answer.status_code == 202, answer.text
        assert answer.json()["state"] == "waiting"
        settings = self.service.app.state.settings
        import_chores.work(self.service.engine, settings, utc_now())
        told: dict[str, Any] = self.client.get(f"{ROOT}/jobs/{body['id']}").json()
        return told

    def kept(self, file_id: str) -> list[Path]:
        """What is on the disk of a file that was sent."""
        return [one for one in self.service.app.state.settings.import_root.rglob("*") if file_id in str(one)]

    def mapping(self, source: str = "group") -> dict[str, Any]:
        return {"kind": "covers", "source": source, "id_field": ["编号"], "fields": {"class_code": "类型"}}


@pytest.fixture
def desk(fresh: Callable[[], Engine], tmp_path: Path) -> Iterator[Desk]:
    engine = fresh()
    with writing(engine) as conn:
        reference.load(conn, REFERENCE)
        make_town(conn)
    made = Service(engine, import_root=tmp_path / "imports", import_free_mb=0, max_import_bytes=100_000)
    yield Desk(made)
    made.close()


def test_from_the_file_to_its_undoing(desk: Desk) -> None:
    client, file_id = desk.client, desk.send()
    assert [one["id"] for one in client.get(f"{ROOT}/files").json()["files"]] == [file_id]
    seen = client.post(f"{ROOT}/files/{file_id}/inspection", json={}).json()
    assert (seen["kind"], seen["rows"], seen["shapes"]) == ("covers", 3, {"Point": 3})
    assert seen["columns"]["编号"] == ["a", "b", "c"]
    assert {one["field"]: one["column"] for one in seen["fields"]}["size_mm"] == "size_mm"
    assert all(one["reason"] for one in seen["fields"])
    assert seen["guard"]["state"] in {"unknown", "fine"}
    tried = desk.job("try", file_id=file_id, mapping=desk.mapping())
    assert (tried["state"], tried["run_id"], tried["report"]["new"], tried["report"]["rejected"]) == (
        "done",
        None,
        2,
        1,
    )
    done = desk.job("run", file_id=file_id, mapping=desk.mapping())
    run_id = done["run_id"]
    refused = client.get(f"{ROOT}/jobs/{done['id']}/refused").json()
    assert [one["properties"]["faults"][0]["reason"] for one in refused["features"]] == ["unknown_code"]
    assert refused["features"][0]["geometry"]["coordinates"] == pytest.approx([120.407, 36.005])
    table = client.get(f"{ROOT}/jobs/{done['id']}/refused.csv")
    assert table.headers["content-disposition"].endswith('"covers-refused.csv"')
    assert "代码不存在" in table.content.decode("utf-8-sig")
    (run,) = client.get(f"{ROOT}/runs").json()["runs"]
    assert (run["id"], run["counts"]["new"], run["undone_at"]) == (run_id, 2, None)
    assert desk.kept(file_id), "what is to be gone later"
    undone = desk.job("undo", run_id=run_id, reason="试导")
    assert undone["report"]["withdrawn"] == 2
    assert client.get(f"{ROOT}/runs").json()["runs"][0]["undone_at"]
    again = desk.job("undo", run_id=run_id)
    assert (again["state"], again["problem"]["code"]) == ("failed", "conflict")
    assert client.delete(f"{ROOT}/files/{file_id}").status_code == 204
    assert client.get(f"{ROOT}/files").json() == {"files": []}
    assert desk.kept(file_id) == [], "nor are its bytes kept"
    assert client.post(f"{ROOT}/files/{file_id}/inspection", json={}).status_code == 404


def test_an_unsure_row_waits_for_a_person(desk: Desk) -> None:
    desk.job("run", file_id=desk.send(), mapping=desk.mapping())
    near = HEAD + "x,01002,120.405008,36.005,700\n"
    done = desk.job("run", file_id=desk.send(near), mapping=desk.mapping("other"))
    assert done["report"]["review"] == 1
    waiting = desk.client.get(f"{ROOT}/reviews", params={"run": done["run_id"]}).json()["features"]
    (row,) = waiting
    assert row["geometry"]["coordinates"] == pytest.approx([120.405008, 36.005])
    candidate = row["properties"]["candidates"][0]
    assert (candidate["lon"], candidate["lat"]) == pytest.approx((120.405, 36.005))
    address = f"{ROOT}/reviews/{row['id']}/decision"
    assert desk.client.post(address, json={"decision": "same"}).status_code == 422
    decided = desk.client.post(address, json={"decision": "same", "code": candidate["code"]})
    assert decided.json()["properties"]["code"] == candidate["code"]
    assert desk.client.post(address, json={"decision": "new"}).status_code == 409
    assert desk.client.get(f"{ROOT}/reviews").json()["features"] == []


def test_a_file_sent_again_is_known(desk: Desk) -> None:
    file_id = desk.send()
    for content, status in (((HEAD + ROWS).encode(), 201), (b"other", 409)):
        params = {"id": file_id, "name": "covers.csv"}
        assert desk.client.post(f"{ROOT}/files", params=params, content=content).status_code == status
    assert len(desk.client.get(f"{ROOT}/files").json()["files"]) == 1


def test_what_does_not_fit_is_refused(desk: Desk, tmp_path: Path) -> None:
    def sent(content: bytes, name: str = "a.csv", client: TestClient = desk.client) -> tuple[int, str]:
        answer = client.post(f"{ROOT}/files", params={"id": str(uuid4()), "name": name}, content=content)
        return answer.status_code, answer.json()["code"]

    assert sent(b"x" * 100_001) == (413, "too_large")
    params, told = {"id": str(uuid4()), "name": "a.csv"}, {"Content-Length": "100001"}
    early = desk.client.post(f"{ROOT}/files", params=params, content=b"x", headers=told)
    assert early.status_code == 413, "before its first byte"
    assert sent(b"") == (422, "invalid")
    assert sent(b"x", name="nothing") == (422, "invalid")
    full = Service(desk.service.engine, import_root=tmp_path / "imports", import_free_mb=10**9)
    assert sent(b"x", client=full.client(Role.STEWARD, areas=AREAS)) == (507, "storage_full")
    full.close()
    answer = desk.client.post(f"{ROOT}/files", params={"id": "no id", "name": "a.csv"}, content=b"x")
    assert answer.status_code == 422
    assert not list((tmp_path / "imports").glob("*.part"))


def test_what_cannot_be_read_is_told(desk: Desk, tmp_path: Path) -> None:
    file_id = desk.send("no table", name="a.gpkg")
    assert desk.client.post(f"{ROOT}/files/{file_id}/inspection", json={}).status_code == 422
    failed = desk.job("try", file_id=file_id, mapping=desk.mapping())
    assert (failed["state"], failed["problem"]["code"]) == ("failed", "invalid")
    own = tmp_path / "own.prj"  # a file of the server is no datum that somebody may name
    own.write_text(CRS.from_epsg(4490).to_wkt())
    file_id = desk.send()
    for body in ({"kind": "melt"}, {"datum": str(own)}, {"ignore_file_crs": True}):
        assert desk.client.post(f"{ROOT}/files/{file_id}/inspection", json=body).status_code == 422


def test_outsiders_are_refused(desk: Desk) -> None:
    assert desk.service.anonymous().get(f"{ROOT}/runs").status_code == 401
    for roles, areas in (((Role.DISPATCHER,), AREAS), ((Role.STEWARD,), ("990101001",))):
        client = desk.service.client(*roles, areas=areas)
        for path in ("files", "jobs", "runs", "reviews", f"jobs/{uuid4()}"):
            assert client.get(f"{ROOT}/{path}").status_code == 403, path
        params = {"id": str(uuid4()), "name": "a.csv"}
        assert client.post(f"{ROOT}/files", params=params, content=b"a").status_code == 403
    planner = desk.service.client(Role.PLANNER, areas=AREAS)
    assert planner.get(f"{ROOT}/kinds").json()["kinds"]
    assert planner.get(f"{ROOT}/jobs/{uuid4()}").status_code == 404


def test_what_the_command_line_refused_is_offered_too(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "by_hand.csv"
    path.write_text(HEAD + ROWS + "d,01002,120.408,36.005,x\n", encoding="utf-8")
    fields = {"class_code": "类型"}
    with writing(desk.service.engine) as conn:  # as `jingge import` does it: no job, no file that came
        report = importing.run(
            conn,
            path,
            kind="covers",
            source="hand",
            actor_name="root",
            now=utc_now(),
            mapping=fields,
            id_field=("编号",),
        )
    client, run = desk.client, report.run or 0
    (told,) = client.get(f"{ROOT}/runs").json()["runs"]
    assert (told["id"], told["counts"]["rejected"]) == (run, 2)
    page = client.get(f"{ROOT}/runs/{run}/refused", params={"limit": 1}).json()
    (first,) = page["features"]
    assert (first["id"], first["properties"]["faults"][0]["reason"], page["next"]) == (3, "unknown_code", 3)
    assert first["properties"]["record"]["编号"] == "c"
    assert [one["id"] for one in client.get(f"{ROOT}/runs/{run}/refused", params={"after": 3}).json()["features"]] == [
        4
    ]
    table = client.get(f"{ROOT}/runs/{run}/refused.csv")
    assert table.headers["content-disposition"] == f'attachment; filename="import-{run}-refused.csv"'
    frame = pd.read_csv(StringIO(table.content.decode("utf-8-sig")), dtype=str)
    assert frame["reject_reason"].tolist() == ["unknown_code", "not_a_number"]
    assert frame["编号"].tolist() == ["c", "d"]
    corrected = table.text.replace("99999", "01002").replace(",x,", ",700,")
    again = desk.job("run", file_id=desk.send(corrected), mapping=desk.mapping("hand"))
    assert (again["report"]["rejected"], again["report"]["new"]) == (0, 2)
    assert client.get(f"{ROOT}/runs/{run + 99}/refused").status_code == 404
    assert client.get(f"{ROOT}/runs/{again['run_id']}/refused.csv").status_code == 404
    assert desk.service.client(Role.CREW).get(f"{ROOT}/runs/{run}/refused").status_code == 403


def test_places_of_several_kinds_in_one_file(desk: Desk) -> None:
    kinds = {one["name"]: one for one in desk.client.get(f"{ROOT}/kinds").json()["kinds"]}
    assert {field["name"] for field in kinds["places"]["fields"]} >= {"code", "name_zh"}
    rows = "code,name_zh,short_name\n990101099,一街,\n990101099001,一社区,一\n12,错,错\n"
    file_id = desk.send(rows, name="places.csv")
    seen = desk.client.post(f"{ROOT}/files/{file_id}/inspection", json={"kind": "places"}).json()
    assert (seen["kind"], seen["mapping"]["kind"]) == ("places", "places")
    done = desk.job("run", file_id=file_id, mapping={"kind": "places", "source": "census"})
    assert done.get("state") == "done", done
    assert (done["report"]["new"], done["report"]["rejected"]) == (2, 1)
    assert [one["kind"] for one in desk.client.get(f"{ROOT}/runs").json()["runs"]] == [
        "communities",
        "streets",
        "divisions",
    ]
