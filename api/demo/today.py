"""The morning after: forty tickets of today in every state, a walk and a tour that wait, a sign-in for each role."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from api.access import accounts, tokens
from api.demo import cases, pictures, redrawing, stage
from api.demo.net import Line
from api.demo.sweep import QINGDAO
from registry.actor import Role
from registry.database import reading, writing
from registry.redraw.parameters import Parameters

PEOPLE: Mapping[str, tuple[Role, ...]] = {
    "inspector": (Role.INSPECTOR,),
    "crew": (Role.CREW,),
    "desk": (Role.DISPATCHER,),
    "planner": (Role.PLANNER, Role.STEWARD),
    "leader": (Role.LEADER,),
    "steward": (Role.STEWARD,),
    "admin": (Role.ADMIN,),
}
"""Logins of the demonstration, all with one password, and their roles."""

HOUSE, CREW = "SZGS", "SZGS-01"
_FOUND = ("missing", "broken", "displaced", "flipping", "broken", "broken", "flipping", "broken")  # in turn
_HOLES_GUARDED, _TICKETS = 0.7, 40
_SHIFT = timedelta(hours=9)


@dataclass(frozen=True, slots=True)
class Place:
    """A cover and where it lies (degrees, WGS 84)."""

    code: str
    lon: float
    lat: float


def hire(engine: Engine, *, password: str, now: datetime) -> dict[str, str]:
    """An account for each of PEOPLE in the whole district, the crew's of CREW; the keys that `open_day` needs."""
    with writing(engine) as conn:
        for login, roles in PEOPLE.items():
            accounts.create(
                conn,
                login=login,
                name=f"演示 {login}",
                password=password,
                org_code=CREW if login == "crew" else stage.VERIFIERS if login == "inspector" else None,
                roles=roles,
                areas=[stage.DIVISION],
                now=now,
            )
        house = stage.hire(
            conn, "house-of-today", roles=[Role.CREW, Role.DISPATCHER], org_code=HOUSE, areas=[stage.DIVISION], now=now
        )
        keys = {"house": house.token}
        for login in ("inspector", "desk", "crew"):
            account = accounts.by_login(conn, login)
            _, keys[login] = tokens.add(conn, account.id, name="today", days=1, most_days=1, now=now)
        return keys


