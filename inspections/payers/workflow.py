"""Who pays when nobody answers (兜底): `STEPS` is its only text. Service, buttons, letters and tests read it.

Pure. Owner known: asked; silent too long: another makes good first and the owner pays (先行处置、费用追偿). No owner:
the public is asked; claimed, or filled for good. Whoever listed a cost never decides on it.
"""

from dataclasses import dataclass
from types import MappingProxyType

from inspections.payers.terms import Act, Bar, Limit, Need, State
from inspections.tickets.terms import Words
from registry.actor import Role
from registry.errors import Invalid


@dataclass(frozen=True, slots=True)
class Step:
    """One act: the states it starts from (`opens`: none as well), the state it leads to, who may, what it needs, why.

    `after` None leaves the state. `limit` is the clock that starts with it, None for an end. `by_owner`: the owner's
    own people may as well, and it is what they may answer by letter or telephone. `rings`: the system does it when the
    clock of the state before has run out. `letter`: a letter is printed of it, with this title.
    """

    act: Act
    label: Words
    before: tuple[State, ...]
    after: State | None
    roles: tuple[Role, ...]
    limit: Limit | None
    why: Words
    needs: tuple[Need, ...] = ()
    may: tuple[Need, ...] = ()
    bars: tuple[Bar, ...] = ()
    opens: bool = False
    by_owner: bool = False
    rings: bool = False
    letter: Words | None = None

    def leads_to(self, state: State | None) -> State:
        """Where a recovery in `state` stands after it."""
        if self.after is not None:
            return self.after
        if state is None:
            raise ValueError(f"{self.act} opens nothing")
        return state


A, S, N, B, L = Act, State, Need, Bar, Limit
_DESK, _LEADER, _SYSTEM = (Role.DISPATCHER,), (Role.LEADER,), (Role.SYSTEM,)
_OWED = (S.LETTERED, S.SETTLED)
_UNANSWERED = (S.ASKED, S.SILENT)

