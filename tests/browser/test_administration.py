"""The way of an account in a real browser: made, first sign-in, three administrators, second factors, a leaver."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

from api.access import accounts
from registry.actor import Role
from registry.database import open_engine, writing
from tests.api import live
from tests.api.support import PASSWORD, Service, make_account
from tests.browser.administration_scene import looks_right, sign_in
from tests.browser.conftest import Watched
from tests.conftest import Databases

pytestmark = pytest.mark.browser

OWN = "海风吹过栈桥的早晨 7"
Watch = Callable[..., Watched]


@pytest.fixture(scope="module")
def engine(databases: Databases, small_template: str) -> Iterator[Engine]:
    name = databases.create("administration", template=small_template)
    opened = open_engine(databases.url(name))
    yield opened
    opened.dispose()
    databases.drop(name)


@pytest.fixture(scope="module")
def site(engine: Engine) -> Iterator[str]:
    """A service that asks administrators for a second factor; its three administrators have signed in before."""
    for role, login in zip(accounts.ADMINISTRATORS, ("system", "security", "auditor"), strict=True):
        make_account(engine, role, login=login, password=PASSWORD, areas=())
    make_account(engine, Role.INSPECTOR, login="bert", areas=("370203005",))
    service = Service(engine, second_factor="administrators", key_cache_s=0, map_approval="测试")
    with live.served(service.app) as address:
        yield address
    service.close()


@pytest.fixture(scope="module")
def phones(site: str, engine: Engine) -> dict[str, pyotp.TOTP]:
    """What the administrators' phones know after each of them set it up; filled by the tests, in order."""
    del site, engine
    return {}


def enrol(page: Page) -> pyotp.TOTP:
    """Reads the secret as a person would who cannot scan, types the code, keeps the recovery codes."""
    page.locator("summary").click()
    totp = pyotp.TOTP(re.sub(r"\s", "", page.locator("code.secret").inner_text()))
    page.fill("[name=code]", totp.now())
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.check("[name=kept]")
    page.get_by_role("button", name="继续").click()
    return totp


def forget_codes(engine: Engine) -> None:
    """A code is good once, and a test does not wait half a minute for the next: the phone's clock goes on."""
    with writing(engine) as conn:
        conn.execute(text("update access.second_factor set last_step = 0"))


def enter(page: Page, site: str, engine: Engine, phones: dict[str, pyotp.TOTP], login: str, *, to: str) -> None:
    """As an administrator, by password and code; the first time by setting the code up."""
    sign_in(page, site, login, to=to)
    page.wait_for_url("**/app/entering**")
    if login not in phones:
        phones[login] = enrol(page)
    else:
        forget_codes(engine)
        page.fill("[name=code]", phones[login].now())
        page.get_by_role("button", name="确认", exact=True).click()
    page.wait_for_url(f"**/app{to}")


def test_an_administrator_sets_up_the_code_and_signs_in_by_it(
    watch: Watch, site: str, engine: Engine, phones: dict[str, pyotp.TOTP]
) -> None:
    page = watch(390, 844).page
    sign_in(page, site, "system", to="/admin/accounts")
    expect(page.get_by_role("heading", name="请绑定动态验证码")).to_be_visible()
    expect(page.locator("img")).to_be_visible()
    looks_right(page)
    page.goto(f"{site}/app/admin/accounts")
    page.wait_for_url("**/app/entering**")
    expect(page.locator("img")).to_be_visible()
    phones["system"] = enrol(page)
    page.wait_for_url("**/app/admin/accounts")
    expect(page.get_by_role("link", name="bert")).to_be_visible()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/app/login**")
    page.goto(f"{site}/login?next=/app/admin/accounts")  # by the door of the plain pages too
    page.fill("[name=login]", "system")
    page.fill("[name=password]", PASSWORD)
    page.click("form button")
    page.wait_for_url("**/app/entering?next=*")
    expect(page.get_by_role("heading", name="请输入验证码")).to_be_visible()
    looks_right(page)
    page.fill("[name=code]", "000000")
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("验证码不对")
    forget_codes(engine)
    page.fill("[name=code]", phones["system"].now())
    page.get_by_role("button", name="确认", exact=True).click()
    page.wait_for_url("**/app/admin/accounts")


