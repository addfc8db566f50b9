"""A crew's day on the phone: the tour, a job done without network, what happens when the desk was faster."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from api.demo import cases, pictures
from tests.browser.axe import findings, small_targets
from tests.browser.conftest import Watched
from tests.browser.crew_scene import CREW, OTHER_CREW, PHONE, Town, standing
from tests.conftest import Databases

pytestmark = pytest.mark.browser

Enter = Callable[..., Watched]
HERE = {"longitude": 120.3801, "latitude": 36.0901, "accuracy": 6}
PORTRAIT = (390, 844)


@pytest.fixture(scope="module")
def town(databases: Databases, small_template: str) -> Iterator[Town]:
    """The small district with a desk, a house and its crew, before a server of its own."""
    with standing(databases, small_template, "crews") as made:
        yield made


@pytest.fixture(scope="module")
def site(town: Town) -> str:
    """What `enter` signs in at."""
    return town.address


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Files as a camera makes them, each another one."""
    folder, made = tmp_path_factory.mktemp("camera"), iter(range(1, 1000))

    def take(defect: str) -> Path:
        number = next(made)
        file = folder / f"{number}.jpg"
        now = datetime.now(UTC)
        file.write_bytes(pictures.take(defect, after=defect == "after", lon=120.38, lat=36.09, at=now, seed=number))
        return file

    return take


def shoot(page: Page, stage: str, file: Path) -> None:
    """The camera brings a picture."""
    page.locator(f"[data-stage={stage}] [data-photo]").set_input_files(file)
    expect(page.locator(f"[data-stage={stage}] img")).to_have_count(1, timeout=20_000)


def hold(button: Locator) -> None:
    """A finger that stays."""
    button.click(delay=1300)


def action(page: Page, name: str) -> Locator:
    """A button of a step."""
    return page.locator(f"[data-action={name}]")


def at_the_phone(enter: Enter, path: str, **options: Any) -> Watched:
    """The crew's own phone, at a place."""
    return enter("crew", path, *PORTRAIT, **{**PHONE, "geolocation": HERE, **options})


def test_the_day_lies_in_order_on_map_and_list(town: Town, enter: Enter) -> None:
    lids = [town.dispatch(town.report("missing")), town.dispatch(town.report("broken"))]
    twice = town.cover()
    both = [town.dispatch(town.report(defect, twice)) for defect in ("displaced", "missing")]
    town.publish(twice)
    alone = town.dispatch(town.report("flipping"), crew=CREW)
    for theme in ("light", "dark"):
        watched = at_the_phone(enter, "/app/crew", color_scheme=theme)
        page = watched.page
        tour = town.crew.get("/tours/mine")["properties"]
        cards = page.locator("ol.cards > li")
        expect(cards).to_have_count(len(tour["stops"]))
        for n, stop in enumerate(tour["stops"]):
            expect(cards.nth(n)).to_contain_text(stop["place_zh"])
            expect(cards.nth(n)).to_contain_text(f"{stop['leg_m']} 米，约")
        shared = page.locator("ol.cards > li", has_text="同一处 2 个问题")
        expect(shared).to_have_count(1)
        expect(shared).to_contain_text("紧急")
        expect(page.locator(f"ul.cards a[href$='{alone}']")).to_contain_text("翻盖")
        expect(page.locator(".crew-mark")).to_have_count(len(tour["stops"]) + 1)
        page.wait_for_load_state("networkidle")
        assert findings(page) == []
        assert small_targets(page, 56 if theme == "dark" else 44) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.screenshot(path=f"/tmp/crew-day-{theme}.png", full_page=True)
        assert [said for said in watched.complaints if "401" not in said] == []
    shared.locator("a").click()
    expect(page.locator("fieldset input[type=checkbox]")).to_have_count(2)
    page.wait_for_load_state("networkidle")
    assert findings(page) == []
    assert small_targets(page, 56) == []
    page.screenshot(path="/tmp/crew-job-dark.png", full_page=True)
    assert len(both) == len(lids) == 2


