"""The server is killed and PostgreSQL crashes in the middle of a sync, twenty times: nothing is lost or doubled."""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np
import pytest
from sqlalchemy import Engine, text

from api import cluster
from api.demo import stage
from api.demo.net import Line
from inspections.campaigns import campaign, parameters
from registry.actor import Actor, Role
from registry.database import migrate, open_engine, reading, writing
from tests.support import load_small

pytestmark = pytest.mark.journey

ROUNDS = 20
DEVICES = 4
BATCHES, ITEMS = 3, 40
HAZARD_EVERY = 25
START = datetime.now(UTC) - timedelta(days=2)


@dataclass(slots=True)
class Server:
    """The real server process, which can die and come back on the same port."""

    url: str
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [*stage.PROGRAM, "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command,
            env=os.environ | {"JINGGE_DATABASE_URL": self.url},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def ready(self) -> None:
        for _ in range(300):
            try:
                if httpx.get(f"{self.base}/readyz", timeout=5).is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError("the server does not come back")

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@dataclass(slots=True)
class Device:
    """What one device captured and holds receipts for."""

    token: str
    number: int
    captured: list[dict[str, object]] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Town:
    """The small district in a cluster of the test's own, a running campaign, a server."""

    cluster: cluster.Cluster
    engine: Engine
    server: Server
    campaign_id: uuid.UUID
    devices: tuple[Device, ...]
    assets: tuple[str, ...]


@pytest.fixture
def town() -> Iterator[Town]:
    home = Path(tempfile.mkdtemp(prefix="jingge-outages-", dir="/var/tmp"))
    home.chmod(0o755)
    own = cluster.Cluster(
        data=home / "data", socket=home / "s", log=home / "log", user="postgres" if os.geteuid() == 0 else None
    )
    engine = open_engine(cluster.up(own))
    migrate(engine)
    load_small(engine, home / "district")
    campaign_id = uuid.uuid4()
    with writing(engine) as conn:
        area = conn.execute(text("select code from registry.division")).scalar_one()
        desk = stage.hire(conn, "desk", roles=[Role.DISPATCHER], org_code=None, areas=[area], now=START)
        actor = Actor(uuid.UUID(desk.id), "desk", None, frozenset({Role.DISPATCHER}), (area,))
        campaign.create(
            conn, actor, id=campaign_id, name="outages", area_code=area, starts_on=START.date(), days=14,
            staffing=parameters.Staffing.TEAM, parameters=parameters.parse({"second_look_share": 0.0}), now=START,
        )  # fmt: skip
        campaign.start(conn, actor, campaign_id, now=START)
        hired = [
            stage.hire(conn, f"inspector-{n}", roles=[Role.INSPECTOR], org_code=None, areas=[area], now=START)
            for n in range(DEVICES)
        ]
        assets = tuple(
            conn.execute(
                text("select asset_code from inspections.target where campaign_id = :id order by 1"),
                {"id": campaign_id},
            ).scalars()
        )
    server = Server(engine.url.render_as_string(hide_password=False), stage.free_port())
    server.start()
    server.ready()
    devices = tuple(Device(account.token, n) for n, account in enumerate(hired))
    yield Town(own, engine, server, campaign_id, devices, assets)
    server.kill()
    engine.dispose()
    cluster.down(own)
    shutil.rmtree(home)


def sync(town: Town, device: Device, batches: list[list[dict[str, object]]]) -> None:
    """Send every batch until its receipts are there."""
    line = Line(town.server.base, device.token)
    try:
        for items in batches:
            device.captured.extend(items)
            batch = {
                "batch_id": str(uuid.uuid4()),
                "device_id": f"phone-{device.number}",
                "device_time": datetime.now(UTC).isoformat(),
                "campaign_id": str(town.campaign_id),
                "items": items,
            }
            for receipt in line.post("/observations", batch)["receipts"]:
                device.receipts[receipt["id"]] = receipt["status"]
    except (RuntimeError, httpx.TransportError) as error:
        device.faults.append(str(error))
    finally:
        line.close()


def capture(town: Town, device: Device, dice: np.random.Generator) -> list[list[dict[str, object]]]:
    """Some batches of looks at random covers; all devices now and then report the same hazards."""
    batches = []
    for _ in range(BATCHES):
        items = []
        for n in range(ITEMS):
            hazard = n % HAZARD_EVERY == 0
            asset = town.assets[int(dice.integers(20 if hazard else len(town.assets)))]
            items.append(
                {
                    "id": str(uuid.uuid4()),
                    "asset_code": asset,
                    "device_time": datetime.now(UTC).isoformat(),
                    "result": "defect" if hazard else "fine",
                }
                | ({"defect_code": "missing", "severity": 3} if hazard else {})
            )
        batches.append(items)
    return batches


def test_nothing_with_a_receipt_is_lost_and_nothing_is_doubled(town: Town) -> None:
    dice = np.random.default_rng(20)
    for turn in range(ROUNDS):
        threads = [
            threading.Thread(target=sync, args=(town, device, capture(town, device, dice))) for device in town.devices
        ]
        for thread in threads:
            thread.start()
        time.sleep(float(dice.uniform(0.02, 0.4)))
        if turn % 3 != 1:
            town.server.kill()
        if turn % 3 != 0:
            cluster.restart(town.cluster, mode="immediate")
        if turn % 3 != 1:
            town.server.start()
        town.server.ready()
        for thread in threads:
            thread.join(timeout=120)
            assert not thread.is_alive()
    _check(town)


def _check(town: Town) -> None:
    assert not [fault for device in town.devices for fault in device.faults]
    captured = {str(item["id"]): item for device in town.devices for item in device.captured}
    receipts = {id_: status for device in town.devices for id_, status in device.receipts.items()}
    assert receipts.keys() == captured.keys()
    assert set(receipts.values()) <= {"accepted", "known"}
    with reading(town.engine) as conn:
        stored = conn.execute(text("select id::text, asset_code, defect_code from inspections.observation")).all()
        assert sorted(row.id for row in stored) == sorted(captured), "each item once, no more and no fewer"
        hazards = {str(item["asset_code"]) for item in captured.values() if item["result"] == "defect"}
        tickets = conn.execute(text("select asset_code from inspections.ticket")).scalars().all()
        assert sorted(tickets) == sorted(hazards), "one open ticket for one cover and defect"
        sightings = conn.execute(text("select count(*) from inspections.ticket_sighting")).scalar_one()
        assert sightings == sum(item["result"] == "defect" for item in captured.values())
        seen = conn.execute(text("select asset_code from inspections.target where result is not null")).scalars().all()
        assert set(seen) == {str(item["asset_code"]) for item in captured.values()}
        refused = conn.execute(text("select count(*) from inspections.observation_refused")).scalar_one()
        assert refused == 0
