"""Proof of a repair: what devices say of pictures, how it is judged, what verification finds of each house."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from api import trail
from api.deps import CurrentActor, Now, Reading, Writing
from api.numbered import TicketRead, TicketWritten
from api.proof_shapes import EvidenceAnswer, HouseFigures, ProofAnswer, VerificationAnswer
from api.shapes import Shape
from inspections.observations.positions import MOST_ACCURACY_M, Position, Source
from inspections.proof import drawing, evidence, proving
from inspections.proof.evidence import MOST, Evidence
from inspections.proof.judging import Stage
from registry.datum import Datum

router = APIRouter(tags=["proof"])

MOST_AGE_S = 86_400.0


class Fix(Shape):
    """The device's position when the shutter was pressed, in a named datum."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    accuracy_m: Annotated[float | None, Field(ge=0, le=MOST_ACCURACY_M, description="radius that holds 68 %")] = None
    age_s: Annotated[float | None, Field(ge=0, le=MOST_AGE_S, description="how old it was then")] = None
    datum: Datum = Datum.WGS84


class EvidenceBody(Shape):
    """What a device says of one picture. `step_id` is the id of the step it goes with, taken before or after."""

    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="of the file on the device")]
    stage: Stage
    step_id: UUID
    fix: Fix | None = None
    device_time: Annotated[datetime | None, Field(description="when it was taken, by the device's own clock")] = None

    def evidence(self) -> Evidence:
        """The evidence as the use case takes it."""
        fix = self.fix
        position = Position(fix.lon, fix.lat, fix.accuracy_m, Source.GNSS, fix.datum) if fix else None
        age_s = fix.age_s if fix else None
        return Evidence(self.sha256, self.stage, self.step_id, position, age_s, self.device_time)


class EvidencesBody(Shape):
    """Pictures of a ticket, with the device's clock at sending, by which its times are set right."""

    device_now: datetime | None = None
    evidence: Annotated[tuple[EvidenceBody, ...], Field(min_length=1, max_length=MOST)]


@router.put("/tickets/{ticket_id}/evidence", summary="Say where and when pictures were taken")
def put_evidence(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, ticket_id: TicketWritten, body: EvidencesBody
) -> EvidenceAnswer:
    """Before or after the pictures and their step have come; the same again changes nothing, another word gets 409."""
    trail.about(request, f"ticket {ticket_id}", pictures=len(body.evidence))
    told = [one.evidence() for one in body.evidence]
    new = evidence.tell(conn, actor, ticket_id, told, device_now=body.device_now, now=now)
    return EvidenceAnswer(ticket_id=ticket_id, new=new, known=len(told) - new)


@router.get("/tickets/{ticket_id}/proof", summary="How good the proof of a repair is")
def get_proof(conn: Reading, actor: CurrentActor, ticket_id: TicketRead) -> ProofAnswer:
    """A grade and hints for whoever verifies, never a verdict; and whether it must be verified at all."""
    return ProofAnswer.of(proving.proof_of(conn, actor, ticket_id))


@router.get("/verification", summary="What verification finds of each house")
def get_verification(conn: Reading, actor: CurrentActor) -> VerificationAnswer:
    """Shares and failures by house in one's areas, with the interval that holds its true share of failures at 95 %."""
    return VerificationAnswer(houses=[HouseFigures.of(one) for one in drawing.figures(conn, actor)])