# fmt: off
STEPS: tuple[Step, ...] = (
    Step(
        A.ASK, Words("告知权属", "Ask the owner"), (S.DENIED,), S.ASKED, (*_DESK, *_SYSTEM), L.OWNER_ANSWER,
        Words("谁所有、谁负责：先告知权属单位到场处置",
              "whoever owns it answers for it: the owner is told first, and asked to come"),
        needs=(N.OWNER,), may=(N.REASON,), opens=True, letter=Words("责任告知书", "Notice to the owner"),
    ),
    Step(
        A.ANSWER, Words("权属应答", "Answer"), _UNANSWERED, S.ANSWERED, (*_DESK, *_SYSTEM), L.OWNER_REPAIR,
        Words("权属单位应答，由其自行处置", "the owner takes it on, and makes good in its own time"),
        may=(N.REASON,), by_owner=True,
    ),
    Step(
        A.DENY, Words("否认权属", "Deny"), (*_UNANSWERED, S.ANSWERED, S.CLAIMED), S.DENIED, (*_DESK, *_SYSTEM),
        L.DECIDE_DENIAL,
        Words("称非本单位所有，由受理台另行认定", "it is said not to be theirs: the desk finds another, or nobody"),
        needs=(N.REASON,), by_owner=True,
    ),
    Step(
        A.SILENCE, Words("逾期未应", "Silence"), (S.ASKED, S.ANSWERED, S.CLAIMED), S.SILENT, _SYSTEM, L.STAND_IN,
        Words("时限内无人应答，或应答而未处置：提请代为处置",
              "nobody answered in time, or nobody came: another is proposed to make good first"),
        may=(N.STAND_IN,), bars=(B.NOT_DUE,), rings=True,
    ),
    Step(
        A.STAND_IN, Words("代为处置", "Stand in"), (*_UNANSWERED, S.ANSWERED, S.DENIED), S.STANDING_IN,
        (*_DESK, *_SYSTEM), L.COST_SHEET,
        Words("市政队伍先行处置，费用由权属单位承担", "the municipal crew makes good first; the owner pays"),
        needs=(N.STAND_IN,), may=(N.REASON,), bars=(B.OWN_MATTER,),
        letter=Words("代为处置告知书", "Notice of standing in"),
    ),
    Step(
        A.COST, Words("列费用", "List the cost"), (S.STANDING_IN, S.CLAIMED, S.COSTED, S.DISPUTED), S.COSTED,
        _DESK, L.COST_LETTER,
        Words("按经核定的材料与用工逐项列费用", "what was built in and worked, line by line, in fen"),
        needs=(N.LINES,), may=(N.REASON,),
    ),
    Step(
        A.LETTER, Words("发追偿函", "Ask to pay"), (S.COSTED,), S.LETTERED, _DESK, L.PAYMENT,
        Words("费用清单与证据送达权属单位", "the cost and its evidence go to the owner"),
        may=(N.REASON,), letter=Words("费用追偿函", "Letter of recovery"),
    ),
    Step(
        A.REMIND, Words("催缴", "Remind"), _OWED, None, (*_DESK, *_SYSTEM), L.PAYMENT,
        Words("逾期未缴，书面催缴", "the time to pay is over: asked again in writing"),
        may=(N.REASON,), bars=(B.NOT_DUE,), rings=True, letter=Words("催缴通知书", "Reminder"),
    ),
    Step(
        A.PAY, Words("缴清", "Pay"), _OWED, S.PAID, _DESK, None,
        Words("款项到账，凭据号在案", "the money has come, by the number of its receipt"),
        needs=(N.AMOUNT, N.RECEIPT), may=(N.REASON,), bars=(B.OTHER_AMOUNT,),
    ),
    Step(
        A.DISPUTE, Words("提出异议", "Dispute"), (S.LETTERED,), S.DISPUTED, (*_DESK, *_SYSTEM), L.DISPUTE,
        Words("权属单位对费用有异议", "the owner disputes the cost"),
        needs=(N.REASON,), by_owner=True,
    ),
    Step(
        A.SETTLE, Words("核定费用", "Settle"), (S.DISPUTED,), S.SETTLED, _LEADER, L.PAYMENT,
        Words("主管领导核定应缴金额", "a leader decides how much is owed"),
        needs=(N.AMOUNT, N.REASON), bars=(B.SAME_PERSON, B.MORE_THAN_COST),
        letter=Words("费用核定书", "Decision on the cost"),
    ),
    Step(
        A.WAIVE, Words("免除费用", "Waive"), (S.COSTED, S.LETTERED, S.DISPUTED, S.SETTLED), S.WAIVED, _LEADER, None,
        Words("主管领导决定不予追偿", "a leader decides that nothing is owed"),
        needs=(N.REASON,), bars=(B.SAME_PERSON,), letter=Words("费用免除决定书", "Decision to waive"),
    ),
    Step(
        A.FULFIL, Words("权属已处置", "Made good by the owner"), (*_UNANSWERED, S.ANSWERED, S.CLAIMED), S.FULFILLED,
        (*_DESK, *_SYSTEM), None,
        Words("权属单位自行处置完毕，不产生追偿", "the owner made good: nothing is owed"),
        may=(N.REASON,),
    ),
    Step(
        A.GIVE_NOTICE, Words("发布公告", "Give public notice"), (S.DENIED,), S.NOTICE, _DESK, L.PUBLIC_NOTICE,
        Words("查无权属，公告寻主", "no owner was found: the public is asked whose it is"),
        needs=(N.REASON,), opens=True, letter=Words("无主窨井认领公告", "Public notice: whose is this cover?"),
    ),
    Step(
        A.EXPIRE, Words("公告期满", "Notice over"), (S.NOTICE,), S.UNCLAIMED, _SYSTEM, L.DECIDE_FILLING,
        Words("公告期满无人认领，按废弃处理", "the notice is over and nobody came: treated as abandoned"),
        bars=(B.NOT_DUE,), rings=True,
    ),
    Step(
        A.CLAIM, Words("认领", "Claim"), (S.NOTICE, S.UNCLAIMED, S.APPROVED), S.CLAIMED,
        (*_DESK, *_SYSTEM), L.OWNER_REPAIR,
        Words("有单位认领，由其处置或承担费用", "somebody says that it is theirs: they make good, or pay"),
        needs=(N.OWNER, N.REASON),
    ),
    Step(
        A.APPROVE, Words("批准填埋", "Approve the filling"), (S.UNCLAIMED,), S.APPROVED, _LEADER, L.FILLING,
        Words("主管领导批准填埋废弃窨井", "a leader lets it be filled for good"),
        needs=(N.REASON,), letter=Words("废弃窨井填埋决定书", "Decision to fill"),
    ),
    Step(
        A.FILL, Words("填埋", "Fill"), (S.APPROVED,), S.FILLED, (*_DESK, *_SYSTEM), None,
        Words("填埋完毕，拍照为证", "filled, with a photo as proof"),
        needs=(N.PHOTO,), may=(N.REASON,),
    ),
    Step(
        A.WITHDRAW, Words("撤销", "Withdraw"),
        (*_UNANSWERED, S.ANSWERED, S.DENIED, S.STANDING_IN, S.NOTICE, S.UNCLAIMED, S.CLAIMED, S.APPROVED), S.WITHDRAWN,
        (*_DESK, *_SYSTEM), None,
        Words("不属实、重复或已另行处理", "untrue, double, or seen to otherwise"),
        needs=(N.REASON,),
    ),
)
# fmt: on

_BY_ACT = MappingProxyType({step.act: step for step in STEPS})
RINGS = MappingProxyType({state: step for step in STEPS if step.rings for state in step.before})
"""What the system does when the clock of a state has run out; in other states it only tells."""


def step_of(act: str) -> Step:
    """The step an act names. Raises Invalid for a word that is no act."""
    try:
        return _BY_ACT[Act(act)]
    except ValueError:
        raise Invalid(f"unknown act {act!r}; one of: {', '.join(Act)}", field="act", value=act) from None


def steps_from(state: State | None) -> tuple[Step, ...]:
    """The steps that start from a state, or (None) open a recovery, in the order of `STEPS`."""
    return tuple(step for step in STEPS if (step.opens if state is None else state in step.before))
