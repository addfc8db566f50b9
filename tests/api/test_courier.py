"""The chore `outbox`, from the event to the receiver."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from api import courier
from api.access import accounts
from api.settings import Settings
from inspections.outbox import planning, webhooks
from inspections.outbox.webhooks import Kind, Wanted
from registry.actor import Actor, Role
from registry.database import open_engine, writing
from tests.api.live import Receiver
from tests.api.support import make_account, settings_for
from tests.conftest import Databases
from tests.inspections.outbox.scene import SECRET, urge
from tests.inspections.tickets import scene


@pytest.fixture(scope="module")
def furnished(databases: Databases, template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("courier", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    yield engine
    engine.dispose()


@pytest.fixture
def town(furnished: Engine) -> Iterator[Engine]:
    yield furnished
    with writing(furnished) as conn:
        conn.execute(text("truncate inspections.ticket, inspections.observation, inspections.webhook cascade"))


def own(engine: Engine, **changes: object) -> Settings:
    return settings_for(engine, webhook_networks="127.0.0.0/8, fd00::/8", **changes)


def hook(engine: Engine, url: str, *, kind: Kind = Kind.WEBHOOK) -> tuple[UUID, Actor]:
    account = make_account(engine, Role.ADMIN)
    with writing(engine) as conn:
        actor = accounts.as_actor(accounts.one(conn, account.id))
        made, _ = webhooks.create(
            conn, actor, Wanted("mirror", url), id_=uuid4(), kind=kind, secret=SECRET, now=datetime.now(UTC)
        )
    return made.id, actor


def test_what_happens_arrives_signed_once(town: Engine) -> None:
    with Receiver(SECRET) as receiver:
        hook(town, receiver.url)
        with writing(town) as conn:
            urge(conn, scene.hazard(conn))
        assert courier.act(town, own(town), datetime.now(UTC)) == 2
        assert courier.act(town, own(town), datetime.now(UTC)) == 0
    assert {json.loads(body)["type"] for _, body in receiver.got} == {"ticket.report", "ticket.urge"}
    assert len(receiver.got) == 2
    assert receiver.unsigned == []


def test_who_dies_after_sending_sends_the_same_again(town: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    with Receiver(SECRET) as receiver:
        hook(town, receiver.url)
        with writing(town) as conn:
            scene.hazard(conn)
        with monkeypatch.context() as dying:
            dying.setattr(courier, "_note", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                courier.act(town, own(town), now)
        assert courier.act(town, own(town), now) == 0
        assert courier.act(town, own(town), now + timedelta(seconds=31)) == 1
    first, again = receiver.got
    assert first == again


def test_a_replay_has_the_same_ids(town: Engine) -> None:
    with Receiver(SECRET) as receiver:
        webhook_id, actor = hook(town, receiver.url)
        with writing(town) as conn:
            urge(conn, scene.hazard(conn))
        courier.act(town, own(town), datetime.now(UTC))
        with writing(town) as conn:
            first = webhooks.one(conn, actor, webhook_id).position - 1
            planning.replay(conn, actor, actor, webhook_id, first=first, last=first + 1, now=datetime.now(UTC))
        courier.act(town, own(town), datetime.now(UTC))
    assert sorted(receiver.got[:2]) == sorted(receiver.got[2:])


def test_a_closed_account_hears_nothing(town: Engine) -> None:
    with Receiver(SECRET) as receiver:
        _, actor = hook(town, receiver.url)
        with writing(town) as conn:
            scene.hazard(conn)
            conn.execute(text("update access.account set disabled_at = now() where id = :id"), {"id": actor.account_id})
        assert courier.act(town, own(town), datetime.now(UTC)) == 0
    assert receiver.got == []


def test_one_that_is_gone_is_stopped_with_a_row_in_the_audit(town: Engine) -> None:
    with Receiver(SECRET, lambda *_: (410, b"")) as receiver:
        webhook_id, actor = hook(town, receiver.url)
        with writing(town) as conn:
            scene.hazard(conn)
        courier.act(town, own(town), datetime.now(UTC))
    with writing(town) as conn:
        assert webhooks.one(conn, actor, webhook_id).disabled_reason == "it answered 410 Gone"
        told = text("select detail ->> 'reason' from access.audit where target = :target")
        assert conn.execute(told, {"target": f"webhook {webhook_id}"}).scalars().all() == ["it answered 410 Gone"]


def test_a_robot_that_refuses_is_asked_again(town: Engine) -> None:
    answers = iter([b'{"errcode":45009,"errmsg":"freq"}', b'{"errcode":0}'])
    now = datetime.now(UTC)
    with Receiver(answer=lambda *_: (200, next(answers))) as receiver:
        hook(town, receiver.url, kind=Kind.WECOM)
        with writing(town) as conn:
            scene.hazard(conn)
        assert courier.act(town, own(town), now) == 0
        assert courier.act(town, own(town), now + timedelta(seconds=30)) == 1
    assert len({body for _, body in receiver.got}) == 1
    assert "隐患" in json.loads(receiver.got[0][1])["markdown"]["content"]


def test_inside_the_house_nothing_is_reached_unless_it_is_said(town: Engine) -> None:
    with Receiver(SECRET) as receiver:
        hook(town, receiver.url)
        with writing(town) as conn:
            scene.hazard(conn)
        assert courier.act(town, settings_for(town), datetime.now(UTC)) == 0
    assert receiver.got == []
