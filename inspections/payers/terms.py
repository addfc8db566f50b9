"""The words of who pays: states, acts, what an act asks for, what may stand in its way. Pure.

谁所有、谁负责 (建办督〔2021〕7号): the owner makes good or pays for whoever had to; where nobody owns it, the public is
asked (无主井盖, Tianjin 2017, domain.md §3.3).
"""

from enum import StrEnum
from types import MappingProxyType

from inspections.tickets.terms import Words


class State(StrEnum):
    """Where a recovery stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    DENIED = "denied"
    SILENT = "silent"
    STANDING_IN = "standing_in"
    COSTED = "costed"
    LETTERED = "lettered"
    DISPUTED = "disputed"
    SETTLED = "settled"
    PAID = "paid"
    WAIVED = "waived"
    FULFILLED = "fulfilled"
    NOTICE = "notice"
    UNCLAIMED = "unclaimed"
    CLAIMED = "claimed"
    APPROVED = "approved"
    FILLED = "filled"
    WITHDRAWN = "withdrawn"


STATES = MappingProxyType(
    {
        State.ASKED: Words("已告知权属", "the owner was asked"),
        State.ANSWERED: Words("权属已应答", "the owner takes it on"),
        State.DENIED: Words("权属否认", "whoever was asked says it is not theirs"),
        State.SILENT: Words("权属未应答", "the owner is silent"),
        State.STANDING_IN: Words("代为处置", "somebody makes good in the owner's place"),
        State.COSTED: Words("费用已列", "what it cost is listed"),
        State.LETTERED: Words("追偿函已发", "the owner was asked to pay"),
        State.DISPUTED: Words("费用有异议", "the owner disputes the cost"),
        State.SETTLED: Words("费用已核定", "what is owed was decided"),
        State.PAID: Words("已缴清", "paid"),
        State.WAIVED: Words("已免除", "waived"),
        State.FULFILLED: Words("权属已处置", "the owner made good"),
        State.NOTICE: Words("公告中", "public notice"),
        State.UNCLAIMED: Words("公告期满无人认领", "the notice is over and nobody came"),
        State.CLAIMED: Words("已认领", "claimed"),
        State.APPROVED: Words("已批准填埋", "to be filled"),
        State.FILLED: Words("已填埋", "filled"),
        State.WITHDRAWN: Words("已撤销", "withdrawn"),
    }
)
ENDED = frozenset({State.PAID, State.WAIVED, State.FULFILLED, State.FILLED, State.WITHDRAWN})
"""Exactly where `closed_at` is set and no clock runs."""
OWNERLESS = frozenset({State.NOTICE, State.UNCLAIMED, State.APPROVED, State.FILLED})
"""Nobody owns it: the database holds it too."""


class Act(StrEnum):
    """What somebody does; the word of the event, the request and the button."""

    ASK = "ask"
    ANSWER = "answer"
    DENY = "deny"
    SILENCE = "silence"
    STAND_IN = "stand_in"
    COST = "cost"
    LETTER = "letter"
    REMIND = "remind"
    PAY = "pay"
    DISPUTE = "dispute"
    SETTLE = "settle"
    WAIVE = "waive"
    FULFIL = "fulfil"
    GIVE_NOTICE = "give_notice"
    EXPIRE = "expire"
    CLAIM = "claim"
    APPROVE = "approve"
    FILL = "fill"
    WITHDRAW = "withdraw"


class Limit(StrEnum):
    """A clock of `paying_limits.csv`; what the state is given from the act that leads to it."""

    OWNER_ANSWER = "owner_answer"
    OWNER_REPAIR = "owner_repair"
    DECIDE_DENIAL = "decide_denial"
    STAND_IN = "stand_in"
    COST_SHEET = "cost_sheet"
    COST_LETTER = "cost_letter"
    PAYMENT = "payment"
    DISPUTE = "dispute"
    PUBLIC_NOTICE = "public_notice"
    DECIDE_FILLING = "decide_filling"
    FILLING = "filling"


class Need(StrEnum):
    """What an act must bring along; `FIELDS` names where."""

    REASON = "reason"
    PHOTO = "photo"
    OWNER = "owner"
    STAND_IN = "stand_in"
    LINES = "lines"
    AMOUNT = "amount"
    RECEIPT = "receipt"


FIELDS = MappingProxyType(
    {
        Need.REASON: ("reason", "a reason"),
        Need.PHOTO: ("photos", "at least one photo"),
        Need.OWNER: ("owner_code", "the organisation that owns it"),
        Need.STAND_IN: ("stand_in_code", "the organisation that makes good in the owner's place"),
        Need.LINES: ("lines", "the lines of the cost sheet"),
        Need.AMOUNT: ("amount_fen", "an amount in fen"),
        Need.RECEIPT: ("receipt", "the number of the receipt"),
    }
)
"""Of each need the field of the act that holds it, and what to say when it is missing."""


class Bar(StrEnum):
    """What may stand in the way of an act, whoever does it."""

    NOT_DUE = "not_due"
    SAME_PERSON = "same_person"
    OWN_MATTER = "own_matter"
    OTHER_AMOUNT = "other_amount"
    MORE_THAN_COST = "more_than_cost"


BARS = MappingProxyType(
    {
        Bar.NOT_DUE: Words("时限未到", "its time is not over yet"),
        Bar.SAME_PERSON: Words("列费用者不得核定或免除", "whoever listed the cost does not decide on it"),
        Bar.OWN_MATTER: Words("代为处置单位不得为权属单位本身", "nobody stands in for themselves"),
        Bar.OTHER_AMOUNT: Words("金额与应缴不符", "the amount is not what is owed"),
        Bar.MORE_THAN_COST: Words("核定金额不得超过费用清单", "no more is owed than it cost"),
    }
)
