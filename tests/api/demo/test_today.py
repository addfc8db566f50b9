"""The morning after the demonstration: there is work for each kind of people, and each can sign in."""

from collections import Counter
from datetime import UTC, datetime

import httpx

from api.demo import stage, today
from api.demo.cases import tickets
from api.demo.net import Line
from registry.database import open_engine
from tests.conftest import Databases


def test_every_kind_of_people_finds_work(databases: Databases, small_template: str) -> None:
    name = databases.create("today", template=small_template)
    engine = open_engine(databases.url(name))
    now = datetime.now(UTC)
    try:
        with stage.served(databases.url(name), port=stage.free_port()) as base:
            keys = today.hire(engine, password="Xk7-quiet-lantern", now=now)
            made = today.open_day(engine, base, keys=keys, now=now)
            desk, inspector, crew = (Line(base, keys[login]) for login in ("desk", "inspector", "crew"))
            states = Counter(one["properties"]["state"] for one in tickets(desk))
            assert made == states.total() > 30
            assert {"reported", "dispatched", "accepted"} <= states.keys()
            shafts = [one["properties"]["shaft"] for one in tickets(desk) if one["properties"]["shaft"]]
            assert {bool(shaft["guarded_until"]) for shaft in shafts} == {True, False}, "one is unguarded"
            (campaign,) = desk.get("/campaigns")["items"]
            assert inspector.get(f"/campaigns/{campaign['id']}/worklist")
            assert len(crew.get("/tours/mine")["properties"]["stops"]) > 2
            for line in (desk, inspector, crew):
                line.close()
            for login in today.PEOPLE:
                credentials = {"login": login, "password": "Xk7-quiet-lantern"}
                assert httpx.post(f"{base}/api/v1/session", json=credentials).status_code == 201
    finally:
        engine.dispose()
        databases.drop(name)
