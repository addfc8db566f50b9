"""The figures of a storm against a count by hand."""

from datetime import UTC, datetime, timedelta

from inspections.guards.aftermath import Figures, Hazard, figures
from inspections.guards.watching import Stand
from inspections.tickets.terms import Words

START = datetime(2026, 7, 1, tzinfo=UTC)


def minute(n: float) -> datetime:
    return START + timedelta(minutes=n)


def hazard(
    reported: float, safe: float | None, good: float | None, *stands: tuple[float, float], hole: bool = True
) -> Hazard:
    return Hazard(
        number=f"{reported}",
        place=Words("", ""),
        defect=Words("", ""),
        hole=hole,
        reported_at=minute(reported),
        safe_at=None if safe is None else minute(safe),
        made_good_at=None if good is None else minute(good),
        stands=tuple(Stand(minute(a), minute(b)) for a, b in stands),
    )


def test_a_storm_of_two_hours_counted_by_hand() -> None:
    own = [
        hazard(0, 10, 60, (10, 60)),  # 10 minutes alone; safe in time
        hazard(5, 65, 200, (65, 90)),  # safe after exactly 60; alone 5-65 and 90-120: 90
        hazard(10, 71, 110, (71, 110)),  # a minute late; alone 61
        hazard(20, None, None, hole=False),  # no hole: not counted in minutes; late
        hazard(100, None, None),  # alone 100-120: 20; its hour not over at 130
    ]
    before = [hazard(-50, None, 30, (-50, 10))]  # alone 10-30: 20
    found, lines = figures(own, before, watchers=3, begins_at=minute(0), ends_at=minute(120), now=minute(130))
    assert found == Figures(
        hazards=5, shafts=4, safe_in_time=2, late=2, pending=1, watchers=3, open_before=1, unguarded_minutes=201
    )
    assert [line.unguarded_minutes for line in lines] == [10, 90, 61, None, 20, 20]
    assert [line.safe_minutes for line in lines] == [10, 60, 61, None, None, None]


def test_nothing_happened() -> None:
    found, lines = figures([], [], watchers=0, begins_at=minute(0), ends_at=minute(1), now=minute(1))
    assert (found, lines) == (Figures(0, 0, 0, 0, 0, 0, 0, 0.0), [])
