"""Residents report on one thing, with nothing but what is wrong."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import Engine, text

from inspections.observations import residents, uploads
from inspections.observations.photostore import PhotoStore
from inspections.observations.residents import Told, find, offer_of, report
from inspections.requests.privacy import Person
from inspections.tickets.listing import open_file
from inspections.tickets.workflow import State
from registry.actor import RESIDENTS, Role
from registry.database import writing
from registry.errors import Conflict, Invalid, NotFound
from tests.inspections.observations.quarter import EAST, NOW, WEST, Desk, code, hazard
from tests.inspections.tickets.scene import person

COVER = code(WEST, 0)


def told(**changes: object) -> Told:
    said = {
        "id": uuid4(),
        "asset_code": COVER,
        "defect_code": "missing",
        "note": "井口敞着",
        "photos": (),
        "seen_at": NOW - timedelta(minutes=3),
    }
    return Told(**(said | changes))  # type: ignore[arg-type]  # fields by name


def test_a_hazard_becomes_a_ticket_that_the_desk_finds(desk: Desk) -> None:
    mine = told()
    made = report(desk.conn, mine, now=NOW)
    assert (made.id, made.ticket_state, made.same) == (mine.id, State.REPORTED, True)
    assert made.number == made.ticket_number == "20261123-00001"
    ((ticket_id, asset),) = desk.all("select id, asset_code from inspections.ticket")
    assert asset == COVER
    assert isinstance(ticket_id, UUID)
    (seen,) = open_file(desk.conn, person(Role.DISPATCHER), ticket_id, now=NOW).sightings
    assert (seen.note, seen.by_public, seen.observed_at) == ("井口敞着", True, NOW - timedelta(minutes=3))
    assert desk.all("select review, device_id from inspections.observation") == [(None, "public")]


def test_how_to_reach_them_is_kept_with_the_request_and_nowhere_else(desk: Desk) -> None:
    report(desk.conn, told(person=Person("李四", "13812345678")), now=NOW)
    report(desk.conn, told(), now=NOW)
    assert desk.all("select count(*) from inspections.request") == [(2,)]
    assert desk.all("select name, phone from inspections.request_person where name <> ''") == [("李四", "13812345678")]
    for table in ("ticket", "observation", "ticket_event"):
        assert desk.all(f"select count(*) from inspections.{table} t where t::text like '%李四%'") == [(0,)]


def test_a_report_sent_again_is_the_same_report(desk: Desk) -> None:
    mine = told()
    first, second = report(desk.conn, mine, now=NOW), report(desk.conn, mine, now=NOW + timedelta(hours=1))
    assert first == second
    assert desk.all("select count(*) from inspections.ticket_sighting") == [(1,)]


def test_a_second_resident_joins_the_open_ticket(desk: Desk) -> None:
    (inspector,) = desk.send(hazard("seen", COVER))
    made = report(desk.conn, told(), now=NOW)
    assert made.number == inspector.ticket_number
    assert desk.all("select count(*) from inspections.ticket_sighting") == [(2,)]


def test_another_report_under_the_same_id_is_kept_and_told(desk: Desk) -> None:
    mine = told()
    report(desk.conn, mine, now=NOW)
    again = report(desk.conn, told(id=mine.id, defect_code="broken"), now=NOW)
    assert (again.same, again.number) == (False, "20261123-00001")
    assert desk.all("select reason from inspections.observation_refused") == [("id_reused",)]


def test_a_minor_defect_goes_on_the_maintenance_list(desk: Desk) -> None:
    mine = told(defect_code="noise")
    made = report(desk.conn, mine, now=NOW)
    assert (made.ticket_number, made.item_state) == (None, "listed")
    assert made.number == mine.id.hex[:8].upper()
    desk.conn.execute(text("update inspections.maintenance_item set state = 'done'"))
    assert find(desk.conn, mine.id).item_state == "done"


def test_nothing_is_told_of_what_others_saw(desk: Desk) -> None:
    desk.send(hazard("seen", COVER))
    ((observation,),) = desk.all("select id from inspections.observation")
    assert isinstance(observation, UUID)
    with pytest.raises(NotFound):
        find(desk.conn, observation)


def test_what_is_gone_or_unknown_is_not_reported_on(desk: Desk) -> None:
    with pytest.raises(NotFound):
        report(desk.conn, told(asset_code="37020301002999999"), now=NOW)
    desk.conn.execute(text("update registry.asset set status = 'removed' where code = :code"), {"code": COVER})
    with pytest.raises(Conflict, match="removed"):
        report(desk.conn, told(), now=NOW)
    assert desk.all("select count(*) from inspections.observation") == [(0,)]


@pytest.mark.parametrize("changes", [{"defect_code": "dragon"}, {"note": "长" * 501}, {"note": "half \ud800"}])
def test_what_cannot_be_kept_is_told(desk: Desk, changes: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        report(desk.conn, told(**changes), now=NOW)


def test_a_lamp_post_does_not_flip(desk: Desk) -> None:
    conn = desk.conn
    conn.execute(
        text("insert into inspections.defect (code, name_zh, name_en, hazard, handling, priority) values "
             "('flipping', '翻盖', 'flipping', true, 'ticket', 2)")
    )  # fmt: skip
    assert [defect.code for defect in offer_of(conn, COVER).defects] == ["missing", "flipping", "broken", "noise"]
    assert [defect.hazard for defect in offer_of(conn, COVER).defects] == [True, True, True, False]
    conn.execute(text("update registry.asset_class set is_cover = false"))
    assert [defect.code for defect in offer_of(conn, COVER).defects] == ["missing", "broken"]
    with pytest.raises(Invalid):
        report(conn, told(defect_code="flipping"), now=NOW)


def picture() -> bytes:
    file = BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "a phone of somebody"
    Image.new("RGB", (64, 48), "red").save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_a_picture_comes_along_without_a_trace_of_the_phone(desk: Desk, tmp_path: Path) -> None:
    store = PhotoStore(tmp_path)
    upload = uploads.keep(store, picture(), claimed_sha256=None)
    report(desk.conn, told(photos=(upload,)), now=NOW)
    ((ticket_id,),) = desk.all("select id from inspections.ticket")
    assert isinstance(ticket_id, UUID)
    (seen,) = open_file(desk.conn, person(Role.DISPATCHER), ticket_id, now=NOW).sightings
    assert seen.photos[0].sha256 == upload.sha256
    assert b"a phone of somebody" not in store.get(upload.sha256)
    assert uploads.photo(desk.conn, person(Role.DISPATCHER), upload.sha256).width_px == 64
    with pytest.raises(NotFound):
        uploads.photo(desk.conn, person(Role.DISPATCHER, areas=("370203006",)), upload.sha256)


def test_two_clicks_at_once_are_one_report(quarter: Engine) -> None:
    mine = told(asset_code=code(EAST, 1))

    def send(_: int) -> str:
        with writing(quarter) as conn:
            return report(conn, mine, now=NOW).number

    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(send, range(8)))
    assert len(numbers) == 1
    with quarter.connect() as conn:
        assert conn.execute(text("select count(*) from inspections.observation")).scalar_one() == 1


def test_nobody_has_the_account_of_the_public(desk: Desk) -> None:
    assert desk.all("select count(*) from access.account where id = :id", id=RESIDENTS) == [(0,)]
    assert residents.DEVICE == "public"
