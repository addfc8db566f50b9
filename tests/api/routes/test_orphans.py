"""Orphan covers over HTTP: who sees them, who decides, and that two who decide at once are told."""

import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.orphans import scene
from tests.registry import quarter

ROOT = "/api/v1/orphans"


@pytest.fixture(scope="module")
def orphan_service(databases: Databases, template: str) -> Iterator[Service]:
    engine = open_engine(databases.url(databases.create("orphans_http", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


@pytest.fixture
def steward(orphan_service: Service) -> TestClient:
    """A steward, and nothing decided yet."""
    with writing(orphan_service.engine) as conn:
        conn.execute(text("truncate inspections.owner_decision"))
        conn.execute(text("update registry.asset set owner_code = null where class_code = '01023'"))
        conn.execute(text("update registry.asset set owner_code = null where code = :code"), {"code": scene.RAIN})
    return orphan_service.client(Role.STEWARD, org="CGJ")


def seen(client: TestClient, **params: Any) -> list[str]:
    answer = client.get(ROOT, params=params)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["features"]]


def say(client: TestClient, what: str, code: str = scene.GAP, *, version: str | None = None, **body: Any) -> Any:
    """The answer to a decision, proposal or refusal."""
    headers = {"If-Match": version} if version else {}
    return client.post(
        f"{ROOT}/{code}/{what}", json={"id": str(uuid4()), "reason": "铭牌可见", **body}, headers=headers
    )


def etag(client: TestClient, code: str = scene.GAP) -> str:
    return str(client.get(f"{ROOT}/{code}").headers["ETag"])


def owner(service: Service, code: str = scene.GAP) -> str | None:
    with service.engine.connect() as conn:
        return scene.owner_of(conn, code)


def test_the_list_names_the_likeliest_with_evidence_in_words(steward: TestClient) -> None:
    page = steward.get(ROOT, params={"area": quarter.EAST}).json()
    assert page["next"] is None
    features = {one["id"]: one for one in page["features"]}
    assert set(features) == {scene.GAP, scene.RAIN}
    gap = features[scene.GAP]["properties"]
    assert gap["best"]["owner"] == {"code": "PSGS", "zh": "PSGS", "en": "PSGS"}
    assert 0.5 <= gap["best"]["score"] <= 1
    row = gap["best"]["evidence"][0]
    assert (row["kind"], row["count"], row["nearest_m"]) == ("row", 3, pytest.approx(35, abs=0.1))
    assert "污水井盖" in row["zh"]
    assert "in step" in row["en"]
    assert (gap["state"], gap["state_zh"], gap["owner"]) == ("open", "待查", None)
    assert features[scene.GAP]["geometry"]["coordinates"] == pytest.approx(quarter.at(140, 2), abs=1e-7)


def test_pages_boxes_and_states(steward: TestClient) -> None:
    everything = seen(steward)
    first = steward.get(ROOT, params={"limit": 1}).json()
    rest = steward.get(ROOT, params={"cursor": first["next"]}).json()
    assert [one["id"] for one in first["features"] + rest["features"]] == everything
    west, south = quarter.at(130, -10)
    east, north = quarter.at(150, 10)
    assert seen(steward, bbox=f"{west},{south},{east},{north}") == [scene.GAP]
    assert seen(steward, state="notice") == []
    assert seen(steward, state=["open", "notice"]) == everything
    for wrong in ({"bbox": "1,2,3"}, {"area": "37"}, {"state": "lost"}, {"limit": 0}, {"cursor": "x"}):
        assert steward.get(ROOT, params=wrong).status_code == 422, wrong


def test_one_orphan_with_its_place_candidates_and_decisions(steward: TestClient) -> None:
    found = steward.get(f"{ROOT}/{scene.GAP}")
    facts = found.json()["properties"]
    assert found.headers["ETag"] == f'"{facts["version"]}"'
    assert "辽宁路" in facts["place_zh"]
    assert facts["candidates"][0] == facts["best"]
    assert sum(one["score"] for one in facts["candidates"]) + facts["somebody_else"] == pytest.approx(1, abs=0.01)
    assert all(one["evidence"] for one in facts["candidates"])
    assert facts["decisions"] == []
    assert steward.get(f"{ROOT}/37020301023999999").status_code == 404
    assert steward.get(f"{ROOT}/{scene.SEWER}").status_code == 409
    assert steward.get(f"{ROOT}/12").status_code == 422


def test_the_desk_sees_them_inside_its_areas_and_nobody_else(orphan_service: Service, steward: TestClient) -> None:
    everything = seen(steward)
    assert seen(orphan_service.client(Role.DISPATCHER)) == everything
    west = orphan_service.client(Role.STEWARD, areas=(quarter.WEST,))
    assert seen(west) == [scene.YARD]
    assert west.get(f"{ROOT}/{scene.GAP}").status_code == 403
    for role in (Role.CREW, Role.INSPECTOR, Role.PLANNER, Role.LEADER):
        other = orphan_service.client(role, org="PSGS-01")
        assert other.get(ROOT).status_code == 403
        assert other.get(f"{ROOT}/{scene.GAP}").status_code == 403
    assert orphan_service.anonymous().get(ROOT).status_code == 401
    assert orphan_service.anonymous().get(f"{ROOT}/{scene.GAP}").status_code == 401


def test_a_steward_decides_once_from_the_version_that_was_read(orphan_service: Service, steward: TestClient) -> None:
    version, said = etag(steward), str(uuid4())
    assert say(steward, "decision", owner_code="PSGS").status_code == 428
    done = say(steward, "decision", version=version, id=said, owner_code="PSGS")
    assert done.status_code == 200, done.text
    answer = done.json()
    assert (answer["kind"], answer["owner_code"], answer["number"]) == ("decided", "PSGS", 1)
    assert answer["shown"]["best"] == "PSGS"
    assert owner(orphan_service) == "PSGS"
    assert scene.GAP not in seen(steward)
    again = say(steward, "decision", version=version, id=said, owner_code="PSGS")
    assert again.json() == answer, "sent again it is the same"
    assert say(steward, "decision", version=version, id=said, owner_code="RQGS").status_code == 409
    assert say(steward, "decision", version=version, owner_code="RQGS").status_code == 412
    with orphan_service.engine.connect() as conn:
        rows = conn.execute(
            text("select outcome, detail from access.audit where target = :target order by id"),
            {"target": f"orphan {scene.GAP}"},
        ).all()
    assert ("done", {"id": said, "owner": "PSGS"}) in [(row.outcome, row.detail) for row in rows]


def test_nobody_found_begins_public_notice(orphan_service: Service, steward: TestClient) -> None:
    done = say(steward, "decision", version=etag(steward), owner_code=None).json()
    assert done["kind"] == "notice"
    assert done["notice_until"]
    assert owner(orphan_service) is None
    assert seen(steward, state="notice") == [scene.GAP]
    facts = steward.get(f"{ROOT}/{scene.GAP}").json()["properties"]
    assert (facts["state_zh"], facts["notice_until"]) == ("公告中", done["notice_until"])


def test_what_a_decision_lacks_is_told(steward: TestClient) -> None:
    version = etag(steward)
    assert say(steward, "decision", version=version).status_code == 422, "nobody found is said, not left out"
    assert say(steward, "decision", version=version, owner_code="NOBODY").status_code == 422
    assert say(steward, "decision", version=version, owner_code="PSGS-01").status_code == 422
    assert say(steward, "decision", version=version, owner_code="PSGS", reason="").status_code == 422
    assert say(steward, "decision", version=version, owner_code="PSGS", reason=" ").status_code == 422
    assert say(steward, "decision", scene.SEWER, version='"1"', owner_code="PSGS").status_code in {409, 412}


def test_others_propose_or_refuse_and_the_register_stays(orphan_service: Service, steward: TestClient) -> None:
    desk = orphan_service.client(Role.DISPATCHER)
    crew = orphan_service.client(Role.CREW, org="PSGS-01", areas=())
    version = etag(steward)
    for client in (desk, crew, orphan_service.client(Role.ADMIN)):
        assert say(client, "decision", version=version, owner_code="PSGS").status_code == 403
    assert say(crew, "refusal", owner_code="PSGS").status_code == 403, "it was not asked"
    assert say(desk, "proposal", version=version, owner_code="PSGS").status_code == 200
    assert seen(steward, state="proposed") == [scene.GAP]
    assert say(crew, "refusal", owner_code="PSGS", reason="非本单位").status_code == 200
    assert say(crew, "refusal", owner_code="RQGS").status_code == 403
    facts = steward.get(f"{ROOT}/{scene.GAP}").json()["properties"]
    assert [one["kind"] for one in facts["decisions"]] == ["proposed", "refused"]
    assert facts["best"] is None or facts["best"]["owner"]["code"] != "PSGS", "a refusal teaches"
    assert owner(orphan_service) is None
    west = orphan_service.client(Role.STEWARD, areas=(quarter.WEST,))
    assert say(west, "decision", version=etag(steward), owner_code="PSGS").status_code == 403


def test_of_two_who_decide_at_once_one_is_told(orphan_service: Service, steward: TestClient) -> None:
    rival = orphan_service.client(Role.STEWARD)
    version, barrier = etag(steward), threading.Barrier(2)
    found: dict[str, int] = {}

    def run(client: TestClient, code: str) -> None:
        barrier.wait(10)
        found[code] = say(client, "decision", version=version, owner_code=code).status_code

    threads = [threading.Thread(target=run, args=deed) for deed in ((steward, "PSGS"), (rival, "RQGS"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found.values()) == [200, 412]
    assert found[owner(orphan_service) or ""] == 200
