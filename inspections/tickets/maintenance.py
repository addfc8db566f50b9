"""The maintenance list: minor defects that wait for planned work, as an actor may see them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.tickets.sight import page_size, sight_of
from inspections.tickets.workflow import Words
from registry.actor import Actor
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "maintenance.sql")


@dataclass(frozen=True, slots=True)
class Item:
    """One minor defect of one asset on the maintenance list."""

    id: UUID
    asset_code: str
    class_code: str
    asset_class: Words
    defect_code: str
    defect: Words
    severity: int
    state: str
    campaign_id: UUID | None
    community_code: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    sightings: int
    first_observation_id: UUID
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Page:
    """Items by asset and defect; `next` is the id after which the next page begins, None at the end."""

    items: list[Item]
    next: UUID | None


def list_items(
    conn: Connection,
    actor: Actor,
    *,
    limit: int = 100,
    after: UUID | None = None,
    state: str | None = "listed",
    defect: str | None = None,
    asset: str | None = None,
    campaign: UUID | None = None,
    area: str | None = None,
) -> Page:
    """The minor defects in the actor's areas, by asset and defect: at most `limit` (1 to 1,000) after item `after`."""
    asked = {"state": state, "defect": defect, "asset": asset, "campaign": campaign, "area": area, "after": after}
    sight = sight_of(conn, actor)
    rows = conn.execute(SQL["items"], {**asked, **sight, "limit": page_size(limit) + 1}).mappings().all()
    items = [_item(row) for row in rows[:limit]]
    return Page(items, items[-1].id if len(rows) > limit else None)


def _item(row: RowMapping) -> Item:
    plain = {name: value for name, value in row.items() if not name.endswith(("_zh", "_en"))}
    return Item(
        **plain,
        asset_class=Words(row["class_zh"], row["class_en"]),
        defect=Words(row["defect_zh"], row["defect_en"]),
    )
