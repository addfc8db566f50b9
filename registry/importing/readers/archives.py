"""Zip archives, unpacked only as far as asked and only under names of our own, within bounds.

An archive that tries to leave its folder, holds links or locked members, or grows beyond measure is refused whole.
"""

import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from registry.errors import Invalid, TooLarge, Unavailable

MAX_MEMBERS = 1_000
MAX_UNPACKED = 8 << 30
MAX_RATIO = 400
"""Blank-padded tables of shapefiles shrink some hundredfold at most; what shrinks more is made to fill a disk."""
SMALL = 64 << 20
"""Below this nobody asks how much it grew."""
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
)
_LINUX = 16
_LOCKED = 0x1
_IS_UTF8 = 0x800
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name as people see it, and its entry."""

    name: str
    entry: zipfile.ZipInfo

    @property
    def path(self) -> PurePosixPath:
        """The name as a path inside the archive."""
        return PurePosixPath(self.name)


def members(path: Path, *, unpacked: int = MAX_UNPACKED, ratio: int = MAX_RATIO, small: int = SMALL) -> list[Member]:
    """The files of an archive in its order, without what a Mac adds.

    Raises Invalid for one that is broken or plays tricks, TooLarge for one with too many members or that grows beyond
    `unpacked` bytes or, from `small` bytes on, `ratio` times its size.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except BROKEN as error:
        raise Invalid(f"{path.name} cannot be read as a zip: {error}", path=str(path)) from error
    if len(entries) > MAX_MEMBERS:
        raise TooLarge(f"{path.name} holds {len(entries):,} files; at most {MAX_MEMBERS:,} are read")
    found = [Member(_name(entry), entry) for entry in entries if not entry.is_dir()]
    for member in found:
        _refuse_tricks(path, member)
    total = sum(member.entry.file_size for member in found)
    if total > unpacked or (total > small and total > ratio * path.stat().st_size):
        raise TooLarge(f"{path.name} would unpack to {total:,} bytes: more than such data ever do", bytes=total)
    return [one for one in found if one.path.parts[0] != "__MACOSX" and not one.path.name.startswith("._")]


def unpack(path: Path, targets: Sequence[tuple[Member, Path]]) -> None:
    """Write members of an archive to the files named beside them. Raises Invalid for one that is broken, Unavailable
    where there is no room.
    """
    total = sum(member.entry.file_size for member, _ in targets)
    for _, target in targets[:1]:
        target.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(target.parent).free < total:
            raise Unavailable(f"{path.name} needs {total:,} bytes of room in {target.parent} to be unpacked")
    try:
        with zipfile.ZipFile(path) as archive:
            for member, target in targets:
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member.entry) as packed, target.open("xb") as file:
                    shutil.copyfileobj(packed, file, _BLOCK)
    except BROKEN as error:
        raise Invalid(f"{path.name} cannot be read as a zip: {error}", path=str(path)) from error


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of a member: Chinese systems write GBK without saying so, which Python takes for code page 437."""
    if entry.flag_bits & _IS_UTF8:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _refuse_tricks(path: Path, member: Member) -> None:
    name = member.name
    mode = member.entry.external_attr >> _LINUX
    told = None
    if name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts or name[1:2] == ":":
        told = "leads out of the archive"
    elif "\x00" in name or not PurePosixPath(name).parts:
        told = "is no name of a file"
    elif stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        told = "is a link or a device"
    elif member.entry.flag_bits & _LOCKED:
        told = "is locked with a password"
    if told:
        raise Invalid(
            f"{path.name}: its member {name!r} {told}; pack the plain files anew", path=str(path), member=name
        )
