"""`jingge proof` as a user types it."""

from collections.abc import Iterator

import pytest

from tests.api.cli.support import Done, jingge
from tests.api.proof_scene import furnished, repair
from tests.api.support import Service
from tests.conftest import Databases


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    yield from furnished(databases, template, "proof_cli")


def run(service: Service, *words: str) -> Done:
    return jingge("proof", *words, url=service.engine.url.render_as_string(hide_password=False))


def test_proof_and_figures_are_shown(service: Service) -> None:
    ticket = str(repair(service.engine))
    shown = run(service, "show", ticket)
    assert shown.code == 0, shown.err
    assert "没有处置前照片" in shown.out
    assert run(service, "show", ticket, "--login", "desk", "--json").json["grade"] == "weak"
    assert "PSGS" in run(service, "figures").out
    (house,) = run(service, "figures", "--json").json["houses"]
    assert house["repairs"] == 1
    assert run(service, "show", "00000000-0000-0000-0000-000000000000").code == 2
