"""`jingge duplicates` and `jingge ticket import` as a user types them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.cli.support import Done, jingge
from tests.api.support import Service, make_account
from tests.conftest import Databases
from tests.inspections.duplicates.scene import told
from tests.inspections.foreign.test_profiles import LA_HEADER, LA_ROW
from tests.inspections.tickets import scene


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    engine = open_engine(databases.url(databases.create("duplicates_cli", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
        told(conn, scene.SEWER, "missing")
        told(conn, scene.SEWER, "displaced", hours=1)
    make_account(engine, Role.DISPATCHER, login="desk")
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


def run(service: Service, *words: str) -> Done:
    return jingge(*words, url=service.engine.url.render_as_string(hide_password=False))


def test_pairs_are_found_judged_and_taken_back(service: Service) -> None:
    assert run(service, "duplicates", "find", "--by-rule", "--json").json == {"new": 1, "merged": 0}
    assert run(service, "duplicates", "find", "--json").json["new"] == 0
    (pair,) = run(service, "duplicates", "list", "--json").json["pairs"]
    assert "同一部件" in run(service, "duplicates", "list").out
    by = (pair["id"], "--login", "desk", "--reason", "同一个井")
    assert "goes on" in run(service, "duplicates", "merge", *by).out
    assert run(service, "duplicates", "refuse", *by).code == 2
    assert run(service, "duplicates", "unmerge", *by, "--json").json["state"] == "unmerged"
    assert run(service, "duplicates", "list", "--state", "suggested", "--json").json["pairs"] == []
    assert run(service, "duplicates", "hashes", "--json").json == {"pictures": 0}


def test_a_file_of_another_system_is_imported_and_compared(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "la.csv"
    twice = LA_ROW.replace("1-1", "1-2").replace("11:55:30", "11:56:30")
    file.write_text(LA_HEADER + LA_ROW + twice, encoding="utf-8")
    words = ("ticket", "import", str(file), "--profile", "la311", "--source", "la")
    assert "2 new" in run(service, *words).out
    assert run(service, *words, "--json").json["unchanged"] == 2
    assert run(service, "duplicates", "find", "--source", "la", "--json").json["new"] == 1
    (pair,) = run(service, "duplicates", "list", "--source", "la", "--json").json["pairs"]
    assert pair["first"]["number"] == "1-1"
    refused = run(service, "duplicates", "merge", pair["id"], "--login", "desk", "--reason", "x", "--json")
    assert (refused.code, refused.json["error"]) == (2, "conflict")
    file.write_text(LA_HEADER + LA_ROW.replace("12/31/2018", "31.12.2018"), encoding="utf-8")
    wrong = run(service, *words)
    assert (wrong.code, "CreatedDate" in wrong.out) == (1, True)
