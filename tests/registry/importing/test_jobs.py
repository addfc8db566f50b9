"""Jobs are asked for once, taken by one worker, and closed with their work."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine

from registry.actor import Actor, Role
from registry.database import writing
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.importing import jobs
from registry.importing.filestore import Received
from registry.importing.jobs import Act, Wish
from registry.importing.mapping import Rules
from tests.conftest import NOW

KEEPER = Actor(uuid4(), "steward", None, frozenset({Role.STEWARD}), ("990101",))
WISH = Wish(Rules(kind="covers", source="group", fields={"class_code": {"column": "类型", "values": {"污": "01002"}}}))
CAME = Received(Path("x.part"), 6, "ab" * 32)


def came(conn: Connection, file_id: UUID | None = None) -> UUID:
    return jobs.add_file(conn, KEEPER, CAME, file_id=file_id or uuid4(), name="a.csv", now=NOW).id


def asked(conn: Connection, job_id: UUID | None = None, *, act: Act = Act.TRY, wish: Wish = WISH) -> jobs.Job:
    return jobs.ask(conn, KEEPER, act, wish, job_id=job_id or uuid4(), now=NOW, file_id=came(conn))


def test_the_same_file_and_job_again_are_known(town: Connection) -> None:
    file_id = came(town)
    assert came(town, file_id) == file_id
    other = Received(Path("x.part"), 6, "cd" * 32)
    with pytest.raises(Conflict):
        jobs.add_file(town, KEEPER, other, file_id=file_id, name="a.csv", now=NOW)
    job = asked(town)
    assert asked(town, job.id, act=Act.RUN) == job
    assert [one.id for one in jobs.listed(town)] == [job.id]
    assert [one.id for one in jobs.files(town)] != []


def test_the_mapping_comes_back_as_it_was(town: Connection) -> None:
    wish = Wish(WISH.rules, swap_axes=True, trust_datum=True, ignore_file_crs=True, reason="试")
    assert asked(town, wish=wish).wish == wish


def test_who_may(town: Connection) -> None:
    for roles, areas in (({Role.DISPATCHER}, ("990101",)), ({Role.STEWARD}, ("990101001",)), (set(), ("990101",))):
        with pytest.raises(Forbidden):
            jobs.check(town, Actor(uuid4(), "x", None, frozenset(roles), areas))
    jobs.check(town, Actor(uuid4(), "x", None, frozenset({Role.PLANNER}), ("990101",)))


def test_what_cannot_be_asked_for(town: Connection) -> None:
    for rules in (Rules(source="s"), Rules(kind="covers"), Rules(kind="covers", source="s", datum="/etc/a.prj!")):
        with pytest.raises(Invalid):
            asked(town, wish=Wish(rules))
    with pytest.raises(NotFound):
        jobs.ask(town, KEEPER, Act.UNDO, Wish(Rules()), job_id=uuid4(), now=NOW, run_id=77)
    with pytest.raises(NotFound):
        jobs.ask(town, KEEPER, Act.TRY, WISH, job_id=uuid4(), now=NOW, file_id=uuid4())
    with pytest.raises(NotFound):
        jobs.one(town, uuid4())


def test_a_file_that_a_job_waits_for_is_not_removed(town: Connection) -> None:
    job = asked(town)
    assert job.file_id is not None
    with pytest.raises(Conflict):
        jobs.forget(town, job.file_id, now=NOW)
    assert jobs.old_files(town, before=NOW.replace(year=2027)) == []
    jobs.finish(town, job.id, {"read": 1}, run_id=None, now=NOW)
    assert jobs.old_files(town, before=NOW.replace(year=2027)) == [job.file_id]
    jobs.forget(town, job.file_id, now=NOW)
    with pytest.raises(NotFound):
        jobs.file(town, job.file_id)


def test_a_job_is_taken_by_one_and_again_where_that_one_is_gone(town_engine: Engine) -> None:
    with writing(town_engine) as conn:
        job = asked(conn)
    with town_engine.connect() as worker:
        taken = jobs.take(worker)
        assert taken is not None
        assert taken.id == job.id
        with writing(town_engine) as other:
            assert jobs.take(other) is None
            assert jobs.begin(other, job.id, now=NOW) == 1
            jobs.tell(other, job.id, "read", done=1, of_parts=4)
        with writing(town_engine) as other:
            seen = jobs.one(other, job.id)
            assert (seen.state, seen.part, seen.done, seen.of_parts) == ("running", "read", 1, 4)
        jobs.finish(worker, job.id, {"read": 3}, run_id=None, now=NOW)
        worker.rollback()  # as if it were killed
    with writing(town_engine) as conn:
        again = jobs.take(conn)
        assert again is not None
        assert again.report is None
        jobs.finish(conn, job.id, {"read": 3}, run_id=None, now=NOW)
    with writing(town_engine) as conn:
        assert jobs.take(conn) is None
        done = jobs.one(conn, job.id)
        assert (done.state, done.report, done.finished_at) == ("done", {"read": 3}, NOW)


def test_a_failure_is_kept_with_its_reason(town: Connection) -> None:
    job = asked(town)
    jobs.fail(town, job.id, Invalid("its axes look exchanged", cause="swapped_axes"), now=NOW)
    failed = jobs.one(town, job.id)
    assert failed.state == "failed"
    assert failed.problem == {
        "code": "invalid",
        "detail": "its axes look exchanged",
        "fields": {"cause": "swapped_axes"},
    }


def test_an_empty_register_takes_files(fresh: Callable[[], Engine]) -> None:
    with writing(fresh()) as conn:
        jobs.check(conn, Actor(uuid4(), "x", None, frozenset({Role.STEWARD}), ("990101",)))
        assert jobs.files(conn) == []
