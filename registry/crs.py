"""What a position's numbers mean: a named datum, an EPSG code, a Gauss-Kruger strip, a .prj file or WKT.

Axes are always east, north, whatever order a CRS lists them in. What is stored is WGS 84 lon/lat; CGCS2000 is taken as
identical (domain.md §6.1), GCJ-02 and BD-09 are shifts of lon/lat (registry.datum).

- `GK:120` is CGCS2000, 3-degree Gauss-Kruger about 120° E, eastings without prefix (EPSG:4549). Numbers of a 6-degree
  strip about the same meridian are the same.
- `GK:40` is the same strip with the zone before its eastings (40,533,774; EPSG:4528); 25 to 45 are 3-degree zones,
  13 to 23 6-degree ones (`GK:21` is EPSG:4499), 75 to 135 in threes are meridians: no number is two things.
"""

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError
from pyproj.transformer import TransformerGroup

from registry import datum as datums
from registry import gauss_kruger
from registry.datum import Datum
from registry.errors import Invalid, NotFound

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

SAID = "WGS84, CGCS2000, GCJ-02, BD-09, EPSG:4549, GK:120 (meridian), GK:40 (zone prefix), a .prj file, or WKT"
"""What may be said, for a message or a help text."""

OVERRULE = "!"
"""After the name of a system: what the file says of its CRS is not asked for."""
_INSTEAD = "leave the datum away, or say --ignore-file-crs where the file is wrong"

_SHIFTED = (Datum.GCJ02, Datum.BD09)
_LONGEST_PRJ = 100_000
_NAMES: Mapping[str, Datum] = MappingProxyType(
    {
        "wgs84": Datum.WGS84,
        "wgs1984": Datum.WGS84,
        "gps": Datum.WGS84,
        "cgcs2000": Datum.CGCS2000,
        "国家2000": Datum.CGCS2000,
        "2000国家大地坐标系": Datum.CGCS2000,
        "gcj02": Datum.GCJ02,
        "gcj": Datum.GCJ02,
        "火星坐标": Datum.GCJ02,
        "火星坐标系": Datum.GCJ02,
        "bd09": Datum.BD09,
        "bd09ll": Datum.BD09,
        "百度坐标": Datum.BD09,
    }
)
_LON_LAT = pyproj.CRS(4326)
_BASES = {Datum.CGCS2000: pyproj.CRS(4490)}


@dataclass(frozen=True, slots=True)
class ReferenceSystem:
    """`crs` says what the numbers are, `datum` whether lon/lat is shifted (GCJ-02, BD-09) besides.

    `label` is what a register keeps of it (WGS84, CGCS2000, GCJ-02, BD-09, EPSG:n, or the name of a custom CRS), `said`
    the words that name it again, `notes` what a reader should know; `overrules` that it holds whatever a file says.
    """

    crs: pyproj.CRS
    datum: Datum
    label: str
    said: str
    notes: tuple[str, ...] = ()
    overrules: bool = field(default=False, compare=False)

    @property
    def geographic(self) -> bool:
        """Whether its numbers are degrees of longitude and latitude."""
        return bool(self.crs.is_geographic)

    @property
    def approximate(self) -> bool:
        """Whether positions come from a published approximation of a shift: of class C at best (registry.datum)."""
        return self.datum in _SHIFTED

    @property
    def plain(self) -> bool:
        """Whether its numbers are WGS 84 or CGCS2000 lon/lat already, so that nothing needs to be computed."""
        return not self.approximate and _is_lon_lat(self.crs)


def resolve(said: str) -> ReferenceSystem:
    """The reference system that a user names; `SAID` lists the forms. Letter case does not matter. With `OVERRULE` at
    its end it holds whatever a file says of itself.

    Raises Invalid for what is not understood or is no horizontal system, NotFound for a .prj that is not there.
    """
    text = said.strip()
    if text.endswith(OVERRULE):
        return replace(resolve(text.removesuffix(OVERRULE)), overrules=True)
    folded = re.sub(r"[\s_-]", "", text).lower()
    if folded in _NAMES:
        return _named(_NAMES[folded])
    if match := re.fullmatch(r"(epsg|gk):(\d{1,7})", folded):
        return _numbered(match[1], int(match[2]), said=text)
    if text.lower().endswith(".prj"):
        return _from_prj(Path(text))
    if "[" in text or text.startswith(("+", "{", "urn:", "OGC:")):
        return of_crs(_parsed(text, name="that text"), said=text)
    hint = f"; EPSG:{folded} perhaps" if folded.isdecimal() and 1000 <= int(folded) < 1_000_000 else ""
    raise Invalid(f"{said!r} is no reference system known here{hint}; say one of {SAID}", datum=said)


