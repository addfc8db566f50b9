"""A campaign's report as files, inside the rights of an account."""

from pathlib import Path
from uuid import UUID, uuid4

import pyogrio
import pytest
from sqlalchemy import Engine

from inspections.campaigns import campaign, parameters
from registry.actor import SYSTEM
from registry.database import writing
from tests.api.cli.support import Done, jingge
from tests.conftest import NOW

CAMPAIGN = uuid4()


@pytest.fixture
def town(small: Engine) -> Engine:
    with writing(small) as conn:
        campaign.create(
            conn,
            SYSTEM,
            id=CAMPAIGN,
            name="sweep",
            area_code="370203",
            starts_on=NOW.date(),
            days=14,
            staffing=parameters.Staffing.TEAM,
            parameters=parameters.parse({}),
            now=NOW,
        )
        campaign.start(conn, SYSTEM, CAMPAIGN, now=NOW)
    return small


def run(town: Engine, campaign_id: UUID, out: Path) -> Done:
    url = town.url.render_as_string(hide_password=False)
    return jingge("report", "campaign", str(campaign_id), "--out", str(out), "--lang", "en", "--json", url=url)


def test_a_report_is_written_as_files(town: Engine, tmp_path: Path) -> None:
    done = run(town, CAMPAIGN, tmp_path / "out")
    assert (done.code, done.json["tickets"]) == (0, 0)
    assert [Path(name).name for name in done.json["files"]] == ["report.html", "tickets.gpkg", "tickets.csv"]
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "sweep" in page
    assert "Synthetic data" in page
    assert pyogrio.list_layers(tmp_path / "out" / "tickets.gpkg")[0][0] == "tickets"


def test_an_unknown_campaign_is_told(town: Engine, tmp_path: Path) -> None:
    done = run(town, uuid4(), tmp_path)
    assert (done.code, done.json["error"]) == (2, "not_found")
