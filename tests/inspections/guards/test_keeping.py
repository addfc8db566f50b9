"""What follows the steps of a ticket, what the workflow asks, and that a guard that ran out is told once."""

from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from inspections.guards import entries, shafts
from inspections.guards.keeping import BARRIER_STANDS, Kind, entry_open, guard_of, tell_ran_out
from inspections.guards.watching import Watch, watch_at
from tests.inspections.guards.site import PHOTO, dispatch, minutes, posting, step
from tests.inspections.tickets.scene import CREW, DESK, INSPECTOR, NOW, OTHER_SEWER, hazard


def test_an_open_shaft_without_anybody_is_unguarded_since_it_was_reported(furnished: Connection) -> None:
    shaft, broken = hazard(furnished), hazard(furnished, OTHER_SEWER, "broken")
    found = guard_of(furnished, [shaft, broken, uuid4()], now=minutes(5))
    assert {id_: one.watch for id_, one in found.items()} == {shaft: Watch(None, NOW)}


def test_a_make_safe_puts_up_a_barrier_and_the_verified_repair_takes_it_away(furnished: Connection) -> None:
    shaft = hazard(furnished)
    step(furnished, INSPECTOR, shaft, "make_safe", at=10, photos=(PHOTO,))
    (barrier,) = guard_of(furnished, [shaft], now=minutes(10))[shaft].guards
    assert (barrier.kind, barrier.org_code, barrier.photo_sha256) == (Kind.BARRIER, INSPECTOR.org_code, PHOTO)
    assert barrier.until == minutes(10) + BARRIER_STANDS
    dispatch(furnished, shaft, at=20)
    step(furnished, CREW, shaft, "repair", at=30, photos=("c" * 64,))
    assert guard_of(furnished, [shaft], now=minutes(31)) == {}  # made good: no open shaft any more
    step(furnished, DESK, shaft, "rework", at=40, reason="未盖严")
    assert guard_of(furnished, [shaft], now=minutes(41))[shaft].watch == Watch(barrier.until, None)
    step(furnished, CREW, shaft, "repair", at=50, photos=("d" * 64,))
    step(furnished, DESK, shaft, "verify", at=60, data={"note": "看过"})
    row = furnished.execute(text("select ended_at, end_reason from inspections.guard")).one()
    assert tuple(row) == (minutes(60), "verify")


def test_a_make_safe_of_what_is_no_hole_puts_up_nothing(furnished: Connection) -> None:
    broken = hazard(furnished, defect_code="broken")
    step(furnished, INSPECTOR, broken, "make_safe", photos=(PHOTO,))
    assert furnished.execute(text("select count(*) from inspections.guard")).scalar_one() == 0


def told(conn: Connection) -> list[tuple[object, ...]]:
    rows = conn.execute(
        text("select at, quiet, data ->> 'since' from inspections.ticket_event where action = 'unguarded' order by at")
    )
    return [tuple(row) for row in rows]


def test_a_guard_that_ran_out_is_told_once(furnished: Connection) -> None:
    shaft = hazard(furnished)
    shafts.post(furnished, DESK, shaft, posting(0, 30), now=NOW)
    assert tell_ran_out(furnished, now=minutes(29)) == 0
    # true at once, before any chore has run
    assert guard_of(furnished, [shaft], now=minutes(30))[shaft].watch == Watch(None, minutes(30))
    assert tell_ran_out(furnished, now=minutes(35)) == 1
    assert tell_ran_out(furnished, now=minutes(36)) == 0
    assert told(furnished) == [(minutes(35), True, minutes(30).isoformat())]
    version = "select version from inspections.ticket where id = :id"
    assert furnished.execute(text(version), {"id": shaft}).scalar_one() == 1


def test_one_who_was_relieved_in_time_is_not_told(furnished: Connection) -> None:
    shaft = hazard(furnished)
    shafts.post(furnished, DESK, shaft, posting(0, 30), now=NOW)
    shafts.post(furnished, DESK, shaft, posting(29, 60), now=minutes(29))
    assert tell_ran_out(furnished, now=minutes(35)) == 0
    assert tell_ran_out(furnished, now=minutes(61)) == 1
    assert [row[2] for row in told(furnished)] == [minutes(60).isoformat()]


def test_somebody_is_down(furnished: Connection) -> None:
    shaft = hazard(furnished)
    dispatch(furnished, shaft)
    entries.open_card(furnished, CREW, shaft, id_=uuid4(), attendant="张", entrants=["李"], now=NOW)
    assert not entry_open(furnished, shaft)
    furnished.execute(text("update inspections.entry_card set inside = '{李}'"))
    assert entry_open(furnished, shaft)
    assert not entry_open(furnished, uuid4())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60), st.none() | st.integers(0, 60)), max_size=5),
    at=st.integers(0, 130),
)
def test_stored_guards_say_what_the_rule_says(
    furnished: Connection, spans: list[tuple[int, int, int | None]], at: int
) -> None:
    """Posted and ended in any way, the table gives the state that the intervals alone give."""
    with furnished.begin_nested() as savepoint:
        shaft = hazard(furnished)
        stands = []
        for begins, long, ended in spans:
            guard = shafts.post(furnished, DESK, shaft, posting(begins, begins + long), now=NOW)
            if ended is not None:
                guard = shafts.end(furnished, DESK, guard.id, reason="撤岗", now=minutes(ended))
            stands.append(guard.stand)
        expected = watch_at(minutes(at), opened_at=NOW, stands=stands)
        assert guard_of(furnished, [shaft], now=minutes(at))[shaft].watch == expected
        savepoint.rollback()
