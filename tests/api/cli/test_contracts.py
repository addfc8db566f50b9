"""`jingge contract` as a user types it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.contracts.book import COLUMNS
from tests.api.cli.support import Done, jingge
from tests.api.proof_scene import furnished
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.tickets.scene import SEWER


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    yield from furnished(databases, template, "contract_cli")


def run(service: Service, *words: str) -> Done:
    return jingge("contract", *words, url=service.engine.url.render_as_string(hide_password=False))


def test_contracts_are_imported_listed_and_asked(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "contracts.csv"
    file.write_text(f"{','.join(COLUMNS)}\nK-1,SZGS,PSGS,2026-01-01,2026-12-31,,\n", "utf-8")
    assert run(service, "import", str(file), "--json").json == {"new": 1, "changed": 0, "same": 0}
    assert run(service, "import", str(file), "--login", "steward").out == "0 new, 0 changed, 1 as they were\n"
    assert run(service, "import", str(file), "--login", "desk").code == 2
    assert "SZGS" in run(service, "list", "--org", "PSGS", "--day", "2026-11-23").out
    assert run(service, "list", "--day", "2027-01-01", "--json").json["contracts"] == []
    assert run(service, "who", SEWER, "--day", "2026-11-23").out == "SZGS for PSGS (contract K-1)\n"
    assert run(service, "who", SEWER, "--day", "2027-01-01", "--json").json["contract"] is None
