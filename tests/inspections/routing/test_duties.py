"""Duties are kept when a ticket is opened, named anew and put in another category: for the matter and the place."""

from uuid import UUID

import pytest
from sqlalchemy import Connection, text

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
