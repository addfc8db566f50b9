"""A small quarter for tests: two communities of one street and one of another, covers in each, campaigns."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection, text

from inspections.observations.batches import read_batch
from inspections.observations.receive import Receipt, receive
from registry.actor import Actor, Role

SPACE = UUID("6c1f6a52-33a6-4a44-8d8a-0e5c43f1c001")
CAMPAIGN, PLANNED, ELSEWHERE, ENDED = (f"00000000-0000-4000-8000-00000000000{n}" for n in range(1, 5))
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

# Five covers in a row, 30 m apart, in each community; 0.000333 degrees of longitude are 30 m here.
WEST, EAST, FAR = "370203005001", "370203005002", "370203006001"
LON = {WEST: 120.3710, EAST: 120.3810, FAR: 120.3910}
LAT = 36.0850
STEP_DEG = 0.000333
M_PER_DEG = 90_090.0


def furnish(conn: Connection) -> None:
    """Put the quarter into an empty register."""
    script = Path(__file__).with_name("quarter.sql").read_text(encoding="utf-8")
    conn.exec_driver_sql(script, execution_options={"no_parameters": True})


def code(community: str, n: int) -> str:
    """The code of the n-th cover (0 to 4) of a community; class 01002 (sewage)."""
    return f"37020301002{list(LON).index(community) + 1:03d}{n + 1:03d}"


def place(community: str, n: int, *, east_m: float = 0.0, accuracy_m: float = 4) -> dict[str, object]:
    """A position at, or so many metres east of, the n-th cover of a community."""
    return {"lon": LON[community] + n * STEP_DEG + east_m / M_PER_DEG, "lat": LAT, "accuracy_m": accuracy_m}


def inspector(*areas: str, name: str = "inspector") -> Actor:
    """An inspector of the areas (else of the first street), the same account for the same name."""
    return Actor(uuid5(SPACE, name), name, None, frozenset({Role.INSPECTOR}), areas or ("370203005",))


def item_id(name: object) -> str:
    """The same UUID for the same name."""
    return str(uuid5(SPACE, str(name)))


def look(name: object, asset_code: str | None = None, *, minutes: float = 5, **more: object) -> dict[str, object]:
    """An item as a device makes it, seen so many minutes before NOW."""
    seen = (NOW - timedelta(minutes=minutes)).isoformat()
    item = {"id": item_id(name), "result": "fine", "device_time": seen}
    return item | ({"asset_code": asset_code} if asset_code else {}) | more


def hazard(name: object, asset_code: str | None = None, *, minutes: float = 5, **more: object) -> dict[str, object]:
    """A missing cover."""
    return look(name, asset_code, minutes=minutes, **({"result": "defect", "defect_code": "missing"} | more))


def sent(*items: object, **envelope: object) -> dict[str, object]:
    """A batch as a device sends it at NOW."""
    whole = {"batch_id": item_id("batch"), "device_id": "phone-1", "device_time": NOW.isoformat(), "items": list(items)}
    return whole | envelope


@dataclass(frozen=True, slots=True)
class Desk:
    """Sends batches to the use case on one connection, and looks into the tables."""

    conn: Connection

    def send(self, *items: object, actor: Actor | None = None, **envelope: object) -> list[Receipt]:
        """Receipts of a batch sent by an inspector of the first street."""
        return receive(self.conn, actor or inspector(), read_batch(sent(*items, **envelope)), now=NOW)

    def all(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        """The rows of a question."""
        return [tuple(row) for row in self.conn.execute(text(statement), values)]

    def target(self, asset_code: str) -> tuple[object, ...]:
        """What the ledger of CAMPAIGN says of a cover: result, when, second result."""
        question = "select result, observed_at, second_result from inspections.target"
        (row,) = self.all(f"{question} where campaign_id = :id and asset_code = :code", id=CAMPAIGN, code=asset_code)
        return row
