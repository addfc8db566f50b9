"""What stands on a sheet of hand-over: each section is one function, named in `SECTIONS`."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Connection

from inspections.duty.stations import Station
from inspections.guards.shafts import list_shafts
from inspections.owners.unreached import unreached
from inspections.tickets.sight import MOST
from registry.actor import SYSTEM
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "handover.sql")
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which desk, for which shift, until when the next lasts, and as things stand at `now`."""

    station: Station
    begins_at: datetime
    ends_at: datetime
    until: datetime
    now: datetime


def _hazards(conn: Connection, scope: Scope) -> list[Row]:
    return _rows(conn, "hazards", scope)


def _holes(conn: Connection, scope: Scope) -> list[Row]:
    """Unguarded ones first; of the guarded who stands there until when."""
    page = list_shafts(conn, SYSTEM, now=scope.now, area=scope.station.area_code, limit=MOST)
    return [
        {
            "number": shaft.number,
            "defect_zh": shaft.defect.zh,
            "defect_en": shaft.defect.en,
            "place_zh": shaft.place.zh,
            "place_en": shaft.place.en,
            "guarded_until": shaft.guarded.watch.guarded_until,
            "unguarded_since": shaft.guarded.watch.unguarded_since,
            "guards": [one.post for one in shaft.guarded.guards if one.stand.ends_at > scope.now],
        }
        for shaft in page.shafts
    ]


def _promises(conn: Connection, scope: Scope) -> list[Row]:
    return _rows(conn, "promises", scope)


def _fallen(conn: Connection, scope: Scope) -> list[Row]:
    return _rows(conn, "fallen", scope)


def _unreached(conn: Connection, scope: Scope) -> list[Row]:
    """Whoever has a ticket and neither opens a link nor answers the telephone."""
    return unreached(conn, scope.station.area_code or "", now=scope.now)


def _changes(conn: Connection, scope: Scope) -> list[Row]:
    return _rows(conn, "changes", scope)


def _calls(conn: Connection, scope: Scope) -> list[Row]:
    """Requests that were answered and of which whoever asked was not reached since (回访): drawn ones first."""
    return _rows(conn, "calls", scope)


def _earlier(conn: Connection, scope: Scope) -> list[Row]:
    """Sheets of before that somebody has not signed."""
    return _rows(conn, "earlier", scope)


SECTIONS: Mapping[str, Callable[[Connection, Scope], list[Row]]] = MappingProxyType(
    {
        "hazards": _hazards,
        "holes": _holes,
        "promises": _promises,
        "fallen": _fallen,
        "calls": _calls,
        "unreached": _unreached,
        "changes": _changes,
        "earlier": _earlier,
    }
)
"""In the order in which they are read. What else a shift must know of is added here, and in the words of the page."""


def sheet_of(conn: Connection, scope: Scope) -> tuple[str, str]:
    """The sheet as JSON, and its SHA-256: the same state of things makes the same bytes."""
    head: Row = {
        "station": scope.station.name,
        "area_code": scope.station.area_code,
        "begins_at": scope.begins_at,
        "ends_at": scope.ends_at,
        "until": scope.until,
        "made_at": scope.now,
    }
    told = head | {name: section(conn, scope) for name, section in SECTIONS.items()}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return text, hashlib.sha256(text.encode()).hexdigest()


def _rows(conn: Connection, name: str, scope: Scope) -> list[Row]:
    asked = {
        "area": scope.station.area_code,
        "station_id": scope.station.id,
        "begins_at": scope.begins_at,
        "ends_at": scope.ends_at,
        "until": scope.until,
        "most": MOST,
    }
    return [dict(row) for row in conn.execute(SQL[name], asked).mappings()]


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
