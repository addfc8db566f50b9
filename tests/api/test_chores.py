"""Chores run beside the service, and one that fails stops none of the others."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Engine

from api.app import utc_now
from api.chores import Chore, Runner, run_once
from api.settings import Settings
from inspections.owners import phoning
from inspections.owners.phoning import Called, Says
from inspections.tickets.workflow import Action
from registry.database import writing
from tests.api.support import settings_for
from tests.conftest import NOW
from tests.inspections.owners.yard import dispatched, step
from tests.inspections.tickets import scene


def test_a_chore_that_fails_is_tried_again_and_stops_no_other(engine: Engine) -> None:
    done = threading.Event()
    tries: list[int] = []

    def fail(_: Engine, __: Settings, ___: datetime) -> int:
        tries.append(1)
        raise RuntimeError("planted")

    def work(_: Engine, __: Settings, now: datetime) -> int:
        assert now.tzinfo is not None
        if len(tries) > 1:
            done.set()
        return 1

    runner = Runner(
        engine, settings_for(engine), clock=utc_now, chores=(Chore("fail", 0, fail), Chore("work", 0, work))
    )
    runner.start()
    try:
        assert done.wait(30)
    finally:
        runner.stop()


def test_once_does_each(engine: Engine) -> None:
    assert all(done >= 0 for done in run_once(engine, settings_for(engine), now=utc_now()).values())


def test_who_spoke_for_an_owner_is_erased_with_who_asked(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    with writing(engine) as conn:
        scene.furnish(conn)
        ticket_id = dispatched(conn)
        called = Called(uuid4(), ticket_id, "0532-1", NOW, True, "值班员", "王小明", "不归我们", Says.NOT_OURS)
        phoning.enter(conn, scene.DESK, called, now=NOW)
        step(conn, ticket_id, Action.VOID, reason="误报")
    settings = settings_for(engine, request_retention_days=30)
    for day, erased in ((29, 0), (30, 1), (31, 0)):
        assert run_once(engine, settings, now=NOW + timedelta(days=day))["retention"] == erased