def _named(datum: Datum) -> ReferenceSystem:
    return ReferenceSystem(_BASES.get(datum, _LON_LAT), datum, datum.value, datum.value)


def _numbered(scheme: str, number: int, *, said: str) -> ReferenceSystem:
    if scheme == "epsg":
        return of_crs(_parsed(f"EPSG:{number}", name=said), said=f"EPSG:{number}")
    strip = gauss_kruger.by_meridian(number) or gauss_kruger.by_zone(number)
    if strip is None:
        raise Invalid(
            f"{said}: there is no such strip; say a central meridian (75, 78 … 135), a 3-degree zone (25 to 45) or a "
            "6-degree zone (13 to 23)",
            datum=said,
        )
    return of_crs(pyproj.CRS(strip.epsg), said=f"EPSG:{strip.epsg}")


def _from_prj(path: Path) -> ReferenceSystem:
    if not path.is_file():
        raise NotFound(f"there is no file {path}", path=str(path))
    with path.open("rb") as file:
        data = file.read(_LONGEST_PRJ + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    if len(data) > _LONGEST_PRJ or not text.strip():
        raise Invalid(f"{path.name} is no .prj: it holds no WKT", path=str(path))
    return of_crs(_parsed(text.strip().rstrip("\0"), name=path.name), said=str(path))


def _parsed(text: str, *, name: str) -> pyproj.CRS:
    try:
        return pyproj.CRS(text)
    except CRSError as error:
        raise Invalid(f"{name} is no CRS that is known here; say one of {SAID}", datum=name) from error


def of_crs(crs: pyproj.CRS, *, said: str | None = None) -> ReferenceSystem:
    """The reference system of a CRS, as a file carries it. Of a compound one the horizontal part counts.

    Raises Invalid for one that does not say where on earth a place is (local, vertical, geocentric).
    """
    flat = crs.sub_crs_list[0] if crs.is_compound and crs.sub_crs_list else crs
    flat = flat.to_2d() if len(flat.axis_info) == 3 and not flat.is_geocentric else flat
    if not (flat.is_geographic or flat.is_projected) or flat.is_geocentric:
        raise Invalid(f"{crs.name!r} ({crs.type_name}) does not place things on the map; say one of {SAID}")
    authority = flat.to_authority()
    name = ":".join(authority) if authority else None
    datum = _datum_of(flat)
    label = datum.value if datum is not None else name or _name_of(flat)
    notes = () if datum is not None else _notes(flat, label)
    return ReferenceSystem(flat, datum or Datum.WGS84, label, said or name or flat.to_wkt(), notes)


def _datum_of(crs: pyproj.CRS) -> Datum | None:
    if crs.is_bound or crs.datum is None:
        return None
    if crs.datum.name.startswith("World Geodetic System 1984"):
        return Datum.WGS84
    return Datum.CGCS2000 if crs.datum.name == "China 2000" else None


def _name_of(crs: pyproj.CRS) -> str:
    return crs.name if crs.name.lower() not in {"", "unknown", "unnamed"} else "custom CRS"


def _notes(crs: pyproj.CRS, label: str) -> tuple[str, ...]:
    with warnings.catch_warnings():  # a better grid that is not installed is no news: nothing is fetched
        warnings.simplefilter("ignore", UserWarning)
        best = TransformerGroup(crs, _LON_LAT, always_xy=True).transformers
    if crs.is_bound or (best and best[0].accuracy >= 0):
        return ()
    told = "the shift from its datum to WGS 84 is not known here, positions may be off by about 100 m"
    return (f"{label}: {told}; better bring CGCS2000, or a .prj with the parameters (TOWGS84)",)


def agreed(file: pyproj.CRS | None, said: ReferenceSystem | None, *, name: str) -> ReferenceSystem:
    """What a file's positions are in: as the file says, or as the user says where the file says nothing.

    `said` may add GCJ-02, BD-09 or CGCS2000 to plain lon/lat; WGS84 leaves the file's word as it is. Raises Invalid
    where nobody says it, or where they contradict each other and `said` does not overrule the file.
    """
    if file is None:
        if said is None:
            raise Invalid(f"{name} does not say its CRS; name it as datum: {SAID}")
        return said
    if said is not None and said.overrules:
        note = f"{name} says it is in {file.name}; it was taken for {said.said}, as asked"
        return said if _same(file, said.crs) and not said.approximate else replace(said, notes=(*said.notes, note))
    told = of_crs(file)
    if said is None or said.said == Datum.WGS84:
        return told
    if _is_lon_lat(told.crs) and said.geographic and _is_lon_lat(said.crs):
        if said.datum in _SHIFTED and told.datum is not Datum.WGS84:
            raise Invalid(f"{name} is in {told.crs.name}: it cannot be in {said.label} as well; {_INSTEAD}")
        return said if said.datum is not Datum.WGS84 else told
    if said.datum in _SHIFTED:
        raise Invalid(f"{name} is in {told.crs.name}: it cannot be in {said.label} as well; {_INSTEAD}")
    if not _same(told.crs, said.crs):
        raise Invalid(f"{name} says it is in {told.crs.name}, not in {said.said}; {_INSTEAD}")
    return told


def _same(one: pyproj.CRS, two: pyproj.CRS) -> bool:
    """A .prj seldom names its EPSG code and spells the rest in its own way: what it is found to be counts as well."""
    authority = one.to_authority()
    return one.equals(two, ignore_axis_order=True) or (authority is not None and authority == two.to_authority())


def _is_lon_lat(crs: pyproj.CRS) -> bool:
    return any(crs.equals(base, ignore_axis_order=True) for base in (_LON_LAT, *_BASES.values()))


def to_wgs84(shapes: Shapes, system: ReferenceSystem) -> Shapes:
    """Shapes whose numbers are in `system` (east, north) as 2D WGS 84 lon/lat; what cannot be reached is infinite."""
    flat: Shapes = shapely.force_2d(shapes)
    return flat if system.plain else shapely.transform(flat, lambda xy: lon_lat(xy, system))


def from_wgs84(shapes: Shapes, system: ReferenceSystem) -> Shapes:
    """2D WGS 84 lon/lat shapes as numbers of `system` (east, north)."""
    flat: Shapes = shapely.force_2d(shapes)
    return flat if system.plain else shapely.transform(flat, lambda xy: numbers(xy, system))


def lon_lat(xy: Floats, system: ReferenceSystem) -> Floats:
    """WGS 84 lon/lat of numbers in `system`, both of shape (n, 2); infinite where the projection does not reach."""
    if not _is_lon_lat(system.crs):
        change = pyproj.Transformer.from_crs(system.crs, _degrees_of(system.crs), always_xy=True)
        xy = np.column_stack(change.transform(xy[:, 0], xy[:, 1]))
    with np.errstate(over="ignore", invalid="ignore"):  # numbers that are no degrees stay none
        return np.column_stack(datums.to_wgs84(xy[:, 0], xy[:, 1], datum=system.datum))


def numbers(positions: Floats, system: ReferenceSystem) -> Floats:
    """Numbers in `system` of WGS 84 lon/lat positions, both of shape (n, 2)."""
    with np.errstate(over="ignore", invalid="ignore"):
        xy = np.column_stack(datums.from_wgs84(positions[:, 0], positions[:, 1], datum=system.datum))
    if _is_lon_lat(system.crs):
        return xy
    change = pyproj.Transformer.from_crs(_degrees_of(system.crs), system.crs, always_xy=True)
    return np.column_stack(change.transform(xy[:, 0], xy[:, 1]))


def _degrees_of(crs: pyproj.CRS) -> pyproj.CRS:
    """The lon/lat to come from or go to. CGCS2000 goes to its own, the same numbers: PROJ searches long for a shift."""
    own = crs.geodetic_crs
    return own if own is not None and _datum_of(crs) is not None else _LON_LAT
