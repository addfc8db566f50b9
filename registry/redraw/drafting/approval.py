"""The approval of a part of a plan: `STEPS` is its only text. Service, commands and tests read it. Pure.

A part is a street or a community. Who drew it never agrees to it, and who agreed for the street never publishes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid
from registry.roadside import Words


class State(StrEnum):
    """With whom a part is."""

    DRAFT = "draft"
    REMARKS = "remarks"
    STREET = "street"
    DISTRICT = "district"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Act(StrEnum):
    """What somebody does to a part; the word of the log, the request and the command."""

    SEND = "send"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"


class Reach(StrEnum):
    """How much the actor's areas must hold."""

    PART = "part"
    STREET = "street"  # the whole street that the part is of
    DISTRICT = "district"


class Need(StrEnum):
    """What a step must bring along."""

    REASON = "reason"
    ANSWERED = "answered"  # no remark on the part waits for an answer
    SOUND = "sound"  # the verifier has no fault
    OTHER = "other"  # somebody else than whoever took the last step; to agree, than whoever ever drew or sent the part


@dataclass(frozen=True, slots=True)
class Step:
    """One act from one state: where it leads, who may, what it needs."""

    act: Act
    before: State
    after: State
    roles: tuple[Role, ...]
    reach: Reach
    needs: tuple[Need, ...]
    label: Words


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it stands: the account that drew, sent or agreed last, how many remarks wait for an answer, and all the
    accounts that ever drew or sent it.
    """

    division_code: str
    state: State
    last_by: UUID | None
    waiting: int
    drawn_by: frozenset[UUID] = frozenset()


STATES = MappingProxyType(
    {
        State.DRAFT: Words("草案", "draft"),
        State.REMARKS: Words("社区征求意见", "with the communities"),
        State.STREET: Words("街道审核", "with the street"),
        State.DISTRICT: Words("区级审定", "with the district"),
        State.PUBLISHED: Words("已发布", "published"),
        State.SUPERSEDED: Words("已被替代", "superseded"),
    }
)
REMARKED = frozenset({State.REMARKS, State.STREET, State.DISTRICT})
"""The states in which people of the area may pin remarks."""

_PLANNER, _LEADER, _SYSTEM = (Role.PLANNER,), (Role.LEADER,), (Role.SYSTEM,)
_EDIT, _RETURN = Words("修改", "Edit"), Words("退回", "Return")
_AGREED = (Need.ANSWERED, Need.SOUND, Need.OTHER)

STEPS: tuple[Step, ...] = (
    Step(Act.EDIT, State.DRAFT, State.DRAFT, _PLANNER, Reach.PART, (), _EDIT),
    Step(
        Act.SEND, State.DRAFT, State.REMARKS, _PLANNER, Reach.PART, (Need.SOUND,), Words("征求意见", "Ask for remarks")
    ),
    Step(Act.EDIT, State.REMARKS, State.REMARKS, _PLANNER, Reach.PART, (), _EDIT),
    Step(
        Act.SEND,
        State.REMARKS,
        State.STREET,
        _PLANNER,
        Reach.PART,
        (Need.ANSWERED, Need.SOUND),
        Words("报街道", "Send to the street"),
    ),
    Step(Act.RETURN, State.REMARKS, State.DRAFT, _PLANNER, Reach.PART, (Need.REASON,), _RETURN),
    Step(Act.APPROVE, State.STREET, State.DISTRICT, _LEADER, Reach.STREET, _AGREED, Words("街道同意", "Street agrees")),
    Step(Act.RETURN, State.STREET, State.DRAFT, _LEADER, Reach.STREET, (Need.REASON,), _RETURN),
    Step(Act.EDIT, State.STREET, State.DRAFT, _PLANNER, Reach.PART, (Need.REASON,), _EDIT),
    Step(
        Act.PUBLISH,
        State.DISTRICT,
        State.PUBLISHED,
        (Role.LEADER, Role.PLANNER),
        Reach.DISTRICT,
        _AGREED,
        Words("发布", "Publish"),
    ),
    Step(Act.RETURN, State.DISTRICT, State.DRAFT, _LEADER, Reach.DISTRICT, (Need.REASON,), _RETURN),
    Step(Act.EDIT, State.DISTRICT, State.DRAFT, _PLANNER, Reach.PART, (Need.REASON,), _EDIT),
    # These two follow the published plan, in the database (follow_plan of 0009_drafts.sql).
    Step(Act.WITHDRAW, State.PUBLISHED, State.DISTRICT, _SYSTEM, Reach.DISTRICT, (), Words("撤回", "Withdraw")),
    Step(Act.SUPERSEDE, State.PUBLISHED, State.SUPERSEDED, _SYSTEM, Reach.DISTRICT, (), Words("替代", "Supersede")),
)
_FOLLOWING = frozenset({Act.WITHDRAW, Act.SUPERSEDE})


def act_of(word: str) -> Act:
    """The act a word names, of those that somebody takes. Raises Invalid."""
    taken = [act for act in Act if act not in _FOLLOWING and act is not Act.EDIT]
    if word not in taken:
        raise Invalid(f"unknown act {word!r}; one of: {', '.join(taken)}", field="act", value=word)
    return Act(word)


def step_of(state: State, act: Act) -> Step:
    """The step of an act from a state. Raises Conflict where none leads on from there."""
    found = next((step for step in STEPS if step.before is state and step.act is act), None)
    if found is None:
        ways = ", ".join(step.act for step in STEPS if step.before is state and step.act not in _FOLLOWING)
        raise Conflict(f"a part in state {state} takes no {act}; it takes {ways or 'no step any more'}", state=state)
    return found


def reaches(actor: Actor, reach: Reach, division_code: str) -> bool:
    """Whether the actor's areas hold the part, its whole street, or the whole district."""
    whole = {Reach.PART: division_code, Reach.STREET: division_code[:9], Reach.DISTRICT: division_code[:6]}[reach]
    return actor.covers(whole)


