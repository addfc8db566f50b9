"""The permanent address of every coded thing: for a browser a page, for a program JSON or GeoJSON."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, PackageLoader
from pydantic import BaseModel, Field
from sqlalchemy.engine import Connection

from api.accept import best
from api.deps import PossibleActor, Reading
from registry import lookup
from registry.actor import Actor
from registry.codes import Kind
from registry.errors import NotFound
from registry.things import Thing

router = APIRouter(tags=["identity"])

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
# Full large-scale data of a district is protected: the public sees one thing at a time, to four decimals of a degree.
PUBLIC_M = 10
PUBLIC_DECIMALS = 4
_PUBLIC_FACTS = ("class_zh", "class_en")
_PAGES = Environment(loader=PackageLoader("api"), autoescape=True)
_KINDS_ZH: Mapping[Kind, str] = {
    Kind.DIVISION: "区",
    Kind.STREET: "街道",
    Kind.COMMUNITY: "社区",
    Kind.GRID: "网格",
    Kind.UNIT_GRID: "单元网格",
    Kind.ROAD_SEGMENT: "路段",
    Kind.COMPOUND: "小区",
    Kind.BUILDING: "楼栋",
    Kind.ENTRANCE: "单元",
    Kind.ASSET: "部件",
}


class Identity(BaseModel):
    """A thing: its position in degrees WGS 84, exact where `rounded_to_m` is null, and the facts the caller may see.

    `others` are the kinds of further things of the same code: a grid and a unit grid may share one (ask with `kind`).
    """

    kind: Kind
    code: str
    title_zh: str
    title_en: str
    lon: float | None
    lat: float | None
    rounded_to_m: int | None
    facts: dict[str, Any]
    others: list[Kind] = Field(description="further kinds of this code")


@router.get(
    "/id/{code}",
    summary="What bears this code",
    response_model=Identity,
    responses={200: {"content": {GEOJSON: {"schema": {"type": "object"}}, HTML: {"schema": {"type": "string"}}}}},
)
def get_identity(
    conn: Reading,
    actor: PossibleActor,
    code: Annotated[str, Path(max_length=64)],
    kind: Annotated[Kind | None, Query(description="where a code names two things")] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = JSON,
) -> Response:
    """HTML, GeoJSON or JSON by Accept. All of it inside one's areas; to everybody else one point, rounded to 10 m."""
    thing, others, inside = _find(conn, code, kind=kind, actor=actor)
    known = _all_of(conn, thing, others=others) if inside else _public(thing, others=others)
    headers = {"Vary": "Accept, Authorization, Cookie"}
    form = best(accept, (JSON, GEOJSON, HTML))
    if form == HTML:
        words = known.model_dump() | {"kind_zh": _KINDS_ZH[thing.kind]}
        return HTMLResponse(_PAGES.get_template("identity.html").render(words), headers=headers)
    if form == GEOJSON:
        shape = thing.geometry if inside else _point(known)
        return JSONResponse(jsonable_encoder(_feature(known, shape)), headers=headers, media_type=GEOJSON)
    return JSONResponse(known.model_dump(mode="json"), headers=headers)


def _find(conn: Connection, code: str, *, kind: Kind | None, actor: Actor | None) -> tuple[Thing, list[Kind], bool]:
    """The thing, the further kinds of its code, and whether it lies inside the actor's areas."""
    if actor is not None:
        try:
            found = lookup.by_code(conn, code, kind, areas=actor.areas)
        except NotFound:  # outside the areas everybody is the public
            pass
        else:
            return found[0], [other.kind for other in found[1:]], True
    found = lookup.by_code(conn, code, kind)
    return found[0], [other.kind for other in found[1:]], False


def _all_of(conn: Connection, thing: Thing, *, others: list[Kind]) -> Identity:
    facts = asdict(lookup.asset(conn, thing.code)) if thing.kind is Kind.ASSET else dict(thing.facts)
    return _identity(thing, facts=facts, others=others, lon=thing.lon, lat=thing.lat, rounded_to_m=None)


def _public(thing: Thing, *, others: list[Kind]) -> Identity:
    facts = {name: thing.facts[name] for name in _PUBLIC_FACTS if name in thing.facts}
    lon, lat = (None if value is None else round(value, PUBLIC_DECIMALS) for value in (thing.lon, thing.lat))
    return _identity(thing, facts=facts, others=others, lon=lon, lat=lat, rounded_to_m=PUBLIC_M)


def _identity(thing: Thing, **known: Any) -> Identity:
    return Identity(kind=thing.kind, code=thing.code, title_zh=thing.title_zh, title_en=thing.title_en, **known)


def _point(known: Identity) -> Mapping[str, object] | None:
    return None if known.lon is None else {"type": "Point", "coordinates": [known.lon, known.lat]}


def _feature(known: Identity, shape: Mapping[str, object] | None) -> dict[str, object]:
    properties = known.model_dump(exclude={"lon", "lat"})
    return {"type": "Feature", "id": known.code, "geometry": shape, "properties": properties}
