"""Somebody without an account asks, and follows it by a link."""

import re
from uuid import uuid4

from sqlalchemy import text
from starlette.testclient import TestClient

from tests.api.routes.test_requests import service
from tests.api.support import Service
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
    assert re.findall("<script.*?>", page.text) in ([], ['<script src="/assets/pin.js" defer>'])  # and it is not needed
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page.text))


def send(client: TestClient, fields: dict[str, str]) -> tuple[int, str]:
    files = {name: (None, value) for name, value in fields.items()}
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
