"""The day of one house: whenever hazards came in, its tours are planned anew, published, and driven stop by stop."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from api.demo import cases, stage, visits
from api.demo.cases import Feature
from api.demo.net import Line
from api.demo.sweep import QINGDAO
from api.demo.visits import Hands
from api.demo.world import Defect

_OPENS, _CLOSES, _BY_HAND = time(7, 30), time(21, 30), time(19, 30)
_DESK = timedelta(minutes=5)  # from a report to its dispatch; what comes in meanwhile goes with it
_PLANNED = timedelta(minutes=1)
_SKILLS = ("lid", "masonry", "confined_space")
_LIDS = 8  # a van carries
_HAND_S = 3600
_OUT_FOR = 2  # plans in a row that leave a job out, until it is given to a crew by hand

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class City:
    """What every house of the demonstration shares: accounts by organisation, depots, street offices, the truth."""

    base_url: str
    desk: stage.Account
    houses: Mapping[str, stage.Account]
    verifiers: Sequence[stage.Account]
    depots: Mapping[str, Point]
    offices: Mapping[str, str]
    truth: Mapping[str, Defect]
    fails: Callable[[], bool]
    progress: Callable[[int], None]

    def line(self, code: str) -> Line:
        """A connection of an organisation's account."""
        return Line(self.base_url, self.houses[code].token)


