"""One item of a device's batch: what it may say, and what is wrong with it. Pure.

An item is an observation (of an asset or at a position) or a visit of a whole unit. Its time never makes it wrong: a
time that cannot be read is None, and a person looks at it later (see `skew`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from inspections.observations.canonical import content_sha256
from inspections.observations.faults import Reason, WrongItem, is_clean, known_fields, number, one_of, wrong
from inspections.observations.positions import SHIFTED, Position, in_wgs84, read_position

NOTE_LENGTH = 2000
MOST_PHOTOS = 20
MOST_MEASURE_MM = 100_000.0

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_ASSET = re.compile(r"[0-9]{16,17}")
_CLASS = re.compile(r"[0-9]{5}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ITEM_FIELDS = frozenset(
    {"id", "result", "asset_code", "pick", "class_code", "defect_code", "severity", "measure_mm", "note", "position"}
    | {"device_time", "photos"}
)
_VISIT_FIELDS = frozenset({"id", "unit_id", "result", "device_time"})


class Result(StrEnum):
    """What was found; `new` is a thing the register does not know."""

    FINE = "fine"
    DEFECT = "defect"
    NOT_FOUND = "not_found"
    NO_ACCESS = "no_access"
    NEW = "new"


class UnitResult(StrEnum):
    """What became of the visit of a unit."""

    WALKED = "walked"
    NO_ACCESS = "no_access"


@dataclass(frozen=True, slots=True)
class Item:
    """A sound observation; `id` is a UUID as text, `picked` says that the code was chosen from a list of near ones."""

    id: str
    result: Result
    asset_code: str | None
    picked: bool
    class_code: str | None
    defect_code: str | None
    severity: int | None
    measure_mm: float | None
    note: str
    position: Position | None
    device_time: datetime | None
    photos: tuple[str, ...]
    content_sha256: bytes


@dataclass(frozen=True, slots=True)
class Visit:
    """A sound visit of a whole unit."""

    id: str
    unit_id: int
    result: UnitResult
    device_time: datetime | None
    content_sha256: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """An item that is refused: its id as it came, why, and in words what to do."""

    id: str
    reason: Reason
    detail: str
    content_sha256: bytes


def read_items(raws: Sequence[object]) -> list[Item | Visit | Fault]:
    """Each raw item read and checked, in order, positions in WGS 84."""
    items = [read_item(raw) for raw in raws]
    shifted = [
        (n, item, item.position)
        for n, item in enumerate(items)
        if isinstance(item, Item) and item.position is not None and item.position.datum in SHIFTED
    ]
    for (n, item, _), position in zip(shifted, in_wgs84([place for *_, place in shifted]), strict=True):
        items[n] = replace(item, position=position)
    return items


def read_item(raw: object) -> Item | Visit | Fault:
    """One raw item checked; its position is still in its own datum."""
    digest = content_sha256(raw)
    if not isinstance(raw, dict):
        return Fault("", Reason.FORM, "an item is an object with id, result and device_time", digest)
    try:
        return _visit(raw, digest) if "unit_id" in raw else _item(raw, digest)
    except WrongItem as wrong:
        return Fault(id_as_came(raw), wrong.reason, wrong.detail, digest)


def id_as_came(raw: object) -> str:
    """The id an item gives itself, for its receipt: any short clean text, else nothing."""
    given = raw.get("id") if isinstance(raw, dict) else None
    return given if isinstance(given, str) and len(given) <= 100 and is_clean(given) else ""


def read_id(value: object) -> str | None:
    """A UUID in its usual form with dashes, in small letters as text (quicker by far than UUID); else None."""
    return value.lower() if isinstance(value, str) and _UUID.fullmatch(value) else None


def read_time(value: object) -> datetime | None:
    """An ISO 8601 time with its offset between 1900 and 2200, in UTC; else None."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return time.astimezone(UTC) if time.utcoffset() is not None and 1900 < time.year < 2200 else None


def _id(raw: Mapping[str, object]) -> str:
    found = read_id(raw.get("id"))
    if found is None:
        raise wrong("id", "give a UUID made by the device, like 0b0e…-…")
    return found


def _visit(raw: Mapping[str, object], digest: bytes) -> Visit:
    known_fields(raw, _VISIT_FIELDS)
    unit_id = raw["unit_id"]
    if not isinstance(unit_id, int) or isinstance(unit_id, bool) or not 0 < unit_id < 2**63:
        raise wrong("unit_id", "give the number of a unit of the campaign")
    result = one_of(UnitResult, raw.get("result"), "result")
    return Visit(_id(raw), unit_id, result, read_time(raw.get("device_time")), digest)


def _item(raw: Mapping[str, object], digest: bytes) -> Item:
    known_fields(raw, _ITEM_FIELDS)
    get = raw.get
    result = one_of(Result, get("result"), "result")
    code = _code(raw, "asset_code", _ASSET, "a code has 16 or 17 digits")
    pick = _code(raw, "pick", _ASSET, "the picked code has 16 or 17 digits")
    if code and pick and code != pick:
        raise wrong("pick", "asset_code and pick name two assets; give one")
    if result is Result.NEW and (code or pick):
        raise wrong("asset_code", "a new thing has no code yet; leave it out")
    position = None if get("position") is None else read_position(get("position"))
    if position is None and not (code or pick):
        raise WrongItem(Reason.NO_PLACE, "give asset_code, or pick, or a position (a new thing needs a position)")
    return Item(
        id=_id(raw),
        result=result,
        asset_code=pick or code,
        picked=pick is not None,
        class_code=_code(raw, "class_code", _CLASS, "a class has 5 digits"),
        defect_code=_defect(get("defect_code"), result),
        severity=_severity(get("severity")),
        measure_mm=number(get("measure_mm"), "measure_mm", 0.0, MOST_MEASURE_MM),
        note=_note(get("note")),
        position=position,
        device_time=read_time(get("device_time")),
        photos=_photos(get("photos")) if get("photos") else (),
        content_sha256=digest,
    )


def _code(raw: Mapping[str, object], field: str, grammar: re.Pattern[str], what: str) -> str | None:
    value = raw.get(field)
    if value is None:
        return None
    if not isinstance(value, str) or not grammar.fullmatch(value):
        raise wrong(field, what)
    return value


def _defect(value: object, result: Result) -> str | None:
    if result is not Result.DEFECT:
        if value is not None:
            raise wrong("defect_code", "belongs to the result defect alone")
        return None
    if not isinstance(value, str) or not value or len(value) > 40 or not is_clean(value):
        raise wrong("defect_code", "a defect needs its code, like missing or broken")
    return value


def _severity(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 3:
        raise wrong("severity", "say 1 (slight), 2 or 3 (grave)")
    return value


def _note(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > NOTE_LENGTH or not is_clean(value):
        raise wrong("note", f"give whole characters, at most {NOTE_LENGTH}")
    return value


def _photos(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_PHOTOS:
        raise wrong("photos", f"give a list of at most {MOST_PHOTOS} SHA-256 sums")
    if not all(isinstance(one, str) and _SHA256.fullmatch(one) for one in value):
        raise wrong("photos", "a photo is named by the SHA-256 of its file, 64 digits of 0-9 and a-f")
    return tuple(dict.fromkeys(value))
