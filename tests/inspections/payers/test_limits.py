"""How long each state may last, and who makes good: the city's files, and what they refuse."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from inspections.payers import limits
from inspections.payers.limits import LIMITS, STAND_INS, Span, Unit
from inspections.payers.terms import Limit
from registry.errors import Invalid, NotFound
from tests.inspections.tickets import scene

FRIDAY = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)  # 16:00 in Qingdao


def test_the_figures_say_where_they_are_from(furnished: Connection) -> None:
    known = limits.of_city(furnished)
    assert set(known) == set(Limit)
    assert (known[Limit.OWNER_ANSWER].amount, known[Limit.OWNER_ANSWER].unit) == (30, Unit.MINUTE)
    assert (known[Limit.PUBLIC_NOTICE].amount, known[Limit.PUBLIC_NOTICE].unit) == (1, Unit.WORKDAY)
    for span in known.values():
        assert "domain.md" in span.source or span.source.startswith("assumption")


def test_minutes_and_days_run_through_and_working_days_do_not() -> None:
    assert Span(30, Unit.MINUTE, "x").after(FRIDAY) == FRIDAY + timedelta(minutes=30)
    assert Span(30, Unit.DAY, "x").after(FRIDAY) == FRIDAY + timedelta(days=30)
    assert Span(1, Unit.WORKDAY, "x").after(FRIDAY) == FRIDAY + timedelta(days=3)


def test_loaded_again_the_files_word_holds(furnished: Connection, tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    assert limits.load_limits(furnished, folder) == len(Limit)
    _change(folder / LIMITS, "owner_answer,30", "owner_answer,45")
    limits.load_limits(furnished, folder)
    assert limits.of_city(furnished)[Limit.OWNER_ANSWER].amount == 45


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("owner_answer,30", "owner_answer,0", "is not above 0"),
        ("owner_answer,30", "owner_ansver,30", "is none of"),
        ("owner_answer,30", "owner_repair,30", "must be there once"),
        ("30,minute", "30,hour", "is none of minute, day, workday"),
    ],
)
def test_a_wrong_file_is_refused(furnished: Connection, tmp_path: Path, old: str, new: str, words: str) -> None:
    folder = _copy(tmp_path)
    _change(folder / LIMITS, old, new)
    with pytest.raises(Invalid, match=words):
        limits.load_limits(furnished, folder)


def test_the_nearest_area_says_who_stands_in(furnished: Connection, tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / STAND_INS).write_text(
        "area_code,org_code,source\n,SZGS,x\n370203005,YLJ,x\n370203005001,CGJ,x\n", "utf-8"
    )
    assert limits.load_stand_ins(furnished, folder) == 3
    found = [limits.stand_in_of(furnished, code) for code in ("370203005001", "370203005002", "370203006001", None)]
    assert found == ["CGJ", "YLJ", "SZGS", "SZGS"]
    furnished.execute(text("update registry.organisation set ended_on = '2026-11-01' where code = 'CGJ'"))
    assert limits.stand_in_of(furnished, "370203005001") == "YLJ"
    (folder / STAND_INS).write_text("area_code,org_code,source\n,PSGS-01,x\n", "utf-8")
    with pytest.raises(Invalid, match="PSGS-01"):
        limits.load_stand_ins(furnished, folder)
    (folder / STAND_INS).write_text("area_code,org_code,source\n", "utf-8")
    limits.load_stand_ins(furnished, folder)
    assert limits.stand_in_of(furnished, "370203005001") is None


def test_without_them_nothing_is_reckoned(furnished: Connection) -> None:
    assert limits.are_known(furnished)
    furnished.execute(text("delete from inspections.paying_limit"))
    assert not limits.are_known(furnished)
    with pytest.raises(NotFound, match="import-rules"):
        limits.of_city(furnished)


def _copy(folder: Path) -> Path:
    for name in (LIMITS, STAND_INS):
        shutil.copy(scene.REFERENCE / name, folder / name)
    return folder


def _change(file: Path, old: str, new: str) -> None:
    whole = file.read_text("utf-8")
    assert old in whole
    file.write_text(whole.replace(old, new, 1), "utf-8")
