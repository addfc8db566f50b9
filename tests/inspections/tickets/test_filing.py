"""From sightings to tickets, one by one, many at once, and against each other."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.tickets.filing import Filed, Sighting, report_defects
from inspections.tickets.steps import take
from registry.actor import SYSTEM
from registry.database import writing
from registry.errors import Invalid
from tests.inspections.tickets.scene import DESK, FAR, INSPECTOR, NOW, OTHER_SEWER, SEWER, hazard, see
from tests.registry import quarter


def report(conn: Connection, *sightings: Sighting) -> list[Filed]:
    filed = report_defects(conn, INSPECTOR, sightings, now=NOW)
    return [filed[seen.observation_id] for seen in sightings]


def count(conn: Connection, table: str) -> int:
    return int(conn.execute(text(f"select count(*) from inspections.{table}")).scalar_one())


def test_a_hazard_opens_a_ticket_with_place_route_and_limit(furnished: Connection) -> None:
    seen = see(furnished, lon=120.0, lat=36.0)  # the phone was lost; the register knows where the cover is
    [filed] = report(furnished, seen)
    assert filed.new
    assert filed.item_id is None
    row = furnished.execute(text("select *, st_x(geom) lon, st_y(geom) lat from inspections.ticket")).one()
    assert (row.id, row.number, row.state, row.version) == (filed.ticket_id, filed.number, "reported", 1)
    assert row.number == "20261123-00001"
    assert (row.lon, row.lat) == pytest.approx(quarter.at(35, 7), abs=1e-7)
    assert "益都路社区" in row.place_zh
    assert "Yidu" in row.place_en
    assert (row.assignee_code, row.route_reason_zh) == ("PSGS", "规则 4：权属单位明确：谁所有、谁负责")
    assert row.route_reason_en == "rule 4: the owner is known: whoever owns it answers for it"
    assert row.limit_reason.startswith("6 紧急工作时（6 emergency hours; default: Tianjin 2017")
    assert (row.due_at, row.dispatched_at) == (None, None)
    event = furnished.execute(text("select * from inspections.ticket_event")).one()
    assert (event.id, event.action, event.version) == (seen.observation_id, "report", 1)
    assert (event.from_state, event.to_state, event.at) == (None, "reported", NOW)
    assert event.account_id == INSPECTOR.account_id


def test_the_number_is_of_the_day_in_qingdao(furnished: Connection) -> None:
    seen = see(furnished)
    late = NOW.replace(hour=16)  # 00:00 of the next day there
    filed = report_defects(furnished, INSPECTOR, [seen], now=late)[seen.observation_id]
    assert filed.number == "20261124-00001"


def test_further_sightings_attach(furnished: Connection) -> None:
    first, same_batch, other = see(furnished), see(furnished), see(furnished, OTHER_SEWER)
    one, two, three = report(furnished, first, same_batch, other)
    assert one.ticket_id == two.ticket_id != three.ticket_id
    assert [one.new, two.new, three.new].count(True) == 2
    [later] = report(furnished, see(furnished))
    assert (later.ticket_id, later.number, later.new) == (one.ticket_id, one.number, False)
    assert (count(furnished, "ticket"), count(furnished, "ticket_event"), count(furnished, "ticket_sighting")) == (
        2,
        2,
        4,
    )


def test_another_defect_of_the_same_cover_is_another_ticket(furnished: Connection) -> None:
    one, two = report(furnished, see(furnished), see(furnished, defect_code="flipping"))
    assert one.ticket_id != two.ticket_id


def test_reporting_again_changes_nothing(furnished: Connection) -> None:
    seen = see(furnished)
    [once] = report(furnished, seen)
    [again] = report(furnished, seen)
    assert again == replace(once, new=False)
    assert count(furnished, "ticket_event") == 1


def test_a_closed_ticket_is_not_opened_again(furnished: Connection) -> None:
    ticket_id = hazard(furnished)
    take(furnished, DESK, ticket_id, action="void", event_id=uuid4(), if_version=1, now=NOW, reason="nothing there")
    [filed] = report(furnished, see(furnished))
    assert filed.new
    assert filed.ticket_id != ticket_id


def test_without_an_asset_ten_metres_make_the_same(furnished: Connection) -> None:
    at = quarter.at
    first = see(furnished, None, lon=at(35, 7)[0], lat=at(35, 7)[1])
    near = see(furnished, None, lon=at(43, 7)[0], lat=at(43, 7)[1], observed_at=NOW + timedelta(minutes=1))
    [one, two] = report(furnished, first, near)
    assert one.ticket_id == two.ticket_id
    [later] = report(furnished, see(furnished, None, lon=at(35, 16)[0], lat=at(35, 16)[1]))
    assert later.ticket_id == one.ticket_id
    [beyond] = report(furnished, see(furnished, None, lon=at(35, 18)[0], lat=at(35, 18)[1]))
    assert beyond.ticket_id != one.ticket_id
    [other_defect] = report(furnished, see(furnished, None, "broken"))
    assert other_defect.new
    [with_asset] = report(furnished, see(furnished))
    assert with_asset.new
    row = furnished.execute(text("select asset_code, community_code from inspections.ticket order by number")).first()
    assert row is not None
    assert (row.asset_code, row.community_code) == (None, quarter.EAST)


def test_minor_defects_wait_on_the_list(furnished: Connection) -> None:
    early = see(furnished, defect_code="noise", severity=1)
    late = see(furnished, defect_code="noise", severity=3, observed_at=NOW + timedelta(hours=2))
    one, two = report(furnished, early, late)
    assert (one.item_id, one.new, one.ticket_id) == (two.item_id, True, None)
    [three] = report(furnished, see(furnished, defect_code="noise", severity=None))
    assert (three.item_id, three.new) == (one.item_id, False)
    row = furnished.execute(text("select * from inspections.maintenance_item")).one()
    assert (row.sightings, row.severity, row.first_seen_at) == (3, 3, NOW)
    assert (row.last_seen_at, row.first_observation_id) == (NOW + timedelta(hours=2), early.observation_id)
    assert count(furnished, "ticket") == 0


def test_a_minor_defect_of_no_known_asset_goes_nowhere(furnished: Connection) -> None:
    assert report(furnished, see(furnished, None, "noise")) == [Filed(None, None, None, new=False)]


def test_an_unknown_defect_is_refused_by_name(furnished: Connection) -> None:
    seen = replace(see(furnished), defect_code="haunted")
    with pytest.raises(Invalid, match="'haunted' is no defect"):
        report_defects(furnished, SYSTEM, [seen], now=NOW)


def test_nothing_is_reported_of_nothing(furnished: Connection) -> None:
    assert report_defects(furnished, SYSTEM, [], now=NOW) == {}


# Against each other -------------------------------------------------------------------------------------------------


def at_once(engine: Engine, batches: Sequence[Sequence[tuple[str | None, str]]]) -> list[list[Filed]]:
    """Each batch in a transaction of its own, all started together; raises what any of them raised."""
    barrier = threading.Barrier(len(batches))
    results: dict[int, list[Filed]] = {}
    errors: list[BaseException] = []

    def run(n: int) -> None:
        try:
            with writing(engine) as conn:
                sightings = [see(conn, asset, defect) for asset, defect in batches[n]]
                barrier.wait(10)
                results[n] = report(conn, *sightings)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(batches))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    if errors:
        raise errors[0]
    return [results[n] for n in range(len(batches))]


def test_two_batches_with_the_same_hazards_open_them_once(town: Engine) -> None:
    """In opposite orders, with and without asset, minor ones among them: one ticket each, nobody waits in a circle."""
    things = [(SEWER, "missing"), (FAR, "missing"), (OTHER_SEWER, "noise"), (None, "broken"), (OTHER_SEWER, "broken")]
    for _ in range(4):
        batches = at_once(town, [things, list(reversed(things)), things, list(reversed(things))])
        with writing(town) as conn:
            rows = conn.execute(text("select count(*) from inspections.ticket where state = 'reported'")).scalar_one()
            assert rows == 4
            sightings = conn.execute(
                text(
                    "select count(*) from inspections.ticket_sighting s join inspections.ticket t on t.id = s.ticket_id"
                )
            ).scalar_one()
            assert sightings % 16 == 0
            conn.execute(
                text("update inspections.ticket set state = 'closed', version = version + 1, closed_at = now()")
            )
        opened = [filed for batch in batches for filed in batch if filed.new and filed.ticket_id]
        assert len(opened) == 4


def test_a_hazard_seen_while_its_ticket_is_closed_opens_another(town: Engine) -> None:
    with writing(town) as conn:
        ticket_id = hazard(conn)
    found: list[Filed] = []

    def sight() -> None:
        with writing(town) as conn:
            found.extend(report(conn, see(conn)))

    thread = threading.Thread(target=sight)
    with writing(town) as conn:
        take(conn, DESK, ticket_id, action="void", event_id=uuid4(), if_version=1, now=NOW, reason="nothing there")
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "the sighting waits for the step"
    thread.join(10)
    assert found[0].new
    assert found[0].ticket_id != ticket_id
