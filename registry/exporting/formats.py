"""Formats of files by their suffix, and how each is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from registry.errors import Unsupported
from registry.exporting import delimited, geojson, layers, parquet, shapefile, whole
from registry.exporting.layer import Layer, Written


@dataclass(frozen=True, slots=True)
class Format:
    """`by_place`: its readers gain where neighbours lie beside each other. `encodings`: what its text may be in.
    `stale`: suffixes of files that spoke of an older one. `digest`: the SHA-256 of a file as an import reckons it.
    """

    name: str
    write: Callable[[Path, Layer], Written]
    by_place: bool = False
    carries_crs: bool = True
    encodings: tuple[str, ...] = ("UTF-8",)
    stale: tuple[str, ...] = ()
    digest: Callable[[Path], str] = whole.sha256_of


FORMATS: Mapping[str, Format] = {
    ".gpkg": Format("GeoPackage", layers.write_geopackage),
    ".shp": Format(
        "Shapefile",
        shapefile.write_shapefile,
        encodings=shapefile.ENCODINGS,
        digest=shapefile.sha256_of_parts,
        stale=shapefile.STALE,
    ),
    ".zip": Format("Shapefile", shapefile.write_zipped, encodings=shapefile.ENCODINGS),
    ".geojson": Format("GeoJSON", geojson.write_geojson),
    ".csv": Format("CSV", delimited.write_csv, carries_crs=False),
    ".fgb": Format("FlatGeobuf", layers.write_flatgeobuf),
    ".parquet": Format("GeoParquet", parquet.write_parquet, by_place=True),
}

_INSTEAD = {".xlsx": " (every spreadsheet opens .csv)", ".xls": " (every spreadsheet opens .csv)"}


def format_of(path: Path, encoding: str) -> Format:
    """The format a file's suffix asks for. Raises Unsupported for another suffix, or an encoding it does not have."""
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise Unsupported(
            f"{path.name}: {path.suffix or 'a file without a suffix'} is not written; name a file that ends in one of "
            f"{' '.join(FORMATS)}{_INSTEAD.get(path.suffix.lower(), '')}",
            path=str(path),
        )
    if encoding not in found.encodings:
        raise Unsupported(f"{found.name} is written in {' or '.join(found.encodings)}, not in {encoding}")
    return found
