"""Accounts and clients for tests of routes."""

import asyncio
import itertools
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from api.access import accounts, tokens
from api.app import create_app
from api.settings import Settings
from registry.actor import Role
from registry.database import writing

PASSWORD = "correct horse battery"
DIVISION = "370203"
T = TypeVar("T")
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Made:
    """An account with a token."""

    id: UUID
    login: str
    token: str


def make_account(
    engine: Engine,
    *roles: Role,
    org: str | None = None,
    areas: Iterable[str] = (DIVISION,),
    login: str | None = None,
    password: str | None = None,
    now: datetime | None = None,
) -> Made:
    """An account with roles, organisation (made where missing) and areas, and a token of it; committed."""
    login = login or f"{roles[0] if roles else 'nobody'}-{next(_numbers)}"
    now = now or datetime.now(UTC)
    with writing(engine) as conn:
        if org is not None:
            conn.execute(
                text(
                    "insert into registry.organisation (code, name_zh, name_en, kind) "
                    "values (:code, :code, :code, 'bureau') on conflict do nothing"
                ),
                {"code": org},
            )
        made = accounts.create(
            conn, login=login, name=login, password=password, org_code=org, roles=roles, areas=list(areas), now=now
        )
        _, key = tokens.add(conn, made.id, name="test", days=30, most_days=30, now=now)
    return Made(made.id, login, key)


def settings_for(engine: Engine, **changes: object) -> Settings:
    """Settings for the database of `engine`; administrators show no second factor, unless a test is about that."""
    url = engine.url.render_as_string(hide_password=False)
    return Settings.model_validate({"database_url": url, "second_factor": "off", **changes})


class Service:
    """The real application over a real database, and clients signed in to it by token."""

    def __init__(self, engine: Engine, **settings: object) -> None:
        self.engine = engine
        self.app: FastAPI = create_app(settings_for(engine, **settings))

    def client(self, *roles: Role, **account: object) -> TestClient:
        """A client signed in as a new account with `roles` (and `org`, `areas`, `login`, as in make_account)."""
        made = make_account(self.engine, *roles, **account)  # type: ignore[arg-type]  # handed on by name
        return self.anonymous(token=made.token)

    def anonymous(self, *, token: str | None = None) -> TestClient:
        """A client of nobody, or of the holder of `token`. Unexpected errors come as the 500 a user would see."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return TestClient(self.app, headers=headers, raise_server_exceptions=False)

    def person(self, *roles: Role, **account: object) -> TestClient:
        """A client signed in with login, password, cookie and CSRF header."""
        made = make_account(self.engine, *roles, password=PASSWORD, **account)  # type: ignore[arg-type]  # by name
        client = TestClient(self.app, raise_server_exceptions=False)
        answer = client.post("/api/v1/session", json={"login": made.login, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return client

    def close(self) -> None:
        self.app.state.engine.dispose()


def in_a_loop(work: Coroutine[object, object, T]) -> T:
    """What a coroutine returns, in a loop of a thread of its own: a browser test leaves one running in this."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
