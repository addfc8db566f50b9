"""A real survey in, its own findings replayed by devices: the 4,605 kerb ramps of Cambridge, Massachusetts.

The ramps become assets of a fictional division; then each row of the survey is one look of a device at its ramp:

- CONDITION P (poor) is a hazard, `broken`: a ticket; a lip of more than a quarter of an inch (ADA 2010, 303.2) is a
  minor defect, `height`: the maintenance list. A ramp in condition P is `broken`, whatever its lip. All else is fine.
- The survey has 111 exact repeats, which agree about CONDITION: one ramp each, told by the import. Every row remains a
  look at its ramp with its own words, and one row that says P is enough for a ticket.
"""

import shutil
import threading
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import httpx
import numpy as np
import pandas as pd
import pytest
from scipy.spatial import KDTree
from sqlalchemy import Engine, text

from api.demo import stage
from api.demo.net import Line
from inspections import reference as rules
from inspections.clocks.files import LIMITS
from registry import importing, reference
from registry.actor import Role
from registry.database import open_engine, reading, writing
from tests.conftest import Databases
from tests.support import REFERENCE, SHARED

SURVEY = SHARED / "cambridge" / "cambridge.gpkg"
LAYER, KERB_RAMP, DIVISION = "pedestrian_ramps", "21002", "990101"
DEVICES, BATCH = 4, 200
LIP_IN, MM_OF_IN = 0.25, 25.4
SAME_PLACE_DEG = 1e-9  # a tenth of a millimetre
TABLES = ("observation", "observation_refused", "ticket", "ticket_event", "ticket_sighting", "maintenance_item")

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not SURVEY.exists(), reason="the real data are not there: ../shared/data/cambridge"),
]

Item = dict[str, Any]
Receipt = Mapping[str, Any]
Replay = tuple[list[Item], dict[str, Receipt]]
"""What the devices said, each row of the survey once, and the receipts they got, by item."""


@dataclass(frozen=True, slots=True)
class Town:
    """The survey with the asset of each of its rows, the report of its import, a real server, accounts.

    `rows` (index row_no) has GlobalID, CONDITION, LIP, PUDDLING, lon, lat, spot (number of its exact position), asset.
    """

    engine: Engine
    base: str
    report: importing.Report
    rows: pd.DataFrame
    devices: tuple[stage.Account, ...]
    desk: stage.Account


@pytest.fixture(scope="module")
def engine(databases: Databases, template: str) -> Iterator[Engine]:
    name = databases.create("real_survey", template=template)
    made = open_engine(databases.url(name))
    yield made
    made.dispose()
    databases.drop(name)


