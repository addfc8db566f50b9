"""The story of a thing in words: versions and events, each with when it was so and when it became known. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from registry.history.fates import STATES, State
from registry.history.saying import FIELDS, VALUES
from registry.roadside import Words

_SILENT = frozenset(
    {"code", "valid_from", "change_id", "geom", "code_scheme", "source", "source_id", "first_at", "datum"}
)
_PLACED = frozenset({"community_code", "grid_code", "unit_grid_code", "segment_code", "compound_code"})


class What(StrEnum):
    """What an entry tells of."""

    REGISTERED = "registered"
    CHANGED = "changed"
    MOVED = "moved"
    EVENT = "event"
    ENDED = "ended"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One step of a story. `at` is since when it was so, `known_at` when the register learnt it; `plain` are words for
    anybody, `words` those for whoever may know all. `by` says who; `run` is the import it came with.
    """

    what: What
    at: datetime
    known_at: datetime
    words: Words
    plain: Words | None
    by: str
    deed: str
    reason: str
    run: int | None
    change: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who wrote to the register when, why, and from which import."""

    id: int
    at: datetime
    deed: str
    reason: str
    by_account: str
    run_id: int | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A thing as the register told it from one change on: `row` its columns, `moved_m` how far from the version before.

    `until` is the change after which there was no row, None while there is a later one or it stands. `was_drawn_anew`
    says that its shape is another than before.
    """

    change: int
    until: int | None
    valid_from: datetime
    row: Mapping[str, object]
    moved_m: float | None
    was_drawn_anew: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event: a deed on `code`, with what took its place."""

    change: int
    code: str
    deed: str
    into: Sequence[str]
    at: datetime


def tell(
    code: str, versions: Sequence[Version], events: Sequence[Told], changes: Mapping[int, Change]
) -> tuple[Entry, ...]:
    """The story in the order in which it became known."""
    entries = [*_versions(versions, {event.change for event in events if event.code == code}, changes)]
    entries += [_event(code, event, changes[event.change]) for event in events]
    return tuple(sorted(entries, key=lambda entry: (entry.change, _ORDER[entry.what])))


_ORDER = {  # of what one change did
    What.REGISTERED: 0,
    What.RETURNED: 0,
    What.EVENT: 1,
    What.MOVED: 2,
    What.CHANGED: 3,
    What.ENDED: 4,
}


def _versions(versions: Sequence[Version], eventful: set[int], changes: Mapping[int, Change]) -> Iterator[Entry]:
    before: Version | None = None
    for version in versions:
        change = changes[version.change]
        if before is None:
            yield _registered(version, change)
        elif before.until is not None:
            yield _entry(What.RETURNED, version.valid_from, change, Words("重新入册", "Back in the register"))
        else:
            yield from _differences(before, version, change, eventful)
        before = version
        if version.until is not None and version.until not in eventful:
            yield _ended(changes[version.until])


def _registered(version: Version, change: Change) -> Entry:
    plain = Words("登记入册", "Entered in the register")
    if change.run_id is None:
        return _entry(What.REGISTERED, version.valid_from, change, plain, plain=plain)
    words = Words(
        f"登记入册（第 {change.run_id} 次导入，来源 {change.source}）",
        f"Entered in the register (import {change.run_id}, source {change.source})",
    )
    return _entry(What.REGISTERED, version.valid_from, change, words, plain=plain)


def _ended(change: Change) -> Entry:
    state = State.WITHDRAWN if change.deed == "import-undo" else State.DELETED
    say = STATES[state]
    plain = Words(say.zh, say.en[:1].upper() + say.en[1:])
    return _entry(What.ENDED, change.at, change, plain, plain=plain)


def _differences(before: Version, after: Version, change: Change, eventful: set[int]) -> Iterator[Entry]:
    at = after.valid_from if after.valid_from != before.valid_from else change.at
    if after.was_drawn_anew:
        far = after.moved_m
        words = Words("重绘边界", "Drawn anew") if far is None else Words(f"移位 {far:.1f} 米", f"Moved {far:.1f} m")
        yield _entry(What.MOVED, at, change, words, plain=words)
    status = _pair("status", before.row, after.row)
    if status is not None and not (change.id in eventful and "removed" in {before.row["status"], after.row["status"]}):
        yield _entry(What.CHANGED, at, change, status, plain=status)
    names = [
        name
        for name in after.row
        if name not in _SILENT | {"status"} and not (after.was_drawn_anew and name in _PLACED)
    ]
    said = [pair for name in names if (pair := _pair(name, before.row, after.row)) is not None]
    if said:
        yield _entry(
            What.CHANGED, at, change, Words("；".join(one.zh for one in said), "; ".join(one.en for one in said))
        )


def _pair(name: str, before: Mapping[str, object], after: Mapping[str, object]) -> Words | None:
    """`状态：完好 → 破损`, None where nothing changed."""
    old, new = before.get(name), after.get(name)
    if old == new:
        return None
    label = FIELDS.get(name, Words(name, name))
    one, other = _value(name, old), _value(name, new)
    return Words(f"{label.zh}：{one.zh} → {other.zh}", f"{label.en}: {one.en} → {other.en}")


def _value(name: str, value: object) -> Words:
    if value is None or value == "":
        return Words("未知", "unknown")
    plain = f"{value:g}" if isinstance(value, float) else str(value)
    return VALUES.get(name, {}).get(plain, Words(plain, plain))


_DEEDS: Mapping[str, Words] = {
    "merge": Words("并入 {into}", "Merged into {into}"),
    "split": Words("拆分为 {into}", "Split into {into}"),
    "replace": Words("更换为 {into}", "Replaced by {into}"),
    "move": Words("位置重定", "Its place was determined anew"),
    "retire": Words("移除", "Taken away"),
    "revive": Words("恢复使用", "In use again"),
}
_HEIRS: Mapping[str, Words] = {
    "merge": Words("{code} 并入本编码", "{code} was merged into this one"),
    "split": Words("由 {code} 拆分而来", "Split off {code}"),
    "replace": Words("更换了 {code}", "Took the place of {code}"),
}
_WHY: Mapping[str, Words] = {
    "survey": Words("复测定位", "Surveyed anew"),
    "correction": Words("位置更正", "Its position was corrected"),
    "relocated": Words("迁移", "Relocated"),
}


def _event(code: str, event: Told, change: Change) -> Entry:
    if event.code != code:
        say = _HEIRS[event.deed]
    else:
        say = _WHY.get(change.deed, _DEEDS["move"]) if event.deed == "move" else _DEEDS[event.deed]
    zh = say.zh.format(code=event.code, into="、".join(event.into))
    en = say.en.format(code=event.code, into=", ".join(event.into))
    plain = Words(zh, en)
    words = Words(f"{zh}（{change.reason}）", f"{en} ({change.reason})") if change.reason else plain
    return _entry(What.EVENT, event.at, change, words, plain=plain)


def _entry(what: What, at: datetime, change: Change, words: Words, *, plain: Words | None = None) -> Entry:
    return Entry(
        what=what,
        at=at,
        known_at=change.at,
        words=words,
        plain=plain,
        by=change.by_account,
        deed=change.deed,
        reason=change.reason,
        run=change.run_id,
        change=change.id,
    )


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """As a page shows them."""
    return sorted(entries, key=lambda entry: (entry.at, entry.change), reverse=True)
