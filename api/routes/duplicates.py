"""Duplicates (疑似重复): pairs that may be one, judged by a person; and the cases of other systems."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from api import trail
from api.deps import CurrentActor, CurrentSettings, IfMatch, Now, Reading, Writing, etag, require
from api.duplicate_shapes import CaseCollection, CaseFile, JudgedAnswer, PairAnswer, PairCollection
from api.numbered import TicketRead
from api.shapes import Line, Shape, Text
from inspections.duplicates import listing, merging
from inspections.duplicates.listing import State, Wanted
from inspections.duplicates.merging import Answer
from inspections.foreign import listing as foreign
from inspections.tickets.sight import MOST
from registry.actor import Actor, Role

router = APIRouter(tags=["duplicates"])

Desk = Annotated[Actor, Depends(require(Role.DISPATCHER, Role.STEWARD, Role.LEADER))]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Source = Annotated[str | None, Query(pattern="^[a-z0-9][a-z0-9-]{0,39}$", description="pairs of that system's cases")]
After = Annotated[UUID | None, Query(description="`next` of the page before")]


class JudgeBody(Shape):
    """What somebody says of a pair. `id` is made by the client: sent again, the answer is known and changes nothing."""

    id: UUID
    reason: Annotated[Text, Field(min_length=1, max_length=2000)]

    def answer(self) -> Answer:
        """The answer as the use case takes it."""
        return Answer(self.id, self.reason)


@router.get("/duplicates", summary="List pairs that may be one")
def list_duplicates(
    conn: Reading,
    actor: Desk,
    state: Annotated[tuple[State, ...], Query()] = (State.SUGGESTED,),
    source: Source = None,
    limit: Limit = 100,
    after: After = None,
) -> PairCollection:
    """Best first: of open tickets in one's areas, or with `source` of another system's cases."""
    wanted = Wanted(states=state, source=source)
    return PairCollection.of(listing.list_pairs(conn, actor, wanted, limit=limit, after=after))


@router.get("/duplicates/{pair_id}", summary="One pair")
def get_duplicate(conn: Reading, actor: Desk, pair_id: UUID, response: Response) -> PairAnswer:
    """Both sides, the reasons, and what was decided."""
    pair = listing.open_pair(conn, actor, pair_id)
    response.headers["ETag"] = etag(pair.version)
    return PairAnswer.of(pair)


@router.get("/tickets/{ticket_id}/duplicates", summary="What may be the same as a ticket")
def list_duplicates_of_ticket(conn: Reading, actor: Desk, ticket_id: TicketRead) -> PairCollection:
    """Every pair of the ticket, judged ones too, best first."""
    return PairCollection.of(listing.list_pairs(conn, actor, Wanted(ticket_id=ticket_id), limit=MOST))


@router.post("/duplicates/{pair_id}/merge", summary="Two tickets are one")
def merge_duplicate(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    settings: CurrentSettings,
    now: Now,
    pair_id: UUID,
    body: JudgeBody,
    version: IfMatch,
) -> JudgedAnswer:
    """The later ticket becomes void and its sightings go over; 409 where one of them ended, 412 where it was judged."""
    trail.about(request, f"pair {pair_id}", id=str(body.id))
    profile = settings.time_limit_profile
    return JudgedAnswer.of(
        merging.merge(conn, actor, pair_id, body.answer(), if_version=version, now=now, profile=profile)
    )


@router.post("/duplicates/{pair_id}/refuse", summary="They are two")
def refuse_duplicate(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, pair_id: UUID, body: JudgeBody, version: IfMatch
) -> JudgedAnswer:
    """The pair is never suggested again."""
    trail.about(request, f"pair {pair_id}", id=str(body.id))
    return JudgedAnswer.of(merging.refuse(conn, actor, pair_id, body.answer(), if_version=version, now=now))


@router.post("/duplicates/{pair_id}/unmerge", summary="They were two after all")
def unmerge_duplicate(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, pair_id: UUID, body: JudgeBody, version: IfMatch
) -> JudgedAnswer:
    """The void ticket is open again as it was; 409 names what stands in its way."""
    trail.about(request, f"pair {pair_id}", id=str(body.id))
    return JudgedAnswer.of(merging.unmerge(conn, actor, pair_id, body.answer(), if_version=version, now=now))


@router.get("/foreign-cases", summary="List cases of other systems")
def list_foreign_cases(
    conn: Reading,
    actor: Desk,
    source: Annotated[str | None, Query(pattern="^[a-z0-9][a-z0-9-]{0,39}$")] = None,
    category: Line | None = None,
    limit: Limit = 100,
    after: After = None,
) -> CaseCollection:
    """The latest opened first, as their files told them; for the desk of a whole division."""
    wanted = foreign.Wanted(source=source, category=category)
    return CaseCollection.of(foreign.list_cases(conn, actor, wanted, limit=limit, after=after))


@router.get("/foreign-cases/{case_id}", summary="One case of another system")
def get_foreign_case(conn: Reading, actor: Desk, case_id: UUID) -> CaseFile:
    """The case with its history."""
    return CaseFile.of_file(foreign.open_case(conn, actor, case_id))
