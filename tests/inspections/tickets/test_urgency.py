"""What a desk sees to first: the rule, its mark, and the same rule where pages are read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from inspections.tickets.listing import Wanted, list_tickets
from inspections.tickets.terms import State
from inspections.tickets.urgency import Mark, Rank, rank_of
from registry.actor import SYSTEM
from registry.errors import Invalid
from tests.inspections.tickets.scene import FAR, NOW, OTHER_SEWER, SEWER, hazard

CHANGES = "update inspections.ticket set {} where id = :id"


@pytest.fixture
def mixed(furnished: Connection) -> list[UUID]:
    """In the order of urgency: unsafe and late, unsafe, made safe, suspended, void."""
    seen = [(cover, defect) for cover in (SEWER, OTHER_SEWER, FAR) for defect in ("missing", "broken")]
    ids = [hazard(furnished, cover, defect) for cover, defect in seen[:5]]
    said = {
        ids[4]: "due_at = '2026-11-22T00:00Z', dispatched_at = '2026-11-21T00:00Z', state = 'dispatched'",
        ids[3]: "reported_at = reported_at - interval '1 hour'",
        ids[2]: "made_safe_at = reported_at",
        ids[1]: "state = 'suspended', dispatched_at = reported_at, due_at = '2026-11-01T00:00Z'",
        ids[0]: "state = 'void', closed_at = reported_at",
    }
    for ticket_id, change in said.items():
        furnished.execute(text(CHANGES.format(change)), {"id": ticket_id})
    return ids[::-1]


def test_danger_first_then_by_limit_and_what_waits_or_ended_last(furnished: Connection, mixed: list[UUID]) -> None:
    page = list_tickets(furnished, SYSTEM, Wanted(urgent=True), now=NOW)
    assert [one.ticket.id for one in page.tickets] == mixed
    assert [rank_of(one.ticket) for one in page.tickets] == [0, 0, 1, 2, 3]


def test_pages_go_on_where_they_ended_though_the_last_one_moved(furnished: Connection, mixed: list[UUID]) -> None:
    found: list[UUID] = []
    after = None
    while True:
        page = list_tickets(furnished, SYSTEM, Wanted(urgent=True), now=NOW, limit=1, after=after)
        found += [one.ticket.id for one in page.tickets]
        after = page.next
        if after is None:
            break
        furnished.execute(text(CHANGES.format("made_safe_at = :now")), {"id": found[0], "now": NOW})
    assert list(dict.fromkeys(found)) == mixed, "what is less urgent now comes twice; nothing is left out"


def test_the_rule_by_itself(furnished: Connection) -> None:
    hazard(furnished)
    [one] = list_tickets(furnished, SYSTEM, Wanted(), now=NOW).tickets
    ticket = one.ticket
    assert rank_of(ticket) is Rank.UNSAFE
    assert rank_of(replace(ticket, hazard=False)) is Rank.OPEN
    assert rank_of(replace(ticket, repaired_at=NOW)) is Rank.WAITING
    assert rank_of(replace(ticket, state=State.SUSPENDED)) is Rank.WAITING
    assert rank_of(replace(ticket, closed_at=NOW)) is Rank.ENDED


def test_a_mark_comes_back_from_its_text() -> None:
    mark = Mark(1, datetime(2026, 11, 27, tzinfo=UTC) + timedelta(microseconds=5), "202611270001")
    assert Mark.read(str(mark)) == mark


@pytest.mark.parametrize("wrong", ["202611270001", "1~2026-11-27~3", "x~2026-11-27T00:00+00:00~3", "1~2~3~4"])
def test_what_is_no_mark_is_refused(wrong: str) -> None:
    with pytest.raises(Invalid, match="the page before"):
        Mark.read(wrong)
