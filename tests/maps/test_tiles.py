import math

import mapbox_vector_tile
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import Connection

from maps import tiles
from registry.actor import Actor, Role
from registry.errors import Invalid, NotFound
from tests.maps import scene

LEADER = scene.person(Role.LEADER)


def column(lon: float, zoom: int) -> int:
    return int((lon + 180) / 360 * 2**zoom)


def row(lat: float, zoom: int) -> int:
    return int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)


def drawn(
    conn: Connection, layer: str, zoom: int, lon: float, lat: float, actor: Actor = LEADER
) -> dict[str, list[dict]]:  # type: ignore[type-arg]
    raw = conn.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    made = tiles.draw(raw, tiles.asked(layer, zoom, column(lon, zoom), row(lat, zoom), actor=actor))
    decoded = mapbox_vector_tile.decode(made.body, default_options={"y_coord_down": True})
    return {name: content["features"] for name, content in decoded.items()}


@pytest.fixture
def place(small_conn: Connection) -> tuple[str, str, float, float]:
    """A cover: code, community, lon, lat."""
    return tuple(
        small_conn.execute(
            text(
                "select code, community_code, st_x(geom), st_y(geom) from registry.asset "
                "where class_code like '010%' and community_code is not null order by code limit 1"
            )
        ).one()
    )


@given(st.integers(8, 20), st.floats(-179.9, 179.9), st.floats(-84, 84))
def test_a_tile_holds_what_it_was_asked_for(zoom: int, lon: float, lat: float) -> None:
    west, south, east, north = tiles.bounds(zoom, column(lon, zoom), row(lat, zoom))
    assert west - 1e-9 <= lon <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9


