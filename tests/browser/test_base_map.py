"""A base map by setting: WMTS of another host, an archive of this service, and nothing from elsewhere."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

from registry.actor import Role
from tests.api.support import PASSWORD, make_account
from tests.browser.axe import findings
from tests.browser.conftest import Watched
from tests.browser.serving import Served, served
from tests.conftest import Databases

pytestmark = pytest.mark.browser
Watch = Callable[..., Watched]
Serve = Callable[..., Served]
RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (20, 60, 220)
ENTER = """async ([login, password]) => (await fetch("/api/v1/session", { method: "POST",
    headers: { "Content-Type": "application/json" }, body: JSON.stringify({ login, password }) })).status"""
WMTS = (
    "SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
    "&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}&tk=0123"
)


def square(colour: tuple[int, ...], part: float = 1.0) -> bytes:
    """A tile of one colour; of a `part` of its width where the rest is clear."""
    tile = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
    tile.paste((*colour, 255), (0, 0, int(256 * part), 256))
    out = BytesIO()
    tile.save(out, "PNG")
    return out.getvalue()


def varints(values: Sequence[int]) -> bytes:
    out = bytearray()
    for value in values:
        left = value
        while left > 127:
            out.append(left & 127 | 128)
            left >>= 7
        out.append(left)
    return bytes(out)


def archive(tile: bytes, *, kind: int, zooms: tuple[int, int] = (0, 14)) -> bytes:
    """An archive in which every tile is the same one (PMTiles 3, sections 3 and 4): one entry, run on to the last."""
    most = sum(4**zoom for zoom in range(zooms[1] + 1))
    root = varints([1, 0, most, len(tile), 1])  # entries, tile id, run, length, offset + 1
    meta = b"{}"
    places = [127, len(root), 127 + len(root), len(meta), 127 + len(root) + len(meta), 0, 0, 0]
    places[5] = places[4]
    places[6:] = [places[4], len(tile)]
    head = b"PMTiles\x03" + b"".join(n.to_bytes(8, "little") for n in [*places, most, 1, 1])
    box = b"".join(n.to_bytes(4, "little", signed=True) for n in (-1800000000, -850000000, 1800000000, 850000000))
    head += bytes([1, 1, 1, kind, *zooms]) + box + bytes([0]) + bytes(8)
    assert len(head) == 127
    return head + root + meta + tile


def lake(engine: Engine) -> bytes:
    """A vector tile all of which is water, by the layer names of the Protomaps basemap."""
    statement = """select st_asmvt(t, 'water', 4096, 'geom') from (select 'lake' as kind, st_asmvtgeom(
        st_makeenvelope(-100, -100, 200, 200, 3857), box2d(st_makeenvelope(0, 0, 100, 100, 3857))) as geom) t"""
    with engine.connect() as conn:
        return bytes(conn.execute(text(statement)).scalar_one())


def fill(engine: Engine) -> None:
    make_account(engine, Role.PLANNER, login="planner", password=PASSWORD)


@pytest.fixture
def serve(databases: Databases, small_template: str) -> Callable[..., object]:
    """A server with settings of its own."""
    return lambda **settings: served(databases, "basemap", template=small_template, fill=fill, **settings)


def shown(watch: Watch, house: Served, *, theme: str = "light") -> tuple[Page, Watched]:
    """The page of the map, when all of it is drawn."""
    watched = watch(1200, 800, color_scheme=theme)
    page = watched.page
    page.goto(f"{house.address}/app/login")
    assert page.evaluate(ENTER, ["planner", PASSWORD]) == 201
    page.goto(f"{house.address}/app/map")
    page.wait_for_selector(".map[data-settled=true]", timeout=60_000)
    return page, watched


def colours(page: Page) -> dict[tuple[int, ...], int]:
    """How often each colour is on the map."""
    with Image.open(BytesIO(page.locator(".map canvas").screenshot())) as picture:
        found = picture.convert("RGB").getcolors(1 << 24)
    assert found
    return {colour: count for count, colour in found}  # type: ignore[misc]  # of an RGB picture


def complaints(watched: Watched) -> list[str]:
    """What the browser complained of; that a picture of a canvas is slow is not."""
    return [one for one in watched.complaints if "GL Driver Message" not in one]


@contextmanager
def tiles() -> Iterator[tuple[int, list[str]]]:
    """A WMTS of pictures and words on localhost: its port, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.headers['Host']}{self.path}")
            body = square(GREEN) if "LAYER=vec" in self.path else square(BLUE, 0.25)
            self.send_response(200)
            for name, value in (("Content-Type", "image/png"), ("Access-Control-Allow-Origin", "*"),
                                ("Content-Length", str(len(body)))):  # fmt: skip
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_wmts_of_several_layers_and_subdomains(watch: Watch, serve: Serve) -> None:
    with tiles() as (port, asked):
        url = " ".join(f"http://{{s}}.localhost:{port}/{name}_w/wmts?LAYER={name}&{WMTS}" for name in ("vec", "cva"))
        settings = {"JINGGE_BASE_MAP_URL": url, "JINGGE_BASE_MAP_SUBDOMAINS": "t0-t1",
                    "JINGGE_BASE_MAP_DATUM": "CGCS2000", "JINGGE_BASE_MAP_ATTRIBUTION": "© 测试底图"}  # fmt: skip
        with serve(**settings) as house:  # type: ignore[attr-defined]  # a context
            page, watched = shown(watch, house)
            found = colours(page)
            assert found.get(GREEN, 0) > 50_000
            assert found.get(BLUE, 0) > 20_000  # words lie over the picture
            expect(page.locator(".imprint")).to_contain_text("© 测试底图")
            expect(page.locator(".imprint")).to_contain_text("审图号 测试")
            assert findings(page) == []
            assert complaints(watched) == []
    assert {one.partition(".")[0] for one in asked} == {"t0", "t1"}
    matrix = parse_qs(urlsplit(asked[0]).query)
    zoom, row, column = (int(matrix[name][0]) for name in ("TILEMATRIX", "TILEROW", "TILECOL"))
    assert 0 < zoom <= 18
    assert abs(column / 2**zoom - (120.37 + 180) / 360) < 0.01  # Qingdao: columns run east
    assert abs(row / 2**zoom - 0.3925) < 0.01  # and rows south


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_archive_of_shapes_in_our_colours(watch: Watch, serve: Serve, tmp_path: Path, theme: str) -> None:
    file = tmp_path / "base.pmtiles"
    file.write_bytes(archive(square(RED), kind=2))  # there at the start, and shapes then
    with serve(JINGGE_BASE_MAP_FILE=str(file), JINGGE_BASE_MAP_ATTRIBUTION="© 自测") as house:  # type: ignore[attr-defined]  # a context
        file.write_bytes(archive(lake(house.engine), kind=1))
        page, watched = shown(watch, house, theme=theme)
        water = {"light": (0xAE, 0xD3, 0xEA), "dark": (0x12, 0x30, 0x3F)}[theme]
        assert colours(page).get(water, 0) > 100_000
        expect(page.locator(".imprint")).to_contain_text("© 自测")
        assert complaints(watched) == []
        assert all(address.startswith((house.address, "data:", "blob:")) for address in watched.asked)


def test_an_archive_of_pictures_and_none_on_a_page_without_a_map(watch: Watch, serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "base.pmtiles"
    file.write_bytes(archive(square(RED), kind=2))
    with serve(JINGGE_BASE_MAP_FILE=str(file)) as house:  # type: ignore[attr-defined]  # a context
        page, watched = shown(watch, house)
        assert colours(page).get(RED, 0) > 100_000
        assert complaints(watched) == []
        assert any(address.endswith("base-map.pmtiles") for address in watched.asked)
        assert all(address.startswith((house.address, "data:", "blob:")) for address in watched.asked)
        other = watch(390, 844).page
        asked: list[str] = []
        other.on("request", lambda request: asked.append(request.url))
        other.goto(f"{house.address}/app/login")
        other.wait_for_load_state("networkidle")
        assert not [address for address in asked if "archive" in address or "pmtiles" in address]
