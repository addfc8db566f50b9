"""Every code that was ever issued answers what became of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from registry import lookup
from registry.codes import Kind
from registry.database import reading, writing
from registry.errors import NotFound
from registry.history import became, changes, travel
from registry.history.fates import Fate, State
from registry.history.moments import Moments
from registry.importing import run
from registry.importing.undo import undo
from registry.things import Thing
from tests.registry import quarter
from tests.registry.quarter import EAST, SEWER, WEST, asset_code, at

FIRST = asset_code(SEWER, 1)
DOOR = f"{WEST}B00002U02"


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    with writing(engine) as conn:
        quarter.build(conn)
    return engine


def fate(engine: Engine, code: str, kind: Kind = Kind.ASSET) -> Fate:
    with reading(engine) as conn:
        return became.resolve(conn, kind, code)


def thing(engine: Engine, code: str, **asked: object) -> Thing:
    with reading(engine) as conn:
        return lookup.by_code(conn, code, **asked)[0]  # type: ignore[arg-type]


def by_hand(engine: Engine, statement: str, account: str = "zhang") -> None:
    with writing(engine) as conn:
        changes.declare(conn, account=account, reason="重复")
        conn.execute(text(statement))


def test_what_lives_lives(town: Engine) -> None:
    assert fate(town, FIRST) == Fate(Kind.ASSET, FIRST, State.LIVES)
    assert thing(town, FIRST).became is None


@pytest.mark.parametrize(
    ("kind", "code", "table"),
    [
        (Kind.ASSET, FIRST, "asset"),
        (Kind.ENTRANCE, DOOR, "entrance"),
        (Kind.GRID, f"{WEST}001", "grid"),
        (Kind.COMPOUND, f"{WEST}C0001", "compound"),
        (Kind.ROAD_SEGMENT, "370203R000003", "road_segment"),
    ],
)
def test_what_was_deleted_answers_as_it_was_last(town: Engine, kind: Kind, code: str, table: str) -> None:
    before = thing(town, code, kind=kind)
    by_hand(town, f"delete from registry.{table} where code = '{code}'")
    found = fate(town, code, kind)
    assert (found.state, found.by, found.reason, found.into) == (State.DELETED, "zhang", "重复", ())
    assert found.at is not None
    after = thing(town, code, kind=kind)
    assert after.became == found
    assert (after.title_zh, after.lon, after.geometry) == (before.title_zh, before.lon, before.geometry)


def test_the_areas_bound_what_is_gone_as_what_is_there(town: Engine) -> None:
    by_hand(town, f"delete from registry.entrance where code = '{DOOR}'")
    assert thing(town, DOOR, areas=[WEST]).code == DOOR
    with pytest.raises(NotFound):
        thing(town, DOOR, areas=[EAST])
    with pytest.raises(NotFound):  # lives, outside
        thing(town, FIRST, areas=[WEST])


def test_what_was_taken_away_by_hand_is_retired(town: Engine) -> None:
    by_hand(town, f"update registry.asset set status = 'removed' where code = '{FIRST}'")
    by_hand(town, f"update registry.asset set note = '已填埋' where code = '{FIRST}'", account="li")
    found = fate(town, FIRST)
    assert (found.state, found.by, found.reason) == (State.RETIRED, "zhang", "重复")


def test_what_an_undone_import_brought_was_withdrawn(town: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lon, lat = at(5, 5)
    path.write_text(f"source_id,class_code,lon,lat\nx,{SEWER},{lon},{lat}\n", encoding="utf-8")
    with writing(town) as conn:
        number = run(conn, path, kind="assets", source="s", actor_name="li", now=datetime.now(UTC)).run
    assert number is not None
    with writing(town) as conn:
        undo(conn, number, actor_name="li", reason="坐标系不对")
    found = fate(town, asset_code(SEWER, 6))
    assert (found.state, found.run, found.by, found.reason) == (State.WITHDRAWN, number, "li", "坐标系不对")
    assert thing(town, asset_code(SEWER, 6)).became == found


def test_what_was_never_known_is_reserved_and_what_was_never_issued_is_not_found(town: Engine) -> None:
    new = "insert into registry.asset (class_code, geom) select class_code, geom from registry.asset"
    with writing(town) as conn:
        code = conn.execute(text(f"{new} where code = '{FIRST}' returning code")).scalar_one()
        conn.execute(text("delete from registry.asset where code = :code"), {"code": code})
        conn.execute(
            text("insert into registry.issued_codes values ('compound', :prefix, '{[7,8)}')"), {"prefix": f"{EAST}C"}
        )
    assert fate(town, code).state in {State.DELETED, State.RESERVED}
    reserved = thing(town, f"{EAST}C0007")
    assert (reserved.became, reserved.geometry) == (fate(town, f"{EAST}C0007", Kind.COMPOUND), None)
    assert reserved.became is not None
    assert reserved.became.state is State.RESERVED
    with pytest.raises(NotFound):
        fate(town, f"{EAST}C0008", Kind.COMPOUND)
    with pytest.raises(NotFound):
        thing(town, f"{EAST}C0008")


def test_an_alias_leads_to_what_is_gone_too(town: Engine) -> None:
    by_hand(town, f"insert into registry.alias (kind, scheme, alias, code) values ('asset', 'x', 'W-7', '{FIRST}')")
    by_hand(town, f"delete from registry.asset where code = '{FIRST}'")
    assert thing(town, "w-7").code == FIRST


def test_as_of_before_it_ended_it_lived_and_before_it_came_it_was_not(town: Engine) -> None:
    with reading(town) as conn:
        before = conn.execute(text("select clock_timestamp()")).scalar_one()
    by_hand(town, f"delete from registry.asset where code = '{FIRST}'")
    with reading(town) as conn:
        for moment in (Moments(as_of=before), Moments(as_known_at=before)):
            with travel.at(conn, moment):
                assert became.resolve(conn, Kind.ASSET, FIRST).state is State.LIVES
        for moment in (
            Moments(as_of=datetime(2020, 1, 1, tzinfo=UTC)),
            Moments(as_known_at=datetime(2020, 1, 1, tzinfo=UTC)),
        ):
            with travel.at(conn, moment), pytest.raises(NotFound):
                became.resolve(conn, Kind.ASSET, FIRST)


def test_what_was_merged_and_revived_and_taken_away_anew_leads_nowhere(town: Engine) -> None:
    """An event counts for the end it told of, not for a later one: no way leads in a circle."""
    other = asset_code(SEWER, 2)
    tell = "insert into registry.event (change_id, kind, code, deed, into_codes, valid_at)"
    for one, two in ((FIRST, other), (other, FIRST)):
        by_hand(town, f"update registry.asset set status = 'intact' where code = '{two}'")
        by_hand(
            town,
            f"update registry.asset set status = 'removed' where code = '{one}'; "
            f"{tell} select registry.open_change(), 'asset', '{one}', 'merge', array['{two}'], now()",
        )
    by_hand(town, f"update registry.asset set status = 'removed' where code = '{FIRST}'")
    assert fate(town, FIRST).state is State.RETIRED
    assert (fate(town, other).state, fate(town, other).into) == (State.MERGED, (FIRST,))
