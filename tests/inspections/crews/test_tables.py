"""Invariants the database keeps; that the columns mirror it is tested in tests/inspections/test_tables.py."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.crews import touring
from inspections.crews.touring import Asked
from registry.database import told
from registry.errors import Conflict
from tests.inspections.crews import shop
from tests.inspections.tickets.scene import DESK, NOW, OWNER


def test_one_plan_of_a_house_and_day_is_published(conn: Connection) -> None:
    shop.open_shop(conn)
    plans = [touring.plan_tours(conn, DESK, Asked(uuid4(), OWNER, shop.DAY), now=NOW) for _ in range(2)]
    touring.publish(conn, DESK, plans[0], if_version=1, now=NOW)
    with pytest.raises(Conflict, match="another plan of this house and day"), told():
        touring.publish(conn, DESK, plans[1], if_version=1, now=NOW)


def test_a_job_stands_once_in_a_plan(conn: Connection) -> None:
    shop.open_shop(conn)
    shop.give(conn, at=(-200, 5))
    touring.plan_tours(conn, DESK, Asked(uuid4(), OWNER, shop.DAY), now=NOW)
    again = (
        "insert into inspections.tour_stop select plan_id, 'PSGS-02', 9, job, ticket_ids, priority, load, arrives_at,"
        " ends_at, due_at, fixed, geom from inspections.tour_stop"
    )
    with pytest.raises(Conflict, match="tour_stop_once"), told():
        conn.execute(text(again))
