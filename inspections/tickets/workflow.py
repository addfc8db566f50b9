"""The workflow of a ticket: `STEPS` is its only text. Service, buttons, picture and tests read it.

Pure. The order of the steps is that of 立案 - 派遣 - 受理 - 处置 - 核查 - 结案 (GB/T 30428 practice, domain.md §3.1):
supervision stands apart from the hand that repairs: whoever repaired never verifies, nor does anybody of that house.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from registry.actor import Role
from registry.errors import Invalid


class State(StrEnum):
    """Where a ticket stands."""

    REPORTED = "reported"
    FILED = "filed"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    REPAIRED = "repaired"
    VERIFIED = "verified"
    CLOSED = "closed"
    RETURNED = "returned"
    VOID = "void"


class Action(StrEnum):
    """What somebody does to a ticket; the word of the event, the request and the button."""

    REPORT = "report"
    FILE = "file"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    REPAIR = "repair"
    VERIFY = "verify"
    CLOSE = "close"
    RETURN = "return"
    REWORK = "rework"
    VOID = "void"


class Relation(StrEnum):
    """How the actor must stand to the ticket, beside holding a role."""

    AREA = "area"  # the place lies in the actor's areas
    ASSIGNEE = "assignee"  # works for the organisation the ticket was given to, or is the crew it was given to
    OTHER = "other"  # in the actor's areas, and neither the repairer nor of the repairer's house


class Need(StrEnum):
    """What a step must bring along."""

    REASON = "reason"
    PHOTO = "photo"
    PHOTO_OR_NOTE = "photo_or_note"
    ASSIGNEE = "assignee"  # an organisation to answer: named in the step, or proposed by the routing rules


@dataclass(frozen=True, slots=True)
class Words:
    """A word of the workflow in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Step:
    """One action: the states it starts from (none: the first), the state it leads to, who may, what it needs, why."""

    action: Action
    before: tuple[State, ...]
    after: State
    roles: tuple[Role, ...]
    relation: Relation
    needs: tuple[Need, ...]
    label: Words
    why: Words


STATES = MappingProxyType(
    {
        State.REPORTED: Words("待立案", "reported"),
        State.FILED: Words("待派遣", "filed"),
        State.DISPATCHED: Words("待受理", "dispatched"),
        State.ACCEPTED: Words("处置中", "accepted"),
        State.REPAIRED: Words("待核查", "repaired"),
        State.VERIFIED: Words("待结案", "verified"),
        State.CLOSED: Words("已结案", "closed"),
        State.RETURNED: Words("已退回", "returned"),
        State.VOID: Words("已注销", "void"),
    }
)
ENDED = frozenset({State.CLOSED, State.VOID})

