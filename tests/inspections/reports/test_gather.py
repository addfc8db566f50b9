from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from inspections.campaigns import coverage
from inspections.reports import gather
from registry.actor import Role
from registry.errors import NotFound
from tests.conftest import NOW
from tests.maps import scene

LEADER = scene.person(Role.LEADER)


@pytest.fixture
def campaign(small_conn: Connection) -> Connection:
    scene.campaign(small_conn)
    return small_conn


def test_figures_come_from_the_rows(campaign: Connection) -> None:
    report = gather.report(campaign, LEADER, scene.CAMPAIGN, now=NOW)
    totals = report.figures.totals
    assert (totals.found, totals.closed, totals.voided) == (9, 2, 1)
    assert totals.on_time == pytest.approx(3 / 7)  # of 7 due: repaired, verified and the first closed one in time
    assert [one.ticket.number for one in report.tickets] == sorted(one.ticket.number for one in report.tickets)
    tally = coverage.progress(campaign, scene.CAMPAIGN).total
    total = report.figures.coverage_total
    assert {name: total[name] for name in coverage.RESULTS} == {name: tally.covers[name] for name in coverage.RESULTS}
    assert report.names["370203"].zh == "市北区"


def test_what_was_missed_by_unit(campaign: Connection) -> None:
    report = gather.report(campaign, LEADER, scene.CAMPAIGN, now=NOW)
    (missed,) = report.missed
    assert missed.unseen == missed.covers == report.figures.coverage_total["unseen"] > 0
    campaign.execute(
        text("update inspections.campaign_unit set result = 'no_access' where place_code = :code"),
        {"code": missed.place_code},
    )
    again = gather.report(campaign, LEADER, scene.CAMPAIGN, now=NOW)
    assert again.missed == []
    assert again.figures.coverage_total["no_access"] == missed.covers


def test_areas_bound_it(campaign: Connection) -> None:
    community = campaign.execute(text("select min(community_code) from inspections.ticket")).scalar_one()
    part = gather.report(campaign, scene.person(Role.INSPECTOR, areas=(community,)), scene.CAMPAIGN, now=NOW)
    assert {one.ticket.community_code for one in part.tickets} == {community}
    whole = gather.report(campaign, LEADER, scene.CAMPAIGN, now=NOW)
    assert part.figures.coverage_total["targets"] < whole.figures.coverage_total["targets"]


def test_another_place_knows_of_no_campaign(campaign: Connection) -> None:
    with pytest.raises(NotFound):
        gather.report(campaign, scene.person(Role.LEADER, areas=("110101",)), scene.CAMPAIGN, now=NOW)
    with pytest.raises(NotFound):
        gather.report(campaign, LEADER, uuid4(), now=NOW)


def test_tickets_of_many_pages(campaign: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "MOST", 3)
    found = gather.all_tickets(campaign, LEADER, scene.CAMPAIGN, now=NOW)
    assert len({one.ticket.number for one in found}) == len(found) == 10
