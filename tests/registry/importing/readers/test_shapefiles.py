"""Shapefiles, loose and zipped: encodings told apart, parts asked for, ends that are missing found."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from registry.errors import Invalid
from registry.importing.readers import Layer, open_layer
from tests.registry.importing.readers import formats


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def make(encoding: str, *, zipped: bool = False, without: str = "", mark: int | None = None) -> Path:
        path = formats.write_shapefile(formats.frame(), tmp_path / "covers.shp", encoding=encoding)
        if mark is not None:
            data = bytearray(path.with_suffix(".dbf").read_bytes())
            data[29] = mark
            path.with_suffix(".dbf").write_bytes(data)
        for suffix in without.split():
            path.with_suffix(suffix).unlink()
        return formats.zip_parts(path, tmp_path / "covers.zip") if zipped else path

    return make


def _names(layer: Layer) -> list[object]:
    return [value for chunk in layer.chunks() for value in chunk.raw["名称"]]


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
@pytest.mark.parametrize(("without", "mark"), [("", None), (".cpg", None), (".cpg", 0x57)])
def test_text_is_read_in_its_encoding(
    write: Callable[..., Path], encoding: str, without: str, mark: int | None, *, zipped: bool
) -> None:
    with open_layer(write(encoding, zipped=zipped, without=without, mark=mark)) as layer:
        assert set(layer.columns) == set(formats.NAMES)
        assert _names(layer)[0] == "污水井盖"
        assert layer.layer == "covers"
        told = [note for note in layer.notes if "does not say its encoding" in note]
        assert bool(told) == (without == ".cpg")


def test_the_mark_of_language_is_believed_where_it_is_true(write: Callable[..., Path]) -> None:
    with open_layer(write("GBK", without=".cpg", mark=0x4D)) as layer:
        assert _names(layer)[0] == "污水井盖"
        assert "as the language mark of its .dbf says" in layer.notes[0]
    with pytest.raises(Invalid, match="not GB18030, as the language mark"):
        open_layer(write("UTF-8", without=".cpg", mark=0x4D))


@pytest.mark.parametrize(("encoding", "wrong"), [("GBK", "UTF-8"), ("UTF-8", "GBK"), ("UTF-8", "936")])
def test_a_wrong_cpg_is_told_and_may_be_overruled(write: Callable[..., Path], encoding: str, wrong: str) -> None:
    path = write(encoding)
    path.with_suffix(".cpg").write_text(wrong)
    with pytest.raises(Invalid, match=r"as its \.cpg says; name its encoding"):
        open_layer(path)
    with open_layer(path, encoding=encoding) as layer:
        assert _names(layer)[0] == "污水井盖"


def test_a_cpg_that_says_nothing_is_passed_over(write: Callable[..., Path]) -> None:
    path = write("GBK")
    path.with_suffix(".cpg").write_bytes(b"\xff\xfe?")
    with open_layer(path) as layer:
        assert _names(layer)[0] == "污水井盖"


@pytest.mark.parametrize("zipped", [False, True])
def test_without_prj_the_crs_is_asked_for(write: Callable[..., Path], *, zipped: bool) -> None:
    path = write("UTF-8", without=".prj", zipped=zipped)
    with pytest.raises(Invalid, match="does not say its CRS; name it as datum"):
        open_layer(path)
    with open_layer(path, datum="EPSG:4490") as layer:
        assert layer.datum == "CGCS2000"


def test_a_prj_that_is_no_text_is_told(write: Callable[..., Path]) -> None:
    path = write("UTF-8")
    path.with_suffix(".prj").write_bytes('PROJCS["青岛"]'.encode("gbk"))
    with pytest.raises(Invalid, match=r"its \.prj is not in UTF-8"):
        open_layer(path)


def test_parts_that_are_missing_are_told(write: Callable[..., Path]) -> None:
    with pytest.raises(Invalid, match=r"no \.shx beside it"):
        open_layer(write("UTF-8", without=".shx"))
    with pytest.raises(Invalid, match=r"no \.shx beside it"):
        open_layer(write("UTF-8", without=".shx", zipped=True))
    with open_layer(write("UTF-8", without=".dbf")) as layer:
        assert "shapes without values" in layer.notes[0]
        assert sum(len(chunk.geometry) for chunk in layer.chunks()) == 5


@pytest.mark.parametrize("suffix", [".shp", ".shx", ".dbf"])
def test_an_end_that_is_missing_is_found(write: Callable[..., Path], suffix: str) -> None:
    path = write("UTF-8")
    part = path.with_suffix(suffix)
    part.write_bytes(part.read_bytes()[:-10])
    with pytest.raises(Invalid, match=f"its {suffix} has been cut short"):
        open_layer(path)


def test_parts_may_be_written_in_capitals(write: Callable[..., Path]) -> None:
    path = write("GBK")
    for part in list(path.parent.glob("covers.*")):
        part.rename(part.with_name(f"covers{part.suffix.upper()}"))
    with open_layer(path.with_name("covers.SHP")) as layer:
        assert _names(layer)[0] == "污水井盖"


def test_a_letter_that_the_width_cut_is_left_out(write: Callable[..., Path]) -> None:
    path = write("UTF-8")
    data = path.with_suffix(".dbf").read_bytes()
    width = data[32 * 2 + 16]
    cut = ("a" + "井" * width).encode()[:width]
    word = "污水井盖".encode().ljust(width)
    path.with_suffix(".dbf").write_bytes(data.replace(word, cut, 1))
    with open_layer(path) as layer:
        assert _names(layer)[0] == cut.decode("utf-8", "ignore")


def test_several_shapefiles_in_a_zip_are_layers(tmp_path: Path) -> None:
    for name in ("one", "two"):
        formats.write_shapefile(formats.frame(2 if name == "one" else 3), tmp_path / f"{name}.shp")
    formats.zip_parts(tmp_path / "one.shp", tmp_path / "one.zip")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive, zipfile.ZipFile(tmp_path / "one.zip") as other:
        for name in other.namelist():
            archive.writestr(name, other.read(name))
        for part in tmp_path.glob("two.*"):
            archive.write(part, f"other/{part.name}")
    with pytest.raises(Invalid, match="2 layers; name one with --layer: one, two"):
        open_layer(path)
    with open_layer(path, layer="two") as layer:
        assert (layer.layer, layer.rows) == ("two", 3)
    with pytest.raises(Invalid, match="layer three cannot be read: there are one, two"):
        open_layer(path, layer="three")


def test_a_zip_of_other_things_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "a,b\n")
    with pytest.raises(Invalid, match="holds no shapefile"):
        open_layer(tmp_path / "a.zip")
