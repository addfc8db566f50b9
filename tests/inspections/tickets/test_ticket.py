"""A ticket as a value."""

from datetime import timedelta

from inspections.tickets.terms import Action
from tests.inspections.tickets.walks import CREW, DESK, NOW, TO_REPAIRED, go, ticket


def test_late_is_what_should_be_repaired_by_now() -> None:
    after = NOW + timedelta(hours=7)
    assert not ticket().is_late(after)
    assert go(*TO_REPAIRED[:3]).is_late(after)
    assert not go(*TO_REPAIRED[:3]).is_late(NOW)
    assert not go(*TO_REPAIRED).is_late(after)
    assert not go(*TO_REPAIRED[:2], (Action.RETURN, CREW), (Action.VOID, DESK)).is_late(after)
