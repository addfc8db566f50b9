"""Every figure of the wall is the length of the list behind it, and of what a reader would count by hand."""

import random
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.campaigns import coverage
from inspections.guards import shafts
from inspections.reports.monthly import monthly
from inspections.requests import figures as requests
from inspections.requests.rates import Definition, rates
from inspections.tickets.listing import Wanted, list_tickets
from inspections.tickets.terms import ENDED, UNTRUE, State
from inspections.wall.figures import Wall, show
from inspections.wall.terms import day_of, month_after, months_of, unmoved_since
from registry.actor import Actor, Role
from registry.errors import Forbidden
from tests.inspections.guards.site import posting
from tests.inspections.requests import scene as asking
from tests.inspections.tickets.scene import CREW, DESK, NOW, OWNER, hazard, person
from tests.maps import scene
from tests.registry import quarter

LEADER = person(Role.LEADER, org="CGJ")
WEST = person(Role.STEWARD, areas=(quarter.OTHER,))
NOWHERE = person(Role.DISPATCHER, areas=())
COUNTED = tuple(state for state in State if state not in UNTRUE)
HOURS = 72


def look(conn: Connection, actor: Actor = LEADER, *, now: datetime = NOW) -> Wall:
    return show(conn, actor, now=now, stuck_hours=HOURS)


def size(conn: Connection, actor: Actor, *, now: datetime = NOW, **wanted: object) -> int:
    """How many tickets the list holds."""
    page = list_tickets(conn, actor, Wanted(**wanted), now=now, limit=1000)  # type: ignore[arg-type]  # fields by name
    assert page.next is None
    return len(page.tickets)


def scatter(conn: Connection, count: int, *, seed: int) -> None:
    """Tickets of fourteen months in every state, in three communities and none, of three organisations and none."""
    dice = random.Random(seed)
    lon, lat = quarter.at(35, 7)
    for n in range(count):
        state = dice.choice(list(State))
        recent = dice.random() < 0.4
        reported = NOW - timedelta(hours=dice.uniform(0, 120 if recent else 24 * 425))
        due = reported + timedelta(hours=dice.uniform(1, 200)) if dice.random() < 0.8 else None
        worked = reported + timedelta(hours=dice.uniform(0, 200))
        moment = min(worked, NOW)
        mended = state in {State.REPAIRED, State.VERIFIED, State.CLOSED, State.ARCHIVED}
        row = {
            "id": uuid4(),
            "number": f"20260101-{n:05d}",
            "state": str(state),
            "hazard": dice.random() < 0.5,
            "defect": dice.choice(["missing", "broken", "surface"]),
            "community": dice.choice([quarter.EAST, quarter.WEST, quarter.OTHER, None]),
            "assignee": dice.choice([OWNER, "SZGS", "YJJ", None]),
            "reported": reported,
            "due": due,
            "repaired": moment if mended else None,
            "closed": moment if state in ENDED else None,
            "lon": lon,
            "lat": lat,
        }
        conn.execute(
            text(
                "insert into inspections.ticket (id, number, state, defect_code, hazard, place_zh, place_en,"
                " community_code, geom, assignee_code, reported_at, due_at, repaired_at, closed_at) values (:id,"
                " :number, :state, :defect, :hazard, '益都路', 'Yidu Road', :community,"
                " st_setsrid(st_makepoint(:lon, :lat), 4326), :assignee, :reported, :due, :repaired, :closed)"
            ),
            row,
        )
        for _ in range(dice.randrange(3)):
            tell(conn, row["id"], dice.choice(["sign", "accept", "urge", "late"]), moment)  # type: ignore[arg-type]  # a UUID


def tell(conn: Connection, ticket_id: UUID, action: str, at: datetime, *, account: UUID | None = None) -> None:
    """An event as a row."""
    by_itself = action in {"late", "warn", "escalate", "redraw"}
    conn.execute(
        text(
            "insert into inspections.ticket_event (id, ticket_id, version, action, from_state, to_state, at,"
            " account_id, reason, data, quiet) select :id, t.id, t.version, :action, t.state, t.state, :at,"
            " :account, '', '{}', true from inspections.ticket t where t.id = :ticket"
        ),
        {
            "id": uuid4(),
            "ticket": ticket_id,
            "action": action,
            "at": at,
            "account": None if by_itself else (account or uuid4()),
        },
    )


@pytest.mark.parametrize("actor", [LEADER, WEST, NOWHERE], ids=["district", "west", "nowhere"])
def test_every_figure_is_the_length_of_its_list(furnished: Connection, actor: Actor) -> None:
    scatter(furnished, 300, seed=7)
    wall = look(furnished, actor)
    today, day = wall.today, day_of(NOW)
    assert today.reported == size(furnished, actor, states=COUNTED, reported_from=day)
    ended = (State.CLOSED, State.ARCHIVED)
    assert today.closed == size(furnished, actor, states=ended, closed_from=day)
    assert today.open == size(furnished, actor, open=True)
    assert today.hazards == size(furnished, actor, open=True, hazard=True)
    assert today.shafts == size(furnished, actor, shaft=True)
    assert today.unguarded == shafts.list_shafts(furnished, actor, now=NOW).unguarded
    since = unmoved_since(NOW, HOURS)
    for one in wall.departments:
        assert one.open == size(furnished, actor, open=True, assignee=one.code)
        assert one.late == size(furnished, actor, late=True, assignee=one.code)
        assert one.stuck == size(furnished, actor, unmoved_since=since, assignee=one.code)
    for one in (street for street in wall.streets if street.code):
        assert one.open == size(furnished, actor, open=True, area=one.code)
        assert one.late == size(furnished, actor, late=True, area=one.code)
        assert one.stuck == size(furnished, actor, unmoved_since=since, area=one.code)
    for groups in (wall.departments, wall.streets):
        assert sum(one.open for one in groups) == today.open
        assert sum(one.late for one in groups) == size(furnished, actor, late=True)
        assert sum(one.stuck for one in groups) == size(furnished, actor, unmoved_since=since)
    if actor is LEADER:  # the lists compared are not all empty
        assert min(today.reported, today.open, today.hazards, today.shafts) > 0
        assert sum(one.stuck for one in wall.streets) > 0
        assert {one.code for one in wall.streets} > {""}
    else:
        assert today.open < size(furnished, LEADER, open=True)


