"""The pages of residents say what is meant, in both languages, and nothing that others typed."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from inspections.tickets.terms import ENDED, State, Words
from maps import residents
from maps.certificate import Certificate, Choice, Frame
from maps.panorama import Imprint
from maps.residents import Form
from maps.words import Language

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # 01:00 of the next day in Qingdao
COVER = Certificate(
    kind="asset",
    code="37020301002000001",
    groups=("370203", "01", "002", "000001"),
    address="https://wg.example.cn/id/37020301002000001",
    title=Words("污水井盖", "sewage cover"),
    heading=Words("污水井盖", "sewage cover"),
    colour="#7a5230",
    inside=False,
    spoken="大连路 1234-5",
    choices=(
        Choice(code="missing", words=Words("不见了", "gone"), hazard=True),
        Choice(code="noise", words=Words("响", "bangs"), hazard=False),
    ),
)


def frame(language: Language = Language.ZH) -> Frame:
    return Frame(language=language, path="/x", imprint=Imprint(), hotline="12345")


LINK = "https://jg.example/report/7"


def test_a_form_carries_its_seal_and_what_was_chosen() -> None:
    page = residents.form(COVER, Form(UUID(int=7), "seal"), frame(), chosen="noise", note="<b>")
    assert f'name="id" value="{UUID(int=7)}"' in page
    assert 'name="token" value="seal"' in page
    assert 'value="noise" required checked' in page
    assert 'value="missing" required>' in page
    assert "&lt;b&gt;</textarea>" in page
    assert "<script" not in page
    assert 'role="alert"' not in page


def test_a_fault_is_told_on_the_form_with_the_photo_to_pick_again() -> None:
    page = residents.form(COVER, Form(UUID(int=7), ""), frame(Language.EN), fault="fault_photo", lost=True)
    assert "cannot be read" in page.split('role="alert"')[1].split("</p>")[0]
    assert "picked again" in page


def test_how_to_reach_them_is_asked_and_may_be_left_out() -> None:
    page = residents.form(COVER, Form(UUID(int=7), ""), frame(), name="<李四>", phone="138", fault="fault_photo")
    assert 'value="&lt;李四&gt;"' in page
    assert 'type="tel" maxlength="30" autocomplete="tel" value="138"' in page
    assert "required" not in page.split('id="name"')[1]


@pytest.mark.parametrize("state", list(State))
def test_each_state_is_told_in_plain_words(state: State) -> None:
    page = residents.state("20261123-00001", NOW, frame(), ticket_state=state, item_state=None, address=LINK)
    assert residents.state_words(state, None).zh in page
    assert "20261123-00001" in page
    assert f'<a href="{LINK}">{LINK}</a>' in page
    assert page.index("tel:12345") < page.index("<h1")
    assert "2026-11-24 01:00" in page
    assert ("远离井口" in page) is (state not in {*ENDED, State.REPAIRED, State.VERIFIED})


@pytest.mark.parametrize(
    ("item", "said"), [("listed", "养护计划"), ("done", "养护完成"), ("void", "无需处置"), (None, "养护计划")]
)
def test_a_minor_defect_waits_for_maintenance(item: str | None, said: str) -> None:
    assert said in residents.state("1234ABCD", NOW, frame(), ticket_state=None, item_state=item, address=LINK)


def test_a_second_sending_is_told() -> None:
    told = residents.state("1", NOW, frame(), ticket_state=State.FILED, item_state=None, before=True, address=LINK)
    assert "先前已经收到" in told


@pytest.mark.parametrize(
    ("status", "lost", "said"),
    [
        (404, "", "没有这个编码"),
        (404, "lost_report", "没有这份报告"),
        (422, "lost_report", "没有这份报告"),
        (404, "owner_lost", "没有这个链接"),
        (422, "owner_lost", "没有这个链接"),
        (422, "", "不能受理"),
        (409, "", "已拆除"),
        (413, "", "文件太大"),
        (429, "", "30 秒后再试"),
        (500, "owner_lost", "没有应答"),
        (418, "", "不能受理"),
    ],
)
def test_what_went_wrong_is_told_with_the_hotline(status: int, lost: str, said: str) -> None:
    page = residents.notice(status, frame(), request_id="r-1", lost=lost, code="3702", wait_s=30)
    assert said in page
    assert "12345" in page
    assert "r-1" in page
