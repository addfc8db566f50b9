"""A card through any acts: the attendant never enters, nobody goes down who may not, it closes with everybody out."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.guards.air import Standing
from inspections.guards.card import Act, EntryCard, check_people, take
from inspections.tickets.terms import Words
from registry.errors import Conflict, Invalid, JinggeError

AT = datetime(2026, 7, 1, tzinfo=UTC)
OPENER, OTHER = uuid4(), uuid4()
MAY = Standing(may_enter=True, must_leave=False, reasons=(), reading_due_at=None)
MAY_NOT = Standing(
    may_enter=False, must_leave=False, reasons=(Words("尚未通风", "not ventilated"),), reading_due_at=None
)
CARD = EntryCard(uuid4(), uuid4(), "n", "张", ("李", "王"), (), AT, OPENER, None, None, None, None, 1)


def do(card: EntryCard, act: Act, person: str = "", *, by: UUID = OTHER, standing: Standing = MAY) -> EntryCard:
    return take(card, act, person=person, by=by, at=AT, standing=standing)


def test_a_whole_entry() -> None:
    card = do(do(CARD, Act.APPROVE), Act.VENTILATE)
    card = do(do(card, Act.ENTER, "李"), Act.ENTER, "王")
    assert card.inside == ("李", "王")
    with pytest.raises(Conflict, match="still below: 李, 王"):
        do(card, Act.CLOSE)
    card = do(do(do(card, Act.LEAVE, "李", standing=MAY_NOT), Act.LEAVE, "王"), Act.CLOSE)
    assert (card.inside, card.closed_at, card.version) == ((), AT, 8)
    with pytest.raises(Conflict, match="closed"):
        do(card, Act.ENTER, "李")


@pytest.mark.parametrize(
    ("act", "person", "error", "words"),
    [
        (Act.ENTER, "张", Invalid, "not on the card"),
        (Act.LEAVE, "李", Conflict, "not below"),
        (Act.RELIEVE, "李", Invalid, "never enters"),
    ],
)
def test_what_is_refused(act: Act, person: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        do(CARD, act, person)


def test_whoever_opened_it_does_not_approve_it() -> None:
    with pytest.raises(Conflict, match="does not approve"):
        do(CARD, Act.APPROVE, by=OPENER)


def test_every_reason_is_said() -> None:
    with pytest.raises(Conflict, match="尚未通风 \\(not ventilated\\)"):
        do(CARD, Act.ENTER, "李", standing=MAY_NOT)


@pytest.mark.parametrize(
    ("attendant", "entrants"), [("", ("李",)), ("张", ()), ("张", ("李", "李")), ("李", ("李",)), ("张", ("",))]
)
def test_people_are_named_once_and_the_attendant_stays_above(attendant: str, entrants: tuple[str, ...]) -> None:
    with pytest.raises(Invalid):
        check_people(attendant, entrants)


acts = st.lists(
    st.tuples(st.sampled_from(Act), st.sampled_from(["", "张", "李", "王", "赵"]), st.booleans()), max_size=20
)


@given(acts)
def test_whatever_is_done_the_rules_hold(done: list[tuple[Act, str, bool]]) -> None:
    card = CARD
    for act, person, may in done:
        before = card
        try:
            card = do(card, act, person, standing=MAY if may else MAY_NOT)
        except JinggeError:
            assert card == before
            continue
        assert card.version == before.version + 1
        assert card.attendant not in card.entrants
        assert set(card.inside) <= set(card.entrants)
        assert len(set(card.inside)) == len(card.inside)
        assert card.closed_at is None or not card.inside
        if set(card.inside) - set(before.inside):
            assert may
