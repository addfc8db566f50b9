"""Contracts as values: kin are symmetric, and a thing has the contract that names it most closely."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from registry.contracts.contract import Contract, Thing, contract_for, day_of, kin

DAY = date(2026, 11, 23)
BASE = Contract("1", "ACME", "PSGS", date(2026, 1, 1), date(2026, 12, 31))
THING = Thing("01002", "370203005012", "370203R000002", ("PSGS", "CGJ"))
houses = st.sampled_from(["A", "B", "C", "D"])
orgs = st.sampled_from(["A", "B", "C", "D", "A-01", "B-01"])
CREWS = {"A-01": "A", "B-01": "B"}
days = st.dates(date(2026, 1, 1), date(2026, 1, 10))
contracts = st.lists(
    st.builds(lambda a, b, one, other: Contract("n", a, b, min(one, other), max(one, other)), orgs, orgs, days, days),
    max_size=6,
)


@given(orgs, orgs, contracts, days)
def test_kin_are_symmetric_and_everybody_is_their_own(a: str, b: str, signed: list[Contract], day: date) -> None:
    mine, theirs = (kin(code, signed, day=day, crews=CREWS) for code in (a, b))
    own_a, own_b = CREWS.get(a, a), CREWS.get(b, b)
    assert own_a in mine
    assert (own_b in mine) == (own_a in theirs)


def test_kin_is_one_contract_far_and_ends_with_it() -> None:
    rival = replace(BASE, number="2", contractor_code="BETA")
    signed = [BASE, rival]
    assert kin("ACME", signed, day=DAY, crews={}) == {"ACME", "PSGS"}
    assert kin("PSGS-01", signed, day=DAY, crews={"PSGS-01": "PSGS"}) == {"ACME", "BETA", "PSGS"}
    for day, bound in (
        (date(2025, 12, 31), False),
        (BASE.starts_on, True),
        (BASE.ends_on, True),
        (date(2027, 1, 1), False),
    ):
        assert ("PSGS" in kin("ACME", signed, day=day, crews={})) is bound


def test_the_closest_contract_of_the_first_who_is_answerable_holds() -> None:
    whole = BASE
    street = replace(BASE, number="2", section_codes=("370203005",))
    segment = replace(BASE, number="3", section_codes=("370203R000002",))
    lamps = replace(BASE, number="4", section_codes=("370203R000002",), class_codes=("21001",))
    classed = replace(BASE, number="5", class_codes=("01002",))
    bureau = replace(BASE, number="6", principal_code="CGJ", section_codes=("370203R000002",))
    ended = replace(segment, number="7", ends_on=date(2026, 6, 1))
    elsewhere = replace(BASE, number="8", section_codes=("370203007",))
    for signed, number in (
        ([whole, bureau], "1"),
        ([whole, street, classed], "2"),
        ([street, segment, lamps, ended, elsewhere], "3"),
        ([whole, classed], "5"),
        ([bureau], "6"),
    ):
        for order in (signed, signed[::-1]):
            found = contract_for(order, THING, day=DAY)
            assert found is not None
            assert found.number == number
    assert contract_for([lamps, ended, elsewhere], THING, day=DAY) is None
    assert contract_for([whole], replace(THING, answerable=()), day=DAY) is None


def test_a_day_is_one_of_qingdao() -> None:
    assert day_of(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == DAY
