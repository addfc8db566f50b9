"""Who is called back."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.requests.sampling import Stratum, draw, size_for
from registry.errors import Invalid

SIZES = st.dictionaries(
    st.builds(Stratum, st.sampled_from("甲乙丙丁"), st.sampled_from(["web", "hotline"])), st.integers(0, 400)
)


def ids(sizes: dict[Stratum, int]) -> dict[Stratum, list[UUID]]:
    keys = sorted(sizes, key=lambda key: (key.department, key.channel))
    return {key: [UUID(int=i * 1000 + n) for n in range(sizes[key])] for i, key in enumerate(keys)}


def test_size_by_hand() -> None:
    assert size_for(10_000_000, 0.05) == 385  # the textbook's 384.16 rounded up
    assert size_for(1000, 0.05) == 278
    assert (size_for(0, 0.05), size_for(3, 0.05)) == (0, 3)
    for wrong in (0, 0.5, -1, float("nan")):
        with pytest.raises(Invalid):
            size_for(10, wrong)


@given(SIZES, st.floats(0.01, 0.4), st.integers(0, 2**62))
def test_each_stratum_has_its_share(sizes: dict[Stratum, int], half_width: float, seed: int) -> None:
    strata = ids(sizes)
    drawn = draw(strata, half_width=half_width, seed=seed)
    assert all(one in strata[of] for one, of in drawn.items())
    filled = [key for key, members in strata.items() if members]
    assert set(drawn.values()) == set(filled)
    total, wanted = sum(sizes.values()), size_for(sum(sizes.values()), half_width)
    assert wanted <= len(drawn) <= wanted + len(filled)
    for key in filled:
        share = sum(of == key for of in drawn.values())
        assert abs(share - wanted * sizes[key] / total) <= 1
    turned = {key: list(reversed(members)) for key, members in reversed(list(strata.items()))}
    assert draw(turned, half_width=half_width, seed=seed) == drawn


def test_another_seed_draws_others() -> None:
    strata = {Stratum("甲", "web"): [UUID(int=n) for n in range(5000)]}
    assert draw(strata, half_width=0.1, seed=1) != draw(strata, half_width=0.1, seed=2)
