"""The demonstration takes an empty database and no other."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from api.access import accounts
from api.demo import stage
from registry.actor import Role
from registry.database import reading, writing
from registry.errors import Conflict


def _url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def test_a_register_in_use_is_never_touched(fresh: Callable[[], Engine]) -> None:
    with pytest.raises(Conflict, match="empty one"):
        stage.clear_database(_url(fresh()), private=False)


def test_the_private_demo_database_is_made_anew(server_url: str) -> None:
    if stage.DATABASE in server_url:
        pytest.skip("the server under test is the demonstration's own database")
    url = stage.clear_database(server_url, private=True)
    assert stage.clear_database(url.replace(stage.DATABASE, "postgres"), private=True) == url


def test_a_hired_account_has_its_roles_and_a_key(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    now = datetime.now(UTC)
    with writing(engine) as conn:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('370203', '甲区', 'A')"))
        hired = stage.hire(conn, "crew-1", roles=[Role.CREW], org_code=None, areas=["370203"], now=now)
    with reading(engine) as conn:
        found = accounts.by_login(conn, "crew-1")
    assert (str(found.id), found.roles, found.areas) == (hired.id, (Role.CREW,), ("370203",))
    assert hired.token


def test_a_free_port_can_be_had() -> None:
    assert 1024 <= stage.free_port() <= 65535
