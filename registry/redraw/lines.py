"""Lines that borders of cells mind: a table of kinds says which no cell crosses, and which borders like to run along.

hard        no cell crosses it but at an opening: borders of district, street, community and grid, outlines of
            buildings, red lines of parcels; railways, water, cliffs, wide carriageways
releasable  hard unless it is released with a reason (compound, property company); then it is soft
soft        borders prefer to run along it: road centres, walls
opening     opens the hard line it stands on: gates, crossings, bridges, underpasses; points of any kind do
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry import crs
from registry.crs import Shapes
from registry.errors import Invalid

WIDE_M, WIDE_LANES = 20.0, 4
"""From here on a carriageway is wide: an assumption (no source gives a figure), the width of four lanes with verges."""
OPEN_DEG = 1e-4  # about 10 m: where a hard line is open about a crossing


class Hardness(StrEnum):
    """What a line is to a cell."""

    HARD = "hard"
    RELEASABLE = "releasable"
    SOFT = "soft"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` and `name_zh` of a kind of line, how hard it is, and the `words` of files for it, these two among them."""

    name: str
    name_zh: str
    hardness: Hardness
    words: frozenset[str]


def _kind(name: str, name_zh: str, hardness: Hardness, words: str) -> Kind:
    return Kind(name, name_zh, hardness, frozenset({name, name_zh, *words.split()}))


TABLE: tuple[Kind, ...] = (
    _kind("district", "区界", Hardness.HARD, "county 区 县界"),
    _kind("street", "街道界", Hardness.HARD, "subdistrict 街道 镇界"),
    _kind("community", "社区界", Hardness.HARD, "社区 居委会"),
    _kind("grid", "网格界", Hardness.HARD, "网格"),
    _kind("building", "建筑物", Hardness.HARD, "建筑 房屋 楼栋"),
    _kind("parcel", "用地红线", Hardness.HARD, "red_line 红线 宗地 地块"),
    _kind("railway", "铁路", Hardness.HARD, "rail light_rail narrow_gauge 轨道"),
    _kind(
        "water", "水系", Hardness.HARD,
        "river stream canal drain ditch waterway riverbank sea coast coastline lake dock 河 河流 湖 海 海岸线",
    ),
    _kind("cliff", "陡坎", Hardness.HARD, "embankment retaining_wall city_wall 挡土墙"),
    _kind(
        "main_road", "主干路", Hardness.HARD,
        "motorway motorway_link trunk trunk_link primary primary_link main expressway 快速路 主干道 国道 省道 高速公路",
    ),
    _kind("compound", "小区", Hardness.RELEASABLE, "compound_wall 小区围墙 小区界 院落 楼院"),
    _kind("property_company", "物业", Hardness.RELEASABLE, "property 物业公司 物业区域"),
    _kind(
        "road_centre", "道路中心线", Hardness.SOFT,
        "road centre_line highway secondary secondary_link tertiary tertiary_link residential living_street "
        "unclassified service pedestrian footway path steps track cycleway bridleway corridor branch tram "
        "道路 次干路 次干道 支路 街巷 巷 胡同 里弄",
    ),
    _kind("wall", "围墙", Hardness.SOFT, "fence hedge guard_rail 墙 栅栏 绿篱"),
    _kind("gate", "门", Hardness.OPENING, "lift_gate swing_gate entrance 大门 出入口"),
    _kind(
        "crossing", "过街", Hardness.OPENING,
        "bridge underpass footbridge tunnel zebra 桥 地道 天桥 过街天桥 地下通道 斑马线 人行横道",
    ),
)  # fmt: skip
_BY_WORD: Mapping[str, Kind] = MappingProxyType({word: kind for kind in TABLE for word in kind.words})
_ROADS = frozenset({"main_road", "road_centre"})
_COLUMNS = (
    "kind", "fclass", "railway", "waterway", "highway", "barrier", "man_made", "natural", "boundary", "road_class",
    "class", "种类", "类型", "道路等级",
)  # fmt: skip
_WIDTHS, _LANES = ("width_m", "width", "宽度", "路宽"), ("lanes", "lane_count", "车道数", "车道")
COLUMNS = ("kind", "hardness", "reason")
"""What `judged` leaves of a row besides its shape: the name of its kind (its own word where the table has none), what
it is to a cell, and why where that is not by the table alone."""
UNKNOWN = "the table has no such kind: hard"


