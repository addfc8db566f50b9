"""Files made to do harm, or with values no survey has: bombs, tricks with paths, shapes beyond the earth."""

import io
import json
import math
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from tests.registry.importing.readers import formats


@dataclass(frozen=True, slots=True)
class Case:
    """One file to be made in a folder of its own: `make` returns the path."""

    name: str
    make: Callable[[Path], Path]


def cases() -> Iterator[Case]:
    """All of them."""
    yield from (*_archives(), *_values(), *_texts(), *_wide())


# Archives ----------------------------------------------------------------------------------------------------------


def _archives() -> Iterator[Case]:
    tricks = (
        "../evil.shp",
        "/etc/evil.shp",
        "a/../../evil.shp",
        "C:\\evil.shp",
        "..\\evil.shp",
        "\\evil.shp",
        "a\x00.shp",
    )
    for name in tricks:
        yield Case(f"zip {name!r}", _zipped({name: b"x", "a.shp": b"x"}))
    yield Case("zip link", _link)
    yield Case("zip bomb", _zipped({"a.shp": bytes(200 << 20)}))
    yield Case("zip of zips", _zipped({"a.zip": b"PK\x03\x04"}))
    yield Case("zip of nothing", _zipped({}))
    yield Case("zip of many", _zipped({f"{i}.shp": b"" for i in range(2_000)}))
    yield Case("zip of empty parts", _zipped({"a.shp": b"", "a.shx": b"", "a.dbf": b""}))
    yield Case("xlsx bomb", _workbook("<row>" + "<c/>" * 4_000_000 + "</row>"))
    yield Case("xlsx of rows", _workbook("<row/>" * 1_200_000))
    yield Case(
        "xlsx far", _workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="999999999999"><c><v>1</v></c></row>')
    )
    yield Case("xlsx far column", _workbook('<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>'))
    yield Case("xlsx open", _workbook('<row r="1"><c r="A1"><v>1</v></c>'))
    yield Case("xlsx entities", _entities)


def _zipped(members: dict[str, bytes], name: str = "a.zip") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, data in members.items():
                entry = zipfile.ZipInfo("x")
                entry.filename = member
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, data)
        return folder / name

    return make


def _link(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        entry = zipfile.ZipInfo("a.shp")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return folder / "a.zip"


def _with_sheet(folder: Path, change: Callable[[str], str]) -> Path:
    """A sound workbook whose one sheet was changed as text."""
    whole = io.BytesIO()
    openpyxl.Workbook().save(whole)
    with zipfile.ZipFile(whole) as sound, zipfile.ZipFile(folder / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sound.namelist():
            text = sound.read(name).decode()
            archive.writestr(name, change(text) if name.startswith("xl/worksheets/") else text)
    return folder / "a.xlsx"


def _workbook(rows: str) -> Callable[[Path], Path]:
    return lambda folder: _with_sheet(
        folder, lambda text: text.replace("<sheetData />", f"<sheetData>{rows}</sheetData>")
    )


def _entities(folder: Path) -> Path:
    declared = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(10))
    return _with_sheet(folder, lambda text: f'<!DOCTYPE x [<!ENTITY e0 "井">{declared}]>{text}')


# Values ------------------------------------------------------------------------------------------------------------


def _values() -> Iterator[Case]:
    shapes = {
        "huge": shapely.Point(1e300, -1e300),
        "infinite": shapely.from_wkt("POINT (inf -inf)"),
        "nan": shapely.from_wkt("POINT (nan 36)"),
        "none": None,
        "empty": shapely.Point(),
        "z": shapely.Point(120, 36, 5),
        "line": shapely.LineString([(120, 36), (121, 37)]),
        "collection": shapely.GeometryCollection([shapely.Point(1, 2), shapely.LineString([(0, 0), (1, 1)])]),
        "cross": shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]),
        "many": shapely.MultiPoint([(1, 2), (3, 4)]),
    }
    for name in ("a.gpkg", "a.geojson", "a.fgb", "a.parquet", "wkt.csv"):
        for kind, shape in shapes.items():
            yield Case(f"{name} {kind}", _shaped(name, [shapely.Point(120, 36), shape]))
        yield Case(f"{name} mixed", _shaped(name, list(shapes.values())))
    numbers = (math.nan, math.inf, -math.inf, 1e308, 5e-324, "1e999", "十", "", "１２０", "0x10", "1_0", "--1", "1,2")
    for number in numbers:
        yield Case(f"csv lon {number}", _csv(f'lon,lat\n"{number}",36\n120,"{number}"\n'.encode()))
        yield Case(f"geojson lon {number}", _geojson([number, 36]))
    deep: object = [1, 2]
    for _ in range(300):
        deep = [deep]
    for coordinates in (None, [], [1], ["a", "b"], [[1, 2]], {}, deep, [1, 2, 3, 4, 5]):
        yield Case(f"geojson at {str(coordinates)[:20]}", _geojson(coordinates))
    for wkt in (
        "POINT",
        "POINT (1)",
        "POINT (1 2",
        "SRID=4326;POINT (1 2)",
        "CIRCULARSTRING (0 0, 1 1, 2 0)",
        "x" * 100_000,
    ):
        yield Case(f"csv {wkt[:20]}", _csv(f'wkt\n"{wkt}"\n'.encode()))
    nested = "GEOMETRYCOLLECTION (" * 200_000 + "POINT (1 2)" + ")" * 200_000
    yield Case("csv nested", _csv(f'wkt\n"{nested}"\n'.encode()))
    yield Case("parquet nested", _nested)


