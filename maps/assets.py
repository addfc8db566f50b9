"""The files the pages load, all from this service: Leaflet and Leaflet.VectorGrid as installed, and our own."""

from collections.abc import Mapping
from pathlib import Path

from registry.errors import NotFound, Unavailable

FOLDER = Path(__file__).parent / "assets"
_LEAFLET = FOLDER / "node_modules" / "leaflet" / "dist"
_VECTORGRID = FOLDER / "node_modules" / "leaflet.vectorgrid" / "dist"

FILES: Mapping[str, Path] = {
    "leaflet/leaflet.js": _LEAFLET / "leaflet.js",
    "leaflet/leaflet.css": _LEAFLET / "leaflet.css",
    **{
        f"leaflet/images/{name}": _LEAFLET / "images" / name
        for name in ("layers.png", "layers-2x.png", "marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")
    },
    "vectorgrid.js": _VECTORGRID / "Leaflet.VectorGrid.bundled.min.js",
    "panorama.js": FOLDER / "panorama.js",
    "panorama.css": FOLDER / "panorama.css",
    "public.css": FOLDER / "public.css",
    "icon.svg": FOLDER / "icon.svg",
    "login.js": FOLDER / "login.js",
    "pin.js": FOLDER / "pin.js",
    "shrink.js": FOLDER / "shrink.js",
}


def find(name: str) -> Path:
    """The file behind `/assets/<name>`. Raises NotFound, or Unavailable where the packages are not installed."""
    path = FILES.get(name)
    if path is None:
        raise NotFound(f"there is no asset {name}", name=name)
    if not path.is_file():
        raise Unavailable("the map's scripts are not installed; ./run setup installs them", name=name)
    return path


def text(name: str) -> str:
    """The content of a script or style, to be put into a page. Raises as `find`."""
    return find(name).read_text(encoding="utf-8")
