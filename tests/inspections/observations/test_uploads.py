"""Pictures come in by any door, once, and are seen by those they concern."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import uuid5

import pytest

from inspections.observations.photostore import PhotoStore
from inspections.observations.uploads import Photo, keep, photo, record
from registry.actor import SYSTEM, Actor, Role
from registry.errors import Forbidden, Invalid, NotFound
from tests.inspections.observations.quarter import FAR, NOW, SPACE, WEST, Desk, code, hazard, inspector
from tests.inspections.observations.test_photos import exif_of, picture


@pytest.fixture
def store(tmp_path: Path) -> PhotoStore:
    return PhotoStore(tmp_path)


def _upload(desk: Desk, store: PhotoStore, content: bytes, actor: Actor | None = None) -> Photo:
    upload = keep(store, content, claimed_sha256=sha256(content).hexdigest())
    return record(desk.conn, actor or inspector(), upload, now=NOW)


def test_a_picture_is_kept_with_its_place_under_the_hash_of_what_is_stored(desk: Desk, store: PhotoStore) -> None:
    kept = _upload(desk, store, picture(exif=exif_of()))
    assert sha256(store.get(kept.sha256)).hexdigest() == kept.sha256
    assert (kept.lon, kept.lat) == pytest.approx((120.37, -36.08), abs=1e-6)
    assert kept.size_bytes == len(store.get(kept.sha256))


def test_sending_again_changes_nothing_and_two_files_may_be_one_picture(desk: Desk, store: PhotoStore) -> None:
    plain, marked = picture("PNG"), picture("PNG", exif=exif_of())
    first = _upload(desk, store, plain)
    assert _upload(desk, store, plain, inspector(name="other")) == first
    assert _upload(desk, store, marked).sha256 == first.sha256
    assert desk.all("select count(*) from inspections.photo") == [(1,)]
    assert desk.all("select count(*) from inspections.photo_original") == [(2,)]


def test_a_file_that_was_not_promised_is_refused(store: PhotoStore) -> None:
    with pytest.raises(Invalid):
        keep(store, picture(), claimed_sha256="ab" * 32)


def test_nobody_sends_no_picture(desk: Desk, store: PhotoStore) -> None:
    with pytest.raises(Forbidden):
        _upload(desk, store, picture(), SYSTEM)


def test_who_sees_a_picture(desk: Desk, store: PhotoStore) -> None:
    content = picture()
    original = sha256(content).hexdigest()
    (receipt,) = desk.send(hazard(1, code(WEST, 0), photos=[original]))
    kept = _upload(desk, store, content)
    desk.all("insert into registry.organisation values ('crew-1', '队', 'crew', 'crew') returning 1")
    desk.all("update inspections.ticket set crew_code = 'crew-1' returning 1")
    assert receipt.ticket_number
    crew = Actor(uuid5(SPACE, "crew"), "crew", "crew-1", frozenset({Role.CREW}), ())
    for actor in (inspector(), inspector(WEST, name="neighbour"), crew):
        for name in (original, kept.sha256):
            assert photo(desk.conn, actor, name) == kept
    desk.all("insert into registry.organisation values ('house', '所', 'house', 'company') returning 1")
    desk.all("update registry.organisation set parent_code = 'house' where code = 'crew-1' returning 1")
    desk.all("update inspections.ticket set crew_code = null, assignee_code = 'house' returning 1")
    with pytest.raises(NotFound):  # proposed by a rule, not dispatched yet
        photo(desk.conn, crew, kept.sha256)
    desk.all("update inspections.ticket set dispatched_at = now() returning 1")
    assert photo(desk.conn, crew, kept.sha256) == kept, "given to its house"
    for stranger in (inspector(FAR, name="stranger"), replace(crew, org_code="crew-2"), replace(crew, org_code=None)):
        with pytest.raises(NotFound):
            photo(desk.conn, stranger, kept.sha256)
    with pytest.raises(NotFound):
        photo(desk.conn, inspector(), "ab" * 32)


def test_a_picture_nothing_names_is_its_senders_alone(desk: Desk, store: PhotoStore) -> None:
    kept = _upload(desk, store, picture())
    assert photo(desk.conn, inspector(), kept.sha256) == kept
    with pytest.raises(NotFound):
        photo(desk.conn, inspector(name="neighbour"), kept.sha256)
