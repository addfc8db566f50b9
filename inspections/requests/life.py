"""The life of a request (诉求): `STEPS` is its only text. Service, files, commands and tests read it.

Pure. 登记 - 受理 - 派办 - 答复 - 回访 - 办结, as hotlines work (domain.md §8): the organisation answers whoever
asked, the desk asks them whether that is so. An organisation that is not answerable gives it back with a reason.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from inspections.tickets.workflow import Words
from registry.actor import Role
from registry.errors import Invalid


class State(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ASSIGNED = "assigned"
    RETURNED = "returned"
    ANSWERED = "answered"
    CALLED_BACK = "called_back"
    CLOSED = "closed"


class Action(StrEnum):
    """What somebody does to a request; the word of the event, the request over HTTP and the button."""

    RECEIVE = "receive"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ASSIGN = "assign"
    CONTACT = "contact"
    EXTEND = "extend"
    RETURN = "return"
    ANSWER = "answer"
    CALL_BACK = "call_back"
    CLOSE = "close"
    REOPEN = "reopen"
    UPDATE = "update"


class Hand(StrEnum):
    """Whose step it is: the desk's, for places in its areas, or that of the organisation answering."""

    DESK = "desk"
    ASSIGNEE = "assignee"
    EITHER = "either"


class Need(StrEnum):
    """What a step must bring along."""

    REASON = "reason"
    MATTER = "matter"  # what it is about, named in the step or known already
    ASSIGNEE = "assignee"  # an organisation to answer: named in the step, or proposed by duty
    RESULT = "result"  # an answer in words with its code
    OPINION = "opinion"  # what was said when they were called back
    DISSATISFIED = "dissatisfied"  # the last call back says that it is not good


class Result(StrEnum):
    """What an answer came to (办理结果)."""

    SOLVED = "solved"
    PARTLY = "partly"
    EXPLAINED = "explained"
    IMPOSSIBLE = "impossible"
    UNREACHABLE = "unreachable"


class Opinion(StrEnum):
    """What whoever asked says when called back (回访)."""

    SATISFIED = "satisfied"
    BASICALLY = "basically"
    UNSATISFIED = "unsatisfied"
    NOT_REACHED = "not_reached"


class Channel(StrEnum):
    """By which door it came."""

    HOTLINE = "hotline"
    PHONE = "phone"
    WEB = "web"
    ENTERPRISE = "enterprise"
    QR = "qr"


@dataclass(frozen=True, slots=True)
class Step:
    """One action: the states before (none: the first), the state after (None: it stays), whose, its needs."""

    action: Action
    before: tuple[State, ...]
    after: State | None
    hand: Hand
    needs: tuple[Need, ...]
    label: Words
    why: Words


STATES = MappingProxyType(
    {
        State.RECEIVED: Words("待受理", "received"),
        State.ACCEPTED: Words("待派办", "accepted"),
        State.REFUSED: Words("不予受理", "refused"),
        State.ASSIGNED: Words("办理中", "at work"),
        State.RETURNED: Words("已退回", "given back"),
        State.ANSWERED: Words("已答复", "answered"),
        State.CALLED_BACK: Words("已回访", "called back"),
        State.CLOSED: Words("已办结", "closed"),
    }
)
ENDED = frozenset({State.REFUSED, State.CLOSED})
_OPEN = tuple(state for state in State if state not in ENDED)

RESULTS = MappingProxyType(
    {
        Result.SOLVED: Words("已解决", "solved"),
        Result.PARTLY: Words("部分解决", "solved in part"),
        Result.EXPLAINED: Words("解释说明", "explained"),
        Result.IMPOSSIBLE: Words("暂无法解决", "cannot be solved now"),
        Result.UNREACHABLE: Words("无法联系", "could not be reached"),
    }
)
OPINIONS = MappingProxyType(
    {
        Opinion.SATISFIED: Words("满意", "satisfied"),
        Opinion.BASICALLY: Words("基本满意", "basically satisfied"),
        Opinion.UNSATISFIED: Words("不满意", "unsatisfied"),
        Opinion.NOT_REACHED: Words("未接通", "not reached"),
    }
)
CHANNELS = MappingProxyType(
    {
        Channel.HOTLINE: Words("热线", "hotline"),
        Channel.PHONE: Words("电话", "telephone"),
        Channel.WEB: Words("网页", "web form"),
        Channel.ENTERPRISE: Words("企业", "enterprise"),
        Channel.QR: Words("扫码", "QR plate"),
    }
)