@dataclass(slots=True)
class House:
    """An organisation that repairs, through its days; `open` is what goes into tomorrow's first plan."""

    city: City
    code: str
    open: dict[str, Feature] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)

    @property
    def crews(self) -> list[str]:
        """Its crews, or itself where it has none."""
        return sorted(code for code in self.city.depots if code == self.code or code.startswith(f"{self.code}-"))

    def work(self, day: date, reported: Sequence[Feature]) -> None:
        """Take what was reported on a day, and what is left of earlier ones, through the tours of that day."""
        own, desk = self.city.line(self.code), Line(self.city.base_url, self.city.desk.token)
        lines = {crew: self.city.line(crew) for crew in self.crews}
        try:
            self._shifts(own, day)
            desk.at = morning = _at(day, _OPENS)
            for one in self.open.values():  # whoever stood by in the night is relieved
                self._guard(desk, one, at=morning)
            moments = _moments(reported, first=morning if self.open else None)
            plan: dict[str, Any] | None = None
            while moments:
                moment, new = moments.pop(0)
                self._dispatch(desk, new, at=moment)
                plan = self._plan(own, day, plan, at=moment + _PLANNED)
                until = moments[0][0] if moments else None
                driven = [
                    self._drive(crew, line, desk, plan, now=moment + 2 * _PLANNED, until=until)
                    for crew, line in lines.items()
                ]
                back_at = max(driven)
                if not moments and plan["left"] and moment + 2 * _PLANNED < back_at < _at(day, _CLOSES):
                    moments.append((back_at, []))  # what had no room goes into another tour of the day
            self._by_hand(lines[self.crews[0]], desk, plan, at=_at(day, _BY_HAND))
        finally:
            for line in (own, desk, *lines.values()):
                line.close()

    def _shifts(self, own: Line, day: date) -> None:
        own.at = _at(day, _OPENS) - _DESK
        for n, crew in enumerate(self.crews):
            lon, lat = self.city.depots[crew]
            shift = {
                "id": str(uuid.uuid4()),
                "crew_code": crew,
                "day": day.isoformat(),
                "starts_at": _at(day, _OPENS).isoformat(),
                "ends_at": _at(day, _CLOSES).isoformat(),
                "skills": _SKILLS if n == 0 else _SKILLS[:1],
                "capacity": _LIDS,
                "lon": lon,
                "lat": lat,
            }
            own.post("/crew-shifts", shift)

    def _dispatch(self, desk: Line, new: Sequence[Feature], *, at: datetime) -> None:
        """The desk dispatches, and names who stands by each open shaft until a crew comes."""
        desk.at = at
        cases.dispatch(desk, new)
        for one in new:
            self.open[one["id"]] = one
            safe_at = one["properties"]["made_safe_at"]  # what a watcher barred in the very minute is guarded twice
            if safe_at is None or datetime.fromisoformat(safe_at) > at:
                self._guard(desk, one, at=at)

    def _guard(self, desk: Line, ticket: Feature, *, at: datetime) -> None:
        """Somebody of the street office stands by where the shaft is open."""
        told = ticket["properties"]
        if told["defect"]["code"] in cases.HOLES:
            office = self.city.offices.get((told["community_code"] or "")[:9], self.code)
            cases.guard(desk, ticket, org_code=office, at=at)

    def _plan(self, own: Line, day: date, former: Mapping[str, Any] | None, *, at: datetime) -> dict[str, Any]:
        """The day planned, or what is left of it planned anew, and published: with it the crews get their tickets."""
        own.at = at
        asked = {"id": str(uuid.uuid4())}
        if former is None:
            plan = own.post("/tours", asked | {"house_code": self.code, "day": day.isoformat()})
        else:
            plan = own.post(f"/tours/{former['plan']['id']}/replan", asked)
        head = plan["plan"]
        published: dict[str, Any] = own.post(
            f"/tours/{head['id']}/publish", {}, headers={"If-Match": f'"{head["version"]}"'}
        )
        refused = [one["refusal"]["detail"] for one in published["assigned"] if one["refusal"]]
        if refused:
            raise RuntimeError(f"a crew was refused its ticket: {refused[0]} ({len(refused)} in all)")
        return published

    def _drive(
        self, crew: str, line: Line, desk: Line, plan: Mapping[str, Any], *, now: datetime, until: datetime | None
    ) -> datetime:
        """The stops of a crew in the order of its tour, up to those that wait for the next plan; when it is done."""
        done_at = now
        if not any(tour["properties"]["stops"] for tour in plan["features"] if tour["properties"]["crew_code"] == crew):
            return done_at
        line.at = now
        for stop in line.get("/tours/mine")["properties"]["stops"]:
            arrives_at, ends_at = (datetime.fromisoformat(stop[name]) for name in ("arrives_at", "ends_at"))
            if until is not None and arrives_at >= until:
                break
            for id_ in stop["tickets"]:
                if not stop["fixed"] and id_ in self.open:
                    self._visit(line, desk, id_, arrives_at=arrives_at, ends_at=ends_at)
                    done_at = ends_at
        return done_at

    def _visit(self, crew: Line, desk: Line, id_: str, *, arrives_at: datetime, ends_at: datetime) -> None:
        verifiers = self.city.verifiers
        verifier = Line(self.city.base_url, verifiers[uuid.UUID(id_).int % len(verifiers)].token)
        hands = Hands(crew, verifier, desk, self.city.truth)
        try:
            again = visits.visit(hands, id_, arrives_at=arrives_at, ends_at=ends_at, fails=self.city.fails())
        finally:
            verifier.close()
        if again is None:
            del self.open[id_]
            self.city.progress(1)

    def _by_hand(self, crew: Line, desk: Line, plan: Mapping[str, Any] | None, *, at: datetime) -> None:
        """What plans left out again is given to a crew without one."""
        for left in plan["left"] if plan else ():
            for id_ in left["tickets"]:
                self.left[id_] = self.left.get(id_, 0) + 1
                if self.left[id_] >= _OUT_FOR and id_ in self.open:
                    self._visit(crew, desk, id_, arrives_at=at, ends_at=at + timedelta(seconds=_HAND_S))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, QINGDAO)


def _moments(reported: Sequence[Feature], *, first: datetime | None) -> list[tuple[datetime, list[Feature]]]:
    """When the desk dispatches, and what: a report and those that come in until it is dispatched go together."""
    moments: list[tuple[datetime, list[Feature]]] = [(first, [])] if first else []
    for one in sorted(reported, key=lambda ticket: str(ticket["properties"]["reported_at"])):
        reported_at = datetime.fromisoformat(one["properties"]["reported_at"])
        if not moments or reported_at >= moments[-1][0]:
            moments.append((reported_at + _DESK, []))
        moments[-1][1].append(one)
    return moments