def test_months_agree_with_the_lists_and_with_the_printed_month(furnished: Connection) -> None:
    scatter(furnished, 300, seed=8)
    for actor in (LEADER, WEST):
        wall = look(furnished, actor)
        assert [one.first for one in wall.months] == list(months_of(NOW))
        for one in wall.months:
            until = month_after(one.first)
            listed = size(furnished, actor, states=COUNTED, reported_from=one.first, reported_until=until)
            assert one.reported == listed
            ended = (State.CLOSED, State.ARCHIVED)
            assert one.closed == size(furnished, actor, states=ended, closed_from=one.first, closed_until=until)
            printed = monthly(furnished, actor, f"{one.first:%Y-%m}", now=NOW).total
            assert (one.reported, one.due, one.in_time) == (printed["tickets"], printed["due"], printed["in_time"])
    assert sum(one.due for one in look(furnished).months) > 50


def test_urging_and_reminding_is_nothing_done(furnished: Connection) -> None:
    ticket = hazard(furnished)
    later = NOW + timedelta(hours=HOURS, minutes=1)

    def stuck() -> int:
        return sum(one.stuck for one in look(furnished, now=later).streets)

    assert sum(one.stuck for one in look(furnished, now=later - timedelta(minutes=2)).streets) == 0
    assert stuck() == 1
    for action in ("urge", "supervise", "late", "redraw", "escalate", "fallback"):
        tell(furnished, ticket, action, later - timedelta(hours=1))
        assert stuck() == 1, action
    tell(furnished, ticket, "sign", later - timedelta(hours=1))
    assert stuck() == 0


def test_what_waits_with_leave_or_for_its_parts_is_not_stuck(furnished: Connection) -> None:
    ticket, part = hazard(furnished), hazard(furnished, defect_code="broken")
    later = NOW + timedelta(hours=HOURS + 1)
    furnished.execute(text("update inspections.ticket set parent_id = :of where id = :id"), {"of": ticket, "id": part})
    assert sum(one.stuck for one in look(furnished, now=later).streets) == 1  # the part, not its parent
    furnished.execute(text("update inspections.ticket set state = 'suspended' where id = :id"), {"id": part})
    assert sum(one.stuck for one in look(furnished, now=later).streets) == 0


def test_a_guard_makes_a_shaft_guarded(furnished: Connection) -> None:
    ticket = hazard(furnished)
    assert (look(furnished).today.shafts, look(furnished).today.unguarded) == (1, 1)
    shafts.post(furnished, DESK, ticket, posting(0, 60), now=NOW)
    assert (look(furnished).today.shafts, look(furnished).today.unguarded) == (1, 0)


def test_rates_are_those_of_the_report(conn: Connection) -> None:
    asking.furnish(conn)
    asking.called(conn)
    asking.assigned(conn)
    now = NOW + timedelta(days=5)
    wall = look(conn, now=now)
    running, before = wall.rates
    first = months_of(now)[-1]
    found = requests.figures(conn, LEADER, by=requests.By.CHANNEL, from_at=first, until_at=month_after(first), now=now)
    assert running.raw == rates(found.total.raw, Definition.STAGES)
    assert running.adjusted == rates(found.total.adjusted, Definition.STAGES)
    assert sum(rate.denominator for rate in running.raw) > 0
    assert [rate.value for rate in before.raw] == [None, None, None]  # no data is not 100 %


@pytest.mark.parametrize("areas", [("370203",), ("370203005",), ()])
def test_coverage_is_that_of_the_ledger(small_conn: Connection, areas: tuple[str, ...]) -> None:
    scene.campaign(small_conn)
    small_conn.execute(
        text(
            "update inspections.campaign_unit set result = 'no_access' where id in"
            " (select unit_id from inspections.target where result is null limit 1)"
        )
    )
    actor = person(Role.LEADER, areas=areas)
    now = scene.START + timedelta(days=3)
    found = look(small_conn, actor, now=now).campaigns
    told = coverage.progress(small_conn, scene.CAMPAIGN, areas=areas)
    if not areas:
        assert found == ()
        return
    (one,) = found
    assert (one.covers, one.seen) == (told.total.targets, told.total.targets - told.total.covers["unseen"])
    assert one.planned == sum(day.planned for day in told.days if day.on <= now.date())
    assert 0 < one.planned < one.covers
    small_conn.execute(text("update inspections.campaign set state = 'ended', ended_at = :at"), {"at": now})
    assert look(small_conn, actor, now=now).campaigns == ()


def test_it_is_for_three_roles(furnished: Connection) -> None:
    for who in (CREW, person(Role.INSPECTOR), person(Role.ADMIN)):
        with pytest.raises(Forbidden):
            look(furnished, who)
