"""A dispatched ticket keeps who answers when its asset is named; what the desk decides is tested with the reviews."""

from dataclasses import replace
from uuid import uuid4

from sqlalchemy import Connection, text

from inspections.tickets.filing import report_defects
from inspections.tickets.identifying import identify
from inspections.tickets.steps import take
from tests.inspections.tickets.scene import DESK, INSPECTOR, NOW, OWNER, SEWER, see


def _named(conn: Connection, *, dispatch: bool) -> tuple[object, ...]:
    seen = see(conn, None)
    filed = report_defects(conn, INSPECTOR, [seen], now=NOW)[seen.observation_id]
    assert filed.ticket_id is not None
    if dispatch:
        for version, (action, data) in enumerate([("file", {}), ("dispatch", {"assignee_code": "SZGS"})], start=1):
            take(
                conn,
                DESK,
                filed.ticket_id,
                action=action,
                event_id=uuid4(),
                if_version=version,
                now=NOW,
                data=data,
            )
    named = replace(seen, asset_code=SEWER, owner_code=OWNER)
    for _ in range(2):
        assert identify(conn, DESK, named, now=NOW) in {filed.number, None}
    question = "select asset_code, assignee_code, version, st_distance(t.geom, a.geom) < 1e-9 from inspections.ticket t"
    return tuple(conn.execute(text(f"{question} join registry.asset a on a.code = t.asset_code")).one())


def test_before_dispatch_the_owner_of_the_asset_answers(furnished: Connection) -> None:
    assert _named(furnished, dispatch=False) == (SEWER, OWNER, 2, True)


def test_after_dispatch_the_choice_of_the_desk_stands(furnished: Connection) -> None:
    assert _named(furnished, dispatch=True) == (SEWER, "SZGS", 4, True)


def test_nothing_is_named_for_a_sighting_without_ticket(furnished: Connection) -> None:
    assert identify(furnished, DESK, see(furnished), now=NOW) is None
