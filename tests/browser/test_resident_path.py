"""A resident's whole path on a phone: from the plate to a closed ticket, in both themes; and the form with a pin."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import Engine, text

from inspections.tickets.terms import State
from maps.certificate_words import PLAIN_STATES
from registry.actor import Role
from tests.api.support import make_account
from tests.browser.axe import findings
from tests.browser.conftest import Watched
from tests.browser.serving import Served, served
from tests.browser.test_residents import FLAWS
from tests.conftest import Databases
from tests.inspections.observations.test_photos import exif_of, picture

pytestmark = pytest.mark.browser

Watch = Callable[..., Watched]
COVER = "37020301002000001"
PHONE = {"is_mobile": True, "has_touch": True}
SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
    .filter((one) => one.checkVisibility() && !one.closest("[aria-hidden=true], .skip, dl, svg"))
    .map((one) => [one.outerHTML.slice(0, 90), (one.closest("label") || one).getBoundingClientRect()])
    .filter(([, box]) => box.right > 0 && (box.height < 43.5 || box.width < 43.5))
    .map(([html, box]) => `${Math.round(box.width)} × ${Math.round(box.height)}: ${html}`)"""
TOKENS: dict[str, str] = {}


def fill(engine: Engine) -> None:
    for role, org in ((Role.DISPATCHER, "CGJ"), (Role.INSPECTOR, "YJJ")):
        TOKENS[role] = make_account(engine, role, org=org).token


@pytest.fixture(scope="module")
def house(databases: Databases, small_template: str) -> Iterator[Served]:
    with served(databases, "resident", template=small_template, fill=fill, JINGGE_HOTLINE="12345") as made:
        yield made


