"""What the service says about the workflow: states and steps, from which buttons are drawn."""

from typing import Self

from pydantic import BaseModel

from inspections.tickets.terms import BARS, STATES, Action, Bar, Need, Relation, State
from inspections.tickets.workflow import STEPS, Step
from registry.actor import Role


class StateAnswer(BaseModel):
    """A state and its name."""

    state: State
    zh: str
    en: str


class BarAnswer(BaseModel):
    """What may stand in the way of a step."""

    bar: Bar
    zh: str
    en: str


class WorkflowStep(BaseModel):
    """A step as data: a button. Without `after` it leaves the state; `quiet` leaves the version too."""

    action: Action
    before: list[State]
    after: State | None
    roles: list[Role]
    relation: Relation
    needs: list[Need]
    may: list[Need]
    bars: list[BarAnswer]
    quiet: bool
    zh: str
    en: str
    why_zh: str
    why_en: str

    @classmethod
    def of(cls, step: Step) -> Self:
        """A row of STEPS."""
        return cls(
            action=step.action,
            before=list(step.before),
            after=step.after,
            roles=list(step.roles),
            relation=step.relation,
            needs=list(step.needs),
            may=list(step.may),
            bars=[BarAnswer(bar=bar, zh=BARS[bar].zh, en=BARS[bar].en) for bar in step.bars],
            quiet=step.quiet,
            zh=step.label.zh,
            en=step.label.en,
            why_zh=step.why.zh,
            why_en=step.why.en,
        )


class WorkflowAnswer(BaseModel):
    """States and steps in the order of the work."""

    states: list[StateAnswer]
    steps: list[WorkflowStep]

    @classmethod
    def whole(cls) -> Self:
        """All of STEPS."""
        states = [StateAnswer(state=state, zh=words.zh, en=words.en) for state, words in STATES.items()]
        return cls(states=states, steps=[WorkflowStep.of(step) for step in STEPS])
