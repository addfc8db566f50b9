"""Which covers are orphans, who sees them, and what is told of one."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from inspections.orphans import listing
from inspections.orphans.deciding import decide, propose, refuse
from inspections.orphans.listing import STATES, State, Wanted, all_orphans, find, list_orphans, open_orphan
from registry.actor import SYSTEM
from registry.assets import Box
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.roadside import Words
from tests.inspections.orphans.scene import (
    CREW,
    DESK,
    DRAINAGE,
    GAP,
    LONELY,
    NOW,
    RAIN,
    SEWER,
    STEWARD,
    YARD,
    answer,
    inside,
)
from tests.registry import quarter

ALL = sorted([GAP, YARD, LONELY, RAIN])


def codes(conn: Connection, wanted: Wanted = Wanted(), *, now: datetime = NOW) -> list[str]:  # noqa: B008 - frozen
    return [one.orphan.code for one in list_orphans(conn, STEWARD, wanted, now=now).orphans]


def state(conn: Connection, code: str = GAP, *, now: datetime = NOW) -> State:
    return find(conn, STEWARD, code, now=now).state


def test_covers_without_an_owner_are_orphans(orphaned: Connection) -> None:
    assert codes(orphaned) == ALL
    orphaned.execute(text("update registry.asset set status = 'removed' where code = :code"), {"code": YARD})
    assert codes(orphaned) == sorted([GAP, LONELY, RAIN])


def test_an_owner_that_a_file_gives_to_a_cover_of_unknown_use_is_not_a_decision(orphaned: Connection) -> None:
    orphaned.execute(text("update registry.asset set owner_code = 'CGJ' where code in (:a, :b)"), {"a": GAP, "b": RAIN})
    assert codes(orphaned) == sorted([GAP, YARD, LONELY]), "the grate has its owner, the other waits for a person"
    version = find(orphaned, STEWARD, GAP, now=NOW).version
    decide(orphaned, STEWARD, GAP, "CGJ", answer(), if_version=version, now=NOW)
    assert GAP not in codes(orphaned)


def test_pages_follow_each_other(orphaned: Connection) -> None:
    first = list_orphans(orphaned, STEWARD, Wanted(), now=NOW, limit=3)
    assert first.next == ALL[2]
    rest = list_orphans(orphaned, STEWARD, Wanted(), now=NOW, limit=3, after=first.next)
    assert [one.orphan.code for one in first.orphans + rest.orphans] == ALL
    assert rest.next is None
    with pytest.raises(Invalid):
        list_orphans(orphaned, STEWARD, Wanted(), now=NOW, limit=0)
    assert [one.orphan.code for one in all_orphans(orphaned, STEWARD, Wanted(), now=NOW)] == ALL


def test_areas_and_boxes_choose(orphaned: Connection) -> None:
    assert codes(orphaned, Wanted(area=quarter.WEST)) == [YARD]
    assert codes(orphaned, Wanted(area="370203005")) == sorted([GAP, YARD, RAIN])
    assert codes(orphaned, Wanted(area="370203")) == ALL
    west, south = quarter.at(130, -10)
    east, north = quarter.at(150, 10)
    assert codes(orphaned, Wanted(box=Box(west, south, east, north))) == [GAP]


def test_one_sees_what_lies_in_ones_areas(orphaned: Connection) -> None:
    def seen(*areas: str) -> list[str]:
        return [one.orphan.code for one in list_orphans(orphaned, inside(*areas), Wanted(), now=NOW).orphans]

    assert seen("370203") == ALL, "a place without a community is the whole division's"
    assert seen("370203005") == sorted([GAP, YARD, RAIN])
    assert seen(quarter.EAST) == sorted([GAP, RAIN])
    assert seen("370203007") == []
    assert [one.orphan.code for one in list_orphans(orphaned, SYSTEM, Wanted(), now=NOW).orphans] == ALL
    assert list_orphans(orphaned, CREW, Wanted(), now=NOW).orphans == []


def test_one_is_told_with_evidence_in_words_and_its_place(orphaned: Connection) -> None:
    file = open_orphan(orphaned, STEWARD, GAP, now=NOW)
    assert "辽宁路" in file.place.zh
    assert file.orphan.asset_class == Words("不明井盖", "cover of unknown use")
    assert "辽宁路" in file.orphan.name.zh
    assert file.opinion.best is not None
    assert file.names.organisations[DRAINAGE] == Words(DRAINAGE, DRAINAGE)
    said = [file.names.say(one, file.orphan) for one in file.opinion.best.evidence]
    assert said[0] == Words(
        "同一道路上与该单位 3 个污水井盖成行，间距约 35 m，最近 35 m",
        "in line and in step with 3 of theirs on the road (sewage cover), about every 35 m, the nearest 35 m away",
    )
    assert file.decisions == []


def test_what_is_no_orphan_is_told_apart(orphaned: Connection) -> None:
    with pytest.raises(Conflict, match=f"{SEWER} is no orphan: it has the owner {DRAINAGE}"):
        open_orphan(orphaned, STEWARD, SEWER, now=NOW)
    with pytest.raises(Conflict, match="is no cover"):
        open_orphan(orphaned, STEWARD, quarter.asset_code(quarter.LAMP, 1), now=NOW)
    with pytest.raises(NotFound):
        open_orphan(orphaned, STEWARD, "37020301023999999", now=NOW)
    with pytest.raises(Forbidden):
        open_orphan(orphaned, inside(quarter.WEST), GAP, now=NOW)
    with pytest.raises(Forbidden):
        open_orphan(orphaned, inside(quarter.WEST), SEWER, now=NOW)


def test_states_follow_what_was_said_last(orphaned: Connection) -> None:
    assert state(orphaned) is State.OPEN
    version = find(orphaned, DESK, GAP, now=NOW).version
    propose(orphaned, DESK, GAP, DRAINAGE, answer(), if_version=version, now=NOW)
    assert state(orphaned) is State.PROPOSED
    refuse(orphaned, DESK, GAP, DRAINAGE, answer(), now=NOW)
    assert state(orphaned) is State.REFUSED
    version = find(orphaned, STEWARD, GAP, now=NOW).version
    decide(orphaned, STEWARD, GAP, None, answer(), if_version=version, now=NOW)
    assert state(orphaned) is State.NOTICE
    assert state(orphaned, now=NOW + timedelta(days=1, seconds=1)) is State.ABANDONED
    assert codes(orphaned, Wanted(states=(State.NOTICE, State.PROPOSED))) == [GAP]
    assert codes(orphaned, Wanted(states=(State.ABANDONED,)), now=NOW + timedelta(days=2)) == [GAP]
    assert GAP not in codes(orphaned, Wanted(states=(State.OPEN,)))
    assert set(STATES) == set(State)


def test_a_decision_that_is_refused_makes_an_orphan_again(orphaned: Connection) -> None:
    version = find(orphaned, STEWARD, RAIN, now=NOW).version
    decide(orphaned, STEWARD, RAIN, DRAINAGE, answer(), if_version=version, now=NOW)
    assert RAIN not in codes(orphaned)
    refuse(orphaned, CREW, RAIN, DRAINAGE, answer("非本单位"), now=NOW)
    file = open_orphan(orphaned, STEWARD, RAIN, now=NOW)
    assert (file.orphan.state, file.orphan.owner_code) == (State.REFUSED, DRAINAGE), "the register waits for a person"
    assert [one.kind for one in file.decisions] == ["decided", "refused"]
    decide(orphaned, STEWARD, RAIN, "SZGS", answer(), if_version=file.orphan.version, now=NOW)
    assert RAIN not in codes(orphaned)
    assert listing.decisions_of(orphaned, RAIN)[-1].previous_code == DRAINAGE


def test_the_version_counts_changes_and_decisions(orphaned: Connection) -> None:
    first = find(orphaned, STEWARD, GAP, now=NOW).version
    propose(orphaned, DESK, GAP, DRAINAGE, answer(), if_version=first, now=NOW)
    assert find(orphaned, STEWARD, GAP, now=NOW).version == first + 1
    orphaned.execute(text("update registry.asset set note = 'seen' where code = :code"), {"code": GAP})
    assert find(orphaned, STEWARD, GAP, now=NOW).version > first + 1