def test_the_way_of_an_account(watch: Watch, site: str, engine: Engine, phones: dict[str, pyotp.TOTP]) -> None:
    system, security, anna = (watch(1280, 900).page for _ in range(3))
    with writing(engine) as conn:
        conn.execute(text("update registry.organisation set ended_on = '2026-01-01' where code = 'SZGS'"))
    enter(system, site, engine, phones, "system", to="/admin/accounts")
    looks_right(system)
    system.get_by_role("button", name="新建账号").click()
    expect(system.locator("dialog")).to_contain_text("角色和区域由安全管理员授予")
    expect(system.locator("#org option[value=CGJ]")).to_have_count(1)
    expect(system.locator("#org option[value=SZGS]")).to_have_count(0)  # it has ended
    system.fill("[name=new-login]", "anna")
    system.fill("[name=name]", "安娜")
    system.fill("[name=first]", "Qingdao@2026")
    system.locator("dialog").get_by_role("button", name="新建账号").click()
    expect(system.locator("dialog [role=alert]")).to_contain_text("常见密码")
    system.fill("[name=first]", "栈桥 first word 3")
    looks_right(system)
    system.locator("dialog").get_by_role("button", name="新建账号").click()
    system.wait_for_url(re.compile(r".*/app/admin/accounts/[0-9a-f-]{36}$"))
    path = system.url.removeprefix(site).removeprefix("/app")

    enter(security, site, engine, phones, "security", to=path)
    security.get_by_label("巡查员").check()
    security.fill("[name=areas]", "370203005")
    looks_right(security)
    security.get_by_role("button", name="保存").click()
    expect(security.locator("[role=status]")).to_contain_text("已保存")
    expect(security.get_by_role("button", name="离岗移交")).to_have_count(0)

    sign_in(anna, site, "anna", "栈桥 first word 3")
    expect(anna.get_by_role("heading", name="请设置自己的密码")).to_be_visible()
    looks_right(anna)
    anna.goto(f"{site}/app/map")
    anna.wait_for_url("**/app/entering**")
    anna.fill("[name=current]", "栈桥 first word 3")
    for wanted, again, said in (("woaini1314520", "woaini1314520", "常见密码"), (OWN, "x" * 12, "不一样")):
        anna.fill("[name=wanted]", wanted)
        anna.fill("[name=again]", again)
        anna.get_by_role("button", name="保存").click()
        expect(anna.get_by_role("alert")).to_contain_text(said)
    anna.fill("[name=wanted]", OWN)
    anna.fill("[name=again]", OWN)
    anna.get_by_role("button", name="保存").click()
    anna.wait_for_url("**/app/map")
    expect(anna.get_by_role("link", name="安娜")).to_be_visible()

    with writing(engine) as conn:
        anna_id, bert_id = (accounts.by_login(conn, login).id for login in ("anna", "bert"))
        station = "10000000-0000-4000-8000-000000000001"
        conn.execute(
            text(
                "insert into inspections.duty_station (id, kind, area_code, name, made_at, made_by)"
                " values (:station, 'desk', '370203', '受理台', now(), 'x');"
            ),
            {"station": station},
        )
        shift = "(id, station_id, account_id, begins_at, ends_at, doubles, made_at, made_by)"
        times = "now() + interval '1 day', now() + interval '32 hours', false, now(), 'x'"
        conn.execute(
            text(f"insert into inspections.duty_shift {shift} values (gen_random_uuid(), :station, :anna, {times})"),
            {"station": station, "anna": anna_id},
        )
    system.reload()
    system.get_by_role("button", name="离岗移交").click()
    system.select_option("[name=to]", str(bert_id))
    system.get_by_role("button", name="查看移交清单").click()
    expect(system.locator("dialog")).to_contain_text("受理台")
    expect(system.locator("dialog")).to_contain_text("由接手人接手")
    looks_right(system)
    assert anna.request.get(f"{site}/api/v1/session").status == 200, "a preview changes nothing"
    system.get_by_role("button", name="确认移交并停用").click()
    expect(system.locator("[role=status]")).to_contain_text("安娜 已停用")
    assert anna.request.get(f"{site}/api/v1/session").status == 401
    with engine.connect() as conn:
        on_duty = conn.execute(
            text("select account_id from inspections.duty_shift where cancelled_at is null")
        ).scalars()
        assert list(on_duty) == [bert_id]


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_auditor_reads_and_verifies_and_does_nothing_else(
    watch: Watch, site: str, engine: Engine, phones: dict[str, pyotp.TOTP], theme: str, width: int
) -> None:
    page = watch(width, 860, color_scheme=theme).page
    enter(page, site, engine, phones, "auditor", to="/admin/audit")
    expect(page.get_by_role("link", name="账号", exact=True)).to_have_count(0)
    expect(page.locator("tbody tr").first).to_be_visible()
    page.get_by_role("button", name="校验审计链").click()
    expect(page.locator(".note.good")).to_contain_text("审计链完整")
    looks_right(page)
    page.fill("#login", "system")
    page.press("#login", "Enter")
    page.wait_for_url("**login=system**")
    expect(page.locator("tbody tr").first).to_contain_text("system")
    page.goto(f"{site}/app/admin/accounts")
    page.wait_for_url("**/app/forbidden")


def test_a_row_that_was_changed_is_shown_in_red(
    watch: Watch, site: str, engine: Engine, phones: dict[str, pyotp.TOTP]
) -> None:
    page = watch().page
    enter(page, site, engine, phones, "auditor", to="/admin/audit")
    with engine.begin() as conn:
        conn.execute(text("set local session_replication_role = replica"))
        one = conn.execute(text("select min(id) from access.audit")).scalar_one()
        conn.execute(text("update access.audit set target = 'somebody else' where id = :one"), {"one": one})
    page.get_by_role("button", name="校验审计链").click()
    expect(page.locator(".note.bad")).to_contain_text("内容被改")


def test_a_session_nobody_uses_locks_the_page_by_itself(watch: Watch, site: str, engine: Engine) -> None:
    make_account(engine, Role.DISPATCHER, login="desk", password=PASSWORD)
    page = watch().page
    page.clock.install(time=datetime.now(UTC))
    sign_in(page, site, "desk", to="/account")
    expect(page.get_by_role("heading", name="我的账号")).to_be_visible()
    looks_right(page)
    with writing(engine) as conn:
        conn.execute(text("update access.session set seen_at = seen_at - interval '31 minutes'"))
    page.clock.fast_forward("02:00")
    page.wait_for_url("**/app/login?next=/account")
