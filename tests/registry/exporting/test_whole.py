"""A file appears whole or not at all."""

import errno
from pathlib import Path

import pytest

from registry.errors import Invalid, Unavailable
from registry.exporting.whole import appearing, sha256_of, unwritten


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_appear_at_the_end_and_replace_older_ones(tmp_path: Path) -> None:
    (tmp_path / "a.shp").write_text("old")
    with appearing(tmp_path / "a.shp") as folder:
        (folder / "a.shp").write_text("new")
        (folder / "a.dbf").write_text("table")
        assert (tmp_path / "a.shp").read_text() == "old"
        assert folder.parent == tmp_path
    assert _names(tmp_path) == ["a.dbf", "a.shp"]
    assert (tmp_path / "a.shp").read_text() == "new"


def test_what_spoke_of_the_older_file_goes(tmp_path: Path) -> None:
    for name in ("a.qix", "a.prj", "b.qix"):
        (tmp_path / name).write_text("old")
    with appearing(tmp_path / "a.shp", stale=(".qix", ".prj", ".sbn")) as folder:
        (folder / "a.shp").write_text("new")
    assert _names(tmp_path) == ["a.shp", "b.qix"]


def test_after_an_error_nothing_is_left_and_the_old_file_stands(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")

    def fail() -> None:
        with appearing(tmp_path / "a.csv") as folder:
            (folder / "a.csv").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert _names(tmp_path) == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "old"


def test_places_that_cannot_be_written_to_are_told(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="there is no folder"), appearing(tmp_path / "none" / "a.csv"):
        pass
    with pytest.raises(Invalid, match="is a folder"), appearing(tmp_path):
        pass
    with pytest.raises(Unavailable, match="could not be written"), appearing(Path("/proc/a.csv")):
        pass


def test_words_and_hashes(tmp_path: Path) -> None:
    told = unwritten(tmp_path / "a", OSError(errno.ENOSPC, "No space left on device"))
    assert told.message.endswith("a could not be written: No space left on device; nothing is left of it")
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256_of(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
