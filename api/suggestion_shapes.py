"""What the service says about suggestions."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from api.shapes import Shape, Text
from inspections.suggestions.suggestions import LONGEST, LONGEST_PAGE, Page, Suggestion


class SuggestionBody(Shape):
    """A suggestion. `id` is made by the client: sent again, it is the same."""

    id: UUID
    text: Annotated[Text, Field(min_length=1, max_length=LONGEST)]
    page: Annotated[Text, Field(max_length=LONGEST_PAGE, description="the address it was written on")] = ""


class AnswerBody(Shape):
    """What is answered; without words it is marked as seen to."""

    answer: Annotated[Text, Field(max_length=LONGEST)] = ""


class SuggestionAnswer(BaseModel):
    """A suggestion; `answered_at` is null while it waits."""

    id: UUID
    version: int
    account_id: UUID
    org_code: str | None
    text: str
    page: str
    sent_at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: UUID | None

    @classmethod
    def of(cls, suggestion: Suggestion) -> Self:
        """One suggestion."""
        return cls.model_validate(asdict(suggestion))


class SuggestionList(BaseModel):
    """A page of suggestions, newest first."""

    suggestions: list[SuggestionAnswer]
    waiting: int = Field(description="how many are not answered, on all pages")
    next: UUID | None

    @classmethod
    def of(cls, page: Page) -> Self:
        """One page."""
        return cls(
            suggestions=[SuggestionAnswer.of(one) for one in page.suggestions], waiting=page.waiting, next=page.next
        )