def _shaped(name: str, given: list[object]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        shapes = [shapely.force_2d(shape) if name.endswith(".fgb") else shape for shape in given]
        return formats.write(name, folder, gpd.GeoDataFrame({"编号": range(len(shapes))}, geometry=shapes, crs=4326))

    return make


def _nested(folder: Path) -> Path:
    collection = b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" * 200_000 + shapely.to_wkb(shapely.Point(1, 2))
    path = formats.write("a.parquet", folder)
    frame = pd.read_parquet(path).assign(geometry=collection)
    about = pq.read_schema(path).metadata
    pq.write_table(pa.Table.from_pandas(frame).replace_schema_metadata(about), path)
    return path


def _csv(data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "a.csv").write_bytes(data)
        return folder / "a.csv"

    return make


def _geojson(coordinates: object) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        feature = {"type": "Feature", "properties": {"a": 1}, "geometry": {"type": "Point", "coordinates": coordinates}}
        (folder / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
        return folder / "a.geojson"

    return make


# Texts and widths --------------------------------------------------------------------------------------------------


def _texts() -> Iterator[Case]:
    words = "lon,lat,名称\n120,36,污水井盖\n"
    for encoding in ("gb18030", "utf-16", "utf-16-le", "utf-32", "big5", "utf-8-sig", "shift_jis"):
        yield Case(f"csv {encoding}", _csv(words.encode(encoding, "replace")))
        yield Case(f"geojson {encoding}", _named_geojson(encoding))
    odd = (
        b"",
        b"\n",
        b",",
        b",,\n,,\n",
        b'"',
        b'a,b\n"',
        b"\x00",
        b"a\n" + b"x" * (17 << 20),
        b"a,b\n1\n",
        b"a,b\n1,2,3\n",
    )
    for data in odd:
        yield Case(f"csv {data[:10]!r}", _csv(data))
    attack = b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
    attack += b"</OGRVRTDataSource>"
    algorithm = b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}'
    for suffix in (".gpkg", ".geojson", ".fgb", ".shp", ".json"):
        for data in (attack, algorithm):
            yield Case(f"{suffix} {data[:10]!r}", _plain(suffix, data))


def _plain(suffix: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / f"a{suffix}").write_bytes(data)
        return folder / f"a{suffix}"

    return make


def _named_geojson(encoding: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        text = formats.write("a.geojson", folder, formats.frame(3)).read_text("utf-8")
        (folder / "a.geojson").write_bytes(text.encode(encoding, "replace"))
        return folder / "a.geojson"

    return make


def _wide() -> Iterator[Case]:
    for name in ("a.csv", "a.xlsx", "a.geojson", "a.parquet", "a.fgb"):
        yield Case(f"{name} wide", partial(_written_wide, name))


def _written_wide(name: str, folder: Path) -> Path:
    made = gpd.GeoDataFrame(
        pd.DataFrame([[1] * 10_000], columns=[f"c{i}" for i in range(10_000)]),
        geometry=[shapely.Point(120, 36)],
        crs=4326,
    )
    return formats.write(name, folder, made)
