"""A well is entered under its card: approval, ventilation, readings, an attendant; and repeats change nothing."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.guards import entries
from inspections.guards.air import Reading
from inspections.guards.card import Act
from inspections.guards.entries import File, Measured
from inspections.guards.keeping import entry_open
from registry.actor import Actor, Role
from registry.database import told
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.inspections.guards.site import dispatch, minutes
from tests.inspections.tickets.scene import CREW, DESK, NOW, STRANGER, hazard, person

FOREMAN = person(Role.CREW, org="PSGS", areas=())


@pytest.fixture
def shaft(furnished: Connection) -> UUID:
    found = hazard(furnished)
    dispatch(furnished, found)
    return found


def opened(conn: Connection, shaft: UUID) -> File:
    return entries.open_card(conn, CREW, shaft, id_=uuid4(), attendant="张", entrants=["李", "王"], now=NOW)


def act(conn: Connection, file: File, what: Act, who: str = "", *, at: float, actor: Actor = CREW) -> File:
    return entries.act(
        conn, actor, file.card.id, what, event_id=uuid4(), if_version=file.card.version, person=who, now=minutes(at)
    )


def air(at: float, **values: float) -> Measured:
    return Measured(uuid4(), replace(Reading(minutes(at), 20.9, 0, 0, 0), **values))  # type: ignore[arg-type]  # by name


def test_from_approval_to_everybody_out(furnished: Connection, shaft: UUID) -> None:
    file = opened(furnished, shaft)
    assert not file.standing.may_enter
    assert [words.zh for words in file.standing.reasons] == ["尚未审批", "尚未通风", "通风后尚未检测气体"]
    file = act(furnished, file, Act.APPROVE, at=1, actor=FOREMAN)
    file = act(furnished, file, Act.VENTILATE, at=2)
    entries.measure(furnished, CREW, file.card.id, air(1), now=minutes(3))  # before ventilation: does not count
    with pytest.raises(Conflict, match="no gas reading"):
        act(furnished, file, Act.ENTER, "李", at=4)
    file = entries.measure(furnished, CREW, file.card.id, air(5), now=minutes(5))
    file = act(furnished, file, Act.ENTER, "李", at=6)
    assert entry_open(furnished, shaft)
    assert (file.standing.may_enter, file.standing.must_leave) == (True, False)
    late, _ = entries.read_card(furnished, CREW, file.card.id, now=minutes(36))
    assert late.standing.must_leave  # 31 minutes after the last reading
    file = entries.measure(furnished, CREW, file.card.id, air(37, h2s_ppm=9), now=minutes(37))
    assert file.standing.must_leave
    assert file.standing.reasons[0].zh == "硫化氢 9 ppm，应为 ≤ 7"
    with pytest.raises(Conflict, match="硫化氢"):
        act(furnished, file, Act.ENTER, "王", at=38)
    with pytest.raises(Conflict, match="still below"):
        act(furnished, file, Act.CLOSE, at=38)
    file = act(furnished, file, Act.LEAVE, "李", at=39)
    assert not entry_open(furnished, shaft)
    file = act(furnished, file, Act.CLOSE, at=40)
    _, events = entries.read_card(furnished, DESK, file.card.id, now=minutes(41))
    assert [event.action for event in events] == ["open", "approve", "ventilate", "enter", "leave", "close"]
    assert opened(furnished, shaft).card.id != file.card.id  # a new one may be opened now


def test_repeats_and_stale_versions(furnished: Connection, shaft: UUID) -> None:
    id_, event = uuid4(), uuid4()
    for _ in range(2):
        file = entries.open_card(furnished, CREW, shaft, id_=id_, attendant="张", entrants=["李"], now=NOW)
    with pytest.raises(Conflict, match="another card"):
        entries.open_card(furnished, CREW, shaft, id_=id_, attendant="张", entrants=["王"], now=NOW)
    for _ in range(2):
        file = entries.act(furnished, CREW, id_, Act.VENTILATE, event_id=event, if_version=1, now=minutes(1))
    assert file.card.version == 2
    with pytest.raises(Stale):
        entries.act(furnished, CREW, id_, Act.VENTILATE, event_id=uuid4(), if_version=1, now=minutes(1))
    with pytest.raises(Conflict, match="another act"):
        entries.act(furnished, CREW, id_, Act.CLOSE, event_id=event, if_version=2, now=minutes(1))
    one = air(2)
    for _ in range(2):
        file = entries.measure(furnished, CREW, id_, one, now=minutes(3))
    assert file.readings == (one,)
    with pytest.raises(Conflict, match="another reading"):
        entries.measure(furnished, CREW, id_, replace(one, reading=replace(one.reading, co_ppm=1)), now=minutes(3))


def test_late_readings_in_any_order_end_in_one_state(furnished: Connection, shaft: UUID) -> None:
    file = act(
        furnished,
        act(furnished, opened(furnished, shaft), Act.VENTILATE, at=0),
        Act.APPROVE,
        at=0,
        actor=FOREMAN,
    )
    for one in (air(20, co_ppm=40), air(25), air(10)):
        file = entries.measure(furnished, CREW, file.card.id, one, now=minutes(30))
    assert file.standing.may_enter
    assert [one.reading.at for one in file.readings] == [minutes(10), minutes(20), minutes(25)]


def test_who_and_what_is_refused(furnished: Connection, shaft: UUID) -> None:
    file = opened(furnished, shaft)
    with pytest.raises(Conflict, match="open already"), told(), furnished.begin_nested():
        opened(furnished, shaft)
    with pytest.raises(Conflict, match="does not approve"):
        act(furnished, file, Act.APPROVE, at=1)
    with pytest.raises(Forbidden):
        act(furnished, file, Act.VENTILATE, at=1, actor=STRANGER)
    with pytest.raises(Forbidden):
        entries.read_card(furnished, STRANGER, file.card.id, now=NOW)
    with pytest.raises(Invalid, match="names nobody"):
        act(furnished, file, Act.VENTILATE, "李", at=1)
    with pytest.raises(Invalid, match="time to come"):
        entries.measure(furnished, CREW, file.card.id, air(5), now=NOW)
    with pytest.raises(NotFound):
        entries.read_card(furnished, CREW, uuid4(), now=NOW)
    with pytest.raises(Invalid, match="never enters"):
        entries.open_card(furnished, CREW, shaft, id_=uuid4(), attendant="李", entrants=["李"], now=NOW)


def test_the_database_holds_it_too(furnished: Connection, shaft: UUID) -> None:
    opened(furnished, shaft)
    for wrong, name in (
        ("attendant = '李'", "attendant_never_enters"),
        ("inside = '{李}', closed_at = now()", "nobody_is_left_below"),
        ("approved_by = opened_by, approved_at = now()", "opener_does_not_approve"),
    ):
        with pytest.raises(Exception, match=name), furnished.begin_nested():
            furnished.execute(text(f"update inspections.entry_card set {wrong}"))


def test_lists_page(furnished: Connection, shaft: UUID) -> None:
    file = opened(furnished, shaft)
    act(furnished, file, Act.CLOSE, at=1)
    second = opened(furnished, shaft)
    files, after = entries.list_cards(furnished, CREW, now=NOW)
    assert ([one.card.id for one in files], after) == ([second.card.id], None)
    first, after = entries.list_cards(furnished, DESK, now=NOW, open_only=False, limit=1)
    rest, end = entries.list_cards(furnished, DESK, now=NOW, open_only=False, limit=1, after=after)
    assert {one.card.id for one in (*first, *rest)} == {file.card.id, second.card.id}
    assert end is None
    assert entries.list_cards(furnished, STRANGER, now=NOW) == ([], None)
