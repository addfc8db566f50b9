"""A look into a file: what it says of itself, whatever its format."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from registry import reference
from registry.errors import Invalid
from registry.importing.inspecting import LOOKED_AT, NOT_SAID, classes, inspect
from tests.registry.importing.readers import formats
from tests.support import REFERENCE


def test_the_classes_of_the_register_with_all_they_are_called(conn: Connection) -> None:
    reference.load(conn, REFERENCE)
    known = classes(conn)
    assert known.code("古力盖污水") is None
    assert known.code("下水井盖") == known.code("0102") == known.code("sewage cover") == "01002"
    assert "01013" not in known.covers


@pytest.mark.parametrize("name", formats.WRITERS)
def test_every_format_is_understood(tmp_path: Path, name: str) -> None:
    seen = inspect(formats.write(name, tmp_path))
    assert (seen.looked_at, seen.shapes, seen.datum) == (5, {"Point": 5}, "WGS84")
    assert seen.rows == 5
    assert seen.proposal.identity is not None
    assert (seen.rules.kind, seen.rules.id_field) == (seen.proposal.kind, ("编号",))
    assert seen.columns["class_code"] == ("01002",)


def test_only_the_first_rows_are_read(tmp_path: Path) -> None:
    rows = "".join(f"{i},120,36\n" for i in range(LOOKED_AT + 1))
    (tmp_path / "a.csv").write_text(f"id,lon,lat\n{rows}")
    seen = inspect(tmp_path / "a.csv")
    assert (seen.looked_at, seen.rows) == (LOOKED_AT, None)


def test_an_empty_layer_is_understood_by_its_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号,井盖类型,lon,lat\n")
    seen = inspect(tmp_path / "a.csv", kind="covers")
    assert (seen.looked_at, seen.rows, seen.shapes) == (0, 0, {})
    assert [one.column for one in seen.proposal.fields] == ["井盖类型"]


def test_what_was_said_is_kept_in_the_mapping(tmp_path: Path) -> None:
    path = formats.write("a.gpkg", tmp_path)
    seen = inspect(path, layer="covers", datum="WGS84", kind="assets")
    assert (seen.rules.layer, seen.rules.datum, seen.rules.kind) == ("covers", "WGS84", "assets")
    with pytest.raises(Invalid, match="layer none cannot be read"):
        inspect(path, layer="none")


@pytest.mark.parametrize(
    ("crs", "says"),
    [
        ("EPSG:4326", "degrees: say --datum EPSG:4326"),
        ("EPSG:4549", "metres: say --datum with the projection"),
        ("EPSG:4528", "--datum EPSG:4528"),
    ],
)
def test_a_shapefile_without_a_crs_is_looked_at_all_the_same(tmp_path: Path, crs: str, says: str) -> None:
    path = formats.write("a.shp", tmp_path, formats.frame().to_crs(crs))
    path.with_suffix(".prj").unlink()
    seen = inspect(path)
    assert (seen.looked_at, seen.crs, seen.datum) == (5, None, NOT_SAID)
    assert any(says in note for note in seen.notes), seen.notes
    assert inspect(path, datum=crs).datum != NOT_SAID


def test_what_the_guard_looks_at_comes_along(tmp_path: Path) -> None:
    seen = inspect(formats.write("a.gpkg", tmp_path))
    assert seen.sample is not None
    assert (len(seen.sample.shapes), seen.sample.kind) == (5, seen.proposal.kind)
    (tmp_path / "b.csv").write_text("编号,名称\n1,x\n")
    assert inspect(tmp_path / "b.csv", kind="organisations").sample is None
