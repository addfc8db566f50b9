"""Files as they come when something went wrong, seeded: cut, flipped, mixed up, or made to do harm."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.registry.importing import harms
from tests.registry.importing.harms import Case
from tests.registry.importing.readers import formats

SUFFIXES = (".gpkg", ".geojson", ".fgb", ".shp", ".zip", ".parquet", ".csv", ".csv.gz", ".xlsx")


def cases(bases: Path, *, per_format: int, seed: int) -> Iterator[Case]:
    """Files that went wrong, always the same for one seed: `per_format` of each format out of the files in `bases`
    (as `bases_in` makes them), and those made to do harm.
    """
    chance = random.Random(seed)
    for name in formats.WRITERS:
        for i in range(per_format):
            kind = chance.choice(list(_BYTES))
            yield Case(f"{name} {kind} {i}", _of_bytes(bases / name, kind, random.Random(chance.random())))
    for name in formats.WRITERS:
        for suffix in SUFFIXES:
            if not name.endswith(suffix):
                yield Case(f"{name} called {suffix}", _renamed(bases / name, suffix))
    yield from harms.cases()


def bases_in(folder: Path, rows: int = 300) -> Path:
    """A sound file of each format, each in a folder named after it."""
    for name in formats.WRITERS:
        (folder / name).mkdir(parents=True)
        formats.write(name, folder / name, formats.frame(rows))
    return folder


# Bytes -------------------------------------------------------------------------------------------------------------


def _cut(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[: chance.randrange(len(data))])


def _flip(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 4, 64))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _begin(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(8):
        data[chance.randrange(min(len(data), 200))] = chance.randrange(256)
    return bytes(data)


def _insert(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return bytes(data[:at]) + chance.randbytes(chance.choice((1, 7, 100))) + bytes(data[at:])


def _remove(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return bytes(data[:at] + data[at + chance.choice((1, 7, 100)) :])


def _blank(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    data[at : at + 64] = bytes([chance.choice((0x00, 0xFF))]) * len(data[at : at + 64])
    return bytes(data)


def _twice(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return bytes(data[:at] + data[max(at - 200, 0) :])


def _numbers(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(max(len(data) - 8, 1))
    data[at : at + 8] = chance.choice(
        (b"\xff" * 8, b"\x7f" + b"\xff" * 7, b"\x00" * 7 + b"\x80", b"\x80" + b"\x00" * 7)
    )
    return bytes(data)


_BYTES = {
    "cut": _cut,
    "flipped": _flip,
    "begin": _begin,
    "inserted": _insert,
    "removed": _remove,
    "blank": _blank,
    "twice": _twice,
    "numbers": _numbers,
}


def _of_bytes(base: Path, kind: str, chance: random.Random) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        for part in sorted(base.iterdir()):
            shutil.copy(part, folder / part.name)
        hurt = chance.choice(sorted(folder.iterdir()))  # of a shapefile any of its parts
        hurt.write_bytes(_BYTES[kind](bytearray(hurt.read_bytes()), chance))
        return folder / base.name

    return make


def _renamed(base: Path, suffix: str) -> Callable[[Path], Path]:
    return lambda folder: Path(shutil.copy(base / base.name, folder / f"b{suffix}"))
