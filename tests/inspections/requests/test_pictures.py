"""Pictures of a request: kept with it, seen with it or its ticket, gone with its words."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from inspections.observations import uploads
from inspections.observations.photostore import PhotoStore
from inspections.requests import intake, joining, listing, pictures, retention
from inspections.requests.life import Action
from inspections.tickets import listing as tickets
from registry.actor import RESIDENTS, Actor, Role
from registry.errors import NotFound
from tests.conftest import NOW
from tests.inspections.observations.test_photos import exif_of, picture
from tests.inspections.requests import scene
from tests.inspections.tickets.scene import hazard, person

NOBODY = Actor(RESIDENTS, "public", None, frozenset(), ())
FAR = person(Role.DISPATCHER, org="CGJ", areas=("110101",))
COUNT = text("select count(*) from inspections.photo")


@pytest.fixture
def store(tmp_path: Path) -> PhotoStore:
    return PhotoStore(tmp_path)


def sent(conn: Connection, store: PhotoStore, *contents: bytes) -> UUID:
    """A request that came with pictures."""
    id_ = intake.receive(conn, NOBODY, scene.item(), now=NOW).id
    pictures.attach(conn, NOBODY, store, id_, [uploads.read(one) for one in contents], now=NOW)
    return id_


def test_seen_with_the_request_and_without_a_place_in_the_file(conn: Connection, store: PhotoStore) -> None:
    scene.furnish(conn)
    id_ = sent(conn, store, picture(exif=exif_of()))
    (shown,) = listing.open_file(conn, scene.DESK, id_, now=NOW).pictures
    assert b"Exif" not in store.get(shown.sha256)
    assert uploads.photo(conn, scene.DESK, shown.sha256).sha256 == shown.sha256
    for stranger in (FAR, scene.HOUSE):
        with pytest.raises(NotFound):
            uploads.photo(conn, stranger, shown.sha256)
    scene.do(conn, id_, Action.ACCEPT)
    scene.do(conn, id_, Action.ASSIGN)
    assert uploads.photo(conn, scene.HOUSE, shown.sha256).sha256 == shown.sha256  # it answers for the matter now


def test_seen_on_the_ticket_it_hangs_on(conn: Connection, store: PhotoStore) -> None:
    scene.furnish(conn)
    id_, ticket_id = sent(conn, store, picture(), picture(size=(90, 40))), hazard(conn)
    assert tickets.open_file(conn, scene.DESK, ticket_id, now=NOW).asked == ()
    joining.link(conn, id_, ticket_id, account_id=None, now=NOW)
    asked = tickets.open_file(conn, scene.DESK, ticket_id, now=NOW).asked
    assert {one.sha256 for one in asked} == {one.sha256 for one in pictures.of_request(conn, id_)}
    assert len(asked) == 2


def test_at_most_three_are_kept(conn: Connection, store: PhotoStore) -> None:
    scene.furnish(conn)
    id_ = sent(conn, store, *(picture(size=(80 + more, 40)) for more in range(4)))
    assert len(pictures.of_request(conn, id_)) == pictures.MOST


def test_erased_with_the_words_unless_they_show_something_else(conn: Connection, store: PhotoStore) -> None:
    scene.furnish(conn)
    alone, shared = picture(), picture(size=(90, 40))
    id_, other = sent(conn, store, alone, shared), sent(conn, store, shared)
    gone, stays = (uploads.read(one).sha256 for one in (alone, shared))
    scene.do(conn, id_, Action.REFUSE, reason="不属本区")
    assert pictures.forget(conn, store) == 0
    assert retention.erase(conn, now=NOW + timedelta(days=180)) == 1
    assert pictures.forget(conn, store) == 2
    assert pictures.forget(conn, store) == 0
    with pytest.raises(NotFound):
        store.get(gone)
    assert store.get(stays)
    assert conn.execute(COUNT).scalar_one() == 1
    assert [one.sha256 for one in pictures.of_request(conn, other)] == [stays]