def releases(given: Iterable[str]) -> dict[str, str]:
    """Reasons by kind, of KIND=REASON as typed. Raises Invalid for a kind that cannot be released, or no reason."""
    found: dict[str, str] = {}
    for text in given:
        word, _, reason = (part.strip() for part in text.partition("="))
        kind = _BY_WORD.get(_word(word))
        if kind is None or kind.hardness is not Hardness.RELEASABLE:
            able = ", ".join(one.name for one in TABLE if one.hardness is Hardness.RELEASABLE)
            raise Invalid(f"--release {text}: {word or 'nothing'} cannot be released, only {able}", field="release")
        if not reason:
            raise Invalid(f"--release {text}: say why, as {kind.name}=REASON; it is kept in the plan", field="release")
        found[kind.name] = reason
    return found


def judged(
    frame: gpd.GeoDataFrame, *, released: Mapping[str, str] | None = None, otherwise: str = ""
) -> gpd.GeoDataFrame:
    """The rows as kind, hardness (hard, soft or opening), reason (`COLUMNS`) and shape, in their order and CRS.

    The kind is read from the first of the columns kind, fclass, railway, highway … that says something; `otherwise` is
    that of rows without one. `released` are reasons by kind, as of `releases`. A road is hard where it is wide
    (`WIDE_M`, `WIDE_LANES`), or a main road of unknown width. What was judged already stays as it is.
    """
    if "hardness" in frame.columns:
        return frame
    words, kinds = _read(frame, otherwise)
    widths, lanes = _measures(frame, _WIDTHS), _measures(frame, _LANES)
    points = shapely.get_dimensions(frame.geometry.to_numpy()) == 0
    rows: list[tuple[str, str, str]] = []
    for i, (word, kind) in enumerate(zip(words, kinds, strict=True)):
        name = kind.name if kind else word
        if points[i]:
            rows.append((name, Hardness.OPENING, ""))
        elif kind is None:
            rows.append((name, Hardness.HARD, UNKNOWN))
        elif kind.name in _ROADS:
            rows.append((name, *_road(kind, float(widths[i]), float(lanes[i]))))
        elif kind.hardness is Hardness.RELEASABLE:
            reason = (released or {}).get(kind.name, "")
            rows.append((name, Hardness.SOFT if reason else Hardness.HARD, reason))
        else:
            rows.append((name, kind.hardness, ""))
    told = pd.DataFrame(rows, columns=list(COLUMNS), index=frame.index, dtype=object)
    return gpd.GeoDataFrame(told, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def _road(kind: Kind, width_m: float, lanes: float) -> tuple[str, str]:
    if width_m >= WIDE_M:
        return Hardness.HARD, f"{width_m:g} m wide"
    if lanes >= WIDE_LANES:
        return Hardness.HARD, f"{lanes:g} lanes"
    if kind.hardness is Hardness.HARD and np.isnan(width_m) and np.isnan(lanes):
        return Hardness.HARD, "a main road, of unknown width"
    return Hardness.SOFT, ""


def _word(value: object) -> str:
    text = "" if value is None or value is pd.NA or value != value else str(value)  # noqa: PLR0124 - nan is not itself
    return re.sub(r"[\s\-]+", "_", text.strip().lower())


def _read(frame: gpd.GeoDataFrame, otherwise: str) -> tuple[list[str], list[Kind | None]]:
    """The word and the kind of each row; `railway=yes` is a railway by the name of its column."""
    words, kinds = [_word(otherwise)] * len(frame), [_BY_WORD.get(_word(otherwise))] * len(frame)
    settled = np.zeros(len(frame), dtype=bool)
    for column in (name for name in _COLUMNS if name in frame.columns):
        for i, value in enumerate(frame[column]):
            word = _word(value)
            if settled[i] or word in {"", "no"}:
                continue
            kind = _BY_WORD.get(word) or (_BY_WORD.get(column) if column != "kind" else None)
            words[i], kinds[i], settled[i] = word, kind, kind is not None
    return words, kinds


def _measures(frame: gpd.GeoDataFrame, names: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """The first number in a column, as of "7.5 m"; nan where there is none."""
    column = next((frame[name] for name in names if name in frame.columns), None)
    if column is None:
        return np.full(len(frame), np.nan)
    found: npt.NDArray[np.float64] = (
        column.astype(str).str.extract(r"^\s*(\d+(?:\.\d+)?)", expand=False).astype(float).to_numpy()
    )
    return found


def together(
    barriers: gpd.GeoDataFrame | None,
    roads: gpd.GeoDataFrame | None,
    *,
    released: Mapping[str, str],
    stated: Mapping[str, str] | None = None,
) -> gpd.GeoDataFrame | None:
    """Barriers and roads as one judged frame, in the CRS of the first; None where there are neither.

    `released` are reasons by kind, `stated` those a plan tells of itself. Raises Invalid for one of the former of a
    kind no row has.
    """
    reasons = {**(stated or {}), **released}
    parts = [judged(barriers, released=reasons)] if barriers is not None else []
    if roads is not None:
        more = judged(roads, released=reasons, otherwise="road_centre")
        parts.append(more.to_crs(parts[0].crs) if parts else more)
    known = {name for part in parts for name in part["kind"]}
    if idle := sorted(set(released) - known):
        raise Invalid(f"--release {idle[0]}: no row of the barriers is of that kind", field="release")
    if not parts:
        return None
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=parts[0].crs)


def with_outlines(
    rows: gpd.GeoDataFrame | None, buildings: gpd.GeoDataFrame | None
) -> tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None]:
    """Judged rows without areas of kind building, and `buildings` with them: an outline is whole and on one side."""
    if rows is None:
        return None, buildings
    outlined = (rows["kind"] == "building") & (shapely.get_dimensions(rows.geometry.to_numpy()) == 2)
    if not outlined.any():
        return rows, buildings
    own = gpd.GeoDataFrame(geometry=rows.geometry[outlined], crs=rows.crs)
    if buildings is not None:
        own = gpd.GeoDataFrame(pd.concat([buildings, own.to_crs(buildings.crs)], ignore_index=True), crs=buildings.crs)
    return gpd.GeoDataFrame(rows[~outlined]), own


