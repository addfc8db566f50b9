"""`jingge recovery` as a user types it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.cli.support import Done, jingge, tells_local_time
from tests.api.support import Service, make_account
from tests.conftest import Databases
from tests.inspections.payers import case
from tests.inspections.tickets import scene


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    engine = open_engine(databases.url(databases.create("payers_cli", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    make_account(engine, Role.DISPATCHER, login="desk", org="CGJ")
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


@pytest.fixture
def ticket(service: Service) -> UUID:
    with writing(service.engine) as conn:
        conn.execute(text("truncate inspections.ticket cascade"))
        return case.dispatched(conn, at=datetime.now(UTC) - timedelta(minutes=31))


def run(service: Service, *words: str) -> Done:
    return jingge(*words, url=service.engine.url.render_as_string(hide_password=False))


def test_from_silence_to_the_letter(service: Service, ticket: UUID, tmp_path: Path) -> None:
    assert run(service, "chores", "--json").json["recoveries"] == 1
    [one] = run(service, "recovery", "list", "--open", "--json").json["recoveries"]
    assert (one["ticket_id"], one["state"]) == (str(ticket), "silent")
    assert "(none)" in run(service, "recovery", "list", "--late").out
    sent = run(service, "recovery", "act", one["id"], "stand_in", "--stand-in", "SZGS", "--login", "desk")
    assert "代为处置" in sent.out, sent.err
    for words in (["list"], ["show", one["id"]]):
        assert tells_local_time(told := run(service, "recovery", *words).out), told
    with writing(service.engine) as conn:
        case.barred(conn, ticket, at=datetime.now(UTC))
    cost = tmp_path / "cost.csv"
    cost.write_text("kind,name,unit,quantity,unit_price_fen\nlabour,抢修人工,工日,2.5,36000\n", "utf-8")
    costed = run(service, "recovery", "act", one["id"], "cost", "--lines", str(cost), "--login", "desk")
    assert "owed: ¥900.00" in costed.out, costed.err
    stale = run(service, "recovery", "act", one["id"], "letter", "--version", "2", "--login", "desk")
    assert (stale.code, "version 4, not 2" in stale.err) == (2, True)
    assert run(service, "recovery", "act", one["id"], "letter", "--login", "desk", "--json").json["state"] == "lettered"
    file = tmp_path / "letter.pdf"
    refused = run(service, "recovery", "letter", one["id"], str(file))
    assert (refused.code, "PUBLIC_URL" in refused.err) == (2, True)
    assert run(service, "recovery", "letter", one["id"], str(file), "--draft", "--json").json["pages"] == 2
    assert file.read_bytes()[:5] == b"%PDF-"
    shown = run(service, "recovery", "show", one["id"], "--login", "desk")
    assert "may follow: pay" in shown.out
    nowhere = run(service, "recovery", "letter", one["id"], str(tmp_path / "no" / "x.pdf"), "--draft")
    assert (nowhere.code, "cannot be written" in nowhere.err) == (2, True)


def test_notice_is_given(service: Service, ticket: UUID) -> None:
    with writing(service.engine) as conn:
        other = case.ownerless(conn, at=datetime.now(UTC), asset_code=scene.FAR)
    words = ("recovery", "open", str(other), "give_notice", "--reason", "查无权属", "--id", str(uuid4()))
    assert run(service, *words, "--login", "desk", "--json").json["state"] == "notice"
    assert "公告中" in run(service, *words, "--login", "desk").out
    asked = run(service, "recovery", "open", str(ticket), "ask", "--owner", "PSGS", "--login", "desk")
    assert (asked.code, "is open already" in asked.err) == (2, True)
