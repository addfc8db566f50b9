"""One search box for everything: crossings, doors, compounds, codes, spoken numbers, pinyin, local words for covers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Row
from sqlalchemy.engine import Connection

from registry import lookup, pinyin, spoken, terms
from registry.assets import below
from registry.codes import Kind
from registry.errors import NotFound
from registry.roadside import crossing
from registry.sql import load
from registry.terms import Asked, Name
from registry.things import Thing

_SQL = load(Path(__file__).parent / "sql" / "search.sql")
_BESIDE_M = 50.0
_POINTS = 3
_DOOR_SCORES = (0.5, 0.9, 0.97)  # a neighbour, behind the same gate, the very plate


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: `kind` is a kind of code, `road` or `crossing` (whose code is a segment that leads there).

    `lon`, `lat` are degrees WGS 84, None where no place is known; `score` runs from 0 to 1.
    """

    kind: str
    code: str
    title_zh: str
    title_en: str
    lon: float | None
    lat: float | None
    score: float


def search(conn: Connection, text: str, *, areas: Sequence[str] | None, limit: int = 10) -> list[Hit]:
    """What a line may mean, the likeliest first, inside `areas` (None: everywhere).

    `辽宁路与热河路路口`, `辽宁路12号`, `大连山小区3号楼`, `辽宁路 古力盖`, `大连路 1234-5`, `000412`, any code, `lnl`.
    """
    plain = terms.tidy(text)
    if not plain:
        return []
    box = _Box(conn, areas, limit)
    hits = box.codes(plain) + box.spoken(plain) + box.words(plain)
    best: dict[tuple[str, str, str], Hit] = {}
    for hit in hits:
        key = (hit.kind, hit.code, hit.title_zh if hit.kind == "crossing" else "")
        if key not in best or best[key].score < hit.score:
            best[key] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)[:limit]


