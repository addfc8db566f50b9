"""What stands on an order comes from the ticket; an address nobody can open is not printed."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from api import dispatch_orders
from api.settings import Settings
from inspections.owners import links
from inspections.owners.link import Channel
from registry.errors import Conflict, Forbidden, Invalid
from tests.inspections.owners.yard import digest, dispatched
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import CREW, DESK, NOW
from tests.maps.plates.pages import decoded, pictures, texts

SETTINGS = Settings(database_url="postgresql:///never", public_url="https://wg.example.cn/")
LOCAL = Settings(database_url="postgresql:///never")


@pytest.fixture
def furnished(conn: Connection) -> Connection:
    scene.furnish(conn)
    return conn


def test_the_order_of_a_ticket(furnished: Connection) -> None:
    ticket_id, id_ = dispatched(furnished), uuid4()

    def printed(**changes: object) -> str:
        asked = {"id_": id_, "addressee": "养护科", "settings": SETTINGS, "draft": False, "now": NOW} | changes
        made = dispatch_orders.order_of(furnished, DESK, ticket_id, **asked)  # type: ignore[arg-type]  # by name
        return texts(made.pdf)[0].replace("\r\n", "").replace("\n", "")

    told = printed()
    for said in ("PSGS 养护科", "缺失", "益都路 1-", "先行防护", "到场", "有效期至 2026-11-30 09:00", "未送审"):
        assert said in told, said
    with pytest.raises(Conflict, match="printed before"):
        printed()
    with pytest.raises(Invalid, match="PUBLIC_URL"):
        printed(id_=uuid4(), settings=LOCAL)


def test_a_draft_makes_no_link(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    asked = {"id_": uuid4(), "addressee": "养护科", "settings": LOCAL, "draft": True, "now": NOW}
    made = dispatch_orders.order_of(furnished, DESK, ticket_id, **asked)  # type: ignore[arg-type]  # by name
    told = texts(made.pdf)[0]
    assert "草稿" in told
    assert "没有答复码" in told
    assert "有效期至" not in told
    assert [code for picture in pictures(made.pdf) for code in decoded(picture)] == []
    assert links.of_ticket(furnished, DESK, ticket_id, now=NOW) == []
    with pytest.raises(Forbidden):
        dispatch_orders.order_of(furnished, CREW, ticket_id, **asked)  # type: ignore[arg-type]  # by name


def test_a_link_opens_by_its_address_alone(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    asked = {"channel": Channel.MAIL, "addressee": "", "expires_at": None, "public_url": "https://x.cn/", "now": NOW}
    made = dispatch_orders.make_link(furnished, DESK, ticket_id, id_=uuid4(), **asked)  # type: ignore[arg-type]  # by name
    assert made.address is not None
    begin, secret = made.address.rsplit("/", 1)
    assert (begin, len(secret)) == ("https://x.cn/o", 43)
    assert links.find(furnished, digest(secret)) == made.link
    again = dispatch_orders.make_link(furnished, DESK, ticket_id, id_=made.link.id, **asked)  # type: ignore[arg-type]  # by name
    assert again == replace(made, address=None)
    with pytest.raises(Forbidden):
        dispatch_orders.make_link(furnished, CREW, ticket_id, id_=uuid4(), **asked)  # type: ignore[arg-type]  # by name
