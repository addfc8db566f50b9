"""Which shafts are shown first, who may post whom, and two posts at once."""

import threading
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.guards import shafts
from inspections.guards.keeping import Kind, guard_of
from inspections.guards.shafts import list_shafts, post
from inspections.guards.watching import Watch
from registry.actor import Role
from registry.database import told, writing
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound
from tests.inspections.guards.site import PHOTO, account, minutes, posting
from tests.inspections.tickets.scene import DESK, FAR, INSPECTOR, NOW, OTHER_SEWER, SEWER, STRANGER, hazard, person
from tests.registry import quarter


def test_unguarded_shafts_stand_first_then_those_that_end_soonest(furnished: Connection) -> None:
    soon, alone, late = (hazard(furnished, code) for code in (SEWER, OTHER_SEWER, FAR))
    hazard(furnished, SEWER, "broken")  # no hole
    post(furnished, DESK, soon, posting(0, 30), now=NOW)
    post(furnished, DESK, late, posting(0, 90), now=NOW)
    page = list_shafts(furnished, DESK, now=minutes(10))
    assert [shaft.id for shaft in page.shafts] == [alone, soon, late]
    assert (page.open, page.unguarded, page.next) == (3, 1, None)
    assert page.shafts[1].guarded.watch == Watch(minutes(30), None)
    # half an hour later, with nothing done
    page = list_shafts(furnished, DESK, now=minutes(31))
    assert [shaft.id for shaft in page.shafts] == [alone, soon, late]
    assert page.unguarded == 2


def test_pages_and_sight(furnished: Connection) -> None:
    for code in (SEWER, OTHER_SEWER, FAR):
        hazard(furnished, code)
    first = list_shafts(furnished, DESK, now=NOW, limit=2)
    rest = list_shafts(furnished, DESK, now=NOW, limit=2, after=first.next)
    assert len({shaft.id for shaft in (*first.shafts, *rest.shafts)}) == 3
    assert rest.next is None
    west = person(Role.DISPATCHER, areas=(quarter.OTHER,))
    assert [shaft.asset_code for shaft in list_shafts(furnished, west, now=NOW).shafts] == [FAR]
    assert len(list_shafts(furnished, DESK, now=NOW, area=quarter.EAST).shafts) == 2
    assert list_shafts(furnished, STRANGER, now=NOW).shafts == []


def test_the_same_posting_again_is_the_same(furnished: Connection) -> None:
    shaft, one = hazard(furnished), posting(0, 30)
    assert post(furnished, DESK, shaft, one, now=NOW) == post(furnished, DESK, shaft, one, now=minutes(50))
    with pytest.raises(Conflict, match="another guard"):
        post(furnished, DESK, shaft, replace(one, until=minutes(31)), now=NOW)
    events = furnished.execute(
        text("select action, quiet, version from inspections.ticket_event where action = 'guard'")
    )
    assert [tuple(row) for row in events] == [("guard", True, 1)]


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"until": minutes(-1)}, Invalid, "until when"),
        ({"begins_at": minutes(-60)}, Invalid, "reported only"),
        ({"begins_at": minutes(-60 * 13)}, Invalid, "12 h"),
        ({"post": " "}, Invalid, "name the post"),
        ({"org_code": None}, Invalid, "name who guards"),
        ({"org_code": "NOBODY"}, Invalid, "no organisation"),
        ({"kind": Kind.BARRIER}, Invalid, "photo"),
        ({"until": minutes(60 * 24 * 32)}, Invalid, "31 days"),
    ],
)
def test_what_is_refused(furnished: Connection, changes: dict[str, object], error: type[Exception], words: str) -> None:
    shaft = hazard(furnished)
    one = replace(posting(0, 30), **changes)  # type: ignore[arg-type]  # fields by name
    with pytest.raises(error, match=words), told():
        post(furnished, DESK, shaft, one, now=NOW)


