"""Jobs of imports are done by the service: once or not at all, with how far they are told beside."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from api import import_chores
from api.settings import Settings
from registry import reference
from registry.actor import Actor, Role
from registry.database import writing
from registry.importing import jobs, refused
from registry.importing.jobs import Act, Job, Wish
from registry.importing.mapping import Rules
from tests.api.support import settings_for
from tests.conftest import NOW
from tests.registry.importing.conftest import REFERENCE, make_town

KEEPER = Actor(uuid4(), "steward", None, frozenset({Role.STEWARD}), ("990101",))
HEAD = "source_id,class_code,lon,lat,size_mm\n"
GOOD = HEAD + "a,01002,120.405,36.005,700\nb,01002,120.406,36.005,700\nc,99999,120.406,36.005,700\n"


@pytest.fixture
def engine(fresh: Callable[[], Engine]) -> Engine:
    made = fresh()
    with writing(made) as conn:
        reference.load(conn, REFERENCE)
        make_town(conn)
    return made


@pytest.fixture
def settings(engine: Engine, tmp_path: Path) -> Settings:
    return settings_for(engine, import_root=tmp_path / "imports", import_free_mb=0)


def ask(
    engine: Engine, settings: Settings, content: str = GOOD, *, act: Act = Act.RUN, run_id: int | None = None
) -> UUID:
    store, file_id, job_id = import_chores.file_store(settings), uuid4(), uuid4()
    intake = store.begin()
    intake.write(content.encode())
    received = intake.end()
    with writing(engine) as conn:
        if act is not Act.UNDO:
            jobs.add_file(conn, KEEPER, received, file_id=file_id, name="covers.csv", now=NOW)
            store.keep(received, file_id, "covers.csv")
        wish = Wish(Rules(kind="covers", source="group"))
        jobs.ask(conn, KEEPER, act, wish, job_id=job_id, now=NOW, file_id=file_id, run_id=run_id)
    return job_id


def read(engine: Engine, job_id: UUID) -> Job:
    with writing(engine) as conn:
        return jobs.one(conn, job_id)


def covers(engine: Engine) -> int:
    with writing(engine) as conn:
        return int(conn.execute(text("select count(*) from registry.asset")).scalar_one())


def test_a_file_is_tried_imported_and_taken_back(engine: Engine, settings: Settings) -> None:
    tried = ask(engine, settings, act=Act.TRY)
    assert import_chores.work(engine, settings, NOW) == 1
    job = read(engine, tried)
    assert (job.state, job.run_id, job.of_parts) == ("done", None, 4)
    assert job.report is not None
    assert (job.report["new"], job.report["rejected"], job.report["reasons"]) == (2, 1, {"unknown_code": 1})
    assert covers(engine) == 0
    assert import_chores.file_store(settings).refused(tried).with_suffix(".csv").is_file()
    done = ask(engine, settings)
    assert import_chores.work(engine, settings, NOW) == 1
    run_id = read(engine, done).run_id
    assert run_id is not None
    assert covers(engine) == 2
    undone = ask(engine, settings, act=Act.UNDO, run_id=run_id)
    assert import_chores.work(engine, settings, NOW) == 1
    assert read(engine, undone).report == {"run": run_id, "withdrawn": 2, "restored": 0, "names": 0}
    assert covers(engine) == 0
    assert import_chores.work(engine, settings, NOW) == 0


def test_what_the_guard_refuses_is_told_with_what_would_mend_it(engine: Engine, settings: Settings) -> None:
    rows = "".join(f"n{i},01002,36.00{i},120.40{i},700\n" for i in range(1, 9))
    job_id = ask(engine, settings, HEAD + rows)
    import_chores.work(engine, settings, NOW)
    job = read(engine, job_id)
    assert job.state == "failed"
    assert job.problem is not None
    assert job.problem["fields"]["cause"] == "swapped_axes"
    assert covers(engine) == 0


def test_a_worker_that_was_killed_leaves_nothing_and_the_job_is_done_again(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Stands for the end of the process."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    job_id = ask(engine, settings)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "finish", die)
        with pytest.raises(Killed):
            import_chores.work(engine, settings, NOW)
    assert covers(engine) == 0
    assert read(engine, job_id).state == "running"
    import_chores.work(engine, settings, NOW)
    assert (read(engine, job_id).state, covers(engine)) == ("done", 2)


def test_a_job_that_ends_the_process_each_time_is_given_up(engine: Engine, settings: Settings) -> None:
    job_id = ask(engine, settings)
    for _ in range(jobs.MOST_TRIES):
        with writing(engine) as conn:
            jobs.begin(conn, job_id, now=NOW)
    import_chores.work(engine, settings, NOW)
    job = read(engine, job_id)
    assert (job.state, covers(engine)) == ("failed", 0)
    assert job.problem is not None
    assert "three times" in job.problem["detail"]


def test_an_unexpected_error_says_nothing_of_its_cause(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("planted secret")

    job_id = ask(engine, settings)
    monkeypatch.setattr(refused, "write", fail)
    assert import_chores.work(engine, settings, NOW) == 1
    job = read(engine, job_id)
    assert (job.state, covers(engine)) == ("failed", 0)
    assert job.problem is not None
    assert "planted" not in str(job.problem)


def test_files_whose_time_is_over_are_removed(engine: Engine, settings: Settings) -> None:
    job = read(engine, ask(engine, settings))
    assert job.file_id is not None
    path = import_chores.file_store(settings).path(job.file_id, "covers.csv")
    later = NOW + timedelta(days=settings.import_file_days, minutes=1)
    assert import_chores.sweep(engine, settings, later) == 0, "a job waits for it"
    import_chores.work(engine, settings, NOW)
    assert import_chores.sweep(engine, settings, NOW) == 0
    assert path.is_file()
    assert import_chores.sweep(engine, settings, later) == 1
    assert not path.exists()
