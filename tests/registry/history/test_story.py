"""The story of a thing: versions and events in words."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from registry.codes import Kind
from registry.database import reading, writing
from registry.history import deeds, travel
from registry.history.moments import Moments
from registry.history.rules import How, Part, Position, Said
from registry.history.story import story
from registry.history.telling import Entry, What
from registry.importing import run
from registry.importing.undo import undo
from tests.registry import quarter
from tests.registry.quarter import SEWER, WEST, asset_code, at

FIRST, SECOND = asset_code(SEWER, 1), asset_code(SEWER, 2)
OCTOBER = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    with writing(engine) as conn:
        quarter.build(conn)
    return engine


def said(**more: object) -> Said:
    return Said(**({"id": uuid4(), "account": "wang", "areas": None, "reason": "踏勘"} | more))  # type: ignore[arg-type]


def position(east_m: float, north_m: float) -> Position:
    lon, lat = at(east_m, north_m)
    return Position(lon=lon, lat=lat)


def told(engine: Engine, code: str, kind: Kind = Kind.ASSET, *, known: datetime | None = None) -> tuple[Entry, ...]:
    with reading(engine) as conn:
        travel.depart(conn, Moments(as_known_at=known))
        return story(conn, kind, code)


def words(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.words.zh for entry in entries]


def test_a_life_in_words(town: Engine) -> None:
    with writing(town) as conn:
        deeds.amend(conn, FIRST, said(since=OCTOBER, reason="抽查"), fields={"fall_net": "with", "status": "broken"})
    with writing(town) as conn:
        deeds.move(conn, FIRST, said(), to=position(38.2, 7), how=How.SURVEY)
    with writing(town) as conn:
        deeds.merge(conn, FIRST, said(), others=[SECOND])
    with writing(town) as conn:
        deeds.retire(conn, FIRST, said(reason="道路改造"))
    entries = told(town, FIRST)
    assert words(entries) == [
        "登记入册",
        "状态：完好 → 破损",
        "防坠网：未知 → 有",
        "复测定位（踏勘）",
        "移位 3.2 米",
        "定位方式：随文件 → 地形图",
        f"{SECOND} 并入本编码（踏勘）",
        "移除（道路改造）",
    ]
    amended = entries[1]
    assert (amended.at, amended.by, amended.reason, amended.deed) == (OCTOBER, "wang", "抽查", "amend")
    assert amended.known_at > amended.at
    assert entries[-1].words.en == "Taken away (道路改造)"
    assert entries[-1].plain is not None
    assert "道路改造" not in entries[-1].plain.zh  # what was typed is not for strangers
    assert [entry.plain is None for entry in entries[2:3]] == [True]
    assert words(told(town, SECOND)) == ["登记入册", f"并入 {FIRST}（踏勘）"]


def test_what_was_not_yet_known_is_not_told(town: Engine) -> None:
    with reading(town) as conn:
        before = conn.execute(text("select clock_timestamp()")).scalar_one()
    with writing(town) as conn:
        deeds.retire(conn, FIRST, said())
    assert words(told(town, FIRST, known=before)) == ["登记入册"]


def test_an_import_and_its_undoing(town: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lon, lat = at(5, 5)
    path.write_text(f"source_id,class_code,lon,lat\nx,{SEWER},{lon},{lat}\n", encoding="utf-8")
    now = datetime.now(UTC)
    with writing(town) as conn:
        report = run(conn, path, kind="assets", source="drainage", actor_name="li", now=now)
    assert report.run is not None
    with writing(town) as conn:
        undo(conn, report.run, actor_name="li")
    entries = told(town, asset_code(SEWER, 6))
    assert words(entries) == [f"登记入册（第 {report.run} 次导入，来源 drainage）", "随导入撤销而撤回"]
    assert [entry.by for entry in entries] == ["li", "li"]
    assert entries[0].plain is not None
    assert entries[0].plain.zh == "登记入册"


def test_what_went_and_came_back(town: Engine) -> None:
    with writing(town) as conn:
        conn.execute(text("create table kept as select * from registry.entrance"))
        conn.execute(text("delete from registry.entrance"))
    with writing(town) as conn:
        conn.execute(text("insert into registry.entrance select * from kept"))
    entries = told(town, f"{WEST}B00002U02", Kind.ENTRANCE)
    assert words(entries) == ["登记入册", "已从登记册删除", "重新入册"]
    assert [entry.what for entry in entries] == [What.REGISTERED, What.ENDED, What.RETURNED]


def test_a_place_drawn_anew_and_parts_of_a_thing(town: Engine) -> None:
    with writing(town) as conn:
        conn.execute(
            text("update registry.compound set geom = st_multi(st_buffer(geom, 0.0001)), name_zh = '大连山新区'")
        )
        parts = [Part(position=position(35, 7)), Part(position=position(37, 7))]
        made = deeds.split(conn, FIRST, said(), parts=parts).codes
    assert words(told(town, f"{WEST}C0001", Kind.COMPOUND)) == [
        "登记入册",
        "重绘边界",
        "名称：大连山小区 → 大连山新区",
    ]
    assert words(told(town, made[0])) == ["登记入册", f"由 {FIRST} 拆分而来"]


def test_nothing_known_has_no_story(town: Engine) -> None:
    assert told(town, asset_code(SEWER, 999)) == ()
