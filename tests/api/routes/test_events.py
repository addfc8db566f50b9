"""The live stream through a real server: resumed, ended, bounded; and the tickets in it are those of the list."""

import json
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import Engine, text

from api import streaming
from api.feed import PER_ACCOUNT
from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.live import served, stream, take, until
from tests.api.support import Made, Service, make_account
from tests.conftest import Databases
from tests.inspections.outbox.scene import step, urge
from tests.inspections.tickets import scene
from tests.registry import quarter


@pytest.fixture(scope="module")
def town(databases: Databases, template: str) -> Iterator[Engine]:
    """Four tickets: given to a crew, to another house, to nobody; one without a thing."""
    engine = open_engine(databases.url(databases.create("events", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
        for asset, houses in ((scene.SEWER, ("PSGS", "PSGS-01")), (scene.OTHER_SEWER, ("SZGS", "SZGS-01"))):
            ticket_id = scene.hazard(conn, asset)
            step(conn, ticket_id, scene.DESK, "file", 1)
            step(conn, ticket_id, scene.DESK, "dispatch", 2, assignee_code=houses[0], crew_code=houses[1])
        scene.hazard(conn, scene.FAR)
        scene.hazard(conn, None)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def live(town: Engine) -> Iterator[tuple[Service, str]]:
    service = Service(town, chores=False)
    with served(service.app) as base:
        yield service, base


@pytest.fixture
def desk(town: Engine) -> Made:
    return make_account(town, Role.DISPATCHER, org="CGJ")


def count(engine: Engine) -> int:
    with writing(engine) as conn:
        return int(conn.execute(text("select count(*) from inspections.outbox")).scalar_one())


ROLES: tuple[tuple[tuple[Role, ...], str | None, tuple[str, ...]], ...] = (
    *(((role,), None, ("370203",)) for role in Role if role not in {Role.SYSTEM, Role.CREW}),
    ((Role.DISPATCHER,), None, (quarter.EAST[:9],)),
    ((Role.INSPECTOR,), None, (quarter.OTHER,)),
    ((Role.CREW,), "PSGS-01", ()),
    ((Role.CREW,), "SZGS-02", ()),
    ((Role.CREW, Role.INSPECTOR), "SZGS-01", (quarter.OTHER,)),
    ((Role.LEADER,), None, ()),
)


@pytest.mark.parametrize(("roles", "org", "areas"), ROLES)
def test_its_tickets_are_those_of_the_list(
    live: tuple[Service, str], roles: tuple[Role, ...], org: str | None, areas: tuple[str, ...]
) -> None:
    """One policy, two doors: what the stream tells from the beginning is what the list shows, for each role."""
    service, base = live
    account = make_account(service.engine, *roles, org=org, areas=areas)
    listed = service.anonymous(token=account.token).get("/api/v1/tickets").json()["features"]
    told: set[str] = set()
    with stream(base, account.token, after=0) as source, writing(service.engine) as conn:
        head = conn.execute(text("select count(*) from inspections.outbox")).scalar_one()
        for event in _until_quiet(source.response, head):
            told.add(json.loads(event)["ticket_id"])
    assert told == {feature["id"] for feature in listed}


def _until_quiet(response: httpx.Response, head: int) -> list[str]:
    """What was told until the stream said that it has looked at everything: by its first word after that."""
    found: list[str] = []
    position = 0
    for line in response.iter_lines():
        if line.startswith("data: "):
            found.append(line.removeprefix("data: "))
        if line.startswith("id: "):
            position = int(line.removeprefix("id: "))
        if position >= head and line == "":
            return found
    return found


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeats and checks come in tenths of a second here."""
    monkeypatch.setattr(streaming, "HEARTBEAT_S", 0.2)
    monkeypatch.setattr(streaming, "CHECK_S", 0.1)


def test_it_resumes_after_the_last_event_id_and_goes_on_live(live: tuple[Service, str], desk: Made) -> None:
    service, base = live
    with stream(base, desk.token, after=0) as source:
        first = take(source, 3)
    assert [event.id for event in first] == ["1", "2", "3"]
    assert [event.event for event in first] == ["report", "file", "dispatch"]
    total = count(service.engine)
    with stream(base, desk.token, last_id="3") as source:
        rest = take(source, total - 3)
        assert [int(event.id) for event in rest] == list(range(4, total + 1))
    with stream(base, desk.token) as source:  # from now on
        events = source.iter_sse()
        assert next(event for event in events if event.id).id == str(total)
        with writing(service.engine) as conn:
            ticket_id = conn.execute(text("select id from inspections.ticket limit 1")).scalar_one()
            urge(conn, ticket_id)
        event = next(event for event in events if event.data)
        assert (event.event, json.loads(event.data)["ticket_id"]) == ("urge", str(ticket_id))


def test_a_number_that_is_not_there_is_told(live: tuple[Service, str], desk: Made) -> None:
    service, base = live
    with stream(base, desk.token, after=10**9) as source:
        [event] = take(source, 1)
    assert (event.event, int(event.id)) == ("reset", count(service.engine))


@pytest.mark.parametrize("last_id", ["-1", "abc", "1" * 30])
def test_an_id_of_another_form_is_refused(live: tuple[Service, str], desk: Made, last_id: str) -> None:
    headers = {"Authorization": f"Bearer {desk.token}", "Last-Event-ID": last_id}
    assert httpx.get(f"{live[1]}/api/v1/events", headers=headers, timeout=20).status_code == 422


def test_strangers_have_no_stream(live: tuple[Service, str]) -> None:
    assert httpx.get(f"{live[1]}/api/v1/events", timeout=20).status_code == 401


def test_it_ends_when_the_token_is_revoked(live: tuple[Service, str], desk: Made) -> None:
    service, base = live
    with stream(base, desk.token) as source:
        events = source.iter_sse()
        next(events)
        with writing(service.engine) as conn:
            conn.execute(text("update access.token set revoked_at = now() where account_id = :id"), {"id": desk.id})
        assert [event for event in events if event.data] == []


def test_an_account_has_so_many_streams_and_each_that_is_left_makes_room(live: tuple[Service, str], desk: Made) -> None:
    service, base = live
    feed = service.app.state.feed
    for _ in range(PER_ACCOUNT):
        feed.enter(desk.id)
    headers = {"Authorization": f"Bearer {desk.token}"}
    refused = httpx.get(f"{base}/api/v1/events", headers=headers, timeout=20)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    feed.leave(desk.id)
    with stream(base, desk.token, after=0) as source:
        take(source, 1)
    until(lambda: feed._open[desk.id] == PER_ACCOUNT - 1)
    for _ in range(PER_ACCOUNT - 1):
        feed.leave(desk.id)
