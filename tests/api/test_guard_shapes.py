"""What is said of guards, cards and openings keeps units in its names and exactly one of two moments."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from api.guard_shapes import CardAnswer, GuardedAnswer, OpeningAnswer
from inspections.guards.air import Reading, Standing
from inspections.guards.card import EntryCard
from inspections.guards.entries import File, Measured
from inspections.guards.keeping import Guarded
from inspections.guards.openings import Opening
from inspections.guards.watching import Watch
from inspections.tickets.terms import Words

AT = datetime(2026, 7, 1, tzinfo=UTC)


def test_guarded() -> None:
    assert GuardedAnswer.of(Guarded(Watch(None, AT), ())).model_dump() == {
        "guarded_until": None, "unguarded_since": AT, "guards": [],
    }  # fmt: skip


def test_a_card_says_why_nobody_may_enter() -> None:
    card = EntryCard(uuid4(), uuid4(), "20260701-00001", "张", ("李",), (), AT, uuid4(), None, None, None, None, 1)
    standing = Standing(
        may_enter=False, must_leave=False, reasons=(Words("尚未审批", "not approved"),), reading_due_at=None
    )
    answer = CardAnswer.of(File(card, (Measured(uuid4(), Reading(AT, 20.9, 0, 1, 2)),), standing))
    assert (answer.number, answer.version, answer.readings[0].h2s_ppm) == ("20260701-00001", 1, 1)
    assert answer.standing.reasons[0].zh == "尚未审批"


@pytest.mark.parametrize(
    ("hours", "closed", "state"), [(-1, None, "planned"), (0, None, "open"), (2, None, "overdue"), (9, AT, "closed")]
)
def test_the_state_of_an_opening_is_of_the_moment(hours: float, closed: datetime | None, state: str) -> None:
    opening = Opening(
        id=uuid4(), assets=("1" * 17,), org_code="PSGS", begins_at=AT, until=AT + timedelta(hours=2), guard="王",
        barrier="围挡", permit="1", declared_at=AT, declared_by=uuid4(), closed_at=closed, closed_by=None,
        photo_sha256=None, overdue_at=None, version=1, reports=0, tickets=(),
    )  # fmt: skip
    assert OpeningAnswer.of(opening, now=AT + timedelta(hours=hours)).state == state
