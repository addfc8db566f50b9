"""Gather: what the database says about the items of a batch, one statement for each kind of question."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.clocks.calendar import ZONE
from inspections.observations.batches import Batch
from inspections.observations.items import Fault, Item, Visit
from inspections.observations.matching import Near, reach_m
from inspections.observations.verdicts import REMOTE_M, Asset, Campaign, Facts, Unit
from registry.actor import Actor
from registry.codes import Kind
from registry.history.became import resolve
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "gathering.sql")


def gather(conn: Connection, actor: Actor, batch: Batch, items: Sequence[Item | Visit | Fault]) -> Facts:
    """The facts about a batch; asks only what its items raise."""
    placed = {n: item for n, item in enumerate(items) if isinstance(item, Item) and not item.asset_code}
    near, found = _near(conn, placed)
    communities = _communities(conn, placed)
    return Facts(
        campaign=_campaign(conn, batch.campaign_id),
        assets=_assets(conn, {item.asset_code for item in items if isinstance(item, Item) and item.asset_code}) | found,
        defects=_defects(conn, {item.defect_code for item in items if isinstance(item, Item) and item.defect_code}),
        units=_units(conn, actor, [item.unit_id for item in items if isinstance(item, Visit)]),
        near=near,
        communities=communities,
        remote=_remote(conn, {n: item for n, item in placed.items() if n not in communities}),
    )


def _campaign(conn: Connection, campaign_id: UUID | None) -> Campaign | None:
    row = conn.execute(SQL["campaign"], {"campaign_id": campaign_id}).one_or_none() if campaign_id else None
    if row is None:
        return None
    morning = datetime.combine(row.starts_on, time(), ZONE).astimezone(UTC)
    return Campaign(row.state, row.area_code, min(morning, row.started_at or morning), row.ended_at)


def _assets(conn: Connection, codes: set[str]) -> dict[str, Asset]:
    """Assets by the code or alias they were asked by."""
    if not codes:
        return {}
    found = _by_code(conn, codes)
    if len(found) < len(codes):
        aliases = {row.alias: row.code for row in conn.execute(SQL["aliases"], {"codes": sorted(codes - found.keys())})}
        meant = _by_code(conn, aliases.values()) if aliases else {}
        found |= {alias: meant[code] for alias, code in aliases.items() if code in meant}
    return found


def asset_by_code(conn: Connection, code: str) -> Asset | None:
    """The asset with that code or alias."""
    return _assets(conn, {code}).get(code)


def _by_code(conn: Connection, codes: Iterable[str]) -> dict[str, Asset]:
    """Assets by their codes. The code of one that was merged or replaced stands for the thing it is by now."""
    rows = conn.execute(SQL["assets"], {"codes": " ".join(codes)}).all()
    found = {row[0]: Asset(*row[:-1]) for row in rows}
    heirs = _heirs(conn, [row.code for row in rows if row.status == "removed"])
    if heirs:
        standing = {
            row[0]: Asset(*row[:-1]) for row in conn.execute(SQL["assets"], {"codes": " ".join(heirs.values())})
        }
        found |= {code: standing[heir] for code, heir in heirs.items() if heir in standing}
    return found


def _heirs(conn: Connection, codes: Sequence[str]) -> dict[str, str]:
    fates = {code: resolve(conn, Kind.ASSET, code) for code in codes}
    return {code: fate.into[0] for code, fate in fates.items() if len(fate.into) == 1}


def _defects(conn: Connection, codes: set[str]) -> frozenset[str]:
    return frozenset(conn.execute(SQL["defects"], {"codes": list(codes)}).scalars()) if codes else frozenset()


def _units(conn: Connection, actor: Actor, ids: Sequence[int]) -> dict[int, Unit]:
    if not ids:
        return {}
    rows = conn.execute(SQL["units"], {"ids": list(ids), "account_id": actor.account_id})
    return {row.id: Unit(row.campaign_id, row.community_code, row.own) for row in rows}


def _near(conn: Connection, placed: Mapping[int, Item]) -> tuple[dict[int, list[Near]], dict[str, Asset]]:
    if not placed:
        return {}, {}
    near: dict[int, list[Near]] = {}
    assets: dict[str, Asset] = {}
    for row in conn.execute(SQL["near"], {"places": _places(placed)}):
        n, *asset, distance_m = row
        assets[row.code] = Asset(*asset)
        near.setdefault(n, []).append(Near(row.code, row.class_code, distance_m, row.accuracy_m))
    return near, assets


def _communities(conn: Connection, placed: Mapping[int, Item]) -> dict[int, str]:
    if not placed:
        return {}
    rows = conn.execute(SQL["communities"], {"places": _places(placed)})
    return {row.n: row.code for row in rows}


def _remote(conn: Connection, placed: Mapping[int, Item]) -> frozenset[int]:
    if not placed:
        return frozenset()
    return frozenset(conn.execute(SQL["remote"], {"places": _places(placed), "remote_m": REMOTE_M}).scalars())


def _places(placed: Mapping[int, Item]) -> str:
    return json.dumps(
        [
            {"n": n, "lon": at.lon, "lat": at.lat, "reach_m": reach_m(at.accuracy_m)}
            for n, item in placed.items()
            if (at := item.position) is not None
        ]
    )
