"""Tiles over HTTP: for who is signed in, within their areas, and nothing old."""

import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from maps import tiles
from registry.actor import Role
from registry.database import open_engine
from tests.api.support import Service, make_account
from tests.conftest import Databases
from tests.maps import sheets
from tests.maps.sheets import EAST, WEST, covers, tile_at, values

TYPE = "application/vnd.mapbox-vector-tile"


def address(layer: str = "covers", place: tuple[int, int, int] | None = None) -> str:
    zoom, x, y = place or tile_at(17)
    return f"/tiles/{layer}/{zoom}/{x}/{y}.mvt"


@pytest.fixture(scope="module")
def tile_engine(databases: Databases, small_template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("tile_routes", template=small_template)))
    yield engine
    engine.dispose()


@pytest.fixture
def rooms(tile_engine: Engine) -> Iterator[Service]:
    """The application over the small district, which these tests share."""
    made = Service(tile_engine)
    yield made
    made.close()


def _codes(client: TestClient, place: tuple[int, int, int]) -> set[str]:
    answer = client.get(address(place=place))
    assert answer.status_code == 200, answer.text
    return set(values(sheets.read(answer.content), "covers"))


def test_nobody_gets_a_tile_without_signing_in(rooms: Service) -> None:
    reader = rooms.client(Role.STEWARD)
    strangers = [rooms.anonymous(), rooms.anonymous(token="wrong"), rooms.anonymous()]
    strangers[2].cookies.set("jingge_session", "wrong")
    for layer in tiles.LAYERS:
        answer = reader.get(address(layer))
        assert (answer.status_code, answer.headers["content-type"]) == (200, TYPE)
        for stranger in strangers:  # although it is in memory now, and the tag is known
            refused = stranger.get(address(layer), headers={"If-None-Match": answer.headers["etag"]})
            assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")


def test_whoever_signed_out_or_lost_the_account_gets_no_tile_any_more(rooms: Service) -> None:
    person = rooms.person(Role.STEWARD)
    assert [person.get(address()).status_code for _ in range(3)] == [200] * 3
    cookies = dict(person.cookies)
    assert person.delete("/api/v1/session").status_code == 204
    thief = rooms.anonymous()
    thief.cookies.update(cookies)
    assert [person.get(address()).status_code, thief.get(address()).status_code] == [401, 401]
    made = make_account(rooms.engine, Role.STEWARD)
    holder, admin = rooms.anonymous(token=made.token), rooms.person(Role.ADMIN)
    assert [holder.get(address()).status_code for _ in range(2)] == [200] * 2
    assert admin.post(f"/api/v1/accounts/{made.id}/disable").status_code == 200
    assert holder.get(address()).status_code == 401


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing/17/1/1.mvt", 404),
        ("COVERS/17/1/1.mvt", 404),
        ("%00/17/1/1.mvt", 404),
        ("covers/7/1/1.mvt", 404),
        ("covers/21/1/1.mvt", 404),
        ("covers/99999999999999999999999/1/1.mvt", 404),
        ("covers/8/256/1.mvt", 422),
        ("covers/8/1/256.mvt", 422),
        ("covers/8/-1/1.mvt", 422),
        ("covers/8/1/-1.mvt", 422),
        ("covers/-8/1/1.mvt", 422),
        ("covers/8/99999999999999999999999/1.mvt", 422),
        ("covers/8/1/" + "9" * 5000 + ".mvt", 422),
        ("covers/8/1.5/1.mvt", 422),
        ("covers/8/NaN/1.mvt", 422),
        ("covers/%00/1/1.mvt", 422),
        ("covers/8/1/x.mvt", 422),
        ("covers/8/1/1.png", 404),
        ("covers/8/1.mvt", 404),
        ("covers/8/1/1/1.mvt", 404),
        ("../covers/8/1/1", 404),
    ],
)  # fmt: skip
def test_what_is_no_tile_is_told(rooms: Service, path: str, status: int) -> None:
    client = rooms.client(Role.STEWARD)
    answers = [client.get(f"/tiles/{path}") for _ in range(2)]  # as a stranger, then as one who is remembered
    answers.append((client.get(address()), client.get(f"/tiles/{path}"))[1])
    assert [answer.status_code for answer in answers] == [status] * 3
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}


def test_corners_of_the_world_are_empty_tiles(rooms: Service) -> None:
    client = rooms.client(Role.STEWARD)
    for layer in tiles.LAYERS:
        for zoom in (8, 20):
            for x, y in ((0, 0), (2**zoom - 1, 2**zoom - 1)):
                answer = client.get(address(layer, (zoom, x, y)))
                assert (answer.status_code, answer.content) == (200, b""), (layer, zoom, x, y)


