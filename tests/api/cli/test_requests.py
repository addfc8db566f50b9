"""`jingge request` and `jingge report rates` as a user types them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.cli.support import jingge
from tests.api.support import Service, make_account
from tests.conftest import Databases
from tests.inspections.requests import scene
from tests.inspections.requests.test_hotline import DONE, OPEN, OTHER, write
from tests.inspections.tickets.scene import REFERENCE

PERIOD = ("--from", "2020-01-01", "--until", "2030-01-01")


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    engine = open_engine(databases.url(databases.create("requests_cli", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    make_account(engine, Role.DISPATCHER, login="desk", org="CGJ")
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


@pytest.fixture
def url(service: Service) -> str:
    return service.engine.url.render_as_string(hide_password=False)


def test_files_in_and_out_steps_samples_and_rates(url: str, tmp_path: Path) -> None:
    file, rejects, out = write(tmp_path, OPEN, OTHER, "HT9,gestern,x"), tmp_path / "rejects.csv", tmp_path / "out.csv"
    done = jingge("request", "import", str(file), "--source", "12345", "--rejects", str(rejects), "--json", url=url)
    assert (done.code, done.json["added"], done.json["refused"]) == (1, 2, 1)
    assert "HT9" in rejects.read_text("utf-8-sig")
    again = jingge("request", "import", str(write(tmp_path, DONE, OTHER)), "--source", "12345", url=url)
    assert (again.code, again.out) == (0, "0 new, 1 changed, 1 as they were, 0 refused\n")
    rows = jingge("request", "list", "--state", "assigned", "--json", url=url).json["requests"]
    id_ = rows[0]["id"]
    told = jingge(
        "request", "step", id_, "answer", "--login", "desk", "--answer", "清了", "--result", "solved", url=url
    )
    assert told.out.endswith("is answered\n"), told.err
    assert jingge("request", "step", id_, "answer", "--login", "desk", url=url).code == 2
    drawn = jingge("request", "sample", *PERIOD, "--json", url=url).json
    assert (drawn["size"], [pick["request_id"] for pick in drawn["picks"]]) == (1, [id_])
    assert "138" not in jingge("request", "show", id_, url=url).out
    assert jingge("request", "replies", "--source", "12345", "--out", str(out), url=url).code == 0
    assert "HT1" in out.read_text("utf-8-sig")
    rates = jingge("report", "rates", *PERIOD, "--json", url=url).json
    assert rates["total"]["raw"]["rates"][1]["numerator"] == 2
    assert "响应率 = " in jingge("report", "rates", *PERIOD, "--by", "month", url=url).out
    assert jingge("request", "matters", str(REFERENCE), "--json", url=url).json["matters"] > 50
    assert scene.PHONE not in told.out + again.out + done.out
