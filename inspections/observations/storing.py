"""Apply: observations, visits, promises and refusals as rows, each kind with one statement."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import orjson
from sqlalchemy import Connection

from inspections.observations.batches import Batch
from inspections.observations.faults import is_clean
from inspections.observations.items import Fault
from inspections.observations.matching import Candidate
from inspections.observations.verdicts import Kept, KeptVisit
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "storing.sql")


@dataclass(frozen=True, slots=True)
class Sender:
    """What every row of a batch carries."""

    account_id: UUID
    batch: Batch
    now: datetime

    def columns(self) -> dict[str, object]:
        """The columns, by name."""
        batch = self.batch
        who = {"device_id": batch.device_id, "account_id": self.account_id}
        return {"batch_id": batch.batch_id, **who, "now": self.now}


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database has under an id already."""

    content_sha256: bytes
    asset_code: str | None = None
    review: str | None = None
    ticket_number: str | None = None
    candidates: tuple[Candidate, ...] = ()


def store_observations(conn: Connection, sender: Sender, kept: Sequence[Kept]) -> set[str]:
    """Store what is not there yet, with the photos it promises; answers with the ids that are new."""
    if not kept:
        return set()
    batch = sender.batch
    columns = sender.columns() | {"campaign_id": batch.campaign_id, "second_look": batch.second_look}
    rows = orjson.dumps(
        [_row(one) for one in kept]
    ).decode()  # their texts are whole: items with half characters are faults
    there = conn.execute(SQL["store_observations"], {"rows": rows, **columns}).scalars().all()
    new = {one.item.id for one in kept}.difference(there)
    promises = [{"id": one.item.id, "sha256": photo} for one in kept if one.item.id in new for photo in one.item.photos]
    if promises:
        conn.execute(SQL["promise_photos"], {"rows": _json(promises)})
    return new


def store_visits(conn: Connection, sender: Sender, kept: Sequence[KeptVisit]) -> set[str]:
    """Store visits that are not there yet; answers with the ids that are new."""
    if not kept:
        return set()
    rows = [
        _moment(one) | {"unit_id": one.item.unit_id, "result": one.item.result, "review": one.review} for one in kept
    ]
    columns = sender.columns() | {"campaign_id": sender.batch.campaign_id}
    there = conn.execute(SQL["store_visits"], {"rows": _json(rows), **columns}).scalars().all()
    return {one.item.id for one in kept}.difference(there)


def find(conn: Connection, ids: Sequence[str]) -> dict[str, Stored]:
    """What is stored under the ids, as the receipts of a replay tell it."""
    if not ids:
        return {}
    found = {
        row.id: Stored(
            row.content_sha256,
            row.asset_code,
            row.review,
            row.number,
            tuple(Candidate(**one) for one in row.candidates or ()),
        )
        for row in conn.execute(SQL["known_observations"], {"ids": ids})
    }
    if len(found) < len(ids):
        for row in conn.execute(SQL["known_visits"], {"ids": ids}):
            found.setdefault(row.id, Stored(row.content_sha256, review=row.review))
    return found


def keep_refused(conn: Connection, sender: Sender, faults: Mapping[int, Fault]) -> None:
    """Keep refused items (by their place in the batch) as they came, with the reason; once, however often they come."""
    if not faults:
        return
    rows = [
        {
            "item_id": fault.id,
            "reason": fault.reason,
            "detail": fault.detail,
            "content": _storable(sender.batch.items[n]),
        }
        for n, fault in faults.items()
    ]
    conn.execute(SQL["keep_refused"], {"rows": _json(rows), **sender.columns()})


def _row(kept: Kept) -> dict[str, object]:
    """One observation for `store_observations`; what is absent is null."""
    item = kept.item
    row = _moment(kept)
    row["result"] = item.result
    if kept.asset:
        row["asset_code"], row["matched_by"], row["match_certainty"] = kept.asset.code, kept.matched_by, kept.certainty
    elif kept.candidates:
        row["candidates"] = [asdict(one) for one in kept.candidates]
    if item.position:
        at = item.position
        row["lon"], row["lat"], row["accuracy_m"] = at.lon, at.lat, at.accuracy_m
        row["position_source"], row["datum"] = at.source, at.datum
    if item.defect_code:
        row["defect_code"], row["severity"], row["measure_mm"] = item.defect_code, item.severity, item.measure_mm
    if item.note:
        row["note"] = item.note
    if kept.review:
        row["review"] = kept.review
    return row


def _moment(kept: Kept | KeptVisit) -> dict[str, object]:
    item = kept.item
    seen = kept.moment.observed_at.isoformat()
    row: dict[str, object] = {"id": item.id, "observed_at": seen, "content_sha256": item.content_sha256.hex()}
    if kept.moment.skew_s:
        row["skew_s"] = kept.moment.skew_s
    if item.device_time:
        row["device_time"] = item.device_time.isoformat() if kept.moment.skew_s else seen
    return row


def _storable(raw: object) -> object:
    """An item as jsonb can hold it: with NUL, half characters or NaN in it, its text is kept instead."""
    text = json.dumps(raw)
    try:
        json.dumps(raw, allow_nan=False)
    except ValueError:
        return {"as_came": text}
    return raw if "\\u0000" not in text and is_clean(json.dumps(raw, ensure_ascii=False)) else {"as_came": text}


def _json(rows: object) -> str:
    return json.dumps(rows, separators=(",", ":"))
