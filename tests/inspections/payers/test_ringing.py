"""Clocks that ran out ring once: killed in between, repeated, by two at once, and beside a person who acts."""

import subprocess
import sys
from datetime import datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.payers import recovering, ringing
from inspections.payers.recovery import Deed
from inspections.payers.terms import Act, State
from registry.database import writing
from registry.errors import JinggeError, Stale
from tests.conftest import ROOT
from tests.inspections.payers import case
from tests.inspections.tickets import scene

DUE = scene.NOW + timedelta(minutes=30)


def told(conn: Connection, ticket_id: UUID) -> list[str]:
    story = "select data ->> 'act' from inspections.ticket_event where action = 'recovery' and ticket_id = :id"
    return list(conn.execute(text(f"{story} order by seq"), {"id": ticket_id}).scalars())


def test_silence_is_told_when_it_is_due_and_not_before(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    version = text("select version from inspections.ticket where id = :id")
    before = furnished.execute(version, {"id": ticket_id}).scalar_one()
    assert ringing.ring(furnished, now=DUE - timedelta(seconds=1)) == 0
    assert [ringing.ring(furnished, now=DUE) for _ in range(3)] == [1, 0, 0]
    silent = case.the(furnished, ticket_id)
    assert (silent.state, silent.stand_in_code, silent.due_at) == (
        State.SILENT,
        case.MUNICIPAL,
        DUE + timedelta(minutes=30),
    )
    assert told(furnished, ticket_id) == ["silence"]
    assert furnished.execute(version, {"id": ticket_id}).scalar_one() == before  # a quiet event
    assignee = furnished.execute(text("select assignee_code from inspections.ticket where id = :id"), {"id": ticket_id})
    assert assignee.scalar_one() == scene.OWNER  # proposed, and sent by a person


def test_who_is_late_is_told_once_and_again_after_the_next_act(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    case.silent(furnished, ticket_id)
    late = DUE + timedelta(minutes=30)
    assert [ringing.ring(furnished, now=late) for _ in range(2)] == [1, 0]
    assert told(furnished, ticket_id) == ["silence", "late"]
    at = late + timedelta(minutes=1)
    standing = case.act(furnished, ticket_id, Deed(Act.STAND_IN, stand_in_code=case.MUNICIPAL), at=at)
    assert (standing.rang_at, standing.due_at) == (None, datetime.fromisoformat("2026-11-30T02:01:00+00:00"))
    case.silent(furnished, ticket_id)
    assert told(furnished, ticket_id) == ["silence", "late", "stand_in", "late"]


def test_whoever_answers_and_does_not_come_is_silent_after_all(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    case.act(furnished, ticket_id, Deed(Act.ANSWER), scene.CREW, at=scene.NOW)
    assert ringing.ring(furnished, now=DUE) == 0
    assert case.silent(furnished, ticket_id).state is State.SILENT


def test_an_owner_who_answered_has_as_long_as_its_ticket_has(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    answered = case.act(furnished, ticket_id, Deed(Act.ANSWER), scene.CREW, at=scene.NOW)
    assert answered.due_at is not None
    later = answered.due_at + timedelta(days=1)
    furnished.execute(text("update inspections.ticket set due_at = :at where id = :id"), {"at": later, "id": ticket_id})
    granted = case.silent(furnished, ticket_id)
    assert (granted.state, granted.due_at, granted.version) == (State.ANSWERED, later, answered.version)
    furnished.execute(text("update inspections.ticket set state = 'suspended' where id = :id"), {"id": ticket_id})
    assert case.silent(furnished, ticket_id).due_at == later + timedelta(hours=6)
    furnished.execute(text("update inspections.ticket set state = 'accepted' where id = :id"), {"id": ticket_id})
    assert case.silent(furnished, ticket_id).state is State.SILENT


def test_when_its_ticket_has_ended_nobody_is_asked_any_more(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    end = "update inspections.ticket set state = 'void', closed_at = :at where id = :id"
    furnished.execute(text(end), {"at": scene.NOW, "id": ticket_id})
    assert case.silent(furnished, ticket_id).state is State.WITHDRAWN
    standing = case.dispatched(furnished, asset_code=scene.FAR)
    case.silent(furnished, standing)
    case.act(furnished, standing, Deed(Act.STAND_IN, stand_in_code=case.MUNICIPAL), at=DUE)
    furnished.execute(text(end), {"at": DUE, "id": standing})
    assert case.silent(furnished, standing).state is State.STANDING_IN  # what it cost is still to be listed


def test_payment_is_reminded_of_so_often_and_then_told(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    case.lettered(furnished, ticket_id)
    for n in range(1, ringing.MOST_REMINDERS + 1):
        reminded = case.silent(furnished, ticket_id)
        assert (reminded.state, reminded.reminders) == (State.LETTERED, n)
    late = case.silent(furnished, ticket_id)
    assert (late.reminders, late.rang_at) == (ringing.MOST_REMINDERS, late.due_at)
    assert told(furnished, ticket_id)[-2:] == ["remind", "late"]


def test_a_notice_whose_cover_got_an_owner_is_claimed(furnished: Connection) -> None:
    ticket_id = case.ownerless(furnished)
    case.opened(furnished, ticket_id)
    own = text("update registry.asset set owner_code = 'GSGS' where code = :code")
    furnished.execute(own, {"code": scene.SEWER})
    claimed = case.silent(furnished, ticket_id)
    assert (claimed.state, claimed.owner_code) == (State.CLAIMED, "GSGS")


# Real commits ------------------------------------------------------------------------------------------------------


_RINGS_AND_WAITS = """
import sys, time
from datetime import datetime
from inspections.payers import ringing
from registry.database import open_engine, writing
with writing(open_engine(sys.argv[1])) as conn:
    print(ringing.ring(conn, now=datetime.fromisoformat(sys.argv[2])), flush=True)
    time.sleep(600)
"""


def test_killed_before_its_end_it_forgets_nothing_and_does_nothing_twice(town: Engine) -> None:
    with writing(town) as conn:
        tickets = [case.dispatched(conn, asset_code=code) for code in (scene.SEWER, scene.OTHER_SEWER, scene.FAR)]
    words = [sys.executable, "-c", _RINGS_AND_WAITS, town.url.render_as_string(hide_password=False), DUE.isoformat()]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "3\n"
        process.kill()
    rung = 0
    while rung < 3:  # the server may hold what the dead one held for a moment
        with writing(town) as conn:
            assert all(told(conn, one) in ([], ["silence"]) for one in tickets)
            rung += ringing.ring(conn, now=DUE)
    with writing(town) as conn:
        assert ringing.ring(conn, now=DUE) == 0
        assert [told(conn, one) for one in tickets] == [["silence"]] * 3


def test_two_that_ring_at_once_share_the_work(town: Engine) -> None:
    with writing(town) as conn:
        tickets = [case.dispatched(conn, asset_code=code) for code in (scene.SEWER, scene.OTHER_SEWER, scene.FAR)]
    rung: list[int] = []
    start = Barrier(4)

    def ring() -> None:
        start.wait()
        for _ in range(3):
            with writing(town) as conn:
                rung.append(ringing.ring(conn, now=DUE))

    threads = [Thread(target=ring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(rung) == 3
    with writing(town) as conn:
        assert [told(conn, one) for one in tickets] == [["silence"]] * 3


def test_what_a_person_holds_is_left_until_the_next_time(town: Engine) -> None:
    with writing(town) as conn:
        ticket_id = case.dispatched(conn)
    with writing(town) as person:
        case.act(person, ticket_id, Deed(Act.ANSWER), scene.CREW, at=DUE)
        with writing(town) as conn:
            assert ringing.ring(conn, now=DUE) == 0
    with writing(town) as conn:
        assert ringing.ring(conn, now=DUE) == 0
        assert case.the(conn, ticket_id).state is State.ANSWERED


def test_of_two_people_at_once_one_wins(town: Engine) -> None:
    with writing(town) as conn:
        asked = case.the(conn, case.dispatched(conn))
    won: list[str] = []
    lost: list[type[JinggeError]] = []
    start = Barrier(2)

    def act(deed: Deed) -> None:
        start.wait()
        try:
            with writing(town) as conn:
                recovering.act(conn, case.DESK, asked.id, deed, id_=uuid4(), if_version=1, now=DUE)
            won.append(deed.act)
        except JinggeError as error:
            lost.append(type(error))

    deeds = (Deed(Act.ANSWER), Deed(Act.STAND_IN, stand_in_code=case.MUNICIPAL))
    threads = [Thread(target=act, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), lost) == (1, [Stale])
    with writing(town) as conn:
        assert case.the(conn, asked.ticket_id).version == 2


def test_of_two_that_open_at_once_one_wins(town: Engine) -> None:
    with writing(town) as conn:
        ticket_id = case.ownerless(conn)
    won: list[int] = []
    lost: list[str] = []
    start = Barrier(2)

    def give_notice() -> None:
        start.wait()
        try:
            with writing(town) as conn:
                case.opened(conn, ticket_id)
            won.append(1)
        except JinggeError as error:
            lost.append(error.code)

    threads = [Thread(target=give_notice) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (won, lost) == ([1], ["conflict"])
