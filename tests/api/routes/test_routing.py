"""Routing rules over HTTP: drafted, tried, put in force; why a ticket went where it went."""

from uuid import uuid4

import pytest

from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.inspections.tickets import scene

SETS = "/api/v1/rule-sets"
RULE = {"position": 1, "answers": "organisation", "assignee_code": "SZGS", "reason_zh": "理由", "reason_en": "reason"}


@pytest.fixture
def town(service: Service) -> Service:
    with writing(service.engine) as conn:
        scene.furnish(conn)
    return service


def test_a_set_is_drafted_tried_and_put_in_force(town: Service) -> None:
    with writing(town.engine) as conn:
        ticket = scene.hazard(conn)
    steward = town.client(Role.STEWARD, login="steward")
    body = {"id": str(uuid4()), "name": "新规", "desk_org": "CGJ", "rules": [RULE, RULE | {"position": 2}]}
    made = steward.post(SETS, json=body)
    assert made.status_code == 201, made.text
    assert steward.post(SETS, json=body).json() == made.json()
    address = f"{SETS}/{made.json()['id']}"
    assert steward.get(address).json() == made.json()
    trial = steward.get(f"{address}/trial").json()
    assert (trial["routed"], trial["moved_count"], trial["next"]) == (1, 1, None)
    assert trial["flows"] == [{"from_org": "PSGS", "to_org": "SZGS", "count": 1}]
    assert (trial["moved"][0]["after_en"], trial["findings"][0]["kind"]) == ("rule 1: reason", "dead")
    seen = steward.get(SETS)
    order = {"id": str(uuid4()), "reason": "a council"}
    assert steward.post(f"{address}/enforce", json=order).status_code == 428
    done = steward.post(f"{address}/enforce", json=order, headers={"If-Match": seen.headers["ETag"]})
    assert done.status_code == 200, done.text
    late = steward.post(
        f"{address}/enforce", json=order | {"id": str(uuid4())}, headers={"If-Match": seen.headers["ETag"]}
    )
    assert late.status_code == 412
    now = steward.get(SETS).json()
    assert (now["in_force"], now["forces"][-1]["reason"]) == (made.json()["id"], "a council")
    told = town.client(Role.DISPATCHER).get(f"/api/v1/tickets/{ticket}/route").json()
    assert (told["assignee_code"], told["decided"][0]["tried"][-1]["fits"]) == ("PSGS", True)
    assert told["decided"][0]["tried"][0]["missed"] == ["defect_code", "setting"]


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.SYSTEM])
def test_stewards_and_administrators_alone_keep_them_and_dispatchers_read_them(town: Service, role: Role) -> None:
    keeps = role in {Role.STEWARD, Role.ADMIN}
    reads = keeps or role is Role.DISPATCHER
    client = town.client(role)
    for address, may in ((SETS, reads), (f"{SETS}/1", reads), (f"{SETS}/1/trial", keeps)):
        assert client.get(address).status_code == (200 if may else 403), address
    draft = {"id": str(uuid4()), "name": "n", "rules": [RULE]}
    assert client.post(SETS, json=draft).status_code == (201 if keeps else 403)
    order = {"id": str(uuid4()), "reason": "x"}
    told = client.post(f"{SETS}/1/enforce", json=order, headers={"If-Match": '"1"'})
    assert told.status_code == (200 if keeps else 403)


def test_strangers_read_none(town: Service) -> None:
    for address in (SETS, f"{SETS}/1", f"{SETS}/1/trial"):
        assert town.anonymous().get(address).status_code == 401
    assert town.client(Role.STEWARD).get(f"{SETS}/999").status_code == 404
