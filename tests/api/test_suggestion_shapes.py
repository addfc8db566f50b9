"""A suggestion comes exact, and goes out with its version."""

from uuid import UUID

import pytest
from pydantic import ValidationError

from api.suggestion_shapes import AnswerBody, SuggestionBody, SuggestionList
from inspections.suggestions.suggestions import Page, Suggestion
from tests.conftest import NOW

ID = UUID(int=1)


def test_what_comes_is_exact() -> None:
    assert SuggestionBody.model_validate({"id": str(ID), "text": "好"}).page == ""
    assert AnswerBody.model_validate({}).answer == ""
    for wrong in ({"text": ""}, {"text": "好\0"}, {"text": "好" * 2001}, {"text": "好", "rank": 1}):
        with pytest.raises(ValidationError):
            SuggestionBody.model_validate({"id": str(ID), **wrong})


def test_what_goes_out() -> None:
    one = Suggestion(
        id=ID, account_id=ID, org_code=None, text="好", page="/app", sent_at=NOW, answer="", answered_at=None,
        answered_by=None, version=1,
    )  # fmt: skip
    told = SuggestionList.of(Page(suggestions=[one], waiting=1, next=ID))
    assert (told.suggestions[0].version, told.suggestions[0].answered_at, told.next) == (1, None, ID)