@pytest.fixture(scope="module")
def town(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    now = datetime.now(UTC)
    folder = city_files(tmp_path_factory.mktemp("city"))
    with writing(engine) as conn:
        reference.load(conn, REFERENCE)
        for kind in ("divisions", "organisations"):
            importing.run(conn, folder / f"{kind}.csv", kind=kind, source="tests", actor_name="tests", now=now)
        rules.load(conn, folder)
        report = importing.run(
            conn, SURVEY, layer=LAYER, kind="assets", source="cambridge", id_field="GlobalID",
            defaults={"class_code": KERB_RAMP, "position_source": "survey"}, actor_name="tests", now=now,
        )  # fmt: skip
        codes = {row.source_id: row.code for row in conn.execute(text("select source_id, code from registry.asset"))}
        desk, *devices = (
            stage.hire(conn, login, roles=[role], org_code=None, areas=[DIVISION], now=now)
            for login, role in [("desk", Role.DISPATCHER), *((f"phone-{n}", Role.INSPECTOR) for n in range(DEVICES))]
        )
    rows = with_assets(survey(), report, codes)
    with stage.served(engine.url.render_as_string(hide_password=False), port=stage.free_port()) as base:
        yield Town(engine, base, report, rows, tuple(devices), desk)


@pytest.fixture(scope="module")
def replay(town: Town) -> Replay:
    now = datetime.now(UTC)
    rows = town.rows.astype(object).where(town.rows.notna(), None).to_dict("records")
    items = [look(row_no, row, now - timedelta(seconds=row_no)) for row_no, row in enumerate(rows, start=1)]
    return items, send(town, items)


def city_files(folder: Path) -> Path:
    """The rules of a fictional city that answers for its ramps itself."""
    for name in (rules.DEFECTS, LIMITS):
        shutil.copy(REFERENCE / name, folder / name)
    files = {
        "divisions.csv": f"code,name_zh,name_en\n{DIVISION},剑河区,Cam\n",
        "organisations.csv": "code,name_zh,name_en,kind\nDPW,公共工程局,Public Works,bureau\n",
        rules.RULES: "position,class_code,defect_code,owner_code,setting,area_code,assignee_code,reason_zh,reason_en,"
        f"enabled\n1,{KERB_RAMP},,,,,DPW,坡道由公共工程局负责,ramps are the business of Public Works,true\n",
    }
    for file, content in files.items():
        (folder / file).write_text(content, encoding="utf-8")
    return folder


def survey() -> pd.DataFrame:
    """The rows of the survey as the city published them, row numbers from 1."""
    frame = gpd.read_file(SURVEY, layer=LAYER)
    rows = frame[["GlobalID", "CONDITION", "LIP", "PUDDLING"]].assign(lon=frame.geometry.x, lat=frame.geometry.y)
    rows = rows.assign(spot=rows.groupby(["lon", "lat"], sort=False).ngroup())
    rows.index = pd.RangeIndex(1, len(rows) + 1)
    return pd.DataFrame(rows)


def with_assets(rows: pd.DataFrame, report: importing.Report, codes: Mapping[str, str]) -> pd.DataFrame:
    """Each row with its asset: its own, or that of the row it repeats."""
    stands = {again.row_no: again.of_row for again in report.repeats}
    first = [stands.get(row_no, row_no) for row_no in rows.index]
    return rows.assign(asset=rows.loc[first, "GlobalID"].map(codes).to_numpy())


def look(row_no: int, row: Mapping[Any, Any], seen_at: datetime) -> Item:
    """What a device says that saw what the row says; the words of the survey stand in the note."""
    item: Item = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, row["GlobalID"])),
        "asset_code": row["asset"],
        "device_time": seen_at.isoformat(),
        "position": {"lon": row["lon"], "lat": row["lat"], "accuracy_m": 1.0, "source": "gnss", "datum": "WGS84"},
        "note": f"row {row_no}: " + " ".join(f"{name} {row[name]}" for name in ("CONDITION", "LIP", "PUDDLING")),
    }
    if row["CONDITION"] == "P":
        return item | {"result": "defect", "defect_code": "broken", "severity": 3}
    if (row["LIP"] or 0.0) > LIP_IN:
        return item | {"result": "defect", "defect_code": "height", "measure_mm": round(row["LIP"] * MM_OF_IN, 1)}
    return item | {"result": "fine"}


