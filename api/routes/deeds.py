"""What is done to assets: amended, moved, merged, split, replaced, retired, revived; by a steward, with the reason."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlalchemy.engine import Connection

from api import trail
from api.asset_shapes import AssetFeature
from api.deed_shapes import AmendBody, DeedAnswer, MergeBody, MoveBody, ReplaceBody, SplitBody, Told
from api.deps import IfMatchChange, Now, Writing, require
from inspections.tickets import rehoming
from inspections.tickets.rehoming import Rehomed
from registry import lookup
from registry.actor import Actor, Role
from registry.history import deeds
from registry.history.rules import Part, Said

router = APIRouter(tags=["assets"])

Steward = Annotated[Actor, Depends(require(Role.STEWARD))]
Code = Annotated[str, Path(pattern="^[0-9]{16,17}$")]


@router.patch("/assets/{code}", summary="Amend an asset")
def amend_asset(
    request: Request,
    conn: Writing,
    actor: Steward,
    code: Code,
    body: AmendBody,
    version: IfMatchChange,
    response: Response,
) -> AssetFeature:
    """Say what is so: the fields that are sent, null for unknown; from `since` on, which may lie in the past."""
    told = body.told()
    trail.about(request, f"asset {code}", fields=sorted(told), since=str(body.since or ""))
    said = Said(
        id=uuid4(), account=actor.name, areas=actor.areas, reason=body.reason, since=body.since, if_version=version
    )
    deeds.amend(conn, code, said, fields=told)
    asset = lookup.asset(conn, code)
    response.headers["ETag"] = f'"{asset.version}"'
    return AssetFeature.of(asset)


@router.post("/assets/{code}/move", summary="Move an asset")
def move_asset(
    request: Request,
    conn: Writing,
    actor: Steward,
    code: Code,
    body: MoveBody,
    version: IfMatchChange,
    response: Response,
) -> DeedAnswer:
    """Tell where it stands: relocated from `since` on, or surveyed or corrected, which was always so."""
    trail.about(request, f"asset {code}", how=body.how, id=str(body.id))
    done = deeds.move(conn, code, _said(body, actor, version), to=body.position(), how=body.how)
    return _answer(conn, Rehomed(done), response)


@router.post("/assets/{code}/merge", summary="Merge assets")
def merge_assets(
    request: Request,
    conn: Writing,
    actor: Steward,
    now: Now,
    code: Code,
    body: MergeBody,
    version: IfMatchChange,
    response: Response,
) -> DeedAnswer:
    """Say that other codes are the same thing as this one, which goes on; their open work comes along."""
    trail.about(request, f"asset {code}", codes=list(body.codes), id=str(body.id))
    said = _said(body, actor, version)
    return _answer(conn, rehoming.merge(conn, actor, code, said, others=body.codes, fill=body.fill, now=now), response)


@router.post("/assets/{code}/split", summary="Split an asset")
def split_asset(
    request: Request,
    conn: Writing,
    actor: Steward,
    now: Now,
    code: Code,
    body: SplitBody,
    version: IfMatchChange,
    response: Response,
) -> DeedAnswer:
    """Say that one record is several things: each gets a code; open work goes to the nearest part."""
    trail.about(request, f"asset {code}", parts=len(body.parts), id=str(body.id))
    parts = [Part(position=part.position(), class_code=part.class_code) for part in body.parts]
    return _answer(conn, rehoming.split(conn, actor, code, _said(body, actor, version), parts=parts, now=now), response)


@router.post("/assets/{code}/replace", summary="Replace an asset")
def replace_asset(
    request: Request,
    conn: Writing,
    actor: Steward,
    now: Now,
    code: Code,
    body: ReplaceBody,
    version: IfMatchChange,
    response: Response,
) -> DeedAnswer:
    """Say that another thing stands in its place: a new code, with whose and where of the old, and its open work."""
    trail.about(request, f"asset {code}", id=str(body.id))
    rehomed = rehoming.replace(
        conn,
        actor,
        code,
        _said(body, actor, version),
        to=body.position.position() if body.position else None,
        class_code=body.class_code,
        fields=body.fields.told(),
        now=now,
    )
    return _answer(conn, rehomed, response)


@router.post("/assets/{code}/retire", summary="Retire an asset")
def retire_asset(
    request: Request,
    conn: Writing,
    actor: Steward,
    code: Code,
    body: Told,
    version: IfMatchChange,
    response: Response,
) -> DeedAnswer:
    """Say that it was taken away and nothing stands in its place. 409 while work on it is open."""
    trail.about(request, f"asset {code}", id=str(body.id))
    return _answer(conn, rehoming.retire(conn, code, _said(body, actor, version)), response)


@router.post("/assets/{code}/revive", summary="Revive an asset")
def revive_asset(
    request: Request,
    conn: Writing,
    actor: Steward,
    code: Code,
    body: Told,
    version: IfMatchChange,
    response: Response,
) -> DeedAnswer:
    """Say that what was taken away is in use, as it was before."""
    trail.about(request, f"asset {code}", id=str(body.id))
    return _answer(conn, Rehomed(deeds.revive(conn, code, _said(body, actor, version))), response)


def _said(body: Told, actor: Actor, version: int) -> Said:
    return body.said(actor.name, actor.areas, if_version=version)


def _answer(conn: Connection, rehomed: Rehomed, response: Response) -> DeedAnswer:
    """What stands after a deed; the ETag is that of its first asset, as the next deed takes it."""
    done = rehomed.done
    assets = [lookup.asset(conn, code) for code in done.codes or done.ended]
    response.headers["ETag"] = f'"{assets[0].version}"'
    return DeedAnswer.of(rehomed, assets)
