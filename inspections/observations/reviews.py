"""What only a person can settle: which asset was meant, when it was, whether the place is right."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from inspections.observations import ledger
from inspections.observations.gathering import asset_by_code
from inspections.observations.verdicts import Asset
from inspections.tickets.filing import Sighting, report_defects
from inspections.tickets.identifying import identify
from registry.actor import Actor
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "reviews.sql")
_AGE = timedelta(days=366)
_START = (datetime(1900, 1, 1, tzinfo=UTC), UUID(int=0))
NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk says: which asset was meant (or `no_asset`: none), when it was, that code and place agree.

    Every word the observation waits for needs its answer, and no other is taken. A wrong code is not mended here: what
    was reported under it stands in ledger and tickets; the inspector looks again.
    """

    asset_code: str | None = None
    no_asset: bool = False
    observed_at: datetime | None = None
    place_ok: bool = False

    @property
    def words(self) -> set[str]:
        """The words of the review that are answered."""
        said = {"match": self.names, "time": self.observed_at is not None, "place": self.place_ok}
        return {word for word, answered in said.items() if answered}

    @property
    def names(self) -> bool:
        """Whether the question of the asset is answered."""
        return self.asset_code is not None or self.no_asset


def waiting(
    conn: Connection, actor: Actor, *, limit: int = 50, after: tuple[datetime, UUID] | None = None
) -> list[Row[Any]]:
    """Observations waiting for a person in the areas, oldest first; `after` is (received_at, id) of the last one.

    Columns: id, result, defect_code, severity, note, asset_code, candidates, review, device_time, observed_at, skew_s,
    received_at, campaign_id, account_id, lon, lat (WGS 84), accuracy_m, community_code.
    """
    after_at, after_id = after or _START
    values = {"after_at": after_at, "after_id": after_id, "limit": limit}
    areas = {"areas": list(actor.areas), "whole": actor.covers(None)}
    return list(conn.execute(SQL["waiting"], values | areas).all())


def resolve(
    conn: Connection, actor: Actor, observation_id: UUID, answer: Answer, *, now: datetime, profile: str = "default"
) -> None:
    """Settle an observation: it enters the ledger, and its defect goes where a matched one would have gone. A hazard's
    ticket that was opened by place takes the asset, or gives way to the asset's own (inspections.tickets.identifying).

    The same answer again changes nothing. Raises NotFound, Forbidden outside the areas, Conflict where something else
    (or nothing) waits to be settled, Invalid for an unknown asset or a time that cannot be.
    """
    row = conn.execute(SQL["take"], {"id": observation_id}).one_or_none()
    if row is None:
        raise NotFound(f"no observation has the id {observation_id}")
    if not actor.covers(row.community_code):
        raise Forbidden("the observation lies outside your areas")
    if _is_settled(conn, row, answer):
        return
    waits = set((row.review or "").split())
    if waits != answer.words or not waits:
        told = ", ".join(sorted(waits)) or "nothing"
        raise Conflict(f"the observation waits for: {told}; answer just that", waits=sorted(waits))
    if answer.observed_at is not None and not now - _AGE <= answer.observed_at <= now:
        raise Invalid("observed_at: give a time before now, within the last year", field="observed_at")
    asset = _asset(conn, actor, answer.asset_code or row.asset_code)
    observed_at = (answer.observed_at or row.observed_at).astimezone(UTC)
    conn.execute(
        SQL["settle"],
        {
            "id": observation_id,
            "asset_code": asset.code if asset else None,
            "matched_by": "desk" if answer.names else row.matched_by,
            "observed_at": observed_at,
        },
    )
    _follow(conn, actor, row, asset, observed_at=observed_at, now=now, profile=profile)


def refused(conn: Connection, *, account_id: UUID | None, limit: int = 50, before: int = NEWEST) -> list[Row[Any]]:
    """Refused items as they came, newest first, of an account or of all (None); `before` is the id of the last one.

    Columns: id, item_id, batch_id, device_id, account_id, reason, detail, content, received_at.
    """
    values = {"account_id": account_id, "before": before, "limit": limit}
    return list(conn.execute(SQL["refused"], values).all())


def _is_settled(conn: Connection, row: Row[Any], answer: Answer) -> bool:
    """Whether just this was answered before."""
    if row.review is not None or not answer.words:
        return False
    meant = asset_by_code(conn, answer.asset_code) if answer.asset_code else None
    same_asset = answer.asset_code is None or (meant is not None and meant.code == row.asset_code)
    same_none = not answer.no_asset or row.asset_code is None
    return same_asset and same_none and answer.observed_at in {None, row.observed_at}


def _asset(conn: Connection, actor: Actor, code: str | None) -> Asset | None:
    if code is None:
        return None
    asset = asset_by_code(conn, code)
    if asset is None:
        raise Invalid(f"no asset has the code {code}", field="asset_code")
    if not actor.covers(asset.community_code):
        raise Forbidden("the asset lies outside your areas")
    return asset


def _follow(
    conn: Connection,
    actor: Actor,
    row: Row[Any],
    asset: Asset | None,
    *,
    observed_at: datetime,
    now: datetime,
    profile: str,
) -> None:
    """What the settled observation means for the ledger and the tickets."""
    counts = row.campaign_id is not None and (row.ended_at is None or observed_at <= row.ended_at)
    if counts and asset is not None and row.result != "new":
        ledger.cover(conn, row.campaign_id, [str(row.id)], second_look=row.second_look)
    if row.defect_code is None or asset is None or row.asset_code is not None:
        return  # no defect, nothing it is a defect of, or reported when it came
    seen = Sighting(
        observation_id=row.id,
        asset_code=asset.code,
        class_code=asset.class_code,
        owner_code=asset.owner_code,
        setting=asset.setting,
        community_code=asset.community_code,
        grid_code=asset.grid_code,
        lon=asset.lon if row.lon is None else row.lon,
        lat=asset.lat if row.lat is None else row.lat,
        accuracy_m=row.accuracy_m,
        defect_code=row.defect_code,
        severity=row.severity,
        observed_at=observed_at,
    )
    identify(conn, actor, seen, now=now, profile=profile)
    report_defects(conn, actor, [seen], now=now, campaign_id=row.campaign_id, profile=profile)
