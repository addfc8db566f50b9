"""What a new plan changes is told, with why; what it keeps is not."""

from inspections.crews.changes import compare
from inspections.crews.plan import Plan, Stop

FORMER = {"one": [Stop("a", 0, 60), Stop("b", 100, 160)], "two": [Stop("c", 0, 60), Stop("d", 100, 160)]}


def test_only_moves_are_told_each_with_its_reason() -> None:
    plan = Plan(
        {"one": (Stop("e", 0, 50), Stop("a", 60, 120)), "two": (Stop("c", 0, 60), Stop("b", 1600, 1700))}, ("d",)
    )
    told = {move.job: (move.before, move.after, move.words.en) for move in compare(FORMER, plan, came="T-9")}
    assert told == {
        "b": ("one", "two", "its crew takes the new job T-9"),
        "d": ("two", None, "makes room and is left for later"),
        "e": (None, "one", "new"),
    }


def test_a_later_arrival_is_told_in_minutes_and_what_is_gone_as_gone() -> None:
    plan = Plan({"one": (Stop("a", 1200, 1300), Stop("b", 1400, 1500)), "two": (Stop("c", 0, 60),)}, ())
    told = {move.job: (move.shift_s, move.words.zh) for move in compare(FORMER, plan)}
    assert told == {"a": (1200, "推迟 20 分钟"), "b": (1300, "推迟 21 分钟"), "d": (0, "已不需处置")}
