"""A service over a furnished quarter at its own time, with tickets that were given to an owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

from PIL import Image
from sqlalchemy import text
from starlette.testclient import TestClient

from registry.actor import Role
from registry.database import open_engine, reading, writing
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.owners.yard import dispatched
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import NOW

PUBLIC = "https://wg.example.cn"


class Yard:
    """The service, its desk, and a clock that is set by hand."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.now = NOW
        service.app.state.clock = lambda: self.now
        self.desk = service.client(Role.DISPATCHER, org="CGJ", now=NOW)

    def ticket(self) -> UUID:
        """A hazard that was dispatched to its owner, the only one."""
        self.now = NOW
        with writing(self.service.engine) as conn:
            conn.execute(text("truncate inspections.ticket, inspections.observation cascade"))
            return dispatched(conn)

    def all(self, query: str) -> list[tuple[object, ...]]:
        """Rows of the database."""
        with reading(self.service.engine) as conn:
            return [tuple(row) for row in conn.execute(text(query))]

    def link(self, ticket_id: UUID, **more: object) -> str:
        """The path of a new link."""
        body = {"id": str(uuid4()), "channel": "sms", **more}
        answer = self.desk.post(f"/api/v1/tickets/{ticket_id}/owner-links", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["address"]).removeprefix(PUBLIC)

    def press(self, path: str, act: str, *, reason: str = "", photo: bytes = b"") -> tuple[int, str]:
        """What a browser of nobody gets for a button."""
        fields: dict[str, tuple[str | None, str | bytes]] = {"act": (None, act)}
        fields |= {"reason": (None, reason)} if reason else {}
        fields |= {"photo": ("p.jpg", photo)} if photo else {}
        answer = self.stranger.post(path, files=fields, headers={"Accept": "text/html"}, follow_redirects=False)
        return answer.status_code, answer.text

    @property
    def stranger(self) -> TestClient:
        """Nobody."""
        return self.service.anonymous()

    def later(self, hours: float) -> datetime:
        """Set the clock."""
        self.now = NOW + timedelta(hours=hours)
        return self.now


@contextmanager
def opened(databases: Databases, template: str, folder: Path, **settings: object) -> Iterator[Yard]:
    """A yard over a database of its own."""
    engine = open_engine(databases.url(databases.create(f"owners_{uuid4().hex[:6]}", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    given = {"public_url": PUBLIC, "photo_root": folder, "public_reports_per_hour": 10_000, **settings}
    service = Service(engine, **given)
    yield Yard(service)
    service.close()
    engine.dispose()


def jpeg(colour: str = "grey") -> bytes:
    """A picture as a phone sends it."""
    out = BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()
