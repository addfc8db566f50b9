"""Chores of duplicates: nothing is done twice, and none fails where nothing was loaded yet."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine, text

from api.duplicate_chores import find_duplicates, hash_pictures
from inspections.observations.photostore import PhotoStore
from inspections.observations.uploads import keep, record
from registry.database import writing
from tests.api.support import settings_for
from tests.inspections.duplicates.scene import LATER, told
from tests.inspections.observations.test_photos import picture
from tests.inspections.tickets import scene


def test_pairs_are_found_once_and_what_the_rule_allows_is_merged_once(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    settings = settings_for(engine)
    assert find_duplicates(engine, settings, LATER) == 0, "no weights yet"
    with writing(engine) as conn:
        scene.furnish(conn)
        told(conn, scene.SEWER, "missing")
        told(conn, scene.SEWER, "displaced", hours=1)
        for east_m in (300, 312):
            told(conn, None, "missing", east_m=east_m)
        conn.execute(text("update inspections.duplicate_weight set value = 0.5 where kind = 'merge_at'"))
    assert [find_duplicates(engine, settings, LATER) for _ in range(2)] == [2, 0]
    with writing(engine) as conn:
        done = conn.execute(text("select action, account_id from inspections.duplicate_decision")).all()
        assert done == [("merge", None)]


def test_old_pictures_are_hashed_once(fresh: Callable[[], Engine], tmp_path: Path) -> None:
    engine = fresh()
    settings = settings_for(engine, photo_root=tmp_path)
    content = picture()
    with writing(engine) as conn:
        upload = keep(PhotoStore(tmp_path), content, claimed_sha256=sha256(content).hexdigest())
        record(conn, scene.INSPECTOR, upload, now=LATER)
        conn.execute(text("delete from inspections.photo_hash"))
    assert [hash_pictures(engine, settings, LATER) for _ in range(2)] == [1, 0]
