"""The page of a one-time link: looking changes nothing, a button acts once, the address stands nowhere else."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from registry.actor import Role
from registry.database import writing
from tests.api.owner_scene import Yard, jpeg, opened
from tests.conftest import Databases

HTML = {"Accept": "text/html"}
TABLES = (
    "inspections.ticket", "inspections.ticket_event", "inspections.owner_link", "inspections.owner_link_act",
    "inspections.photo", "inspections.recovery", "access.audit",
)  # fmt: skip


@pytest.fixture(scope="module")
def yard(databases: Databases, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    with opened(databases, template, tmp_path_factory.mktemp("photos")) as made:
        yield made


def stored(yard: Yard) -> list[list[tuple[object, ...]]]:
    """Everything a look could have changed."""
    return [yard.all(f"select to_jsonb(t)::text from {table} t order by 1") for table in TABLES]


def test_looking_changes_nothing_whoever_looks(yard: Yard) -> None:
    path = yard.link(yard.ticket())
    before = stored(yard)
    for _ in range(3):
        assert yard.stranger.get(path, headers=HTML).status_code == 200
    for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
        assert yard.stranger.request(method, path).status_code == 405
    for asked in ("?act=accept", "?act=repair&reason=x", "?lang=en"):
        assert yard.stranger.get(path + asked, headers=HTML).status_code == 200
    assert stored(yard) == before


def test_the_whole_way(yard: Yard) -> None:
    path = yard.link(yard.ticket())
    status, _ = yard.press(path, "accept")
    assert status == 303
    status, page = yard.press(path, "repair", photo=jpeg())
    assert status == 409
    assert "未先行防护" in page
    status, page = yard.press(path, "make_safe")
    assert status == 422
    assert 'role="alert"' in page
    assert yard.press(path, "make_safe", photo=b"no picture")[0] == 422
    assert yard.press(path, "make_safe", photo=jpeg("orange"))[0] == 303
    page = yard.stranger.get(path, headers=HTML).text
    sha256 = page.split(f"{path}/photos/")[1].split('"')[0]
    picture = yard.stranger.get(f"{path}/photos/{sha256}")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    assert yard.press(path, "repair", photo=jpeg("green"))[0] == 303
    dead = yard.stranger.get(path, headers=HTML)
    assert dead.status_code == 410
    assert "处置结果已收到" in dead.text
    assert yard.stranger.get(f"{path}/photos/{sha256}").status_code == 404
    assert yard.all("select state from inspections.ticket") == [("repaired",)]
    assert yard.all("select act from inspections.owner_link_act order by at, act") == [
        ("accept",), ("make_safe",), ("repair",),
    ]  # fmt: skip
    assert [row for row in yard.all("select action, target from access.audit") if row[0] == "answer_by_link"] == [
        ("answer_by_link", f"owner link {yard.all('select id from inspections.owner_link')[0][0]}")
    ] * 3


def test_pressed_twice_and_by_two_at_once_it_is_done_once(yard: Yard) -> None:
    path = yard.link(yard.ticket())
    with ThreadPoolExecutor(4) as pool:
        assert {status for status, _ in pool.map(lambda _: yard.press(path, "accept"), range(4))} == {303}
    assert yard.press(path, "accept")[0] == 303
    assert yard.all("select count(*) from inspections.ticket_event where action = 'accept'") == [(1,)]


def test_not_ours_needs_a_reason_and_ends_it(yard: Yard) -> None:
    path = yard.link(yard.ticket())
    for reason in ("", "   ", "长" * 501):
        status, page = yard.press(path, "not_ours", reason=reason)
        assert status == 422, reason
        assert "请写明理由" in page
    assert yard.press(path, "not_ours", reason="产权属燃气公司")[0] == 303
    assert yard.press(path, "not_ours", reason="产权属燃气公司")[0] == 303
    status, page = yard.press(path, "accept")
    assert status == 410
    assert "退回已收到" in page
    assert yard.all("select state from inspections.ticket") == [("returned",)]


def test_nothing_else_is_done_by_a_link(yard: Yard) -> None:
    path = yard.link(yard.ticket())
    for act in ("verify", "close", "sign", "", "ACCEPT"):
        assert yard.press(path, act)[0] == 422
    assert yard.all("select count(*) from inspections.owner_link_act") == [(0,)]


def test_expired_revoked_reassigned(yard: Yard) -> None:
    ticket_id = yard.ticket()
    expired = yard.link(ticket_id, expires_at="2026-11-23T03:00:00+00:00")
    yard.later(2)
    assert yard.press(expired, "accept")[0] == 410
    assert "已过期" in yard.stranger.get(expired, headers=HTML).text
    revoked = yard.link(ticket_id)
    (link_id,) = yard.all("select id from inspections.owner_link order by made_at desc limit 1")[0]
    assert yard.desk.post(f"/api/v1/owner-links/{link_id}/revoke").json()["ended_why"] == "revoked"
    status, page = yard.press(revoked, "accept")
    assert (status, "已撤销" in page) == (410, True)
    moved, photos = yard.link(ticket_id), yard.all("select count(*) from inspections.photo")
    step = {"id": str(uuid4()), "action": "transfer", "reason": "另派", "assignee_code": "SZGS"}
    given = yard.desk.post(f"/api/v1/tickets/{ticket_id}/steps", json=step, headers={"If-Match": '"3"'})
    assert given.status_code in {200, 201}, given.text
    status, page = yard.press(moved, "make_safe", photo=jpeg())
    assert (status, "已改派" in page, "益都路" in page) == (410, True, False)
    assert yard.all("select count(*) from inspections.photo") == photos


def test_a_wrong_secret_is_answered_like_one_that_never_was(yard: Yard) -> None:
    path = yard.link(yard.ticket())
    wrong = [
        path[:-1] + ("a" if path[-1] != "a" else "b"),
        path[:3] + path[3:].swapcase(),
        path + "x",
        "/o/x",
        "/o/" + "é" * 20,
        "/o/%00",
    ]
    for method in ("get", "post"):
        answers = []
        for one in wrong:
            sent = {"files": {"act": (None, "accept"), "photo": ("p.jpg", jpeg())}} if method == "post" else {}
            answer = getattr(yard.stranger, method)(one, headers=HTML, **sent)
            asked = str(answer.request.url).split("/o/")[1]
            headers = {
                name: value for name, value in answer.headers.items() if name not in {"x-request-id", "content-length"}
            }
            answers.append((answer.status_code, answer.text.replace(f"/o/{asked}", "/o/·"), headers))
        assert {status for status, *_ in answers} == {404}
        assert all(headers == answers[0][2] for *_, headers in answers)
        assert len({page for _, page, _ in answers}) == 1
    assert yard.all("select count(*) from inspections.owner_link_act") == [(0,)]


def test_the_secret_is_told_to_nobody(yard: Yard, caplog: pytest.LogCaptureFixture) -> None:
    path = yard.link(yard.ticket())
    secret = path.removeprefix("/o/")
    client = yard.service.client(Role.CREW, org="SZGS", areas=(), now=yard.now)
    with caplog.at_level(logging.DEBUG):
        answers = [
            yard.stranger.get(path, headers=HTML), yard.stranger.get(f"{path}/nothing"), client.post(path),
            yard.stranger.get(f"{path}/photos/{'0' * 64}"), client.delete(path),
        ]  # fmt: skip
        yard.press(path, "accept")
        with writing(yard.service.engine) as conn:
            conn.execute(text("update inspections.ticket set assignee_code = 'SZGS'"))
        answers.append(client.get(path))  # refused for want of a right: that stands in the audit
        assert answers[-1].status_code == 403
    for answer in answers:
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert answer.headers["cache-control"] == "no-store"
    assert "/o/…" in caplog.text
    assert secret not in "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("jingge"))
    for table in (*TABLES, "access.audit"):
        assert not any(secret in str(row) for row in yard.all(f"select to_jsonb(t)::text from {table} t"))
    metrics = yard.stranger.get("/metrics")
    assert secret not in metrics.text


def test_strangers_are_throttled(databases: Databases, template: str, tmp_path: Path) -> None:
    with opened(databases, template, tmp_path, public_pages_per_minute=2, public_reports_per_hour=1) as small:
        path = small.link(small.ticket())
        assert [small.stranger.get(path, headers=HTML).status_code for _ in range(3)] == [200, 200, 429]
        assert [small.press(path, "accept")[0] for _ in range(2)] == [303, 429]
