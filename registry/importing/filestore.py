"""Where files lie that came over HTTP, each in a folder of its own, and what an import refused of them."""

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from registry.errors import Invalid, StorageFull, TooLarge, Unavailable

_LONGEST = 120
_STALE_S = 24 * 3600.0
_CHECKED_EVERY = 16 << 20
_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]")


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it came: where it lies for now, how large it is, the hash of its bytes."""

    part: Path
    size_bytes: int
    sha256: str


class FileStore:
    """Files under `root`. No file may be larger than `most_bytes`, and none is taken that leaves less than `free_bytes`
    on the disk: the database and the pictures may lie on the same one.
    """

    def __init__(
        self,
        root: Path,
        *,
        most_bytes: int,
        free_bytes: int,
        free: Callable[[Path], int] = lambda root: shutil.disk_usage(root).free,
    ) -> None:
        self.root = root
        self._most_bytes, self._free_bytes, self._free = most_bytes, free_bytes, free

    def check(self, size_bytes: int) -> None:
        """Raises TooLarge for a file that is not taken, StorageFull where the disk has no room for it, Unavailable."""
        if size_bytes > self._most_bytes:
            most = f"{self._most_bytes / 1e6:,.0f} MB"
            raise TooLarge(f"a file has at most {most} here; divide it, or import it on the server: jingge import")
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            free = self._free(self.root)
        except OSError as error:
            raise Unavailable("the folder of files to import cannot be reached") from error
        if free - size_bytes < self._free_bytes:
            raise StorageFull(
                f"the disk of the server has {free / 1e6:,.0f} MB left, of which {self._free_bytes / 1e6:,.0f} MB are "
                "kept free: no file is taken; remove old files or give it more room",
                free_bytes=free,
            )

    def begin(self) -> "Intake":
        """A file that is about to come."""
        self.check(0)
        return Intake(self, self.root / f"{uuid4()}.part")

    def keep(self, received: Received, file_id: UUID, name: str) -> Path:
        """Give a file that came its place."""
        path = self.path(file_id, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        received.part.replace(path)
        return path

    def path(self, file_id: UUID, name: str) -> Path:
        """Where a file lies; it may be gone."""
        return self.root / str(file_id) / name

    def refused(self, job_id: UUID) -> Path:
        """Where the rows lie that a job refused: with the suffix .csv, and .jsonl, a feature a line."""
        return self.root / "refused" / str(job_id)

    def forget(self, file_id: UUID) -> None:
        """Remove a file; one that is gone already is no fault."""
        shutil.rmtree(self.root / str(file_id), ignore_errors=True)

    def sweep(self) -> int:
        """Remove what was left by uploads that broke off more than a day ago; how many."""
        old = [part for part in self.root.glob("*.part") if time.time() - part.stat().st_mtime > _STALE_S]
        for part in old:
            part.unlink(missing_ok=True)
        return len(old)


class Intake:
    """A file that is coming, block by block."""

    def __init__(self, store: FileStore, part: Path) -> None:
        self._store, self._part = store, part
        self._file = part.open("xb")
        self._digest = hashlib.sha256()
        self._size = self._checked = 0

    def write(self, block: bytes) -> None:
        """Add a block. Raises as FileStore.check; the file is to be dropped then."""
        self._size += len(block)
        if self._size - self._checked > _CHECKED_EVERY or self._checked == 0:
            self._store.check(0)
            self._checked = self._size
        if self._size > self._store._most_bytes:  # noqa: SLF001 - two halves of one thing
            self._store.check(self._size)
        self._digest.update(block)
        try:
            self._file.write(block)
        except OSError as error:
            raise StorageFull("the file could not be written: the disk of the server is full") from error

    def end(self) -> Received:
        """The whole file is on the disk. Raises Invalid for an empty one."""
        if not self._size:
            self.drop()
            raise Invalid("the file is empty", field="file")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return Received(self._part, self._size, self._digest.hexdigest())

    def drop(self) -> None:
        """It does not come any more."""
        self._file.close()
        self._part.unlink(missing_ok=True)


def name_of(said: str) -> str:
    """The name of a file as a browser says it, without folders and what a disk does not take. Raises Invalid."""
    name = _UNFIT.sub("_", said.replace("\\", "/").rsplit("/", 1)[-1]).strip().lstrip(".")
    stem, dot, suffix = name.rpartition(".")
    if not (stem and suffix):
        raise Invalid("the name of a file ends in what it is, as covers.csv or covers.zip", field="name")
    return f"{stem[: _LONGEST - len(suffix)]}{dot}{suffix[:20]}"
