"""What is said of storms."""

from datetime import UTC, datetime
from uuid import uuid4

from api.storm_shapes import BareCoversAnswer, StormAnswer
from inspections.guards.lowlands import BareCover
from inspections.guards.storms import Level, Storm
from inspections.tickets.terms import Words

AT = datetime(2026, 7, 1, tzinfo=UTC)


def cover(net: str) -> BareCover:
    return BareCover(
        "1" * 17, "01003", Words("雨水井盖", "rain"), None, None, None, None, 120.0, 36.0, net, uuid4(), "桥洞", 3.14159
    )


def test_a_level_has_its_word() -> None:
    storm = Storm(uuid4(), "370203", Level.RED, "storm", 90, AT, "desk", None, None, 1)
    answer = StormAnswer.of(storm)
    assert (answer.level_zh, answer.tour_minutes, answer.ended_at) == ("红色", 90, None)


def test_what_nobody_looked_at_is_counted_apart() -> None:
    answer = BareCoversAnswer.of([cover("without"), cover("reported"), cover("unknown")], 2)
    assert (answer.low_points, answer.known, answer.unknown) == (2, 2, 1)
    assert answer.covers[0].distance_m == 3.1
