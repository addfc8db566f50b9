"""One act, and other limits hold in an area until it ends."""

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine

from inspections.clocks.following import repair_limits
from inspections.guards import lowlands, storms
from inspections.guards.storms import Level, Storm, profile_at
from inspections.tickets.steps import take
from registry.actor import Role
from registry.database import told, writing
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound, Stale
from tests.inspections.guards.site import account, minutes, posting
from tests.inspections.guards.test_lowlands import STEWARD, point
from tests.inspections.tickets.scene import CREW, DESK, FAR, NOW, OTHER_SEWER, SEWER, hazard, person
from tests.registry import quarter

STREET = quarter.EAST[:9]


def declared(conn: Connection, area: str = STREET, id_: UUID | None = None, *, at: float = 0) -> Storm:
    return storms.declare(conn, DESK, id_=id_ or uuid4(), area_code=area, level=Level.ORANGE, now=minutes(at))


def end(conn: Connection, storm: Storm, *, at: float) -> Storm:
    return storms.end(conn, DESK, storm.id, event_id=uuid4(), if_version=storm.version, now=minutes(at))


def profile(conn: Connection, at: float, community: str | None = quarter.EAST) -> str:
    return profile_at(conn, community, now=minutes(at), default="default")


def test_its_limits_hold_there_from_the_act_until_just_before_its_end(furnished: Connection) -> None:
    end(furnished, declared(furnished), at=60)
    assert [profile(furnished, at) for at in (-0.1, 0, 59.9, 60)] == ["default", "storm", "storm", "default"]
    assert profile(furnished, 5, quarter.OTHER) == "default"
    assert profile(furnished, 5, None) == "default"
    hazards = ["missing", "displaced", "collapsed", "flipping", "broken"]
    limits, usual = (
        repair_limits(furnished, profile=name, defect_codes=hazards, at=NOW) for name in ("storm", "default")
    )
    assert len(limits) == 5
    assert all(limits[code].amount < usual[code].amount for code in usual if usual[code].unit == limits[code].unit)


def test_the_smallest_area_holds_and_tours_are_short(furnished: Connection) -> None:
    storms.declare(
        furnished, DESK, id_=uuid4(), area_code="370203", level=Level.RED, profile="strict", tour_minutes=45, now=NOW
    )
    declared(furnished)
    assert (profile(furnished, 1), profile(furnished, 1, quarter.OTHER)) == ("storm", "strict")
    assert profile(furnished, 1, None) == "strict"
    found = storms.effects_at(furnished, quarter.OTHER, now=minutes(1))
    assert found is not None
    assert (found.level, found.tour_minutes) == (Level.RED, 45)


@pytest.mark.parametrize(
    ("communities", "found"),
    [
        ([quarter.EAST], 90),
        ([f"{quarter.EAST}007", quarter.OTHER], 45),  # a cell of one and the other: the shortest
        ([quarter.OTHER, None], 45),
        ([None], 45),
        (["370299001001"], None),
        ([], None),
    ],
)
def test_a_tour_is_as_short_as_the_shortest_where_it_leads(
    furnished: Connection, communities: list[str | None], found: int | None
) -> None:
    more = {"level": Level.RED, "profile": "strict", "tour_minutes": 45, "now": NOW}
    storms.declare(furnished, DESK, id_=uuid4(), area_code="370203", **more)  # type: ignore[arg-type]  # by name
    declared(furnished)
    assert storms.tour_minutes_at(furnished, communities, now=minutes(1)) == found
    assert storms.tour_minutes_at(furnished, communities, now=minutes(-1)) is None


