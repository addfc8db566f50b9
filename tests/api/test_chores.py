"""Chores run beside the service, and one that fails stops none of the others."""

import threading
from datetime import datetime

from sqlalchemy import Engine

from api.app import utc_now
from api.chores import Chore, Runner, run_once
from api.settings import Settings
from tests.api.support import settings_for


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
