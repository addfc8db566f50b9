"""Holes at covers of the small district: reported with a photo, filed, dispatched, on a tour; all over HTTP."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from api.demo import cases, pictures
from api.demo.net import Line
from registry.actor import Role
from registry.database import reading
from tests.api.support import PASSWORD, make_account
from tests.browser.serving import served
from tests.conftest import Databases

HOUSE, CREW, OTHER_CREW = "SZGS", "SZGS-01", "SZGS-02"
PHONE = {
    "is_mobile": True,
    "has_touch": True,
    "permissions": ["geolocation"],
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
}


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover of the register."""

    code: str
    class_code: str
    lon: float
    lat: float


class Town:
    """The people of a test, each with a token, before a running service."""

    def __init__(self, engine: Engine, address: str) -> None:
        self.engine, self.address = engine, address
        areas = ("370203",)
        accounts = {
            "inspector": make_account(engine, Role.INSPECTOR, login="inspector", org="YJJ", password=PASSWORD),
            "desk": make_account(engine, Role.DISPATCHER, login="desk", org="CGJ", password=PASSWORD),
            "house": make_account(engine, Role.CREW, Role.DISPATCHER, login="house", org=HOUSE, areas=areas),
            "crew": make_account(engine, Role.CREW, login="crew", org=CREW, areas=(), password=PASSWORD),
        }
        self.ids = {name: made.id for name, made in accounts.items()}
        self.inspector, self.desk, self.house, self.crew = (Line(address, made.token) for made in accounts.values())
        self._covers = self._free_covers()

    def close(self) -> None:
        """Hang up."""
        for line in (self.inspector, self.desk, self.house, self.crew):
            line.close()

    def _free_covers(self) -> list[Cover]:
        """Rainwater covers, which belong to the house."""
        with reading(self.engine) as conn:
            rows = conn.execute(
                text(
                    "select code, class_code, st_x(geom) as lon, st_y(geom) as lat from registry.asset a "
                    "where class_code = '01003' and not exists "
                    "(select from inspections.ticket t where t.asset_code = a.code) order by code limit 30"
                )
            )
            return [Cover(row.code, row.class_code, row.lon, row.lat) for row in rows]

    def report(self, defect: str = "missing", cover: Cover | None = None) -> str:
        """A defect with its photo; the id of its ticket."""
        cover = cover or self._covers.pop(0)
        at = datetime.now(UTC)
        photo = pictures.take(
            defect, after=False, lon=cover.lon, lat=cover.lat, at=at, seed=int(cover.code[-6:]) + len(defect)
        )
        seen = {
            "id": str(uuid.uuid4()), "result": "defect", "asset_code": cover.code, "defect_code": defect, "severity": 3,
            "note": "路边，车流大 By the kerb", "photos": [pictures.digest(photo)], "device_time": at.isoformat(),
            "position": {"lon": cover.lon, "lat": cover.lat, "accuracy_m": 4, "source": "gnss", "datum": "WGS84"},
        }  # fmt: skip
        batch = {
            "batch_id": str(uuid.uuid4()), "device_id": "test", "device_time": at.isoformat(), "items": [seen],
        }  # fmt: skip
        (receipt,) = self.inspector.post("/observations", batch)["receipts"]
        self.inspector.send("/photos", photo, media_type="image/jpeg")
        return self._id_of(receipt["ticket_number"])

    def _id_of(self, number: str) -> str:
        with reading(self.engine) as conn:
            return str(
                conn.execute(text("select id from inspections.ticket where number = :n"), {"n": number}).scalar_one()
            )

    def ticket(self, id_: str) -> dict[str, Any]:
        """A ticket as the desk sees it."""
        found: dict[str, Any] = self.desk.get(f"/tickets/{id_}")
        return found

    def dispatch(self, id_: str, *, crew: str | None = None) -> str:
        """File and dispatch to the house, for one of its crews or none; the same id."""
        told = self.ticket(id_)["properties"]
        chosen = {"condition": "L-broken-danger"} if told["defect"]["code"] == "broken" else {}
        version = cases.take(self.desk, self.ticket(id_), "file", version=told["version"], **chosen)
        named = {"assignee_code": HOUSE} | ({"crew_code": crew} if crew else {})
        cases.take(self.desk, self.ticket(id_), "dispatch", version=version, **named)
        return id_

    def repair(self, id_: str) -> str:
        """The crew accepts, bars and mends it, with a picture of each; the same id."""
        lon, lat = self.ticket(id_)["geometry"]["coordinates"]
        version = cases.take(self.crew, self.ticket(id_), "accept", version=self.ticket(id_)["properties"]["version"])
        for seed, action in enumerate(("make_safe", "repair")):
            at = datetime.now(UTC)
            after = action == "repair"
            photo = pictures.take("missing", after=after, lon=lon, lat=lat, at=at, seed=at.microsecond + seed)
            version = cases.take(self.crew, self.ticket(id_), action, version=version, photos=[pictures.digest(photo)])
            self.crew.send("/photos", photo, media_type="image/jpeg")
        return id_

    def publish(self, near: Cover | None = None) -> None:
        """A tour of today for the crew, of all that the house has."""
        now = datetime.now(UTC)
        place = near or self._covers[-1]
        shift = {
            "id": str(uuid.uuid4()), "crew_code": CREW, "day": str(now.date()), "starts_at": now.isoformat(),
            "ends_at": (now + timedelta(hours=9)).isoformat(), "vehicle": "试 A·00001", "skills": ["lid", "masonry"],
            "capacity": 8, "lon": place.lon, "lat": place.lat,
        }  # fmt: skip
        self.house.post("/crew-shifts", shift)
        plan = self.house.post("/tours", {"id": str(uuid.uuid4()), "house_code": HOUSE, "day": str(now.date())})["plan"]
        self.house.post(f"/tours/{plan['id']}/publish", {}, headers={"If-Match": f'"{plan["version"]}"'})

    def cover(self) -> Cover:
        """A cover nobody has used yet."""
        return self._covers.pop(0)

    def rows(self, statement: str, **values: object) -> Sequence[Any]:
        """What the database holds."""
        with reading(self.engine) as conn:
            return conn.execute(text(statement), values).all()


@contextmanager
def standing(
    databases: Databases, template: str, name: str, *, fill: Callable[[Engine], None] = lambda _: None
) -> Iterator[Town]:
    """A town in a copy of `template`, with whom `fill` adds, before a server of its own, until the end."""
    with served(databases, name, template=template, fill=fill) as there:
        made = Town(there.engine, there.address)
        try:
            yield made
        finally:
            made.close()
