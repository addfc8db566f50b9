"""Covers without an owner, with whose they may be, as an actor may see them: in pages and one by one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.orphans import gathering, weights
from inspections.tickets.sight import page_size, sight_of
from registry.actor import Actor
from registry.assets import Box
from registry.codes import Kind as CodeKind
from registry.describe import Place, describe_place
from registry.errors import Conflict, Forbidden, NotFound
from registry.orphan_words import Setting, say
from registry.orphans import UNKNOWN, Evidence, Opinion
from registry.pinyin import english
from registry.roadside import Words
from registry.sql import load
from registry.things import title

SQL = load(Path(__file__).parent / "sql" / "listing.sql")


class State(StrEnum):
    """What was said of an orphan last."""

    OPEN = "open"  # nothing, or of an owner it no longer has
    PROPOSED = "proposed"  # the desk thinks it is somebody's
    REFUSED = "refused"  # whoever was named says that it is not theirs
    NOTICE = "notice"  # nobody was found: public notice runs
    ABANDONED = "abandoned"  # the notice ended and nobody came


STATES: Mapping[State, Words] = {
    State.OPEN: Words("待查", "open"),
    State.PROPOSED: Words("已提议", "proposed"),
    State.REFUSED: Words("已否认", "refused"),
    State.NOTICE: Words("公告中", "public notice"),
    State.ABANDONED: Words("公告期满，按废弃处理", "notice over, treated as abandoned"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orphans: each condition that is given must hold. `area` is a division, street or community code."""

    area: str | None = None
    box: Box | None = None
    states: tuple[State, ...] = ()


@dataclass(frozen=True, slots=True)
class Orphan:
    """A cover without an owner, or with one that refused it. `version` counts its changes and decisions."""

    code: str
    class_code: str
    asset_class: Words
    name: Words
    status: str
    lon: float
    lat: float
    community_code: str | None
    compound_code: str | None
    material: str | None
    shape: str | None
    size_mm: int | None
    owner_code: str | None
    state: State
    notice_until: datetime | None
    version: int

    @property
    def setting(self) -> Setting:
        """What evidence is about, for its words."""
        return Setting(self.class_code != UNKNOWN, self.compound_code is not None)


@dataclass(frozen=True, slots=True)
class Listed:
    """An orphan with what speaks for whom."""

    orphan: Orphan
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Names:
    """Names of organisations and classes by code, to say evidence with."""

    organisations: Mapping[str, Words]
    classes: Mapping[str, Words]

    def say(self, evidence: Evidence, orphan: Orphan) -> Words:
        """Evidence in words."""
        return say(evidence, orphan.setting, classes=self.classes)


@dataclass(frozen=True, slots=True)
class Page:
    """Orphans by code; `next` is the code after which the next page begins, None at the end."""

    orphans: list[Listed]
    next: str | None
    names: Names


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody said of whose a cover is; `shown` are the candidates with their evidence at that moment."""

    id: UUID
    asset_code: str
    number: int
    kind: str
    owner_code: str | None
    previous_code: str | None
    at: datetime
    account_id: UUID
    org_code: str | None
    reason: str
    notice_until: datetime | None
    shown: object


@dataclass(frozen=True, slots=True)
class File:
    """One orphan with everything that belongs to it; decisions oldest first."""

    orphan: Orphan
    opinion: Opinion
    decisions: list[Decision]
    place: Place
    names: Names


def list_orphans(
    conn: Connection, actor: Actor, wanted: Wanted, *, now: datetime, limit: int = 100, after: str | None = None
) -> Page:
    """The orphans in the actor's areas by code, at most `limit` (1 to 1,000) after the code `after`."""
    rows = _rows(conn, actor, wanted, now=now, limit=page_size(limit) + 1, after=after)
    orphans = [_orphan(row) for row in rows[:limit]]
    listed = with_opinions(conn, orphans)
    return Page(listed, orphans[-1].code if len(rows) > limit else None, names_for(conn, listed))


