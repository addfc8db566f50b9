"""Limits: how much they allow, which one holds when, and in which words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from inspections.clocks.limits import Kind, Limit, Shares, Unit, allowed, choose, in_words
from inspections.clocks.workdays import published

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
SHARES = Shares(Decimal("0.75"), Decimal("1.25"), Decimal("1.5"))


def limit(
    amount: str = "6",
    unit: Unit = Unit.EMERGENCY_HOUR,
    *,
    number: int = 1,
    kind: Kind = Kind.REPAIR,
    defect_code: str | None = "missing",
    condition: str = "",
    valid_from: datetime = BEGINNING,
    shares: Shares | None = SHARES,
    calendar_code: str = "china",
) -> Limit:
    return Limit(
        number,
        "default",
        kind,
        defect_code,
        condition,
        1,
        Decimal(amount),
        unit,
        calendar_code,
        shares,
        "a source",
        valid_from,
    )


def test_a_working_day_is_as_long_as_the_calendar_says() -> None:
    assert allowed(limit("1.5", Unit.WORKING_DAY), published()) == timedelta(hours=12)
    assert allowed(limit("1.5", Unit.WORKING_HOUR), published()) == timedelta(hours=1.5)
    assert allowed(limit("0.5"), published()) == timedelta(minutes=30)


def test_the_defects_own_limit_comes_before_that_of_every_defect() -> None:
    own, every, road = limit(number=1), limit(number=2, defect_code=None), limit(number=3, condition="road")
    limits = [own, every, road]
    assert choose(limits, Kind.REPAIR, at=BEGINNING, defect_code="missing") is own
    assert choose(limits, Kind.REPAIR, at=BEGINNING, defect_code="noise") is every
    assert choose(limits, Kind.REPAIR, at=BEGINNING, defect_code="missing", condition="road") is road
    assert choose(limits, Kind.CHECK, at=BEGINNING, defect_code="missing") is None


def test_a_version_holds_from_its_moment() -> None:
    later = datetime(2026, 6, 1, tzinfo=UTC)
    limits = [limit(number=2, valid_from=later), limit(number=1)]
    for at, number in ((later - timedelta(seconds=1), 1), (later, 2)):
        found = choose(limits, Kind.REPAIR, at=at, defect_code="missing")
        assert found is not None
        assert found.id == number
    assert choose(limits, Kind.REPAIR, at=BEGINNING - timedelta(1), defect_code="missing") is None


def test_words_name_amount_profile_and_source() -> None:
    assert in_words(limit("6.0")) == "6 紧急工作时（6 emergency hours; default: a source）"
    assert in_words(limit("10", Unit.WORKING_DAY)).startswith("10 工作日")
    words = in_words(limit("5", Unit.WORKING_DAY), (2027,))
    assert "holidays of 2027 unknown: weekends only" in words
    assert "节假日表未知" in words