@pytest.mark.parametrize(("layer", "z", "x", "y", "error"), [
    ("nothing", 15, 1, 1, NotFound),
    ("covers", 7, 1, 1, NotFound),
    ("covers", 21, 1, 1, NotFound),
    ("covers", 8, 256, 1, Invalid),
    ("covers", 8, 1, -1, Invalid),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(layer: str, z: int, x: int, y: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        tiles.asked(layer, z, x, y, actor=LEADER)


@pytest.mark.parametrize("zoom", [17, 18, 20])
def test_near_a_cover_stands_where_the_register_has_it(
    small_conn: Connection, place: tuple[str, str, float, float], zoom: int
) -> None:
    code, _, lon, lat = place
    found = {
        f["properties"]["code"]: f["geometry"]["coordinates"]
        for f in drawn(small_conn, "covers", zoom, lon, lat)["covers"]
    }
    exact = small_conn.execute(
        text(
            "select st_x(p), st_y(p) from st_asmvtgeom(st_transform(st_setsrid(st_makepoint(:lon, :lat), 4326), 3857), "
            "st_tileenvelope(:z, :x, :y)) as p"
        ),
        {"lon": lon, "lat": lat, "z": zoom, "x": column(lon, zoom), "y": row(lat, zoom)},
    ).one()
    assert found[code] == pytest.approx(list(exact), abs=1)


@pytest.mark.parametrize("zoom", [8, 10, 12, 14])
def test_far_out_every_cover_is_counted_once(
    small_conn: Connection, place: tuple[str, str, float, float], zoom: int
) -> None:
    _, _, lon, lat = place
    west, south, east, north = tiles.bounds(zoom, column(lon, zoom), row(lat, zoom))
    expected = small_conn.execute(
        text(
            "select count(*) from registry.asset join registry.asset_class c on c.code = class_code and is_cover "
            "where st_x(asset.geom) >= :w and st_x(asset.geom) < :e "
            "and st_y(asset.geom) > :s and st_y(asset.geom) <= :n"
        ),
        {"w": west, "s": south, "e": east, "n": north},
    ).scalar_one()
    cells = drawn(small_conn, "covers", zoom, lon, lat)["density"]
    assert sum(cell["properties"]["covers"] for cell in cells) == expected > 0
    assert len(cells) <= 32 * 32


def test_dots_carry_their_class_and_nothing_else(small_conn: Connection, place: tuple[str, str, float, float]) -> None:
    for zoom in (15, 16):
        features = drawn(small_conn, "covers", zoom, *place[2:])["covers"]
        assert {key for feature in features for key in feature["properties"]} == {"class_code"}


def test_lamp_posts_and_removed_covers_are_not_drawn(
    small_conn: Connection, place: tuple[str, str, float, float]
) -> None:
    code, _, lon, lat = place
    before = {f["properties"]["code"] for f in drawn(small_conn, "covers", 17, lon, lat)["covers"]}
    assert not any(one[6:11] == "21001" for one in before)
    small_conn.execute(text("update registry.asset set status = 'removed' where code = :code"), {"code": code})
    assert before - {f["properties"]["code"] for f in drawn(small_conn, "covers", 17, lon, lat).get("covers", [])} == {
        code
    }


def test_areas_bound_what_a_tile_shows(small_conn: Connection, place: tuple[str, str, float, float]) -> None:
    _, community, lon, lat = place
    inside = scene.person(Role.INSPECTOR, areas=(community,))
    codes = {f["properties"]["code"] for f in drawn(small_conn, "covers", 17, lon, lat, inside)["covers"]}
    allowed = set(
        small_conn.execute(
            text("select code from registry.asset where community_code = :c"), {"c": community}
        ).scalars()
    )
    assert codes
    assert codes <= allowed
    for layer in ("covers", "grids", "compounds", "segments"):
        nobody = scene.person(Role.INSPECTOR, areas=("110101",))
        assert not any(drawn(small_conn, layer, 15, lon, lat, nobody).values())
        assert not any(drawn(small_conn, layer, 14, lon, lat, nobody).values())


def test_the_base_names_nothing(small_conn: Connection, place: tuple[str, str, float, float]) -> None:
    layers = drawn(small_conn, "base", 16, *place[2:])
    assert {"land", "casing", "road", "building"} <= layers.keys()
    properties = {key for features in layers.values() for feature in features for key in feature["properties"]}
    assert properties <= {"kind", "use", "road_class", "width_m"}


def test_grids_segments_and_compounds_carry_their_codes(
    small_conn: Connection, place: tuple[str, str, float, float]
) -> None:
    _, community, lon, lat = place
    grids = drawn(small_conn, "grids", 15, lon, lat)
    assert {"grid", "community", "street"} <= grids.keys()
    assert community in {feature["properties"]["code"] for feature in grids["community"]}
    assert "grid" not in drawn(small_conn, "grids", 11, lon, lat)
    assert drawn(small_conn, "segments", 14, lon, lat)["segments"][0]["properties"]["code"][6] == "R"
    assert drawn(small_conn, "compounds", 14, lon, lat)["compounds"][0]["properties"]["code"][12] == "C"


def test_micro_grids_from_where_they_can_be_told_apart(
    small_conn: Connection, place: tuple[str, str, float, float]
) -> None:
    _, community, lon, lat = place
    small_conn.execute(
        text(
            "insert into registry.micro_grid (code, grid_code, kind, minutes, geom)"
            " select code || '001', code, 'dedicated', 170.4, geom from registry.grid"
        )
    )
    found = [one["properties"] for one in drawn(small_conn, "micro_grids", 15, lon, lat)["micro_grid"]]
    mine = next(one for one in found if one["code"].startswith(community))
    assert (mine["kind"], mine["minutes"]) == ("dedicated", 170)
    assert not drawn(small_conn, "micro_grids", 14, lon, lat)
    assert not drawn(small_conn, "micro_grids", 15, lon, lat, scene.person(Role.LEADER, areas=("110101",)))


def test_tickets_by_area_and_those_given_to_a_crew(
    small_conn: Connection, place: tuple[str, str, float, float]
) -> None:
    scene.campaign(small_conn)
    _, _, lon, lat = place
    seen = {f["properties"]["state"] for f in drawn(small_conn, "tickets", 10, lon, lat)["tickets"]}
    assert seen == set(scene.STATES) - {"void"}
    crew = small_conn.execute(
        text("select code from registry.organisation where parent_code = 'SZGS' order by 1 limit 1")
    ).scalar_one()
    given = drawn(small_conn, "tickets", 10, lon, lat, scene.person(Role.CREW, org=crew))["tickets"]
    assert {f["properties"]["state"] for f in given} == set(scene.STATES) - {"void", "reported", "filed"}
    assert not drawn(small_conn, "tickets", 10, lon, lat, scene.person(Role.CREW, org="CGJ"))
    assert not drawn(small_conn, "tickets", 10, lon, lat, scene.person(Role.LEADER, areas=("110101",)))


def test_the_tag_follows_the_content(small_conn: Connection, place: tuple[str, str, float, float]) -> None:
    raw = small_conn.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    asked = tiles.asked("covers", 17, column(place[2], 17), row(place[3], 17), actor=LEADER)
    first = tiles.draw(raw, asked)
    assert tiles.draw(raw, asked).etag == first.etag
    small_conn.execute(text("update registry.asset set status = 'removed' where code = :code"), {"code": place[0]})
    assert tiles.draw(raw, asked).etag != first.etag
