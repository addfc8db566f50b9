"""The demonstration's campaign: planned, staffed and started by the desk, walked by as many devices as it asks for."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from api.demo import devices, stage
from api.demo.devices import Tally, Target, Unit, Walk
from api.demo.net import Line
from api.demo.world import EYES, Defect, Profile
from registry.actor import Role
from registry.database import writing

DAYS = 14
AFTER = 2  # days behind the sweep, for what is not repaired on its last one
SECOND_LOOK = {Profile.EXACT: 0.05, Profile.REAL: 0.2}
QINGDAO = timezone(timedelta(hours=8))
_AT_ONCE = 4  # devices that speak at the same moment; more would only queue on two cores


@dataclass(frozen=True, slots=True)
class Campaign:
    """The running campaign and who walks it."""

    id: str
    starts_at: datetime
    plan: Mapping[str, Any]
    version: int
    inspectors: Sequence[stage.Account]


def begin(desk: Line, engine: Engine, *, profile: Profile, org_code: str | None, today: date) -> Campaign:
    """Make, plan and start the campaign over HTTP, hire the people it asks for, give each an assignment."""
    starts_on = today - timedelta(days=DAYS + AFTER)  # all of it lies behind: nothing is told of a day to come
    morning = datetime.combine(starts_on, time(8), QINGDAO)
    desk.at = morning - timedelta(days=1)
    asked = {
        "id": str(uuid.uuid4()),
        "name": f"{starts_on:%Y}年窨井盖安全隐患排查 Cover safety sweep",
        "area_code": stage.DIVISION,
        "starts_on": starts_on.isoformat(),
        "days": DAYS,
        "staffing": "team",
        "parameters": {"second_look_share": SECOND_LOOK[profile]},
    }
    made = desk.post("/campaigns", asked)
    path = f"/campaigns/{made['id']}"
    planned = desk.post(f"{path}/plan", {}, headers={"If-Match": f'"{made["version"]}"'})
    started = desk.post(f"{path}/start", {}, headers={"If-Match": f'"{planned["version"]}"'})
    shares = desk.get(f"{path}/assignments")["items"]
    now = datetime.now(UTC)
    with writing(engine) as conn:
        hired = [
            stage.hire(
                conn,
                f"inspector-{share['number']:03d}",
                roles=[Role.INSPECTOR],
                org_code=org_code,
                areas=[stage.DIVISION],
                now=now,
            )
            for share in shares
        ]
    accounts = {share["number"]: account.id for share, account in zip(shares, hired, strict=True)}
    given = desk.patch(f"{path}/assignments", {"accounts": accounts}, version=started["version"])
    return Campaign(made["id"], morning, started["plan"], given["version"], hired)


def walk(
    campaign: Campaign,
    *,
    base_url: str,
    truth: Mapping[str, Defect],
    profile: Profile,
    seed: int,
    progress: Callable[[int], None],
) -> Tally:
    """All devices walk and sync at once; the sum of what they counted."""

    def one(number: int, account: stage.Account) -> Tally:
        line = Line(base_url, account.token)
        try:
            total, line.at = Tally(), campaign.starts_at
            for trip in _trips(campaign.id, number, account, line):
                total += devices.walk(
                    trip,
                    campaign_id=campaign.id,
                    starts_at=campaign.starts_at,
                    truth=truth,
                    eyes=EYES[profile],
                    seed=seed,
                    progress=progress,
                )
            return total
        finally:
            line.close()

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        tallies = list(pool.map(one, range(len(campaign.inspectors)), campaign.inspectors))
    return sum(tallies, start=Tally())


def end(desk: Line, campaign: Campaign) -> dict[str, Any]:
    """Close the books; the progress as the service tells it."""
    path = f"/campaigns/{campaign.id}"
    desk.at = campaign.starts_at + timedelta(days=DAYS + AFTER - 1)
    desk.post(f"{path}/end", {}, headers={"If-Match": f'"{campaign.version}"'})
    progress: dict[str, Any] = desk.get(f"{path}/progress")
    return progress


def save_report(line: Line, campaign: Campaign, folder: Path) -> list[Path]:
    """The campaign's report and tickets as files, fetched like anybody would."""
    saved = []
    for name in ("report.html", "tickets.gpkg", "tickets.csv"):
        saved.append(folder / name)
        saved[-1].write_bytes(line.fetch(f"/campaigns/{campaign.id}/{name}"))
    return saved


def _trips(campaign_id: str, number: int, account: stage.Account, line: Line) -> list[Walk]:
    lists = line.get(f"/campaigns/{campaign_id}/worklist")["items"]
    return [
        Walk(
            number=number,
            device_id=f"phone-{account.login}",
            line=line,
            second_look=given["assignment"]["second_look"],
            units=[_unit(unit) for unit in given["units"]],
        )
        for given in lists
    ]


def _unit(unit: Mapping[str, Any]) -> Unit:
    targets = [Target(target["asset_code"], target["lon"], target["lat"]) for target in unit["targets"]]
    return Unit(unit["unit_id"], unit["day_no"], targets)
