"""Orphan covers (不明井盖): whose they may be and why; a person decides."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from api import trail
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag, require
from api.orphan_shapes import DecisionAnswer, OrphanCollection, OrphanFile
from api.routes.assets import read_box
from api.shapes import Line, Shape, Text
from inspections.orphans import deciding, listing
from inspections.orphans.deciding import MOST_REASON, Answer
from inspections.orphans.listing import State, Wanted
from inspections.tickets.sight import MOST
from registry.actor import Actor, Role

router = APIRouter(tags=["orphans"])

Desk = Annotated[Actor, Depends(require(Role.STEWARD, Role.DISPATCHER))]
Code = Annotated[str, Path(pattern="^[0-9]{16,17}$")]
Area = Annotated[str, Query(pattern="^([0-9]{6}|[0-9]{9}|[0-9]{12})$", description="division, street or community")]


class Reasoned(Shape):
    """What somebody says. `id` is made by the client: sent again, the answer is known and changes nothing."""

    id: UUID
    reason: Annotated[Text, Field(min_length=1, max_length=MOST_REASON)]

    def answer(self) -> Answer:
        """The answer as the use case takes it."""
        return Answer(self.id, self.reason)


class DecisionBody(Reasoned):
    """Whose the cover is; null: nobody was found, and public notice begins."""

    owner_code: Line | None


class OwnerBody(Reasoned):
    """The organisation that may own the cover, or refuses it."""

    owner_code: Line


@router.get("/orphans", summary="List orphan covers")
def list_orphans(
    conn: Reading,
    actor: Desk,
    now: Now,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees, WGS 84", max_length=200)] = None,
    area: Area | None = None,
    state: Annotated[tuple[State, ...], Query()] = (),
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    cursor: Annotated[str | None, Query(pattern="^[0-9]{1,17}$", description="`next` of the page before")] = None,
) -> OrphanCollection:
    """GeoJSON by code: covers without an owner in one's areas, each with the likeliest one or none."""
    wanted = Wanted(area=area, box=read_box(bbox) if bbox else None, states=state)
    return OrphanCollection.of(listing.list_orphans(conn, actor, wanted, now=now, limit=limit, after=cursor))


@router.get("/orphans/{code}", summary="One orphan cover")
def get_orphan(conn: Reading, actor: Desk, now: Now, code: Code, response: Response) -> OrphanFile:
    """Its candidates with evidence in words, its place, and what was said of it."""
    file = listing.open_orphan(conn, actor, code, now=now)
    response.headers["ETag"] = etag(file.orphan.version)
    return OrphanFile.of(file)


@router.post("/orphans/{code}/decision", summary="Say whose a cover is")
def decide_owner(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, code: Code, body: DecisionBody, version: IfMatch
) -> DecisionAnswer:
    """A steward gives the cover its owner, or begins public notice, from the version in `If-Match`.

    412 where the cover changed or somebody decided meanwhile, 409 where it is no orphan any more.
    """
    trail.about(request, f"orphan {code}", owner=body.owner_code, id=str(body.id))
    owner = body.owner_code
    return DecisionAnswer.of(deciding.decide(conn, actor, code, owner, body.answer(), if_version=version, now=now))


@router.post("/orphans/{code}/proposal", summary="Propose whose a cover is")
def propose_owner(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, code: Code, body: OwnerBody, version: IfMatch
) -> DecisionAnswer:
    """The desk thinks that it is an organisation's; a steward decides."""
    trail.about(request, f"orphan {code}", owner=body.owner_code, id=str(body.id))
    owner = body.owner_code
    return DecisionAnswer.of(deciding.propose(conn, actor, code, owner, body.answer(), if_version=version, now=now))


@router.post("/orphans/{code}/refusal", summary="Refuse a cover")
def refuse_owner(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, code: Code, body: OwnerBody
) -> DecisionAnswer:
    """An organisation that was named says that it is not theirs, or the desk in its name: it is an orphan again."""
    trail.about(request, f"orphan {code}", owner=body.owner_code, id=str(body.id))
    return DecisionAnswer.of(deciding.refuse(conn, actor, code, body.owner_code, body.answer(), now=now))