def open_day(engine: Engine, base: str, *, keys: Mapping[str, str], now: datetime) -> int:
    """Leave today's work open: a walk for `inspector`, a draft for `planner`, tickets new, dispatched, guarded and
    not, a tour for CREW. `keys` are tokens of `inspector`, `desk`, `house` and `crew`. Returns how many are open.
    """
    street, places = _places(engine)
    desk, eyes = Line(base, keys["desk"]), Line(base, keys["inspector"])
    try:
        _walk(desk, street, inspector=_account(engine, "inspector"), now=now)
        _draft(engine, street, now=now)
        _report(eyes, places, now=now)
        new = cases.tickets(desk, state="reported")
        cases.dispatch(desk, new[: len(new) // 2])
        cases.dispatch(desk, new[len(new) // 2 : len(new) * 3 // 4], house=HOUSE)  # so that its crew has a day
        sent = cases.tickets(desk, state="dispatched")
        holes = [one for one in sent if one["properties"]["defect"]["code"] in cases.HOLES]
        for one in holes[: int(len(holes) * _HOLES_GUARDED)]:
            cases.guard(desk, one, org_code=HOUSE, at=datetime.now(UTC))
        _tour(base, keys, now=now)
        return len(new)
    finally:
        desk.close()
        eyes.close()


def _places(engine: Engine) -> tuple[str, Sequence[Place]]:
    """A street with many covers, and covers of the whole district for today's reports."""
    with reading(engine) as conn:
        street = conn.execute(
            text("select left(community_code, 9) from registry.asset group by 1 order by count(*) desc, 1 limit 1")
        ).scalar_one()
        rows = conn.execute(
            text(
                "select code, st_x(geom) as lon, st_y(geom) as lat from registry.asset "
                "where class_code like '010%' and status <> 'removed' order by md5(code || 'today') limit :n"
            ),
            {"n": _TICKETS},
        ).all()
    return street, [Place(row.code, row.lon, row.lat) for row in rows]


def _account(engine: Engine, login: str) -> str:
    with reading(engine) as conn:
        return str(accounts.by_login(conn, login).id)


def _draft(engine: Engine, street: str, *, now: datetime) -> None:
    """Micro-grids of one street, for one person each, that `planner` may draw on and publish."""
    with writing(engine) as conn:
        planner = accounts.as_actor(accounts.by_login(conn, "planner"))
        redrawing.draft_street(conn, planner, street, parameters=Parameters(people=1), now=now)


def _walk(desk: Line, street: str, *, inspector: str, now: datetime) -> None:
    """A sweep of one street that begins today; its first share is the inspector's."""
    today = now.astimezone(QINGDAO).date()
    asked = {"id": str(uuid.uuid4()), "name": f"{today:%m月%d日}雨后复查 After the rain", "area_code": street,
             "starts_on": today.isoformat(), "days": 2, "staffing": "team", "parameters": {}}  # fmt: skip
    made = desk.post("/campaigns", asked)
    path = f"/campaigns/{made['id']}"
    planned = desk.post(f"{path}/plan", {}, headers=_match(made))
    started = desk.post(f"{path}/start", {}, headers=_match(planned))
    first = desk.get(f"{path}/assignments")["items"][0]
    desk.patch(f"{path}/assignments", {"accounts": {first["number"]: inspector}}, version=started["version"])


def _report(eyes: Line, places: Sequence[Place], *, now: datetime) -> None:
    """What was found since the early morning, each with its picture."""
    items: list[dict[str, Any]] = []
    for n, place in enumerate(places):
        at = now - timedelta(minutes=6 * (len(places) - n))
        defect = _FOUND[n % len(_FOUND)]
        picture = pictures.take(defect, after=False, lon=place.lon, lat=place.lat, at=at, seed=n)
        eyes.send("/photos", picture, media_type="image/jpeg")
        items.append(
            {
                "id": str(uuid.uuid4()),
                "result": "defect",
                "asset_code": place.code,
                "defect_code": defect,
                "severity": 1 + n % 3,
                "device_time": at.isoformat(),
                "position": {"lon": place.lon, "lat": place.lat, "accuracy_m": 5, "source": "gnss", "datum": "WGS84"},
                "photos": [pictures.digest(picture)],
            }
        )
    batch = {"batch_id": str(uuid.uuid4()), "device_id": "demo-today", "device_time": now.isoformat(), "items": items}
    refused = [one for one in eyes.post("/observations", batch)["receipts"] if one["status"] == "refused"]
    if refused:
        raise RuntimeError(f"an observation of today was refused: {refused[0]['detail']}")


def _tour(base: str, keys: Mapping[str, str], *, now: datetime) -> None:
    """A published tour for CREW, which accepts its first jobs; none where nothing was given to HOUSE."""
    house, crew = Line(base, keys["house"]), Line(base, keys["crew"])
    try:
        depot = cases.tickets(house, state="dispatched", assignee=HOUSE)
        if not depot:
            return
        lon, lat = depot[0]["geometry"]["coordinates"]
        day = now.astimezone(QINGDAO).date().isoformat()
        house.post("/crew-shifts", {
            "id": str(uuid.uuid4()), "crew_code": CREW, "day": day, "starts_at": now.isoformat(),
            "ends_at": (now + _SHIFT).isoformat(), "skills": ["lid", "masonry", "confined_space"], "capacity": 8,
            "lon": lon, "lat": lat,
        })  # fmt: skip
        plan = house.post("/tours", {"id": str(uuid.uuid4()), "house_code": HOUSE, "day": day})["plan"]
        house.post(f"/tours/{plan['id']}/publish", {}, headers=_match(plan))
        toured = cases.tickets(crew, state="dispatched")[:2]
        for one in toured or depot[:2]:  # a late start leaves no tour
            cases.take(crew if toured else house, one, "accept", version=one["properties"]["version"])
    finally:
        house.close()
        crew.close()


def _match(thing: Mapping[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{thing["version"]}"'}
