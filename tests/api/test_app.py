import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.core.result import Ok

import api.app
from api import problems
from api.app import create_app
from api.settings import Settings
from registry.actor import Role
from tests.api.support import Service

EXAMPLES = settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# Of the three administrators the first alone: one account is one of them, and stands in for those who are not there.
ALL_ROLES = tuple(set(Role) - {Role.SYSTEM, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
ROUTES = Path(__file__).resolve().parents[2] / "api" / "routes"


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(database_url="postgresql:///nothing?host=/nonexistent"))


def operations(app: FastAPI) -> Iterator[tuple[str, str, dict[str, object]]]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_file_of_routes_is_served() -> None:
    source = Path(api.app.__file__).read_text("utf-8")
    missing = [path.stem for path in ROUTES.glob("[a-z]*.py") if f"{path.stem}.router" not in source]
    assert not missing


def test_operations_have_names_of_their_own(app: FastAPI) -> None:
    names = [operation["operationId"] for *_, operation in operations(app)]
    assert len(names) == len(set(names))
    assert all(isinstance(name, str) and re.fullmatch("[a-z]+(_[a-z]+)+", name) for name in names)


def test_operations_are_described_and_tell_their_problems(app: FastAPI) -> None:
    document = app.openapi()
    assert document["components"]["schemas"]["Problem"]["required"]
    for method, path, operation in operations(app):
        told = operation["responses"]
        assert isinstance(told, dict)
        assert "application/problem+json" in told["default"]["content"], (method, path)
        assert operation["summary"], (method, path)
        assert operation["tags"], (method, path)


def test_no_page_of_documentation_loads_from_another_host(app: FastAPI) -> None:
    assert (app.docs_url, app.redoc_url) == (None, None)


@pytest.mark.parametrize(
    ("roles", "mode"),
    [
        ((), GenerationMode.POSITIVE),
        ((Role.INSPECTOR,), GenerationMode.NEGATIVE),
        (ALL_ROLES, GenerationMode.POSITIVE),
        (ALL_ROLES, GenerationMode.NEGATIVE),
    ],
)
def test_no_request_that_the_document_allows_or_forbids_is_a_500(
    reception: Service, roles: tuple[Role, ...], mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", reception.app)
    told: list[str] = []
    for result in schema.exclude(operation_id="stream_events").get_all_operations():  # it never ends: test_events.py
        assert isinstance(result, Ok)
        # signed in anew for each operation: signing out is one of them
        client = reception.person(*roles) if roles else reception.anonymous()
        headers = {name: client.headers[name] for name in ("X-CSRF-Token",) if name in client.headers}
        told += _try(result.ok(), mode=mode, headers=headers, cookies=dict(client.cookies))
    assert not told


def _try(
    operation: APIOperation[Any, Any, Any, Any],
    *,
    mode: GenerationMode,
    headers: dict[str, str],
    cookies: dict[str, str],
) -> list[str]:
    """What went wrong for a bounded number of requests to one operation."""
    told: list[str] = []

    @settings(EXAMPLES)
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        answer = case.call(headers=headers, cookies=cookies)
        media_type = answer.headers.get("content-type", [""])[0]
        own = operation.definition.raw["responses"].get(str(answer.status_code), {}).get("content", {})  # its own page
        refused = answer.status_code >= 400 and media_type.split(";")[0] not in {problems.MEDIA_TYPE, *own}
        if refused or (answer.status_code >= 500 and answer.status_code != 503):
            told.append(f"{answer.status_code} {media_type}: {case.as_curl_command()}")

    with contextlib.suppress(Unsatisfiable):  # an operation with nothing that could be wrong
        ask()
    return told
