"""Which repairs are verified (核查): all hazards and what was done again, and a share of the rest.

Pure. The share of a house follows from the results of its last verifications by the switching rules of GB/T 2828.1
(ISO 2859-1) §9.3 at acceptance number 0, where each verified repair is a lot of its own: normal to tightened where 2
of 5 or fewer in a row failed; tightened to normal after 5 good ones in a row; normal to reduced at a switching score of
30, which grows by 2 with a good one and falls to 0 with a failure; reduced to normal with one failure; after 5 failures
while tightened everything is verified (there: inspection is discontinued), until 5 in a row were good. Nothing of it is
stored: the same results give the same share.

The norm inspects whole lots by sample size; here one repair after another is drawn, at shares that are data.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from enum import StrEnum
from hashlib import sha256
from math import sqrt
from types import MappingProxyType
from uuid import UUID

from inspections.tickets.workflow import Words

RECENT = 5
FAILURES_TO_TIGHTEN = 2
GOOD_TO_RELAX = 5
SCORE_TO_REDUCE = 30
SCORE_A_GOOD_ONE = 2
FAILURES_TO_DISCONTINUE = 5


class Regime(StrEnum):
    """How closely a house is looked at, from the least."""

    REDUCED = "reduced"
    NORMAL = "normal"
    TIGHTENED = "tightened"
    FULL = "full"


REGIMES: Mapping[Regime, Words] = MappingProxyType(
    {
        Regime.REDUCED: Words("放宽检验", "reduced inspection"),
        Regime.NORMAL: Words("正常检验", "normal inspection"),
        Regime.TIGHTENED: Words("加严检验", "tightened inspection"),
        Regime.FULL: Words("全数核查", "everything is verified"),
    }
)


class Why(StrEnum):
    """Why a repair is verified, or not."""

    HAZARD = "hazard"
    REWORKED = "reworked"
    DRAWN = "drawn"
    NOT_DRAWN = "not_drawn"


def regime_after(results: Iterable[bool]) -> Regime:
    """The regime after the results of a house, oldest first: True where a verified repair was good."""
    regime = Regime.NORMAL
    recent: deque[bool] = deque(maxlen=RECENT)
    score = good_in_a_row = failures = 0
    for good in results:
        recent.append(good)
        good_in_a_row = good_in_a_row + 1 if good else 0
        score = score + SCORE_A_GOOD_ONE if good else 0
        failures += not good
        switched = _switched(regime, recent, score=score, good_in_a_row=good_in_a_row, failures=failures)
        if switched is not regime:
            regime = switched
            recent.clear()
            score = good_in_a_row = failures = 0
    return regime


def _switched(regime: Regime, recent: deque[bool], *, score: int, good_in_a_row: int, failures: int) -> Regime:
    relaxed = good_in_a_row >= GOOD_TO_RELAX
    ways = {
        Regime.REDUCED: ((failures > 0, Regime.NORMAL),),
        Regime.NORMAL: (
            (recent.count(False) >= FAILURES_TO_TIGHTEN, Regime.TIGHTENED),
            (score >= SCORE_TO_REDUCE, Regime.REDUCED),
        ),
        Regime.TIGHTENED: ((failures >= FAILURES_TO_DISCONTINUE, Regime.FULL), (relaxed, Regime.NORMAL)),
        Regime.FULL: ((relaxed, Regime.TIGHTENED),),
    }
    return next((after for due, after in ways[regime] if due), regime)


def lot_value(seed: UUID, ticket_id: UUID, repair: int) -> float:
    """A number in [0, 1) for the `repair`-th repair of a ticket: the same for ever, and unknown without the seed."""
    drawn = sha256(seed.bytes + ticket_id.bytes + repair.to_bytes(4)).digest()
    return int.from_bytes(drawn[:6]) / 2**48


def draw(*, hazard: bool, reworks: int, share: float, value: float) -> Why:
    """Whether a repair is verified: a hazard and what was done again always, else where its number is below the share.

    Who is drawn at a share is drawn at every larger one too.
    """
    if hazard:
        return Why.HAZARD
    if reworks:
        return Why.REWORKED
    return Why.DRAWN if value < share else Why.NOT_DRAWN


def in_words(why: Why, *, regime: Regime, share: float, lot: str) -> Words:
    """Why a repair is verified, or may be closed without, for the record."""
    named = REGIMES[regime]
    plan_zh, plan_en = f"{named.zh} {share:.0%}，批次 {lot}", f"{named.en} at {share:.0%}, lot {lot}"
    match why:
        case Why.HAZARD:
            return Words("安全隐患，全部核查", "a hazard: all are verified")
        case Why.REWORKED:
            return Words("返工件，全部核查", "it was done again: all such are verified")
        case Why.DRAWN:
            return Words(f"抽中核查：{plan_zh}", f"drawn for verification: {plan_en}")
        case Why.NOT_DRAWN:
            return Words(f"未抽中核查：{plan_zh}", f"not drawn: {plan_en}")


def interval(failed: int, verified: int) -> tuple[float, float] | None:
    """Between which shares the failures of a house lie, at 95 % (Wilson); None where nothing was verified."""
    if not verified:
        return None
    z, share = 1.959964, failed / verified
    middle = share + z * z / (2 * verified)
    half = z * sqrt(share * (1 - share) / verified + z * z / (4 * verified * verified))
    whole = 1 + z * z / verified
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)
