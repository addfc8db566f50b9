"""Which base maps are drawn, at which addresses, and why others are refused."""

from pathlib import Path

import pytest

from maps.basemap import Archive, archive, hosts, layers

KVP = (
    "http://{s}.tiles.example/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default"
    "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}&tk=0123abcd"
)


def archive_of(kind: int, *, zooms: tuple[int, int] = (0, 14), version: int = 3) -> bytes:
    """The header of an archive, by section 3 of the specification."""
    return b"PMTiles" + bytes([version]) + bytes(91) + bytes([kind, *zooms]) + bytes(25)


def test_wmts_becomes_addresses_of_tiles_one_for_each_subdomain() -> None:
    picture, words = layers(f"{KVP} {KVP.replace('vec', 'cva')}", "t0-t7")
    assert len(picture) == 8
    assert picture[3].startswith("http://t3.tiles.example/vec_w/wmts?")
    assert "TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=0123abcd" in picture[3]
    assert "LAYER=cva" in words[0]
    assert hosts((picture, words)) == tuple(f"http://t{n}.tiles.example" for n in range(8))


def test_restful_and_plain_addresses() -> None:
    (one,) = layers("https://a.example/wmts/vec/default/EPSG:3857/{TileMatrix}/{TileRow}/{TileCol}.png")
    assert one == ("https://a.example/wmts/vec/default/EPSG:3857/{z}/{y}/{x}.png",)
    (plain,) = layers("https://{s}.example/{z}/{x}/{y}.png", "a,b")
    assert plain == ("https://a.example/{z}/{x}/{y}.png", "https://b.example/{z}/{x}/{y}.png")
    assert hosts(layers("/tiles/{z}/{x}/{y}.png")) == ()
    assert layers("") == ()


@pytest.mark.parametrize(
    ("told", "subdomains", "why"),
    [
        (KVP.replace("vec_w", "vec_c"), "t0-t7", "in degrees"),
        (KVP.replace("TILEMATRIXSET=w", "TILEMATRIXSET=c"), "t0-t7", "in degrees"),
        (KVP.replace("TILEMATRIXSET=w", "TILEMATRIXSET=EPSG:4490"), "t0-t7", "in degrees"),
        ("http://a.example/DataServer?T=vec_c&x={x}&y={y}&l={z}", "", "in degrees"),
        (KVP, "", "base_map_subdomains"),
        (KVP, "t7-t0", "no range"),
        (KVP, "a b", "no subdomain"),
        ("https://a.example/{TileMatrixSet}/{z}/{x}/{y}", "", "{TileMatrixSet}"),
        ("https://a.example/{z}/{x}", "", "has no {y}"),
        ("https://a.example;script-src/{z}/{x}/{y}", "", "no address"),
        ("ftp://a.example/{z}/{x}/{y}", "", "no address"),
    ],
)
def test_what_cannot_be_drawn_is_told_with_what_to_do(told: str, subdomains: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        layers(told, subdomains)


def test_an_archive_tells_what_is_in_it(tmp_path: Path) -> None:
    file = tmp_path / "base.pmtiles"
    for kind, vector in ((1, True), (2, False), (4, False)):
        file.write_bytes(archive_of(kind, zooms=(3, 15)))
        assert archive(file) == Archive(vector, min_zoom=3, max_zoom=15)


@pytest.mark.parametrize("content", [b"", b"PMTiles", archive_of(1, version=2), archive_of(0), b"x" * 127])
def test_another_file_is_no_archive(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(ValueError, match=r"PMTiles|unknown kind"):
        archive(tmp_path / "x")
    with pytest.raises(ValueError, match="cannot be read"):
        archive(tmp_path / "none")
