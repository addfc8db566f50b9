"""From words to matters to organisations."""

from dataclasses import replace

from inspections.requests.routing import KIND, Matter, Matters, Proposal
from inspections.routing.comparing import Rules
from inspections.routing.duty import Routing
from inspections.routing.rules import Matter as Routed
from inspections.routing.rules import Route
from inspections.tickets.workflow import Words

DAYS = {"answer_days": 5, "extension_days": 10, "return_days": 2}
LAMP = Matter("Q1", Words("路灯不亮", "light"), ("路灯",), "LDGL", by_street=False, **DAYS)
COVER = Matter("Q2", Words("井盖", "cover"), ("路灯井盖",), "CGJ", by_street=False, **DAYS)
STAIRS = Matter("Q3", Words("楼道堆物", "stairs"), (), None, by_street=True, **DAYS)
MATTERS = Matters([LAMP, COVER, STAIRS], organisations=["LDGL", "JD005"])
ROUTING = Routing(7, Rules(()).with_matters(MATTERS.duties), "working", {"370203005": "JD005"})


def asked(matter_code: str | None, area_code: str = "370203") -> Route:
    """Who answers by the table alone."""
    return ROUTING.decide(Routed(None, None, None, None, area_code, kind=KIND, matter_code=matter_code))[1]


def test_the_longest_word_tells_the_matter() -> None:
    assert MATTERS.find("门口路灯井盖坏了") == "Q2"
    assert MATTERS.find("路灯不亮") == "Q1"
    assert MATTERS.find("楼道堆物，楼道堆物，路灯") == "Q3"
    assert MATTERS.find("你好") is None


def test_as_given_else_by_the_words() -> None:
    assert MATTERS.matter_of("路灯", "Q3") == "Q3"
    assert MATTERS.matter_of("路灯", "none") == MATTERS.matter_of("路灯", None) == "Q1"
    assert MATTERS.matter_of("你好", None) is None


def test_by_duty_or_by_place() -> None:
    assert (asked("Q1").assignee_code, asked("Q1").reason_zh) == ("LDGL", "属事：路灯不亮由主管单位办理")
    street = asked("Q3", "370203005001")
    assert (street.assignee_code, street.reason_en) == ("JD005", "stairs: the street office of the place")
    assert asked("Q3").assignee_code is None
    assert asked("Q2").assignee_code is None, "a department that is not in the register"
    assert asked(None).assignee_code is None
    ticket = Routed(None, None, None, None, "370203", matter_code="Q1")
    assert ROUTING.decide(ticket)[1].assignee_code is None, "no ticket goes by the table of requests"


def test_a_longer_code_is_not_answered_by_the_shorter_it_begins_with() -> None:
    long = replace(LAMP, code="Q11", department_code="JD005")
    rules = Rules(()).with_matters(Matters([LAMP, long], organisations=["LDGL", "JD005"]).duties)
    given = Routed(None, None, None, None, None, kind=KIND, matter_code="Q11")
    assert replace(ROUTING, rules=rules).decide(given)[1].assignee_code == "JD005"


def test_what_is_kept_of_it() -> None:
    assert Proposal("Q1", "LDGL", Words("", ""), "JD005", 7, 3).duty == {
        "matter_org": "LDGL",
        "territory_org": "JD005",
        "set_id": 7,
        "rule_id": 3,
    }


def test_who_answers() -> None:
    assert MATTERS.answers("LDGL")
    assert not MATTERS.answers("LDGL-01")
    assert Matters([], organisations=[]).find("路灯") is None
