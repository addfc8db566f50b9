"""Links, orders and calls over HTTP, and the table of road sides."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import text

from registry.actor import Role
from registry.database import writing
from tests.api.owner_scene import PUBLIC, Yard, opened
from tests.conftest import Databases
from tests.inspections.tickets.scene import NOW
from tests.maps.plates.pages import decoded, pictures

CALL = {
    "number": "13812345678", "called_at": NOW.isoformat(), "answered": True, "position": "值班员", "name": "王小明",
    "said": "我们去", "act": "accept",
}  # fmt: skip


@pytest.fixture(scope="module")
def yard(databases: Databases, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    with opened(databases, template, tmp_path_factory.mktemp("photos")) as made:
        yield made


def test_the_address_is_told_once(yard: Yard) -> None:
    path = f"/api/v1/tickets/{yard.ticket()}/owner-links"
    body = {"id": str(uuid4()), "channel": "wechat", "addressee": "值班室"}
    made = yard.desk.post(path, json=body)
    assert made.status_code == 201
    assert made.json()["address"].startswith(f"{PUBLIC}/o/")
    again = yard.desk.post(path, json=body)
    assert (again.status_code, again.json()) == (201, made.json() | {"address": None})
    (listed,) = yard.desk.get(path).json()["links"]
    assert listed == made.json() | {"address": None}
    for role in (Role.CREW, Role.LEADER):
        other = yard.service.client(role, org="PSGS", now=NOW)
        assert other.post(path, json=body | {"id": str(uuid4())}).status_code == 403
        assert other.get(path).status_code == 200
    stranger = yard.service.client(Role.CREW, org="SZGS", areas=(), now=NOW)
    assert stranger.get(path).status_code == 403
    assert yard.stranger.get(path).status_code == 401
    assert yard.desk.post(path, json=body | {"id": str(uuid4()), "expires_at": NOW.isoformat()}).status_code == 422
    assert yard.desk.post(f"/api/v1/owner-links/{uuid4()}/revoke").status_code == 404


def test_an_order_carries_a_link_of_its_own(yard: Yard) -> None:
    ticket_id = yard.ticket()
    body = {"id": str(uuid4()), "addressee": "养护科"}
    printed = yard.desk.post(f"/api/v1/tickets/{ticket_id}/order", json=body)
    assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
    (picture,) = pictures(printed.content)
    ((address, _, _),) = decoded(picture)
    page = yard.stranger.get(address.removeprefix(PUBLIC), headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "养护科" in page.text
    again = yard.desk.post(f"/api/v1/tickets/{ticket_id}/order", json=body)
    assert (again.status_code, "printed before" in again.text) == (409, True)
    (link,) = yard.desk.get(f"/api/v1/tickets/{ticket_id}/owner-links").json()["links"]
    assert (link["id"], link["channel"]) == (body["id"], "paper")


def test_a_call_is_entered_and_masked(yard: Yard) -> None:
    ticket_id = yard.ticket()
    path = f"/api/v1/tickets/{ticket_id}/phone-answers"
    body = CALL | {"id": str(uuid4())}
    entered = yard.desk.post(path, json=body)
    assert entered.status_code == 201, entered.text
    assert yard.desk.post(path, json=body).json() == entered.json()
    assert yard.all("select state from inspections.ticket") == [("accepted",)]
    assert yard.desk.get(path).json()["answers"][0]["name"] == "王小明"
    owner = yard.service.client(Role.CREW, org="PSGS", areas=(), now=NOW)
    (masked,) = owner.get(path).json()["answers"]
    assert (masked["name"], masked["number"]) == ("王*", "138****5678")
    assert owner.post(path, json=body | {"id": str(uuid4())}).status_code == 403
    assert yard.desk.post(path, json=body | {"id": str(uuid4()), "act": "repair"}).status_code == 422
    audit = [str(row) for row in yard.all("select to_jsonb(t)::text from access.audit t")]
    assert not any("王小明" in row or "13812345678" in row for row in audit)


def test_road_sides_are_listed(yard: Yard) -> None:
    with writing(yard.service.engine) as conn:
        insert = (
            "insert into registry.road_side values ('370203R000002', :side, 'SZGS', '2026-01-01', null, 90, '协议')"
        )
        conn.execute(text(insert), [{"side": "left"}, {"side": "right"}])
    first = yard.desk.get("/api/v1/road-sides?limit=1").json()
    assert [one["side"] for one in first["road_sides"]] == ["left"]
    second = yard.desk.get("/api/v1/road-sides", params={"cursor": first["next"], "day": "2026-11-23"}).json()
    assert ([one["side"] for one in second["road_sides"]], second["next"]) == (["right"], None)
    assert yard.service.client(Role.INSPECTOR, now=NOW).get("/api/v1/road-sides").status_code == 403
