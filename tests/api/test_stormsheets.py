"""Which sheets a storm gets, and which are refused."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from api import stormsheets
from api.settings import Settings
from inspections.guards import storms
from inspections.guards.storms import Level
from registry.actor import SYSTEM
from registry.errors import Invalid, NotFound, TooLarge
from tests.conftest import NOW
from tests.inspections.tickets import scene
from tests.maps.plates.pages import texts

SETTINGS = Settings(database_url="postgresql:///never", public_url="https://wg.example.cn")
LOCAL = Settings(database_url="postgresql:///never")


def test_named_segments_are_printed_others_refused(conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.furnish(conn)
    storm = storms.declare(conn, SYSTEM, id_=uuid4(), area_code="370203", level=Level.BLUE, now=NOW)
    code = conn.execute(
        text("select segment_code from registry.asset where code = :c"), {"c": scene.SEWER}
    ).scalar_one()
    now = datetime(2026, 7, 1, tzinfo=UTC)

    def sheets(*segments: str, settings: Settings = SETTINGS, draft: bool = False) -> int:
        made = stormsheets.sheets_of(conn, SYSTEM, storm.id, segments=segments, settings=settings, draft=draft, now=now)
        assert "蓝色预警" in texts(made.pdf)[0]
        return made.pages

    assert sheets(code, code) == 1
    assert sheets(code, settings=LOCAL, draft=True) == 1
    with pytest.raises(Invalid, match="PUBLIC_URL"):
        sheets(code, settings=LOCAL)
    with pytest.raises(Invalid, match="low points first"):
        sheets()
    with pytest.raises(NotFound):
        sheets("370203R999999")
    monkeypatch.setattr(stormsheets, "MOST_SEGMENTS", 0)
    with pytest.raises(TooLarge):
        sheets(code)
