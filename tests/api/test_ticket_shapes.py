"""Shapes of tickets: whatever the workflow holds is said."""

from api.ticket_shapes import Named, Refusal, WorkflowAnswer
from inspections.tickets.workflow import STATES, STEPS, Words


def test_the_whole_workflow_is_told() -> None:
    told = WorkflowAnswer.whole()
    assert [one.state for one in told.states] == list(STATES)
    assert [(one.action, one.after, tuple(one.before)) for one in told.steps] == [
        (step.action, step.after, step.before) for step in STEPS
    ]
    assert all(one.zh and one.en and one.why_zh and one.why_en for one in told.steps)


def test_a_name_needs_a_code_and_words() -> None:
    assert Named.of("CGJ", Words("区城市管理局", "Bureau")) == Named(code="CGJ", zh="区城市管理局", en="Bureau")
    assert Named.of(None, Words("无", "none")) is None
    assert Named.of("CGJ", None) is None


def test_a_refusal_is_told_as_in_a_problem() -> None:
    assert Refusal(code="stale", detail="read it again").model_dump() == {"code": "stale", "detail": "read it again"}
