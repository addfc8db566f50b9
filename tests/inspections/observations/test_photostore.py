"""Pictures lie under the hash of their bytes."""

from pathlib import Path

import pytest

from inspections.observations.photostore import PhotoStore
from registry.errors import NotFound, Unavailable

NAME = "ab" * 32


def test_a_picture_is_found_under_its_hash(tmp_path: Path) -> None:
    store = PhotoStore(tmp_path / "photos")
    store.put(NAME, b"picture")
    store.put(NAME, b"picture")
    assert store.get(NAME) == b"picture"
    assert PhotoStore(tmp_path / "photos").get(NAME) == b"picture"


def test_an_erased_picture_is_gone_and_erasing_again_does_no_harm(tmp_path: Path) -> None:
    store = PhotoStore(tmp_path)
    store.put(NAME, b"picture")
    store.remove(NAME)
    store.remove(NAME)
    with pytest.raises(NotFound):
        store.get(NAME)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        PhotoStore(tmp_path).get(NAME)


def test_a_store_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "photos").write_text("a file in the way")
    with pytest.raises(Unavailable):
        PhotoStore(tmp_path / "photos").put(NAME, b"picture")
    store = PhotoStore(tmp_path / "other")
    (tmp_path / "other" / "ab").write_text("a file in the way")
    with pytest.raises(Unavailable):
        store.put(NAME, b"picture")
