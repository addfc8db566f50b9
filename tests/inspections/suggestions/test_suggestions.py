"""Sent once, read by whom it concerns, answered by stewards alone."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.suggestions.suggestions import LONGEST, answer, list_suggestions, send
from registry.actor import SYSTEM, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.inspections.tickets.scene import CREW, INSPECTOR, NOW, person

STEWARD = person(Role.STEWARD, org="CGJ")
PAGE = "/app/walk"


def test_the_same_again_is_the_same_and_another_is_refused(furnished: Connection) -> None:
    id_ = uuid4()
    first = send(furnished, INSPECTOR, id_, "  夜间字再大一点 ", page=PAGE, now=NOW)
    again = send(furnished, INSPECTOR, id_, "夜间字再大一点", page=PAGE, now=NOW + timedelta(hours=1))
    assert again == first
    assert (first.text, first.org_code, first.answer, first.version) == ("夜间字再大一点", "YJJ", "", 1)
    with pytest.raises(Conflict):
        send(furnished, INSPECTOR, id_, "别的", page=PAGE, now=NOW)
    with pytest.raises(Conflict):
        send(furnished, replace(CREW, org_code=None), id_, "夜间字再大一点", page=PAGE, now=NOW)


@pytest.mark.parametrize("said", ["", "  \n", "长" * (LONGEST + 1)])
def test_it_says_something_and_not_too_much(furnished: Connection, said: str) -> None:
    with pytest.raises(Invalid):
        send(furnished, INSPECTOR, uuid4(), said, page=PAGE, now=NOW)
    with pytest.raises(Invalid):
        send(furnished, INSPECTOR, uuid4(), "好", page="x" * 501, now=NOW)
    with pytest.raises(Forbidden):
        send(furnished, SYSTEM, uuid4(), "好", page=PAGE, now=NOW)


def test_stewards_read_all_and_others_their_own(furnished: Connection) -> None:
    sent = [
        send(furnished, who, uuid4(), f"建议{n}", page=PAGE, now=NOW + timedelta(minutes=n))
        for n, who in enumerate((INSPECTOR, CREW, INSPECTOR))
    ]
    page = list_suggestions(furnished, STEWARD, limit=2)
    assert [one.text for one in page.suggestions] == ["建议2", "建议1"]
    rest = list_suggestions(furnished, STEWARD, limit=2, after=page.next)
    assert [one.text for one in rest.suggestions] == ["建议0"]
    assert (page.waiting, rest.next) == (3, None)
    own = list_suggestions(furnished, CREW)
    assert ([one.id for one in own.suggestions], own.waiting) == ([sent[1].id], 1)
    with pytest.raises(Forbidden):
        list_suggestions(furnished, SYSTEM)


def test_an_answer_is_seen_by_whoever_asked(furnished: Connection) -> None:
    sent = send(furnished, CREW, uuid4(), "导航换一个", page=PAGE, now=NOW)
    with pytest.raises(Forbidden):
        answer(furnished, CREW, sent.id, "好", if_version=1, now=NOW)
    done = answer(furnished, STEWARD, sent.id, " 下月改 ", if_version=1, now=NOW)
    assert (done.answer, done.answered_by, done.version) == ("下月改", STEWARD.account_id, 2)
    with pytest.raises(Stale):
        answer(furnished, STEWARD, sent.id, "", if_version=1, now=NOW)
    with pytest.raises(NotFound):
        answer(furnished, STEWARD, uuid4(), "", if_version=1, now=NOW)
    with pytest.raises(Invalid):
        answer(furnished, STEWARD, sent.id, "长" * (LONGEST + 1), if_version=2, now=NOW)
    assert list_suggestions(furnished, CREW, answered=True).suggestions == [done]
    assert list_suggestions(furnished, STEWARD, answered=False).suggestions == []
    assert list_suggestions(furnished, STEWARD).waiting == 0