def all_orphans(conn: Connection, actor: Actor, wanted: Wanted, *, now: datetime) -> list[Listed]:
    """Every orphan in the actor's areas by code, however many."""
    rows = _rows(conn, actor, wanted, now=now, limit=None)
    return with_opinions(conn, [_orphan(row) for row in rows])


def open_orphan(conn: Connection, actor: Actor, code: str, *, now: datetime) -> File:
    """One orphan with candidates, decisions and its place in words.

    Raises NotFound, Forbidden outside the actor's areas, Conflict for a thing that is no orphan (any more).
    """
    orphan = find(conn, actor, code, now=now)
    [listed] = with_opinions(conn, [orphan])
    decisions = decisions_of(conn, code)
    named = [one.owner_code for one in decisions]
    names = names_for(conn, [listed], more=named)
    return File(orphan, listed.opinion, decisions, describe_place(conn, orphan.lon, orphan.lat), names)


def find(conn: Connection, actor: Actor, code: str, *, now: datetime) -> Orphan:
    """One orphan; see `open_orphan` for what it raises."""
    rows = _rows(conn, actor, Wanted(), now=now, limit=1, code=code)
    if rows:
        return _orphan(rows[0])
    asset = conn.execute(SQL["asset"], {"code": code}).one_or_none()
    if asset is None:
        raise NotFound(f"no asset has the code {code}", code=code)
    if not actor.covers(asset.community_code):
        raise Forbidden("the cover lies outside your areas", code=code)
    why = "has the owner " + asset.owner_code if asset.owner_code else "is no cover, or was removed"
    raise Conflict(f"{code} is no orphan: it {why}", code=code, owner_code=asset.owner_code)


def decisions_of(conn: Connection, code: str) -> list[Decision]:
    """What was said of one cover, oldest first."""
    return [Decision(**row) for row in conn.execute(SQL["decisions"], {"code": code}).mappings()]


def with_opinions(conn: Connection, orphans: list[Orphan]) -> list[Listed]:
    """Orphans with what speaks for whom, by few statements however many they are."""
    if not orphans:
        return []
    opinions = gathering.opinions_of(conn, [one.code for one in orphans], weights.of_city(conn))
    return [Listed(one, opinions[one.code]) for one in orphans]


def names_for(conn: Connection, listed: Iterable[Listed], *, more: Iterable[str | None] = ()) -> Names:
    """The names to say these candidates and their evidence with."""
    listed = list(listed)
    codes = {candidate.owner_code for one in listed for candidate in one.opinion.candidates}
    codes |= {code for code in (*more, *(one.orphan.owner_code for one in listed)) if code}
    organisations = conn.execute(SQL["organisations"], {"codes": sorted(codes)})
    classes = conn.execute(SQL["classes"])
    return Names(
        {row.code: Words(row.name_zh, row.name_en or english(row.name_zh)) for row in organisations},
        {row.code: Words(row.name_zh, row.name_en) for row in classes},
    )


# Rows --------------------------------------------------------------------------------------------------------------


def _rows(
    conn: Connection,
    actor: Actor,
    wanted: Wanted,
    *,
    now: datetime,
    limit: int | None,
    after: str | None = None,
    code: str | None = None,
) -> list[RowMapping]:
    box = wanted.box
    asked = {
        "code": code,
        "after": after,
        "area": wanted.area,
        "states": [str(state) for state in wanted.states] or None,
        "west": box.west if box else None,
        "south": box.south if box else None,
        "east": box.east if box else None,
        "north": box.north if box else None,
    }
    sight = sight_of(conn, actor)
    return list(conn.execute(SQL["orphans"], {**asked, **sight, "now": now, "limit": limit}).mappings())


_PLAIN = (
    "code",
    "class_code",
    "status",
    "lon",
    "lat",
    "community_code",
    "compound_code",
    "material",
    "shape",
    "size_mm",
    "owner_code",
    "notice_until",
    "version",
)


def _orphan(row: RowMapping) -> Orphan:
    return Orphan(
        **{name: row[name] for name in _PLAIN},
        asset_class=Words(row["class_zh"], row["class_en"]),
        name=title(CodeKind.ASSET, row["code"], dict(row)),
        state=State(row["state"]),
    )
