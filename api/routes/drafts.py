"""Drafts of plans: read by grid, edited by planners with a repair, remarked on, approved and published by part."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from api import trail
from api.approval_shapes import (
    AdvancedAnswer,
    PartAnswer,
    PartStepBody,
    PublicationBody,
    RemarkAnswerBody,
    RemarkBody,
    RemarkCollection,
    RemarkFeature,
)
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag
from api.draft_shapes import DraftAnswer, DraftList, EditAnswer, GridAnswer
from api.edit_shapes import EditsBody
from registry.redraw.drafting import drafts, editing, parts, remarks
from registry.redraw.drafting.approval import Act

router = APIRouter(tags=["drafts"], prefix="/redraw/drafts")

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Grid = Annotated[str, Path(pattern="^[0-9]{15}$")]
Division = Annotated[str, Path(pattern="^[0-9]{9}([0-9]{3})?$", description="a street or a community")]


@router.get("", summary="List drafts")
def list_drafts(conn: Reading, actor: CurrentActor, closed: bool = False) -> DraftList:
    """The newest first, those with a part in one's areas; closed ones too where asked for."""
    return DraftList(drafts=[DraftAnswer.of(draft) for draft in drafts.listed(conn, actor, closed=closed)])


@router.get("/{draft_id}", summary="One draft")
def get_draft(conn: Reading, actor: CurrentActor, draft_id: Number) -> DraftAnswer:
    """With the parts in one's areas."""
    return DraftAnswer.of(drafts.one(conn, actor, draft_id))


@router.get("/{draft_id}/grids/{grid}", summary="A grid of a draft")
def get_draft_grid(conn: Reading, actor: CurrentActor, draft_id: Number, grid: Grid, response: Response) -> GridAnswer:
    """Its cells with their minutes as GeoJSON, and its atoms. The ETag is the version an edit starts from."""
    sheet = drafts.open_grid(conn, actor, draft_id, grid)
    response.headers["ETag"] = etag(sheet.version)
    return GridAnswer.of(sheet, drafts.one(conn, actor, draft_id).settings)


@router.post("/{draft_id}/grids/{grid}/edits", summary="Edit a grid")
def edit_draft_grid(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    now: Now,
    draft_id: Number,
    grid: Grid,
    body: EditsBody,
    version: IfMatch,
    response: Response,
) -> EditAnswer:
    """A planner's edits in order, then a repair of the grid: the limit is restored with the least change.

    412 where somebody changed the grid meanwhile, 409 for a locked cell or a published part, 422 where no repair helps.
    A part that was with the street or the district is a draft again.
    """
    trail.about(request, f"draft {draft_id} grid {grid}", edits=[one.kind for one in body.edits])
    asked = [one.edit() for one in body.edits]
    edited = editing.edit(conn, actor, draft_id, grid, asked, if_version=version, now=now, reason=body.reason)
    response.headers["ETag"] = etag(edited.sheet.version)
    return EditAnswer.of(edited, drafts.one(conn, actor, draft_id).settings)


@router.get("/{draft_id}/parts/{division}", summary="A part of a draft")
def get_draft_part(
    conn: Reading, actor: CurrentActor, draft_id: Number, division: Division, response: Response
) -> PartAnswer:
    """Its grids, its log, and the steps one may take now. The ETag is the version a step starts from."""
    file = parts.one(conn, actor, draft_id, division)
    response.headers["ETag"] = etag(file.version)
    return PartAnswer.of(file)


@router.post("/{draft_id}/parts/{division}/steps", summary="Move a part on")
def advance_draft_part(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    now: Now,
    draft_id: Number,
    division: Division,
    body: PartStepBody,
    version: IfMatch,
) -> AdvancedAnswer:
    """Send it to the communities and to the street, approve it for the street, or return it with a reason.

    409 where no such step leads on, a remark waits for an answer or the verifier has faults.
    """
    trail.about(request, f"draft {draft_id} part {division}", act=body.act)
    return AdvancedAnswer.of(
        parts.advance(conn, actor, draft_id, division, act=body.act, now=now, if_version=version, reason=body.reason)
    )


@router.post("/{draft_id}/parts/{division}/publication", summary="Publish a part")
def publish_draft_part(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    now: Now,
    draft_id: Number,
    division: Division,
    body: PublicationBody,
    version: IfMatch,
) -> AdvancedAnswer:
    """Its grids become a plan that holds from a day on; nothing of another part changes."""
    trail.about(request, f"draft {draft_id} part {division}", act=Act.PUBLISH)
    return AdvancedAnswer.of(
        parts.advance(
            conn,
            actor,
            draft_id,
            division,
            act=Act.PUBLISH,
            now=now,
            if_version=version,
            reason=body.reason,
            effective_at=body.effective_at,
        )
    )


@router.get("/{draft_id}/remarks", summary="Remarks on a draft")
def list_draft_remarks(
    conn: Reading, actor: CurrentActor, draft_id: Number, unresolved: bool = False
) -> RemarkCollection:
    """GeoJSON, those in one's areas."""
    found = remarks.listed(conn, actor, draft_id, unresolved=unresolved)
    return RemarkCollection(features=[RemarkFeature.of(remark) for remark in found])


@router.post("/{draft_id}/remarks", summary="Remark on a draft")
def add_draft_remark(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, draft_id: Number, body: RemarkBody
) -> RemarkFeature:
    """Pin words to a place in one's areas, while the part is with the communities, the street or the district."""
    trail.about(request, f"draft {draft_id}", remark=str(body.id))
    return RemarkFeature.of(
        remarks.add(conn, actor, draft_id, body.words, remark_id=body.id, lon=body.lon, lat=body.lat, now=now)
    )


@router.post("/{draft_id}/remarks/{remark_id}/answer", summary="Answer a remark")
def answer_draft_remark(
    conn: Writing, actor: CurrentActor, now: Now, draft_id: Number, remark_id: UUID, body: RemarkAnswerBody
) -> RemarkFeature:
    """A planner's answer; it may close the matter."""
    return RemarkFeature.of(
        remarks.answer(conn, actor, draft_id, remark_id, body.words, now=now, resolved=body.resolved)
    )


@router.post("/{draft_id}/remarks/{remark_id}/resolution", summary="Resolve a remark")
def resolve_draft_remark(
    conn: Writing, actor: CurrentActor, now: Now, draft_id: Number, remark_id: UUID
) -> RemarkFeature:
    """The matter is closed, by whoever said it or a planner."""
    return RemarkFeature.of(remarks.resolve(conn, actor, draft_id, remark_id, now=now))
