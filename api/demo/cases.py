"""The tickets of the demonstration: the desk files and dispatches, crews repair, inspectors verify, the desk closes."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from api.demo import pictures, stage
from api.demo.net import Line
from api.demo.world import Defect
from registry.actor import Role

_REWORK_EVERY = 25  # one repair in so many is not good at the first look
_AT_ONCE = 4
_STEPS = 100  # steps in one request of the desk
_HOLES = frozenset({"missing", "displaced", "collapsed"})
_FILED_AS = {"broken": "L-broken-danger"}  # of the other defects one condition fits, which is taken by itself
_CLOSED_AS = "J-restored"
_STRANGER = "现场未发现问题 Nothing wrong found on site"

Feature = Mapping[str, Any]


def hire_crews(conn: Connection, *, now: datetime) -> dict[str, stage.Account]:
    """An account for each crew, and for each organisation that has none, by the code of the organisation."""
    rows = conn.execute(
        text(
            "select code from registry.organisation as o where kind = 'crew'"
            " or not exists (select from registry.organisation where parent_code = o.code and kind = 'crew') order by 1"
        )
    ).scalars()
    return {
        code: stage.hire(
            conn, f"crew-{code.lower()}", roles=[Role.CREW], org_code=code, areas=[stage.DIVISION], now=now
        )
        for code in rows
    }


def work(
    desk: Line,
    base_url: str,
    *,
    crews: Mapping[str, stage.Account],
    verifiers: Sequence[stage.Account],
    truth: Mapping[str, Defect],
    progress: Callable[[int], None],
) -> None:
    """Take every hazard to its end over HTTP: closed, or void where nothing is wrong."""
    reported = tickets(desk, hazard=True, state="reported")
    crew_of = {code: sorted(c for c in crews if c == code or c.startswith(f"{code}-")) for code in _assignees(reported)}
    _bulk(desk, [step for n, one in enumerate(reported) for step in _dispatch(one, crew_of, n)])
    dispatched = tickets(desk, hazard=True, state="dispatched")

    def one(n: int, ticket: Feature) -> None:
        properties = ticket["properties"]
        code = (properties["crew"] or properties["assignee"])["code"]
        crew = Line(base_url, crews[code].token)
        verifier = Line(base_url, verifiers[n % len(verifiers)].token)
        try:
            _repair(ticket, n, crew=crew, verifier=verifier, truth=truth)
        finally:
            crew.close()
            verifier.close()
        progress(1)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(one, range(len(dispatched)), dispatched))
    _bulk(desk, [_step(one, "close", condition=_CLOSED_AS) for one in tickets(desk, hazard=True, state="verified")])
    _bulk(desk, [_step(one, "void", reason=_STRANGER) for one in tickets(desk, hazard=True, state="returned")])


def tickets(line: Line, **wanted: str | bool) -> list[Feature]:
    """All tickets of a list, page after page."""
    found: list[Feature] = []
    after: dict[str, str] = {}
    while True:
        page = line.get("/tickets", limit=100, **{k: str(v).lower() for k, v in wanted.items()}, **after)
        found += page["features"]
        if page["next"] is None:
            return found
        after = {"after": page["next"]}


def _assignees(reported: Sequence[Feature]) -> set[str]:
    return {one["properties"]["assignee"]["code"] for one in reported if one["properties"]["assignee"]}


def _dispatch(ticket: Feature, crew_of: Mapping[str, Sequence[str]], n: int) -> list[dict[str, Any]]:
    """File and dispatch, as the desk does with one key; the crews of an organisation take turns."""
    properties = ticket["properties"]
    assignee = properties["assignee"]["code"]
    own = [code for code in crew_of[assignee] if code != assignee]
    crew = {"crew_code": own[n % len(own)]} if own else {}
    filing = _FILED_AS.get(properties["defect"]["code"])
    chosen: dict[str, Any] = {"condition": filing} if filing else {}
    return [_step(ticket, "file", **chosen), _step(ticket, "dispatch", ahead=1, **crew)]


def _repair(ticket: Feature, n: int, *, crew: Line, verifier: Line, truth: Mapping[str, Defect]) -> None:
    properties = ticket["properties"]
    planted = truth.get(properties["asset_code"] or "")
    if planted is None or not planted.hazard:
        _take(crew, ticket, "return", version=properties["version"], reason=_STRANGER)
        return
    version = _take(crew, ticket, "accept", version=properties["version"])
    _take(crew, ticket, "arrive", version=version)
    if properties["defect"]["code"] in _HOLES:
        _take(crew, ticket, "make_safe", version=version, photos=[_picture(crew, ticket, after=False, seed=n)])
    version = _mend(crew, ticket, version=version, seed=n)
    if n % _REWORK_EVERY == _REWORK_EVERY - 1:
        version = _take(verifier, ticket, "rework", version=version, reason="井盖仍有晃动 The lid still rocks")
        version = _mend(crew, ticket, version=version, seed=n + 100_000)
    _take(verifier, ticket, "verify", version=version, note="现场核查，井盖完好 Seen on site: sound")


def _mend(crew: Line, ticket: Feature, *, version: int, seed: int) -> int:
    """Repair with a photo taken afterwards."""
    return _take(crew, ticket, "repair", version=version, photos=[_picture(crew, ticket, after=True, seed=seed)])


def _picture(crew: Line, ticket: Feature, *, after: bool, seed: int) -> str:
    """A picture of the place, taken now and sent; its SHA-256."""
    lon, lat = ticket["geometry"]["coordinates"]
    defect = ticket["properties"]["defect"]["code"]
    picture = pictures.take(defect, after=after, lon=lon, lat=lat, at=datetime.now(UTC), seed=seed)
    crew.send("/photos", picture, media_type="image/jpeg")
    return pictures.digest(picture)


def _take(line: Line, ticket: Feature, action: str, *, version: int, **brought: Any) -> int:
    body = {"id": str(uuid.uuid4()), "action": action, **brought}
    taken = line.post(f"/tickets/{ticket['id']}/steps", body, headers={"If-Match": f'"{version}"'})
    return int(taken["version"])


def _step(ticket: Feature, action: str, *, ahead: int = 0, **brought: Any) -> dict[str, Any]:
    version = ticket["properties"]["version"] + ahead
    return {"id": str(uuid.uuid4()), "ticket_id": ticket["id"], "version": version, "action": action, **brought}


def _bulk(desk: Line, steps: Sequence[Mapping[str, Any]]) -> None:
    for first in range(0, len(steps), _STEPS):
        outcomes = desk.post("/tickets/steps", {"steps": steps[first : first + _STEPS]})["outcomes"]
        refused = [outcome["refusal"]["detail"] for outcome in outcomes if outcome["refusal"]]
        if refused:
            raise RuntimeError(f"the desk was refused: {refused[0]} ({len(refused)} in all)")
