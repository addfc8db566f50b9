"""The moments at which a look back shows something else."""

from datetime import timedelta

from sqlalchemy import Connection

from registry.history import known
from registry.redraw import publishing
from tests.registry.redraw import street
from tests.registry.redraw.street import NOW


def test_a_plan_is_known_from_its_day_on(conn: Connection) -> None:
    street.furnish(conn)
    long_ago = NOW - timedelta(days=40)
    done = publishing.publish(
        conn, street.plan().cells, name="方案", by="x", effective_at=long_ago, now=NOW, reason="早"
    )
    newest, *earlier = known.listed(conn)
    assert (newest.plan_id, newest.plan_name, newest.true_from) == (done.plan, "方案", long_ago)
    assert known.listed(conn, before=newest.id) == earlier
    assert len(known.listed(conn, limit=1)) == 1
