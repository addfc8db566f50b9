"""Somebody without an account asks, and follows it by a link."""

import re
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text
from starlette.testclient import TestClient

from registry.actor import Role
from tests.api.routes.test_requests import service
from tests.api.support import Service
from tests.inspections.observations.test_photos import exif_of, huge_png, picture
from tests.inspections.requests.scene import PHONE
from tests.registry import quarter

__all__ = ["service"]
BROWSER = {"Accept": "text/html"}
FILLED = {
    "kind": "enterprise",
    "said": f"路灯不亮，打{PHONE}",
    "street": quarter.EAST[:9],
    "phone": PHONE,
    "name": "王五",
}


def hidden(client: TestClient) -> dict[str, str]:
    page = client.get("/r", headers=BROWSER)
    assert page.status_code == 200, page.text
    scripts = re.findall('<script src="/assets/(.*?)" defer>', page.text)
    assert scripts == ["pin.js", "shrink.js"]  # and neither is needed
    assert page.text.count("<script") == len(scripts)
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page.text))


def send(client: TestClient, fields: dict[str, str], *photos: bytes) -> tuple[int, str]:
    files: list[tuple[str, tuple[str | None, str | bytes]]] = [(name, (None, value)) for name, value in fields.items()]
    files += [("photo", ("p.jpg", one)) for one in photos]
    answer = client.post("/r", files=files, headers=BROWSER, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", answer.text)


def test_asked_and_followed(service: Service) -> None:
    client = service.anonymous()
    fields = hidden(client) | FILLED
    status, link = send(client, fields)
    assert status == 303, link
    assert send(client, fields) == (303, link)
    page = client.get(link, headers=BROWSER)
    assert page.status_code == 200
    assert "已收到" in page.text
    assert page.text.index("tel:") < page.text.index('class="number"')
    for secret in (PHONE, "王五", "路灯"):
        assert secret not in page.text
    assert client.get(link).json()["state"] == "received"
    wrong = re.sub("key=[^&]+", f"key={uuid4()}", link)
    assert client.get(wrong).status_code == 404
    lost = client.get(wrong, headers=BROWSER)
    assert lost.status_code == 404
    assert lost.headers["content-type"].startswith("text/html")


def test_what_is_wrong_is_told_on_the_form(service: Service) -> None:
    client = service.anonymous()
    fields = hidden(client) | FILLED
    for wrong, said in (
        ({"token": "1.a"}, "role=\"alert\""), ({"said": ""}, "请写明"), ({"street": "999"}, "请选择街道"),
        ({"website": "x"}, "role=\"alert\""), ({"id": str(uuid4())}, "role=\"alert\""), ({"kind": "robot"}, "请写明"),
    ):  # fmt: skip
        status, page = send(client, fields | wrong)
        assert status == 422
        assert said in page
    assert "王五" in send(client, fields | {"said": ""})[1]
    assert send(client, fields)[0] == 303


def test_a_pin_tells_the_street_and_the_place(service: Service) -> None:
    client = service.anonymous()
    lon, lat = quarter.at(35, 7)
    pinned = hidden(client) | FILLED | {"street": "", "lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
    status, link = send(client, pinned)
    assert status == 303, link
    with service.engine.connect() as conn:
        statement = "select area_code, place_zh, st_x(geom), st_y(geom) from inspections.request order by number desc"
        area, place, x, y = conn.execute(text(statement)).all()[0]
    assert (area, round(x, 5), round(y, 5)) == (quarter.EAST[:9], round(lon, 5), round(lat, 5))
    assert place
    for lon_, lat_ in (("2.35", "48.85"), ("far", "away"), ("nan", "nan"), ("999", "0")):  # no pin of this district
        status, page = send(client, hidden(client) | FILLED | {"street": "", "lon": lon_, "lat": lat_})
        assert (status, "请选择街道" in page) == (422, True)


def stored(service: Service) -> list[str]:
    with service.engine.connect() as conn:
        return list(conn.execute(text("select sha256 from inspections.photo")).scalars())


def test_photos_are_kept_with_their_request_and_seen_by_the_desk_alone(service: Service) -> None:
    client, desk = service.anonymous(), service.client(Role.DISPATCHER, org="CGJ")
    fields = hidden(client) | FILLED
    shots = [picture(exif=exif_of()), picture("PNG", size=(90, 40))]
    status, link = send(client, fields, *shots)
    assert status == 303, link
    assert send(client, fields, picture(size=(100, 40))) == (303, link)  # the same request, with what it first had
    asked = desk.get("/api/v1/requests").json()["requests"][0]["id"]
    shown = desk.get(f"/api/v1/requests/{asked}").json()["pictures"]
    assert sorted(one["sha256"] for one in shown) == sorted(stored(service))
    assert len(shown) == 2
    for one in shown:
        file = desk.get(f"/api/v1/photos/{one['sha256']}")
        assert file.headers["content-type"] == "image/jpeg"
        assert b"Exif" not in file.content
        assert b"somebody" not in file.content
        assert client.get(f"/api/v1/photos/{one['sha256']}").status_code == 401
        assert one["sha256"] not in client.get(link, headers=BROWSER).text
    assert "<img" not in client.get(link, headers=BROWSER).text
    assert "photo" not in client.get(link).text


def test_a_photo_that_is_refused_costs_no_word_and_leaves_nothing(service: Service, tmp_path: Path) -> None:
    busy = Service(service.engine, public_reports_per_hour=1000, max_photo_bytes=200_000, photo_root=tmp_path)
    client, most, before = busy.anonymous(), 200_000, stored(service)
    for photos, said in (
        ([b"no picture"], "照片读不出来"), ([picture()[:200]], "照片读不出来"), ([huge_png()], "照片太大"),
        ([b"x" * (most + 1)], "照片太大"), ([picture()] * 4, "照片最多 3 张"), ([picture(), b"GIF89a"], "照片读不出来"),
    ):  # fmt: skip
        status, page = send(client, hidden(client) | FILLED, *photos)
        assert status == 422
        assert said in page
        assert "照片需要重新选择" in page
        assert f"{FILLED['said']}</textarea>" in page
        assert 'value="王五"' in page
    assert send(client, hidden(client) | FILLED | {"street": "999"}, picture())[0] == 422
    assert send(client, hidden(client) | FILLED | {"website": "x"}, picture())[0] == 422
    assert stored(service) == before
    assert list(tmp_path.glob("**/*.jpg")) == []
    busy.close()


def test_photos_are_counted_with_their_form(service: Service) -> None:
    few = Service(service.engine, public_reports_per_hour=1)
    client = few.anonymous()
    fields = hidden(client) | FILLED
    assert send(client, fields, picture())[0] == 303
    status, page = send(client, fields, picture())
    assert status == 429
    assert "<main" in page  # told to a person as a page
    few.close()
