"""Names that forms offer: organisations and classes, for whoever signed in."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.deps import CurrentCaller, Now, Reading
from api.shapes import Text
from registry import directory
from registry.contracts.contract import day_of

router = APIRouter(tags=["directory"])


class OrganisationAnswer(BaseModel):
    """An organisation: bureau, company, crew or property service.

    One that has `ended` is told because its name still stands on what it did; nothing new is given to it.
    """

    model_config = ConfigDict(from_attributes=True)

    code: str
    name_zh: str
    name_en: str
    kind: str
    parent_code: str | None
    street_code: str | None
    ended: bool


class OrganisationPage(BaseModel):
    """Organisations by code; `next` continues the list."""

    items: list[OrganisationAnswer]
    next: str | None


class ClassAnswer(BaseModel):
    """A class of things, and how many there are."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    old_code: str | None
    name_zh: str
    name_en: str
    is_cover: bool
    words: list[str]
    assets: int


class ClassList(BaseModel):
    """All classes by code."""

    items: list[ClassAnswer]


@router.get("/organisations", summary="List organisations")
def list_organisations(
    conn: Reading,
    _: CurrentCaller,
    now: Now,
    text: Annotated[Text, Query(max_length=100, description="a piece of code or name")] = "",
    after: Text = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 1000,
) -> OrganisationPage:
    """By code, those after `after`."""
    found = directory.organisations(conn, day=day_of(now), text=text, after=after, limit=limit)
    items = [OrganisationAnswer.model_validate(one) for one in found]
    return OrganisationPage(items=items, next=found[-1].code if len(found) == limit else None)


@router.get("/classes", summary="List classes")
def list_classes(conn: Reading, _: CurrentCaller) -> ClassList:
    """By code, with what people call them."""
    return ClassList(items=[ClassAnswer.model_validate(one) for one in directory.classes(conn)])
