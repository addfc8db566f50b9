"""Buckets of tokens by address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from api.throttle import Buckets, address_of


def test_a_bucket_empties_and_fills_again() -> None:
    buckets = Buckets(per_s=0.5, most=2)
    assert [buckets.take("a", now_s=0) for _ in range(3)] == [0, 0, 2]
    assert buckets.take("b", now_s=0) == 0
    assert buckets.take("a", now_s=1) == 1
    assert buckets.take("a", now_s=2) == 0
    assert buckets.take("a", now_s=1000) == 0


@given(st.lists(st.floats(0, 5), max_size=80))
def test_no_more_pass_than_the_bucket_and_what_flows_in(pauses: list[float]) -> None:
    buckets, now_s, passed = Buckets(per_s=1, most=3), 0.0, 0
    for pause in pauses:
        now_s += pause
        passed += buckets.take("a", now_s=now_s) == 0
    assert passed <= 3 + now_s + 1e-6


def test_only_so_many_addresses_are_remembered() -> None:
    buckets = Buckets(per_s=0.001, most=1, kept=2)
    for key in "abc":
        buckets.take(key, now_s=0)
    assert buckets.take("c", now_s=0) > 0
    assert buckets.take("a", now_s=0) == 0  # forgotten, and so full again


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("testclient", "testclient"),
    ],
)
def test_a_household_is_one_address(host: str, key: str) -> None:
    assert address_of(Request({"type": "http", "client": (host, 5000), "headers": []})) == key