def test_who_may(furnished: Connection) -> None:
    shaft, broken = hazard(furnished), hazard(furnished, OTHER_SEWER, "broken")
    for nobody in (person(Role.PLANNER), STRANGER, person(Role.INSPECTOR, areas=(quarter.OTHER,))):
        with pytest.raises(Forbidden):
            post(furnished, nobody, shaft, posting(0, 30), now=NOW)
    with pytest.raises(Conflict, match="no open shaft"):
        post(furnished, DESK, broken, posting(0, 30), now=NOW)
    with pytest.raises(NotFound):
        post(furnished, DESK, uuid4(), posting(0, 30), now=NOW)
    assert post(furnished, INSPECTOR, shaft, posting(0, 30, kind=Kind.PLATE, photo_sha256=PHOTO), now=NOW).photo_sha256


def test_whoever_goes_on_standing_relieves_themselves(furnished: Connection) -> None:
    shaft, who = hazard(furnished), account(furnished)
    first = post(furnished, DESK, shaft, posting(0, 60, account_id=who), now=NOW)
    post(furnished, DESK, shaft, posting(30, 120, account_id=who), now=minutes(30))
    found = guard_of(furnished, [shaft], now=minutes(30))[shaft]
    assert (found.guards[0].id, found.guards[0].ended_at) == (first.id, minutes(30))
    assert found.watch == Watch(minutes(120), None)


def test_nobody_stands_in_two_places(furnished: Connection) -> None:
    shaft, other, who = hazard(furnished), hazard(furnished, OTHER_SEWER), account(furnished)
    guard = post(furnished, DESK, shaft, posting(0, 60, account_id=who), now=NOW)
    with pytest.raises(Conflict, match="two places"), told(), furnished.begin_nested():
        post(furnished, DESK, other, posting(59, 90, account_id=who), now=NOW)
    shafts.end(furnished, DESK, guard.id, reason="调岗", now=minutes(40))
    post(furnished, DESK, other, posting(40, 90, account_id=who), now=minutes(40))
    assert guard_of(furnished, [shaft], now=minutes(41))[shaft].watch == Watch(None, minutes(40))


def test_ended_twice_is_ended_once(furnished: Connection) -> None:
    shaft = hazard(furnished)
    guard = post(furnished, DESK, shaft, posting(0, 60), now=NOW)
    with pytest.raises(Invalid, match="why"):
        shafts.end(furnished, DESK, guard.id, reason=" ", now=minutes(1))
    first = shafts.end(furnished, DESK, guard.id, reason="撤岗", now=minutes(20))
    assert shafts.end(furnished, DESK, guard.id, reason="再说", now=minutes(30)) == first
    with pytest.raises(NotFound):
        shafts.end(furnished, DESK, uuid4(), reason="x", now=NOW)


def race(town: Engine, *jobs: tuple[UUID, shafts.Posting]) -> list[object]:
    """Several postings at the same moment, each in its own transaction; what each got."""
    start = threading.Barrier(len(jobs))
    results: list[object] = []

    def run(ticket: UUID, one: shafts.Posting) -> None:
        start.wait()
        try:
            with writing(town) as conn:
                results.append(post(conn, DESK, ticket, one, now=NOW))
        except JinggeError as error:
            results.append(error)

    threads = [threading.Thread(target=run, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_posts_at_once(town: Engine) -> None:
    with writing(town) as conn:
        shaft, other, who = hazard(conn), hazard(conn, OTHER_SEWER), account(conn)
    same = posting(0, 30)
    first, second = race(town, (shaft, same), (shaft, same))
    assert first == second  # one guard, told to both
    one, two = posting(60, 90, account_id=who), posting(60, 90, account_id=who)
    results = race(town, (shaft, one), (other, two))
    assert sorted(isinstance(result, Conflict) for result in results) == [False, True]
    with town.connect() as conn:
        assert conn.execute(text("select count(*) from inspections.guard")).scalar_one() == 2
