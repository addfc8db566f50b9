"""Parts and remarks as they are told."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from pydantic import ValidationError

from api.approval_shapes import AdvancedAnswer, PartAnswer, PartStepBody, PublicationBody, RemarkBody, RemarkFeature
from registry.redraw.drafting.approval import STEPS, Act, State
from registry.redraw.drafting.parts import Advanced, Entry, File, GridLine
from registry.redraw.drafting.remarks import Remark
from registry.redraw.publishing import Published

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_a_part_with_its_log_and_buttons() -> None:
    entry = Entry(2, Act.SEND, State.DRAFT, State.REMARKS, "p", NOW, "")
    file = File("990101001", "东街", State.REMARKS, 2, None, 1, (GridLine("g", 1, 2, 0, 9.5, 1),), (entry,), STEPS[3:4])
    told = PartAnswer.of(file)
    assert (told.state_zh, told.waiting, told.grids[0].minutes_most) == ("社区征求意见", 1, 9.5)
    assert (told.log[0].act, told.steps[0].zh, told.steps[0].after) == (Act.SEND, "报街道", State.STREET)


def test_a_step_with_its_plan() -> None:
    assert AdvancedAnswer.of(Advanced("d", State.STREET, 3)).plan_id is None
    plan = Published(7, "published", NOW, cells=5, kept=1, begun=4, ended=2, renumbered={"a": "b"})
    told = AdvancedAnswer.of(Advanced("d", State.PUBLISHED, 3, plan))
    assert (told.plan_id, told.kept, told.begun, told.ended, told.renumbered) == (7, 1, 4, 2, {"a": "b"})


def test_a_remark_is_a_point() -> None:
    who = uuid4()
    remark = Remark(who, 1, "d", "g", 120.4, 36.0, "话", who, "n", NOW, None, None, None, None, None)
    told = RemarkFeature.of(remark)
    assert told.geometry.coordinates == (120.4, 36.0)
    assert (told.properties.words, told.properties.answer) == ("话", None)


def test_what_is_refused() -> None:
    for act in ("publish", "edit", "supersede"):
        with pytest.raises(ValidationError):
            PartStepBody.model_validate({"act": act})
    assert PartStepBody.model_validate({"act": "approve"}).act is Act.APPROVE
    with pytest.raises(ValidationError, match="timezone"):
        PublicationBody.model_validate({"effective_at": "2026-12-01T00:00:00"})
    with pytest.raises(ValidationError):
        RemarkBody.model_validate({"id": str(uuid4()), "words": "", "lon": 0, "lat": 0})
