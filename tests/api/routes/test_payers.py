"""Recoveries over HTTP: from a silent owner to what is paid, with versions, ids and roles."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from inspections.payers import ringing
from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.payers import case
from tests.inspections.tickets import scene
from tests.registry import quarter

ROOT = "/api/v1"
LABOUR = {"kind": "labour", "name": "抢修人工", "unit": "工日", "quantity": "2.5", "unit_price_fen": 36_000}


@pytest.fixture(scope="module")
def desk_service(databases: Databases, template: str) -> Iterator[Service]:
    engine = open_engine(databases.url(databases.create("payers_http", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    made = Service(engine, public_url="https://wg.example.cn")
    yield made
    made.close()
    engine.dispose()


@pytest.fixture
def ticket(desk_service: Service) -> UUID:
    """A hazard that went to its owner 31 minutes ago; nothing else is open."""
    with writing(desk_service.engine) as conn:
        conn.execute(text("truncate inspections.ticket cascade"))
        return case.dispatched(conn, at=datetime.now(UTC) - timedelta(minutes=31))


def act(client: TestClient, recovery: str, word: str, version: int, *, id_: UUID | None = None, **more: Any) -> Any:
    body = {"id": str(id_ or uuid4()), "act": word, **more}
    return client.post(f"{ROOT}/recoveries/{recovery}/acts", json=body, headers={"If-Match": f'"{version}"'})


def test_from_silence_to_the_receipt(desk_service: Service, ticket: UUID) -> None:
    desk = desk_service.client(Role.DISPATCHER, org="CGJ")
    leader = desk_service.client(Role.LEADER, org="CGJ")
    owner = desk_service.client(Role.CREW, org="PSGS", areas=())
    with writing(desk_service.engine) as conn:
        assert ringing.ring(conn, now=datetime.now(UTC)) == 1
    found = desk.get(f"{ROOT}/tickets/{ticket}/recovery")
    assert (found.status_code, found.headers["ETag"]) == (200, '"2"')
    told = found.json()
    assert (told["state"], told["state_zh"], told["stand_in_code"]) == ("silent", "权属未应答", "SZGS")
    assert [one["act"] for one in told["steps"]] == ["answer", "deny", "stand_in", "fulfil", "withdraw"]
    one = told["id"]
    assert act(desk, one, "stand_in", 1, stand_in_code="SZGS").status_code == 412
    id_ = uuid4()
    for _ in range(2):
        stood_in = act(desk, one, "stand_in", 2, id_=id_, stand_in_code="SZGS")
        assert (stood_in.status_code, stood_in.headers["ETag"]) == (200, '"3"'), stood_in.text
    assert act(owner, one, "cost", 3, lines=[LABOUR]).status_code == 403
    assert act(desk, one, "cost", 3, lines=[{**LABOUR, "quantity": "2.50001"}]).status_code == 422
    early = act(desk, one, "cost", 3, lines=[LABOUR])
    assert (early.status_code, "transfer the ticket" in early.json()["detail"]) == (409, True)
    with writing(desk_service.engine) as conn:
        case.barred(conn, ticket, at=datetime.now(UTC))
    costed = act(desk, one, "cost", 3, lines=[LABOUR]).json()
    assert (costed["owed_fen"], costed["lines"][0]["amount_fen"]) == (90_000, 90_000)
    assert act(desk, one, "pay", 4, amount_fen=90_000, receipt="R-1").status_code == 409
    lettered = act(desk, one, "letter", 4).json()
    assert [e["letter_zh"] for e in lettered["events"] if e["letter_zh"]] == [
        "责任告知书",
        "代为处置告知书",
        "费用追偿函",
    ]
    assert act(owner, one, "dispute", 5, reason="太贵").status_code == 200
    assert act(desk, one, "settle", 6, amount_fen=1, reason="x").status_code == 403
    settled = act(leader, one, "settle", 6, amount_fen=80_000, reason="酌减")
    assert settled.json()["owed_fen"] == 80_000
    assert act(desk, one, "pay", 7, amount_fen=90_000, receipt="R-1").status_code == 409
    paid = act(desk, one, "pay", 7, amount_fen=80_000, receipt="R-1").json()
    assert (paid["state"], paid["due_at"], paid["steps"]) == ("paid", None, [])
    story = desk.get(f"{ROOT}/tickets/{ticket}").json()["events"]
    assert [e["data"]["act"] for e in story if e["action"] == "recovery"][:2] == ["silence", "stand_in"]


def test_notice_of_what_nobody_owns(desk_service: Service) -> None:
    desk = desk_service.client(Role.DISPATCHER, org="CGJ")
    with writing(desk_service.engine) as conn:
        conn.execute(text("truncate inspections.ticket cascade"))
        ticket = case.ownerless(conn, at=datetime.now(UTC), asset_code=scene.FAR)
    assert desk.get(f"{ROOT}/tickets/{ticket}/recovery").status_code == 404
    path, body = f"{ROOT}/tickets/{ticket}/recoveries", {"id": str(uuid4()), "act": "give_notice", "reason": "查无权属"}
    for _ in range(2):
        opened = desk.post(path, json=body)
        assert (opened.status_code, opened.json()["state"]) == (201, "notice"), opened.text
    assert desk.post(path, json={**body, "id": str(uuid4())}).status_code == 409
    assert desk.post(path, json={**body, "id": str(uuid4()), "act": "pay"}).status_code == 409
    claimed = act(desk, body["id"], "claim", 1, owner_code="GSGS", reason="来函认领").json()
    assert (claimed["state"], claimed["owner_code"]) == ("claimed", "GSGS")


def test_lists_and_who_sees(desk_service: Service, ticket: UUID) -> None:
    desk = desk_service.client(Role.DISPATCHER, org="CGJ")
    one = desk.get(f"{ROOT}/recoveries").json()["recoveries"][0]
    assert one["ticket_id"] == str(ticket)

    def found(**asked: object) -> int:
        return len(desk.get(f"{ROOT}/recoveries", params=asked).json()["recoveries"])  # type: ignore[arg-type]  # plain values

    assert [found(late=True), found(state="asked"), found(owner="PSGS"), found(open_only=True)] == [1, 1, 1, 1]
    assert [found(late=False), found(state="paid"), found(owner="GSGS"), found(area=quarter.OTHER)] == [0, 0, 0, 0]
    assert desk.get(f"{ROOT}/recoveries", params={"state": "lost"}).status_code == 422
    stranger = desk_service.client(Role.DISPATCHER, areas=(quarter.OTHER,))
    assert stranger.get(f"{ROOT}/recoveries").json()["recoveries"] == []
    for path in (f"recoveries/{one['id']}", f"recoveries/{one['id']}/letter"):
        assert stranger.get(f"{ROOT}/{path}").status_code == 403
        assert desk_service.anonymous().get(f"{ROOT}/{path}").status_code == 401
        assert desk.get(f"{ROOT}/{path.replace(one['id'], str(uuid4()))}").status_code == 404
    assert stranger.get(f"{ROOT}/tickets/{ticket}/recovery").status_code == 404
    assert act(stranger, one["id"], "answer", 1).status_code == 403
    unversioned = desk.post(f"{ROOT}/recoveries/{one['id']}/acts", json={"id": str(uuid4()), "act": "answer"})
    assert unversioned.status_code == 428


def test_a_letter_is_a_pdf(desk_service: Service, ticket: UUID) -> None:
    desk = desk_service.client(Role.DISPATCHER, org="CGJ")
    one = desk.get(f"{ROOT}/tickets/{ticket}/recovery").json()
    made = desk.get(f"{ROOT}/recoveries/{one['id']}/letter", params={"event": one["letters"][0]})
    assert (made.status_code, made.headers["content-type"], made.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert desk.get(f"{ROOT}/recoveries/{one['id']}/letter", params={"event": str(uuid4())}).status_code == 404
