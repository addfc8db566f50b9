"""A row of a hotline's file, judged."""

import pytest

from inspections.requests.life import Channel, Opinion, Result
from inspections.requests.mapping import PROFILE, Codes, columns, digest, read
from inspections.requests.unfolding import Item
from registry.errors import Invalid

CODES = Codes("370203", {"四方街道": "370203028"}, {"某局": "LDGL"}, frozenset({"Q0001"}))
ROW = {"number": "HT1", "received_at": "2026-11-20 09:00", "said": "路灯不亮"}


def test_the_least_that_is_needed() -> None:
    item = read(ROW, 2, source="12345", codes=CODES)
    assert isinstance(item, Item)
    assert (item.channel, item.area_code, item.assignee_code) == (Channel.HOTLINE, "370203", None)
    assert item.received_at.isoformat() == "2026-11-20T09:00:00+08:00"
    again = read(ROW | {"said": "又来"}, 9, source="12345", codes=CODES)
    assert isinstance(again, Item)
    assert again.id == item.id
    assert digest(ROW) != digest(ROW | {"said": "又来"})


def test_words_and_codes() -> None:
    full = ROW | {
        "channel": "企业", "area": "四方街道", "assignee": "某局", "matter": "Q0001", "answered_at": "2026-11-21 09:00",
        "answer": "已修", "result": "部分解决", "called_at": "2026-11-22 09:00", "opinion": "basically",
        "contacted": "是", "solved": "否",
    }  # fmt: skip
    item = read(full, 2, source="12345", codes=CODES)
    assert isinstance(item, Item)
    assert (item.channel, item.area_code, item.assignee_code) == (Channel.ENTERPRISE, "370203028", "LDGL")
    assert (item.stage.result, item.stage.opinion, item.stage.solved) == (Result.PARTLY, Opinion.BASICALLY, False)


@pytest.mark.parametrize(("changes", "field"), [
    ({"number": ""}, "number"), ({"said": ""}, "said"), ({"received_at": "20261120"}, "received_at"),
    ({"received_at": "2026-11-20T25:00"}, "received_at"), ({"assignee": "某处"}, "assignee"),
    ({"matter": "Q9"}, "matter"),
    ({"answered_at": "2026-11-21 09:00"}, "answer"), ({"called_at": "2026-11-21 09:00"}, "opinion"),
    ({"closed_at": "2026-11-19 09:00"}, "closed_at"), ({"contacted": "嗯"}, "contacted"),
    ({"said": "路" * 4001}, "said"),
    ({"opinion": "满意"}, "solved"),
])  # fmt: skip
def test_each_fault_names_its_field(changes: dict[str, str], field: str) -> None:
    faults = read(ROW | changes, 7, source="12345", codes=CODES)
    assert isinstance(faults, list)
    assert field in [fault.field for fault in faults]
    assert {fault.row for fault in faults} == {7}


def test_columns_by_name() -> None:
    found = columns(["工单号", "受理时间", "诉求内容", "备注"], PROFILE)
    assert found == {"number": "工单号", "received_at": "受理时间", "said": "诉求内容"}
    with pytest.raises(Invalid, match="诉求内容"):
        columns(["工单号", "受理时间"], PROFILE)
    with pytest.raises(Invalid, match="colour"):
        columns(["工单号"], {"colour": ("颜色",)})
