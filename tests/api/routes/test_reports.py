from uuid import uuid4

import pytest
from sqlalchemy import text

from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.maps import scene

AT = f"/api/v1/campaigns/{scene.CAMPAIGN}"


@pytest.fixture
def campaign_service(small_service: Service) -> Service:
    with writing(small_service.engine) as conn:
        scene.campaign(conn)
    return small_service


def test_a_reader_gets_report_and_files(campaign_service: Service) -> None:
    client = campaign_service.client(Role.LEADER)
    report = client.get(f"{AT}/report.html")
    assert report.status_code == 200
    assert report.headers["content-type"].startswith("text/html")
    assert "工单清单" in report.text
    assert "Ticket list" in client.get(f"{AT}/report.html?lang=en").text
    table = client.get(f"{AT}/tickets.csv")
    assert table.content.count(b"\r\n") == 11
    assert 'filename="tickets.csv"' in table.headers["content-disposition"]
    package = client.get(f"{AT}/tickets.gpkg")
    assert package.content.startswith(b"SQLite format 3\0")
    assert package.headers["content-type"] == "application/geopackage+sqlite3"

    for name in ("report.html", "tickets.csv", "tickets.gpkg"):
        assert campaign_service.anonymous().get(f"{AT}/{name}").status_code == 401
        assert client.get(f"/api/v1/campaigns/{uuid4()}/{name}").status_code == 404
        assert client.get(f"/api/v1/campaigns/nothing/{name}").status_code == 422
        elsewhere = campaign_service.client(Role.LEADER, areas=("110101",))
        assert elsewhere.get(f"{AT}/{name}").status_code == 404


def test_an_old_report_is_made_again_as_it_was(campaign_service: Service) -> None:
    client = campaign_service.client(Role.LEADER)
    with writing(campaign_service.engine) as conn:
        moment = conn.execute(text("select clock_timestamp()")).scalar_one()
    asked = {"as_known_at": moment.isoformat()}
    first = {name: client.get(f"{AT}/{name}", params=asked).content for name in ("report.html", "tickets.csv")}
    assert b"\r\n" in first["tickets.csv"]
    with writing(campaign_service.engine) as conn:
        conn.execute(text("update registry.street set name_zh = name_zh || '（新）'"))
        ticket = conn.execute(
            text("select id, version, state from inspections.ticket where state = 'reported' limit 1")
        ).one()
        conn.execute(
            text(
                "update inspections.ticket set state = 'filed', version = version + 1, filed_at = now() where id = :id"
            ),
            {"id": ticket.id},
        )
        conn.execute(
            text(
                "insert into inspections.ticket_event (id, ticket_id, version, action, from_state, to_state, at)"
                " values (gen_random_uuid(), :id, :version, 'file', 'reported', 'filed', clock_timestamp())"
            ),
            {"id": ticket.id, "version": ticket.version + 1},
        )
    again = {name: client.get(f"{AT}/{name}", params=asked).content for name in first}
    assert again == first
    now = client.get(f"{AT}/report.html").text
    assert "（新）" in now
    assert "（新）" not in again["report.html"].decode()
    for name in first:
        assert client.get(f"{AT}/{name}", params={"as_of": moment.isoformat()}).status_code == 422
