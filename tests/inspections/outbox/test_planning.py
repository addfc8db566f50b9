"""Each webhook gets once what its owner sees and it asks for; a span of it again when asked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from inspections.foreign.importing import import_cases
from inspections.outbox import numbering, planning, webhooks
from inspections.outbox.webhooks import Kind, Wanted
from registry.actor import SYSTEM, Actor, Role
from registry.errors import Conflict, Invalid, NotFound
from tests.inspections.foreign.test_profiles import LA_HEADER, LA_ROW
from tests.inspections.outbox.scene import OWNER, hook, step, urge
from tests.inspections.requests import scene as requests
from tests.inspections.tickets.scene import DESK, FAR, NOW, hazard, person
from tests.registry import quarter

WANTED = Wanted("mirror", "https://example.org/hook")


def planned(conn: Connection, hook_: webhooks.Webhook, owner: Actor = OWNER) -> list[tuple[int, str]]:
    numbering.number(conn)
    planning.plan(conn, owner, hook_.id, now=NOW)
    rows = conn.execute(
        text(
            "select d.number, o.action from inspections.delivery d join inspections.outbox o using (number)"
            " where webhook_id = :id order by number"
        ),
        {"id": hook_.id},
    )
    return [(row.number, row.action) for row in rows]


def test_each_event_is_planned_once(furnished: Connection) -> None:
    made = hook(furnished)
    ticket_id = hazard(furnished)
    assert planned(furnished, made) == [(1, "report")]
    urge(furnished, ticket_id)
    assert planned(furnished, made) == planned(furnished, made) == [(1, "report"), (2, "urge")]
    assert webhooks.one(furnished, OWNER, made.id).position == 2


def test_more_than_a_page_is_planned_at_once(furnished: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_AT_ONCE", 3)
    made = hook(furnished)
    ticket_id = hazard(furnished)
    for _ in range(5):
        urge(furnished, ticket_id)
    assert len(planned(furnished, made)) == 6


@pytest.mark.parametrize(
    ("changes", "numbers"),
    [
        ({}, [1, 2, 3, 4]),
        ({"actions": ("urge", "file")}, [3, 4]),
        ({"areas": (quarter.EAST,)}, [1, 3]),
        ({"hazards_only": True}, [1, 2, 3, 4]),
        ({"actions": ("urge",), "areas": (quarter.OTHER,)}, [4]),
    ],
)
def test_only_what_it_asks_for(furnished: Connection, changes: dict[str, object], numbers: list[int]) -> None:
    made = hook(furnished, replace(WANTED, **changes))  # type: ignore[arg-type]  # by name
    for ticket_id in [hazard(furnished), hazard(furnished, FAR)]:
        urge(furnished, ticket_id)
    assert [number for number, _ in planned(furnished, made)] == numbers


def test_only_what_its_owner_sees(furnished: Connection) -> None:
    street = person(Role.STEWARD, areas=(quarter.EAST[:9],))
    made = hook(furnished, owner=street)
    hazard(furnished)
    hazard(furnished, FAR)
    assert planned(furnished, made, street) == [(1, "report")]


def test_a_program_is_told_that_a_ticket_is_gone_and_a_group_is_not(furnished: Connection) -> None:
    steward = person(Role.STEWARD, Role.CREW, org="PSGS", areas=("370202",))
    hooks = [hook(furnished, owner=steward), hook(furnished, owner=steward, kind=Kind.WECOM)]
    ticket_id = hazard(furnished)
    step(furnished, ticket_id, DESK, "file", 1)
    step(furnished, ticket_id, DESK, "dispatch", 2, assignee_code="PSGS")
    for made in hooks:
        assert [number for number, _ in planned(furnished, made, steward)] == [1, 2, 3]
    step(furnished, ticket_id, DESK, "transfer", 3, assignee_code="SZGS")
    assert [len(planned(furnished, made, steward)) for made in hooks] == [4, 3]
    gone = text("select number from inspections.delivery where gone")
    assert furnished.execute(gone).scalars().all() == [4]


def test_a_stopped_one_is_passed_over_and_catches_up(furnished: Connection) -> None:
    made = hook(furnished)
    webhooks.change(furnished, OWNER, made.id, WANTED, enabled=False, if_version=1, now=NOW)
    hazard(furnished)
    assert planned(furnished, made) == []
    webhooks.change(furnished, OWNER, made.id, WANTED, enabled=True, if_version=2, now=NOW)
    assert planned(furnished, made) == [(1, "report")]


def test_a_span_is_sent_again_under_the_same_ids(furnished: Connection) -> None:
    ticket_id = hazard(furnished)
    numbering.number(furnished)
    made = hook(furnished)  # the report was before its time
    for _ in range(3):
        urge(furnished, ticket_id)
    assert [number for number, _ in planned(furnished, made)] == [2, 3, 4]
    done = "update inspections.delivery set status = 'delivered', next_at = null, delivered_at = :now, attempts = 3"
    furnished.execute(text(done), {"now": NOW})
    assert planning.replay(furnished, OWNER, OWNER, made.id, first=1, last=3, now=NOW) == 3
    waiting = text("select number, attempts from inspections.delivery where status = 'waiting' order by number")
    assert [tuple(row) for row in furnished.execute(waiting)] == [(1, 0), (2, 0), (3, 0)]


def test_a_replay_is_told_what_is_wrong(furnished: Connection) -> None:
    made = hook(furnished)
    hazard(furnished)
    planned(furnished, made)
    for first, last, kind in ((0, 1, Invalid), (2, 1, Invalid), (1, 10_001, Invalid), (1, 2, Conflict)):
        with pytest.raises(kind):
            planning.replay(furnished, OWNER, OWNER, made.id, first=first, last=last, now=NOW)
    with pytest.raises(Conflict, match="closed"):
        planning.replay(furnished, OWNER, None, made.id, first=1, last=1, now=NOW)
    with pytest.raises(NotFound):
        planning.replay(furnished, person(Role.STEWARD), OWNER, made.id, first=1, last=1, now=NOW)


@pytest.mark.parametrize(("later", "news"), [(timedelta(days=365), 0), (-timedelta(days=365), 1)])
def test_what_happened_to_requests_before_the_webhook_was_made_is_no_news(
    conn: Connection, later: timedelta, news: int
) -> None:
    requests.furnish(conn)
    made = hook(conn)
    conn.execute(text("update inspections.webhook set created_at = created_at + :later"), {"later": later})
    requests.asked(conn)
    assert len(planned(conn, made)) == news
    planning.replay(conn, OWNER, OWNER, made.id, first=1, last=1, now=NOW)
    assert len(planned(conn, made)) == 1


def test_cases_of_another_system_are_no_news(furnished: Connection) -> None:
    """They come with years of history, as cases to read and compare: nothing of it reaches a webhook or the stream."""
    made = hook(furnished)
    run = import_cases(furnished, SYSTEM, LA_HEADER + LA_ROW, profile="la311", source="la", file_name="f", now=NOW)
    assert run.created == 1
    assert planned(furnished, made) == []
    assert furnished.execute(text("select count(*) from inspections.outbox")).scalar_one() == 0
