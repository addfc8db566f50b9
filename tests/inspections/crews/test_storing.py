"""A stored move is read as it was."""

from dataclasses import asdict

from inspections.crews import storing
from inspections.crews.changes import Move
from inspections.tickets.workflow import Words


def test_moves_come_back_as_they_were() -> None:
    move = Move("cover", "one", None, 0, Words("已不需处置", "nothing to do"))
    assert storing.moves_of([asdict(move)]) == (move,)
