"""Numbers of tickets never come twice and follow the day of Qingdao."""

from datetime import UTC, datetime

from sqlalchemy import Connection

from inspections.tickets.numbers import take_numbers


def test_numbers_count_on_by_the_day_of_the_city(conn: Connection) -> None:
    evening = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # half past midnight in Qingdao
    assert take_numbers(conn, 2, now=evening) == ["20261124-00001", "20261124-00002"]
    assert take_numbers(conn, 1, now=evening) == ["20261124-00003"]
