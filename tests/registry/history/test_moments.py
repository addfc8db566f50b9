"""Moments as people write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.history.moments import Moments, moments, read

QINGDAO = timezone(timedelta(hours=8))
EARLY = datetime(1901, 1, 1)  # noqa: DTZ001 - the strategy adds the zone
FIRST_NIGHT = datetime(2026, 11, 1, 8, 0, tzinfo=QINGDAO)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-01T08:00:00+08:00",
        "2026-11-01T08:00:00 08:00",  # the plus was lost in an address
        " 2026-11-01T00:00:00Z ",
        "2026-11-01T08:00+08:00",
        "20261101T080000+0800",
    ],
)
def test_a_moment_is_read(text: str) -> None:
    assert read("as_of", text) == FIRST_NIGHT


@pytest.mark.parametrize(
    "text",
    ["", "now", "2026-11-01", "2026-11-01T08:00:00", "0001-01-01T00:00:00+14:00", "1026-11-01T08:00:00Z", "9" * 99],
)
def test_what_is_no_moment_is_told(text: str) -> None:
    with pytest.raises(Invalid, match="as_of is a moment with its offset, like 2026"):
        read("as_of", text)


@given(st.datetimes(min_value=EARLY, timezones=st.just(UTC)))
def test_what_was_told_is_read_again(moment: datetime) -> None:
    told = Moments(moment, moment).told
    assert moments(told["as_of"], told["as_known_at"]) == Moments(moment, moment)


def test_without_a_moment_it_is_now() -> None:
    assert moments(None, None).is_now
    assert moments(None, None).told == {}
    assert not moments("2026-11-01T08:00:00Z", None).is_now
