"""What the register knows is read as the door needs it, whatever letters stand in it."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sqlalchemy import Connection, text

from registry.importing import gathering
from registry.importing.kinds import SORTS
from tests.registry.importing.conftest import EAST, WEST
from tests.registry.importing.rooms import FIRST, put

SECOND, THIRD = "99010101002000002", "99010101002000003"
BOX = (19.0, 35.0, 21.0, 37.0)


def _alias(conn: Connection, alias: str, code: str, scheme: str = "source:s") -> None:
    insert = "insert into registry.alias (kind, scheme, alias, code) values ('asset', :scheme, :alias, :code)"
    conn.execute(text(insert), {"scheme": scheme, "alias": alias, "code": code})


def _pairs(table: pa.Table) -> dict[str, str]:
    return dict(zip(table["key"].to_pylist(), table["code"].to_pylist(), strict=True))


def test_code_lists(town: Connection) -> None:
    assert "21001" in gathering.known_codes(town, SORTS["assets"])["class"]
    assert "21001" not in gathering.known_codes(town, SORTS["covers"])["class"]
    assert gathering.known_codes(town, SORTS["grids"]) == {"community": {EAST, WEST}}
    assert gathering.known_codes(town, SORTS["divisions"]) == {}


@pytest.mark.parametrize("layer", ["divisions", "communities", "grids", "unit_grids", "compounds"])
def test_areas(town: Connection, layer: str) -> None:
    areas = gathering.areas(town, layer)
    assert len(areas) == {"divisions": 1, "compounds": 0}.get(layer, 2)
    assert all(shape.geom_type == "MultiPolygon" for shape in areas["shape"])


def test_an_area_may_lack_a_shape(town: Connection) -> None:
    town.execute(text("update registry.division set geom = null"))
    assert gathering.areas(town, "divisions")["shape"].isna().all()


def test_assets_of_the_source_and_those_in_the_box(town: Connection) -> None:
    put(town, FIRST, lon=10.0, source_id="1", accuracy_m=0.1, size_mm=700)
    put(town, SECOND, lon=20.0, source="b", source_id="2")
    put(town, THIRD, lon=50.0, source="b", source_id="3")
    town.execute(text("update registry.asset set geom = st_point(st_x(geom), 36, 4326)"))
    found = gathering.known_assets(town, source="s", box=BOX)
    rows = {row["code"]: row for row in found.to_pylist()}
    assert set(rows) == {FIRST, SECOND}
    assert rows[FIRST] == {
        "code": FIRST,
        "class_code": "01002",
        "lon": 10.0,
        "lat": 36.0,
        "source_id": "1",
        "accuracy_m": 0.1,
        "size_mm": 700.0,
        "material": None,
        "shape": None,
    }
    assert (rows[SECOND]["source_id"], rows[SECOND]["accuracy_m"]) == (None, None)
    none = gathering.known_assets(town, source="c", box=(0.0, 0.0, 1.0, 1.0))
    assert (len(none), none.schema) == (0, found.schema)


def test_what_was_removed_is_known_to_its_source_alone(town: Connection) -> None:
    put(town, FIRST, lon=20.0, status="removed")
    assert len(gathering.known_assets(town, source="s", box=BOX)) == 1
    assert len(gathering.known_assets(town, source="b", box=BOX)) == 0


ODD = ["", "a,b", 'quote "x"', '"', "two\nlines", "\r", "\\N", "null", "NULL", " blank ", "井盖", "𠮷", "'"]


def test_odd_letters_come_through(town: Connection) -> None:
    for n, odd in enumerate(ODD):
        put(town, f"990101010020001{n:02d}", source_id=f"{n}{odd}", material=odd, shape=None)
    found = gathering.known_assets(town, source="s", box=BOX).sort_by("code")
    assert found["material"].to_pylist() == ODD
    assert found["shape"].null_count == len(ODD)
    assert found["source_id"].to_pylist() == [f"{n}{odd}" for n, odd in enumerate(ODD)]
    assert set(_pairs(gathering.known_keys(town, SORTS["landmarks"], source="s"))) == set()


def test_positions_come_to_the_last_digit(town: Connection) -> None:
    put(town, FIRST, lon=120.123456789)
    put(town, SECOND, lon=1 / 3, source_id="b")
    found = gathering.known_assets(town, source="s", box=BOX).sort_by("code")
    assert found["lon"].to_pylist() == [120.123456789, 1 / 3]


def test_more_than_one_piece_of_lines(town: Connection) -> None:
    town.execute(
        text(
            "insert into registry.landmark (kind, name_zh, source, source_id, geom) "
            "select 'park', '', 's', n || chr(10) || repeat('x', 300), st_point(120, 36, 4326) "
            "from generate_series(1, 9000) n"
        )
    )
    found = gathering.known_keys(town, SORTS["landmarks"], source="s")
    assert sorted(found["key"].to_pylist()) == sorted(f"{n}\n{'x' * 300}" for n in range(1, 9001))


@pytest.mark.parametrize("kind", [name for name in SORTS if SORTS[name].table != "asset"])
def test_keys_of_every_kind(town: Connection, kind: str) -> None:
    found = _pairs(gathering.known_keys(town, SORTS[kind], source="s"))
    grids = {f"{WEST}001", f"{EAST}001"}
    known = {
        "divisions": {"990101"},
        "streets": {"990101001"},
        "communities": {EAST, WEST},
        "grids": grids,
        "unit_grids": grids,
    }
    assert set(found) == known.get(kind, set())
    assert all(key == code for key, code in found.items())


def test_what_things_say_in_one_field(town: Connection) -> None:
    assert gathering.known_values(town, SORTS["communities"], "short_name") == {WEST: "甲", EAST: "乙"}


def test_links_by_code_and_by_the_ids_of_the_source(town: Connection) -> None:
    put(town, FIRST, source_id="1")
    assert gathering.links(town, "asset", source="s") == {FIRST: FIRST, "1": FIRST}
    assert gathering.links(town, "asset", source="b") == {FIRST: FIRST}


def test_names_that_a_source_has_for_the_things_of_others(town: Connection) -> None:
    put(town, FIRST, source="b")
    _alias(town, "x", FIRST)
    _alias(town, "y", FIRST, scheme="source:other")
    assert _pairs(gathering.other_names(town, source="s")) == {"x": FIRST}
    assert _pairs(gathering.other_names(town, source="none")) == {}


def test_bearers_of_codes_and_of_further_names(town: Connection) -> None:
    put(town, FIRST)
    put(town, SECOND, source_id="b")
    _alias(town, "9901010102000007", SECOND, scheme="GB/T 30428.2-2013")
    _alias(town, FIRST, SECOND, scheme="a")  # a code comes before a name that looks alike
    _alias(town, "twice", SECOND, scheme="b")
    _alias(town, "twice", FIRST, scheme="a")
    asked = [FIRST, "9901010102000007", "twice", "99010101002000099"]
    assert gathering.bearers(town, asked) == {
        FIRST: (FIRST, "01002"),
        "9901010102000007": (SECOND, "01002"),
        "twice": (FIRST, "01002"),
    }
    assert gathering.bearers(town, []) == {}


def test_many_bearers_are_found_by_their_keys(town: Connection) -> None:
    """Not by going through all assets for each: five thousand took a minute."""
    town.execute(text("set local enable_seqscan = off"))
    plan = town.execute(
        text("explain " + gathering._SQL["bearers"].text),
        {"codes": np.char.add("9", np.arange(3).astype(str)).tolist()},
    ).scalars()
    told = "\n".join(plan)
    assert "Seq Scan" not in told
    assert "asset_pkey" in told


def test_things_that_were_taken_back_return_with_their_codes(town: Connection) -> None:
    for code, source_id in ((FIRST, "a"), (SECOND, "b"), (THIRD, "c")):
        put(town, code, source_id=source_id)
    town.execute(text("delete from registry.asset where source_id <> 'c'"))
    rows = pd.DataFrame(
        {
            "given_code": [FIRST, SECOND, THIRD, FIRST, "99010101002000009"],
            "class_code": ["01002", "01003", "01002", "01002", "01002"],
            "source_id": ["a", "b", "c", "far", "d"],
            "lon": 120.4050005,
            "lat": 36.005,
        }
    )
    assert gathering.returning(town, rows, source="s") == {"a"}
    assert gathering.returning(town, rows.assign(lon=120.406), source="s") == set()
    assert gathering.returning(town, rows, source="other") == set()
    assert gathering.returning(town, rows.iloc[:0], source="s") == set()


def test_codes_that_were_issued_or_are_names_are_taken(town: Connection) -> None:
    put(town, FIRST)
    put(town, SECOND, source_id="b")
    town.execute(text("delete from registry.asset where code = :code"), {"code": SECOND})
    _alias(town, "9901010102000007", FIRST, scheme="GB/T 30428.2-2013")
    asked = {FIRST, SECOND, THIRD, "9901010102000007", "9901010102000008"}
    assert gathering.taken_codes(town, asked) == {FIRST, SECOND, "9901010102000007"}
    assert gathering.taken_codes(town, set()) == set()
