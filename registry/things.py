"""Anything with a code, as it is titled in a list: one form for every kind. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from registry import spoken
from registry.codes import Kind
from registry.history.fates import Fate
from registry.pinyin import english
from registry.places import bare_number
from registry.roadside import Words

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Thing:
    """A coded thing: its titles, a point on it (degrees WGS 84), its shape as GeoJSON and a few facts by name.

    `area` is the code that decides who may see it: its community, or its own or its division's code. `became` tells of
    a code that is no longer a thing of its own: what is told of it then is what was known last.
    """

    kind: Kind
    code: str
    title_zh: str
    title_en: str
    area: str
    lon: float | None
    lat: float | None
    geometry: Mapping[str, object] | None
    facts: Facts
    became: Fate | None = None


def title(kind: Kind, code: str, facts: Facts) -> Words:
    """What a thing is called: `辽宁路（热河路—益都路）`, `大连山小区 3 号楼`, `污水井盖 大连路 1234-5（辽宁路）`."""
    return _TITLES[kind](code, facts)


def _text(facts: Facts, name: str) -> str:
    value = facts.get(name)
    return "" if value is None else str(value)


def _named(_: str, facts: Facts) -> Words:
    zh = _text(facts, "name_zh")
    return Words(zh, _text(facts, "name_en") or english(zh))


def _cell(code: str, facts: Facts) -> Words:
    community, name = _text(facts, "community_zh"), _text(facts, "name_zh")
    kind_zh, kind_en = ("网格", "Grid") if name else ("单元网格", "Unit grid")
    own = name if name and name not in {code, code[-3:]} else f"{kind_zh} {code[-3:]}"
    zh = own if own.startswith(community) else f"{community} {own}"
    return Words(zh, f"{kind_en} {code[-3:]}, {english(community)}")


def _micro_grid(code: str, facts: Facts) -> Words:
    community, name = _text(facts, "community_zh"), _text(facts, "name_zh")
    sign = f"{code[12:15]}-{code[15:]}"
    return Words(f"{community} {name or f'微网格 {sign}'}", f"Micro-grid {sign}, {english(community)}")


def _segment(_: str, facts: Facts) -> Words:
    road = _text(facts, "road_name")
    ends = [end for end in (_text(facts, "from_road"), _text(facts, "to_road")) if end]
    if not ends:
        return Words(road, english(road))
    return Words(f"{road}（{'—'.join(ends)}）", f"{english(road)} ({' – '.join(map(english, ends))})")


def _building(code: str, facts: Facts) -> Words:
    number, road = bare_number(_text(facts, "house_no")), _text(facts, "road_name")
    compound, institution = _text(facts, "compound_zh"), _text(facts, "institution_zh")
    if number and road:
        place = Words(f"{road} {number} 号", f"{number} {english(road)}")
    elif number and compound:
        place = Words(f"{compound} {number} 号楼", f"Building {number}, {english(compound)}")
    else:
        place = Words(compound or road or code, english(compound or road or code))
    if not institution:
        return place
    return Words(f"{institution}（{place.zh}）", f"{english(institution)} ({place.en})")


def _entrance(code: str, facts: Facts) -> Words:
    building = _building(code[:18], facts)
    number = _text(facts, "number")
    return Words(f"{building.zh} {number} 单元", f"Entrance {number}, {building.en}")


def _asset(code: str, facts: Facts) -> Words:
    prefix, number = facts.get("spoken_prefix"), facts.get("spoken_number")
    said_zh, said_en = code[-6:], code[-6:]
    if isinstance(prefix, str) and isinstance(number, int):
        said_zh = spoken.say(prefix, number)
        said_en = f"{english(prefix)} {said_zh.removeprefix(prefix).strip()}"
    where = _text(facts, "compound_zh") or _text(facts, "road_name")
    zh = f"{_text(facts, 'class_zh')} {said_zh}"
    en = f"{_text(facts, 'class_en')} {said_en}"
    return Words(f"{zh}（{where}）", f"{en} ({english(where)})") if where else Words(zh, en)


_TITLES: Mapping[Kind, Callable[[str, Facts], Words]] = {
    Kind.DIVISION: _named,
    Kind.STREET: _named,
    Kind.COMMUNITY: _named,
    Kind.GRID: _cell,
    Kind.UNIT_GRID: _cell,
    Kind.MICRO_GRID: _micro_grid,
    Kind.ROAD_SEGMENT: _segment,
    Kind.COMPOUND: _named,
    Kind.BUILDING: _building,
    Kind.ENTRANCE: _entrance,
    Kind.ASSET: _asset,
}
