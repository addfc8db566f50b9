"""Batches over HTTP: receipts, refusals, and no 500 for anything."""

import json
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.inspections.observations.quarter import (
    CAMPAIGN,
    ELSEWHERE,
    FAR,
    WEST,
    code,
    furnish,
    hazard,
    look,
    place,
    sent,
)

PATH = "/api/v1/observations"


@pytest.fixture
def phone(quarter_service: Service) -> TestClient:
    return quarter_service.client(Role.INSPECTOR, areas=["370203005"])


def _count(service: Service, table: str) -> int:
    with service.engine.connect() as conn:
        return int(conn.execute(text(f"select count(*) from inspections.{table}")).scalar_one())


def test_a_batch_gets_its_receipts_and_a_replay_the_same(phone: TestClient, quarter_service: Service) -> None:
    batch = sent(
        look(1, code(WEST, 0)),
        hazard(2, code(WEST, 1)),
        hazard(3, position=place(WEST, 1, east_m=15, accuracy_m=12)),
        7,
    )
    first, again = (phone.post(PATH, json=batch).json()["receipts"] for _ in range(2))
    assert [one["status"] for one in first] == ["accepted", "accepted", "accepted", "refused"]
    assert [one["status"] for one in again] == ["known", "known", "known", "refused"]
    assert [one["content_sha256"] for one in first] == [one["content_sha256"] for one in again]
    assert first[1]["ticket_number"] == again[1]["ticket_number"]
    assert first[2]["candidates"][0].keys() == {"asset_code", "distance_m", "certainty"}
    assert (first[3]["id"], first[3]["reason"]) == ("", "form")
    assert (_count(quarter_service, "observation"), _count(quarter_service, "observation_refused")) == (3, 1)


BODIES: list[tuple[bytes, int]] = [
    (b"", 422),
    (b"{", 422),
    (b"\xff\xfe", 422),
    (b"null", 422),
    (b"[]", 422),
    (b'{"items": []}', 422),
    (b"[" * 100_000, 422),
    (b'{"a":' * 900 + b"1" + b"}" * 900, 422),
    (json.dumps(sent()).replace('"items": []', '"items": [' + "[" * 900 + "]" * 900 + "]").encode(), 0),
    (json.dumps(sent()).replace('"items": []', '"items": [NaN, 1e999, -0.0]').encode(), 200),
    (json.dumps(sent()).replace('"items": []', f'"items": [{"9" * 5000}]').encode(), 422),
    (json.dumps(sent({"id": "\ud83d", "note": "\x00"})).encode(), 200),
    (json.dumps(sent(*range(1001))).encode(), 413),
]


@pytest.mark.parametrize(("body", "status"), BODIES, ids=range(len(BODIES)))
def test_whatever_the_body_is_the_answer_is_a_problem_or_receipts(phone: TestClient, body: bytes, status: int) -> None:
    answer = phone.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in ({status} if status else {200, 422}), answer.text
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("item", "envelope", "reason"),
    [
        (look(1, code(FAR, 0)), {}, "area"),
        (look(1, code(WEST, 0)), {"campaign_id": ELSEWHERE}, "campaign"),
        (look(1, position={"lon": 36.085, "lat": 120.371}), {}, "position"),
        (look(1, code(WEST, 0), defect_code="dragon", result="defect"), {}, "unknown_defect"),
        (look(1, "37020301002999999"), {}, "unknown_asset"),
    ],
)
def test_refusals_are_kept_and_seen_by_who_sent_them(
    phone: TestClient, quarter_service: Service, item: dict[str, object], envelope: dict[str, Any], reason: str
) -> None:
    good = look("good", code(WEST, 0))
    receipts = phone.post(PATH, json=sent(item, good, **envelope)).json()["receipts"]
    assert receipts[0]["reason"] == reason
    kept = phone.get(f"{PATH}/refused").json()["items"]
    assert item in [one["content"] for one in kept]
    stranger = quarter_service.client(Role.INSPECTOR, areas=["370203005"])
    assert stranger.get(f"{PATH}/refused").json() == {"items": [], "next": None}


def test_only_inspectors_send(phone: TestClient, quarter_service: Service) -> None:
    batch = sent(look(1, code(WEST, 0)), campaign_id=CAMPAIGN)
    assert quarter_service.anonymous().post(PATH, json=batch).status_code == 401
    for role in (Role.CREW, Role.LEADER, Role.DISPATCHER):
        assert quarter_service.client(role).post(PATH, json=batch).status_code == 403
    assert _count(quarter_service, "observation") == 0


def test_no_receipt_leaves_before_the_commit(service: Service) -> None:
    with writing(service.engine) as conn:
        furnish(conn)
        conn.execute(
            text(
                "create function refuse() returns trigger language plpgsql as "
                "$$ begin raise exception 'no commit' using errcode = '57P01'; end $$"
            )
        )
        conn.execute(
            text(
                "create constraint trigger no_commit after insert on inspections.observation "
                "deferrable initially deferred for each row execute function refuse()"
            )
        )
    phone = service.client(Role.INSPECTOR, areas=["370203005"])
    answer = phone.post(PATH, json=sent(look(1, code(WEST, 0))))
    assert answer.status_code == 503
    assert "receipts" not in answer.json()
    assert _count(service, "observation") == 0
