"""Appointing and ending: one holder of a seat at a time, nothing is rewritten, persons can be erased."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from registry.actor import SYSTEM, Role
from registry.database import writing
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound
from registry.posts import keeping, listing
from registry.posts.listing import Wanted
from registry.posts.post import Appointment, Post, State
from tests.registry.posts import scene
from tests.registry.posts.scene import NOW, PARTY, PLANNER, WEST, appoint, person

DAY = timedelta(days=1)


@pytest.fixture
def town(conn: Connection) -> Connection:
    scene.furnish(conn)
    return conn


def posts(conn: Connection, *, at: datetime = NOW, **wanted: object) -> list[Post]:
    return list(listing.posts(conn, SYSTEM, Wanted(**wanted), now=at).posts)  # type: ignore[arg-type]  # by name


def test_a_post_is_held_ended_and_held_by_the_next(town: Connection) -> None:
    first = appoint(town, "员 001", contact="内线 8001", deputy="员 002", by=PLANNER)
    assert (first.state, first.place, first.seat, first.since) == (State.HELD, WEST, 1, NOW)
    assert (first.contact, first.deputy, first.made_by) == ("内线 8001", "员 002", "tester")
    with pytest.raises(Conflict, match="is held by somebody"):
        appoint(town, "员 003")
    ended = keeping.end(town, PLANNER, first.id, now=NOW + DAY, reason="调离")
    assert (ended.state, ended.until) == (State.ENDED, NOW + DAY)
    second = appoint(town, "员 003", now=NOW + DAY)
    assert [(post.holder, post.state) for post in posts(town, at=NOW + DAY)] == [
        ("员 001", State.ENDED),
        ("员 003", State.HELD),
    ]
    assert [post.id for post in posts(town, at=NOW + DAY, states=[State.HELD])] == [second.id]


def test_the_same_appointment_again_changes_nothing(town: Connection) -> None:
    asked = Appointment(id=uuid4(), kind="volunteer", place=WEST, holder="员 001")
    assert keeping.appoint(town, PLANNER, asked, now=NOW) == keeping.appoint(town, PLANNER, asked, now=NOW)
    other = Appointment(id=asked.id, kind="volunteer", place=WEST, holder="员 009")
    with pytest.raises(Conflict, match="names another appointment"):
        keeping.appoint(town, PLANNER, other, now=NOW)
    with pytest.raises(Conflict, match="holds this post"):
        appoint(town, "员 001", kind="volunteer")
    assert appoint(town, "员 002", kind="volunteer").seat == 2


def test_a_post_that_was_not_begun_is_withdrawn_and_an_end_comes_only_earlier(town: Connection) -> None:
    coming = appoint(town, "员 001", since=NOW + 3 * DAY)
    assert coming.state is State.COMING
    assert keeping.end(town, PLANNER, coming.id, now=NOW).state is State.WITHDRAWN
    post = appoint(town, "员 001")
    with pytest.raises(Invalid, match="cannot end before"):
        keeping.end(town, PLANNER, post.id, now=NOW, until=NOW - DAY)
    keeping.end(town, PLANNER, post.id, now=NOW, until=NOW + 5 * DAY)
    assert keeping.end(town, PLANNER, post.id, now=NOW, until=NOW + 4 * DAY).until == NOW + 4 * DAY
    with pytest.raises(Conflict, match="appoint anew"):
        keeping.end(town, PLANNER, post.id, now=NOW, until=NOW + 6 * DAY)
    assert keeping.end(town, PLANNER, post.id, now=NOW + 9 * DAY).until == NOW + 4 * DAY  # ended already


def test_who_may_not_is_refused_and_learns_nothing_of_party_posts(town: Connection) -> None:
    with pytest.raises(Forbidden, match="planner or steward"):
        appoint(town, "员 001", by=person(Role.INSPECTOR))
    with pytest.raises(NotFound, match="no micro grid"):
        appoint(town, "员 001", by=person(Role.PLANNER, areas=("370202",)))
    with pytest.raises(Forbidden, match="role party"):
        appoint(town, "员 001", scene.GRID, "grid_party_secretary", by=PLANNER)
    secret = appoint(town, "员 001", scene.GRID, "grid_party_secretary", by=PARTY)
    for stranger in (PLANNER, person(Role.PARTY, areas=("370202",))):
        with pytest.raises(NotFound, match="there is no post"):
            keeping.end(town, stranger, secret.id, now=NOW)
    with pytest.raises(NotFound, match="there is no post"):
        keeping.end(town, PLANNER, uuid4(), now=NOW)
    assert keeping.end(town, PARTY, secret.id, now=NOW + DAY).state is State.ENDED


def test_places_that_are_none_or_no_more_are_refused(town: Connection) -> None:
    with pytest.raises(Invalid, match="no kind of post"):
        appoint(town, "员 001", kind="king")
    with pytest.raises(NotFound, match="no building"):
        appoint(town, "员 001", scene.GRID, "building_leader")
    with pytest.raises(Invalid, match="ends after it begins"):
        appoint(town, "员 001", until=NOW - DAY)
    scene.redraw(town, gone=WEST, into=(scene.MIDDLE,))
    with pytest.raises(Conflict, match="no longer in use"):
        appoint(town, "员 001")


def test_the_database_refuses_two_holders_of_a_seat_and_every_rewriting(town: Connection) -> None:
    post = appoint(town, "员 001")
    copy = (
        "insert into registry.post (id, kind, place_kind, place_code, seat, holder_id, since, made_by, made_at) "
        "select gen_random_uuid(), kind, place_kind, place_code, seat, holder_id, since + interval '1 day', 'x', now() "
        "from registry.post"
    )
    wrongs = (
        (copy, "post_held_once"),
        ("update registry.post set seat = 2", "only ever added"),
        ("update registry.post set until = null, ended_by = 'x', ended_at = now()", "only ever added"),
        ("delete from registry.post", "only ever added"),
        ("truncate registry.post", "only ever added"),
    )
    for wrong, told in wrongs:
        with pytest.raises(DBAPIError, match=told), town.begin_nested():
            town.execute(text(wrong))
    assert posts(town) == [post]


def test_a_person_is_forgotten_and_the_post_stays(town: Connection) -> None:
    appoint(town, "员 001", contact="内线 8001")
    appoint(town, "员 002", scene.MIDDLE, deputy="员 001")
    with pytest.raises(Forbidden, match="administrator"):
        keeping.erase(town, PLANNER, "员 001", now=NOW)
    assert keeping.erase(town, person(Role.ADMIN), "员 001", now=NOW) == 2
    assert [(post.holder, post.contact, post.deputy) for post in posts(town)] == [("", "", ""), ("员 002", "", "")]
    left = town.execute(text("select string_agg(h\\:\\:text, ' ') from registry.post_holder h")).scalar_one()
    assert "员 001" not in left
    assert "8001" not in left
    with pytest.raises(NotFound, match="nobody is known"):
        keeping.erase(town, SYSTEM, "员 001", now=NOW)


def test_two_who_ask_at_once_get_a_seat_each_or_a_plain_answer(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    with writing(engine) as conn:
        scene.furnish(conn)

    def ask(n: int) -> str:
        try:
            with writing(engine) as conn:
                return str(appoint(conn, f"员 {n:03d}", scene.GRID, "grid_worker").seat)
        except JinggeError as error:
            return error.code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(ask, range(6))) == ["1", "2", "3", "conflict", "conflict", "conflict"]


@pytest.fixture(scope="module")
def shared(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as conn, conn.begin() as transaction:
        scene.furnish(conn)
        yield conn
        transaction.rollback()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.lists(
        st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 8), st.none() | st.integers(1, 5), st.booleans()),
        max_size=12,
    )
)
def test_whatever_is_asked_a_seat_is_held_by_one_at_a_time(
    shared: Connection, asked: list[tuple[str, int, int | None, bool]]
) -> None:
    with shared.begin_nested() as savepoint:
        _ask(shared, asked)
        savepoint.rollback()


def _ask(shared: Connection, asked: list[tuple[str, int, int | None, bool]]) -> None:
    made: list[Post] = []
    for who, begins, lasts, ends in asked:
        since = NOW + begins * DAY
        until = None if lasts is None else since + lasts * DAY
        try:
            made.append(appoint(shared, who, scene.GRID, "grid_worker", since=since, until=until))
        except Conflict:
            continue
        if ends:
            keeping.end(shared, SYSTEM, made[-1].id, now=NOW, until=since)
    for hours in range(0, 24 * 14, 12):
        held = posts(shared, at=NOW + timedelta(hours=hours), states=[State.HELD])
        assert len({post.seat for post in held}) == len(held) <= 3
        assert len({post.holder for post in held}) == len(held)
