"""Which column may be which field, and what stands against it."""

import pandas as pd
import pytest

from registry.importing.classing import Classes
from registry.importing.kinds import SORTS
from registry.importing.offering import Choice, Seen, chosen, offers
from tests.registry.importing import classes


def _offered(
    columns: dict[str, list[str | None]], kind: str = "covers", known: Classes | None = None
) -> dict[str, Choice]:
    texts = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in columns.items()})
    found, _ = offers(Seen(texts), SORTS[kind], classes.known() if known is None else known)
    return {one.field: one for one in chosen(found)}


def _against(columns: dict[str, list[str | None]]) -> dict[str, str]:
    texts = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in columns.items()})
    return offers(Seen(texts), SORTS["covers"], classes.known())[1]


def test_values_are_translated() -> None:
    offered = _offered({"状态": ["完好", "破损", None], "防坠网": ["有", "无", "不详"]})
    assert offered["status"].rule == {"column": "状态", "values": {"完好": "intact", "破损": "broken"}}
    assert offered["fall_net"].rule == {
        "column": "防坠网",
        "values": {"有": "with", "无": "without", "不详": "unknown"},
    }
    assert offered["status"].confidence >= 0.9


def test_values_that_are_ours_need_no_translation() -> None:
    assert _offered({"status": ["intact", "broken"], "class": ["01002", "01003"]})["status"].rule == "status"


def test_values_not_understood_are_told() -> None:
    offered = _offered({"类型": ["污水", "雨水", "手孔"]})["class_code"]
    assert offered.rule == {"column": "类型", "values": {"污水": "01002", "雨水": "01003"}}
    assert offered.unread == ("手孔",)
    assert "1 of 3 values are not understood" in offered.reason
    assert offered.confidence < 0.9


@pytest.mark.parametrize(
    ("column", "values", "told"),
    [
        ("规格", ["700", "Φ600"], "may be size_mm, but 'Φ600' is no value for it"),
        ("建设年份", ["2003", "九十年代"], "may be built_year"),
        ("状态", ["一", "二"], "may be status, but '一' means nothing here"),
    ],
)
def test_a_column_that_would_refuse_rows_is_left_with_the_reason(
    column: str, values: list[str | None], told: str
) -> None:
    assert _offered({column: values}) == {}
    assert _against({column: values})[column].startswith(told)


def test_values_alone_tell_classes_codes_and_states() -> None:
    offered = _offered(
        {
            "a": ["污水井盖", "雨水井盖"],
            "b": ["37020301002000001", "37020301003000002"],
            "c": ["完好", "破损"],
            "d": ["有", "无"],
        }
    )
    assert {one.column: one.field for one in offered.values()} == {"a": "class_code", "b": "code", "c": "status"}


def test_a_name_is_no_code() -> None:
    assert _offered({"Owner": ["City", "Private"]}) == {}
    assert _offered({"QSDWDM": ["9137020000000000AA"]})["owner_code"].column == "QSDWDM"


def test_each_field_and_each_column_once() -> None:
    offered = [
        Choice("a", "x", 0.9, ""),
        Choice("a", "y", 0.95, ""),
        Choice("b", "y", 0.8, ""),
        Choice("c", "z", 0.4, ""),
    ]
    assert [(one.field, one.column) for one in chosen(offered)] == [("a", "y")]


def test_a_column_without_values_is_offered_by_its_name_alone() -> None:
    assert _offered({"材质": [None, None]})["material"].confidence < 0.6
