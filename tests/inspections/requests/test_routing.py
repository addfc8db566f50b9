"""From words to matters to organisations."""

from inspections.requests.routing import Matter, Matters
from inspections.tickets.workflow import Words

DAYS = {"answer_days": 5, "extension_days": 10, "return_days": 2}
LAMP = Matter("Q1", Words("路灯不亮", "light"), ("路灯",), "LDGL", by_street=False, **DAYS)
COVER = Matter("Q2", Words("井盖", "cover"), ("路灯井盖",), "CGJ", by_street=False, **DAYS)
STAIRS = Matter("Q3", Words("楼道堆物", "stairs"), (), None, by_street=True, **DAYS)
MATTERS = Matters([LAMP, COVER, STAIRS], organisations=["LDGL", "JD005"], street_offices={"370203005": "JD005"})


def test_the_longest_word_tells_the_matter() -> None:
    assert MATTERS.find("门口路灯井盖坏了") == "Q2"
    assert MATTERS.find("路灯不亮") == "Q1"
    assert MATTERS.find("楼道堆物，楼道堆物，路灯") == "Q3"
    assert MATTERS.find("你好") is None


def test_by_duty_or_by_place() -> None:
    assert MATTERS.propose("路灯", matter_code=None, area_code="370203").assignee_code == "LDGL"
    assert MATTERS.propose("", matter_code="Q3", area_code="370203005001").assignee_code == "JD005"
    assert MATTERS.propose("", matter_code="Q3", area_code="370203").assignee_code is None
    nobody = MATTERS.propose("", matter_code="Q2", area_code="370203")
    assert (nobody.matter_code, nobody.assignee_code) == ("Q2", None)
    assert "未登记" in nobody.reason.zh
    assert MATTERS.propose("你好", matter_code=None, area_code="370203").matter_code is None


def test_who_answers() -> None:
    assert MATTERS.answers("LDGL")
    assert not MATTERS.answers("LDGL-01")
    assert Matters([], organisations=[], street_offices={}).find("路灯") is None
