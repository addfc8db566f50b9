"""The permanent address of every coded thing: for a browser its certificate, for a program JSON or GeoJSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.engine import Connection

from api import certificates
from api.accept import best
from api.certificate_posts import posts_of
from api.certificates import Found
from api.deps import CurrentSettings, Now, PossibleActor, ReadingThen
from api.notices import frame_of
from api.throttle import limit_pages
from maps import certificate as sheet
from maps.certificate import Certificate
from maps.words import Language
from registry import lookup
from registry.codes import Kind
from registry.posts.kinds import PLACES

router = APIRouter(tags=["identity"], dependencies=[Depends(limit_pages)])

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
_PUBLIC_FACTS = ("class_zh", "class_en")

Code = Annotated[str, Path(max_length=64)]
Lang = Annotated[Language, Query(description="language of the page")]


class Said(BaseModel):
    """A label and what stands beside it, in both languages."""

    label_zh: str
    label_en: str
    zh: str
    en: str


class Happened(BaseModel):
    """One step of the story; strangers are told the day (as its noon in Qingdao), not the hour."""

    at: datetime
    zh: str
    en: str


class Problem(BaseModel):
    """Something open on a thing."""

    defect_zh: str
    defect_en: str
    state_zh: str
    state_en: str
    hazard: bool
    reported_at: datetime
    number: str | None


class Identity(BaseModel):
    """A thing: its position in degrees WGS 84, exact where `rounded_to_m` is null, and what the caller may know.

    `address` is the permanent one, `spoken` the number said aloud, `sign` that on the board of
    a cell, `posts` who answers for a place, `problems` what is open on it, `became` what became
    of a code that is no longer a thing of its own. `others` are the kinds of further things of the same code: a grid
    and a unit grid may share one (ask with `kind`).
    """

    kind: Kind
    code: str
    address: str
    title_zh: str
    title_en: str
    spoken: str | None
    sign_zh: str | None
    sign_en: str | None
    status: str | None
    lon: float | None
    lat: float | None
    rounded_to_m: int | None
    place_zh: str | None
    place_en: str | None
    whose: list[Said]
    posts: list[Said]
    condition: list[Said]
    problems: list[Problem]
    story: list[Happened]
    became: list[Said]
    facts: dict[str, Any]
    others: list[Kind] = Field(description="further kinds of this code")

    @classmethod
    def of(cls, it: Certificate, facts: Mapping[str, object]) -> Self:
        """A certificate as data."""
        position, place = it.position, it.place
        return cls(
            kind=Kind(it.kind),
            code=it.code,
            address=it.address,
            title_zh=it.title.zh,
            title_en=it.title.en,
            spoken=it.spoken,
            sign_zh=it.sign.zh if it.sign else None,
            sign_en=it.sign.en if it.sign else None,
            status=it.status,
            lon=position.lon if position else None,
            lat=position.lat if position else None,
            rounded_to_m=position.rounded_to_m if position else None,
            place_zh=place.zh if place else None,
            place_en=place.en if place else None,
            whose=_said(it.whose),
            posts=_said(it.posts),
            condition=_said(it.condition),
            problems=[
                Problem(
                    defect_zh=one.defect.zh,
                    defect_en=one.defect.en,
                    state_zh=one.state.zh,
                    state_en=one.state.en,
                    hazard=one.hazard,
                    reported_at=one.reported_at,
                    number=one.number or None,
                )
                for one in it.troubles or ()
            ],
            story=[Happened(at=one.at, zh=one.words.zh, en=one.words.en) for one in it.story],
            became=_said(it.became),
            facts=dict(facts),
            others=[Kind(other) for other in it.others],
        )


@router.get(
    "/id/{code}",
    summary="What bears this code",
    response_model=Identity,
    responses={
        200: {"content": {GEOJSON: {"schema": {"type": "object"}}, HTML: {"schema": {"type": "string"}}}},
        304: {"description": "unchanged since the ETag given"},
    },
)
@router.head("/id/{code}", include_in_schema=False)
def get_identity(
    request: Request,
    conn: ReadingThen,
    actor: PossibleActor,
    now: Now,
    settings: CurrentSettings,
    code: Code,
    kind: Annotated[Kind | None, Query(description="where a code names two things")] = None,
    lang: Lang = Language.ZH,
    accept: Annotated[str, Header(include_in_schema=False)] = JSON,
) -> Response:
    """HTML, GeoJSON or JSON by Accept. All of it inside one's areas; to everybody else one point, rounded to 10 m.

    A code that is no longer a thing of its own answers for ever: as it was last, with what became of it.
    """
    found = certificates.find(conn, code, kind=kind, actor=actor)
    it = certificates.certificate(conn, found, public_url=settings.public_url)
    if found.thing.kind in PLACES:
        named = settings.post_holders_public
        it = replace(it, posts=posts_of(conn, found, actor, now=now, holders_public=named))
    form = best(accept, (JSON, GEOJSON, HTML))
    if form == HTML:
        frame = frame_of(request, lang, **({"kind": kind} if kind else {}))
        return _unless_known(request, HTMLResponse(sheet.render(it, frame)))
    known = Identity.of(it, _facts(conn, found))
    if form == GEOJSON:
        return _unless_known(request, JSONResponse(jsonable_encoder(_feature(known, found)), media_type=GEOJSON))
    return _unless_known(request, JSONResponse(known.model_dump(mode="json")))


def _unless_known(request: Request, answer: Response) -> Response:
    """The answer under an ETag made from its bytes, or 304 for who has it. Kept by nobody but the one who asked."""
    etag = f'"{sha256(answer.body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Vary": "Accept, Authorization, Cookie", "Cache-Control": "private, no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer


def _facts(conn: Connection, found: Found) -> Mapping[str, object]:
    thing = found.thing
    if not found.inside:
        return {name: thing.facts[name] for name in _PUBLIC_FACTS if name in thing.facts}
    if thing.kind is not Kind.ASSET or not thing.facts:
        return thing.facts
    return asdict(lookup.asset(conn, thing.code, gone=True))


def _said(lines: Sequence[sheet.Line]) -> list[Said]:
    return [Said(label_zh=one.label.zh, label_en=one.label.en, zh=one.value.zh, en=one.value.en) for one in lines]


def _feature(known: Identity, found: Found) -> dict[str, object]:
    point = None if known.lon is None else {"type": "Point", "coordinates": [known.lon, known.lat]}
    return {
        "type": "Feature",
        "id": known.code,
        "geometry": found.thing.geometry if found.inside else point,
        "properties": known.model_dump(exclude={"lon", "lat"}),
    }
