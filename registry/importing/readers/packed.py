"""Files packed by gzip, unpacked into a folder of our own for as long as they are read. CSV is read as it is packed."""

import gzip
import tempfile
import zlib
from contextlib import ExitStack
from pathlib import Path

from registry.errors import Invalid, TooLarge

SUFFIXES = (".geojson.gz", ".json.gz", ".fgb.gz")
MAX_UNPACKED = 4 << 30
MAX_RATIO = 200
"""Text of shapes shrinks to a tenth; what shrinks to a two-hundredth is made to fill a disk."""
_SMALL = 64 << 20
_BLOCK = 1 << 20


def unpack(path: Path, held: ExitStack) -> Path:
    """The unpacked file; it goes when `held` is closed.

    Raises Invalid for what is no gzip file or is cut, TooLarge for what grows beyond measure.
    """
    folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="jingge-import-")))
    inner = folder / path.name[: -len(".gz")]
    written, most = 0, min(MAX_UNPACKED, max(_SMALL, MAX_RATIO * path.stat().st_size))
    try:
        with gzip.open(path, "rb") as source, inner.open("wb") as target:
            while block := source.read(_BLOCK):
                written += len(block)
                if written > most:
                    raise TooLarge(f"{path.name} unpacks to more than {most:,} bytes; unpack it first", path=str(path))
                target.write(block)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise Invalid(f"{path.name} cannot be unpacked: {error}", path=str(path)) from error
    return inner
