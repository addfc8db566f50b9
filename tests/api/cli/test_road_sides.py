"""`jingge road-sides` as a user types it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.roadsides.book import COLUMNS
from tests.api.cli.support import Done, jingge
from tests.api.proof_scene import furnished
from tests.api.support import Service
from tests.conftest import Databases


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    yield from furnished(databases, template, "road_sides_cli")


def run(service: Service, *words: str) -> Done:
    return jingge("road-sides", *words, url=service.engine.url.render_as_string(hide_password=False))


def test_imported_with_what_is_refused_and_listed(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "sides.csv"
    good = "370203R000002,left,SZGS,2026-01-01,,协议"
    file.write_text(f"{','.join(COLUMNS)}\n{good}\n", "utf-8")
    assert run(service, "import", str(file), "--login", "steward").out.startswith("1 new")
    file.write_text(f"{','.join(COLUMNS)}\n{good}\n370203R000002,up,SZGS,2026-01-01,,协议\n", "utf-8")
    refused = run(service, "import", str(file), "--json")
    assert refused.code == 1
    assert (refused.json["same"], [one["line"] for one in refused.json["refused"]]) == (1, [3])
    assert "left or right" in run(service, "import", str(file)).out
    assert run(service, "import", str(file), "--login", "desk").code == 2
    listed = run(service, "list", "--day", "2026-11-23", "--login", "desk")
    assert "370203R000002" in listed.out
    assert run(service, "list", "--org", "PSGS", "--json").json["road_sides"] == []
