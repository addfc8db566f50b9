"""A file that appears whole or not at all: written beside its place, flushed to the disk, then renamed."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from registry.errors import Invalid, Unavailable


@contextmanager
def appearing(path: Path, *, stale: Sequence[str] = ()) -> Iterator[Path]:
    """A folder beside `path` to write to: at the end its files stand beside `path`, over older ones of their names.

    `path` itself comes last; files of its name with the suffixes `stale` spoke of the older one and are taken away. On
    any error nothing is left, and what stood there before still stands. Raises Invalid where there is no such folder,
    Unavailable where it cannot be written to or the disk is full.
    """
    if not path.parent.is_dir():
        raise Invalid(f"there is no folder {path.parent} to write {path.name} to", path=str(path))
    if path.is_dir():
        raise Invalid(f"{path} is a folder; name a file", path=str(path))
    with _told(path):
        folder = Path(tempfile.mkdtemp(prefix=f".{path.stem[:40]}.", dir=path.parent))
    try:
        yield folder
        with _told(path):
            files = sorted(folder.iterdir(), key=lambda file: file.name == path.name)
            for file in files:
                _flush(file)
            for suffix in stale:
                path.with_suffix(suffix).unlink(missing_ok=True)
            for file in files:
                file.replace(path.parent / file.name)
            _flush(path.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritten(path, error) from error


def unwritten(path: Path, error: object) -> Unavailable:
    """What is told where a file cannot be written."""
    why = error.strerror if isinstance(error, OSError) and error.strerror else error
    return Unavailable(f"{path.name} could not be written: {why}; nothing is left of it", path=path.name)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
