"""The words of a ticket's workflow: states, actions, what a step asks for, what may stand in its way. Pure.

Terms follow GB/T 30428 practice (domain.md §3.1): 核实 is the check before filing, 核查 the one after the repair.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Words:
    """A word of the workflow in both languages."""

    zh: str
    en: str


class State(StrEnum):
    """Where a ticket stands."""

    REPORTED = "reported"
    CHECKING = "checking"
    FILED = "filed"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    REPAIRED = "repaired"
    VERIFIED = "verified"
    CLOSED = "closed"
    ARCHIVED = "archived"
    RETURNED = "returned"
    VOID = "void"
    REFUSED = "refused"


STATES = MappingProxyType(
    {
        State.REPORTED: Words("待立案", "reported"),
        State.CHECKING: Words("核实中", "being checked"),
        State.FILED: Words("待派遣", "filed"),
        State.DISPATCHED: Words("待受理", "dispatched"),
        State.ACCEPTED: Words("处置中", "accepted"),
        State.SUSPENDED: Words("挂账中", "suspended"),
        State.REPAIRED: Words("待核查", "repaired"),
        State.VERIFIED: Words("待结案", "verified"),
        State.CLOSED: Words("已结案", "closed"),
        State.ARCHIVED: Words("已归档", "archived"),
        State.RETURNED: Words("已退回", "returned"),
        State.VOID: Words("已注销", "void"),
        State.REFUSED: Words("不予受理", "refused"),
    }
)
ENDED = frozenset({State.CLOSED, State.ARCHIVED, State.VOID, State.REFUSED})
"""Exactly where `closed_at` is set."""
UNTRUE = frozenset({State.VOID, State.REFUSED})
"""Ended without anything to mend: not counted."""


class Level(StrEnum):
    """Who sees to a matter, from below: what is not settled goes up (网格 - 社区 - 街道 - 区)."""

    GRID = "grid"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"

    @property
    def above(self) -> "Level":
        """The next level; the district's is its own."""
        levels = list(Level)
        return levels[min(levels.index(self) + 1, len(levels) - 1)]


class Action(StrEnum):
    """What somebody does to a ticket; the word of the event, the request and the button."""

    REPORT = "report"
    RAISE = "raise"
    ASK_CHECK = "ask_check"
    CHECK = "check"
    REFUSE = "refuse"
    SETTLE = "settle"
    FILE = "file"
    DISPATCH = "dispatch"
    ASSIGN = "assign"
    SIGN = "sign"
    ACCEPT = "accept"
    ARRIVE = "arrive"
    MAKE_SAFE = "make_safe"
    TRANSFER = "transfer"
    INVITE = "invite"
    CONTRIBUTE = "contribute"
    RECATEGORISE = "recategorise"
    SPLIT = "split"
    ASK_SUSPENSION = "ask_suspension"
    ASK_EXTENSION = "ask_extension"
    APPROVE = "approve"
    DENY = "deny"
    SUSPEND = "suspend"
    EXTEND = "extend"
    RESUME = "resume"
    RETURN = "return"
    ACCEPT_RETURN = "accept_return"
    REFUSE_RETURN = "refuse_return"
    REPAIR = "repair"
    VERIFY = "verify"
    REWORK = "rework"
    CLOSE = "close"
    CALL_BACK = "call_back"
    ARCHIVE = "archive"
    REOPEN = "reopen"
    VOID = "void"
    URGE = "urge"
    SUPERVISE = "supervise"
    WARN = "warn"
    LATE = "late"
    ESCALATE = "escalate"


class Relation(StrEnum):
    """How the actor must stand to the ticket, beside holding a role."""

    AREA = "area"  # the place lies in the actor's areas
    ASSIGNEE = "assignee"  # works for the organisation the ticket was given to, or is the crew it was given to
    HOUSE = "house"  # is of the organisation itself the ticket was given to, not of one of its crews
    PARTNER = "partner"  # works for an organisation that was invited and has not done its part
    HAND = "hand"  # stands there: the place lies in the actor's areas, or the actor is of the assignee
    OTHER = "other"  # in the actor's areas, and neither the repairer nor of the repairer's house or its contractors


class Need(StrEnum):
    """What a step must bring along; `FIELDS` names where."""

    REASON = "reason"
    PHOTO = "photo"
    PHOTO_PAIR = "photo_pair"
    PHOTO_OR_NOTE = "photo_or_note"
    ASSIGNEE = "assignee"  # an organisation to answer: named in the step, or proposed by the routing rules
    OTHER_ASSIGNEE = "other_assignee"  # named, and not the present one
    CREW = "crew"
    PARTNER = "partner"
    CONDITION = "condition"  # of filing or of closing, from the table; taken by itself where only one fits
    FINDING = "finding"  # confirmed or unfounded
    UNTIL = "until"
    DEFECT = "defect"
    ANSWER = "answer"  # satisfied, basically, unsatisfied or unreachable
    CHILDREN = "children"
    CHECKER = "checker"  # the account that is asked to check


