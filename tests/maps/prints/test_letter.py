"""Letters of recoveries: read as a person and a telephone would."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from inspections.payers.costs import Kind, Line, total_fen
from inspections.payers.letters import Letter, Picture
from inspections.payers.listing import Event, Listed
from inspections.payers.recovery import Recovery
from inspections.payers.terms import Act, State
from inspections.payers.workflow import step_of
from inspections.tickets.terms import Words
from maps.letter_words import TEXTS
from maps.prints.letter import Sender, cost_of, letter_sheet
from tests.conftest import NOW
from tests.maps.plates.pages import decoded, pictures, sizes_mm, texts

SENDER = Sender("市北区城市运行管理中心", "https://wg.shibei.example.cn", "12345")
CODE = "37020301002000001"
LINES = (
    Line(Kind.MATERIAL, "球墨铸铁井盖 Φ700", "piece", Decimal("1.000"), 86_000, UUID(int=9)),
    Line(Kind.LABOUR, "抢修人工", "工日", Decimal("2.500"), 36_000),
    Line(Kind.MACHINE, "吊车台班", "台班", Decimal("0.333"), 120_001),
)


def letter(act: Act, *, pictures: int = 3, lines: tuple[Line, ...] = LINES, asset: str | None = CODE) -> Letter:
    """The letter of an act on a recovery that has come that far."""
    recovery = Recovery(UUID(int=1), UUID(int=2), 1, State.LETTERED, 5, NOW, owner_code="PSGS", stand_in_code="SZGS")
    to, stand_in = Words("市北区排水公司", "Drainage Company"), Words("市北区市政公司", "Municipal Company")
    listed = Listed(
        recovery,
        "20261123-00001",
        asset,
        "370203005001",
        Words("井盖缺失", "cover missing"),
        Words("益都路社区 益都路（辽宁路—热河路）南侧 12 号门前 3 米", "Yidu Road, south side, 3 m from No. 12"),
        to,
        stand_in,
    )
    acts = [
        ("ask", "", "CGJ"),
        ("silence", "", None),
        ("stand_in", "井口敞开，先行处置", "CGJ"),
        ("cost", "", "CGJ"),
    ]
    course = tuple(
        Event(UUID(int=n), n, name, None, "x", NOW + timedelta(minutes=30 * n), None, None, org, "", why, {}, {})
        for n, (name, why, org) in enumerate([*acts, (str(act), "按合同价核定", "CGJ")], start=1)
    )
    has_cost = act in {Act.LETTER, Act.REMIND, Act.SETTLE, Act.WAIVE}
    told = lines if has_cost else ()
    return Letter(
        number="20261123-00001-Z1-05",
        step=step_of(act),
        listed=listed,
        at=NOW,
        due_at=NOW + timedelta(days=30),
        to=None if act in {Act.GIVE_NOTICE, Act.APPROVE} else to,
        stand_in=stand_in,
        reason="按合同价核定",
        reminder=1,
        course=course,
        lines=told,
        cost_fen=total_fen(told) if told else None,
        owed_fen=total_fen(told) if told else None,
        pictures=tuple(Picture(f"{n:064x}", "repair", NOW, NOW, "SZGS") for n in range(pictures)),
    )


@pytest.mark.parametrize("act", sorted(TEXTS), ids=str)
def test_each_letter_says_what_until_when_and_leads_to_the_thing(act: Act) -> None:
    made = letter_sheet(letter(act), SENDER)
    title = step_of(act).letter
    assert title is not None
    assert sizes_mm(made.pdf) == [(210, 297)] * made.pages
    whole = "".join(texts(made.pdf)).replace("\r\n", "")
    for words in (title.zh, title.en, "20261123-00001-Z1-05", "益都路", "井盖缺失", SENDER.operator, "12345"):
        assert words in whole
    assert ("2026年12月23日 09:00" in whole) is (act is not Act.WAIVE)
    assert ("市北区排水公司" in whole) is (act not in {Act.GIVE_NOTICE, Act.APPROVE})
    assert "{" not in whole
    codes = [text for page in pictures(made.pdf) for text, _, _ in decoded(page)]
    assert codes == [f"https://wg.shibei.example.cn/id/{CODE}"]


def test_what_is_owed_is_the_sum_of_what_is_printed() -> None:
    one = letter(Act.LETTER)
    rows = cost_of(one)
    assert [row[-1] for row in rows] == ["860.00", "900.00", "399.60"]
    assert [row[2] for row in rows] == ["1", "2.5", "0.333"]
    whole = "".join(texts(letter_sheet(one, SENDER).pdf))
    assert "¥ 2,159.60" in whole
    assert "2,159.60 元" in whole.replace("\r\n", "")


def test_the_evidence_goes_on_over_pages_and_loses_nothing() -> None:
    one = letter(Act.LETTER, pictures=120)
    made = letter_sheet(one, SENDER)
    pages = texts(made.pdf)
    assert made.pages == len(pages) > 2
    for picture in one.pictures:
        assert any(picture.sha256 in page for page in pages), picture.sha256
    assert all(f"第 {n} / {made.pages} 页" in page for n, page in enumerate(pages, start=1))


def test_the_same_letter_is_the_same_bytes_and_a_draft_says_so() -> None:
    one = letter(Act.ASK)
    assert letter_sheet(one, SENDER).pdf == letter_sheet(one, SENDER).pdf
    draft = Sender("", SENDER.public_url, "12345", synthetic=True, draft=True)
    said = "".join(texts(letter_sheet(letter(Act.ASK, asset=None), draft).pdf))
    assert "草稿 DRAFT" in said
    assert "合成数据" in said
    assert "发文单位 ____" in said


def test_nothing_is_printed_of_an_act_without_a_letter() -> None:
    with pytest.raises(ValueError, match="nothing is printed of answer"):
        letter_sheet(letter(Act.ANSWER), SENDER)
