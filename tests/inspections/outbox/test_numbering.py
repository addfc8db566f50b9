"""Numbers are the order of commits: whoever resumes after one misses nothing, however late somebody commits."""

import random
import threading
import time

from sqlalchemy import Connection, Engine, text

from inspections.outbox import numbering, reading
from registry.database import reading as read_only
from registry.database import writing
from tests.inspections.outbox import scene
from tests.inspections.tickets.scene import DESK, FAR, OTHER_SEWER, SEWER, hazard

WRITERS, EVENTS = 8, 25


def test_nothing_waits_in_an_empty_house(furnished: Connection) -> None:
    assert numbering.number(furnished) == 0


def test_a_late_commit_is_numbered_after_an_early_one(town: Engine) -> None:
    """The trap itself: the row that was inserted first is committed last."""
    with writing(town) as conn:
        slow_ticket, fast_ticket = hazard(conn, SEWER), hazard(conn, FAR)
    with writing(town) as conn:
        assert numbering.number(conn) == 2
    with town.begin() as slow:
        late = scene.urge(slow, slow_ticket)
        with writing(town) as fast:
            early = scene.urge(fast, fast_ticket)
        with writing(town) as conn:
            assert numbering.number(conn) == 3
        with read_only(town) as conn:
            page = reading.events(conn, DESK, after=2)
        assert [one.id for one in page.told] == [early]
        slow.commit()
    with writing(town) as conn:
        assert numbering.number(conn) == 4
    with read_only(town) as conn:
        assert [one.id for one in reading.events(conn, DESK, after=3).told] == [late]


def test_a_reader_who_resumes_all_the_time_sees_each_event_once_in_order(town: Engine) -> None:
    with writing(town) as conn:
        tickets = [hazard(conn, asset) for asset in (SEWER, OTHER_SEWER, FAR)]
    written: set[object] = set()
    done = threading.Event()

    def write(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(EVENTS):
            with writing(town) as conn:
                event_id = scene.urge(conn, dice.choice(tickets))
                time.sleep(dice.uniform(0, 0.01))
            written.add(event_id)

    def number() -> None:
        while not done.is_set():
            with writing(town) as conn:
                numbering.number(conn)

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(WRITERS)]
    numberers = [threading.Thread(target=number) for _ in range(2)]
    for thread in (*writers, *numberers):
        thread.start()
    seen: list[reading.Told] = []
    after = 0
    while len(seen) < len(tickets) + WRITERS * EVENTS and any(t.is_alive() for t in (*writers, *numberers)):
        with read_only(town) as conn:
            page = reading.events(conn, DESK, after=after, limit=7)
        seen += page.told
        after = page.until
        if not any(t.is_alive() for t in writers) and not page.told:
            with read_only(town) as conn:
                waits = conn.execute(text("select count(*) from inspections.outbox where number is null")).scalar_one()
                if waits == 0 and numbering.head(conn) == after:
                    break
    done.set()
    for thread in (*writers, *numberers):
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert [one.number for one in seen] == list(range(1, len(seen) + 1))
    assert len({one.id for one in seen}) == len(seen) == len(tickets) + WRITERS * EVENTS
    assert written <= {one.id for one in seen}
