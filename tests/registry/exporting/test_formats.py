"""A file's suffix says its format."""

from pathlib import Path

import pytest

from registry.errors import Unsupported
from registry.exporting.formats import FORMATS, format_of


def test_formats_by_suffix() -> None:
    assert format_of(Path("A.GPKG"), "UTF-8").name == "GeoPackage"
    assert format_of(Path("a.zip"), "GBK") is FORMATS[".zip"]
    assert [one.name for one in FORMATS.values() if one.by_place] == ["GeoParquet"]


def test_what_is_not_written_is_told() -> None:
    with pytest.raises(Unsupported, match=r"a\.xlsx: name a file that ends in one of \.gpkg \.shp"):
        format_of(Path("a.xlsx"), "UTF-8")
    with pytest.raises(Unsupported, match="GeoPackage is written in UTF-8, not in GBK"):
        format_of(Path("a.gpkg"), "GBK")
    with pytest.raises(Unsupported, match="Shapefile is written in UTF-8 or GBK, not in LATIN1"):
        format_of(Path("a.shp"), "LATIN1")
