"""Files of a hotline in and out."""

import csv
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Connection, Engine, text

from inspections.requests import files, hotline, matters, storing
from inspections.requests.life import Action, Result
from inspections.requests.mapping import PROFILE
from registry.database import writing
from registry.errors import Forbidden, Invalid, Unsupported
from tests.conftest import NOW
from tests.inspections.requests import scene
from tests.inspections.requests.test_intake import LAMPS, enforce
from tests.inspections.tickets.scene import REFERENCE

HEAD = (
    "工单编号,受理时间,诉求内容,所属街道,诉求人,联系电话,"
    "答复时间,答复内容,办理结果,回访时间,回访评价,是否联系,是否解决,办结时间"
)
OPEN = f"HT1,2026-11-20 09:00,路灯不亮请打{scene.PHONE},370203005,张三丰,{scene.PHONE},,,,,,,,"
DONE = f"{OPEN[: -len(',,,,,,,,')]},2026-11-21 09:00,已修,已解决,2026-11-22 09:00,满意,是,是,2026-11-22 10:00"
OTHER = "HT2,2026/11/20 10:00,垃圾没清,370203005,,,,,,,,,,"


def write(folder: Path, *rows: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((HEAD, *rows)), encoding="utf-8-sig")
    return path


def load(conn: Connection, path: Path, **changes: object) -> hotline.Imported:
    given = {"source": "12345", "now": NOW} | changes
    return hotline.import_file(conn, scene.DESK, path, **given)  # type: ignore[arg-type]  # by name


def stored(conn: Connection) -> list[tuple[object, ...]]:
    rows = conn.execute(text("select source_number, number, state, version from inspections.request order by 1"))
    return [tuple(row) for row in rows]


def test_twice_is_once_and_more_goes_on(conn: Connection, tmp_path: Path) -> None:
    scene.furnish(conn)
    first = load(conn, write(tmp_path, OPEN, OTHER))
    assert (first.added, first.changed, first.same, first.refused) == (2, 0, 0, 0)
    before = stored(conn)
    assert [row[2:] for row in before] == [("assigned", 3), ("assigned", 3)]
    again = load(conn, write(tmp_path, OPEN, OTHER))
    assert (again.added, again.changed, again.same) == (0, 0, 2)
    assert stored(conn) == before
    more = load(conn, write(tmp_path, DONE, OTHER))
    assert (more.added, more.changed, more.same) == (0, 1, 1)
    assert [row[2:] for row in stored(conn)] == [("closed", 6), ("assigned", 3)]
    assert [row[:2] for row in stored(conn)] == [row[:2] for row in before]
    load(conn, write(tmp_path, DONE, OTHER))
    assert stored(conn)[0][3] == 6
    other_source = load(conn, write(tmp_path, OTHER), source="mayor")
    assert other_source.added == 1


def test_words_that_changed_are_an_update(conn: Connection, tmp_path: Path) -> None:
    scene.furnish(conn)
    load(conn, write(tmp_path, OTHER))
    assert load(conn, write(tmp_path, OTHER.replace("没清", "满溢"))).changed == 1
    assert stored(conn)[0][3] == 4
    actions = conn.execute(text("select action from inspections.request_event order by version")).scalars().all()
    assert actions == ["receive", "accept", "assign", "update"]


def test_what_was_answered_here_is_not_answered_again(conn: Connection, tmp_path: Path) -> None:
    scene.furnish(conn)
    load(conn, write(tmp_path, OPEN))
    id_ = conn.execute(text("select id from inspections.request")).scalar_one()
    scene.do(conn, id_, Action.ANSWER, answer="本区已修", result_code=Result.SOLVED, now=NOW + timedelta(hours=1))
    load(conn, write(tmp_path, DONE))
    told = conn.execute(text("select answer, state, version from inspections.request")).one()
    assert tuple(told) == ("本区已修", "closed", 6)


def test_rejects_are_data_without_who_asked(conn: Connection, tmp_path: Path) -> None:
    scene.furnish(conn)
    wrong = [
        OPEN.replace("2026-11-20 09:00", "gestern"),
        DONE.replace("HT1", "HT3").replace("已解决", "也许").replace("2026-11-21", "2026-11-19"),
        OTHER,
        OTHER,
        OTHER.replace("HT2", "HT4").replace("370203005", "火星"),
        DONE.replace("HT1", "HT5").replace("路灯不亮", "不知道"),
    ]
    done = load(conn, write(tmp_path, *wrong))
    assert {(fault.row, fault.field) for fault in done.faults} >= {
        (2, "received_at"), (3, "result"), (3, "answered_at"), (5, "number"), (6, "area"), (7, "assignee"),
    }  # fmt: skip
    assert (done.added, done.refused, done.same) == (1, 5, 0)
    kept = conn.execute(text("select cast(r as text) from inspections.request_reject r")).scalars().all()
    assert len(kept) == len({(fault.row, fault.field) for fault in done.faults})
    assert not any(scene.PHONE in row or "张三丰" in row for row in kept)


