"""`jingge material` as a user types it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.database import writing
from tests.api.cli.support import Done, jingge
from tests.api.proof_scene import furnished
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.proof import scene


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    yield from furnished(databases, template, "material_cli")


def run(service: Service, *words: str) -> Done:
    return jingge("material", *words, url=service.engine.url.render_as_string(hide_password=False))


def test_materials_are_listed_and_a_month_is_settled(service: Service, tmp_path: Path) -> None:
    assert "砂浆" in run(service, "list").out
    with writing(service.engine) as conn:
        scene.closed(conn, scene.repaired(conn))
    assert len(run(service, "settle", "PSGS", "2026-11", "--json").json["jobs"]) == 1
    for name in ("a.csv", "a.xlsx"):
        assert run(service, "settle", "PSGS", "2026-11", "--file", str(tmp_path / name)).code == 0
        assert (tmp_path / name).stat().st_size > 100
    assert run(service, "settle", "PSGS", "2026-11", "--file", str(tmp_path / "a.pdf")).code == 2
    assert "2026-01" in run(service, "settle", "PSGS", "November").err
