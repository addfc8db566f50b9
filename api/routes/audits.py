"""The audit: read and verified by the audit administrator."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.access import administrations, audit, chain
from api.access.administrations import Act
from api.access.audit import Filter
from api.access.chain import Link
from api.deps import CurrentActor, Reading
from api.shapes import Text

router = APIRouter(tags=["audit"])

Piece = Annotated[Text, Query(max_length=100)]


class AuditAnswer(BaseModel):
    """One row of the audit; `login` and `name` are what the account is called today."""

    id: int
    at: datetime
    account_id: UUID | None
    login: str | None
    name: str | None
    action: str
    target: str
    outcome: str
    request_id: str
    detail: dict[str, object]


class AuditPage(BaseModel):
    """The audit, newest first; `next` continues it."""

    items: list[AuditAnswer]
    next: int | None


class ChainLinkAnswer(BaseModel):
    """A link of the chain."""

    number: int
    sha256: str


class ChainFaultAnswer(BaseModel):
    """Where the chain is broken."""

    reason: Annotated[str, Field(description="changed, missing, gone, unlinked, cut_off or made_anew")]
    number: int | None
    audit_id: int | None
    at: datetime | None
    first_number: int | None


class AuditVerificationAnswer(BaseModel):
    """Whether a row was changed, put in or taken out. Note `head` elsewhere and ask for it as `expected` next time."""

    unbroken: bool
    rows: int
    since: datetime | None
    head: ChainLinkAnswer | None
    head_at: datetime | None
    anchor: ChainLinkAnswer | None
    pruned_at: datetime | None
    faults: list[ChainFaultAnswer]


@router.get("/audit", summary="Read the audit")
def list_audit(
    conn: Reading,
    actor: CurrentActor,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    login: Piece = "",
    text: Piece = "",
    outcome: Piece = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> AuditPage:
    """Newest first; `before` is the id of the last row already seen. `text` is a piece of action or target."""
    administrations.check(conn, actor, Act.READ_AUDIT)
    found = audit.recent(conn, before=before, limit=limit, which=Filter(login, text, outcome, since, until))
    items = [AuditAnswer.model_validate(one, from_attributes=True) for one in found]
    return AuditPage(items=items, next=found[-1].id if len(found) == limit else None)


@router.get("/audit/verification", summary="Verify the audit")
def verify_audit(
    conn: Reading,
    actor: CurrentActor,
    expected: Annotated[Text, Query(max_length=100, description="a head noted before: NUMBER:HASH")] = "",
) -> AuditVerificationAnswer:
    """Reckons every link anew: each row carries the SHA-256 of itself and of the row before it."""
    administrations.check(conn, actor, Act.READ_AUDIT)
    found = chain.verify(conn, expected=Link.parse(expected) if expected else None)
    return AuditVerificationAnswer.model_validate(found, from_attributes=True)
