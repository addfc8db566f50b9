"""The map of before and after: a folium sheet whose cells are coloured by what a round takes of the limit.

Everything is in the page: shapes as whole millionths of a degree, each corner told from the one before it.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import folium
import numpy as np
import pandas as pd
import shapely
from branca.element import MacroElement
from jinja2 import Environment, FileSystemLoader

from inspections.redraw.gathering import Impact

PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
MICRODEGREES = 1_000_000
VACANT = "#dfe4e7"
STEPS: Sequence[tuple[float, str, str]] = (
    (0.5, "#bfe3d3", "≤ 50 %"),
    (0.8, "#7cc4a4", "50–80 %"),
    (1.0, "#2e8b57", "80–100 %"),
    (1.5, "#f5c04a", "100–150 %"),
    (3.0, "#ee8a3f", "150–300 %"),
    (6.0, "#cf4a32", "300–600 %"),
    (float("inf"), "#8f1414", "> 600 %"),
)
"""Up to which share of the limit, its colour, its words: greens are within."""
_HAIR = 1e-6


class _Sheet(folium.Map):
    """A folium map that loads nothing: the page around it holds Leaflet."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares it


class _Cells(MacroElement):
    """Draws the cells of both sides, the ground under them and the tickets that change hands."""

    _template = PAGES.get_template("impact_cells.html")

    def __init__(self, groups: Mapping[str, str], data: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca is half typed
        self._name = "Cells"
        self.groups = groups
        self.data = data


def draw(impact: Impact, ground: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """The parts of the sheet, `header`, `html` and `script`; `ground` are GeoJSON texts: grounds, roads, streets."""
    west, south, east, north = (float(side) for side in impact.scene.after.total_bounds)
    sheet = _Sheet(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=13,
        tiles=None,
        prefer_canvas=True,
        zoom_control="topleft",
        attribution_control=False,
        height="100%",
        zoom_snap=0.1,
        scroll_wheel_zoom=False,
    )
    groups = {
        "before": folium.FeatureGroup(words["before"], overlay=False, show=False),
        "after": folium.FeatureGroup(words["after"], overlay=False, show=True),
        "tickets": folium.FeatureGroup(words["tickets_changed"], overlay=True, show=True),
    }
    for group in groups.values():
        sheet.add_child(group)
    sheet.add_child(folium.LayerControl(collapsed=False))
    names = {name: group.get_name() for name, group in groups.items()} | {"map": sheet.get_name()}
    sheet.add_child(_Cells(names, _data(impact, ground, words)))
    root = sheet.get_root()
    sheet.render()  # type: ignore[no-untyped-call]  # branca is half typed
    return {part: str(getattr(root, part).render()) for part in ("header", "html", "script")}


def key(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Words and colours of the legend."""
    return [(words["vacant"], VACANT), *((said, colour) for _, colour, said in STEPS)]


def colour(minutes: float, limit_minutes: float) -> int:
    """The place in the legend of a cell that takes so long."""
    if minutes <= 0:
        return 0
    return 1 + next(i for i, (most, _, _) in enumerate(STEPS) if minutes <= limit_minutes * most + _HAIR)


def _data(impact: Impact, ground: Mapping[str, str], words: Mapping[str, str]) -> str:
    scene, staffed = impact.scene, impact.staffed
    bounds = scene.after[scene.after["grid"].isin(list(scene.grids))].total_bounds
    told = ("minutes", "people", "households", "assets", "open_tickets", "origin", "into")
    data = {
        "bounds": [[bounds[1], bounds[0]], [bounds[3], bounds[2]]],
        "limit": impact.rounds.limit_minutes,
        "colours": [colour for _, colour in key(words)],
        "words": {word: words[word] for word in told},
        "before": _cells(scene.before, staffed.before, impact.rounds.limit_minutes, beside="into"),
        "after": _cells(scene.after, staffed.after, impact.rounds.limit_minutes, beside="origin"),
        "tickets": [
            [round(lon, 6), round(lat, 6), number, f"{one} → {two}"]
            for lon, lat, number, one, two in impact.handed[["lon", "lat", "number", "before", "after"]]
            .to_numpy()
            .tolist()
        ],
    } | {name: json.loads(text) for name, text in ground.items()}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.replace("<", "\\u003c")


def _cells(shapes: pd.DataFrame, told: pd.DataFrame, limit_minutes: float, *, beside: str) -> list[list[Any]]:
    """Cells as rows: code, place in the legend, minutes, people, households, assets, tickets, what is told beside,
    rings.
    """
    geometry = dict(zip(shapes["code"], shapes.geometry, strict=True))
    return [
        [
            code,
            colour(row["minutes"], limit_minutes),
            round(row["minutes"], 1),
            round(row["people"], 1),
            round(row["households"]),
            round(row["assets"]),
            round(row["tickets"]),
            row[beside] if isinstance(row[beside], str) else _whole(row[beside]),
            _rings(geometry[code]),
        ]
        for code, row in told.to_dict("index").items()
    ]


def _rings(shape: shapely.Geometry) -> list[list[int]]:
    """Rings of an area, each corner as the way from the one before, in millionths of a degree; the first from 0, 0."""
    rings = []
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        corners = np.round(shapely.get_coordinates(ring)[:-1] * MICRODEGREES).astype(np.int64)
        rings.append(np.diff(corners, axis=0, prepend=0).ravel().tolist())
    return rings


def _whole(value: object) -> int:
    return 0 if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]  # pandas types what a frame holds as any scalar


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else str(value)