def test_grading_ending_and_repeats(furnished: Connection) -> None:
    id_, event = uuid4(), uuid4()
    assert declared(furnished, id_=id_) == declared(furnished, id_=id_, at=9)
    for _ in range(2):
        storm = storms.grade(
            furnished, DESK, id_, Level.RED, event_id=event, if_version=1, now=minutes(10), reason="升级"
        )
    assert (storm.level, storm.version) == (Level.RED, 2)
    with pytest.raises(Stale):
        storms.end(furnished, DESK, id_, event_id=uuid4(), if_version=1, now=minutes(20))
    with pytest.raises(Conflict, match="another act"):
        storms.end(furnished, DESK, id_, event_id=event, if_version=2, now=minutes(20))
    storm = end(furnished, storm, at=20)
    with pytest.raises(Conflict, match="has ended"):
        end(furnished, storm, at=30)
    assert [one.action for one in storms.events(furnished, id_)] == ["declare", "grade", "end"]
    assert [one.id for one in storms.list_storms(furnished, DESK)[0]] == [id_]
    assert storms.list_storms(furnished, person(Role.DISPATCHER, areas=(quarter.OTHER,)))[0] == []


def test_what_is_refused(furnished: Connection) -> None:
    for nobody in (CREW, person(Role.INSPECTOR), person(Role.LEADER, areas=(quarter.OTHER,))):
        with pytest.raises(Forbidden):
            storms.declare(furnished, nobody, id_=uuid4(), area_code=STREET, level=Level.BLUE, now=NOW)
    with pytest.raises(Invalid, match="no division"):
        declared(furnished, "370203999")
    with pytest.raises(Invalid, match="table of limits"):
        storms.declare(furnished, DESK, id_=uuid4(), area_code=STREET, level=Level.BLUE, now=NOW, profile="x")
    with pytest.raises(NotFound):
        storms.get(furnished, uuid4())
    declared(furnished)
    with pytest.raises(Conflict, match="already"), told(), furnished.begin_nested():
        declared(furnished, at=5)


def test_watchers_at_low_points(furnished: Connection) -> None:
    (low,) = lowlands.add(furnished, STEWARD, [point(furnished)], now=NOW)
    storm, one = declared(furnished), posting(0, 120, account_id=account(furnished))
    for _ in range(2):
        guard = storms.post_watcher(furnished, DESK, storm.id, low.id, one, now=NOW)
    assert [(each.guard, each.place) for each in storms.watchers(furnished, storm.id)] == [(guard, low.name)]
    with pytest.raises(Conflict, match="two places"), told(), furnished.begin_nested():
        storms.post_watcher(furnished, DESK, storm.id, low.id, posting(60, 90, account_id=one.account_id), now=NOW)
    elsewhere = declared(furnished, quarter.OTHER[:9])
    with pytest.raises(Invalid, match="outside"):
        storms.post_watcher(furnished, DESK, elsewhere.id, low.id, posting(0, 9), now=NOW)
    end(furnished, storm, at=30)
    with pytest.raises(Conflict, match="has ended"):
        storms.post_watcher(furnished, DESK, storm.id, low.id, posting(40, 90), now=minutes(40))
    assert storms.post_watcher(furnished, DESK, storm.id, low.id, one, now=minutes(40)) == guard


def test_two_desks_declare_at_once(town: Engine) -> None:
    start = threading.Barrier(2)
    results: list[object] = []

    def run() -> None:
        start.wait()
        try:
            with writing(town) as conn:
                results.append(declared(conn))
        except JinggeError as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(result, Conflict) for result in results) == [False, True]


def test_what_is_dispatched_in_a_storm_has_the_limits_of_the_storm(furnished: Connection) -> None:
    """Before it, in it and after it: the same defect, of three covers."""

    def allowed(cover: str, at: float) -> timedelta:
        ticket, now = hazard(furnished, cover), minutes(at)
        for version, action in enumerate(("file", "dispatch"), start=1):
            taken = take(furnished, DESK, ticket, action=action, event_id=uuid4(), if_version=version, now=now)
        assert taken.due_at is not None
        return taken.due_at - now

    before = allowed(SEWER, 1)
    storm = declared(furnished, "370203", at=2)
    during = allowed(OTHER_SEWER, 3)
    end(furnished, storm, at=4)
    assert (before, during, allowed(FAR, 5)) == (timedelta(hours=6), timedelta(hours=2), timedelta(hours=6))
