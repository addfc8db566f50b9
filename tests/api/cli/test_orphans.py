"""`jingge orphans` as a user types it."""

import csv
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.cli.support import Done, jingge
from tests.api.support import Service, make_account
from tests.conftest import Databases
from tests.inspections.orphans import scene
from tests.registry import quarter


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    engine = open_engine(databases.url(databases.create("orphans_cli", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    make_account(engine, Role.STEWARD, login="steward")
    make_account(engine, Role.DISPATCHER, login="desk")
    make_account(engine, Role.STEWARD, login="west", areas=(quarter.WEST,))
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


def run(service: Service, *words: str) -> Done:
    return jingge("orphans", *words, url=service.engine.url.render_as_string(hide_password=False))


def test_orphans_are_listed_and_shown(service: Service) -> None:
    listed = run(service, "list", "--area", quarter.EAST, "--json").json
    assert {one["code"]: one["best"]["owner"]["code"] for one in listed["orphans"] if one["best"]}[scene.GAP] == "PSGS"
    assert listed["next"] is None
    assert run(service, "list", "--limit", "1", "--json").json["next"]
    assert run(service, "list", "--state", "notice", "--json").json["orphans"] == []
    assert [one["code"] for one in run(service, "list", "--login", "west", "--json").json["orphans"]] == [scene.YARD]
    table = run(service, "list").out
    assert scene.GAP in table
    assert "undecided" in table
    shown = run(service, "show", scene.GAP)
    assert "污水井盖成行" in shown.out
    assert "somebody else" in shown.out
    assert run(service, "show", scene.GAP, "--json").json["candidates"][0]["owner"]["code"] == "PSGS"


def test_a_steward_decides_by_name(service: Service) -> None:
    words = ("decide", scene.GAP, "--owner", "PSGS", "--reason", "铭牌可见")
    for login, error in (("desk", "forbidden"), ("west", "forbidden"), ("nobody", "not_found")):
        refused = run(service, *words, "--login", login, "--json")
        assert (refused.code, refused.json["error"]) == (2, error)
    assert run(service, *words).code == 2, "without a name nobody decides"
    stale = run(service, *words, "--login", "steward", "--version", "1", "--json")
    assert (stale.code, stale.json["error"]) == (2, "stale")
    once = str(uuid4())
    version = str(run(service, "show", scene.GAP, "--json").json["version"])
    typed = (*words, "--login", "steward", "--version", version, "--id", once)
    done = run(service, *typed, "--json")
    assert (done.code, done.json["kind"], done.json["owner_code"]) == (0, "decided", "PSGS")
    assert run(service, *typed).out == f"{scene.GAP} belongs to PSGS\n", "typed again it is the same"
    again = run(service, *words, "--login", "steward", "--json")
    assert (again.code, again.json["error"]) == (2, "conflict")


def test_nobody_found_begins_public_notice(service: Service) -> None:
    words = ("decide", scene.YARD, "--reason", "走访无果", "--login", "steward")
    assert run(service, *words).code == 2
    assert run(service, *words, "--nobody", "--owner", "PSGS").code == 2
    assert "public notice until" in run(service, *words, "--nobody").out
    assert "notice" in run(service, "show", scene.YARD).out


def test_all_are_exported(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "orphans.csv"
    done = run(service, "export", str(file), "--json").json
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert done == {"file": str(file), "orphans": len(rows)}
    assert scene.LONELY in {row["code"] for row in rows}
    refused = run(service, "export", str(tmp_path / "none" / "x.csv"), "--json")
    assert (refused.code, refused.json["error"]) == (2, "invalid")


def test_mistakes_are_told_in_a_line(service: Service) -> None:
    for words in (
        ("show", "37020301023999999"),
        ("list", "--bbox", "1,2"),
        ("list", "--limit", "0"),
        ("list", "--state", "x"),
    ):
        done = run(service, *words)
        assert (done.code, done.out) == (2, ""), words