def test_the_way_there_opens_in_the_datum_each_application_expects(town: Town, enter: Enter) -> None:
    id_ = town.dispatch(town.report(), crew=CREW)
    lon, lat = town.ticket(id_)["geometry"]["coordinates"]
    page = at_the_phone(enter, f"/app/crew/jobs/{id_}", user_agent="Mozilla/5.0 (Linux; Android 13)").page
    links = {
        app: page.locator(f"[data-app={app}]").get_attribute("href") or ""
        for app in ("amap", "baidu", "tencent", "geo")
    }
    assert links["amap"].startswith("amapuri://")
    assert links["geo"].startswith(f"geo:{lat:.6f},{lon:.6f}")
    shifted = re.search(r"dlat=([0-9.]+)&dlon=([0-9.]+)", links["amap"])
    assert shifted is not None
    assert float(shifted[2]) > lon + 0.003  # GCJ-02 lies to the east of it
    expect(page.locator("[data-app=geo]")).to_contain_text("WGS 84")


def test_a_job_is_done_without_network_and_arrives_whole(
    town: Town, enter: Enter, picture: Callable[[str], Path]
) -> None:
    id_ = town.dispatch(town.report("missing"), crew=CREW)
    page = at_the_phone(enter, "/app/crew").page
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.locator(f"a[href$='{id_}']").click()
    expect(page.locator("main .photos img")).to_have_attribute("src", re.compile("^blob:"))
    page.context.set_offline(True)

    action(page, "accept").click()
    expect(page.locator(".state").first).to_have_text("处置中")
    expect(page.locator("main")).to_contain_text("服务尚未收到")
    assert action(page, "repair").count() == 0, "an open shaft is made safe first"
    action(page, "arrive").click()
    expect(action(page, "arrive")).to_have_count(0)
    action(page, "make_safe").click()
    shoot(page, "barrier", picture("missing"))
    page.get_by_label("备注").fill("围挡四面，人员看守")

    page.wait_for_timeout(500)
    page.reload()  # the browser was killed while the camera was open
    expect(page.locator("[data-stage=barrier] img")).to_have_count(1, timeout=20_000)
    expect(page.get_by_label("备注")).to_have_value("围挡四面，人员看守")
    expect(page.locator("main")).to_contain_text("没有网络")
    assert findings(page) == []
    page.screenshot(path="/tmp/crew-safe-offline.png", full_page=True)
    page.locator("form .main").last.click()
    expect(action(page, "repair")).to_be_visible()

    action(page, "repair").click()
    shoot(page, "before", picture("missing"))
    shoot(page, "after", picture("after"))
    page.get_by_label("加一种材料").select_option("lid_ductile_700")
    assert findings(page) == []
    assert small_targets(page) == []
    page.screenshot(path="/tmp/crew-repair-offline.png", full_page=True)
    hold(page.locator("form .hold"))
    expect(page.locator(".state").first).to_have_text("待核查")
    page.reload()
    expect(page.locator("main")).to_contain_text("以下 4 步存在本机")
    page.screenshot(path="/tmp/crew-waiting.png", full_page=True)
    assert [event["action"] for event in town.ticket(id_)["events"]] == ["report", "file", "dispatch"]

    page.context.set_offline(False)
    expect(page.locator("main")).not_to_contain_text("服务尚未收到", timeout=60_000)
    page.wait_for_function("() => indexedDB.databases().then(() => true)")
    expect(page.locator(".state").first).to_have_text("待核查")
    events = town.ticket(id_)["events"]
    steps = ["accept", "arrive", "make_safe", "repair"]
    assert [event["action"] for event in events][3:] == steps
    assert events[-1]["to_state"] == "repaired"
    _photos_are_there(town, id_)
    (line,) = town.rows("select material_code, quantity from inspections.ticket_material where ticket_id = :id", id=id_)
    assert (line.material_code, line.quantity) == ("lid_ductile_700", 1)
    assert town.crew.get(f"/tickets/{id_}/proof")["shots"]


def _photos_are_there(town: Town, id_: str) -> None:
    """Each picture once, come, with the fix of its shutter and its own time."""
    evidence = (
        "select v.stage, v.accuracy_m, v.fix_age_s, st_x(v.geom) as lon, v.taken_at, o.sha256 is not null as came "
        "from inspections.photo_evidence v left join inspections.photo_original o using (original_sha256) "
        "where ticket_id = :id"
    )
    for _ in range(60):
        rows = town.rows(evidence, id=id_)
        if len(rows) == 3 and all(row.came for row in rows):
            break
        time.sleep(0.5)
    assert sorted(row.stage for row in rows) == ["after", "barrier", "before"]
    assert all(row.came and row.accuracy_m == 6 and row.fix_age_s is not None for row in rows)
    assert all(abs(row.lon - 120.3801) < 1e-6 for row in rows)
    assert all((datetime.now(UTC) - row.taken_at).total_seconds() < 300 for row in rows)


