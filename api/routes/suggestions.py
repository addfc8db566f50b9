"""Suggestions: sent by anybody who is signed in, read and answered by stewards and administrators."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from api import trail
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag, require
from api.suggestion_shapes import AnswerBody, SuggestionAnswer, SuggestionBody, SuggestionList
from inspections.suggestions import suggestions
from inspections.tickets.sight import MOST
from registry.actor import Actor

router = APIRouter(tags=["suggestions"])

Reader = Annotated[Actor, Depends(require(*suggestions.READERS))]


@router.post("/suggestions", summary="Suggest something", status_code=201)
def send_suggestion(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, body: SuggestionBody, response: Response
) -> SuggestionAnswer:
    """Keep what somebody would have otherwise, and the page it was written on. Sent again it is the same."""
    trail.about(request, f"suggestion {body.id}")
    kept = suggestions.send(conn, actor, body.id, body.text, page=body.page, now=now)
    response.headers["ETag"] = etag(kept.version)
    return SuggestionAnswer.of(kept)


@router.get("/suggestions", summary="List suggestions")
def list_suggestions(
    conn: Reading,
    actor: CurrentActor,
    answered: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> SuggestionList:
    """Newest first: all of them for stewards and administrators, to others their own with what was answered."""
    found = suggestions.list_suggestions(conn, actor, answered=answered, limit=limit, after=after)
    return SuggestionList.of(found)


@router.post("/suggestions/{suggestion_id}/answer", summary="Answer a suggestion")
def answer_suggestion(
    request: Request,
    conn: Writing,
    actor: Reader,
    now: Now,
    suggestion_id: UUID,
    body: AnswerBody,
    version: IfMatch,
    response: Response,
) -> SuggestionAnswer:
    """Mark it as answered. 412 where somebody answered it meanwhile."""
    trail.about(request, f"suggestion {suggestion_id}")
    kept = suggestions.answer(conn, actor, suggestion_id, body.answer, if_version=version, now=now)
    response.headers["ETag"] = etag(kept.version)
    return SuggestionAnswer.of(kept)
