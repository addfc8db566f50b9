"""One search box."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import CurrentActor, ReadingThen
from registry.search import search

router = APIRouter(tags=["search"])

Line = Annotated[
    str,
    Query(
        max_length=200,
        description="crossing, door number, compound, community, code, spoken number, last six digits, pinyin, "
        "initials, or a word for a cover with a place",
        examples=["辽宁路与热河路路口", "辽宁路12号", "lnl rhl", "大连路 1234-0", "辽宁路 古力盖"],
    ),
]


class HitOut(BaseModel):
    """Something found. `kind` is a kind of code, `road`, or `crossing` (its code is a segment that leads there)."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    code: str
    title_zh: str
    title_en: str
    lon: float | None = Field(description="degrees, WGS 84")
    lat: float | None = Field(description="degrees, WGS 84")
    score: float = Field(description="0 to 1")


class Hits(BaseModel):
    """What the line may mean, the likeliest first."""

    items: list[HitOut]


@router.get("/search", summary="Search for a place or a thing")
def list_hits(conn: ReadingThen, actor: CurrentActor, q: Line, limit: Annotated[int, Query(ge=1, le=50)] = 10) -> Hits:
    """Inside the caller's areas; a line that means nothing finds nothing."""
    hits = search(conn, q, areas=actor.areas, limit=limit)
    return Hits(items=[HitOut.model_validate(hit) for hit in hits])
