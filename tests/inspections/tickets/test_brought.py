"""What a step brings is read by the table, kept as it came, and nothing else is taken."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from inspections.tickets.brought import deed_of, kept
from inspections.tickets.terms import Action
from inspections.tickets.ticket import Child
from inspections.tickets.workflow import STEPS, step_of
from registry.errors import Invalid
from tests.inspections.tickets.walks import full


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.action)
def test_what_is_kept_reads_back(step: object) -> None:
    deed = full(step_of(step.action))  # type: ignore[attr-defined]  # a step of the table
    data = {name: value for name, value in kept(deed).items() if name != "photos"}
    assert deed_of(step_of(deed.action), reason=deed.reason, data=data, photos=deed.photos) == deed


def test_empty_values_are_not_given() -> None:
    data = {"crew_code": " ", "note": "", "assignee_code": None}
    deed = deed_of(step_of("dispatch"), reason=" ", data=data, photos=())
    assert deed == deed_of(step_of("dispatch"), reason="", data={}, photos=())


@pytest.mark.parametrize(
    ("action", "data", "wrong"),
    [
        ("accept", {"crew_code": "PSGS-01"}, "accept takes note, not crew_code"),
        ("file", {"colour": "red"}, "file takes condition, note, not colour"),
        ("ask_extension", {"until": "tomorrow"}, "until is a time like"),
        ("ask_extension", {"until": "2026-12-01T00:00:00"}, "has no offset"),
        ("ask_check", {"checker_id": "me"}, "checker_id is an id"),
        ("check", {"finding": "maybe"}, "one of confirmed, unfounded"),
        ("call_back", {"answer": 3}, "one of satisfied"),
        ("file", {"condition": 3}, "condition is a text"),
        ("split", {"children": "two"}, "children is a list"),
        ("split", {"children": [{"defect_code": "surface"}]}, "children.id"),
        ("split", {"children": [{"id": str(UUID(int=1)), "defect_code": "surface"}] * 2}, "the same id"),
    ],
)
def test_what_cannot_be_read_is_told(action: str, data: dict[str, object], wrong: str) -> None:
    with pytest.raises(Invalid, match=wrong):
        deed_of(step_of(action), reason="", data=data, photos=())


def test_values_come_as_their_kind() -> None:
    when = deed_of(step_of("ask_suspension"), reason="x", data={"until": "2026-12-01T00:00:00+08:00"}, photos=())
    assert when.until == datetime(2026, 11, 30, 16, tzinfo=UTC)
    child = {"id": str(UUID(int=4)), "defect_code": "surface", "assignee_code": "SZGS", "note": "kerb"}
    split = deed_of(step_of("split"), reason="", data={"children": [child]}, photos=())
    assert split.children == (Child(UUID(int=4), "surface", "SZGS", "kerb"),)
    assert split.action is Action.SPLIT
