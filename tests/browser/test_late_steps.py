"""A step that a crew noted without network and sent an hour later: when it was done, and when it was received."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect

from inspections.tickets.steps import take
from registry.database import writing
from tests.browser.conftest import Watched
from tests.browser.crew_scene import CREW, HOUSE, PHONE, Town, standing
from tests.conftest import Databases
from tests.inspections.tickets.scene import DESK

pytestmark = pytest.mark.browser

Enter = Callable[..., Watched]
LATER_MIN = 53


@pytest.fixture(scope="module")
def town(databases: Databases, small_template: str) -> Iterator[Town]:
    with standing(databases, small_template, "late_steps") as made:
        yield made


@pytest.fixture(scope="module")
def site(town: Town) -> str:
    """What `enter` signs in at."""
    return town.address


def given_two_hours_ago(town: Town) -> str:
    """A ticket that was filed and given to the crew before this test began."""
    id_, then = town.report(), datetime.now(UTC) - timedelta(hours=2)
    with writing(town.engine) as conn:
        filed = take(conn, DESK, UUID(id_), action="file", event_id=uuid4(), if_version=1, now=then)
        given = {"assignee_code": HOUSE, "crew_code": CREW}
        take(conn, DESK, UUID(id_), action="dispatch", event_id=uuid4(), if_version=filed.version, now=then, data=given)
    return id_


def test_done_and_received_stand_beside_each_other(town: Town, enter: Enter) -> None:
    id_ = given_two_hours_ago(town)
    due = town.ticket(id_)["properties"]["due_at"]
    page = enter("crew", "/app/crew", 390, 844, **PHONE).page
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.clock.install(time=datetime.now(UTC))
    page.goto(f"{town.address}/app/crew/jobs/{id_}")
    expect(page.locator("[data-action=accept]")).to_be_visible()
    page.context.set_offline(True)
    noted = datetime.now(UTC)
    page.locator("[data-action=accept]").click()
    expect(page.locator("main")).to_contain_text("服务尚未收到")
    page.clock.fast_forward(LATER_MIN * 60_000)  # an hour in a cellar: by the device's clock, and by that of sending
    page.context.set_offline(False)
    expect(page.locator("main")).not_to_contain_text("服务尚未收到", timeout=60_000)

    (accept,) = [event for event in town.ticket(id_)["events"] if event["action"] == "accept"]
    done, received = (datetime.fromisoformat(accept[name]) for name in ("done_at", "at"))
    assert abs(received - done - timedelta(minutes=LATER_MIN)) < timedelta(seconds=60)
    assert abs(datetime.fromisoformat(accept["device_time"]) - noted) < timedelta(seconds=30)
    assert town.ticket(id_)["properties"]["due_at"] == due  # the limit knows nothing of it

    taken = page.locator("details.taken")
    taken.locator("summary").click()
    expect(taken.locator("li", has_text="受理")).to_contain_text("收到")
    desk = enter("desk", f"/app/desk/tickets/{id_}", locale="zh-CN", timezone_id="Asia/Shanghai").page
    clock = [(moment + timedelta(hours=8)).strftime("%H:%M") for moment in (done, received)]
    expect(desk.locator("p.done")).to_contain_text(f"{clock[0]} 办理，{clock[1]} 收到")
    expect(desk.locator("p.done")).to_have_count(1)  # what was done at the desk was received as it was done
