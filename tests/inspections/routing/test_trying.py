"""A dry run over the tickets of the database shows exactly those that move; an explanation stays as it was."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.routing import sets
from inspections.routing.checking import Kind
from inspections.routing.comparing import Rules
from inspections.routing.explaining import explain
from inspections.routing.rules import Rule
from inspections.routing.trying import past_year, try_rules
from registry.actor import Role
from tests.inspections.requests import scene as requests
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import DESK, FAR, NOW, OTHER_SEWER, SEWER, person
from tests.registry import quarter

AFTER = NOW + timedelta(days=1)
STREET = quarter.OTHER[:9]
MOVES = Rule(
    -1, 0, None, "missing", None, None, STREET, "SZGS", "试点街道归市政", "the municipal company in one street"
)


@pytest.fixture
def town(conn: Connection) -> Connection:
    scene.furnish(conn)
    return conn


def held(conn: Connection) -> Rules:
    found = sets.in_force(conn, at=AFTER)
    assert found is not None
    return found.rules


def test_exactly_those_move_that_the_changed_rule_is_about(town: Connection) -> None:
    tickets = {code: scene.hazard(town, code) for code in (SEWER, OTHER_SEWER, FAR)}
    rows = town.execute(text("select id, number from inspections.ticket"))
    numbers = {row.id: row.number for row in rows}
    draft = Rules((MOVES, *held(town).rules), held(town).desk)
    found = try_rules(town, draft, now=AFTER)
    assert found.comparison.routed == 3
    assert list(found.comparison.moved.index) == [numbers[tickets[FAR]]]
    assert found.comparison.flows.to_dict("records") == [{"from_org": "PSGS", "to_org": "SZGS", "count": 1}]
    assert try_rules(town, held(town), now=AFTER).comparison.moved.empty
    assert len(past_year(town, now=NOW + timedelta(days=366))) == 0


def test_dead_and_ended_rules_are_named(town: Connection) -> None:
    scene.hazard(town)
    town.execute(text("update registry.organisation set ended_on = '2026-11-01' where code = 'SZGS'"))
    dead = replace(MOVES, id=-2, position=100)
    found = try_rules(town, Rules((*held(town).rules, dead)), now=AFTER).findings
    assert {(one.kind, one.position) for one in found} >= {(Kind.DEAD, 100), (Kind.ENDED, 100), (Kind.ENDED, 1)}


def test_the_explanation_stays_when_rules_and_things_change(town: Connection) -> None:
    ticket = scene.hazard(town)
    before = explain(town, DESK, ticket, now=AFTER)
    (decided,) = before.decided
    assert [(one.line.rule.position, one.missed) for one in decided.tried] == [
        (1, ("defect_code", "setting")),
        (2, ("defect_code",)),
        (3, ("class_code",)),
        (4, ()),
    ]
    assert decided.rule_id == decided.tried[-1].line.rule.id
    steward = person(Role.STEWARD)
    lines = [sets.Line(MOVES)]
    made = sets.draft(town, steward, uuid4(), name="n", desk_org="CGJ", lines=lines, now=AFTER)
    sets.enforce(
        town, steward, made.id, force_id=uuid4(), from_at=None, reason="x", if_version=sets.last_said(town), now=AFTER
    )
    town.execute(text("update registry.asset set owner_code = 'SZGS'"))
    assert explain(town, DESK, ticket, now=AFTER) == before


def test_requests_of_the_year_that_would_go_elsewhere_are_told_too(conn: Connection) -> None:
    town = conn
    requests.furnish(town)
    lamp, rubbish = requests.asked(town), requests.asked(town, said="垃圾满溢", area_code=quarter.OTHER)
    numbers = {lamp.number: "LDGL", rubbish.number: "HWZX"}
    assert list(past_year(town, now=AFTER).index) == sorted(numbers)
    assert past_year(town, now=NOW - timedelta(hours=1)).empty
    assert try_rules(town, held(town), now=AFTER).comparison.moved.empty
    pilot = replace(MOVES, id=1, defect_code=None, keyword="垃圾|rubbish", kind="request", reason_zh="垃圾归市政")
    found = try_rules(town, Rules((pilot, *held(town).rules)), now=AFTER).comparison
    assert found.routed == 2
    assert found.moved.to_dict("index") == {
        rubbish.number: {
            "from_org": "HWZX",
            "to_org": "SZGS",
            "before_zh": "属事：暴露垃圾由主管单位办理",
            "before_en": "rubbish lying about: by duty",
            "after_zh": "规则 0：垃圾归市政",
            "after_en": "rule 0: the municipal company in one street",
        }
    }
