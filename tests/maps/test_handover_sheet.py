"""The page says what was signed, in both languages; words of people are no markup."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from inspections.duty.handover import Handover
from maps import handover_sheet
from maps.panorama import Imprint
from maps.words import Language

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def made(place: str = "辽宁路 12 号", *, action: str = "dispatch") -> Handover:
    hole: dict[str, object] = {
        "number": "20261123-00001",
        "defect_zh": "缺失",
        "defect_en": "missing",
        "place_zh": place,
        "place_en": "Liaoning Rd",
        "guarded_until": None,
        "unguarded_since": AT.isoformat(),
        "guards": [],
    }
    guarded = {**hole, "number": "20261123-00002", "guarded_until": AT.isoformat(), "guards": ["排水一班 王某"]}
    hazard = {**hole, "state": "accepted", "assignee_code": "PSGS", "due_at": AT.isoformat()}
    promise = {"at": AT.isoformat(), "number": "20261123-00001", "what": "make_safe"} | {
        name: hole[name] for name in ("place_zh", "place_en")
    }
    change = {"at": AT.isoformat(), "number": "20261123-00001", "action": action, "reason": "急"}
    fallen = {"number": "20261123-00003", "org_code": "JD005", "reason_zh": "属地兜底", "reason_en": "the area does"}
    call = {"at": AT.isoformat(), "number": "SQ20261123-00004", "assignee_code": "LDGL", "drawn": True} | {
        "matter_zh": "路灯不亮", "matter_en": "light out",
    }  # fmt: skip
    unreached = {**hazard, "org_zh": "排水公司", "org_en": "Drainage Company", "links": 1, "calls": 3}
    sheet = {
        "station": "受理台",
        "area_code": "370203",
        "made_at": (AT + timedelta(hours=1)).isoformat(),
        "holes": [hole, guarded],
        "hazards": [hazard],
        "promises": [promise],
        "fallen": [fallen],
        "calls": [call],
        "unreached": [unreached],
        "changes": [change],
        "earlier": [],
    }
    eight = timedelta(hours=8)
    one, two = UUID(int=1), UUID(int=2)
    text = json.dumps(sheet)
    return Handover(one, two, AT - eight, AT, AT + eight, text, "f" * 64, AT, one, AT, None, None, 2)


@pytest.mark.parametrize(("language", "word"), [(Language.ZH, "无人看护，自"), (Language.EN, "UNGUARDED since")])
def test_what_it_says(language: Language, word: str) -> None:
    page = handover_sheet.render(made(), language=language, imprint=Imprint(operator="中心"))
    for said in (
        word,
        "20261123-00001",
        "SQ20261123-00004",
        "LDGL",
        "排水一班 王某",
        "JD005",
        "PSGS",
        "f" * 64,
        "2026-11-23 09:00",
        "中心",
    ):
        assert said in page, said
    assert page.index("20261123-00001") < page.index("20261123-00002")
    assert "src=" not in page


def test_words_of_people_are_no_markup() -> None:
    assert "<i>x" not in handover_sheet.render(made("<i>x"), language=Language.ZH, imprint=Imprint())


@pytest.mark.parametrize(
    "action", ["rehome", "identify", "redraw", "guard", "unguarded", "fallback", "join", "unmerge", "recovery"]
)
def test_what_is_told_of_a_ticket_has_words_like_its_steps(action: str) -> None:
    page = handover_sheet.render(made(action=action), language=Language.ZH, imprint=Imprint())
    assert f">{action}<" not in page


def test_of_a_recovery_it_says_which_act() -> None:
    """Three equal lines said that something happened three times, and not what."""
    one = made(action="recovery")
    told = json.loads(one.sheet)
    told["changes"] = [{**told["changes"][0], "act": act} for act in ("ask", "silence", "stand_in", "late")]
    page = handover_sheet.render(replace(one, sheet=json.dumps(told)), language=Language.ZH, imprint=Imprint())
    for words in ("权属兜底：告知权属", "权属兜底：逾期未应", "权属兜底：代为处置", "权属兜底：超期"):
        assert page.count(words) == 1
    english = handover_sheet.render(replace(one, sheet=json.dumps(told)), language=Language.EN, imprint=Imprint())
    assert "recovery: Stand in" in english
