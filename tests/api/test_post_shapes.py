"""Posts as the service says them."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from api.post_shapes import AppointmentBody, DoubleAnswer, EndBody, PostAnswer, PostPage, VacancyAnswer, VacancyPage
from registry.codes import Kind
from registry.posts.listing import Double, Page, Vacancies, Vacancy
from registry.posts.post import Post, PostKind, State
from registry.roadside import Words

LEADER = PostKind("micro_grid_leader", Words("微网格长", "micro-grid leader"), Kind.MICRO_GRID, party=False,
                  employment="part_time", needed=1, seats=1)  # fmt: skip
NOW = datetime(2026, 11, 1, tzinfo=UTC)
ID = UUID(int=7)
BODY = {"id": str(ID), "kind": "微网格长", "place": "370203005010001001", "holder": "员 1"}


def test_a_post_is_told_with_its_words() -> None:
    post = Post(
        id=ID, kind=LEADER, place="p", seat=1, holder="员 1", contact="c", deputy="", since=NOW, until=None,
        state=State.TO_REAPPOINT, reason="", made_by="x", made_at=NOW, heirs=("a", "b"),
    )  # fmt: skip
    (told,) = PostPage.of(Page([post], None)).posts
    assert told == PostAnswer.of(post)
    assert (told.kind_zh, told.place_kind, told.heirs) == ("微网格长", Kind.MICRO_GRID, ["a", "b"])
    assert "待重新任命" in told.state_zh


def test_vacancies_and_doubles_are_told_with_the_kind() -> None:
    page = VacancyPage.of(Vacancies({"micro_grid_leader": 3}, [Vacancy(LEADER, "p", 1)], 5))
    assert (page.total, page.next) == ({"micro_grid_leader": 3}, 5)
    assert page.vacancies == [VacancyAnswer.of(Vacancy(LEADER, "p", 1))]
    assert DoubleAnswer.of(Double("员 1", LEADER, ("a", "b"))).places == ["a", "b"]


def test_what_comes_in_is_exact() -> None:
    asked = AppointmentBody.model_validate(BODY).appointment()
    assert (asked.id, asked.kind, asked.holder, asked.since) == (ID, "微网格长", "员 1", None)
    for wrong in (
        {"holder": ""},
        {"holder": "x" * 61},
        {"since": "2026-11-01T00:00:00"},
        {"seat": 2},
        {"reason": "\0"},
    ):
        with pytest.raises(ValidationError):
            AppointmentBody.model_validate(BODY | wrong)
    with pytest.raises(ValidationError):
        EndBody.model_validate({"until": "2026-11-01T00:00:00"})