def test_workbooks_other_columns_and_gb18030(conn: Connection, tmp_path: Path) -> None:
    scene.furnish(conn)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["编号", "受理时间", "诉求内容"])
    sheet.append(["HT7", "2026-11-20 09:00:00", "路灯不亮"])
    book.save(tmp_path / "file.xlsx")
    with pytest.raises(Invalid, match="工单编号"):
        load(conn, tmp_path / "file.xlsx")
    assert load(conn, tmp_path / "file.xlsx", profile={**PROFILE, "number": ("编号",)}).added == 1
    (tmp_path / "old.csv").write_bytes(f"{HEAD}\n{OTHER}".encode("gb18030"))
    assert load(conn, tmp_path / "old.csv").added == 1
    with pytest.raises(Unsupported):
        list(files.lines(tmp_path / "file.pdf"))
    with pytest.raises(Forbidden):
        hotline.import_file(conn, scene.HOUSE, tmp_path / "old.csv", source="12345", now=NOW)


def test_answers_go_back_without_who_asked(conn: Connection, tmp_path: Path) -> None:
    scene.furnish(conn)
    load(conn, write(tmp_path, DONE.replace("已修", f"=已修{scene.PHONE}"), OTHER))
    body = hotline.replies(conn, source="12345").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [(row["工单编号"], row["办理结果"], row["办理状态"]) for row in rows] == [
        ("HT1", "已解决", "closed"), ("HT2", "", "assigned"),
    ]  # fmt: skip
    assert rows[0]["答复内容"].startswith("'=已修138****")
    assert scene.PHONE not in body
    assert "张三丰" not in body
    assert hotline.replies(conn, source="12345", since=NOW + timedelta(days=9)).count(b"\r\n") == 1


def test_however_many_go_in_at_once_it_is_the_same(
    conn: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portion ends in the middle of what belongs together: a number that stands twice, rows that are refused."""
    scene.furnish(conn)
    monkeypatch.setattr(storing, "AT_ONCE", 2)
    wrong = OTHER.replace("HT2", "HT9").replace("370203005", "火星")
    rows = [OPEN, wrong, OTHER, OTHER.replace("HT2", "HT3"), OPEN, OTHER.replace("HT2", "HT4")]
    done = load(conn, write(tmp_path, *rows))
    assert (done.added, done.changed, done.same, done.refused) == (4, 0, 0, 2)
    assert [(fault.row, fault.field) for fault in done.faults] == [(3, "area"), (6, "number")]
    numbers = [row[1] for row in stored(conn)]
    assert numbers == sorted(set(map(str, numbers))), "given in the order of the file, none twice"
    told: list[tuple[str, int, int]] = []
    again = load(conn, write(tmp_path, DONE, *rows[1:]), progress=lambda *one: told.append(one))
    assert (again.added, again.changed, again.same, again.refused) == (0, 1, 3, 2)
    assert told == [("requests", 2, 6), ("requests", 4, 6), ("requests", 6, 6)]


def test_two_that_import_one_file_at_once_do_not_double_it(town: Engine, tmp_path: Path) -> None:
    with writing(town) as conn:
        matters.load(conn, REFERENCE)
    file, together = write(tmp_path, OPEN, OTHER), threading.Barrier(2)

    def one() -> hotline.Imported:
        with writing(town) as conn:
            together.wait()
            return load(conn, file)

    with ThreadPoolExecutor(2) as pool:
        done = [each.result() for each in [pool.submit(one) for _ in range(2)]]
    assert sorted((each.added, each.same) for each in done) == [(0, 2), (2, 0)]


def test_requests_of_a_file_are_routed_by_the_rules_in_force_at_their_own_hours(
    conn: Connection, tmp_path: Path
) -> None:
    scene.furnish(conn)
    night = replace(LAMPS, keyword=None, channel=None, hours="night", reason_zh="夜间归城管")
    enforce(conn, night)
    late = OTHER.replace("HT2", "HT3").replace("10:00", "23:30")
    load(conn, write(tmp_path, OTHER, late))
    rows = conn.execute(text("select assignee_code, route_reason_zh from inspections.request order by source_number"))
    (by_day, by_table), (by_night, by_rule) = (tuple(row) for row in rows)
    assert (by_day, by_table[:3]) == ("HWZX", "属事：")
    assert (by_night, by_rule) == ("CGJ", "规则 1：夜间归城管")
    kept = conn.execute(
        text(
            "select data -> 'duty' ->> 'matter_org' from inspections.request_event where action = 'receive' order by at"
        )
    )
    assert kept.scalars().all() == ["HWZX", "CGJ"]


def test_a_matter_known_later_is_routed_then_and_what_was_decided_is_kept(conn: Connection, tmp_path: Path) -> None:
    scene.furnish(conn)
    load(conn, write(tmp_path, OTHER.replace("垃圾没清", "不清楚")))
    assert stored(conn)[0][2:] == ("received", 1)
    load(conn, write(tmp_path, OTHER))
    assert conn.execute(text("select assignee_code from inspections.request")).scalar() == "HWZX"
    kept = conn.execute(
        text("select action from inspections.request_event where data -> 'duty' ->> 'matter_org' = 'HWZX'")
    )
    assert kept.scalars().all() == ["update"]


def test_whom_the_source_names_later_is_named_by_the_source(conn: Connection, tmp_path: Path) -> None:
    scene.furnish(conn)
    path = tmp_path / "file.csv"
    for row in ("HT3,2026-11-20 09:00,说不清的事,370203005,", "HT3,2026-11-20 09:00,路灯不亮,370203005,CGJ"):
        path.write_text(f"工单编号,受理时间,诉求内容,所属街道,承办单位\n{row}", encoding="utf-8-sig")
        assert load(conn, path).refused == 0
    told = conn.execute(text("select assignee_code, route_reason_zh from inspections.request")).one()
    assert tuple(told) == ("CGJ", "来源文件指定")