STEPS: tuple[Step, ...] = (
    Step(
        action=Action.REPORT,
        before=(),
        after=State.REPORTED,
        roles=(Role.INSPECTOR, Role.DISPATCHER, Role.SYSTEM),
        relation=Relation.AREA,
        needs=(),
        label=Words("上报", "Report"),
        why=Words(
            "巡查发现隐患即上报；同一部件同一问题只有一张在办工单", "a hazard that was seen becomes a ticket at once"
        ),
    ),
    Step(
        action=Action.FILE,
        before=(State.REPORTED,),
        after=State.FILED,
        roles=(Role.DISPATCHER,),
        relation=Relation.AREA,
        needs=(),
        label=Words("立案", "File"),
        why=Words("受理台确认属实且属本区事权", "the desk confirms that it is true and the district's matter"),
    ),
    Step(
        action=Action.DISPATCH,
        before=(State.FILED, State.RETURNED),
        after=State.DISPATCHED,
        roles=(Role.DISPATCHER,),
        relation=Relation.AREA,
        needs=(Need.ASSIGNEE,),
        label=Words("派遣", "Dispatch"),
        why=Words(
            "交由责任单位，时限自首次派遣起算",
            "somebody answers for it from now; the clock starts at the first dispatch",
        ),
    ),
    Step(
        action=Action.ACCEPT,
        before=(State.DISPATCHED,),
        after=State.ACCEPTED,
        roles=(Role.CREW,),
        relation=Relation.ASSIGNEE,
        needs=(),
        label=Words("受理", "Accept"),
        why=Words("责任单位或其班组接单", "the crew takes the job on"),
    ),
    Step(
        action=Action.REPAIR,
        before=(State.ACCEPTED,),
        after=State.REPAIRED,
        roles=(Role.CREW,),
        relation=Relation.ASSIGNEE,
        needs=(Need.PHOTO,),
        label=Words("处置完毕", "Repair"),
        why=Words("修复后拍照为证", "made good, with a photo taken afterwards as proof"),
    ),
    Step(
        action=Action.VERIFY,
        before=(State.REPAIRED,),
        after=State.VERIFIED,
        roles=(Role.INSPECTOR, Role.DISPATCHER),
        relation=Relation.OTHER,
        needs=(Need.PHOTO_OR_NOTE,),
        label=Words("核查", "Verify"),
        why=Words("由处置单位以外的人核查", "somebody of another house has seen that it is good"),
    ),
    Step(
        action=Action.CLOSE,
        before=(State.VERIFIED,),
        after=State.CLOSED,
        roles=(Role.DISPATCHER,),
        relation=Relation.AREA,
        needs=(),
        label=Words("结案", "Close"),
        why=Words("核查通过，归入统计", "verified, and counted"),
    ),
    Step(
        action=Action.RETURN,
        before=(State.DISPATCHED, State.ACCEPTED),
        after=State.RETURNED,
        roles=(Role.CREW,),
        relation=Relation.ASSIGNEE,
        needs=(Need.REASON,),
        label=Words("退回", "Return"),
        why=Words(
            "非本单位职责或现场无此问题，退回受理台；时限不停",
            "not theirs, or nothing there: back to the desk; the clock runs on",
        ),
    ),
    Step(
        action=Action.REWORK,
        before=(State.REPAIRED, State.VERIFIED),
        after=State.ACCEPTED,
        roles=(Role.INSPECTOR, Role.DISPATCHER),
        relation=Relation.AREA,
        needs=(Need.REASON,),
        label=Words("返工", "Rework"),
        why=Words("未修好，由原单位返工；时限不停", "not good yet: the same house does it again; the clock runs on"),
    ),
    Step(
        action=Action.VOID,
        before=(State.REPORTED, State.FILED, State.RETURNED),
        after=State.VOID,
        roles=(Role.DISPATCHER,),
        relation=Relation.AREA,
        needs=(Need.REASON,),
        label=Words("注销", "Void"),
        why=Words(
            "不实、重复或不属受理范围；已派出的须先退回",
            "untrue, double or nobody's matter here; what was dispatched is returned first",
        ),
    ),
)

_BY_ACTION = MappingProxyType({step.action: step for step in STEPS})


def step_of(action: str) -> Step:
    """The step an action names. Raises Invalid for a word that is no action."""
    try:
        return _BY_ACTION[Action(action)]
    except ValueError:
        raise Invalid(f"unknown action {action!r}; one of: {', '.join(Action)}", field="action", value=action) from None


def steps_from(state: State) -> tuple[Step, ...]:
    """The steps that start from a state, in the order of `STEPS`."""
    return tuple(step for step in STEPS if state in step.before)


def mermaid() -> str:
    """The workflow as a Mermaid state diagram, for the README."""
    return "\n".join(_diagram()) + "\n"


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    for state, words in STATES.items():
        yield f"    {state}: {words.zh} {words.en}"
    for step in STEPS:
        for before in step.before or ("[*]",):
            yield f"    {before} --> {step.after}: {step.label.zh} {step.action}"
    for state in STATES:
        if state in ENDED:
            yield f"    {state} --> [*]"


if __name__ == "__main__":
    sys.stdout.write(mermaid())
