"""Whatever the workflow holds is said."""

from api.workflow_shapes import WorkflowAnswer
from inspections.tickets.terms import STATES
from inspections.tickets.workflow import STEPS


def test_the_whole_workflow_is_told() -> None:
    told = WorkflowAnswer.whole()
    assert [one.state for one in told.states] == list(STATES)
    assert [(one.action, one.after, tuple(one.before)) for one in told.steps] == [
        (step.action, step.after, step.before) for step in STEPS
    ]
    assert all(one.zh and one.en and one.why_zh and one.why_en for one in told.steps)
    assert [[bar.bar for bar in one.bars] for one in told.steps] == [list(step.bars) for step in STEPS]
    assert [(one.quiet, one.needs, one.may) for one in told.steps] == [
        (step.quiet, list(step.needs), list(step.may)) for step in STEPS
    ]
