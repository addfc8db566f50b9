"""Requests as they come in."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.requests import intake, matters, steps
from inspections.requests.life import Action, Channel, State
from inspections.requests.request import Deed
from inspections.requests.steps import locked
from inspections.routing import sets
from inspections.routing.rules import Rule
from registry.actor import Role
from registry.errors import Conflict, Invalid
from tests.conftest import NOW
from tests.inspections.duty import watch
from tests.inspections.requests import scene
from tests.inspections.tickets.scene import SEWER, person
from tests.registry import quarter


def test_it_has_a_number_and_waits_with_a_proposal(conn: Connection) -> None:
    scene.furnish(conn)
    first, second = scene.asked(conn), scene.asked(conn)
    assert first.number == "SQ20261123-00001"
    assert second.number == "SQ20261123-00002"
    assert first.key != second.key
    request = locked(conn, first.id)
    assert (request.state, request.assignee_code, request.version) == (State.RECEIVED, "LDGL", 1)
    assert scene.PHONE not in request.said
    assert "138****5678" in request.said
    assert intake.streets(conn)


def test_sent_again_it_is_the_same(conn: Connection) -> None:
    scene.furnish(conn)
    item = scene.item()
    first = intake.receive(conn, scene.DESK, item, now=NOW)
    again = intake.receive(conn, scene.DESK, item, now=NOW)
    assert (again.number, again.key, again.same, first.same) == (first.number, first.key, True, False)
    assert conn.execute(text("select count(*) from inspections.request_event")).scalar() == 1
    with pytest.raises(Conflict, match="another request"):
        intake.receive(conn, scene.DESK, scene.item(id=item.id, source="else"), now=NOW)


def test_what_cannot_be_taken(conn: Connection) -> None:
    scene.furnish(conn)
    for wrong in ({"said": " "}, {"said": "路" * 4001}, {"area_code": "999999"}, {"matter_code": "none"}):
        with pytest.raises(Invalid):
            intake.receive(conn, scene.DESK, scene.item(id=uuid4(), **wrong), now=NOW)


def enforce(conn: Connection, *rules: Rule, desk: str | None = None) -> int:
    """Put these rules alone in force; the id of the set."""
    steward = person(Role.STEWARD)
    lines = [sets.Line(rule) for rule in rules]
    made = sets.draft(conn, steward, uuid4(), name="n", desk_org=desk, lines=lines, now=NOW)
    version = sets.last_said(conn)
    sets.enforce(conn, steward, made.id, force_id=uuid4(), from_at=None, reason="x", if_version=version, now=NOW)
    return made.id


def duty(conn: Connection, request_id: UUID) -> list[dict[str, object]]:
    """What was decided for the matter and the place, each time."""
    rows = text(
        "select data -> 'duty' from inspections.request_event where request_id = :id and data ? 'duty' order by version"
    )
    return list(conn.execute(rows, {"id": request_id}).scalars())


LAMPS = Rule(
    0, 1, None, None, None, None, quarter.EAST[:9], "CGJ", "路灯诉求试点", "lamps in one street", keyword="路灯",
    kind="request", channel="phone",
)  # fmt: skip


def test_the_rules_in_force_decide_and_what_they_decided_is_kept(conn: Connection) -> None:
    scene.furnish(conn)
    watch.office(conn, quarter.EAST[:9])
    before = scene.asked(conn)
    by_table = locked(conn, before.id)
    assert (by_table.assignee_code, by_table.route_reason_zh[:3]) == ("LDGL", "属事：")
    assert (
        duty(conn, before.id)[0].items()
        >= {"rule_id": None, "matter_org": "LDGL", "territory_org": watch.OFFICE}.items()
    )
    set_id = enforce(conn, LAMPS, desk="PSGS")
    by_rule, elsewhere, nothing = (
        scene.asked(conn, **changes) for changes in ({}, {"channel": Channel.WEB}, {"said": "你好"})
    )
    request = locked(conn, by_rule.id)
    assert (request.assignee_code, request.route_reason_zh) == ("CGJ", "规则 1：路灯诉求试点")
    (kept,) = duty(conn, by_rule.id)
    assert kept.items() >= {"set_id": set_id, "matter_org": "CGJ", "territory_org": watch.OFFICE}.items()
    assert kept["rule_id"] == sets.set_by_id(conn, set_id).lines[0].rule.id
    assert locked(conn, elsewhere.id).assignee_code == "LDGL"
    desk = locked(conn, nothing.id)
    assert (desk.matter_code, desk.assignee_code) == (None, "PSGS")
    assert desk.route_reason_zh == "没有适用的派遣规则，由默认受理台 PSGS 受理，属地 JD005 兜底"


def test_whoever_owns_what_it_is_about_answers_where_a_rule_says_so(conn: Connection) -> None:
    scene.furnish(conn)
    enforce(conn, replace(LAMPS, keyword=None, channel=None, area_code=None, assignee_code=None))
    assert locked(conn, scene.asked(conn, asset_code=SEWER).id).assignee_code == "PSGS"
    assert locked(conn, scene.asked(conn).id).assignee_code == "LDGL"


def test_the_matter_named_at_acceptance_is_routed_by_the_rules_once(conn: Connection) -> None:
    scene.furnish(conn)
    enforce(conn, LAMPS)
    id_ = scene.asked(conn, said="你好").id
    assert locked(conn, id_).assignee_code is None
    lamp = next(rule.matter_code for rule in matters.known(conn).duties if rule.assignee_code == "LDGL")
    event = uuid4()
    for _ in range(2):
        accepted = steps.take(
            conn, scene.DESK, id_, Deed(Action.ACCEPT, matter_code=lamp), event_id=event, if_version=1, now=NOW
        )
    assert (accepted.assignee_code, accepted.version) == ("LDGL", 2)
    assert [one["matter_org"] for one in duty(conn, id_)] == [None, "LDGL"]
