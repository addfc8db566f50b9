"""Every read of the register works as of a moment, by the same statements."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from psycopg import sql
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from registry import lookup, search
from registry.assets import Box
from registry.database import reading, writing
from registry.describe import describe_place
from registry.errors import Invalid, NotFound
from registry.history import travel
from registry.history.moments import Moments
from tests.registry import quarter
from tests.registry.quarter import EAST, SEWER, asset_code, at

FIRST, SECOND = asset_code(SEWER, 1), asset_code(SEWER, 2)
EVERYWHERE = Box(120.3, 36.0, 120.45, 36.2)


def clock(engine: Engine) -> datetime:
    with reading(engine) as conn:
        return conn.execute(text("select clock_timestamp()")).scalar_one()  # type: ignore[no-any-return]


@pytest.fixture
def told(fresh: Callable[[], Engine]) -> tuple[Engine, datetime]:
    """A town where a cover was moved 100 m, another taken away and a road renamed; and the time before that."""
    engine = fresh()
    with writing(engine) as conn:
        quarter.build(conn)
        search.refresh(conn)
    before = clock(engine)
    with writing(engine) as conn:
        values = {"code": FIRST, "lon": at(135, 7)[0], "lat": at(135, 7)[1]}
        conn.execute(
            text("update registry.asset set geom = st_setsrid(st_makepoint(:lon, :lat), 4326) where code = :code"),
            values,
        )
        conn.execute(text("delete from registry.asset where code = :code"), {"code": SECOND})
        conn.execute(text("update registry.road_segment set road_name = '新疆路' where road_name = '辽宁路'"))
        conn.execute(text("delete from registry.entrance"))
        search.refresh(conn)
    return engine, before


@pytest.mark.parametrize("name", ["as_of", "as_known_at"])
def test_every_read_works_as_of_a_moment(told: tuple[Engine, datetime], name: str) -> None:
    engine, before = told
    with reading(engine) as conn:
        travel.depart(conn, Moments(**{name: before}))
        assert lookup.asset(conn, FIRST).lon == pytest.approx(at(35, 7)[0])
        assert lookup.asset(conn, FIRST).road_name == "辽宁路"
        assert lookup.by_code(conn, SECOND)[0].code == SECOND
        boxed = [asset.code for asset in lookup.in_box(conn, EVERYWHERE, areas=None).assets]
        assert boxed == sorted(asset_code(one[0], one[1]) for one in quarter.ASSETS)
        near = lookup.nearest(conn, *at(35, 7), within_m=5)
        assert FIRST in [one.asset.code for one in near]
        assert "辽宁路" in describe_place(conn, *at(60, 7)).zh
        assert [hit.title_zh for hit in search.search(conn, "辽宁路", areas=None)][:1] == ["辽宁路"]
        assert lookup.by_code(conn, "370203005010B00002U02")


def test_now_is_as_it_is(told: tuple[Engine, datetime]) -> None:
    engine, _ = told
    with reading(engine) as conn:
        travel.depart(conn, Moments())
        assert lookup.asset(conn, FIRST).lon == pytest.approx(at(135, 7)[0])
        assert "新疆路" in describe_place(conn, *at(60, 7)).zh


def test_the_next_transaction_reads_the_present(told: tuple[Engine, datetime]) -> None:
    engine, before = told
    with reading(engine) as conn:
        travel.depart(conn, Moments(as_of=before))
        assert lookup.asset(conn, SECOND)
    with reading(engine) as conn, pytest.raises(NotFound):
        lookup.asset(conn, SECOND)


def test_a_look_back_ends_where_it_ends(told: tuple[Engine, datetime]) -> None:
    engine, before = told
    with reading(engine) as conn:
        with travel.at(conn, Moments(as_of=before)):
            assert lookup.asset(conn, SECOND)
            with travel.at(conn, Moments(as_known_at=before - timedelta(days=1))), pytest.raises(NotFound):
                lookup.asset(conn, FIRST)
            assert lookup.asset(conn, SECOND)
        with pytest.raises(NotFound):
            lookup.asset(conn, SECOND)


@pytest.mark.parametrize("name", ["as_of", "as_known_at"])
def test_what_is_not_yet_is_not_told(conn: Connection, name: str) -> None:
    with pytest.raises(Invalid, match=f"{name} .* is not yet"):
        travel.depart(conn, Moments(**{name: datetime.now(UTC) + timedelta(hours=1)}))


def test_only_what_has_versions_is_read_as_it_was() -> None:
    statement = (
        "select registry.asset.code from registry.asset, registry.asset_class, registry.asset_history, registry.change"
    )
    assert travel.turned(statement) == (
        "select registry_then.asset.code from registry_then.asset, registry.asset_class, registry.asset_history, "
        "registry.change"
    )


def test_a_statement_for_the_driver_is_turned_too(told: tuple[Engine, datetime]) -> None:
    engine, before = told
    statement = sql.SQL("select count(*) from registry.asset where code = %(code)s and '100%%' is not null")
    with reading(engine) as conn:
        assert travel.bound(conn, statement) == statement
        travel.depart(conn, Moments(as_of=before))
        driver = conn.connection.driver_connection
        found = driver.execute(travel.bound(conn, statement), {"code": SECOND}).fetchone()  # type: ignore[union-attr]
    assert found == (1,)


def test_a_name_that_was_taken_back_was_a_name(told: tuple[Engine, datetime]) -> None:
    engine, _ = told
    name = "insert into registry.alias (kind, scheme, alias, code) values ('asset', 'water', 'W-1', :code)"
    with writing(engine) as conn:
        conn.execute(text(name), {"code": FIRST})
    first = clock(engine)
    with writing(engine) as conn:
        conn.execute(text("update registry.alias set code = :code"), {"code": asset_code(SEWER, 3)})
    second = clock(engine)
    with writing(engine) as conn:
        conn.execute(text("delete from registry.alias"))
    for moment, code in ((first, FIRST), (second, asset_code(SEWER, 3))):
        with reading(engine) as conn:
            travel.depart(conn, Moments(as_known_at=moment))
            assert [thing.code for thing in lookup.by_code(conn, "W-1")] == [code]
    with reading(engine) as conn, pytest.raises(NotFound):
        lookup.by_code(conn, "W-1")


def test_every_view_has_the_columns_of_its_table(conn: Connection) -> None:
    statement = text(
        "select table_schema, table_name, array_agg(column_name::text order by ordinal_position) as columns"
        " from information_schema.columns where table_schema in ('registry', 'registry_then') group by 1, 2"
    )
    columns = {(row.table_schema, row.table_name): row.columns for row in conn.execute(statement)}
    assert {name for schema, name in columns if schema == "registry_then"} == set(travel.VIEWS)
    for name in travel.VIEWS:
        assert columns["registry_then", name] == columns["registry", name], name
    for name in travel.VIEWS[:10]:
        assert columns["registry", f"{name}_history"] == ["valid", "recorded", *columns["registry", name]], name


def test_reading_as_of_a_moment_walks_the_index(conn: Connection) -> None:
    quarter.build(conn)
    travel.depart(conn, Moments(as_of=datetime(2026, 11, 20, tzinfo=UTC)))
    conn.execute(text("set local enable_seqscan = off"))
    asked = {"lon": 120.375, "lat": 36.0876, "within_m": 50.0, "limit": 5, "classes": None, "below": ["%"]}
    plan = "\n".join(conn.execute(text("explain " + str(lookup._SQL["nearest"].text)), asked).scalars())
    assert "Merge Append" in plan
    for index in ("asset_geom", "asset_history_geom"):
        assert plan.count(f"using {index}") + plan.count(f"on {index} ") >= 2, plan
    assert EAST  # both lie there
