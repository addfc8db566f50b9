"""Covers on tiles: each with its code near by, as dots, in numbers far out; where they are, and no others."""

from collections import Counter

import pytest
from sqlalchemy import Connection, text

from maps import tiles
from registry.sql import load
from tests.conftest import ROOT
from tests.maps.sheets import (
    about,
    counted,
    covers,
    draw,
    features,
    person,
    points,
    read,
    tile_at,
    units,
    values,
    within,
)

WHOLE = person()


@pytest.mark.parametrize("zoom", [17, 18, 20])
def test_near_each_cover_of_the_box_is_there_with_its_code_at_its_place(small_conn: Connection, zoom: int) -> None:
    standing = {row.code: row for row in covers(small_conn)}
    first = next(iter(standing.values()))
    place = tile_at(zoom, first.lon, first.lat)
    found = features(read(draw(small_conn, "covers", place, WHOLE).body), "covers")
    codes = {feature["properties"]["code"] for feature in found}
    assert len(codes) == len(found)
    assert {code for code, row in standing.items() if within(place, row)} <= codes
    assert codes <= {code for code, row in standing.items() if about(place, row)}
    for feature in found:
        row = standing[feature["properties"]["code"]]
        assert feature["properties"]["class_code"] == row.class_code
        assert feature["geometry"]["coordinates"] == pytest.approx(units(place, row.lon, row.lat), abs=1.5)


@pytest.mark.parametrize("zoom", [15, 16])
def test_from_zoom_15_each_cover_is_a_dot_without_a_code(small_conn: Connection, zoom: int) -> None:
    place, standing = tile_at(zoom), covers(small_conn)
    found = features(read(draw(small_conn, "covers", place, WHOLE).body), "covers")
    assert {name for feature in found for name in feature["properties"]} == {"class_code"}
    got = Counter({feature["properties"]["class_code"]: points(feature) for feature in found})
    assert len(got) == len(found)  # one feature a class
    inside = Counter(row.class_code for row in standing if within(place, row))
    assert inside
    assert inside <= got <= Counter(row.class_code for row in standing if about(place, row))


@pytest.mark.parametrize("zoom", [8, 11, 13, 14])
def test_farther_out_covers_are_counted_once_each(small_conn: Connection, zoom: int) -> None:
    place = tile_at(zoom)
    sheet = read(draw(small_conn, "covers", place, WHOLE).body)
    assert set(sheet) == {"density"}
    assert counted(sheet) == sum(within(place, row) for row in covers(small_conn))
    assert all(0 <= unit <= 4096 for dot in features(sheet, "density") for unit in dot["geometry"]["coordinates"])


def test_a_cover_just_outside_a_tile_is_counted_in_the_next(small_conn: Connection) -> None:
    row = covers(small_conn)[0]
    small_conn.execute(text("delete from registry.asset where code <> :code"), {"code": row.code})
    zoom, x, y = tile_at(14)
    west, south, east, north = tiles.bounds(zoom, x, y)
    a_bit = 0.000001  # 0.1 m: less than boxes in single precision can tell
    move = text("update registry.asset set geom = ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)")
    for lon, lat in (
        (west - a_bit, north - 0.01),
        (east + a_bit, north - 0.01),
        (west, north + 3 * a_bit),
        (west, south - a_bit),
    ):
        small_conn.execute(move, {"lon": lon, "lat": lat})
        assert draw(small_conn, "covers", (zoom, x, y), WHOLE).body == b""
        around = [(zoom, x + right, y + down) for right in (-1, 0, 1) for down in (-1, 0, 1)]
        assert sum(counted(read(draw(small_conn, "covers", place, WHOLE).body)) for place in around) == 1


def test_what_was_removed_and_what_is_no_cover_is_not_shown(small_conn: Connection) -> None:
    lamps = small_conn.execute(
        text(
            "select a.code, st_x(a.geom), st_y(a.geom) from registry.asset a join registry.asset_class c"
            " on c.code = a.class_code where not c.is_cover limit 5"
        )
    ).all()
    assert lamps
    for code, lon, lat in lamps:
        assert code not in values(read(draw(small_conn, "covers", tile_at(18, lon, lat), WHOLE).body), "covers")
    row = covers(small_conn)[0]
    around = [tile_at(zoom, row.lon, row.lat) for zoom in (13, 15, 18)]
    before = [counted(read(draw(small_conn, "covers", place, WHOLE).body)) for place in around]
    small_conn.execute(text("update registry.asset set status = 'removed' where code = :code"), {"code": row.code})
    after = [counted(read(draw(small_conn, "covers", place, WHOLE).body)) for place in around]
    assert after == [number - 1 for number in before]


def test_an_edit_changes_the_tag_of_its_tile_and_no_other(small_conn: Connection) -> None:
    row = covers(small_conn)[0]
    zoom, x, y = tile_at(18, row.lon, row.lat)
    around = [(zoom, x + right, y + down) for right in (-3, 0, 3) for down in (-3, 0, 3)]
    before = {place: draw(small_conn, "covers", place, WHOLE) for place in around}
    assert {place: draw(small_conn, "covers", place, WHOLE) for place in around} == before
    small_conn.execute(text("update registry.asset set status = 'removed' where code = :code"), {"code": row.code})
    after = {place: draw(small_conn, "covers", place, WHOLE) for place in around}
    assert [place for place in around if after[place].etag != before[place].etag] == [(zoom, x, y)]


def test_a_tile_of_the_whole_district_stays_small(small_conn: Connection) -> None:
    statement = load(ROOT / "bench" / "tiles.sql")["covers"]
    small_conn.execute(text("select registry.open_change()"))
    small_conn.execute(text("set local session_replication_role = replica"))
    small_conn.execute(text("delete from registry.asset"))
    small_conn.execute(statement, {"last": 59_999})
    for zoom in (8, 10, 12, 13, 14):
        drawn = draw(small_conn, "covers", tile_at(zoom), WHOLE)
        assert 0 < len(features(read(drawn.body), "density")) <= 33 * 33
        assert len(drawn.body) < 24_000
