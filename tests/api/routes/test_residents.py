"""Somebody without an account reports on the cover before them; everything is a plain form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from httpx2 import Response
from PIL import Image
from sqlalchemy import text
from starlette.testclient import TestClient

from api import forms
from api.app import utc_now
from registry.actor import Role
from tests.api.support import Service
from tests.inspections.observations.quarter import EAST, WEST, code

COVER = code(WEST, 0)
BROWSER = {"Accept": "text/html,*/*;q=0.8"}


@dataclass
class Resident:
    """A browser without cookies before one cover."""

    client: TestClient
    code: str = COVER

    def form(self) -> dict[str, str]:
        """The hidden fields of a fresh form."""
        page = self.client.get(f"/id/{self.code}/report", headers=BROWSER)
        assert page.status_code == 200, page.text
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page.text))

    def send(self, fields: dict[str, str], *, photo: bytes | None = None, **headers: str) -> Response:
        """The form sent, as far as its first answer."""
        files = {"photo": ("p.jpg", photo or b"", "image/jpeg")} if photo else {"photo": ("", b"", "text/plain")}
        return self.client.post(
            f"/id/{self.code}/report?lang=zh-CN", data=fields, files=files, headers=BROWSER | headers,
            follow_redirects=False,
        )  # fmt: skip


@pytest.fixture
def resident(quarter_service: Service) -> Resident:
    return Resident(quarter_service.anonymous())


def rows(service: Service, statement: str) -> list[tuple[object, ...]]:
    with service.engine.connect() as conn:
        return [tuple(row) for row in conn.execute(text(statement))]


def test_a_report_gets_a_number_and_a_page(resident: Resident, quarter_service: Service) -> None:
    sent = resident.send(resident.form() | {"defect": "missing", "note": "井口\r\n敞着"})
    assert sent.status_code == 303, sent.text
    page = resident.client.get(sent.headers["location"], headers=BROWSER)
    ((number, note),) = rows(
        quarter_service,
        "select t.number, o.note from inspections.ticket t "
        "join inspections.ticket_sighting s on s.ticket_id = t.id "
        "join inspections.observation o on o.id = s.observation_id",
    )
    assert note == "井口\n敞着"
    assert str(number) in page.text
    assert "已收到，等待核实" in page.text
    for secret in (COVER, "敞着", "缺失"):
        assert secret not in page.text
    known = resident.client.get(sent.headers["location"].split("?")[0]).json()
    assert known.keys() == {"number", "received_at", "ticket_state", "state_zh", "state_en"}
    assert (known["number"], known["ticket_state"]) == (number, "reported")
    assert rows(quarter_service, "select action, account_id, target from access.audit") == [
        ("send_report", None, f"asset {COVER}")
    ]


def test_contact_is_kept_where_it_is_given(resident: Resident, quarter_service: Service) -> None:
    given = {"defect": "missing", "name": "李四", "phone": "13812345678\0"}
    page = resident.client.get(resident.send(resident.form() | given).headers["location"], headers=BROWSER)
    assert "李四" not in page.text
    assert rows(quarter_service, "select name, phone from inspections.request_person where name <> ''") == [
        ("李四", "13812345678")
    ]
    again = resident.send(resident.form() | given | {"defect": "nothing"})
    assert (again.status_code, "李四" in again.text) == (422, True)


def test_a_second_click_is_the_same_report(resident: Resident, quarter_service: Service) -> None:
    fields = resident.form() | {"defect": "missing"}
    answers = {resident.send(fields).headers["location"] for _ in range(3)}
    assert len(answers) == 1
    assert "before" not in answers.pop()
    assert rows(quarter_service, "select count(*) from inspections.observation") == [(1,)]
    changed = resident.send(fields | {"defect": "broken"})
    assert changed.headers["location"].endswith("&before=1")
    assert "先前已经收到" in resident.client.get(changed.headers["location"], headers=BROWSER).text


def test_nothing_a_stranger_typed_is_shown_to_the_next(resident: Resident) -> None:
    resident.send(resident.form() | {"defect": "missing", "note": "到处宣传的话"})
    page = resident.client.get(f"/id/{COVER}", headers=BROWSER).text
    assert "缺失" in page
    assert "宣传" not in page
    assert "宣传" not in resident.client.get(f"/id/{COVER}").text


def test_the_desk_sees_that_the_public_told_it(resident: Resident, quarter_service: Service) -> None:
    resident.send(resident.form() | {"defect": "missing", "note": "井口敞着"})
    desk = quarter_service.client(Role.DISPATCHER, areas=["370203"])
    (ticket,) = desk.get("/api/v1/tickets?state=reported").json()["features"]
    (seen,) = desk.get(f"/api/v1/tickets/{ticket['id']}").json()["sightings"]
    assert (seen["by_public"], seen["note"]) == (True, "井口敞着")


def photo(size: tuple[int, int] = (80, 60)) -> bytes:
    file = BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "a phone of somebody"
    Image.new("RGB", size, "navy").save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_a_photo_comes_along_stripped(resident: Resident, quarter_service: Service) -> None:
    assert resident.send(resident.form() | {"defect": "broken"}, photo=photo()).status_code == 303
    desk = quarter_service.client(Role.DISPATCHER, areas=["370203"])
    (ticket,) = desk.get("/api/v1/tickets").json()["features"]
    (seen,) = desk.get(f"/api/v1/tickets/{ticket['id']}").json()["sightings"]
    stored = desk.get(f"/api/v1/photos/{seen['photos'][0]['sha256']}")
    assert stored.status_code == 200
    assert b"somebody" not in stored.content
    elsewhere = quarter_service.client(Role.DISPATCHER, areas=["370203006"])
    assert elsewhere.get(f"/api/v1/photos/{seen['photos'][0]['sha256']}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "photo_bytes", "said"),
    [
        ({"defect": ""}, None, "请选择一项问题"),
        ({"defect": "dragon"}, None, "请选择一项问题"),
        ({"note": "长" * 501}, None, "文字太长"),
        ({"note": "nul \x00"}, None, "文字太长"),
        ({"token": "1.00000000000000000000000000000000"}, None, "打开太久"),
        ({"id": "no-uuid"}, None, "打开太久"),
        ({"website": "https://buy.example"}, None, "留空"),
        ({}, b"no picture at all", "照片读不出来"),
        ({}, photo()[:200], "照片读不出来"),
    ],
)
def test_what_is_wrong_is_told_on_the_form(
    resident: Resident, quarter_service: Service, changes: dict[str, str], photo_bytes: bytes | None, said: str
) -> None:
    fields = resident.form() | {"defect": "missing", "note": "半个井盖"}
    answer = resident.send(fields | changes, photo=photo_bytes)
    assert answer.status_code == 422
    assert said in answer.text.split('role="alert"')[1].split("</p>")[0]
    if "note" not in changes:
        assert ">半个井盖</textarea>" in answer.text
    again = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', answer.text))
    assert again["id"] != fields["id"]
    assert rows(quarter_service, "select count(*) from inspections.observation") == [(0,)]
    assert rows(quarter_service, "select count(*) from inspections.observation_refused") == [(0,)]
    assert rows(quarter_service, "select count(*) from access.audit") == [(0,)]
    assert resident.send(again | {"defect": "missing"}).status_code == 303


def test_a_form_of_one_cover_reports_on_no_other(resident: Resident) -> None:
    fields = resident.form() | {"defect": "missing"}
    assert Resident(resident.client, code(EAST, 0)).send(fields).status_code == 422


def test_an_old_form_is_given_back(resident: Resident, quarter_service: Service) -> None:
    id_ = uuid4()
    secret = quarter_service.app.state.form_secret
    old = forms.sign(secret, COVER, id_, now=utc_now() - forms.LIFE - timedelta(seconds=5))
    answer = resident.send({"id": str(id_), "token": old, "defect": "missing"})
    assert (answer.status_code, "打开太久" in answer.text) == (422, True)


def test_a_program_gets_the_problem(resident: Resident) -> None:
    answer = resident.client.post(f"/id/{COVER}/report", data={"defect": "missing"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("place", ["37020301002999999", "370203005001", WEST])
def test_only_things_that_are_there_are_reported_on(resident: Resident, place: str) -> None:
    assert resident.client.get(f"/id/{place}/report", headers=BROWSER).status_code == 404


def test_what_was_removed_is_not_reported_on(resident: Resident, quarter_service: Service) -> None:
    cover = Resident(resident.client, code(EAST, 4))
    fields = cover.form() | {"defect": "missing"}
    change = text("update registry.asset set status = :status where code = :code")
    with quarter_service.engine.begin() as conn:
        conn.execute(change, {"status": "removed", "code": cover.code})
    try:
        gone = cover.client.get(f"/id/{cover.code}/report", headers=BROWSER)
        assert (gone.status_code, "已拆除" in gone.text) == (409, True)
        assert cover.send(fields).status_code == 409
    finally:
        with quarter_service.engine.begin() as conn:
            conn.execute(change, {"status": "intact", "code": cover.code})


def test_who_is_signed_in_reports_as_anybody(quarter_service: Service) -> None:
    inspector = quarter_service.person(Role.INSPECTOR, areas=["370203"])
    del inspector.headers["X-CSRF-Token"]  # a plain form sends the cookie alone
    someone = Resident(inspector)
    assert someone.send(someone.form() | {"defect": "missing"}).status_code == 303
    desk = quarter_service.client(Role.DISPATCHER, areas=["370203"])
    (ticket,) = desk.get("/api/v1/tickets").json()["features"]
    assert desk.get(f"/api/v1/tickets/{ticket['id']}").json()["sightings"][0]["by_public"]


@pytest.fixture
def narrow(quarter_service: Service) -> Iterator[Service]:
    made = Service(
        quarter_service.engine, public_reports_per_hour=2, max_body_bytes=1024, max_photo_bytes=60_000,
        photo_root=quarter_service.app.state.settings.photo_root,
    )  # fmt: skip
    yield made
    made.close()


def test_one_address_sends_so_many_reports(narrow: Service) -> None:
    someone = Resident(narrow.anonymous())
    fields = someone.form() | {"defect": "missing"}
    assert [someone.send(fields).status_code for _ in range(2)] == [303, 303]
    last = someone.send(fields)
    assert (last.status_code, last.headers["retry-after"]) == (429, "1800")
    assert "秒后再试" in last.text


def test_a_form_takes_a_photo_larger_than_other_bodies_and_none_too_large(narrow: Service) -> None:
    someone = Resident(narrow.anonymous())
    fields = someone.form() | {"defect": "missing"}
    assert len(photo((1500, 1500))) > 10_000
    assert someone.send(fields, photo=photo((1500, 1500))).status_code == 303
    large = someone.send(fields, photo=b"x" * 70_000)
    assert (large.status_code, "文件太大" in large.text) == (413, True)


def test_a_report_that_nobody_sent_is_not_found(resident: Resident) -> None:
    page = resident.client.get(f"/report/{uuid4()}", headers=BROWSER)
    assert (page.status_code, "没有这份报告" in page.text) == (404, True)
    assert resident.client.get("/report/no-id", headers=BROWSER).status_code == 422
