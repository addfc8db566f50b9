"""Drafts over HTTP: edited by planners with a repair, remarked on by the area, approved and published by part."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
import shapely
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.registry.redraw import street
from tests.registry.redraw.street import COMMUNITY, FIRST, OTHER, OTHER_STREET, STREET

ROOT = "/api/v1/redraw/drafts"


@pytest.fixture
def desk(fresh: Callable[[], Engine]) -> Iterator[tuple[Service, str]]:
    """The service, and the address of a draft of two streets."""
    engine = fresh()
    with writing(engine) as conn:
        street.furnish(conn)
        draft = street.drafted(conn)
    made = Service(engine)
    yield made, f"{ROOT}/{draft.id}"
    made.close()


def planner(service: Service, area: str = "990101") -> TestClient:
    return service.client(Role.PLANNER, areas=(area,))


def leader(service: Service, area: str = "990101") -> TestClient:
    return service.client(Role.LEADER, areas=(area,))


def got(client: TestClient, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def edit(
    client: TestClient, draft: str, *edits: dict[str, Any], grid: str = FIRST, version: str = '"1"', **said: Any
) -> Any:
    return client.post(f"{draft}/grids/{grid}/edits", json={"edits": edits, **said}, headers={"If-Match": version})


def step(client: TestClient, draft: str, act: str, part: str = STREET, **said: Any) -> Any:
    """The answer to a step from the version as it is."""
    version = client.get(f"{draft}/parts/{part}").headers.get("ETag", '"1"')
    where, body = ("publication", said) if act == "publish" else ("steps", {"act": act, **said})
    return client.post(f"{draft}/parts/{part}/{where}", json=body, headers={"If-Match": version})


def split(cell: str, share: float = 0.25) -> dict[str, Any]:
    line = [street.at(FIRST, share, -0.1), street.at(FIRST, share, 1.1)]
    return {"kind": "split", "cell": cell, "line": {"type": "LineString", "coordinates": line}}


def remark(client: TestClient, draft: str, grid: str = FIRST, **said: Any) -> Any:
    lon, lat = street.at(grid, 0.5, 0.5)
    return client.post(
        f"{draft}/remarks", json={"id": str(uuid4()), "words": "此处有墙", "lon": lon, "lat": lat, **said}
    )


def test_a_draft_and_its_grids_are_read(desk: tuple[Service, str]) -> None:
    service, draft = desk
    client = planner(service)
    listed = got(client, ROOT)["drafts"]
    assert [(one["grids"], one["crs"]) for one in listed] == [(3, "EPSG:4549")]
    assert listed[0] == got(client, draft)
    assert [(part["division_code"], part["state_zh"]) for part in listed[0]["parts"]] == [
        (STREET, "草案"),
        (OTHER_STREET, "草案"),
    ]
    answer = client.get(f"{draft}/grids/{FIRST}")
    assert answer.headers["ETag"] == '"1"'
    grid = answer.json()
    assert {feature["id"][:15] for feature in grid["features"]} == {FIRST}
    assert sum(feature["properties"]["minutes"] for feature in grid["features"]) == pytest.approx(360)
    assert not any(feature["properties"]["over_limit"] for feature in grid["features"])
    whole = shapely.union_all([shapely.geometry.shape(feature["geometry"]) for feature in grid["features"]])
    # sides that are straight in the metres of the plan bend by a millimetre in degrees: 1e-10 is about a square metre
    assert whole.symmetric_difference(street.box(FIRST)).area < 1e-10
    assert len(grid["atoms"]["features"]) == 12
    assert grid["atoms"]["features"][0]["properties"]["facts"]["households"] == 10


def test_a_cell_is_split_and_what_changed_is_told(desk: tuple[Service, str]) -> None:
    service, draft = desk
    client = planner(service)
    answer = edit(client, draft, split(f"{FIRST}001"))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert answer.headers["ETag"] == '"2"'
    assert told["gone"] == [f"{FIRST}001"]
    assert sorted(feature["id"] for feature in told["features"]) == sorted(told["changed"])
    assert len(told["changed"]) == 2
    assert (told["over_limit"], told["part_state"], told["version"]) == (0, "draft", 2)
    assert told["minutes_most"] <= street.LIMIT
    again = edit(client, draft, split(f"{FIRST}002"))
    assert (again.status_code, again.json()["code"]) == (412, "stale")
    assert client.get(f"{draft}/grids/{OTHER}").headers["ETag"] == '"1"'


def test_every_kind_of_edit_is_taken(desk: tuple[Service, str]) -> None:
    service, draft = desk
    client = planner(service)
    first = edit(client, draft, split(f"{FIRST}001")).json()
    small = min(first["features"], key=lambda feature: feature["properties"]["minutes"])
    outline = shapely.geometry.shape(small["geometry"]).buffer(0.00005, join_style="mitre")
    polygon = {"type": "Polygon", "coordinates": [list(outline.exterior.coords)]}
    answer = edit(client, draft, {"kind": "reshape", "cell": small["id"], "shape": polygon}, version='"2"')
    assert answer.status_code == 200, answer.text
    grid = got(client, f"{draft}/grids/{FIRST}")
    codes = [feature["id"] for feature in grid["features"]]
    answer = edit(client, draft, {"kind": "merge", "cells": codes}, version='"3"')
    assert answer.status_code == 200, answer.text
    assert answer.json()["over_limit"] == 0
    assert answer.json()["words"]
    grid = got(client, f"{draft}/grids/{FIRST}")
    row, cell = grid["atoms"]["features"][0]["properties"]["row_no"], grid["features"][-1]["id"]
    answer = edit(client, draft, {"kind": "move", "atoms": [row], "to": cell}, version='"4"')
    assert answer.status_code in {200, 422}, answer.text
    version = '"5"' if answer.status_code == 200 else '"4"'
    keep = got(client, f"{draft}/grids/{FIRST}")["features"][0]["id"]
    answer = edit(client, draft, {"kind": "lock", "cells": [keep], "locked": True}, version=version)
    assert answer.status_code == 200, answer.text
    assert got(client, f"{draft}/grids/{FIRST}")["features"][0]["properties"]["locked"] is True


def test_of_two_planners_at_once_one_is_told_and_nothing_is_lost(desk: tuple[Service, str]) -> None:
    service, draft = desk
    two = [planner(service), planner(service)]
    edits = [split(f"{FIRST}001", 0.25), {"kind": "lock", "cells": [f"{FIRST}002"], "locked": True}]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda i: edit(two[i], draft, edits[i]), range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    grid = got(two[0], f"{draft}/grids/{FIRST}")
    assert grid["version"] == 2
    assert len(grid["atoms"]["features"]) == 12
    locked = [feature["id"] for feature in grid["features"] if feature["properties"]["locked"]]
    assert locked == ([f"{FIRST}002"] if answers[1].status_code == 200 else [])


def test_an_edit_names_its_version_and_its_shape(desk: tuple[Service, str]) -> None:
    service, draft = desk
    client = planner(service)
    address = f"{draft}/grids/{FIRST}/edits"
    lock = {"kind": "lock", "cells": [f"{FIRST}001"], "locked": True}
    assert client.post(address, json={"edits": [lock]}).status_code == 428
    for wrong in (
        [],
        [{"kind": "melt"}],
        [{**lock, "cells": ["1"]}],
        [{**split(f"{FIRST}001"), "line": {"type": "Point"}}],
    ):
        assert edit(client, draft, *wrong).status_code == 422
    unclosed = {"type": "Polygon", "coordinates": [[[0, 0], [0, 0], [0, 0], [0, 0]]]}
    answer = edit(client, draft, {"kind": "reshape", "cell": f"{FIRST}001", "shape": unclosed})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert edit(client, draft, {**lock, "cells": [f"{FIRST}777"]}).status_code == 404
    assert edit(client, draft, lock).status_code == 200
    answer = edit(client, draft, split(f"{FIRST}001"), version='"2"')
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_outsiders_are_refused(desk: tuple[Service, str]) -> None:
    service, draft = desk
    lock = {"kind": "lock", "cells": [f"{FIRST}001"], "locked": True}
    assert service.anonymous().get(draft).status_code == 401
    elsewhere = service.client(Role.PLANNER, areas=("370203",))
    assert elsewhere.get(draft).status_code == 403
    assert got(elsewhere, ROOT) == {"drafts": []}
    west = planner(service, OTHER_STREET)
    assert [part["division_code"] for part in got(west, draft)["parts"]] == [OTHER_STREET]
    for address in (f"{draft}/grids/{FIRST}", f"{draft}/parts/{STREET}"):
        assert west.get(address).status_code == 403
    assert edit(west, draft, lock).status_code == 403
    assert step(west, draft, "send").status_code == 403
    walker = service.client(Role.INSPECTOR, areas=(COMMUNITY,))
    assert got(walker, f"{draft}/grids/{FIRST}")["version"] == 1
    assert edit(walker, draft, lock).status_code == 403
    assert step(walker, draft, "send").status_code == 403
    client = planner(service)
    for unknown in (f"{ROOT}/999", f"{draft}/grids/990101001001009", f"{draft}/parts/990101009", f"{ROOT}/999/remarks"):
        assert client.get(unknown).status_code == 404, unknown


def test_a_street_is_sent_remarked_on_agreed_to_and_published(desk: tuple[Service, str]) -> None:
    service, draft = desk
    client, head, district = planner(service), leader(service, STREET), leader(service)
    neighbour = service.client(Role.INSPECTOR, areas=(COMMUNITY,))
    assert remark(neighbour, draft).status_code == 409
    before = got(client, f"{draft}/parts/{OTHER_STREET}")
    grid_before = got(client, f"{draft}/grids/{OTHER}")
    assert step(client, draft, "send").json()["state"] == "remarks"
    said = remark(neighbour, draft)
    assert said.status_code == 200, said.text
    assert remark(planner(service, OTHER_STREET), draft).status_code == 403
    assert step(client, draft, "send").status_code == 409
    address = f"{draft}/remarks/{said.json()['id']}"
    assert neighbour.post(f"{address}/answer", json={"words": "x"}).status_code == 403
    assert client.post(f"{address}/answer", json={"words": "已改"}).json()["properties"]["answer"] == "已改"
    assert neighbour.post(f"{address}/resolution").json()["properties"]["resolved_by"]
    assert got(client, f"{draft}/remarks?unresolved=true")["features"] == []
    assert len(got(client, f"{draft}/remarks")["features"]) == 1
    assert step(client, draft, "send").json()["state"] == "street"
    assert step(client, draft, "approve").status_code == 403
    assert step(head, draft, "return").status_code == 422
    assert step(head, draft, "approve").json()["state"] == "district"
    assert step(head, draft, "publish").status_code == 403
    assert step(district, draft, "publish", effective_at="2026-12-01T00:00:00").status_code == 422
    done = step(district, draft, "publish", reason="首批")
    assert done.status_code == 200, done.text
    assert (done.json()["state"], done.json()["plan_state"], done.json()["ended"]) == ("published", "effective", 0)
    assert (done.json()["households"], done.json()["households_share_renumbered"]) == (0, 0)
    with service.engine.connect() as conn:
        grids = set(conn.execute(text("select distinct grid_code from registry.micro_grid")).scalars())
    assert grids == {FIRST, street.SECOND}
    assert got(client, f"{draft}/parts/{OTHER_STREET}") == before
    assert got(client, f"{draft}/grids/{OTHER}") == grid_before
    lock = {"kind": "lock", "cells": [f"{FIRST}001"], "locked": True}
    assert edit(client, draft, lock).status_code == 409
    file = got(district, f"{draft}/parts/{STREET}")
    assert [entry["act"] for entry in file["log"]] == ["send", "send", "approve", "publish"]
    assert (file["state_zh"], file["steps"]) == ("已发布", [])


def test_an_edit_after_the_street_makes_a_draft_of_it_again(desk: tuple[Service, str]) -> None:
    service, draft = desk
    client = planner(service)
    for _ in range(2):
        step(client, draft, "send")
    lock = {"kind": "lock", "cells": [f"{FIRST}001"], "locked": True}
    refused = edit(client, draft, lock)
    assert (refused.status_code, refused.json()["fields"]["field"]) == (422, "reason")
    assert edit(client, draft, lock, reason="街道意见").json()["part_state"] == "draft"
    file = got(client, f"{draft}/parts/{STREET}")
    assert file["log"][-1]["reason"].endswith("街道意见")
    stale = client.post(f"{draft}/parts/{STREET}/steps", json={"act": "send"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
