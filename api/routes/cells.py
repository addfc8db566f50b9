"""Micro-grids: what each of them holds, and how much is open in it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import CurrentActor, Reading, ReadingThen
from inspections.tickets.cells import open_by_cell
from registry.codes import Kind
from registry.redraw import holdings

router = APIRouter(tags=["micro-grids"])

Within = Annotated[
    str,
    Query(pattern="^([0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15}|[0-9]{18})$", description="the beginning of their codes"),
]
_KINDS = {"assets": Kind.ASSET, "buildings": Kind.BUILDING, "entrances": Kind.ENTRANCE}


class CellAnswer(BaseModel):
    """A micro-grid with how many things lie in it, each in exactly one; `minutes` as its plan has them."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    grid_code: str
    name_zh: str
    kind: str
    households: int | None
    minutes: float | None
    floor_from: int | None
    floor_to: int | None
    open_tickets: int = 0
    assets: int
    buildings: int
    entrances: int


class CellsAnswer(BaseModel):
    """Micro-grids by code."""

    micro_grids: list[CellAnswer]


class HeldAnswer(BaseModel):
    """Codes of things in a micro-grid; `next` is the one to go on after, null at the end."""

    codes: list[str]
    next: str | None = Field(description="`after` of the next page")


@router.get("/micro_grids", summary="Micro-grids with what they hold")
def list_micro_grids(conn: Reading, actor: CurrentActor, within: Within) -> CellsAnswer:
    """Of a division, street, community or grid, or one alone, inside one's areas."""
    opened = open_by_cell(conn, within=within)
    found = [CellAnswer.model_validate(one) for one in holdings.holdings(conn, within=within, areas=actor.areas)]
    return CellsAnswer(micro_grids=[one.model_copy(update={"open_tickets": opened.get(one.code, 0)}) for one in found])


@router.get("/micro_grids/{code}/{kind}", summary="What lies in a micro-grid")
def list_held(
    conn: ReadingThen,
    actor: CurrentActor,
    code: str,
    kind: Literal["assets", "buildings", "entrances"],
    limit: Annotated[int, Query(ge=1, le=holdings.MOST)] = 100,
    after: Annotated[str, Query(max_length=30)] = "",
) -> HeldAnswer:
    """Codes in order, a page at a time; of now, or as of a moment."""
    found = holdings.held(conn, code, _KINDS[kind], areas=actor.areas, after=after, limit=limit + 1)
    return HeldAnswer(codes=found[:limit], next=found[limit - 1] if len(found) > limit else None)
