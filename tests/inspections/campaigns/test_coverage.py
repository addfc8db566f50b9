"""The coverage ledger read back: tallies, days, what was missed, what was overlooked."""

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from inspections.campaigns import campaign, coverage
from inspections.campaigns.campaign import Campaign
from inspections.campaigns.coverage import unit_state
from inspections.campaigns.parameters import Parameters, Staffing
from registry.actor import SYSTEM
from registry.errors import NotFound
from tests.inspections.campaigns import town
from tests.inspections.campaigns.conftest import Make


@pytest.fixture
def running(conn: Connection, make: Make, now: datetime) -> Campaign:
    return campaign.start(conn, SYSTEM, make(parameters=Parameters(second_look_share=0.5)).id, now=now)


def _see(conn: Connection, running: Campaign, result: str, *, which: str, at: datetime) -> int:
    """Marks targets straight in the ledger: how receiving does it is another test's matter."""
    marked = text(
        f"update inspections.target t set result = :result, observed_at = :at where campaign_id = :id and {which}"
    )
    return conn.execute(marked, {"result": result, "at": at, "id": running.id}).rowcount


def test_nothing_is_seen_at_first(conn: Connection, running: Campaign) -> None:
    now = coverage.progress(conn, running.id)
    assert now.total.coverage == 0
    assert now.total.covers["unseen"] == now.total.targets == town.covers()
    assert now.units_coverage == 0
    assert now.estimates == {"all": None, "hazard": None, "minor": None}


def test_not_found_and_no_access_are_results(conn: Connection, running: Campaign, now: datetime) -> None:
    _see(conn, running, "fine", which="true", at=now)
    _see(conn, running, "not_found", which="right(asset_code, 6)::int <= 10".replace("::", "\\:\\:"), at=now)
    _see(conn, running, "no_access", which="right(asset_code, 6)::int = 11".replace("::", "\\:\\:"), at=now)
    done = coverage.progress(conn, running.id)
    assert done.total.coverage == 1
    assert (done.total.covers["not_found"], done.total.covers["no_access"]) == (10, 1)
    assert done.units_coverage == 1
    assert done.total.walked_m == pytest.approx(done.total.length_m)


def test_by_kind_and_by_assignment_add_up(conn: Connection, running: Campaign, now: datetime) -> None:
    seen = _see(conn, running, "fine", which="asset_code < '37020301002000050'", at=now)
    done = coverage.progress(conn, running.id)
    for parts in (done.by_kind, done.by_assignment):
        assert sum(part.covers["fine"] for part in parts.values()) == seen
        assert sum(part.targets for part in parts.values()) == town.covers()
    assert set(done.total.units) <= {"done", "partial", "untouched"}


def test_a_shut_unit_answers_for_its_covers(conn: Connection, running: Campaign, now: datetime) -> None:
    shut = """update inspections.campaign_unit set result = 'no_access', visited_at = :at
               where id = (select id from inspections.campaign_unit
                            where campaign_id = :id and kind = 'compound' limit 1)"""
    conn.execute(text(shut), {"id": running.id, "at": now})
    done = coverage.progress(conn, running.id)
    assert done.by_kind["compound"].units["no_access"] == 1
    assert done.total.covers["no_access"] == 6
    assert {one.reason for one in coverage.missed(conn, running.id, reasons=["no_access"])} == {"no_access"}


@pytest.mark.parametrize(
    ("result", "targets", "unseen", "no_access", "state"),
    [
        (None, 0, 0, 0, "untouched"),
        ("walked", 0, 0, 0, "done"),
        ("no_access", 0, 0, 0, "no_access"),
        (None, 4, 4, 0, "untouched"),
        ("walked", 4, 4, 0, "untouched"),
        (None, 4, 1, 1, "partial"),
        (None, 4, 0, 1, "done"),
        (None, 4, 0, 4, "no_access"),
    ],
)
def test_the_state_of_a_unit(result: str | None, targets: int, unseen: int, no_access: int, state: str) -> None:
    unit = {"result": result, "targets": targets, "unseen": unseen, "no_access": no_access}
    assert unit_state(unit) == state


def test_days_are_counted_in_the_city(conn: Connection, running: Campaign) -> None:
    late_evening = datetime.fromisoformat("2026-12-02T17:00:00+00:00")  # 3 December in Qingdao
    seen = _see(conn, running, "fine", which="asset_code < '37020301002000050'", at=late_evening)
    days = {day.day_no: day for day in coverage.progress(conn, running.id).days}
    assert (days[3].seen, days[3].on.isoformat()) == (seen, "2026-12-03")
    assert sum(day.planned for day in days.values()) == town.covers()


def test_a_street_sees_its_own_part(conn: Connection, running: Campaign) -> None:
    parts = [coverage.progress(conn, running.id, areas=[area]).total.targets for area in (town.WEST, town.EAST)]
    assert all(parts)
    assert sum(parts) == town.covers()
    assert coverage.progress(conn, running.id, areas=[]).total.targets == 0


def test_what_was_missed_comes_page_by_page(conn: Connection, running: Campaign, now: datetime) -> None:
    seen = _see(conn, running, "fine", which="asset_code > '37020301002000050'", at=now)
    pages, after = [], (0, "")
    while page := coverage.missed(conn, running.id, after=after, limit=7):
        pages += page
        after = page[-1].cursor
    assert len(pages) == town.covers() - seen
    assert len({one.asset_code for one in pages}) == len(pages)
    assert {one.reason for one in pages} == {"unseen"}
    assert all(120.3 < one.lon < 120.4 and 36 < one.lat < 36.1 for one in pages)


