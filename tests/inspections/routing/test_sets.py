"""Sets are drafted whole, put in force once, and never change: neither by psql."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from inspections.routing.rules import Rule
from inspections.routing.sets import Line, RuleSet, draft, enforce, forces, in_force, last_said, set_by_id
from registry.actor import Actor, Role
from registry.database import writing
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import NOW, person

STEWARD = person(Role.STEWARD)
LATER = NOW + timedelta(days=30)
DESK = Line(Rule(0, 1, None, None, None, None, None, "CGJ", "全归城管局", "all to the bureau"), source="a council")


@pytest.fixture
def town(conn: Connection) -> Connection:
    scene.furnish(conn)
    return conn


def make(conn: Connection, *lines: Line, draft_id: UUID | None = None, actor: Actor = STEWARD) -> RuleSet:
    return draft(conn, actor, draft_id or uuid4(), name="新规", desk_org="CGJ", lines=lines or (DESK,), now=LATER)


def put(conn: Connection, set_id: int, **changes: object) -> int:
    given = {
        "force_id": uuid4(),
        "from_at": None,
        "reason": "区政府会议纪要",
        "if_version": last_said(conn),
        "now": LATER,
    }
    return enforce(conn, STEWARD, set_id, **given | changes).seq  # type: ignore[arg-type]  # by name


def test_a_draft_decides_nothing_until_it_is_put_in_force_and_the_past_is_known(town: Connection) -> None:
    before = in_force(town, at=LATER)
    made = make(town)
    assert in_force(town, at=LATER) == before
    put(town, made.id)
    assert in_force(town, at=LATER) == made
    assert in_force(town, at=LATER - timedelta(seconds=1)) == before
    put(town, before.id if before else 0, from_at=LATER + timedelta(days=1))
    assert in_force(town, at=LATER + timedelta(hours=23)) == made
    assert in_force(town, at=LATER + timedelta(days=2)) == before


def test_the_same_again_changes_nothing(town: Connection) -> None:
    once = uuid4()
    made = make(town, draft_id=once)
    assert make(town, draft_id=once) == made
    with pytest.raises(Conflict):
        make(town, replace(DESK, enabled=False), draft_id=once)
    version = last_said(town)
    first = put(town, made.id, force_id=once)
    assert put(town, made.id, force_id=once, if_version=version) == first
    with pytest.raises(Conflict):
        put(town, made.id, force_id=once, reason="another")


def test_what_is_refused(town: Connection) -> None:
    with pytest.raises(Forbidden):
        make(town, actor=scene.DESK)
    with pytest.raises(Invalid, match="'XYZ' is no organisation"):
        make(town, replace(DESK, rule=replace(DESK.rule, assignee_code="XYZ")))
    with pytest.raises(Invalid, match="position 1 stands twice"):
        make(town, DESK, DESK)
    made = make(town)
    with pytest.raises(Invalid, match="never for the past"):
        put(town, made.id, from_at=LATER - timedelta(seconds=1))
    with pytest.raises(Invalid, match="say why"):
        put(town, made.id, reason=" ")
    with pytest.raises(Stale):
        put(town, made.id, if_version=last_said(town) - 1)
    with pytest.raises(NotFound):
        put(town, 10**9)


@pytest.mark.parametrize(
    "statement",
    [
        "update inspections.routing_rule set assignee_code = 'SZGS'",
        "delete from inspections.routing_rule",
        "update inspections.rule_set set name = 'x'",
        "delete from inspections.rule_set_force",
        "update inspections.ticket_duty set matter_org = null",
        (
            "insert into inspections.routing_rule (set_id, position, assignee_code, reason_zh, reason_en, answers)"
            " select set_id, 50, 'CGJ', 'x', 'x', 'organisation' from inspections.rule_set_force"
        ),
    ],
)
def test_nobody_changes_a_rule_behind_the_back(town: Connection, statement: str) -> None:
    with pytest.raises(IntegrityError, match=r"only ever added|was put in force"):
        town.execute(text(statement))


def test_of_two_stewards_at_once_one_is_told_to_read_again(fresh: object) -> None:
    engine: Engine = fresh()  # type: ignore[operator]  # the fixture makes engines
    with writing(engine) as conn:
        scene.furnish(conn)
        ids = [make(conn).id, make(conn).id]
        version = last_said(conn)

    def one(set_id: int) -> object:
        try:
            with writing(engine) as conn:
                return put(conn, set_id, if_version=version)
        except Stale:
            return "stale"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(one, ids))
    assert outcomes.count("stale") == 1
    with engine.connect() as conn:
        held = in_force(conn, at=LATER)
        assert held is not None
        assert held.id == ids[1 - outcomes.index("stale")]
        assert set_by_id(conn, held.id) == held
        assert len(forces(conn)) == 2
