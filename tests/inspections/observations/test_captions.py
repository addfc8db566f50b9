"""What stands on a copy: of the ticket in sight, else of the thing, else of the picture itself."""

from hashlib import sha256
from pathlib import Path

import pytest

from inspections.observations.captions import caption_of
from inspections.observations.photostore import PhotoStore
from inspections.observations.uploads import Photo, keep, record
from registry.actor import Actor, Role
from tests.inspections.observations.quarter import FAR, NOW, WEST, Desk, code, hazard, inspector, look
from tests.inspections.observations.test_photos import exif_of, picture
from tests.inspections.tickets.scene import person


@pytest.fixture
def store(tmp_path: Path) -> PhotoStore:
    return PhotoStore(tmp_path)


def sent(desk: Desk, store: PhotoStore, content: bytes, actor: Actor | None = None) -> Photo:
    return record(desk.conn, actor or inspector(), keep(store, content, claimed_sha256=None), now=NOW)


def test_of_a_ticket_its_number_and_place(desk: Desk, store: PhotoStore) -> None:
    content = picture()
    desk.send(hazard(1, code(WEST, 0), photos=[sha256(content).hexdigest()]))
    kept = sent(desk, store, content)
    (ticket,) = desk.all("select number, place_zh from inspections.ticket")
    for who in (inspector(), person(Role.DISPATCHER, areas=("370203005",))):
        told = caption_of(desk.conn, who, kept)
        assert told.place is not None
        assert (told.number, told.place.zh) == ticket
        assert not told.taken
        assert told.at < NOW  # when it was seen, and not when the picture came


def test_of_a_cover_without_a_ticket_its_spoken_number_and_where_it_is(desk: Desk, store: PhotoStore) -> None:
    content = picture(exif=exif_of())
    desk.send(look(1, code(WEST, 0), photos=[sha256(content).hexdigest()]))
    told = caption_of(desk.conn, person(Role.LEADER), sent(desk, store, content))
    assert code(WEST, 0) in told.number
    assert told.place is not None
    assert told.place.zh
    assert told.taken


def test_nothing_is_told_of_a_ticket_out_of_sight(desk: Desk, store: PhotoStore) -> None:
    """The same picture at two covers: each reader gets what lies in their own areas."""
    content = picture()
    name = sha256(content).hexdigest()
    desk.send(hazard(1, code(WEST, 0), photos=[name]))
    desk.send(hazard(2, code(FAR, 0), photos=[name]), actor=inspector("370203006", name="far"))
    kept = sent(desk, store, content)
    numbers = {
        area: caption_of(desk.conn, person(Role.DISPATCHER, areas=(area,)), kept).number
        for area in ("370203005", "370203006")
    }
    rows = desk.all("select left(community_code, 9), number from inspections.ticket")
    assert numbers == {street: number for street, number in rows}  # noqa: C416 - rows are tuples of objects


def test_a_picture_that_nothing_names_tells_its_time_alone(desk: Desk, store: PhotoStore) -> None:
    told = caption_of(desk.conn, inspector(), sent(desk, store, picture()))
    assert (told.number, told.place, told.at, told.taken) == ("", None, NOW, False)
