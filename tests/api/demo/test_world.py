"""The simulated inspectors say what their profile says they say."""

from api.demo.world import EYES, HAZARDS, Defect, Profile, look

CODES = [f"{n:017d}" for n in range(20_000)]
TRUTH = {code: Defect("missing", 3, hazard=True) for code in CODES[:2000]}


def test_exact_eyes_see_all_and_only_what_is_there() -> None:
    sights = look(CODES, truth=TRUTH, eyes=EYES[Profile.EXACT], seed=1, walker=1)
    assert {s.asset_code: s.defect for s in sights if s.defect} == TRUTH
    assert all(s.times == 1 for s in sights)


def test_real_eyes_err_in_the_stated_shares() -> None:
    sights = look(CODES, truth=TRUTH, eyes=EYES[Profile.REAL], seed=1, walker=1)
    found = [s for s in sights if s.defect and s.asset_code in TRUTH]
    cried = [s for s in sights if s.defect and s.asset_code not in TRUTH]
    assert abs(1 - len(found) / len(TRUTH) - 0.10) < 0.03
    assert abs(len(cried) / len(found) - 0.04) < 0.02
    assert abs(sum(s.times == 2 for s in found) / len(found) - 0.05) < 0.02
    wrong = [s for s in found if s.defect and s.defect.code != "missing"]
    assert 0.02 < len(wrong) / len(found) < 0.06  # a fifth of the misjudged are guessed right
    assert all(s.defect.code in HAZARDS for s in wrong if s.defect)


def test_the_same_inspector_says_the_same_and_another_does_not() -> None:
    eyes = EYES[Profile.REAL]
    assert look(CODES, truth=TRUTH, eyes=eyes, seed=1, walker=1) == look(
        CODES, truth=TRUTH, eyes=eyes, seed=1, walker=1
    )
    assert look(CODES, truth=TRUTH, eyes=eyes, seed=1, walker=1) != look(
        CODES, truth=TRUTH, eyes=eyes, seed=1, walker=2
    )
