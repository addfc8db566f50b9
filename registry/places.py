"""A place in words, as somebody who lives there would say it, in Chinese and English. Pure.

What lies around a place comes in as a `Surroundings`; any part of it may be missing.
"""

import math
import re
from dataclasses import dataclass

from registry.pinyin import english
from registry.roadside import NOTHING, Road, Words, by_road, off_road, rounded_m, wind_of


@dataclass(frozen=True, slots=True)
class Door:
    """A door plate near the place."""

    road_name: str
    house_no: str
    institution_zh: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A lamp post near the place, by its spoken number (or the last digits of its code, without prefix)."""

    prefix: str
    number: str


@dataclass(frozen=True, slots=True)
class Building:
    """A building of the compound: `east_m`, `north_m` lead from its wall to the place, both 0 inside.

    `entrance` is the number of the door right beside the place.
    """

    house_no: str
    institution_zh: str | None
    east_m: float
    north_m: float
    entrance: int | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the register knows around a place; everything may be missing."""

    lon: float
    lat: float
    division_zh: str = ""
    division_en: str = ""
    street_zh: str = ""
    street_en: str = ""
    community_zh: str = ""
    compound_zh: str = ""
    building: Building | None = None
    park_zh: str = ""
    road: Road | None = None
    door: Door | None = None
    post: Post | None = None


def describe(around: Surroundings) -> Words:
    """The whole description: area, then road or compound, then what stands near. Never empty.

    `辽宁路街道大连路社区，辽宁路（热河路—益都路）北侧，距热河路路口 35 米，近辽宁路 12 号`
    """
    area = _area(around)
    spot = _in_compound(around) or by_road(around.road)
    near = NOTHING if around.building is not None and around.compound_zh else _near(around)
    if not (spot or near):
        spot = _degrees(around.lon, around.lat)
    here = [words for words in (spot, near) if words]
    zh = "，".join(words.zh for words in ([area] if area else []) + here)
    en = ", ".join(words.en for words in here) + (f"; {area.en}" if area else "")
    return Words(zh, en[:1].upper() + en[1:])


def _area(around: Surroundings) -> Words:
    if not (around.street_zh or around.community_zh):
        return Words(around.division_zh, around.division_en or english(around.division_zh))
    street_en = around.street_en or english(around.street_zh)
    if around.street_zh.endswith("街道") and not street_en.endswith("Subdistrict"):
        street_en += " Subdistrict"
    both = [name for name in (english(around.community_zh), street_en) if name]
    return Words(around.street_zh + around.community_zh, ", ".join(both))


def _in_compound(around: Surroundings) -> Words:
    """In a compound: from the nearest building; else how far the road is. In a park: its name, then the road."""
    inside = around.compound_zh or around.park_zh
    if not inside:
        return NOTHING
    within = Words(f"{inside}内", f"in {english(inside)}")
    detail = _at_building(around.building) if around.building and around.compound_zh else off_road(around.road)
    return Words("，".join(filter(None, (within.zh, detail.zh))), ", ".join(filter(None, (detail.en, within.en))))


def _at_building(building: Building) -> Words:
    zh, en = _building_name(building)
    if building.entrance is not None:
        return Words(f"{zh} {building.entrance} 单元门前", f"at entrance {building.entrance} of {en}")
    distance_m = math.hypot(building.east_m, building.north_m)
    if distance_m < 0.5:
        return Words(f"{zh}处", f"at {en}")
    wind = wind_of(building.east_m, building.north_m)
    metres = rounded_m(distance_m)
    return Words(f"{zh}{wind.zh} {metres} 米", f"{metres} m {wind.en} of {en}")


def _building_name(building: Building) -> tuple[str, str]:
    number = bare_number(building.house_no).rpartition("-")[2]  # 12-3: at gate 12, building 3
    if building.institution_zh:
        return building.institution_zh, english(building.institution_zh)
    return f"{number} 号楼", f"Building {number}"


def bare_number(house_no: str) -> str:
    """The number of a door plate without its words: `12号楼` → `12`, `甲12号` → `甲12`."""
    return re.sub(r"\s+|号.*$|楼$|栋$|幢$", "", house_no)


def _near(around: Surroundings) -> Words:
    """What one looks for on the spot: a lamp post where one is given, else a door plate."""
    post, door = around.post, around.door
    if post is not None:
        said_en = " ".join(filter(None, ("near lamp post", english(post.prefix), post.number)))
        return Words(f"近{post.prefix} {post.number} 号路灯杆", said_en)
    if door is not None:
        number = bare_number(door.house_no)
        who, who_en = "", ""
        if door.institution_zh:
            who, who_en = f"（{door.institution_zh}）", f" ({english(door.institution_zh)})"
        return Words(f"近{door.road_name} {number} 号{who}", f"near {number} {english(door.road_name)}{who_en}")
    return NOTHING


def _degrees(lon: float, lat: float) -> Words:
    """The bare position, where nothing else can be said."""
    east, north = ("东经", "E") if lon >= 0 else ("西经", "W"), ("北纬", "N") if lat >= 0 else ("南纬", "S")
    return Words(
        f"{east[0]} {abs(lon):.5f}°、{north[0]} {abs(lat):.5f}°",
        f"{abs(lat):.5f}° {north[1]}, {abs(lon):.5f}° {east[1]}",
    )
