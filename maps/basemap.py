"""The base map of somebody else under ours, as the operator named it: addresses of tiles, or an archive file.

WMTS is read as web mercator, as Tianditu's `_w` and OGC's GoogleMapsCompatible are: its matrix, row and column are
then zoom, y and x of XYZ (OGC 07-057r7, annex E.4). PMTiles: version 3 of its specification, 127 bytes of header.
"""

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PLACES = ("{z}", "{x}", "{y}")
_SAME = {"tilematrix": "{z}", "tilecol": "{x}", "tilerow": "{y}"}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# Tianditu's geographic matrix set in a path (vec_c), in T=vec_c or in TILEMATRIXSET=c; or a set named by its EPSG code.
_GEOGRAPHIC = re.compile(
    r"[/=][a-z]+_c(?=[/?&]|$)|tilematrixset=(?:c|[^&]*(?:4490|4326|crs84|globalcrs84)[^&]*)(?=&|$)", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?://[^\s/'\"<>;,]+|/)[^\s'\"<>;]*")
_RANGE = re.compile(r"([A-Za-z-]*)([0-9]+)-([A-Za-z-]*)([0-9]+)")
_HEADER = struct.Struct("<7sB")
_HEADER_BYTES = 127
_KINDS = {1: "vector", 2: "raster", 3: "raster", 4: "raster", 5: "raster"}  # MVT; PNG, JPEG, WebP, AVIF


@dataclass(frozen=True, slots=True)
class Archive:
    """What the header of an archive says: pictures or shapes, and the zooms that are in it."""

    vector: bool
    min_zoom: int
    max_zoom: int


def layers(told: str, subdomains: str = "") -> tuple[tuple[str, ...], ...]:
    """Layers from the bottom, each with its XYZ addresses: one, or one for each subdomain.

    `told` holds a template for each layer, parted by blanks, with {z} {x} {y} or {TileMatrix} {TileCol} {TileRow}, and
    {s} where there are `subdomains` (`t0-t7`, or `a,b,c`). Raises ValueError with what is wrong and what to do.
    """
    names = _names(subdomains)
    return tuple(_layer(one, names) for one in told.split())


def hosts(found: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Exactly the origins the addresses lie on, each once; none for addresses of this service."""
    parts = (urlsplit(address) for layer in found for address in layer)
    return tuple(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts if part.netloc))


def archive(path: Path) -> Archive:
    """What a PMTiles file holds. Raises ValueError for a file that is missing or no archive of version 3."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER_BYTES)
    except OSError as error:
        raise ValueError(f"the archive of the base map cannot be read: {path}: {error.strerror}") from error
    magic, version = _HEADER.unpack(head[: _HEADER.size].ljust(_HEADER.size, b"\0"))
    if len(head) < _HEADER_BYTES or magic != b"PMTiles" or version != 3:
        raise ValueError(f"{path} is no PMTiles archive of version 3; convert it with the tools of that format")
    kind = _KINDS.get(head[99])
    if kind is None:
        raise ValueError(f"{path} holds tiles of an unknown kind ({head[99]}); MVT, PNG, JPEG, WebP and AVIF are drawn")
    return Archive(kind == "vector", min_zoom=head[100], max_zoom=head[101])


def _layer(template: str, subdomains: tuple[str, ...]) -> tuple[str, ...]:
    if not _ADDRESS.fullmatch(template):
        raise ValueError(f"{template!r} is no address of tiles: https://…, http://… or /… of this service")
    if _GEOGRAPHIC.search(template):
        raise ValueError(
            f"{template!r} is in degrees (EPSG:4490, matrix set _c), which a web map in mercator cannot draw; "
            "take the same layer in web mercator: _w and TILEMATRIXSET=w"
        )
    address = _PLACEHOLDER.sub(lambda found: _SAME.get(found[1].lower(), found[0]), template)
    unknown = sorted(set(_PLACEHOLDER.findall(address)) - {"z", "x", "y", "s"})
    if unknown:
        raise ValueError(f"{template!r}: nothing is known for {{{unknown[0]}}}; write its value instead")
    if missing := [place for place in PLACES if place not in address]:
        raise ValueError(f"{template!r} has no {missing[0]}: zoom, column and row stand in an address of tiles")
    if "{s}" not in address:
        return (address,)
    if not subdomains:
        raise ValueError(f"{template!r} has {{s}}: say base_map_subdomains too, such as t0-t7 or a,b,c")
    return tuple(address.replace("{s}", name) for name in subdomains)


def _names(told: str) -> tuple[str, ...]:
    """t0, t1, … of `t0-t7`; a, b, c of `a,b,c`."""
    names: list[str] = []
    for one in (part.strip() for part in told.split(",") if part.strip()):
        if span := _RANGE.fullmatch(one):
            begin, first, again, last = span.groups()
            if (again and again != begin) or not 0 <= int(last) - int(first) < 64:
                raise ValueError(f"{one!r} is no range of subdomains, such as t0-t7")
            names += [f"{begin}{number}" for number in range(int(first), int(last) + 1)]
        elif re.fullmatch(r"[A-Za-z0-9-]+", one):
            names.append(one)
        else:
            raise ValueError(f"{one!r} is no subdomain")
    return tuple(dict.fromkeys(names))
