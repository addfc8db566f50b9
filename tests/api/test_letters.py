"""Which letters are printed, and which are refused."""

import pytest
from sqlalchemy import Connection

from api.letters import letter_of
from api.settings import Settings
from inspections.payers.recovery import Deed
from inspections.payers.terms import Act
from registry.actor import SYSTEM, Role
from registry.errors import Forbidden, Invalid
from tests.inspections.payers import case
from tests.inspections.tickets import scene
from tests.maps.plates.pages import decoded, pictures, texts
from tests.registry import quarter

SETTINGS = Settings(database_url="postgresql:///never", public_url="https://wg.example.cn", operator="市北区城管局")
LOCAL = Settings(database_url="postgresql:///never")


def test_the_last_letter_is_printed_and_leads_to_the_cover(conn: Connection) -> None:
    scene.furnish(conn)
    ticket_id = case.dispatched(conn)
    case.lettered(conn, ticket_id)
    recovery = case.act(conn, ticket_id, Deed(Act.DISPUTE, reason="太贵"), scene.CREW, at=scene.NOW)
    made = letter_of(conn, SYSTEM, recovery.id, None, settings=SETTINGS, draft=False, now=scene.NOW)
    whole = "".join(texts(made.pdf))
    for words in ("费用追偿函", "市北区城管局", "抢修人工", "¥ 1,299.60"):
        assert words in whole
    assert "合成数据" not in whole
    codes = [text for page in pictures(made.pdf) for text, _, _ in decoded(page)]
    assert codes == [f"https://wg.example.cn/id/{scene.SEWER}"]
    with pytest.raises(Invalid, match="PUBLIC_URL"):
        letter_of(conn, SYSTEM, recovery.id, None, settings=LOCAL, draft=False, now=scene.NOW)
    stranger = scene.person(Role.LEADER, areas=(quarter.OTHER,))
    with pytest.raises(Forbidden):
        letter_of(conn, stranger, recovery.id, None, settings=SETTINGS, draft=True, now=scene.NOW)