def test_a_road_without_covers_that_nobody_walked_is_missed_too(conn: Connection, make: Make, now: datetime) -> None:
    conn.execute(text("update registry.asset set status = 'removed'"))
    empty = campaign.start(conn, SYSTEM, make().id, now=now)
    missed = coverage.missed(conn, empty.id)
    assert len(missed) == 56
    assert {one.asset_code for one in missed} == {None}
    conn.execute(
        text("update inspections.campaign_unit set result = 'walked' where campaign_id = :id"), {"id": empty.id}
    )
    assert coverage.missed(conn, empty.id) == []
    assert coverage.progress(conn, empty.id).units_coverage == 1
    assert coverage.progress(conn, empty.id).total.coverage is None


_LOOK = """insert into inspections.observation (id, batch_id, device_id, account_id, campaign_id, second_look,
                  asset_code, result, defect_code, device_time, observed_at, received_at, content_sha256)
           select gen_random_uuid(), gen_random_uuid(), 'd', gen_random_uuid(), t.campaign_id, :second, t.asset_code,
                  'defect', :defect, :at, :at, :at, ''
             from inspections.target t join inspections.campaign_unit u on u.id = t.unit_id
            where t.campaign_id = :id and u.second_assignment_id is not null
            order by t.asset_code offset :skip limit :many"""
_TELL = """update inspections.target t set {result} = 'defect', {observation} = o.id from inspections.observation o
            where o.campaign_id = t.campaign_id and o.asset_code = t.asset_code and o.second_look = :second
              and o.campaign_id = :id and (:second or true)"""


def _look(conn: Connection, running: Campaign, *, second: bool, skip: int, many: int, at: datetime) -> None:
    """Findings of a first or a second look at the sample."""
    given = {"id": running.id, "second": second, "defect": "missing", "at": at}
    conn.execute(text(_LOOK), given | {"skip": skip, "many": many})
    names = ("second_result", "second_observation_id") if second else ("result", "observation_id")
    told = _TELL.format(result=names[0], observation=names[1])
    conn.execute(text(told), {"id": running.id, "second": second})


@pytest.fixture
def looked_twice(conn: Connection, running: Campaign, now: datetime) -> Campaign:
    """In the sample the first look finds covers 0…19, the second one 5…24: fifteen in common."""
    conn.execute(
        text(
            "insert into inspections.defect (code, name_zh, name_en, hazard, handling, priority) "
            "values ('missing', '缺失', 'missing', true, 'ticket', 1)"
        )
    )
    conn.execute(
        text("update inspections.target set result = 'fine', second_result = 'fine' where campaign_id = :id"),
        {"id": running.id},
    )
    _look(conn, running, second=False, skip=0, many=20, at=now)
    _look(conn, running, second=True, skip=5, many=20, at=now + timedelta(hours=1))
    return running


def test_a_blind_second_look_tells_what_was_overlooked(conn: Connection, looked_twice: Campaign) -> None:
    found = coverage.estimates(conn, looked_twice.id)
    assert found["all"] == found["hazard"]
    assert found["minor"] is None
    assert (hazard := found["hazard"]) is not None
    assert hazard.found == 20
    assert hazard.total == pytest.approx(21 * 21 / 16 - 1)
    assert hazard.missed_low < hazard.missed < hazard.missed_high


def test_false_alarms_and_repairs_between_the_looks_do_not_count(
    conn: Connection, looked_twice: Campaign, now: datetime
) -> None:
    ticket = """with t as (
                  insert into inspections.ticket (id, number, state, asset_code, defect_code, hazard, place_zh,
                                                  place_en, geom, reported_at, repaired_at, closed_at)
                  select gen_random_uuid(), o.asset_code, :state, o.asset_code, 'missing', true, '',
                         '', a.geom, :at, :repaired, :at
                    from inspections.observation o join registry.asset a on a.code = o.asset_code
                   where o.campaign_id = :id and not o.second_look order by o.asset_code offset :skip limit 2
                  returning id, asset_code)
                insert into inspections.ticket_sighting (ticket_id, observation_id)
                select t.id, o.id from t join inspections.observation o using (asset_code)
                 where o.campaign_id = :id and not o.second_look"""
    given = {"id": looked_twice.id, "at": now}
    conn.execute(text(ticket), given | {"state": "void", "repaired": None, "skip": 0})
    conn.execute(text(ticket), given | {"state": "closed", "repaired": now + timedelta(minutes=5), "skip": 5})
    hazard = coverage.estimates(conn, looked_twice.id)["hazard"]
    assert hazard is not None
    assert hazard.found == 18  # two were false
    assert hazard.total == pytest.approx((17 * 19 / 14 - 1) / 16 * 18)  # two more were mended in between


def test_an_unknown_campaign_is_told(conn: Connection) -> None:
    with pytest.raises(NotFound):
        coverage.progress(conn, uuid.uuid4())


def test_grid_workers_are_covered_the_same(conn: Connection, make: Make, now: datetime) -> None:
    running = campaign.start(conn, SYSTEM, make(staffing=Staffing.GRID_WORKERS).id, now=now)
    _see(conn, running, "fine", which="true", at=now)
    assert coverage.progress(conn, running.id).total.coverage == 1