def send(town: Town, items: Sequence[Item]) -> dict[str, Receipt]:
    """All devices at once, neighbouring rows by different ones, in batches; the receipts by item."""
    got: dict[str, Receipt] = {}
    faults: list[str] = []

    def sync(n: int, account: stage.Account) -> None:
        line = Line(town.base, account.token)
        try:
            mine = items[n::DEVICES]
            for start in range(0, len(mine), BATCH):
                about = {"batch_id": str(uuid.uuid4()), "device_id": account.login}
                about["device_time"] = datetime.now(UTC).isoformat()
                answer = line.post("/observations", {**about, "items": mine[start : start + BATCH]})
                got.update({receipt["id"]: receipt for receipt in answer["receipts"]})
        except (RuntimeError, httpx.TransportError) as error:
            faults.append(str(error))
        finally:
            line.close()

    threads = [threading.Thread(target=sync, args=(n, account)) for n, account in enumerate(town.devices)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not faults
    return got


def listed(town: Town, path: str) -> list[Mapping[str, Any]]:
    """All features of a list, as the desk sees it."""
    line = Line(town.base, town.desk.token)
    page = line.get(path, limit=1000)
    line.close()
    assert page["next"] is None
    return list(page["features"])


def state_of(engine: Engine) -> dict[str, tuple[int, str]]:
    """Of each table how many rows it has and a digest of all they say."""
    digest = "select count(*), md5(string_agg(t::text, ' ' order by t::text)) from inspections.{} t"
    with reading(engine) as conn:
        return {table: (*conn.execute(text(digest.format(table))).one(),) for table in TABLES}


# What it shows -----------------------------------------------------------------------------------------------------


def test_every_row_of_the_survey_is_a_ramp_or_told_to_repeat_one(town: Town) -> None:
    report, rows = town.report, town.rows
    assert report.read == report.new + report.repeated == len(rows) == 4605
    assert report.new == rows["asset"].nunique(dropna=False)
    assert rows["asset"].str.startswith(DIVISION + KERB_RAMP).all()


def test_the_111_exact_repeats_are_told_and_not_doubled(town: Town) -> None:
    rows = town.rows
    told = {repeat.row_no: repeat for repeat in town.report.repeats}
    again = rows["spot"].duplicated(keep=False)
    for _, pair in rows[again].fillna({"CONDITION": "-"}).groupby("spot"):
        assert len(pair) == 2
        assert len(set(pair["asset"])) == 1, "one place, one ramp"
        assert not told.keys().isdisjoint(pair.index), "and whoever imports is told"
        assert len(set(pair["CONDITION"])) == 1, "exact repeats of this survey agree"
    assert len(rows) - rows["spot"].nunique() == 111
    assert len(told) == 111


def test_every_look_is_kept_at_its_ramp_and_none_waits(town: Town, replay: Replay) -> None:
    items, receipts = replay
    assert len(items) == len(receipts) == len(town.rows)
    assert Counter((one["status"], one.get("review")) for one in receipts.values()) == {("accepted", None): 4605}
    with reading(town.engine) as conn:
        query = "select id::text, asset_code, result, coalesce(defect_code, ''), note from inspections.observation"
        stored = sorted((*row,) for row in conn.execute(text(query)))
    names = ("id", "asset_code", "result", "defect_code", "note")
    assert stored == sorted(tuple(item.get(name, "") for name in names) for item in items)


def test_every_ramp_in_condition_p_becomes_one_ticket_at_its_place(town: Town, replay: Replay) -> None:
    items, receipts = replay
    poor = town.rows[town.rows["CONDITION"] == "P"]
    places = poor.drop_duplicates("spot")
    assert (len(poor), len(places)) == (72, 69)
    tickets = listed(town, "/tickets")
    found = KDTree(places[["lon", "lat"]]).query([ticket["geometry"]["coordinates"] for ticket in tickets])
    distance_deg, nearest = map(np.asarray, found)
    assert sorted(nearest) == list(range(len(places))), "each place has one ticket, each ticket its own place"
    assert distance_deg.max() <= SAME_PLACE_DEG
    for ticket, code in zip(tickets, places["asset"].iloc[nearest], strict=True):
        told = ticket["properties"]
        assert told["asset_code"] == code
        assert (told["asset_class"]["code"], told["defect"]["code"]) == (KERB_RAMP, "broken")
        assert (told["state"], told["hazard"], told["assignee"]["code"]) == ("reported", True, "DPW")
    numbers = {ticket["properties"]["asset_code"]: ticket["properties"]["number"] for ticket in tickets}
    for item in items:
        expected = numbers[item["asset_code"]] if item.get("defect_code") == "broken" else None
        assert receipts[item["id"]].get("ticket_number") == expected
    query = "select asset_code from inspections.ticket join inspections.ticket_sighting on ticket_id = id"
    with reading(town.engine) as conn:
        sightings = Counter(conn.execute(text(query)).scalars())
    assert sightings == Counter(poor["asset"])
    assert Counter(sightings.values()) == {1: 66, 2: 3}, "what is seen twice is one ticket with two sightings"


def test_ramps_that_lie_close_stay_two_and_no_ramp_is_called_two_things(town: Town) -> None:
    rows = town.rows
    said = rows.fillna({"CONDITION": "-"}).groupby("asset")["CONDITION"].nunique()
    assert said.max() == 1, "rows of one ramp agree"
    assert {repeat.distance_m for repeat in town.report.repeats} == {0.0}, "only what lies on one spot is one ramp"
    assert rows["asset"].nunique() == rows["spot"].nunique()


def test_lips_go_to_the_maintenance_list(town: Town, replay: Replay) -> None:
    rows = town.rows
    lips = rows[(rows["LIP"] > LIP_IN) & (rows["CONDITION"] != "P")]
    waiting = listed(town, "/maintenance")
    assert {one["properties"]["defect"]["code"] for one in waiting} == {"height"}
    sightings = [(one["properties"]["asset_code"], one["properties"]["sightings"]) for one in waiting]
    assert sorted(sightings) == sorted(Counter(lips["asset"]).items())


def test_the_survey_sent_twice_changes_nothing(town: Town, replay: Replay) -> None:
    """Again, in other batches, in another order, by other devices."""
    items, receipts = replay
    before = state_of(town.engine)
    again = send(town, items[::-1])
    assert again == {id_: {**receipt, "status": "known"} for id_, receipt in receipts.items()}
    assert state_of(town.engine) == before
    assert [before[table][0] for table in TABLES[:5]] == [4605, 0, 69, 69, 72]
