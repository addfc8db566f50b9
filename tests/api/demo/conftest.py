"""The small district behind a real server process, for the actors of the demonstration."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import Engine, text

from api.demo import cases, devices, stage
from api.demo.devices import Target
from api.demo.net import Line
from api.demo.storm import SQL
from api.demo.tours import City, House
from api.demo.world import Defect, Sight
from registry.actor import Role
from registry.database import writing

DAY = datetime(2026, 11, 3, 1, tzinfo=UTC)  # nine in the morning
OWN = """
select a.code, st_x(a.geom) as lon, st_y(a.geom) as lat from registry.asset a
join registry.asset_class k on k.code = a.class_code and k.is_cover
where a.owner_code = 'SZGS' and a.community_code is not null order by a.code limit 4
"""


@dataclass(frozen=True, slots=True)
class Town:
    """A database, a server on it whose clock requests set, the desk and its line, an account of each organisation."""

    engine: Engine
    base: str
    desk: Line
    account: stage.Account
    houses: dict[str, stage.Account]


@pytest.fixture
def town(small: Engine) -> Iterator[Town]:
    now = datetime.now(UTC)
    with writing(small) as conn:
        hired = stage.hire(conn, "desk", roles=[Role.DISPATCHER], org_code=None, areas=[stage.DIVISION], now=now)
        houses = cases.hire(conn, now=now)
    with stage.served(
        small.url.render_as_string(hide_password=False), port=stage.free_port(), program=stage.SIMULATE
    ) as base:
        desk = Line(base, hired.token)
        yield Town(small, base, desk, hired, houses)
        desk.close()


@pytest.fixture
def hurt(town: Town) -> tuple[House, list[str]]:
    """A house, and its covers of which an inspector reported something this morning; nothing is wrong with the last."""
    with writing(town.engine) as conn:
        covers = conn.execute(text(OWN)).all()
        inspector = stage.hire(
            conn, "seer", roles=[Role.INSPECTOR], org_code=stage.VERIFIERS, areas=[stage.DIVISION], now=DAY
        )
        depots = {row.code: (row.lon, row.lat) for row in conn.execute(SQL["depots"])}
    line = Line(town.base, inspector.token)
    items = []
    for n, cover in enumerate(covers):
        line.at = at = DAY + timedelta(minutes=n)
        target, sight = Target(cover.code, cover.lon, cover.lat), Sight(cover.code, Defect("missing", 3, hazard=True))
        item, _ = devices.tell(target, sight, at=at, skew=timedelta(), dice=np.random.default_rng(n))
        items.append(item)
    batch = {"batch_id": str(uuid.uuid4()), "device_id": "phone", "items": items, "device_time": at.isoformat()}
    assert {one["status"] for one in line.post("/observations", batch)["receipts"]} == {"accepted"}
    line.close()
    truth = {cover.code: Defect("missing", 3, hazard=True) for cover in covers[:-1]}
    fails = iter([True, *[False] * 9])
    city = City(
        town.base, town.account, town.houses, [inspector], depots, {}, truth, lambda: next(fails), lambda _: None
    )
    return House(city, "SZGS"), [cover.code for cover in covers]