def test_what_the_desk_gave_to_others_meanwhile_is_told_and_nothing_is_dropped(town: Town, enter: Enter) -> None:
    id_ = town.dispatch(town.report("broken"), crew=CREW)
    page = at_the_phone(enter, f"/app/crew/jobs/{id_}").page
    expect(action(page, "accept")).to_be_visible()
    page.context.set_offline(True)
    action(page, "accept").click()
    expect(page.locator("main")).to_contain_text("服务尚未收到")
    cases.take(
        town.desk, town.ticket(id_), "transfer", version=town.ticket(id_)["properties"]["version"],
        assignee_code="PSGS", reason="权属变更",
    )  # fmt: skip
    page.context.set_offline(False)
    note = page.locator(".trouble")
    expect(note).to_contain_text("工单已改派别的单位或班组", timeout=60_000)
    expect(note).to_contain_text("受理")
    page.goto(f"{town.address}/app/crew")
    expect(page.locator(".trouble")).to_have_count(1)
    assert findings(page) == []
    page.screenshot(path="/tmp/crew-conflict.png", full_page=True)
    hold(page.locator(".trouble .hold"))
    expect(page.locator(".trouble")).to_have_count(0)
    assert [event["action"] for event in town.ticket(id_)["events"]] == ["report", "file", "dispatch", "transfer"]


def test_what_changed_but_is_still_ours_is_sent_again_with_what_is_new(town: Town, enter: Enter) -> None:
    id_ = town.dispatch(town.report("broken"))
    page = at_the_phone(enter, f"/app/crew/jobs/{id_}").page
    expect(action(page, "accept")).to_be_visible()
    page.context.set_offline(True)
    action(page, "accept").click()
    expect(page.locator("main")).to_contain_text("服务尚未收到")
    cases.take(
        town.house, town.ticket(id_), "assign", version=town.ticket(id_)["properties"]["version"], crew_code=CREW
    )
    page.context.set_offline(False)
    note = page.locator(".trouble")
    expect(note).to_contain_text("期间有人改动过这张工单", timeout=60_000)
    expect(note).to_contain_text("二次派遣")
    note.get_by_role("button", name="按现在的状态重新发送").click()
    expect(page.locator(".trouble")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text("服务尚未收到", timeout=30_000)
    assert town.ticket(id_)["properties"]["state"] == "accepted"
    assert town.ticket(id_)["properties"]["crew"]["code"] == CREW
    assert OTHER_CREW != CREW


def test_a_new_emergency_stands_first_and_a_job_is_given_back_with_its_reason(town: Town, enter: Enter) -> None:
    page = at_the_phone(enter, "/app/crew").page
    expect(page.locator(".age")).to_be_visible()
    expect(page.locator(".news")).to_have_count(0)
    id_ = town.dispatch(town.report("displaced"), crew=CREW)
    news = page.locator(".news")
    expect(news).to_contain_text("新的紧急任务", timeout=30_000)
    expect(news).to_contain_text("移位")
    top = news.bounding_box()
    assert top is not None
    assert top["y"] < 300
    page.screenshot(path="/tmp/crew-news.png")
    news.get_by_role("link", name="打开").click()
    page.get_by_text("办不了或另有情况").click()
    action(page, "return").click()
    page.get_by_label("理由").fill("现场未发现问题")
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_label("理由")).to_have_value("现场未发现问题")
    hold(page.locator("form .hold"))
    expect(page.locator(".state").first).to_have_text("已退回")
    for _ in range(40):
        if town.ticket(id_)["properties"]["state"] == "returned":
            break
        page.wait_for_timeout(250)
    told = town.ticket(id_)["events"][-1]
    assert (told["action"], told["reason"]) == ("return", "现场未发现问题")
    page.goto(f"{town.address}/app/crew")
    expect(page.locator(".age")).to_be_visible()
    expect(page.locator(".news")).to_have_count(0)