def touches(actor: Actor, division_code: str) -> bool:
    """Whether some of the part lies in the actor's areas, so that the actor may see that much of it."""
    return actor.covers(division_code) or any(area.startswith(division_code) for area in actor.areas)


def check(actor: Actor, step: Step, part: Part, *, reason: str = "", faults: Sequence[str] = ()) -> None:
    """Raises Forbidden (role, area, the same person), Invalid (no reason), Conflict (remarks, faults of the verifier).

    The software itself may take any step: whoever holds the database may.
    """
    if not actor.has(Role.SYSTEM):
        _check_actor(actor, step, part)
    if Need.REASON in step.needs and not reason.strip():
        raise Invalid(f"say why: {step.act} from state {part.state} needs a reason", field="reason")
    if Need.ANSWERED in step.needs and part.waiting:
        raise Conflict(f"{part.waiting} remarks on {part.division_code} wait for an answer", waiting=part.waiting)
    if Need.SOUND in step.needs and faults:
        shown = "; ".join(faults[:3])
        raise Conflict(f"{len(faults)} faults in {part.division_code}: {shown}", faults=list(faults[:100]))


def _check_actor(actor: Actor, step: Step, part: Part) -> None:
    if not actor.has(*step.roles):
        raise Forbidden(f"{step.act} needs one of the roles {', '.join(step.roles)}", roles=list(step.roles))
    if not reaches(actor, step.reach, part.division_code):
        raise Forbidden(f"{step.act} of {part.division_code} is not in your areas (needed: {step.reach})")
    if Need.OTHER in step.needs and actor.account_id == part.last_by:
        raise Forbidden(f"{step.act} is for somebody else than whoever took the step before it")
    if step.act is Act.APPROVE and actor.account_id in part.drawn_by:
        raise Forbidden(f"{step.act} is for somebody who neither drew the part nor sent it")


def open_steps(actor: Actor, part: Part) -> tuple[Step, ...]:
    """The steps from here that the actor may take, whatever they need beside; for buttons."""
    return tuple(
        step for step in STEPS if step.before is part.state and step.act not in _FOLLOWING and _may(actor, step, part)
    )


def _may(actor: Actor, step: Step, part: Part) -> bool:
    if actor.has(Role.SYSTEM):
        return True
    try:
        _check_actor(actor, step, part)
    except Forbidden:
        return False
    return True