def _step(  # noqa: PLR0917 - a row of the table below
    action: Action, before: tuple[State, ...], after: State | None, hand: Hand, needs: tuple[Need, ...],
    zh: str, en: str, why_zh: str, why_en: str,
) -> Step:  # fmt: skip
    return Step(action, before, after, hand, needs, Words(zh, en), Words(why_zh, why_en))


S, A = State, Action
STEPS: tuple[Step, ...] = (
    _step(A.RECEIVE, (), S.RECEIVED, Hand.DESK, (), "登记", "Receive",
          "诉求一到即有编号，办理时限自此起算", "whoever asks has a number at once; the time to answer runs from here"),
    _step(A.ACCEPT, (S.RECEIVED,), S.ACCEPTED, Hand.DESK, (Need.MATTER,), "受理", "Accept",
          "属本区职责，确定事项", "it is the district's matter, and which one is known"),
    _step(A.REFUSE, (S.RECEIVED,), S.REFUSED, Hand.DESK, (Need.REASON,), "不予受理", "Refuse",
          "不属受理范围，说明理由", "it is nobody's matter here: whoever asked is told why"),
    _step(A.ASSIGN, (S.ACCEPTED, S.ASSIGNED, S.RETURNED), S.ASSIGNED, Hand.DESK, (Need.ASSIGNEE,), "派办", "Assign",
          "交责任单位办理；改派不延长时限", "somebody answers for it; giving it to another buys no time"),
    _step(A.CONTACT, (S.ASSIGNED,), None, Hand.EITHER, (), "联系诉求人", "Contact",
          "承办单位已联系诉求人：计入响应率", "whoever asked was spoken to: this is the response"),
    _step(A.EXTEND, (S.ASSIGNED,), None, Hand.DESK, (Need.REASON,), "延期", "Extend",
          "情况复杂，经批准延期一次", "a hard case is given more time, once, with the reason"),
    _step(A.RETURN, (S.ASSIGNED,), S.RETURNED, Hand.ASSIGNEE, (Need.REASON,), "退回", "Return",
          "非本单位职责，两个工作日内退回并说明理由", "not theirs: back to the desk in time, with the reason"),
    _step(A.ANSWER, (S.ASSIGNED,), S.ANSWERED, Hand.EITHER, (Need.RESULT,), "答复", "Answer",
          "办理完毕并答复诉求人", "it is done, and whoever asked was told"),
    _step(A.CALL_BACK, (S.ANSWERED, S.CALLED_BACK), S.CALLED_BACK, Hand.DESK, (Need.OPINION,), "回访", "Call back",
          "由受理台回访，承办单位不自评", "the desk asks whoever asked; no organisation judges its own work"),
    _step(A.CLOSE, (S.ANSWERED, S.CALLED_BACK), S.CLOSED, Hand.DESK, (), "办结", "Close",
          "归入统计；个人信息自此计保存期", "counted; from here runs the time after which who asked is erased"),
    _step(A.REOPEN, (S.CALLED_BACK, S.CLOSED), S.ASSIGNED, Hand.DESK, (Need.REASON, Need.DISSATISFIED),
          "重办", "Reopen",
          "回访不满意或未解决，交原单位重办", "whoever asked says it is not good: done again"),
    _step(A.UPDATE, _OPEN, None, Hand.DESK, (), "更正", "Update",
          "来源文件更正了内容", "the hotline's file says it anew"),
)  # fmt: skip
del S, A

_BY_ACTION = MappingProxyType({step.action: step for step in STEPS})
DESK_ROLES = (Role.DISPATCHER, Role.SYSTEM)
ASSIGNEE_ROLES = (Role.CREW,)


def step_of(action: str) -> Step:
    """The step an action names. Raises Invalid for a word that is no action."""
    try:
        return _BY_ACTION[Action(action)]
    except ValueError:
        raise Invalid(f"unknown action {action!r}; one of: {', '.join(Action)}", field="action", value=action) from None


def steps_from(state: State) -> tuple[Step, ...]:
    """The steps that start from a state, in the order of `STEPS`."""
    return tuple(step for step in STEPS if state in step.before)
