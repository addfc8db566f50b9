"""A case of another system as a value, and what of a file could not be read.

Pure.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5

_CASES = UUID("c0a3f7d2-94c4-5f0b-8a63-1d7c2b90f4e6")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case, in the words of its system."""

    at: datetime
    kind: str
    words: str = ""
    data: Mapping[str, object] = field(default_factory=dict)

    def row(self) -> dict[str, object]:
        """Its fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its history, oldest first. lon/lat are WGS 84, both None where the file has no position.

    `extra` is what the file says beside these fields, as it says it.
    """

    number: str
    title: str
    category: str
    status: str
    opened_at: datetime
    agency: str = ""
    channel: str = ""
    words: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    history: tuple[Event, ...] = ()

    @property
    def content(self) -> str:
        """The hash of all of it: the same case again has the same."""
        said = json.dumps(self.row(), default=str, ensure_ascii=False, sort_keys=True)
        told = json.dumps([event.row() for event in self.history], default=str, ensure_ascii=False, sort_keys=True)
        return sha256(f"{said}\n{told}".encode()).hexdigest()

    def row(self) -> dict[str, object]:
        """Its fields by name, without the history."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "history"}

    def id(self, source: str) -> UUID:
        """Its id here, of source and number."""
        return uuid5(_CASES, f"{source} {self.number}")


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be read: where, which field, and why; `line` counts from 1, of CSV with the header."""

    line: int
    number: str
    field: str
    value: str
    reason: str
    content: Mapping[str, object]


class Unreadable(ValueError):
    """What a row has wrong, for its reject."""

    def __init__(self, field: str, value: object, reason: str) -> None:
        super().__init__(reason)
        self.field, self.value, self.reason = field, str(value), reason
