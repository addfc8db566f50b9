"""A furnished quarter with a repair, for tests of the routes and commands of proof."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Engine, text

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.support import Service, make_account
from tests.conftest import Databases
from tests.inspections.proof import scene
from tests.inspections.tickets import scene as tickets


def furnished(databases: Databases, template: str, name: str) -> Iterator[Service]:
    """The service over a quarter of its own."""
    engine = open_engine(databases.url(databases.create(name, template=template)))
    with writing(engine) as conn:
        tickets.furnish(conn)
    for role, login, org in (
        (Role.STEWARD, "steward", "CGJ"),
        (Role.CREW, "crew", "PSGS-01"),
        (Role.DISPATCHER, "desk", "CGJ"),
    ):
        make_account(engine, role, login=login, org=org, areas=() if role is Role.CREW else ("370203",))
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


def repair(engine: Engine) -> UUID:
    """A ticket whose repair was told, the only one."""
    with writing(engine) as conn:
        conn.execute(text("truncate inspections.ticket, inspections.observation cascade"))
        return scene.repaired(conn).id
