"""The story of an asset: what strangers hear, and what those inside hear."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from api.story import of_tickets, story
from inspections.tickets.record import Entry
from inspections.tickets.workflow import State, Words
from maps.certificate import Event
from registry.assets import Asset

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DONE = Entry(
    id=uuid4(),
    number="20261123-00001",
    state=State.CLOSED,
    hazard=True,
    defect=Words("缺失", "missing"),
    reported_at=NOW,
    dispatched_at=NOW + timedelta(hours=1),
    repaired_at=NOW + timedelta(hours=2),
    verified_at=NOW + timedelta(hours=3),
    closed_at=NOW + timedelta(hours=4),
    assignee=Words("排水公司", "Drainage Company"),
)


def words(record: list[Entry], *, inside: bool) -> list[str]:
    return [event.words.zh for event in of_tickets(record, inside=inside)]


def test_strangers_hear_what_was_done_not_by_whom() -> None:
    assert words([DONE], inside=False) == ["有人上报：缺失", "已处置：缺失", "核查合格，结案：缺失"]
    assert words([DONE], inside=True)[1] == "交由排水公司处置：缺失"


def test_of_one_moment_the_later_step_comes_first(asset: Asset) -> None:
    at_once = replace(DONE, repaired_at=NOW, dispatched_at=NOW, closed_at=NOW)
    told = [event.words.zh[:3] for event in story(asset, [at_once], inside=True)]
    assert told == ["核查合", "已处置", "交由排", "有人上", "登记入"]


def test_what_came_to_nothing_is_told_inside_alone() -> None:
    void = replace(DONE, state=State.VOID, dispatched_at=None, repaired_at=None)
    assert words([void], inside=False) == []
    assert words([void], inside=True) == ["有人上报：缺失", "注销：缺失"]


@pytest.fixture
def asset() -> Asset:
    fields = dict.fromkeys(Asset.__dataclass_fields__)
    return Asset(**fields | {"first_at": NOW - timedelta(days=9)})  # type: ignore[arg-type]  # the rest says nothing


def test_newest_first_from_all_that_tell(asset: Asset) -> None:
    moved = Event(at=NOW - timedelta(days=1), words=Words("移位", "moved"))
    told = [event.words.en for event in story(asset, [DONE], inside=False, further=[moved])]
    assert told == ["Checked and closed: missing", "Made good: missing", "Reported: missing", "moved",
                    "Entered in the register"]  # fmt: skip
