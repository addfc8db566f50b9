"""How files of other systems are read: `open311` (GeoReport v2, JSON), `la311` (MyLA311, CSV), `csv` (plain columns).

Pure. A row that cannot be read is a reject and stops none of the others. GeoReport v2 has no history; the `notes` some
cities add (Chicago) are read where they are. MyLA311 tells local times of Los Angeles without offset.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from io import StringIO
from math import isfinite
from zoneinfo import ZoneInfo

from inspections.foreign.case import Case, Event, Reject, Unreadable
from registry.errors import Invalid

Row = Mapping[str, object]
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
_OPEN311 = (
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "requested_datetime",
    "updated_datetime",
    "address",
    "lat",
    "long",
    "notes",
)
_LA = ("SRNumber", "CreatedDate", "UpdatedDate", "ServiceDate", "ClosedDate", "RequestType", "Status", "Owner",
       "RequestSource", "Address", "Latitude", "Longitude")  # fmt: skip
_LA_TWICE = ("Location", "HouseNumber", "Direction", "StreetName", "Suffix")  # said by Address and position
_PLAIN = tuple(one.name for one in fields(Case) if one.name not in {"extra", "history"})


def read(text: str, profile: str) -> tuple[list[Case], list[Reject]]:
    """The cases of a file in its order, and its rejects.

    A number that stands twice is a reject the second time. Raises Invalid for a profile there is not, and for a file
    that is none of its kind.
    """
    if profile not in PROFILES:
        raise Invalid(f"{profile!r} is none of the profiles {', '.join(PROFILES)}", field="profile")
    rows_of, read_row, number_field = PROFILES[profile]
    cases: dict[str, Case] = {}
    rejects: list[Reject] = []
    for line, row in rows_of(text):
        number = str(row.get(number_field) or "").strip()
        try:
            _check_number(number_field, number, known=number in cases)
            cases[number] = read_row(row)
        except Unreadable as wrong:
            rejects.append(Reject(line, number, wrong.field, wrong.value, wrong.reason, dict(row)))
    return list(cases.values()), rejects


def _check_number(name: str, number: str, *, known: bool) -> None:
    if not number:
        raise Unreadable(name, "", "is missing: without it the case is not known again")
    if known:
        raise Unreadable(name, number, "stands in the file before: the first row was taken")


# Rows --------------------------------------------------------------------------------------------------------------


def _json_rows(text: str) -> Iterator[tuple[int, Row]]:
    try:
        said = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise Invalid(f"the file is no JSON: {wrong}") from None
    rows = said.get("service_requests") if isinstance(said, dict) else said
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Invalid("the file is no GeoReport v2 answer: a list of requests, each an object")
    yield from enumerate(rows, start=1)


def _csv_rows(needed: tuple[str, ...]) -> Callable[[str], Iterator[tuple[int, Row]]]:
    def rows(text: str) -> Iterator[tuple[int, Row]]:
        reader = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
        if missing := [name for name in needed if name not in (reader.fieldnames or ())]:
            raise Invalid(f"the file has no column {', '.join(missing)}", field=missing[0])
        for row in reader:
            yield reader.line_num, {str(name): value for name, value in row.items()}

    return rows


# Cases -------------------------------------------------------------------------------------------------------------


def _open311(row: Row) -> Case:
    opened, closed = _at(row, "requested_datetime"), None
    updated = _if_given(_at, row, "updated_datetime")
    history = [_note(note) for note in _notes(row)] or [Event(opened, "opened")]
    if _text(row, "status") == "closed":
        closings = [event.at for event in history if event.kind == "closed"]
        closed = max(closings) if closings else updated
    lon, lat = _position(row, "long", "lat")
    return Case(
        number=_text(row, "service_request_id"),
        title=_text(row, "service_name") or _text(row, "service_code"),
        category=_needed(row, "service_code", or_else="service_name"),
        status=_needed(row, "status"),
        opened_at=opened,
        agency=_text(row, "agency_responsible"),
        channel=_text(_extra_of(row), "channel"),
        words=_text(row, "description"),
        place=_text(row, "address"),
        lon=lon,
        lat=lat,
        updated_at=updated,
        closed_at=closed,
        extra=_rest(row, _OPEN311) | ({"status_notes": row["status_notes"]} if row.get("status_notes") else {}),
        history=tuple(sorted(history, key=lambda event: event.at)),
    )


def _extra_of(row: Row) -> Row:
    said = row.get("extended_attributes")
    return said if isinstance(said, dict) else {}


def _notes(row: Row) -> list[Row]:
    notes = row.get("notes") or []
    if not isinstance(notes, list) or not all(isinstance(note, dict) for note in notes):
        raise Unreadable("notes", notes, "is no list of notes")
    return notes


def _note(note: Row) -> Event:
    said = [text for name in ("summary", "description") if (text := _text(note, name))]
    return Event(
        _at(note, "datetime"),
        _text(note, "type") or "note",
        "：".join(said),
        _extra_of(note),
    )


def _la311(row: Row) -> Case:
    opened, updated = _local(row, "CreatedDate"), _if_given(_local, row, "UpdatedDate")
    served, closed = _if_given(_local, row, "ServiceDate"), _if_given(_local, row, "ClosedDate")
    told = (("opened", opened), ("service", served), ("updated", updated), ("closed", closed))
    lon, lat = _position(row, "Longitude", "Latitude")
    kind = _needed(row, "RequestType")
    return Case(
        number=_text(row, "SRNumber"),
        title=kind,
        category=kind,
        status=_needed(row, "Status"),
        opened_at=opened,
        agency=_text(row, "Owner"),
        channel=_text(row, "RequestSource"),
        place=_text(row, "Address"),
        lon=lon,
        lat=lat,
        updated_at=updated,
        closed_at=closed,
        extra=_rest(row, (*_LA, *_LA_TWICE)),
        history=tuple(sorted((Event(at, name) for name, at in told if at), key=lambda event: event.at)),
    )


def _plain(row: Row) -> Case:
    opened, closed = _at(row, "opened_at"), _if_given(_at, row, "closed_at")
    lon, lat = _position(row, "lon", "lat")
    ends = (Event(closed, "closed"),) if closed else ()
    return Case(
        **{name: _text(row, name) for name in ("number", "title", "agency", "channel", "words", "place")},
        category=_needed(row, "category"),
        status=_needed(row, "status"),
        opened_at=opened,
        lon=lon,
        lat=lat,
        updated_at=_if_given(_at, row, "updated_at"),
        closed_at=closed,
        extra=_rest(row, _PLAIN),
        history=(Event(opened, "opened"), *ends),
    )


# Fields ------------------------------------------------------------------------------------------------------------


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value).strip()


def _needed(row: Row, name: str, *, or_else: str | None = None) -> str:
    text = _text(row, name) or (_text(row, or_else) if or_else else "")
    if not text:
        raise Unreadable(name, "", "is missing")
    return text


def _rest(row: Row, known: tuple[str, ...]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in known and value is not None and value != ""}


def _at(row: Row, name: str) -> datetime:
    """A time with its offset."""
    text = _text(row, name)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(name, text, "is no time in ISO 8601") from None
    if at.tzinfo is None:
        raise Unreadable(name, text, "has no offset from UTC")
    return at


def _local(row: Row, name: str) -> datetime:
    """A time as the clocks of Los Angeles show it; of the hour that is there twice the first."""
    text = _text(row, name)
    try:
        return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=LOS_ANGELES).astimezone(UTC)
    except ValueError:
        raise Unreadable(name, text, "is no time like 12/31/2018 11:55:30 PM") from None


def _if_given(read_at: Callable[[Row, str], datetime], row: Row, name: str) -> datetime | None:
    return read_at(row, name) if _text(row, name) else None


def _position(row: Row, lon_name: str, lat_name: str) -> tuple[float | None, float | None]:
    """Degrees, or neither; half a position and 0, 0 are none that could be believed."""
    if not _text(row, lon_name) and not _text(row, lat_name):
        return None, None
    found = []
    for name, most in ((lon_name, 180), (lat_name, 90)):
        try:
            value = float(_text(row, name))
        except ValueError:
            value = float("nan")
        if not isfinite(value) or abs(value) > most:
            raise Unreadable(name, _text(row, name), f"must be degrees from -{most} to {most}")
        found.append(value)
    return (None, None) if found == [0.0, 0.0] else (found[0], found[1])


PROFILES: Mapping[str, tuple[Callable[[str], Iterator[tuple[int, Row]]], Callable[[Row], Case], str]] = {
    "open311": (_json_rows, _open311, "service_request_id"),
    "la311": (_csv_rows(_LA), _la311, "SRNumber"),
    "csv": (_csv_rows(("number", "title", "category", "status", "opened_at")), _plain, "number"),
}
"""By name: how its rows are parted, how one is read, and which field is the number."""
