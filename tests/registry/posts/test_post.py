"""What an appointment may say, who may keep which post, and days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from registry.actor import SYSTEM, Role
from registry.codes import Kind
from registry.errors import Conflict, Forbidden, Invalid
from registry.posts.post import Appointment, PostKind, check, check_keeper, day, free_seat, known, moment, sees_party
from registry.roadside import Words
from tests.registry.posts.scene import person

LEADER = PostKind("micro_grid_leader", Words("微网格长", "micro-grid leader"), Kind.MICRO_GRID, party=False,
                  employment="part_time", needed=1, seats=1)  # fmt: skip
BRANCH = replace(LEADER, code="branch", name=Words("书记", "secretary"), party=True)
SOUND = Appointment(id=uuid4(), kind="micro_grid_leader", place="1", holder="员 017", deputy="员 018")
SINCE = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"holder": ""}, "say who holds"),
        ({"holder": "员 018"}, "own deputy"),
        ({"holder": "a\nb"}, "holder is one line"),
        ({"contact": "1" * 61}, "contact is one line"),
        ({"deputy": " x"}, "deputy is one line"),
        ({"reason": "x\0"}, "a reason"),
        ({"since": SINCE.replace(year=1026)}, "since 1026-11-01 is a slip"),
        ({"until": SINCE.replace(year=2926)}, "until 2926-11-01 is a slip"),
        ({"since": SINCE, "until": SINCE}, "ends after it begins"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused(changes: dict[str, object], told: str) -> None:
    check(SOUND)
    with pytest.raises(Invalid, match=told):
        check(replace(SOUND, **changes))  # type: ignore[arg-type]  # fields by name


def test_party_posts_have_their_own_role_and_no_other_opens_them() -> None:
    for role in (Role.PLANNER, Role.STEWARD):
        check_keeper(person(role), LEADER)
        with pytest.raises(Forbidden, match="role party"):
            check_keeper(person(role, Role.ADMIN, Role.LEADER), BRANCH)
    check_keeper(person(Role.PARTY), BRANCH)
    with pytest.raises(Forbidden, match="planner or steward"):
        check_keeper(person(Role.PARTY), LEADER)
    assert [sees_party(one) for one in (SYSTEM, person(Role.PARTY), person(Role.ADMIN))] == [True, True, False]


def test_the_first_free_seat_is_given() -> None:
    assert free_seat([], LEADER, "1") == 1
    assert free_seat([1, 3], replace(LEADER, seats=4), "1") == 2
    with pytest.raises(Conflict, match="is held by somebody"):
        free_seat([1], LEADER, "1")
    with pytest.raises(Conflict, match="all its 2 seats"):
        free_seat([1, 2], replace(LEADER, seats=2), "1")


def test_a_day_begins_at_midnight_in_china() -> None:
    began = moment("from", "2026-11-01")
    assert began == SINCE - timedelta(hours=8)
    assert day(began) == "2026-11-01"
    assert (moment("from", ""), moment("from", None), day(None)) == (None, None, "")
    assert moment("from", "2026-11-01T00:00:00+00:00") == SINCE
    for wrong in ("2026-02-30", "2026-11-01T00:00:00", "soon"):
        with pytest.raises(Invalid, match="from is a moment"):
            moment("from", wrong)


def test_a_kind_is_known_by_code_or_chinese_name() -> None:
    assert known("微网格长", [BRANCH, LEADER]) == known("micro_grid_leader", [BRANCH, LEADER]) == LEADER
    with pytest.raises(Invalid, match="there are branch, micro_grid_leader"):
        known("王", [BRANCH, LEADER])
    with pytest.raises(Invalid, match=r"load post_kinds\.csv"):
        known("branch", [])
