"""Routing rules in versions: drafted, tried on the past year, put in force; why a ticket went where."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api import trail
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag, require
from api.numbered import TicketRead
from api.routing_shapes import (
    DraftBody,
    EnforceBody,
    ForceAnswer,
    RouteAnswer,
    SetAnswer,
    SetHead,
    SetList,
    TrialAnswer,
)
from inspections.routing import explaining, sets, trying
from registry.actor import Actor, Role

router = APIRouter(tags=["routing"])

Keeper = Annotated[Actor, Depends(require(Role.STEWARD, Role.ADMIN))]
Reader = Annotated[Actor, Depends(require(Role.STEWARD, Role.ADMIN, Role.DISPATCHER))]
"""A dispatcher must be able to read the rule that a reason names."""
SetId = Annotated[int, Path(ge=1, le=2**62)]
Limit = Annotated[int, Query(ge=1, le=1000)]


@router.get("/tickets/{ticket_id}/route", summary="Why a ticket goes where it goes")
def get_route(conn: Reading, actor: CurrentActor, now: Now, ticket_id: TicketRead) -> RouteAnswer:
    """Every rule tried in order, by the rules as they were, and who answers for the matter and for the territory."""
    return RouteAnswer.of(explaining.explain(conn, actor, ticket_id, now=now))


@router.get("/rule-sets", summary="List sets of routing rules")
def list_rule_sets(conn: Reading, _: Reader, now: Now, response: Response) -> SetList:
    """All of them, the last first; the ETag is the version from which a set is put in force."""
    held, version = sets.in_force(conn, at=now), sets.last_said(conn)
    response.headers["ETag"] = etag(version)
    return SetList(
        in_force=held.id if held else None,
        version=version,
        sets=[SetHead.of(one) for one in sets.list_sets(conn)],
        forces=[ForceAnswer.of(one) for one in sets.forces(conn)],
    )


@router.post("/rule-sets", summary="Draft a set of routing rules", status_code=201)
def draft_rule_set(conn: Writing, actor: Keeper, now: Now, body: DraftBody) -> SetAnswer:
    """Keep it whole; it decides nothing until it is put in force. The same again changes nothing."""
    lines = [rule.line() for rule in body.rules]
    made = sets.draft(conn, actor, body.id, name=body.name, desk_org=body.desk_org, lines=lines, now=now)
    return SetAnswer.of(made)


@router.get("/rule-sets/{set_id}", summary="One set of routing rules")
def get_rule_set(conn: Reading, _: Reader, set_id: SetId) -> SetAnswer:
    """With its rules by position."""
    return SetAnswer.of(sets.set_by_id(conn, set_id))


@router.get("/rule-sets/{set_id}/trial", summary="Try a set of routing rules")
def try_rule_set(
    conn: Reading, _: Keeper, now: Now, set_id: SetId, limit: Limit = 100, after: Annotated[str, Query()] = ""
) -> TrialAnswer:
    """What of the past year, tickets and requests, would go elsewhere than by the rules of now, and what is wrong."""
    trial = trying.try_rules(conn, sets.set_by_id(conn, set_id).rules, now=now)
    return TrialAnswer.of(trial, after=after, limit=limit)


@router.post("/rule-sets/{set_id}/enforce", summary="Put a set of routing rules in force")
def enforce_rule_set(
    request: Request, conn: Writing, actor: Keeper, now: Now, set_id: SetId, body: EnforceBody, version: IfMatch
) -> ForceAnswer:
    """From a moment on, never for the past. If-Match is the ETag of the list: 412 where others were put in force."""
    trail.about(request, f"rule set {set_id}", reason=body.reason)
    force = sets.enforce(
        conn,
        actor,
        set_id,
        force_id=body.id,
        from_at=body.from_at,
        reason=body.reason,
        if_version=version,
        now=now,
    )
    return ForceAnswer.of(force)
