"""Plans in effect and what stood when: the cells that stand, a part of a draft beside them, impact, undo, changes."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api import trail
from api.deps import CurrentActor, CurrentSettings, IfMatch, Now, Reading, ReadingThen, Writing, require
from api.edit_shapes import EditsBody
from api.plan_shapes import (
    ChangeList,
    EditTrialAnswer,
    PartCells,
    PublishedPlanAnswer,
    PublishedPlanList,
    StandingCells,
    StreetAnswer,
    StreetList,
    UndoBody,
    UndoneAnswer,
)
from api.routes.drafts import Division, Grid, Number
from api.routes.pages import imprint_of
from inspections.redraw.gathering import impact as weigh
from inspections.tickets.cells import settle
from maps import impact as sheet
from maps.words import Language
from registry.actor import Actor, Role
from registry.history import known
from registry.redraw import plans, present, publishing
from registry.redraw.drafting import drafts, looking
from registry.redraw.parameters import Parameters

router = APIRouter(tags=["plans"])

Within = Annotated[str, Query(pattern="^[0-9]{6}([0-9]{3}){0,3}$", description="a division, street, community or grid")]
Weigher = Annotated[Actor, Depends(require(Role.PLANNER, Role.LEADER))]
_DRAFT = "/redraw/drafts/{draft_id}"


@router.get("/redraw/standing", summary="The cells that stand")
def list_standing_cells(conn: ReadingThen, actor: CurrentActor, within: Within) -> StandingCells:
    """GeoJSON with minutes and the limit of their plan; of now, or as of a moment."""
    return StandingCells.of(plans.standing(conn, actor, within))


@router.get("/redraw/streets", summary="Streets in one's areas")
def list_area_streets(conn: Reading, actor: CurrentActor) -> StreetList:
    """By code, to choose from."""
    return StreetList(streets=[StreetAnswer.model_validate(one) for one in present.streets(conn, actor)])


@router.get(f"{_DRAFT}/parts/{{division}}/cells", summary="The cells of a part of a draft")
def list_part_cells(conn: Reading, actor: CurrentActor, draft_id: Number, division: Division) -> PartCells:
    """GeoJSON with minutes, of the grids in one's areas."""
    drawn, settings = looking.part(conn, actor, draft_id, division)
    return PartCells.of(drawn.cells, settings)


@router.post(f"{_DRAFT}/grids/{{grid}}/trial", summary="Try an edit of a grid")
def try_draft_edit(
    conn: Writing, actor: CurrentActor, now: Now, draft_id: Number, grid: Grid, body: EditsBody, version: IfMatch
) -> EditTrialAnswer:
    """What the edits and their repair would make of it; nothing is kept. Refused as the edit would be."""
    asked = [one.edit() for one in body.edits]
    edited = looking.attempt(conn, actor, draft_id, grid, asked, if_version=version, now=now)
    return EditTrialAnswer.of(edited, drafts.one(conn, actor, draft_id).settings)


@router.get(
    f"{_DRAFT}/parts/{{division}}/impact.html",
    summary="The impact sheet of a part",
    response_class=HTMLResponse,
)
def get_part_impact(
    conn: Reading,
    actor: Weigher,
    settings: CurrentSettings,
    now: Now,
    draft_id: Number,
    division: Division,
    lang: Language = Language.ZH,
) -> HTMLResponse:
    """What publishing it would change, as one file that opens offline: people, hours, what changes hands, a replay."""
    drawn, made_with = looking.part(conn, actor, draft_id, division)
    draft = drafts.one(conn, actor, draft_id)
    found = weigh(
        conn,
        actor,
        drawn.cells,
        drawn.atoms,
        parameters=Parameters(limit_minutes=made_with.limit_minutes, people=made_with.people),
        people=made_with.people,
        mobilisation=made_with.mobilisation_minutes,
        now=now,
    )
    name = next((f"{draft.name} {one.name_zh}" for one in draft.parts if one.division_code == division), draft.name)
    sha256 = draft.file_sha256 or hashlib.sha256(name.encode()).hexdigest()
    drawing = sheet.ground(conn)
    page = sheet.render(found, drawing, plan=name, sha256=sha256, language=lang, imprint=imprint_of(settings))
    return HTMLResponse(page)


@router.get("/redraw/plans", summary="List plans")
def list_published_plans(conn: Reading, actor: CurrentActor) -> PublishedPlanList:
    """Those that were published, the newest first."""
    del actor
    return PublishedPlanList(plans=[PublishedPlanAnswer.model_validate(dict(row)) for row in publishing.listed(conn)])


@router.post("/redraw/plans/{plan_id}/undo", summary="Take a plan back")
def undo_published_plan(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, plan_id: Number, body: UndoBody
) -> UndoneAnswer:
    """Withdrawn before its day; after it the former cells stand again from now on, with their codes. 409 where it was
    taken back already, or a later plan stands on some of its grids.
    """
    trail.about(request, f"plan {plan_id}", reason=body.reason)
    done = plans.undo(conn, actor, plan_id, now=now, reason=body.reason)
    return UndoneAnswer.of(done, settle(conn))


@router.get("/changes", summary="When the register changed")
def list_register_changes(
    conn: Reading,
    actor: CurrentActor,
    before: Annotated[int, Query(ge=1, le=known.NEWEST)] = known.NEWEST,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ChangeList:
    """The newest first: the moments at which a look back (`as_of`) shows something else."""
    del actor
    return ChangeList.of(known.listed(conn, before=before, limit=limit), limit=limit)
