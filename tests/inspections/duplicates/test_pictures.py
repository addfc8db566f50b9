"""Stored pictures are hashed, old ones by a chore, and the nearest are found."""

from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import Connection, text

from inspections.duplicates.pictures import Near, enter, enter_missing, nearest
from inspections.observations.photostore import PhotoStore
from inspections.observations.uploads import keep, record
from registry.errors import Invalid, NotFound
from tests.inspections.duplicates.test_hashes import _scene
from tests.inspections.tickets.scene import INSPECTOR, NOW


def _file(image: Image.Image, quality: int = 90) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _upload(conn: Connection, store: PhotoStore, content: bytes) -> str:
    return record(conn, INSPECTOR, keep(store, content, claimed_sha256=None), now=NOW).sha256


def test_the_same_picture_written_anew_is_found_and_others_are_not(conn: Connection, tmp_path: Path) -> None:
    store = PhotoStore(tmp_path)
    first = _upload(conn, store, _file(_scene(1)))
    small = _upload(conn, store, _file(_scene(1).resize((320, 240)), quality=50))
    _upload(conn, store, _file(_scene(2)))
    (found,) = nearest(conn, first)
    assert (found.sha256, found.bits <= 8) == (small, True)
    assert {one.sha256 for one in nearest(conn, first, within_bits=64)} > {small}


def test_one_colour_looks_like_nothing(conn: Connection, tmp_path: Path) -> None:
    store = PhotoStore(tmp_path)
    black = _upload(conn, store, _file(Image.new("RGB", (300, 200), "black")))
    _upload(conn, store, _file(Image.new("RGB", (300, 200), "white")))
    assert nearest(conn, black) == []


def _row(conn: Connection, sha256: str) -> None:
    insert = (
        "insert into inspections.photo (sha256, media_type, width_px, height_px, size_bytes, uploaded_by, uploaded_at)"
        " values (:sha256, 'image/jpeg', 1, 1, 1, :by, :at)"
    )
    conn.execute(text(insert), {"sha256": sha256, "by": uuid4(), "at": NOW})


def test_old_pictures_are_seen_to_once_lost_ones_too(conn: Connection, tmp_path: Path) -> None:
    store = PhotoStore(tmp_path)
    store.put("a" * 64, _file(_scene(1)))
    store.put("c" * 64, b"no picture")
    for letter in "abc":
        _row(conn, letter * 64)
    assert enter_missing(conn, store, most=2) == 2
    assert enter_missing(conn, store, most=2) == 1
    assert enter_missing(conn, store, most=2) == 0
    assert nearest(conn, "a" * 64) == []
    for lost in "bc":
        with pytest.raises(NotFound):
            nearest(conn, lost * 64)


def test_bits_are_counted_over_the_sign(conn: Connection) -> None:
    """The hash is stored as a signed number: the highest bit is one of 64 like any other."""
    for letter, value in (("a", 1), ("b", -(2**63) + 1), ("d", 3)):
        _row(conn, letter * 64)
        conn.execute(text("insert into inspections.photo_hash values (:s, :h)"), {"s": letter * 64, "h": value})
    assert nearest(conn, "a" * 64, within_bits=1) == [Near("b" * 64, 1), Near("d" * 64, 1)]
    assert nearest(conn, "b" * 64, within_bits=2) == [Near("a" * 64, 1), Near("d" * 64, 2)]


def test_what_cannot_be_asked(conn: Connection) -> None:
    with pytest.raises(Invalid):
        nearest(conn, "a" * 64, within_bits=65)
    with pytest.raises(NotFound):
        nearest(conn, "a" * 64)


def test_entering_again_changes_nothing(conn: Connection) -> None:
    _row(conn, "a" * 64)
    for scene in (1, 2):
        enter(conn, "a" * 64, _file(_scene(scene)))
    assert len(conn.execute(text("select hash from inspections.photo_hash")).all()) == 1
