"""Posts over HTTP: who answers for which place, what is vacant; appointing and ending. Party posts by their role."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from api import trail
from api.deps import CurrentActor, Now, Reading, Writing
from api.post_shapes import (
    AppointmentBody,
    DoubleAnswer,
    EndBody,
    PostAnswer,
    PostKindAnswer,
    PostPage,
    VacancyPage,
)
from registry.posts import keeping, kinds, listing
from registry.posts.listing import MOST, Wanted
from registry.posts.post import State, sees_party

router = APIRouter(tags=["posts"])

Area = Annotated[str | None, Query(pattern="^[0-9]{6,18}$", description="only places whose code begins with this")]
Kinds = Annotated[tuple[str, ...], Query(alias="kind", max_length=40, description="codes of kinds of posts")]
Limit = Annotated[int, Query(ge=1, le=MOST)]
After = Annotated[int, Query(ge=0, le=10_000_000, description="`next` of the page before")]


@router.get("/posts", summary="List posts")
def list_posts(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    area: Area = None,
    place: Annotated[str | None, Query(max_length=40, description="only of this very place")] = None,
    kind: Kinds = (),
    holder: Annotated[str | None, Query(max_length=60)] = None,
    state: Annotated[tuple[State, ...], Query()] = (State.HELD, State.COMING, State.TO_REAPPOINT),
    limit: Limit = 100,
    after: After = 0,
) -> PostPage:
    """Who holds which post in one's areas, by place and kind; those whose micro-grid is no more wait among them."""
    wanted = Wanted(area=area, place=place, kinds=kind, holder=holder, states=state)
    return PostPage.of(listing.posts(conn, actor, wanted, now=now, limit=limit, after=after))


@router.get("/posts/vacancies", summary="List vacant posts")
def list_vacancies(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    area: Area = None,
    kind: Kinds = (),
    limit: Limit = 100,
    after: After = 0,
) -> VacancyPage:
    """Places in one's areas where fewer hold a post than are needed, and how many are missing of each kind."""
    return VacancyPage.of(listing.vacancies(conn, actor, now=now, area=area, of=kind, limit=limit, after=after))


@router.get("/posts/doubles", summary="Who holds two cells")
def list_doubles(conn: Reading, actor: CurrentActor, now: Now, area: Area = None) -> list[DoubleAnswer]:
    """Who holds the same post in two grids or micro-grids, at least one of them in one's areas."""
    return [DoubleAnswer.of(one) for one in listing.doubles(conn, actor, now=now, area=area)]


@router.get("/posts/kinds", summary="List the kinds of posts")
def list_post_kinds(conn: Reading, actor: CurrentActor) -> list[PostKindAnswer]:
    """In the city's own order; those of the party for whoever has the role."""
    return [PostKindAnswer.of(kind) for kind in kinds.read_all(conn) if sees_party(actor) or not kind.party]


@router.post("/posts", summary="Appoint somebody", status_code=201)
def appoint_holder(request: Request, conn: Writing, actor: CurrentActor, now: Now, body: AppointmentBody) -> PostAnswer:
    """Give somebody a post at a place that stands, on its first free seat; 409 where there is none."""
    trail.about(request, f"post {body.id}")  # no more: what it is may be for the party's role alone
    return PostAnswer.of(keeping.appoint(conn, actor, body.appointment(), now=now))


@router.post("/posts/{post}/end", summary="End a post")
def end_post(request: Request, conn: Writing, actor: CurrentActor, now: Now, post: UUID, body: EndBody) -> PostAnswer:
    """Now or at a moment; before it began it is withdrawn. An end may come earlier than was said, never later."""
    trail.about(request, f"post {post}")
    return PostAnswer.of(keeping.end(conn, actor, post, now=now, until=body.until, reason=body.reason))
