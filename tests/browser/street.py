"""A server for the pages of the street: an inspector with a share of today, a second one on the same phone, a crew."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

from PIL import Image
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from inspections.campaigns import campaign as campaigns
from inspections.campaigns.parameters import Parameters, Staffing
from registry.actor import SYSTEM, Role
from registry.database import open_engine, writing
from tests.api.support import PASSWORD, make_account
from tests.browser.serving import serving
from tests.conftest import Databases

CAMPAIGN = UUID("00000000-0000-4000-8000-00000000beef")
DUTY = "053255550110"


@dataclass(frozen=True, slots=True)
class Street:
    """The server's address, its database, and where the first covers of the share lie (degrees, WGS 84)."""

    address: str
    engine: Engine
    covers: tuple[tuple[str, float, float], ...]

    def count(self, query: str, **given: object) -> int:
        """A number from the database as it is now."""
        with self.engine.connect() as conn:
            return int(conn.execute(text(query), given).scalar_one())


@contextmanager
def served(databases: Databases, template: str, folder: Path) -> Iterator[Street]:
    """A server process over a copy of the small district with a running campaign whose first share is `walker`'s."""
    name = databases.create("street", template=template)
    url = databases.url(name)
    engine = open_engine(url)
    walker = make_account(engine, Role.INSPECTOR, login="walker", password=PASSWORD)
    make_account(engine, Role.INSPECTOR, login="second", password=PASSWORD)
    with writing(engine) as conn:
        covers = _campaign(conn, walker.id)
    try:
        with serving(url, folder, JINGGE_DUTY_PHONE=DUTY) as address:
            yield Street(address, engine, covers)
    finally:
        engine.dispose()
        databases.drop(name)


def _campaign(conn: Connection, walker: UUID) -> tuple[tuple[str, float, float], ...]:
    now = datetime.now(UTC)
    campaigns.create(
        conn, SYSTEM, id=CAMPAIGN, name="窨井盖普查", area_code="370203", starts_on=(now + timedelta(hours=8)).date(),
        days=1, staffing=Staffing.TEAM, parameters=Parameters(), now=now - timedelta(hours=1),
    )  # fmt: skip
    campaigns.start(conn, SYSTEM, CAMPAIGN, now=now - timedelta(minutes=30))
    first = conn.execute(
        text(
            "select a.number from inspections.assignment a join inspections.campaign_unit u on u.assignment_id = a.id "
            "where a.campaign_id = :id and not a.second_look group by 1 order by sum(u.targets) desc limit 1"
        ),
        {"id": CAMPAIGN},
    ).scalar_one()
    campaigns.set_accounts(conn, SYSTEM, CAMPAIGN, {first: walker})
    rows = conn.execute(
        text(
            "select s.code, st_x(s.geom), st_y(s.geom) from inspections.target t "
            "join registry.asset s on s.code = t.asset_code join inspections.campaign_unit u on u.id = t.unit_id "
            "join inspections.assignment a on a.id = u.assignment_id "
            "where a.campaign_id = :id and a.number = :first order by u.position, s.code"
        ),
        {"id": CAMPAIGN, "first": first},
    ).all()
    return tuple((row[0], row[1], row[2]) for row in rows)


def picture(*, width: int = 3000, height: int = 2250, colour: tuple[int, int, int] = (90, 110, 80)) -> bytes:
    """A photo as a phone's camera gives it: larger than it is kept."""
    image = Image.effect_noise((width // 4, height // 4), 60).resize((width, height)).convert("RGB")
    image.paste(colour, (width // 3, height // 3, width // 2, height // 2))
    out = BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
