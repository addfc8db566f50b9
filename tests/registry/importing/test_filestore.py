"""Files that come over HTTP: whole or not at all, and not where the disk has no room."""

import hashlib
import os
import time
from pathlib import Path
from uuid import uuid4

import pytest

from registry.errors import Invalid, StorageFull, TooLarge
from registry.importing.filestore import FileStore, name_of

MB = 1_000_000


def store(root: Path, *, free: int = 100 * MB) -> FileStore:
    return FileStore(root, most_bytes=10 * MB, free_bytes=20 * MB, free=lambda _: free)


def test_a_file_comes_block_by_block_and_is_forgotten(tmp_path: Path) -> None:
    kept = store(tmp_path / "new")
    intake = kept.begin()
    for block in (b"one", b"two"):
        intake.write(block)
    received = intake.end()
    assert (received.size_bytes, received.sha256) == (6, hashlib.sha256(b"onetwo").hexdigest())
    file_id = uuid4()
    path = kept.keep(received, file_id, "a.csv")
    assert path.read_bytes() == b"onetwo"
    assert path == kept.path(file_id, "a.csv")
    kept.forget(file_id)
    kept.forget(file_id)
    assert not path.exists()


def test_what_does_not_fit_is_refused_before_it_comes(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="10 MB"):
        store(tmp_path).check(11 * MB)
    with pytest.raises(StorageFull, match="25 MB left"):
        store(tmp_path, free=25 * MB).check(6 * MB)
    store(tmp_path, free=25 * MB).check(5 * MB)


def test_what_grows_too_large_on_its_way_is_refused(tmp_path: Path) -> None:
    intake = store(tmp_path).begin()
    intake.write(b"x" * 10 * MB)
    with pytest.raises(TooLarge):
        intake.write(b"x")
    intake.drop()
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_meanwhile_is_told(tmp_path: Path) -> None:
    left = [100 * MB]
    kept = FileStore(tmp_path, most_bytes=100 * MB, free_bytes=20 * MB, free=lambda _: left[0])
    intake = kept.begin()
    intake.write(b"x")
    left[0] = 10 * MB
    with pytest.raises(StorageFull):
        intake.write(b"x" * 17 * MB)
    intake.drop()


def test_an_empty_file_is_none(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="empty"):
        store(tmp_path).begin().end()
    assert list(tmp_path.iterdir()) == []


def test_what_broke_off_long_ago_is_swept(tmp_path: Path) -> None:
    kept = store(tmp_path)
    old, new = tmp_path / "a.part", tmp_path / "b.part"
    for part in (old, new):
        part.write_bytes(b"x")
    os.utime(old, (time.time() - 90_000,) * 2)
    assert kept.sweep() == 1
    assert list(tmp_path.iterdir()) == [new]


@pytest.mark.parametrize(
    ("said", "name"),
    [("井盖.csv", "井盖.csv"), ("C:\\data\\a.zip", "a.zip"), ("../../etc/.a.csv", "a.csv"), ('a"b?.csv', "a_b_.csv")],
)
def test_names_are_made_fit(said: str, name: str) -> None:
    assert name_of(said) == name


@pytest.mark.parametrize("said", ["covers", "..", "a.", "/", ".csv"])
def test_a_name_says_what_it_is(said: str) -> None:
    with pytest.raises(Invalid):
        name_of(said)


def test_a_long_name_is_cut_before_its_suffix() -> None:
    assert name_of("x" * 500 + ".csv") == "x" * 117 + ".csv"