def test_a_tile_the_browser_has_is_not_sent_again(rooms: Service) -> None:
    client = rooms.client(Role.STEWARD)
    first = client.get(address())
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}'):
        again = client.get(address(), headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == "private, no-cache"
    changed = client.get(address(), headers={"If-None-Match": '"other"'})
    assert (changed.status_code, changed.content) == (200, first.content)


def test_the_tile_of_one_is_never_served_to_another(rooms: Service) -> None:
    edge = min(_standing(rooms, EAST), key=lambda row: row.lon)
    place = tile_at(17, edge.lon, edge.lat)
    streets = {row.code: row.community_code[:9] for street in (WEST, EAST) for row in _standing(rooms, street)}
    areas = [("370203",), (EAST,), (WEST,), (EAST + "002",), (WEST + "001",), ()]
    readers = {own: rooms.client(Role.STEWARD, areas=own) for own in areas}
    tags = {}
    for _ in range(3):  # drawn, kept in memory, by a caller who is remembered
        for own, client in readers.items():
            codes = _codes(client, place)
            assert all(streets[code].startswith(tuple(area[:9] for area in own)) for code in codes)
            tags[own] = client.get(address(place=place)).headers["etag"]
    assert _codes(readers["370203",], place) == _codes(readers[EAST,], place) | _codes(readers[WEST,], place)
    assert _codes(readers[EAST,], place)
    stolen = readers[()].get(address(place=place), headers={"If-None-Match": tags["370203",]})
    assert (stolen.status_code, stolen.content) == (200, b"")


def _standing(rooms: Service, street: str) -> list[sheets.Cover]:
    with rooms.engine.connect() as conn:
        return [row for row in covers(conn) if row.community_code.startswith(street)]


def test_an_account_that_moves_to_another_street_sees_that_at_once(rooms: Service) -> None:
    made = make_account(rooms.engine, Role.STEWARD, areas=(WEST,))
    client, admin = rooms.anonymous(token=made.token), rooms.person(Role.ADMIN)
    row = _standing(rooms, EAST)[0]
    place = tile_at(18, row.lon, row.lat)
    assert [row.code in _codes(client, place) for _ in range(2)] == [False] * 2
    _move(admin, made.id, EAST)
    assert row.code in _codes(client, place)
    _move(admin, made.id, WEST)
    assert row.code not in _codes(client, place)


def _move(admin: TestClient, account_id: UUID, street: str) -> None:
    where = f"/api/v1/accounts/{account_id}"
    told = admin.get(where).json()
    body = {name: told[name] for name in ("name", "org_code", "roles")} | {"areas": [street]}
    answer = admin.put(where, json=body)
    assert answer.status_code == 200, answer.text


def test_an_edit_shows_within_a_second_and_what_it_does_not_touch_answers_304(small_service: Service) -> None:
    client = small_service.client(Role.STEWARD)
    row = _standing(small_service, WEST)[0]
    zoom, x, y = tile_at(18, row.lon, row.lat)
    near = {place: client.get(address(place=place)).headers["etag"] for place in [(zoom, x, y), (zoom, x - 3, y)]}
    with small_service.engine.begin() as conn:
        conn.execute(text("update registry.asset set status = 'removed' where code = :code"), {"code": row.code})
    end = time.monotonic() + 1
    while client.get(address(place=(zoom, x, y)), headers={"If-None-Match": near[zoom, x, y]}).status_code == 304:
        assert time.monotonic() < end, "an edit did not show within a second"
    assert row.code not in _codes(client, (zoom, x, y))
    untouched = client.get(address(place=(zoom, x - 3, y)), headers={"If-None-Match": near[zoom, x - 3, y]})
    assert untouched.status_code == 304


def test_a_tile_of_another_moment_names_it_and_has_its_tag(small_service: Service) -> None:
    client = small_service.client(Role.STEWARD)
    drawn = client.get(address())
    with small_service.engine.begin() as conn:
        before = conn.execute(text("select clock_timestamp()")).scalar_one().isoformat()
    with small_service.engine.begin() as conn:
        conn.execute(text("update registry.asset set status = 'removed'"))
    then = client.get(address(), params={"as_known_at": before})
    assert (then.content, then.headers["Jingge-As-Known-At"]) == (drawn.content, before)
    again = client.get(address(), params={"as_known_at": before}, headers={"If-None-Match": then.headers["etag"]})
    assert again.status_code == 304
    assert client.get(address()).content != drawn.content
    for layer, moment in (("covers", "2999-01-01T00:00:00Z"), ("covers", "now"), ("tickets", before)):
        assert client.get(address(layer), params={"as_of": moment}).status_code == 422
    assert small_service.anonymous().get(address(), params={"as_of": before}).status_code == 401


def test_a_database_away_is_told() -> None:
    service = Service(open_engine("postgresql:///nothing?host=/nonexistent"))
    try:
        answer = service.anonymous(token="any").get(address())
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    finally:
        service.close()