FIELDS = MappingProxyType(
    {
        Need.REASON: ("reason", "a reason"),
        Need.PHOTO: ("photos", "at least one photo"),
        Need.PHOTO_PAIR: ("photos", "a photo before and a photo after"),
        Need.PHOTO_OR_NOTE: ("photos", "a photo or a note"),
        Need.ASSIGNEE: ("assignee_code", "an organisation to answer"),
        Need.OTHER_ASSIGNEE: ("assignee_code", "another organisation than the present one"),
        Need.CREW: ("crew_code", "one of the organisation's crews"),
        Need.PARTNER: ("partner_code", "the organisation that is to help"),
        Need.CONDITION: ("condition", "a condition from the table"),
        Need.FINDING: ("finding", "a finding: confirmed or unfounded"),
        Need.UNTIL: ("until", "a time with its offset, later than now"),
        Need.DEFECT: ("defect_code", "another defect of the table"),
        Need.ANSWER: ("answer", "an answer: satisfied, basically, unsatisfied or unreachable"),
        Need.CHILDREN: ("children", "at least one child: a defect, and who answers"),
        Need.CHECKER: ("checker_id", "the account that is to check"),
    }
)
"""Of each need the field of the step that holds it, and what to say when it is missing."""
FINDINGS = ("confirmed", "unfounded")
ANSWERS = ("satisfied", "basically", "unsatisfied", "unreachable")
FINAL_AFTER = 3
"""So many returns, and the desk decides for good: what it dispatches then is not returned any more."""


class Bar(StrEnum):
    """What may stand in the way of a step, whoever takes it."""

    HOLE = "hole"
    NOT_SAFE = "not_safe"
    PARTS_OPEN = "parts_open"
    SOMEBODY_DOWN = "somebody_down"
    CHILDREN_OPEN = "children_open"
    UNVERIFIED = "unverified"
    FINAL = "final"
    RETURN_LATE = "return_late"
    TOP_LEVEL = "top_level"
    WAS_DISPATCHED = "was_dispatched"
    NOT_DISPATCHED = "not_dispatched"
    SIGNED = "signed"
    ARRIVED = "arrived"
    ASKED = "asked"
    NOTHING_ASKED = "nothing_asked"
    NOT_APPROVED = "not_approved"
    APPROVED = "approved"
    NOT_SUSPENSION = "not_suspension"
    NOT_EXTENSION = "not_extension"
    SAME_PERSON = "same_person"


BARS = MappingProxyType(
    {
        Bar.HOLE: Words("井口敞开，须派遣处置", "the shaft is open: it has to be dispatched"),
        Bar.NOT_SAFE: Words("井口敞开而未先行防护", "the shaft is open and was not made safe first"),
        Bar.PARTS_OPEN: Words("会办单位尚未完成", "an invited organisation has not done its part"),
        Bar.SOMEBODY_DOWN: Words("有限空间作业未结束", "an entry card is open: somebody may be down the shaft"),
        Bar.CHILDREN_OPEN: Words("子工单未全部办结", "a child ticket is still open"),
        Bar.UNVERIFIED: Words("须先核查", "it is to be verified first"),
        Bar.FINAL: Words("受理台已作最终派遣，不得再退回", "the desk's dispatch is final: it is not returned any more"),
        Bar.RETURN_LATE: Words("已过退回时限", "the time to return it has passed"),
        Bar.TOP_LEVEL: Words("已在区级", "it stands at the district already"),
        Bar.WAS_DISPATCHED: Words("已派遣，由责任单位返工", "it was dispatched: the organisation does it again"),
        Bar.NOT_DISPATCHED: Words("未曾派遣；改为上报上级", "it was never dispatched: raise it instead"),
        Bar.SIGNED: Words("已签收", "it was signed for"),
        Bar.ARRIVED: Words("已到场", "somebody has arrived already"),
        Bar.ASKED: Words("已有待批申请", "something is asked for already and not decided"),
        Bar.NOTHING_ASKED: Words("没有待批申请", "nothing is asked for"),
        Bar.NOT_APPROVED: Words("尚未初审", "the desk has not approved it yet"),
        Bar.APPROVED: Words("已初审，待终审", "the desk has approved it: the second approval is due"),
        Bar.NOT_SUSPENSION: Words("申请的不是挂账", "what is asked for is no suspension"),
        Bar.NOT_EXTENSION: Words("申请的不是延期", "what is asked for is no extension"),
        Bar.SAME_PERSON: Words(
            "申请、初审、终审须为不同的人", "who asks, approves and approves again are three persons"
        ),
    }
)
