"""The second factor of one's own account: set up with a QR code, confirmed by a code; new recovery codes."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, status
from pydantic import BaseModel, Field

from api import trail
from api.access import second_factor, sessions, sign_in
from api.access.callers import Caller
from api.access.owing import Owes
from api.deps import CurrentPerson, CurrentSettings, Now, Reading, Writing, entering, keys_changed
from api.routes.session import Code
from registry.database import writing

router = APIRouter(tags=["session"])

# Whoever was told to set it up may do nothing else, but this.
Enroller = Annotated[Caller, Depends(entering(Owes.ENROLMENT))]


class SecondFactorAnswer(BaseModel):
    """Whether there is a second factor, since when, and how many recovery codes are left."""

    since: datetime | None
    recovery_left: int


class EnrolmentAnswer(BaseModel):
    """What the phone needs, told this once: the picture to scan, or the secret to type."""

    secret: str
    uri: str
    qr: Annotated[str, Field(description="a picture (SVG) as an address `data:`")]


class RecoveryAnswer(BaseModel):
    """Codes for a lost phone, told this once; each is good once."""

    recovery_codes: list[str]


@router.get("/second-factor", summary="Show the state of the own second factor")
def get_second_factor(conn: Reading, caller: Enroller) -> SecondFactorAnswer:
    """Never its secret."""
    return SecondFactorAnswer.model_validate(second_factor.standing(conn, caller.account_id), from_attributes=True)


@router.post("/second-factor", summary="Set up the second factor", status_code=status.HTTP_201_CREATED)
def begin_second_factor(conn: Writing, caller: Enroller, now: Now) -> EnrolmentAnswer:
    """Begins anew where it was begun before; 409 where it is confirmed."""
    begun = second_factor.begin(conn, caller.account_id, login=caller.login, now=now)
    return EnrolmentAnswer(secret=begun.secret, uri=begun.uri, qr=begun.qr)


@router.post("/second-factor/confirm", summary="Confirm the second factor by a code of the phone")
def confirm_second_factor(request: Request, conn: Writing, caller: Enroller, body: Code, now: Now) -> RecoveryAnswer:
    """From now on each sign-in asks for a code; this session has shown it."""
    keys_changed(request)
    codes = second_factor.confirm(conn, caller.account_id, code=body.code, now=now)
    sessions.show_second_factor(conn, request.state.key[1], now=now)
    return RecoveryAnswer(recovery_codes=list(codes))


@router.post("/second-factor/recovery-codes", summary="Make new recovery codes")
def make_recovery_codes(
    request: Request, caller: CurrentPerson, body: Code, settings: CurrentSettings, now: Now
) -> RecoveryAnswer:
    """In place of those before. Needs a fresh code; wrong ones count as at a sign-in."""
    codes: tuple[str, ...] = ()
    with writing(request.app.state.engine) as conn:
        tried = sign_in.attempt_code(
            conn,
            caller.account_id,
            login=caller.login,
            code=body.code,
            now=now,
            lock_after=settings.lock_after,
            lock_minutes=settings.lock_minutes,
        )
        if tried.account_id is not None:
            codes = second_factor.new_recovery_codes(conn, caller.account_id)
            trail.done(request, conn)
    tried.admitted("the code is wrong or was used before")  # only now: the count of a refused attempt is committed
    return RecoveryAnswer(recovery_codes=list(codes))
