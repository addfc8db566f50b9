"""Seals of forms: of this thing, this report, not long ago."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.forms import LIFE, check, sign
from registry.errors import Invalid

SECRET, CODE, REPORT = b"secret", "37020301002000001", uuid4()
NOW = datetime(2026, 11, 23, 1, 0, 0, 700_000, tzinfo=UTC)
TOKEN = sign(SECRET, CODE, REPORT, now=NOW)


def test_a_form_comes_back_with_the_time_it_was_made() -> None:
    assert check(SECRET, TOKEN, CODE, REPORT, now=NOW + timedelta(hours=11)) == NOW.replace(microsecond=0)


@pytest.mark.parametrize(
    ("secret", "code", "report", "later"),
    [
        (b"other", CODE, REPORT, timedelta()),
        (SECRET, "37020301002000002", REPORT, timedelta()),
        (SECRET, CODE, uuid4(), timedelta()),
        (SECRET, CODE, REPORT, LIFE + timedelta(seconds=1)),
        (SECRET, CODE, REPORT, timedelta(minutes=-2)),
    ],
)
def test_of_another_thing_or_time_it_is_refused(secret: bytes, code: str, report: UUID, later: timedelta) -> None:
    with pytest.raises(Invalid, match="open the page again"):
        check(secret, TOKEN, code, report, now=NOW + later)


@given(st.text() | st.from_regex(r"[0-9]{1,20}\.[0-9a-f]{32}"))
def test_no_made_up_token_passes(token: str) -> None:
    with pytest.raises(Invalid):
        check(SECRET, token, CODE, REPORT, now=NOW)
