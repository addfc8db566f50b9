"""A case is known by source and number, and its content by all of it."""

from dataclasses import replace
from datetime import UTC, datetime

from inspections.foreign.case import Case, Event

AT = datetime(2026, 11, 1, tzinfo=UTC)
CASE = Case("7", "井盖缺失", "cover", "open", AT, history=(Event(AT, "opened"),))


def test_it_has_one_id_in_every_installation() -> None:
    assert CASE.id("la") == replace(CASE, status="closed").id("la")
    assert len({CASE.id("la"), CASE.id("chicago"), replace(CASE, number="8").id("la")}) == 3


def test_its_content_is_all_of_it() -> None:
    others = [
        replace(CASE, status="closed"),
        replace(CASE, extra={"ward": "1"}),
        replace(CASE, history=(*CASE.history, Event(AT, "closed"))),
        replace(CASE, history=(Event(AT, "opened", data={"by": "phone"}),)),
    ]
    assert len({CASE.content, *(other.content for other in others)}) == 5
    assert replace(CASE).content == CASE.content


def test_its_row_has_no_history() -> None:
    assert "history" not in CASE.row()
    assert CASE.row()["number"] == "7"
