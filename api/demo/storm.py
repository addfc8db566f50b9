"""The rainstorm of the demonstration: declared, watched at low points, covers lost one after the other, ended, told.

Nature is simulated: forty sound covers are lost, most of them at low points. What it means is counted by the service.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy.engine import Connection

from api.demo import cases, devices, stage, visits
from api.demo.devices import Target
from api.demo.net import Line
from api.demo.sweep import QINGDAO
from api.demo.world import Defect, Sight
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "nature.sql")
DAY = 5
EMERGENCIES = 40
_POINTS, _AT_A_POINT, _BARRIERS = 8, 3, 2  # low points, covers lost at each, barriers a watcher has at hand
_BEGINS, _ENDS = time(14), time(20)
_FIRST, _LAST_MIN = timedelta(minutes=5), 150  # the first cover is lost so long after it begins, the last after so many
_WALK = timedelta(minutes=3)  # of a watcher with a barrier to a cover
_KINDS = ("missing", "displaced", "missing", "flipping")


@dataclass(frozen=True, slots=True)
class Loss:
    """A cover that is lost: where, how, how long after the first; `point` is the low point it lies at (None: none)."""

    target: Target
    defect: Defect
    after: timedelta
    point: int | None


@dataclass(frozen=True, slots=True)
class Nature:
    """What the storm does, and the low points (name, lon, lat) where somebody watches."""

    points: Sequence[tuple[str, float, float]]
    losses: Sequence[Loss]

    @property
    def truth(self) -> Mapping[str, Defect]:
        """What is wrong afterwards, by asset."""
        return {loss.target.asset_code: loss.defect for loss in self.losses}


def plant(conn: Connection, spared: Mapping[str, Defect], *, seed: int) -> Nature:
    """Choose low points and the sound covers that are lost: those next to them, and others anywhere."""
    dice = np.random.default_rng([seed, 5])
    points = conn.execute(SQL["low_points"], {"points": _POINTS}).all()
    found: list[tuple[Target, int | None]] = []
    for n, point in enumerate(points):
        known = [*spared, *(target.asset_code for target, _ in found)]
        asked = {"lon": point.lon, "lat": point.lat, "covers": _AT_A_POINT, "spared": known}
        found += [(Target(row.code, row.lon, row.lat), n) for row in conn.execute(SQL["lost"], asked)]
    known = [*spared, *(target.asset_code for target, _ in found)]
    rest = {"covers": EMERGENCIES - len(found), "spared": known}
    found += [(Target(row.code, row.lon, row.lat), None) for row in conn.execute(SQL["anywhere"], rest)]
    minutes = dice.uniform(0, _LAST_MIN, len(found))
    losses = [
        Loss(target, Defect(_KINDS[n % len(_KINDS)], 3, hazard=True), timedelta(minutes=float(minutes[n])), point)
        for n, (target, point) in enumerate(found)
    ]
    named = [(f"低洼点 {n + 1} Low point {n + 1}", row.lon, row.lat) for n, row in enumerate(points)]
    return Nature(named, losses)


class Storm:
    """A storm on a day, from the desk."""

    def __init__(self, base_url: str, desk: Line, day: date, nature: Nature) -> None:
        self._base_url, self._desk, self._nature = base_url, desk, nature
        self.id = str(uuid.uuid4())
        self.begins_at, self.ends_at = (datetime.combine(day, hour, QINGDAO) for hour in (_BEGINS, _ENDS))

    def begin(self, steward: stage.Account, watchers: Sequence[stage.Account], *, seed: int) -> None:
        """Name the low points, declare the storm, post a watcher at each; then the covers are lost and reported."""
        points = self._name_points(steward)
        self._desk.at = self.begins_at
        asked = {"id": self.id, "area_code": stage.DIVISION, "level": "orange", "reason": "暴雨橙色预警 Orange warning"}
        self._desk.post("/storms", asked)
        self._desk.at = self.begins_at + timedelta(minutes=1)
        for point, account in zip(points, watchers, strict=False):
            self._post(point, account)
        dice = np.random.default_rng([seed, 55])
        losses = sorted(self._nature.losses, key=lambda loss: loss.after)
        barred = [0] * len(points)
        for loss in losses:
            n = len(points) if loss.point is None else loss.point
            at_hand = loss.point is not None and barred[loss.point] < _BARRIERS
            if loss.point is not None:
                barred[loss.point] += at_hand
            self._report(watchers[n % len(watchers)], loss, dice, bars=at_hand)

    def end(self, folder: Path) -> None:
        """End it, and keep its report as anybody would see it."""
        self._desk.at = self.ends_at
        version = self._desk.get(f"/storms/{self.id}")["version"]
        over = {"id": str(uuid.uuid4()), "reason": "雨停，预警解除 The rain has stopped"}
        self._desk.post(f"/storms/{self.id}/end", over, headers={"If-Match": f'"{version}"'})
        self._desk.at = self.ends_at + timedelta(hours=2)
        (folder / "storm.html").write_bytes(self._desk.fetch(f"/storms/{self.id}/report?form=html"))

    def _name_points(self, steward: stage.Account) -> list[str]:
        line, ids = Line(self._base_url, steward.token), [str(uuid.uuid4()) for _ in self._nature.points]
        line.at = self.begins_at - timedelta(days=1)
        told = [
            {"id": id_, "name": name, "within_m": 100, "source": "合成数据 synthetic", "lon": lon, "lat": lat}
            for id_, (name, lon, lat) in zip(ids, self._nature.points, strict=True)
        ]
        line.post("/low-points", {"low_points": told})
        line.close()
        return ids

    def _post(self, point: str, account: stage.Account) -> None:
        asked = {
            "id": str(uuid.uuid4()),
            "account_id": account.id,
            "post": "低洼点值守 Watch at a low point",
            "begins_at": self.begins_at.isoformat(),
            "until": self.ends_at.isoformat(),
            "low_point_id": point,
        }
        self._desk.post(f"/storms/{self.id}/watchers", asked)

    def _report(self, account: stage.Account, loss: Loss, dice: np.random.Generator, *, bars: bool) -> None:
        """Whoever sees it reports it, and bars it with what is at hand."""
        line, at = Line(self._base_url, account.token), self.begins_at + _FIRST + loss.after
        line.at = at + devices.SENDS_AFTER
        sight = Sight(loss.target.asset_code, loss.defect)
        item, picture = devices.tell(loss.target, sight, at=at, skew=timedelta(), dice=dice)
        batch = {"batch_id": str(uuid.uuid4()), "device_id": f"phone-{account.login}", "items": [item]}
        (receipt,) = line.post("/observations", batch | {"device_time": line.at.isoformat()})["receipts"]
        if receipt["status"] != "accepted":
            raise RuntimeError(f"a hazard was refused: {receipt}")
        if picture is not None:
            line.send("/photos", picture, media_type="image/jpeg")
        if bars:
            (ticket,) = cases.tickets(line, asset=loss.target.asset_code, state="reported")
            visits.bar(line, ticket, version=ticket["properties"]["version"], at=line.at + _WALK)
        line.close()
