"""Duties are kept when a ticket is opened, named anew and put in another category: for the matter and the place."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from inspections.routing.comparing import Rules
from inspections.routing.explaining import explain
from inspections.routing.rules import Rule
from inspections.routing.trying import try_rules
from inspections.tickets.filing import report_defects
from tests.inspections.clocks.walk import Walk
from tests.inspections.tickets import scene
from tests.registry import quarter


@pytest.fixture
def town(conn: Connection) -> Connection:
    scene.furnish(conn)
    office = "insert into registry.organisation (code, name_zh, name_en, kind, street_code) values (:c, :c, :c, :k, :s)"
    street = quarter.EAST[:9]
    for code, kind in (("AAA", "company"), ("JD-B", "bureau"), ("JD-C", "bureau")):
        conn.execute(text(office), {"c": code, "k": kind, "s": street})
    return conn


def duties(conn: Connection, ticket: UUID) -> list[tuple[str, str, str, str]]:
    rows = conn.execute(
        text(
            "select cause, matter_org, territory_org, reason_en from inspections.ticket_duty where ticket_id = :id"
            " order by id"
        ),
        {"id": ticket},
    )
    return [tuple(row) for row in rows]


def test_both_duties_are_kept_when_a_ticket_is_opened(town: Connection) -> None:
    (duty,) = duties(town, scene.hazard(town))
    assert duty == ("report", "PSGS", "JD-B", "rule 4: the owner is known: whoever owns it answers for it")


def test_another_category_before_dispatch_is_routed_anew(town: Connection) -> None:
    walk = Walk(town, scene.hazard(town))
    ticket = walk.step("recategorise", defect_code="collapsed")
    assert ticket.assignee_code == "SZGS"
    assert [duty[:3] for duty in duties(town, walk.id)] == [
        ("report", "PSGS", "JD-B"),
        ("recategorise", "SZGS", "JD-B"),
    ]
    assert ticket.route_reason_en == duties(town, walk.id)[1][3]


def test_after_dispatch_who_answers_stays(town: Connection) -> None:
    walk = Walk(town, scene.hazard(town))
    walk.steps("file", "dispatch")
    ticket = walk.step("recategorise", defect_code="collapsed")
    assert ticket.assignee_code == "PSGS"
    assert len(duties(town, walk.id)) == 1


SEGMENT = "370203R000002"  # 辽宁路, from west to east; the hazards of the scene lie 7 m north of it


def beside(conn: Connection, defect_code: str = "missing", **seen: object) -> UUID:
    """A hazard on a thing that bears no number, 7 m left of the line of a border road."""
    for side, org in (("left", "AAA"), ("right", "SZGS")):
        insert = "insert into registry.road_side values (:segment, :side, :org, '2026-01-01', null, 90, '协议')"
        conn.execute(text(f"{insert} on conflict do nothing"), {"segment": SEGMENT, "side": side, "org": org})
    sighting = scene.see(conn, None, defect_code, **{"class_code": None, **seen})
    filed = report_defects(conn, scene.INSPECTOR, [sighting], now=scene.NOW)[sighting.observation_id]
    assert filed.ticket_id is not None
    return filed.ticket_id


def test_the_side_of_a_border_road_answers_where_no_owner_is_known(town: Connection) -> None:
    ticket_id = beside(town)
    (duty,) = duties(town, ticket_id)
    assert duty[:3] == ("report", "AAA", "JD-B")
    told = explain(town, scene.DESK, ticket_id, now=scene.NOW)
    assert told.assignee_code == "AAA"
    assert told.reason_zh == f"路侧表：辽宁路（{SEGMENT}）左侧（北），距中线 7.0 米，由AAA负责"
    assert told.decided[0].rule_id is None
    assert (told.decided[0].matter.side_org, told.decided[0].reason_zh) == ("AAA", told.reason_zh)
    lon, lat = quarter.at(35, -7)
    assert duties(town, beside(town, "displaced", lon=lon, lat=lat))[0][1] == "SZGS"


def test_a_known_owner_answers_on_whichever_side_it_lies(town: Connection) -> None:
    beside(town)
    assert duties(town, scene.hazard(town))[0][1] == "PSGS"


def test_another_category_is_routed_by_the_side_again_and_a_new_table_counts_from_its_day(town: Connection) -> None:
    walk = Walk(town, beside(town))
    town.execute(text("update registry.road_side set ends_on = '2026-11-22' where side = 'left'"))
    ticket = walk.step("recategorise", defect_code="displaced")
    assert ticket.assignee_code == "CGJ"
    town.execute(text("update registry.road_side set ends_on = '2026-11-23' where side = 'left'"))
    assert walk.step("recategorise", defect_code="missing").assignee_code == "AAA"


def test_a_draft_of_rules_moves_nothing_that_a_side_decides(town: Connection) -> None:
    ticket_id = beside(town)
    number = town.execute(text("select number from inspections.ticket where id = :id"), {"id": ticket_id}).scalar_one()
    for conditions, moves in (({}, 0), ({"defect_code": "missing"}, 1)):
        draft = Rule(1, 1, None, None, None, None, None, "SZGS", "改派", "another")
        trial = try_rules(town, Rules((replace(draft, **conditions),)), now=scene.NOW)  # type: ignore[arg-type]  # by name
        assert len(trial.comparison.moved) == moves
        if moves:
            assert trial.comparison.moved.loc[number, "before_zh"].startswith("路侧表")
