"""Two clients at once: one wins, the other is told; nobody waits in a circle."""

import threading
from uuid import uuid4

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from inspections.tickets.steps import Asked, take, take_many
from inspections.tickets.ticket import Ticket
from registry.actor import Actor, Role
from registry.database import writing
from registry.errors import JinggeError, Stale
from tests.inspections.tickets.scene import DESK, FAR, NOW, OTHER_SEWER, SEWER, hazard, person


def race(engine: Engine, *deeds: tuple[Actor, list[Asked]]) -> list[object]:
    """Each deed in a transaction of its own, all at once: the tickets, or the error that came instead."""
    barrier = threading.Barrier(len(deeds))
    found: dict[int, object] = {}

    def run(n: int) -> None:
        actor, asked = deeds[n]
        try:
            with writing(engine) as conn:
                conn.execute(text("select 1"))
                barrier.wait(10)
                if len(asked) > 1:
                    found[n] = take_many(conn, actor, asked, now=NOW)
                else:
                    [one] = asked
                    found[n] = take(
                        conn,
                        actor,
                        one.ticket_id,
                        action=one.action,
                        event_id=one.event_id,
                        if_version=one.if_version,
                        now=NOW,
                        reason="because",
                        photos=one.photos,
                    )
        except (JinggeError, DBAPIError) as error:
            found[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [found[n] for n in range(len(deeds))]


def test_of_two_clients_one_wins_and_the_other_is_told(town: Engine) -> None:
    for asset in (SEWER, OTHER_SEWER, FAR):
        with writing(town) as conn:
            ticket_id = hazard(conn, asset)
        rival = person(Role.DISPATCHER)
        answers = race(
            town, (DESK, [Asked(ticket_id, uuid4(), "file", 1)]), (rival, [Asked(ticket_id, uuid4(), "void", 1)])
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["Stale", "Ticket"]
        with writing(town) as conn:
            count = text("select count(*), max(version) from inspections.ticket_event where ticket_id = :id")
            assert conn.execute(count, {"id": ticket_id}).one() == (2, 2)


def test_one_step_sent_twice_at_once_is_taken_once(town: Engine) -> None:
    with writing(town) as conn:
        ticket_id = hazard(conn)
    asked = [Asked(ticket_id, uuid4(), "file", 1)]
    one, other = race(town, (DESK, asked), (DESK, asked))
    assert one == other
    assert isinstance(one, Ticket)


def test_lists_of_steps_in_opposite_orders_do_not_wait_for_each_other(town: Engine) -> None:
    with writing(town) as conn:
        tickets = [hazard(conn, asset) for asset in (SEWER, OTHER_SEWER, FAR)] + [hazard(conn, None)]
    for action, version in (("file", 1), ("dispatch", 2)):
        there = [Asked(ticket, uuid4(), action, version) for ticket in tickets]
        back = [Asked(ticket, uuid4(), action, version) for ticket in reversed(tickets)]
        answers = race(town, (DESK, there), (person(Role.DISPATCHER), back))
        outcomes = [outcome for answer in answers for outcome in answer]  # type: ignore[attr-defined]  # lists
        assert sum(outcome.error is None for outcome in outcomes) == len(tickets)
        assert {type(outcome.error) for outcome in outcomes} == {type(None), Stale}