def counted(rows: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """Judged rows by kind, hardness and reason, with their number: what a plan says of its lines."""
    named = rows.assign(reason=rows["reason"].where(rows["hardness"] != Hardness.HARD, ""))
    found = named.groupby(list(COLUMNS), sort=True).size()
    return [{**dict(zip(COLUMNS, key, strict=True)), "rows": int(n)} for key, n in found.items()]


def stated(rows: gpd.GeoDataFrame) -> dict[str, str]:
    """Releases that the layer `lines` of a plan states: reasons by kind."""
    able = [kind.name for kind in TABLE if kind.hardness is Hardness.RELEASABLE]
    found = rows[rows["kind"].isin(able) & (rows["hardness"] == Hardness.SOFT)]
    return dict(zip(found["kind"], found["reason"], strict=True))


@dataclass(frozen=True, slots=True)
class Lines:
    """Lon/lat: `hard` and `soft` lines (of areas the shores), and areas about the `openings`."""

    hard: Shapes
    openings: Shapes
    soft: Shapes


def read_lines(frame: gpd.GeoDataFrame | None) -> Lines:
    """Lines of a frame, judged or as it came. A gate that is drawn as a line is soft too. Raises Invalid: no CRS."""
    nothing: Shapes = np.empty(0, dtype=object)
    if frame is None or frame.empty:
        return Lines(nothing, nothing, nothing)
    if frame.crs is None:
        raise Invalid("the barriers do not say their CRS; write it into the file (EPSG code or .prj)")
    rows = judged(frame)
    shapes = crs.to_wgs84(rows.geometry.to_numpy(), crs.of_crs(frame.crs))
    known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    hardness, kind, size = rows["hardness"].to_numpy(), rows["kind"].to_numpy(), shapely.get_dimensions(shapes)
    opens = hardness == Hardness.OPENING
    soft = (hardness == Hardness.SOFT) | ((kind == "gate") & (size == 1))
    lines = shapes.copy()
    lines[size == 2] = shapely.boundary(shapes[size == 2])
    return Lines(
        hard=shapely.get_parts(lines[known & (hardness == Hardness.HARD)]),
        openings=shapely.buffer(shapes[known & opens], OPEN_DEG),
        soft=shapely.get_parts(lines[known & soft]),
    )
