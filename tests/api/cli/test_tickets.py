from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text

from registry.actor import Role
from registry.database import open_engine
from tests.api.cli.support import Done, jingge
from tests.api.support import Service, make_account
from tests.conftest import Databases

TICKET = uuid4()


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    engine = open_engine(databases.url(databases.create("tickets_cli", template=template)))
    with engine.begin() as conn:
        conn.execute(
            text(
                "insert into inspections.defect (code, name_zh, name_en, hazard, handling, priority) "
                "values ('missing', '缺失', 'missing', true, 'ticket', 1)"
            )
        )
        conn.execute(
            text(
                "insert into inspections.condition (code, kind, position, text_zh, text_en, source)"
                " values ('L-a', 'filing', 1, '属实', 'true', 't'), ('L-b', 'filing', 2, '有危险', 'dangerous', 't')"
            )
        )
        conn.execute(
            text(
                "insert into inspections.ticket (id, number, state, defect_code, hazard, place_zh, place_en,"
                " community_code, geom, reported_at) values (:id, '20261123-00001', 'reported', 'missing', true,"
                " '辽宁路 12 号', '12 Liaoning Rd', '370203005001', 'SRID=4326;POINT(120.375 36.0876)', :now)"
            ),
            {"id": TICKET, "now": datetime(2026, 11, 23, tzinfo=UTC)},
        )
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


def run(service: Service, *words: str) -> Done:
    return jingge("ticket", *words, url=service.engine.url.render_as_string(hide_password=False))


def test_tickets_are_listed_and_shown(service: Service) -> None:
    listed = run(service, "list", "--state", "reported", "--json").json
    assert [one["number"] for one in listed["tickets"]] == ["20261123-00001"]
    assert run(service, "list", "--state", "closed", "--json").json["tickets"] == []
    assert "辽宁路 12 号" in run(service, "list").out
    assert "缺失" in run(service, "show", str(TICKET)).out


def test_a_step_is_taken_within_the_rights_of_an_account(service: Service) -> None:
    make_account(service.engine, Role.DISPATCHER, login="desk")
    make_account(service.engine, Role.DISPATCHER, login="other-desk", areas=["370203006"])
    refused = run(service, "step", str(TICKET), "file", "--login", "other-desk", "--json")
    assert (refused.code, refused.json["error"]) == (2, "forbidden")
    unchosen = run(service, "step", str(TICKET), "file", "--login", "desk", "--json")
    assert (unchosen.code, "which condition holds" in unchosen.json["detail"]) == (2, True)
    chosen = ("step", str(TICKET), "file", "--login", "desk", "--with", "condition=L-b", "--json")
    filed = run(service, *chosen).json
    assert (filed["state"], filed["filing_condition"]) == ("filed", "L-b")
    again = run(service, "step", str(TICKET), "file", "--login", "desk", "--json")
    assert (again.code, again.json["error"]) == (2, "conflict")


def test_mistakes_are_told_in_a_line(service: Service) -> None:
    for words in (("show", str(uuid4())), ("step", str(TICKET), "fly", "--login", "desk"), ("list", "--limit", "0")):
        done = run(service, *words)
        assert (done.code, done.out) == (2, ""), words


def test_a_ticket_is_named_by_its_number_as_printed(service: Service) -> None:
    by_id, by_number = (run(service, "show", word, "--json") for word in (str(TICKET), "20261123-00001"))
    assert (by_number.code, by_number.out) == (0, by_id.out)
    unknown = run(service, "show", "20261123-99999", "--json")
    assert (unknown.code, unknown.json["detail"]) == (2, "there is no ticket 20261123-99999")
    garbled = run(service, "show", "2026", "--json")
    assert (garbled.code, garbled.json["error"]) == (2, "invalid")
