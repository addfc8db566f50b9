"""What stands above and below each line goes out with it; nothing over nothing is null, not 100 %."""

from datetime import date
from uuid import UUID

from api.wall_shapes import WallAnswer
from inspections.requests.rates import Counts, Definition, rates
from inspections.tickets.terms import Words
from inspections.wall.figures import Coverage, Group, Month, MonthRates, Today, Wall
from inspections.wall.terms import day_of, months_of, stuck_rule
from tests.conftest import NOW


def test_the_whole_wall() -> None:
    first = months_of(NOW, 1)[0]
    campaign = Coverage(id=UUID(int=1), name="普查", starts_on=date(2026, 11, 2), days=14, covers=0, seen=0, planned=0)
    told = WallAnswer.of(
        Wall(
            as_at=NOW,
            day=day_of(NOW),
            today=Today(reported=1, closed=2, open=3, hazards=2, shafts=1, unguarded=0),
            stuck_after_hours=72,
            stuck_rule=stuck_rule(72),
            departments=(Group(code="", name=Words("尚未派遣", "not yet"), open=3, late=1, stuck=1),),
            streets=(),
            campaigns=(campaign,),
            definition=Definition.STAGES,
            rates=(
                MonthRates(
                    first=first,
                    raw=rates(Counts(due=4, in_time=3), Definition.STAGES),
                    adjusted=rates(Counts(), Definition.STAGES),
                ),
            ),
            months=(
                Month(first=first, reported=8, due=4, in_time=3, closed=2),
                Month(first=first, reported=0, due=0, in_time=0, closed=0),
            ),
        )
    )
    assert (told.rates[0].month, told.months[0].month) == ("2026-11", "2026-11")
    response = told.rates[0].raw[0]
    assert (response.numerator, response.denominator, response.value) == (3, 4, 0.75)
    assert told.rates[0].adjusted[0].value is None
    assert (told.months[0].on_time, told.months[1].on_time) == (0.75, None)
    assert told.campaigns[0].share is None
    assert told.departments[0].name_zh == "尚未派遣"
    assert "72" in told.stuck_rule_en
