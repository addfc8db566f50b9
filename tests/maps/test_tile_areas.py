"""Tiles for those of a street or a community: nothing of the others is in them."""

import re

import pytest
from shapely import intersects
from sqlalchemy import Connection, text

from maps import tiles
from registry.sql import load
from tests.conftest import ROOT
from tests.maps import sheets
from tests.maps.sheets import EAST, WEST, about, counted, covers, draw, features, person, read, tile_at, values, within

WHOLE = person()
WESTERN, EASTERN = person(areas=(WEST,)), person(areas=(EAST,))


@pytest.mark.parametrize("zoom", range(8, 21))
def test_an_actor_of_one_street_sees_no_cover_of_the_other_at_any_zoom(small_conn: Connection, zoom: int) -> None:
    standing = covers(small_conn)
    edge = min((row for row in standing if row.community_code.startswith(EAST)), key=lambda row: row.lon)
    place = tile_at(zoom, edge.lon, edge.lat)  # covers of the west lie around it
    whole = read(draw(small_conn, "covers", place, WHOLE).body)
    western, eastern = (read(draw(small_conn, "covers", place, actor).body) for actor in (WESTERN, EASTERN))
    assert counted(western) + counted(eastern) == counted(whole)
    inside = sum(row.community_code.startswith(EAST) and within(place, row) for row in standing)
    nearby = sum(row.community_code.startswith(EAST) and about(place, row) for row in standing)
    assert 0 < inside <= counted(eastern) <= (nearby if zoom >= 15 else inside)
    if zoom >= 17:
        street_of = {row.code: row.community_code[:9] for row in standing}
        assert {street_of[code] for code in values(eastern, "covers")} == {EAST}


def test_one_community_of_a_street_and_nobodys_areas(small_conn: Connection) -> None:
    place, community = tile_at(13), WEST + "004"
    own = read(draw(small_conn, "covers", place, person(areas=(community,))).body)
    mine = [row for row in covers(small_conn) if row.community_code == community]
    assert counted(own) == sum(within(place, row) for row in mine) > 0
    sheets.add_ticket(small_conn)
    for zoom in (9, 13, 15, 17):
        for layer in tiles.LAYERS.keys() - {"base"}:
            for strange in ((), ("370202",), ("370203999",), (WEST + "999",)):
                assert draw(small_conn, layer, tile_at(zoom), person(areas=strange)).body == b"", (layer, strange)


def test_a_cover_outside_every_community_is_seen_by_holders_of_the_division_alone(small_conn: Connection) -> None:
    row = next(row for row in covers(small_conn) if row.community_code.startswith(WEST))
    small_conn.execute(text("update registry.asset set community_code = null where code = :code"), {"code": row.code})
    place = tile_at(18, row.lon, row.lat)
    seen = [
        row.code in values(read(draw(small_conn, "covers", place, actor).body), "covers")
        for actor in (WHOLE, WESTERN, EASTERN)
    ]
    assert seen == [True, False, False]


@pytest.mark.parametrize(
    ("layer", "inner", "table"),
    [
        ("grids", "grid", "grid"),
        ("grids", "community", "community"),
        ("grids", "street", "street"),
        ("compounds", "compounds", "compound"),
    ],
)
@pytest.mark.parametrize("zoom", [12, 16])
def test_areas_of_the_box_are_there_and_only_ones_own(
    small_conn: Connection, zoom: int, layer: str, inner: str, table: str
) -> None:
    place = tile_at(zoom)
    known = sheets.shapes(small_conn, table)
    inside = {code for code, shape in known.items() if intersects(shape, sheets.frame(place, margin=-0.001))}
    nearby = {code for code, shape in known.items() if intersects(shape, sheets.frame(place, margin=1 / 64 + 0.001))}
    assert inside
    for actor in (WHOLE, WESTERN, EASTERN):
        mine = {code for code in known if code.startswith(actor.areas)}
        got = values(read(draw(small_conn, layer, place, actor).body), inner)
        assert set(got.values()) <= {1}
        assert inside & mine <= set(got) <= nearby & mine


def test_segments_are_those_that_touch_ones_communities(small_conn: Connection) -> None:
    place = tile_at(15)
    segments, communities = sheets.shapes(small_conn, "road_segment"), sheets.shapes(small_conn, "community")
    inside = {code for code, line in segments.items() if intersects(line, sheets.frame(place))}
    got = {}
    for actor in (WHOLE, WESTERN, EASTERN):
        mine = [shape for code, shape in communities.items() if code.startswith(actor.areas)]
        touching = {code for code, line in segments.items() if actor is WHOLE or any(intersects(line, mine))}
        got[actor] = set(values(read(draw(small_conn, "segments", place, actor).body), "segments"))
        assert inside & touching <= got[actor] <= touching
    assert got[WESTERN] < got[WHOLE]
    assert got[EASTERN] < got[WHOLE]


def test_the_sheet_below_names_nothing_and_is_the_same_for_all(small_conn: Connection) -> None:
    for zoom in range(8, 21, 2):
        drawn = draw(small_conn, "base", tile_at(zoom), WHOLE)
        assert draw(small_conn, "base", tile_at(zoom), WESTERN).etag == drawn.etag
        sheet = read(drawn.body)
        told = {name for layer in sheet for one in features(sheet, layer) for name in one["properties"]}
        assert told <= {"kind", "use", "road_class", "width_m"}


def test_each_layer_names_every_table_it_reads_and_each_of_them_tells_its_changes(small_conn: Connection) -> None:
    written = {name: str(clause) for name, clause in load(ROOT / "maps" / "sql" / "tiles.sql").items()}
    triggers = text("select tgrelid::regclass::text from pg_trigger where tgname = 'tell_change'")
    telling = set(small_conn.execute(triggers).scalars())
    assert {name for layer in tiles.LAYERS.values() for _, name in layer.statements} == set(written)
    for layer in tiles.LAYERS.values():
        statements = " ".join(written[name] for _, name in layer.statements)
        tables = set(re.findall(r"(?:from|join) (\w+\.\w+)", statements))
        assert layer.tables == {table.split(".")[1] for table in tables}, layer.name
        assert tables <= telling, layer.name
