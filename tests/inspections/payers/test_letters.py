"""What a letter says: as things stood when its act was done."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.payers import letters
from inspections.payers.letters import Letter
from inspections.payers.recovery import Deed
from inspections.payers.terms import Act
from inspections.tickets.workflow import Action
from registry.errors import Conflict, NotFound
from tests.inspections.payers import case
from tests.inspections.tickets import scene

SOON = scene.NOW + timedelta(minutes=40)


def the(conn: Connection, ticket_id: UUID, act: Act | None = None) -> Letter:
    """The letter of the first such act, or the last letter."""
    recovery = case.the(conn, ticket_id)
    event = None
    if act is not None:
        first = "select id from inspections.recovery_event where recovery_id = :id and act = :act order by seq limit 1"
        event = conn.execute(text(first), {"id": recovery.id, "act": act}).scalar_one()
    return letters.letter(conn, case.DESK, recovery.id, event, now=SOON)


def test_each_step_that_is_told_has_its_letter_with_its_clock(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    lettered = case.lettered(furnished, ticket_id)
    asked, stood_in, last = (
        the(furnished, ticket_id, Act.ASK),
        the(furnished, ticket_id, Act.STAND_IN),
        the(furnished, ticket_id),
    )
    assert (asked.at, asked.due_at) == (scene.NOW, scene.NOW + timedelta(minutes=30))
    assert [one.step.act for one in (asked, stood_in, last)] == [Act.ASK, Act.STAND_IN, Act.LETTER]
    assert [one.number[-6:] for one in (asked, stood_in, last)] == ["-Z1-01", "-Z1-03", "-Z1-05"]
    assert (asked.lines, asked.cost_fen, asked.stand_in) == ((), None, None)
    assert stood_in.stand_in is not None
    assert last.to is not None
    assert (last.to.zh, stood_in.stand_in.zh) == (scene.OWNER, case.MUNICIPAL)
    assert (last.lines, last.owed_fen, last.due_at) == ((case.LABOUR, case.MACHINE), 129_960, lettered.due_at)
    assert [one.act for one in last.course] == ["ask", "silence", "stand_in", "cost", "letter"]


def test_printed_again_after_a_dispute_it_says_what_it_said(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    case.lettered(furnished, ticket_id)
    before = the(furnished, ticket_id, Act.LETTER)
    case.act(furnished, ticket_id, Deed(Act.DISPUTE, reason="太贵"), scene.CREW, at=SOON)
    case.act(furnished, ticket_id, Deed(Act.SETTLE, amount_fen=100_000, reason="酌减"), case.LEADER, at=SOON)
    again, settled = the(furnished, ticket_id, Act.LETTER), the(furnished, ticket_id)
    assert (again.owed_fen, again.course, again.lines) == (before.owed_fen, before.course, before.lines)
    assert (settled.cost_fen, settled.owed_fen, settled.reason) == (129_960, 100_000, "酌减")
    case.silent(furnished, ticket_id)
    reminded = the(furnished, ticket_id)
    assert (reminded.step.act, reminded.reminder, reminded.owed_fen) == (Act.REMIND, 1, 100_000)


def test_the_evidence_is_what_was_told_by_then(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    case.step(furnished, ticket_id, Action.MAKE_SAFE, at=scene.NOW + timedelta(minutes=5), photos=("c" * 64,))
    case.lettered(furnished, ticket_id)
    case.step(furnished, ticket_id, Action.MAKE_SAFE, at=SOON + timedelta(hours=9), photos=("d" * 64,))
    assert the(furnished, ticket_id, Act.ASK).pictures == ()
    [picture] = the(furnished, ticket_id).pictures
    assert (picture.sha256, picture.action, picture.org_code) == ("c" * 64, "make_safe", "CGJ")


def test_what_hangs_in_public_names_nobody(furnished: Connection) -> None:
    ticket_id = case.ownerless(furnished)
    case.step(furnished, ticket_id, Action.MAKE_SAFE, photos=("c" * 64,))
    case.opened(furnished, ticket_id)
    notice = the(furnished, ticket_id)
    assert (notice.to, notice.course, notice.pictures) == (None, (), ())


def test_what_has_no_letter_is_told(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    case.act(furnished, ticket_id, Deed(Act.ANSWER), at=SOON)
    with pytest.raises(Conflict, match="no letter is printed of answer"):
        the(furnished, ticket_id, Act.ANSWER)
    recovery = case.the(furnished, ticket_id)
    with pytest.raises(NotFound, match="has no act"):
        letters.letter(furnished, case.DESK, recovery.id, uuid4(), now=SOON)