def refresh(conn: Connection) -> int:
    """Learn the names of streets, communities, roads and compounds anew, with their pinyin; returns how many."""
    rows = conn.execute(_SQL["all_names"]).all()
    conn.execute(_SQL["forget_names"])
    names = [row.name_zh for row in rows]
    learned = {
        "kinds": [row.kind for row in rows],
        "codes": [row.code for row in rows],
        "names": names,
        "initials": [pinyin.initials(name) for name in names],
        "pinyins": [pinyin.spell(name) for name in names],
        "geoms": [bytes(row.geom) for row in rows],
    }
    conn.execute(_SQL["remember_names"], learned)
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Box:
    """One search: the connection, what one may see, and how much is wanted."""

    conn: Connection
    areas: Sequence[str] | None
    limit: int

    def codes(self, plain: str) -> list[Hit]:
        """By a whole code of any scheme, or the last six digits of an asset's."""
        squeezed = terms.squeeze(plain)
        if not re.search(r"[0-9]", squeezed):
            return []
        try:
            found = lookup.by_code(self.conn, squeezed, areas=self.areas)
        except NotFound:
            found = ()
        hits = [_hit(thing, 1.0) for thing in found]
        if re.fullmatch(r"[0-9]{6}", squeezed):
            hits += self._assets(self._codes("last_six", digits=squeezed), 0.95)
        return hits

    def spoken(self, plain: str) -> list[Hit]:
        """By a spoken number; a line that also reads as a door number (号) comes after the door."""
        heard = spoken.hear(plain)
        if heard is None:
            return []
        prefix, number = heard
        found = self._codes("spoken", prefix=prefix, sounds=pinyin.spell(prefix), number=number)
        return self._assets(found, 0.9 if "号" in plain else 0.98)

    def words(self, plain: str) -> list[Hit]:
        """By names of places, with what is asked for there."""
        asked = terms.interpret(plain, names=self._names_in(plain), words=self._class_words())
        groups = [dict.fromkeys(group, 1.0) for group in asked.names]
        groups += [like for part in asked.loose if (like := self._names_like(part))]
        points = self._crossings(groups, alone=asked.crossing)
        places = groups
        if asked.number is not None:
            points += self._doors(groups, asked.number)
        if asked.classes:
            return self._covers(groups, points, asked.classes) + [_fainter(hit, 0.6) for hit in points]
        if not (points or asked.number or asked.classes):
            places = [*groups, self._names_like(terms.squeeze(plain))]
        faint = 0.5 if points else 1.0
        return points + [_fainter(hit, faint) for hit in self._places(places, asked)]

    def _names_in(self, plain: str) -> list[Name]:
        squeezed = re.sub(r"\s+", "", plain)
        rows = self.conn.execute(_SQL["names_in"], {"squeezed": squeezed, "sounds": pinyin.spell(plain)})
        return [Name(*row) for row in rows]

    def _names_like(self, part: str) -> dict[Name, float]:
        """Names a part of a line may stand for, with their likeness."""
        sounds = pinyin.spell(part)
        if not sounds:
            return {}
        rows = self.conn.execute(_SQL["names_like"], {"part": part, "sounds": sounds})
        return {Name(row.kind, row.code, row.name_zh, row.pinyin): float(row.likeness) for row in rows}

    def _class_words(self) -> dict[str, frozenset[str]]:
        rows = self.conn.execute(_SQL["class_words"]).all()
        meant: dict[str, set[str]] = {}
        for row in rows:
            for word in (row.name_zh, row.name_en, *row.words, *(terms.COVER_WORDS if row.is_cover else ())):
                meant.setdefault(word, set()).add(row.code)
        return {word: frozenset(classes) for word, classes in meant.items() if word}

    def _crossings(self, groups: Sequence[Mapping[Name, float]], *, alone: bool) -> list[Hit]:
        """Where the roads of neighbouring mentions meet; every crossing of one road where only a crossing is asked."""
        roads = [_best_by_name(group, "road") for group in groups]
        roads = [names for names in roads if names]
        if len(roads) == 1 and alone:
            return self._meet(roads[0], None)
        return [hit for one, other in pairwise(roads) for hit in self._meet(one, other)]

    def _meet(self, one: Mapping[str, float], other: Mapping[str, float] | None) -> list[Hit]:
        second = None if other is None else list(other)
        rows = self._rows("crossings", first=list(one), second=second)
        hits = []
        for row in rows:
            words = crossing(row.first, row.second)
            score = 0.97 * one[row.first] * (1.0 if other is None else other[row.second])
            hits.append(Hit("crossing", row.code, f"{words.zh}路口", f"{words.en}, crossing", row.lon, row.lat, score))
        return hits

    def _doors(self, groups: Sequence[Mapping[Name, float]], number: str) -> list[Hit]:
        """Door plates of the roads named, and buildings of the compounds named."""
        roads = {name: score for group in groups for name, score in _best_by_name(group, "road").items()}
        compounds = {name.code: score for group in groups for name, score in group.items() if name.kind == "compound"}
        plates = [number, *(number + mark for mark in ("号", "号楼", "号院", "栋", "幢", "楼"))]
        digits = re.search(r"[0-9]{1,6}", number)
        figure = int(digits[0]) if digits else 0
        found = self._rows("doors", roads=list(roads), plates=plates, gate=number, number=figure) if roads else []
        nearest = max((row.match for row in found), default=0)
        wanted = {row.code: _DOOR_SCORES[row.match] for row in found if row.match == nearest}
        if compounds:
            inside = self._codes("buildings_in", compounds=list(compounds), plates=plates, gate=number)
            wanted |= dict.fromkeys(inside, 0.96)
        share = max([*roads.values(), *compounds.values()], default=0.0)
        things = lookup.read_things(self.conn, list(wanted), kinds=[Kind.BUILDING], areas=self.areas)
        return [_hit(thing, wanted[thing.code] * share) for thing in things]

    def _covers(
        self, groups: Sequence[Mapping[Name, float]], points: Sequence[Hit], classes: frozenset[str]
    ) -> list[Hit]:
        """Things of the classes: beside the points found, else in the places named."""
        wanted: list[str] = []
        for point in points[:_POINTS]:
            if point.lon is not None and point.lat is not None:
                near = lookup.nearest(
                    self.conn, point.lon, point.lat, within_m=_BESIDE_M, limit=self.limit, classes=sorted(classes),
                    areas=self.areas,
                )  # fmt: skip
                wanted += [one.asset.code for one in near]
        if not points:
            named = [name for group in groups for name in group]
            where = {
                "roads": [name.name_zh for name in named if name.kind == "road"],
                "compounds": [name.code for name in named if name.kind == "compound"],
                "communities": [name.code for name in named if name.kind == "community"],
                "streets": [name.code for name in named if name.kind == "street"],
            }
            wanted = self._codes("assets_in", **where, classes=sorted(classes)) if named else []
        return self._assets(wanted, 0.94)

    def _places(self, groups: Iterable[Mapping[Name, float]], asked: Asked) -> list[Hit]:
        """The named places themselves."""
        likeness: dict[tuple[str, str], float] = {}
        for group in groups:
            for name, score in group.items():
                key = (name.kind, name.code)
                likeness[key] = max(likeness.get(key, 0.0), score)
        rows = self._rows("places", codes=sorted({code for _, code in likeness})) if likeness else []
        known = [row for row in rows if (row.kind, row.code) in likeness]
        known.sort(key=lambda row: (row.kind != "road", len(row.name_zh), row.name_zh, row.code))
        share = 0.5 if asked.number is not None else 0.92
        return [
            Hit(row.kind, row.code, row.name_zh, pinyin.english(row.name_zh), row.lon, row.lat,
                share * likeness[row.kind, row.code])
            for row in known
        ]  # fmt: skip

    def _assets(self, wanted: Sequence[str], score: float) -> list[Hit]:
        things = lookup.read_things(self.conn, wanted[: self.limit], kinds=[Kind.ASSET], areas=self.areas)
        return [_hit(thing, score) for thing in things]

    def _codes(self, statement: str, **asked: object) -> list[str]:
        return [row.code for row in self._rows(statement, **asked)]

    def _rows(self, statement: str, **asked: object) -> Sequence[Row[tuple[Any, ...]]]:
        bound = {"limit": self.limit, "below": below(self.areas)}
        return self.conn.execute(_SQL[statement], bound | asked).all()


def _best_by_name(group: Mapping[Name, float], kind: str) -> dict[str, float]:
    """Names of one kind with their best likeness."""
    found: dict[str, float] = {}
    for name, score in group.items():
        if name.kind == kind:
            found[name.name_zh] = max(found.get(name.name_zh, 0.0), score)
    return found


def _hit(thing: Thing, score: float) -> Hit:
    return Hit(thing.kind.value, thing.code, thing.title_zh, thing.title_en, thing.lon, thing.lat, score)


def _fainter(hit: Hit, share: float) -> Hit:
    return replace(hit, score=hit.score * share)
