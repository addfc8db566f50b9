"""What was asked of an export, and what came of it. Pure."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Profiled:
    """An exchange profile by name; rows with faults whose reasons are in `allow` are written all the same.

    `faults` is the file all faults are written to.
    """

    name: str
    allow: tuple[str, ...] = ()
    faults: Path | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """What a file holds: `rows` things; `unknown` of the codes asked for did not come, `left_out` broke the profile.

    `files` are all that were written with their SHA-256; `sha256` is that of the whole (of a shapefile as an import
    reckons it). `faults` counts by field and reason, `first_faults` tells some one by one.
    """

    path: Path
    what: str
    format: str
    datum: str
    profile: str | None
    rows: int
    sha256: str
    files: Mapping[str, str]
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    left_out: int = 0
    faults: Mapping[tuple[str, str], int] = field(default_factory=lambda: MappingProxyType({}))
    first_faults: tuple[Mapping[Hashable, str | None], ...] = ()
    seconds: float = field(default=0.0, compare=False)
