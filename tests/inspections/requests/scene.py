"""A quarter with the matters of the departments, and requests somebody made in it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from inspections.requests import intake, matters, steps
from inspections.requests.intake import Receipt
from inspections.requests.life import Action, Channel, Opinion, Result
from inspections.requests.privacy import Person
from inspections.requests.request import Deed, Request
from inspections.requests.unfolding import Item
from registry.actor import Actor, Role
from tests.conftest import NOW
from tests.inspections.tickets import scene as tickets
from tests.inspections.tickets.scene import REFERENCE, person
from tests.registry import quarter

DESK = person(Role.DISPATCHER, org="CGJ")
LEADER = person(Role.LEADER, org="CGJ")
HOUSE = person(Role.CREW, org="LDGL", areas=())
OTHER_HOUSE = person(Role.CREW, org="HWZX", areas=())
PHONE = "13812345678"
WHO = Person("张三丰", PHONE, "辽宁路12号3单元")
SAID = f"路灯不亮已经三天，请打{PHONE}联系我"


def furnish(conn: Connection) -> None:
    """The quarter, its organisations and the matters."""
    tickets.furnish(conn)
    insert = "insert into registry.organisation (code, name_zh, name_en, kind) values (:code, :zh, :code, 'bureau')"
    rows = [{"code": code, "zh": f"{code}单位"} for code in ("LDGL", "HWZX")]
    conn.execute(text(f"{insert} on conflict do nothing"), rows)
    matters.load(conn, REFERENCE)


def item(**changes: object) -> Item:
    """A call about a street light, with a telephone number in its words."""
    made = Item(uuid4(), Channel.PHONE, "desk", SAID, quarter.EAST, NOW, place_zh="益都路路口", person=WHO)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def asked(conn: Connection, **changes: object) -> Receipt:
    """A request that was received."""
    return intake.receive(conn, DESK, item(**changes), now=NOW)


def do(
    conn: Connection, request_id: UUID, action: Action, *, actor: Actor = DESK, now: datetime = NOW, **brought: object
) -> Request:
    """A step from wherever the request is."""
    version = steps.locked(conn, request_id).version
    deed = Deed(action, **brought)  # type: ignore[arg-type]  # fields by name
    return steps.take(conn, actor, request_id, deed, event_id=uuid4(), if_version=version, now=now)


def assigned(conn: Connection, **changes: object) -> UUID:
    """A request that the organisation has."""
    id_ = asked(conn, **changes).id
    do(conn, id_, Action.ACCEPT)
    do(conn, id_, Action.ASSIGN)
    return id_


def answered(conn: Connection, **changes: object) -> UUID:
    """A request that was answered as solved."""
    id_ = assigned(conn, **changes)
    do(conn, id_, Action.ANSWER, actor=HOUSE, answer=f"已修复，回电{PHONE}", result_code=Result.SOLVED)
    return id_


def called(conn: Connection, opinion: Opinion = Opinion.SATISFIED, *, solved: bool = True, **changes: object) -> UUID:
    """A request whose caller was called back."""
    id_ = answered(conn, **changes)
    do(conn, id_, Action.CALL_BACK, opinion=opinion, contacted=True, solved=solved)
    return id_
