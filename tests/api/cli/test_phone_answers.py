"""`jingge phone-answer` as a user types it."""

from collections.abc import Iterator

import pytest

from registry.database import writing
from tests.api.cli.support import Done, jingge, tells_local_time
from tests.api.proof_scene import furnished
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.owners.yard import dispatched


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    yield from furnished(databases, template, "phone_answers_cli")


def run(service: Service, *words: str) -> Done:
    return jingge("phone-answer", *words, url=service.engine.url.render_as_string(hide_password=False))


def test_entered_and_listed(service: Service) -> None:
    with writing(service.engine) as conn:
        ticket = str(dispatched(conn))
    call = ("add", ticket, "--number", "0532-12345", "--login", "desk")
    missed = run(service, *call, "--no-answer", "--at", "2026-11-23T09:00:00+08:00", "--json").json
    assert (missed["answered"], missed["act"]) == (False, None)
    assert run(service, *call, "--position", "值班员").code == 2
    done = run(service, *call, "--position", "值班员", "--said", "马上去", "--act", "accept")
    assert done.out.startswith("PSGS accept (")
    answers = run(service, "list", ticket, "--json").json["answers"]
    assert [one["act"] for one in answers] == [None, "accept"]
    listed = run(service, "list", ticket, "--login", "desk").out
    assert "值班员" in listed
    assert "2026-11-23 09:00" in listed
    assert tells_local_time(listed)
    refused = run(service, *call, "--position", "值班员", "--said", "x", "--login", "crew")
    assert refused.code == 2
