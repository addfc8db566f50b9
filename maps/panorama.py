"""The panorama: a folium sheet of everything the reader may see, drawn from vector tiles of this service alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

import folium
from branca.element import MacroElement
from folium.plugins import VectorGridProtobuf
from folium.utilities import JsCode
from jinja2 import Environment, FileSystemLoader
from sqlalchemy.engine import Connection

from inspections.tickets.workflow import STATES as STATE_WORDS
from inspections.tickets.workflow import Words
from maps import style
from maps.tiles import CELLS_FROM, MAX_ZOOM, MIN_ZOOM
from maps.words import CATALOGUE, Language, pick, say, share
from registry.actor import Actor
from registry.importing.district import SOURCE
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "panorama.sql")
PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)

_SHOWN = ("covers", "grids", "segments", "compounds", "buildings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What an operator must print on a map that is shown: approval number, operator, address of the privacy page.

    `attribution` is what the owner of the base map wants said.
    """

    approval: str = ""
    operator: str = ""
    attribution: str = ""
    privacy_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """The campaign the panorama tells of: covers in scope and those with a result."""

    id: UUID
    name: str
    targets: int
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What stands beside the tiles. `bounds`: west, south, east, north in degrees; None for an empty register."""

    title: Words | None
    bounds: tuple[float, float, float, float] | None
    counts: Mapping[str, int]
    campaign: Campaign | None
    labels: Sequence[Mapping[str, object]]
    synthetic: bool
    micro_grids: int = 0


def gather(conn: Connection, actor: Actor) -> Facts:
    """What the actor may see, in figures and names."""
    whole = [area for area in actor.areas if len(area) == 6]
    given = {"areas": [f"{area}%" for area in actor.areas], "divisions": whole, "everywhere": bool(whole)}
    extent = conn.execute(SQL["extent"], given).one()
    title = conn.execute(SQL["title"], {"area": actor.areas[0] if len(actor.areas) == 1 else ""}).one_or_none()
    campaign = conn.execute(SQL["campaign"], given).mappings().one_or_none()
    return Facts(
        title=Words(title.zh, title.en) if title else None,
        bounds=None if extent.west is None else (extent.west, extent.south, extent.east, extent.north),
        counts=dict(conn.execute(SQL["counts"], given).mappings().one()),
        campaign=Campaign(**campaign) if campaign else None,
        labels=[dict(row) for row in conn.execute(SQL["labels"], given).mappings()],
        synthetic=bool(conn.execute(SQL["synthetic"], {"source": SOURCE}).scalar_one()),
        micro_grids=int(conn.execute(SQL["micro_grids"], given).scalar_one()),
    )


class _Sheet(folium.Map):
    """A folium map whose scripts and styles come from this service."""

    default_js = [("leaflet", "/assets/leaflet/leaflet.js"), ("vectorgrid", "/assets/vectorgrid.js")]  # noqa: RUF012 - as folium declares it
    default_css = [("leaflet_css", "/assets/leaflet/leaflet.css"), ("panorama_css", "/assets/panorama.css")]  # noqa: RUF012 - as folium declares it


class _Tiles(VectorGridProtobuf):
    """Vector tiles of this service, drawn by Leaflet.VectorGrid."""

    default_js = [("vectorgrid", "/assets/vectorgrid.js"), ("panorama", "/assets/panorama.js")]  # noqa: RUF012 - as folium declares it

    def __init__(self, layer: str, name: str, *, show: bool, from_zoom: int = MIN_ZOOM) -> None:
        options = {
            "vectorTileLayerStyles": JsCode(f"Jingge.styles.{layer}"),
            "rendererFactory": JsCode("L.canvas.tile"),
            "getFeatureId": JsCode("(feature) => feature.properties.code"),  # what is drawn can be found by a click
            "minZoom": from_zoom,
            "maxNativeZoom": 18,
            "maxZoom": MAX_ZOOM,
            "pane": f"jingge-{layer}",
        }
        super().__init__(f"/tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt", name, options, show=show)


class _Panel(MacroElement):
    """Title, counters, legend and popups: the part of the page that is ours."""

    _template = PAGES.get_template("panorama.html")

    def __init__(self, page: Mapping[str, object], layers: Mapping[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca is half typed
        self._name = "Panel"
        self.page = page
        self.layers = layers


class _Panes(MacroElement):
    """The first view and the order of the layers; set before there are layers, so that no tile is asked for in vain."""

    _template = PAGES.get_template("panes.html")

    def __init__(self, bounds: Sequence[Sequence[float]]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca is half typed
        self._name = "Panes"
        self.bounds = bounds


def render(facts: Facts, *, language: Language, imprint: Imprint, reader: str) -> str:
    """The page. `reader` is the name of who is signed in."""
    west, south, east, north = facts.bounds or (120.29, 36.03, 120.45, 36.15)
    sheet = _Sheet(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=14,
        tiles=None,
        min_zoom=10,
        max_zoom=19,
        zoom_control="bottomright",
        attribution_control=False,
        font_size="14px",
    )
    sheet.add_child(_Panes([[south, west], [north, east]]))
    layers = {
        "base": _Tiles("base", say("map_layers", language), show=True),
        "grids": _Tiles("grids", say("grids", language), show=True),
        "micro_grids": _Tiles("micro_grids", say("micro_grids", language), show=False, from_zoom=CELLS_FROM),
        "compounds": _Tiles("compounds", say("compounds", language), show=False),
        "segments": _Tiles("segments", say("segments", language), show=False),
        "covers": _Tiles("covers", say("covers", language), show=True),
    }
    for layer in layers.values():
        sheet.add_child(layer)
    names = {name: layer.get_name() for name, layer in layers.items()} | {"map": sheet.get_name()}
    sheet.add_child(_Panel(_page(facts, language=language, imprint=imprint, reader=reader), names))
    return str(sheet.get_root().render()).replace("<html>", f'<html lang="{language}">', 1)


def _page(facts: Facts, *, language: Language, imprint: Imprint, reader: str) -> dict[str, object]:
    words = {key: pick(word, language) for key, word in CATALOGUE.items()}
    campaign = facts.campaign
    coverage = campaign.seen / campaign.targets if campaign and campaign.targets else None
    data = {
        "language": str(language),
        "words": words,
        "states": {
            str(state): {"name": pick(STATE_WORDS[state], language), "colour": colour}
            for state, colour in style.STATES.items()
        },
        "families": {name: asdict(family) for name, family in style.FAMILIES.items()},
        "cells": style.CELLS,
        "labels": [
            [row["kind"], row["lon"], row["lat"], row["zh" if language is Language.ZH else "en"], row["turn_deg"]]
            for row in facts.labels
        ],
    }
    return {
        "words": words,
        "language": language,
        "other": Language.EN if language is Language.ZH else Language.ZH,
        "title": pick(facts.title, language) if facts.title else "",
        "shown": [(words[name], facts.counts[name]) for name in _SHOWN]
        + ([(words["micro_grids"], facts.micro_grids)] if facts.micro_grids else []),
        "cells": [(words[name], colour) for name, colour in style.CELLS.items()] if facts.micro_grids else [],
        "campaign": campaign,
        "coverage": coverage,
        "share": share(coverage),
        "families": [(words[name], family.colour) for name, family in style.FAMILIES.items()],
        "synthetic": facts.synthetic,
        "imprint": imprint,
        "reader": reader,
        "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
    }
