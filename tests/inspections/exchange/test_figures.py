"""Indicators of stored tickets, as one may see them, raw and adjusted."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.exchange import appeals, figures
from inspections.exchange.figures import By, Figures, Row
from inspections.exchange.indicators import Count, Name
from registry.actor import SYSTEM, Actor, Role
from registry.errors import Invalid
from tests.inspections.exchange import scene
from tests.inspections.exchange.scene import HOUSE, LATER, LEADER, SPAN
from tests.inspections.tickets.scene import FAR, NOW, OTHER_SEWER, STRANGER, hazard, person
from tests.registry import quarter


def asked(conn: Connection, actor: Actor = SYSTEM, *, by: By = By.DEPARTMENT, **changes: object) -> Figures:
    return figures.figures(conn, actor, by=by, **{**SPAN, "now": LATER, **changes})  # type: ignore[arg-type]  # by name


def raw(row: Row, name: Name) -> tuple[int, int]:
    return row.figures[name].raw.numerator, row.figures[name].raw.denominator


def test_stored_tickets_are_counted(town: Connection) -> None:
    scene.closed(town)
    scene.closed(town, repair=8, asset=OTHER_SEWER)
    hazard(town, FAR)  # nobody looks at it: its level lets it lie
    total = asked(town).total
    assert raw(total, Name.REPAIRED) == (2, 2)
    assert raw(total, Name.REPAIRED_IN_TIME) == raw(total, Name.CLOSED_IN_TIME) == (1, 2)
    assert raw(total, Name.CLOSED) == raw(total, Name.VERIFIED_IN_TIME) == raw(total, Name.DISPATCHED_RIGHTLY) == (2, 2)
    assert raw(total, Name.DISPATCHED_IN_TIME) == (2, 3)
    assert raw(total, Name.FILED_IN_TIME) == (2, 2)
    assert raw(total, Name.VALID) == (2, 3)
    assert total.figures[Name.CHECKED_IN_TIME].raw == Count(0, 0)


def test_by_department_and_street_and_the_sum_is_the_total(town: Connection) -> None:
    scene.closed(town)
    hazard(town, FAR)
    by_street = asked(town, by=By.STREET)
    assert [row.code for row in by_street.rows] == sorted({quarter.EAST[:9], quarter.OTHER[:9]})
    for found in (asked(town), by_street):
        for name in Name:
            for count in (0, 1):
                assert sum(raw(row, name)[count] for row in found.rows) == raw(found.total, name)[count]
    assert raw(asked(town, area=quarter.OTHER).total, Name.REPAIRED) == (0, 0)
    assert raw(asked(town, department="PSGS").total, Name.REPAIRED) == (1, 1)
    assert raw(asked(town, department="SZGS").total, Name.REPAIRED) == (0, 0)


def test_as_one_may_see_them(town: Connection) -> None:
    scene.closed(town)
    assert raw(asked(town, HOUSE).total, Name.REPAIRED) == (1, 1)
    assert raw(asked(town, STRANGER).total, Name.REPAIRED) == (0, 0)
    elsewhere = person(Role.LEADER, areas=(quarter.OTHER,))
    assert asked(town, elsewhere).rows == ()


def test_what_is_still_to_come_is_not_due(town: Connection) -> None:
    scene.closed(town)
    early = asked(town, now=NOW.replace(hour=6))  # 5 h on, where the limit is at 7
    assert raw(early.total, Name.REPAIRED) == (0, 0)
    with pytest.raises(Invalid):
        asked(town, until_at=SPAN["from_at"])


def test_a_granted_appeal_changes_the_adjusted_figure_alone(town: Connection) -> None:
    scene.closed(town)
    late = scene.closed(town, repair=8, asset=OTHER_SEWER)
    before = figures.as_plain(asked(town))
    name, id_ = Name.REPAIRED_IN_TIME, uuid4()
    appeals.ask(town, HOUSE, late, name, appeal_id=id_, reason="台风", now=LATER)
    assert figures.as_plain(asked(town)) == before  # asking is not granting
    appeals.decide(town, LEADER, id_, granted=True, decision="属实", if_version=1, now=LATER)
    after = figures.as_plain(asked(town))
    for was, now in zip(before["total"]["indicators"], after["total"]["indicators"], strict=True):
        assert was["raw"] == now["raw"]
        assert (was["adjusted"] != now["adjusted"]) == (was["name"] == name)
    told = next(one for one in after["total"]["indicators"] if one["name"] == name)
    assert told["raw"] == {"numerator": 1, "denominator": 2, "value": 0.5}
    assert told["adjusted"] == {"numerator": 1, "denominator": 1, "value": 1.0}
    assert told["over_zh"].startswith("应处置数")
