"""What a device says of a picture it names as proof: before or after the picture and its step have come."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.observations.positions import Position, in_wgs84
from inspections.observations.skew import moment, skew_s
from inspections.proof.judging import Stage
from inspections.proof.standing import adds
from registry.actor import Actor
from registry.errors import Conflict
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "evidence.sql")
MOST = 20


@dataclass(frozen=True, slots=True)
class Evidence:
    """One picture as the device tells of it: SHA-256 of the file there, what it shows, the id of the step it goes with.

    `fix` is the position when the shutter was pressed, `fix_age_s` how old it was; `device_time` is by its own clock.
    """

    original_sha256: str
    stage: Stage
    step_id: UUID
    fix: Position | None = None
    fix_age_s: float | None = None
    device_time: datetime | None = None

    def content(self) -> bytes:
        """What is told, as a hash: the same told again is known."""
        fix = self.fix
        place = (fix.lon, fix.lat, fix.accuracy_m, fix.datum) if fix else None
        told = [self.stage, str(self.step_id), place, self.fix_age_s]
        when = self.device_time.timestamp() if self.device_time else None
        return sha256(json.dumps([*told, when]).encode()).digest()


def tell(
    conn: Connection,
    actor: Actor,
    ticket_id: UUID,
    evidence: Sequence[Evidence],
    *,
    device_now: datetime | None,
    now: datetime,
) -> int:
    """Store what a device says of its pictures; how many were new. The same again changes nothing.

    `device_now` is the device's clock at sending: its times are set right by it. A picture that is told of is promised
    to its step, as by the step itself. Raises NotFound, Forbidden, Conflict (another word of the same picture, or the
    step is another ticket's).
    """
    account = adds(conn, actor, ticket_id)
    conn.execute(SQL["lock_ticket"], {"id": ticket_id})
    off_s = skew_s(device_now, now=now)
    fixes = iter(in_wgs84([one.fix for one in evidence if one.fix]))
    new = 0
    for one in evidence:
        fix = next(fixes) if one.fix else None
        taken = moment(one.device_time, skew_s=off_s, now=now) if one.device_time else None
        row = {
            "ticket_id": ticket_id,
            "original_sha256": one.original_sha256,
            "stage": str(one.stage),
            "step_id": one.step_id,
            "lon": fix.lon if fix else None,
            "lat": fix.lat if fix else None,
            "accuracy_m": fix.accuracy_m if fix else None,
            "fix_age_s": one.fix_age_s,
            "datum": str(fix.datum) if fix else None,
            "device_time": one.device_time,
            "taken_at": taken.observed_at if taken else None,
            "skew_s": off_s,
            "account_id": account,
            "org_code": actor.org_code,
            "now": now,
            "content_sha256": one.content(),
        }
        new += _store(conn, row)
    return new


def _store(conn: Connection, row: dict[str, object]) -> bool:
    elsewhere = conn.execute(SQL["ticket_of_step"], row).scalar()
    if elsewhere is not None and elsewhere != row["ticket_id"]:
        raise Conflict(f"the step {row['step_id']} is one of another ticket", step_id=str(row["step_id"]))
    if conn.execute(SQL["store"], row).rowcount:
        conn.execute(SQL["promise"], row)
        return True
    if conn.execute(SQL["known"], row).scalar_one() != row["content_sha256"]:
        raise Conflict(
            f"of the picture {row['original_sha256']} something else was told before; that stands",
            sha256=row["original_sha256"],
        )
    return False
