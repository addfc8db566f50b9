"""A file's suffix says its format."""

import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from registry.errors import Unsupported
from registry.exporting.formats import FORMATS, format_of
from registry.exporting.rows import Rows
from tests.registry.exporting.support import layer_of, rows_of


def test_formats_by_suffix() -> None:
    assert format_of(Path("A.GPKG"), "UTF-8").name == "GeoPackage"
    assert format_of(Path("a.zip"), "GBK") is FORMATS[".zip"]
    assert [one.name for one in FORMATS.values() if one.by_place] == ["GeoParquet"]


def test_what_is_not_written_is_told() -> None:
    with pytest.raises(
        Unsupported,
        match=r"a\.xlsx: \.xlsx is not written; name a file .* \.gpkg \.shp .* \(every spreadsheet opens \.csv\)",
    ):
        format_of(Path("a.xlsx"), "UTF-8")
    with pytest.raises(Unsupported, match="GeoPackage is written in UTF-8, not in GBK"):
        format_of(Path("a.gpkg"), "GBK")
    with pytest.raises(Unsupported, match="Shapefile is written in UTF-8 or GBK, not in LATIN1"):
        format_of(Path("a.shp"), "LATIN1")


@pytest.mark.parametrize("suffix", FORMATS)
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, suffix: str) -> None:
    """Chunks are written as they come: when one is asked for, those before it are gone."""
    gone: list[weakref.ref[object]] = []
    most = 0

    def come() -> Iterator[Rows]:
        nonlocal most
        for number in range(40):
            rows = rows_of(count=50, begin=50 * number)
            gone.append(weakref.ref(rows.shapes))
            yield rows
            del rows
            most = max(most, sum(one() is not None for one in gone))

    layer = replace(layer_of(), rows=come())
    assert FORMATS[suffix].write(tmp_path / f"x{suffix}", layer).rows == 2000
    assert most <= 2
