"""Numbers of tickets: 20261123-00042, counted by the day in Qingdao. Gaps do no harm; the counter orders batches."""

from datetime import datetime

from sqlalchemy import Connection

from inspections.clocks.calendar import ZONE
from registry.ledger import take_serials


def take_numbers(conn: Connection, count: int, *, now: datetime) -> list[str]:
    """So many new numbers of the day of `now`; taken once, they do not come again."""
    day = f"{now.astimezone(ZONE):%Y%m%d}"
    first = take_serials(conn, "ticket", {day: count})[day]
    return [f"{day}-{serial:05d}" for serial in range(first, first + count)]
