"""Shapes of tickets."""

from api.ticket_shapes import Named, Refusal
from inspections.tickets.terms import Words


def test_a_name_needs_a_code_and_words() -> None:
    assert Named.of("CGJ", Words("区城市管理局", "Bureau")) == Named(code="CGJ", zh="区城市管理局", en="Bureau")
    assert Named.of(None, Words("无", "none")) is None
    assert Named.of("CGJ", None) is None


def test_a_refusal_is_told_as_in_a_problem() -> None:
    assert Refusal(code="stale", detail="read it again").model_dump() == {"code": "stale", "detail": "read it again"}
