"""What may be seen of whoever asked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.requests.privacy import Person, mask_address, mask_name, mask_phone, scrub, sees_person
from inspections.tickets.ticket import Party
from registry.actor import Role
from tests.conftest import NOW
from tests.inspections.requests.test_request import DESK, FAR, FRESH, HOUSE, STRANGER
from tests.inspections.tickets.scene import person


def test_masks() -> None:
    assert mask_phone("13812341234") == "138****1234"
    assert mask_phone("+86 138-1234-1234") == "138****1234"
    assert mask_phone("12345") == "*****"
    assert mask_phone("") == mask_name("") == mask_address("") == ""
    assert mask_name("张三丰") == "张*"
    assert mask_address("辽宁路12号3单元") == "辽宁路**"
    assert Person("李四", "13812341234", "甲路1号").masked() == Person("李*", "138****1234", "甲路**")


@pytest.mark.parametrize("number", ["13812345678", "138 1234 5678", "+86-138-1234-5678", "0532-88881234",
                                    "37020319900101123X"])  # fmt: skip
def test_numbers_of_persons_leave_words(number: str) -> None:
    told = scrub(f"请打{number}联系")
    assert number not in told
    assert told.startswith("请打")
    assert told.endswith("联系")


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(alphabet="甲乙，。 ", max_size=8))
def test_no_mobile_number_stays_and_twice_is_once(number: str, words: str) -> None:
    told = scrub(f"{words}{number}{words}")
    assert number not in told
    assert scrub(told) == told


@pytest.mark.parametrize("words", ["工单20261123-00042", "编码37020301002000001", "价格13800元", "12345"])
def test_codes_and_sums_stay(words: str) -> None:
    assert scrub(words) == words


def test_who_may_know() -> None:
    assert sees_person(DESK, FRESH)
    assert sees_person(HOUSE, FRESH)
    assert not sees_person(HOUSE, replace(FRESH, closed_at=NOW))
    leader = Party(person(Role.LEADER), None)
    assert not any(sees_person(party, FRESH) for party in (STRANGER, FAR, leader))
