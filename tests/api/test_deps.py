import asyncio
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import Depends
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from api.deps import CurrentActor, IfMatch, Now, PossibleActor, Reading, Writing, etag, require
from registry.actor import Actor, Role
from registry.database import reading
from registry.errors import Stale
from tests.api.support import Service, in_a_loop

Planner = Annotated[Actor, Depends(require(Role.PLANNER, Role.ADMIN))]


@pytest.fixture
def service(reception: Service) -> Service:
    app = reception.app

    @app.get("/who")
    def tell_who(actor: PossibleActor) -> str | None:
        return actor.name if actor else None

    @app.get("/planner")
    def tell_planner(actor: Planner) -> str:
        return actor.name

    @app.put("/thing")
    def change_thing(version: IfMatch) -> str:
        if version != 3:
            raise Stale("the thing changed meanwhile; read it again", version=3)
        return etag(version + 1)

    @app.get("/now")
    def tell_time(now: Now) -> str:
        return now.isoformat()

    @app.post("/fail")
    def write_and_fail(conn: Writing, actor: CurrentActor) -> None:
        conn.execute(text("insert into access.sign_in_attempt values ('half', 1, now(), null)"))
        raise Stale("too late")

    @app.get("/slow")
    def read_slowly(conn: Reading) -> Any:
        return conn.execute(text("select 1 from pg_sleep(0.02)")).scalar_one()

    @app.post("/slow")
    def write_slowly(conn: Writing) -> Any:
        return conn.execute(text("select 1 from pg_sleep(0.02)")).scalar_one()

    @app.get("/backend")
    def tell_backend(conn: Reading) -> Any:
        return conn.execute(text("select pg_backend_pid()")).scalar_one()

    return reception


def test_the_public_is_nobody_and_an_account_is_somebody(service: Service) -> None:
    assert service.anonymous().get("/who").json() is None
    assert service.client(login="anna").get("/who").json() == "anna"


@pytest.mark.parametrize(("role", "status"), [(Role.PLANNER, 200), (Role.ADMIN, 200), (Role.CREW, 403)])
def test_a_role_is_required(service: Service, role: Role, status: int) -> None:
    assert service.client(role).get("/planner").status_code == status
    assert service.anonymous().get("/planner").status_code == 401


@pytest.mark.parametrize(
    ("if_match", "status"),
    [
        (None, 428),
        ('"3"', 200),
        ('"2"', 412),
        ("3", 422),
        ("*", 422),
        ('W/"3"', 422),
        ('"-3"', 422),
        ('"9999999999"', 422),
    ],
)
def test_a_change_names_the_version_it_starts_from(service: Service, if_match: str | None, status: int) -> None:
    answer = service.anonymous().put("/thing", headers={"If-Match": if_match} if if_match else {})
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == '"4"'


def test_time_comes_from_the_application(service: Service, now: Any) -> None:
    service.app.state.clock = lambda: now
    assert service.anonymous().get("/now").json() == now.isoformat()


def test_a_refused_write_leaves_nothing(service: Service) -> None:
    assert service.client().post("/fail").status_code == 412
    with reading(service.engine) as conn:
        assert conn.execute(text("select count(*) from access.sign_in_attempt")).scalar_one() == 0


def test_many_at_once_wait_their_turn_and_none_waits_in_a_circle(service: Service) -> None:
    tokens = [dict(service.client().headers) for _ in range(30)]

    async def ask() -> list[int]:
        transport = httpx2.ASGITransport(app=service.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver", timeout=30) as client:
            asked = [
                client.request(method, "/slow", headers={"Authorization": headers["authorization"]})
                for headers in tokens
                for method in ("GET", "POST", "GET")
            ]
            return [answer.status_code for answer in await asyncio.wait_for(asyncio.gather(*asked), 9)]

    assert set(in_a_loop(ask())) == {200}


def cut(service: Service, *, admit: bool) -> None:
    """Close the database's door and end its connections, as a restart does; or open it again."""
    name = service.engine.url.database
    service.engine.dispose()
    admin = service.engine.url.set(database="postgres")
    outside = create_engine(admin, isolation_level="AUTOCOMMIT")
    with outside.connect() as conn:
        conn.execute(text(f'alter database "{name}" allow_connections {admit}'))
        if not admit:
            conn.execute(text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :n"), {"n": name})
    outside.dispose()


def test_a_restart_of_the_database_is_a_pause_and_never_a_500(service: Service) -> None:
    known: TestClient = service.client(Role.PLANNER)
    before = known.get("/backend").json()
    cut(service, admit=False)
    try:
        for client in (known, service.anonymous()):
            for method, path in (("GET", "/backend"), ("POST", "/slow"), ("GET", "/readyz")):
                answer = client.request(method, path)
                assert (answer.status_code, answer.headers.get("retry-after")) == (503, "2"), answer.text
        assert service.anonymous(token="jingge_unseen").get("/who").status_code == 503
        assert service.anonymous().get("/healthz").status_code == 200
    finally:
        cut(service, admit=True)
    after = known.get("/backend")
    assert after.status_code == 200
    assert after.json() != before
