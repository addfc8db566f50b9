"""`jingge routing` as a user types it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.database import open_engine, writing
from tests.api.cli.support import Done, jingge
from tests.conftest import Databases
from tests.inspections.tickets import scene


@pytest.fixture(scope="module")
def town(databases: Databases, template: str) -> Iterator[str]:
    engine = open_engine(databases.url(databases.create("routing_cli", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
        scene.hazard(conn)
    yield engine.url.render_as_string(hide_password=False)
    engine.dispose()


def run(town: str, *words: str, ok: int = 0) -> Done:
    done = jingge(*words, url=town)
    assert done.code == ok, done
    return done


def test_rules_go_out_and_come_in(town: str, tmp_path: Path) -> None:
    file = tmp_path / "rules.csv"
    run(town, "routing", "rules", "--out", str(file))
    assert run(town, "routing", "try", str(file), "--json").json["moved_count"] == 0
    kept = file.read_text("utf-8")
    rule = "0,,missing,,,,SZGS,试点,a trial,true,,,,,,,a council\n"
    file.write_text(kept + rule, "utf-8")
    tried = run(town, "routing", "try", str(file), "--json").json
    assert (tried["moved_count"], tried["flows"][0]["to_org"]) == (1, "SZGS")
    assert "1 of 1 would go elsewhere" in run(town, "routing", "try", str(file)).out
    assert "idle" in run(town, "routing", "check", str(file), ok=1).out
    before = run(town, "routing", "rules", "--json").json["in_force"]
    assert "is in force" in run(town, "routing", "enforce", str(file), "--reason", "a council").out
    assert run(town, "routing", "rules", "--json").json["in_force"] == before + 1
    assert run(town, "routing", "try", str(file), "--json").json["moved_count"] == 0