def sound(page: Page) -> None:
    """Whether everybody can use it: telephone first, large type, targets for fingers, imprint, nothing axe finds."""
    page.wait_for_load_state()
    assert findings(page) == []
    assert page.evaluate(FLAWS) == []
    assert page.evaluate(SMALL) == []
    call = page.locator("a[href='tel:12345']").first
    assert float(call.locator("strong").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")) >= 28
    assert page.evaluate(
        "document.querySelector(\"a[href^='tel:']\").compareDocumentPosition(document.querySelector('h1')) & 4"
    )
    assert float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= 18
    foot = page.locator("footer").inner_text()
    assert "审图号: 测试" in foot
    assert "测试单位" in foot


def act(page: Page, house: Served, role: Role, ticket_id: str, action: str, **brought: object) -> None:
    """A step by somebody of the house, over HTTP."""
    headers = {"Authorization": f"Bearer {TOKENS[role]}"}
    at = page.request.get(f"{house.address}/api/v1/tickets/{ticket_id}", headers=headers)
    answer = page.request.post(
        f"{house.address}/api/v1/tickets/{ticket_id}/steps",
        headers=headers | {"If-Match": at.headers["etag"]},
        data={"id": str(uuid4()), "action": action, **brought},
    )
    assert answer.ok, answer.text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_from_the_plate_to_the_end(watch: Watch, house: Served, theme: str) -> None:
    cover = COVER if theme == "light" else COVER[:-1] + "2"
    watched = watch(390, 844, color_scheme=theme, java_script_enabled=True, **PHONE)
    page = watched.page
    page.goto(f"{house.address}/id/{cover}")
    sound(page)
    page.click("text=井盖破了、裂了")
    page.wait_for_url("**/report?*")
    sound(page)
    page.fill("#note", "井口敞着")
    page.set_input_files("#photo", {"name": "p.png", "mimeType": "image/png", "buffer": page.screenshot()})
    page.fill("#name", "李四")
    page.fill("#phone", "13812345678")
    page.click("form button")
    page.wait_for_url("**/report/*")
    sound(page)
    expect(page.locator(".state")).to_have_text("已收到，等待核实")
    number, link = page.inner_text(".number"), page.locator(".link a").get_attribute("href")
    assert link
    with house.engine.connect() as conn:
        statement = text("select id from inspections.ticket where number = :number")
        ticket_id = str(conn.execute(statement, {"number": number}).scalar_one())
        found = conn.execute(text("select count(*) from inspections.request_person where phone = '13812345678'"))
        assert found.scalar_one() > 0

    at = link.replace("http://127.0.0.1:8000", house.address)
    act(page, house, Role.INSPECTOR, ticket_id, "settle", photos=["a" * 64, "b" * 64])
    page.goto(at)
    sound(page)
    repaired = page.inner_text(".state")
    act(page, house, Role.DISPATCHER, ticket_id, "verify", note="现场看过")
    act(page, house, Role.DISPATCHER, ticket_id, "close", condition="J-restored")
    page.goto(at)
    assert page.inner_text(".number") == number
    assert page.inner_text(".state") not in {"已收到，等待核实", repaired}
    assert page.inner_text(".state") == PLAIN_STATES[State.CLOSED].zh
    sound(page)
    assert all(address.startswith((house.address, "data:")) for address in watched.asked)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_plain_form_takes_the_place_of_the_phone(watch: Watch, house: Served, theme: str) -> None:
    with house.engine.connect() as conn:
        asked = text("select st_x(geom) as lon, st_y(geom) as lat from registry.asset where code = :code")
        lon, lat = conn.execute(asked, {"code": COVER}).one()
    here = {"latitude": lat, "longitude": lon, "accuracy": 8}
    page = watch(390, 844, color_scheme=theme, geolocation=here, permissions=["geolocation"], **PHONE).page
    page.goto(f"{house.address}/r")
    sound(page)
    page.get_by_role("button", name="用手机定位").click()
    expect(page.locator("#pin [role=status]")).to_contain_text("误差约 8 米")
    page.fill("#said", "路灯不亮已经三天")
    page.click("form > button")
    page.wait_for_url("**/r/SQ*")
    sound(page)
    number = page.inner_text(".number")
    with house.engine.connect() as conn:
        statement = text("select place_zh, st_x(geom) as lon from inspections.request where number = :number")
        place, stored = conn.execute(statement, {"number": number}).one()
    assert place
    assert abs(stored - lon) < 1e-5


def test_without_scripts_the_form_asks_for_the_street(watch: Watch, house: Served) -> None:
    page = watch(390, 844, java_script_enabled=False, **PHONE).page
    page.goto(f"{house.address}/r")
    assert not page.locator("#pin").is_visible()
    page.fill("#said", "楼下垃圾桶两天没有清运")
    page.select_option("#street", index=1)
    page.set_input_files("#photo", [file("a.txt", b"words"), file("b.png", page.screenshot())])
    page.click("form > button")
    expect(page.locator("[role=alert]")).to_contain_text("照片读不出来")
    assert page.input_value("#said") == "楼下垃圾桶两天没有清运"
    page.set_input_files("#photo", file("b.png", page.screenshot()))
    page.click("form > button")
    page.wait_for_url("**/r/SQ*")
    number = page.inner_text(".number")
    assert number.startswith("SQ")
    assert len(shots(house, number)) == 1


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def shots(house: Served, number: str) -> list[tuple[int, int]]:
    """Width and height of the pictures that are kept of a request."""
    with house.engine.connect() as conn:
        statement = """select f.width_px, f.height_px from inspections.photo_promise p
            join inspections.request r on r.id = p.subject_id and p.subject_kind = 'request'
            join inspections.photo_original o using (original_sha256) join inspections.photo f using (sha256)
            where r.number = :number order by 1"""
        return [(row.width_px, row.height_px) for row in conn.execute(text(statement), {"number": number})]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_photos_are_made_small_on_the_phone(watch: Watch, house: Served, theme: str) -> None:
    page = watch(390, 844, color_scheme=theme, **PHONE).page
    page.goto(f"{house.address}/r")
    page.fill("#said", "路面积水没过脚踝")
    page.select_option("#street", index=1)
    large = picture(size=(4000, 3000), exif=exif_of())
    picked = [large, *(picture(size=(80 + more, 40)) for more in (1, 2, 3))]
    page.set_input_files("#photo", [file(f"{at}.jpg", content) for at, content in enumerate(picked)])
    expect(page.locator("#photos [role=status]")).to_have_text("最多 3 张，只保留前 3 张")
    sound(page)
    sizes = page.eval_on_selector("#photo", "one => [...one.files].map((file) => file.size)")
    assert len(sizes) == 3
    first = page.eval_on_selector("#photo", "async (one) => [...new Uint8Array(await one.files[0].arrayBuffer())]")
    assert b"somebody" in large  # the maker of the phone, in what was picked
    assert b"somebody" not in bytes(first)
    page.click("form > button")
    page.wait_for_url("**/r/SQ*")
    sound(page)
    assert page.locator("main img").count() == 0
    assert shots(house, page.inner_text(".number")) == [(81, 40), (82, 40), (2048, 1536)]
