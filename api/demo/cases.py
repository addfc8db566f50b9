"""The tickets of the demonstration as the desk moves them: listed, filed and dispatched, guarded, closed or void."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from api.demo import stage
from api.demo.net import Line
from registry.actor import Role

HOLES = frozenset({"missing", "displaced", "collapsed"})
_STEPS = 100  # steps in one request of the desk
_FILED_AS = {"broken": "L-broken-danger"}  # of the other defects one condition fits, which is taken by itself
_CLOSED_AS = "J-restored"
_STANDS = timedelta(hours=24)  # how long a guard at an open shaft is named for

Feature = Mapping[str, Any]


def hire(conn: Connection, *, now: datetime) -> dict[str, stage.Account]:
    """An account for each crew and each organisation, by its code; an organisation's own desk plans its tours."""
    rows = conn.execute(text("select code, kind from registry.organisation order by 1")).all()
    return {
        row.code: stage.hire(
            conn,
            f"crew-{row.code.lower()}",
            roles=[Role.CREW] if row.kind == "crew" else [Role.CREW, Role.DISPATCHER],
            org_code=row.code,
            areas=[stage.DIVISION],
            now=now,
        )
        for row in rows
    }


def tickets(line: Line, **wanted: str | bool) -> list[Feature]:
    """All tickets of a list, page after page."""
    found: list[Feature] = []
    asked = {name: str(value).lower() if isinstance(value, bool) else value for name, value in wanted.items()}
    after: dict[str, str] = {}
    while True:
        page = line.get("/tickets", limit=100, **asked, **after)
        found += page["features"]
        if page["next"] is None:
            return found
        after = {"after": page["next"]}


def dispatch(desk: Line, reported: Sequence[Feature], *, house: str | None = None) -> None:
    """File and dispatch to whom the routing proposes, as the desk does with one key, or to `house`; to no crew."""
    given = {"assignee_code": house} if house else {}
    steps = []
    for one in reported:
        filing = _FILED_AS.get(one["properties"]["defect"]["code"])
        chosen: dict[str, Any] = {"condition": filing} if filing else {}
        steps += [_step(one, "file", **chosen), _step(one, "dispatch", ahead=1, **given)]
    bulk(desk, steps)


def guard(desk: Line, ticket: Feature, *, org_code: str, at: datetime) -> None:
    """Name who stands by an open shaft from now on; the guard ends with the repair that was verified."""
    asked = {
        "id": str(uuid.uuid4()),
        "kind": "watch",
        "org_code": org_code,
        "post": "街道值守员 Street office warden",
        "begins_at": at.isoformat(),
        "until": (at + _STANDS).isoformat(),
    }
    desk.post(f"/tickets/{ticket['id']}/guards", asked)


def close(desk: Line, ticket: Feature, *, version: int) -> None:
    """Close what was verified."""
    take(desk, ticket, "close", version=version, condition=_CLOSED_AS)


def void(desk: Line, returned: Sequence[Feature], *, reason: str) -> None:
    """Void what a crew gave back because nothing is wrong there."""
    bulk(desk, [_step(one, "void", reason=reason) for one in returned])


def take(line: Line, ticket: Feature, action: str, *, version: int, **brought: Any) -> int:
    """A step; the version after it. `id` is made here unless it is brought."""
    body = {"id": str(uuid.uuid4()), "action": action, **brought}
    taken = line.post(f"/tickets/{ticket['id']}/steps", body, headers={"If-Match": f'"{version}"'})
    return int(taken["version"])


def bulk(desk: Line, steps: Sequence[Mapping[str, Any]]) -> None:
    """Many steps. Raises RuntimeError where one of them is refused."""
    for first in range(0, len(steps), _STEPS):
        outcomes = desk.post("/tickets/steps", {"steps": steps[first : first + _STEPS]})["outcomes"]
        refused = [outcome["refusal"]["detail"] for outcome in outcomes if outcome["refusal"]]
        if refused:
            raise RuntimeError(f"the desk was refused: {refused[0]} ({len(refused)} in all)")


def _step(ticket: Feature, action: str, *, ahead: int = 0, **brought: Any) -> dict[str, Any]:
    version = ticket["properties"]["version"] + ahead
    return {"id": str(uuid.uuid4()), "ticket_id": ticket["id"], "version": version, "action": action, **brought}
