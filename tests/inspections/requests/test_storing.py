"""Requests are read as they were stored."""

from sqlalchemy import Connection, text

from inspections.requests import storing
from inspections.requests.intake import ground, told
from inspections.requests.steps import locked
from inspections.requests.unfolding import SYSTEM_PARTY
from tests.conftest import NOW
from tests.inspections.requests import scene
from tests.inspections.requests.test_unfolding import WHOLE


def test_what_is_stored_is_read_again(conn: Connection) -> None:
    scene.furnish(conn)
    base = ground(conn, now=NOW)
    items = [scene.item(stage=WHOLE, lon=120.3, lat=36.1) for _ in range(3)]
    proposals = base.propose_all(items)
    made = [
        told(item, proposal, number=f"SQ20261123-{n:05d}", base=base)
        for n, (item, proposal) in enumerate(zip(items, proposals, strict=True), start=1)
    ]
    storing.add(conn, made, SYSTEM_PARTY, retention_days=10)
    for one in made:
        assert locked(conn, one.request.id) == one.request
    at = conn.execute(text("select distinct st_x(geom), st_y(geom) from inspections.request")).one()
    assert tuple(at) == (120.3, 36.1)
    ends = conn.execute(text("select p.erase_after - r.closed_at as d from inspections.request_person p"
                             " join inspections.request r on r.id = p.request_id")).scalars()  # fmt: skip
    assert {end.days for end in ends} == {10}
    told_of = storing.data_of(made[0].events[0])
    assert "said" not in told_of
    assert told_of[storing.DUTY] == proposals[0].duty
    assert storing.DUTY not in storing.data_of(made[0].events[1])
