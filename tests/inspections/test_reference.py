"""The rules of the city load from files, again and again, and say what is wrong where."""

import csv
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from inspections.clocks.files import CALENDARS, LIMITS
from inspections.clocks.limits import Kind
from inspections.reference import CONDITIONS, DEFECTS, OWNER, RULES, Loaded, load
from inspections.routing.sets import forces, in_force, list_sets
from registry.errors import Invalid
from tests.conftest import ROOT

REFERENCE = ROOT / "fixtures" / "reference"
LIMIT_HEAD = (
    "profile,kind,defect_code,condition,amount,unit,calendar_code,warn_share,escalate_share,supervise_share,source\n"
)
HEAD = "position,class_code,defect_code,owner_code,setting,area_code,assignee_code,reason_zh,reason_en,enabled\n"


@pytest.fixture
def city(conn: Connection) -> Connection:
    """A register that knows the organisations and classes the rules name."""
    codes = {row["assignee_code"] for row in rows(RULES)} - {OWNER}
    insert = "insert into registry.organisation (code, name_zh, name_en, kind) values (:code, 'x', 'x', 'bureau')"
    conn.execute(text(insert), [{"code": code} for code in sorted(codes)])
    classes = {row["class_code"] for row in rows(RULES)} - {""}
    insert = "insert into registry.asset_class (code, name_zh, name_en, is_cover) values (:code, 'x', 'x', true)"
    conn.execute(text(insert), [{"code": code} for code in sorted(classes)])
    return conn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference data that a test may spoil."""
    for name in (DEFECTS, LIMITS, RULES):
        shutil.copy(REFERENCE / name, tmp_path / name)
    return tmp_path


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def stored(conn: Connection) -> list[object]:
    tables = (
        "defect order by code",
        "time_limit order by id",
        "routing_rule order by position",
        "calendar order by code, version",
    )
    return [conn.execute(text(f"select * from inspections.{table}")).all() for table in tables]


def test_loading_twice_is_loading_once(city: Connection) -> None:
    once = load(city, REFERENCE)
    assert once == Loaded(len(rows(DEFECTS)), len(rows(LIMITS)), len(rows(RULES)), len(rows(CONDITIONS)))
    before = stored(city)
    assert load(city, REFERENCE) == once
    assert stored(city) == before


def test_hazards_become_tickets_and_the_rest_waits() -> None:
    hazards = {row["code"] for row in rows(DEFECTS) if row["hazard"] == "true"}
    assert hazards == {"missing", "displaced", "broken", "collapsed", "flipping"}
    assert {row["code"] for row in rows(DEFECTS) if row["handling"] == "ticket"} == hazards


def test_every_profile_limits_every_defect_and_says_where_from() -> None:
    defects = {row["code"] for row in rows(DEFECTS)}
    for profile in ("default", "strict"):
        repairs = [
            row for row in rows(LIMITS) if (row["profile"], row["kind"], row["condition"]) == (profile, "repair", "")
        ]
        assert {row["defect_code"] for row in repairs} == defects
        assert {row["kind"] for row in rows(LIMITS) if row["profile"] == profile} == set(Kind)
    assert all(row["source"] for row in rows(LIMITS))
    assert not any("qingdao" in row["source"].lower() or "青岛" in row["source"] for row in rows(LIMITS))


@pytest.mark.parametrize(
    ("key", "amount", "unit"),
    [
        ("default arrive missing ", "0.5", "emergency_hour"),
        ("default make_safe missing ", "1", "emergency_hour"),
        ("default repair missing ", "6", "emergency_hour"),
        ("default repair missing prevented", "36", "emergency_hour"),
        ("default repair flipping ", "6", "emergency_hour"),  # a lid that flips is a hazard
        ("default repair collapsed ", "72", "emergency_hour"),
        ("default repair height ", "3", "working_day"),
        ("default repair height road", "10", "working_day"),
        ("default repair broken ", "4", "working_hour"),
        ("default repair noise ", "2", "working_day"),
        ("default repair surface ", "5", "working_day"),
        ("default return  ", "2", "working_day"),
        ("strict repair missing ", "2", "emergency_hour"),
        ("strict repair flipping ", "2", "emergency_hour"),
    ],
)
def test_the_figures_of_the_profiles(key: str, amount: str, unit: str) -> None:
    found = {
        f"{row['profile']} {row['kind']} {row['defect_code']} {row['condition']}": (row["amount"], row["unit"])
        for row in rows(LIMITS)
    }
    assert found[key] == (amount, unit)


def test_the_last_rule_is_the_default_desk() -> None:
    last = max(rows(RULES), key=lambda row: int(row["position"]))
    assert last["assignee_code"] == "CGJ"
    assert not any(last[name] for name in ("class_code", "defect_code", "owner_code", "setting", "area_code"))


def test_rules_that_changed_make_a_new_set_and_the_old_one_stays(city: Connection, folder: Path) -> None:
    load(city, folder)
    lines = (folder / RULES).read_text("utf-8").splitlines(keepends=True)
    (folder / RULES).write_text("".join(lines[:-1]), "utf-8")
    load(city, folder)
    load(city, folder)
    last, first = list_sets(city)
    assert [one.rule for one in first.lines][-1].position == 99
    assert [replace(one.rule, id=0) for one in last.lines] == [replace(one.rule, id=0) for one in first.lines[:-1]]
    assert [one.from_at is None for one in forces(city)] == [True, False]
    before = forces(city)[1].decided_at - timedelta(microseconds=1)
    assert (in_force(city, at=before), in_force(city, at=forces(city)[1].decided_at)) == (first, last)


def test_an_unknown_organisation_is_named_with_its_line(city: Connection, folder: Path) -> None:
    bad = "1,,,,,,XYZ,理由,reason,true\n2,09999,haunted,ABC,,,CGJ,理由,reason,true\n"
    (folder / RULES).write_text(HEAD + bad, "utf-8")
    with pytest.raises(Invalid) as caught:
        load(city, folder)
    told = caught.value.message
    assert "routing_rules.csv line 2: assignee_code 'XYZ' is no organisation of the register; import it first" in told
    assert "routing_rules.csv line 3: owner_code 'ABC' is no organisation" in told
    assert "line 3: class_code '09999' is no asset class" in told
    assert "line 3: defect_code 'haunted' is no defect" in told
    assert len(caught.value.fields["faults"]) == 4  # type: ignore[arg-type]  # a list


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        (RULES, HEAD + "1,,,,,,CGJ,x,x,true\n1,,,,,,CGJ,x,x,true\n", "line 3: position '1' stands on line 2 already"),
        (
            RULES,
            HEAD + "one,,,,,,,x,x,maybe\n",
            "position 'one' is no whole number; .*assignee_code '' is missing; .*maybe",
        ),
        (RULES, "position\n", "column class_code, .* is missing"),
        (
            LIMITS,
            LIMIT_HEAD + "default,repair,missing,,0,hour,china,,,,x\n",
            "not above 0; .*none of emergency",
        ),
        (LIMITS, LIMIT_HEAD + "default,repair,haunted,,1,working_day,china,,,,x\n", "'haunted' is no defect"),
        (LIMITS, LIMIT_HEAD + "default,repair,missing,,1,working_day,mars,,,,x\n", "'mars' is no calendar; add it"),
        (LIMITS, LIMIT_HEAD + "default,paint,missing,,1,working_day,china,2,,,x\n", "kind 'paint' is none of arrive"),
        (
            CALENDARS,
            "code,name_zh,name_en,time_zone,weekdays,hours,days,source\nx,x,x,UTC,one,,lunar,x\n",
            "'one' is no whole",
        ),
        (LIMITS, LIMIT_HEAD + "default,repair,missing,,nan,working_day,china,,,,x\n", "'nan' is not above 0"),
        (
            DEFECTS,
            "code,name_zh,name_en,hazard,hole,handling,priority,words\n,x,x,yes,no,bin,1,\n",
            "code '' is missing; .*'yes'",
        ),
    ],
)
def test_every_fault_of_a_file_is_told(city: Connection, folder: Path, name: str, content: str, wrong: str) -> None:
    (folder / name).write_text(content, "utf-8")
    with pytest.raises(Invalid, match=wrong):
        load(city, folder)


def test_a_missing_or_unreadable_file_is_named(city: Connection, folder: Path) -> None:
    (folder / LIMITS).write_bytes("默认".encode("gbk"))
    with pytest.raises(Invalid, match=r"time_limits\.csv is not UTF-8"):
        load(city, folder)
    (folder / LIMITS).unlink()
    with pytest.raises(Invalid, match=r"time_limits\.csv is missing"):
        load(city, folder)
