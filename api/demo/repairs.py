"""The repairs of the demonstration, day by day beside the sweep, with a storm on one of them.

Simulated: the sixteen days, which lie behind; who drives, looks, verifies, and when, by the times of the tours.
Real: the service, which takes each step over HTTP on a clock set to that moment, its plans, limits, rules and counts.
The second look of the sweep sees a cover as it was before anybody repaired it.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from api import chores
from api.demo import cases, stage, storm, sweep, visits
from api.demo.cases import Feature
from api.demo.net import Line
from api.demo.storm import SQL, Storm
from api.demo.sweep import Campaign
from api.demo.tours import City, House
from api.demo.world import Defect
from api.settings import Settings
from registry.actor import Role

_REWORK_EVERY = 25  # one repair in so many is not good at the first look
_AT_ONCE = 4
_EVENING = time(22)  # when what the service does by itself is done, as by cron


class Repairs:
    """The city's hands: houses with their crews, the desk, those who verify; and nature."""

    def __init__(self, conn: Connection, *, truth: Mapping[str, Defect], desk: stage.Account, seed: int) -> None:
        now = datetime.now(UTC)
        self._houses = cases.hire(conn, now=now)
        self._steward = stage.hire(
            conn, "fortnight-steward", roles=[Role.STEWARD], org_code=None, areas=[stage.DIVISION], now=now
        )
        self._depots = {row.code: (row.lon, row.lat) for row in conn.execute(SQL["depots"])}
        self._offices = {row.street_code: row.code for row in conn.execute(SQL["offices"])}
        self._nature = storm.plant(conn, truth, seed=seed)
        self._truth, self._desk, self._seed = {**truth, **self._nature.truth}, desk, seed

    def work(self, campaign: Campaign, engine: Engine, base_url: str, *, progress: Callable[[int], None]) -> None:
        """Take every hazard of the campaign and of the storm to its end: closed, or void where nothing is wrong."""
        settings = Settings(photo_root=stage.FOLDER / "photos")
        number = count(1)
        city = City(
            base_url=base_url,
            desk=self._desk,
            houses=self._houses,
            verifiers=campaign.inspectors,
            depots=self._depots,
            offices=self._offices,
            truth=self._truth,
            fails=lambda: next(number) % _REWORK_EVERY == 0,
            progress=progress,
        )
        houses: dict[str, House] = {}
        desk = Line(base_url, self._desk.token)
        for n in range(sweep.DAYS + sweep.AFTER):
            day = (campaign.starts_at + timedelta(days=n)).date()
            rain = Storm(base_url, desk, day, self._nature) if n + 1 == storm.DAY else None
            if rain:
                rain.begin(self._steward, campaign.inspectors, seed=self._seed)
            desk.at = evening = datetime.combine(day, _EVENING, sweep.QINGDAO)
            reported = _of_day(cases.tickets(desk, hazard=True, state="reported"), day)
            for code in reported:
                houses.setdefault(code, House(city, code))
            busy = [house for house in houses.values() if house.open or house.code in reported]
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                list(pool.map(lambda house: house.work(day, reported.get(house.code, ())), busy))  # noqa: B023 - used within the turn
            cases.void(desk, cases.tickets(desk, hazard=True, state="returned"), reason=visits.STRANGER)
            if rain:
                rain.end(stage.FOLDER)
            chores.run_once(engine, settings, now=evening)
        desk.close()


def _of_day(reported: Sequence[Feature], day: date) -> dict[str, list[Feature]]:
    """What was reported on a day, by whom the routing proposes."""
    found: dict[str, list[Feature]] = {}
    for one in reported:
        told = one["properties"]
        if datetime.fromisoformat(told["reported_at"]).astimezone(sweep.QINGDAO).date() == day:
            found.setdefault(told["assignee"]["code"], []).append(one)
    return found
