"""Names of columns, and how sure they make."""

import pytest

from registry.importing import vocabulary
from registry.importing.kinds import SORTS


@pytest.mark.parametrize(
    ("kind", "field", "column"),
    [
        ("covers", "class_code", "class"),
        ("covers", "class_code", "井盖类型"),
        ("covers", "class_code", "GLBJMC"),
        ("covers", "status", "GLBJZT"),
        ("covers", "status", "ObjState"),
        ("covers", "owner_code", "QSDWDM"),
        ("covers", "position_source", "position_s"),
        ("covers", "note", "BZ"),
        ("covers", "material", "材质"),
        ("covers", "material", "caizhi"),
        ("covers", "fall_net", "SFYFZW"),
        ("covers", "built_year", "JSNF"),
        ("grids", "code", "网格编码"),
        ("communities", "name_zh", "社区名称"),
        ("buildings", "storeys", "building:levels"),
    ],
)
def test_names_are_known(kind: str, field: str, column: str) -> None:
    sure, why = vocabulary.sure(kind, field, column)
    assert sure >= 0.6
    assert why


@pytest.mark.parametrize(
    ("field", "column"), [("material", "cz"), ("size_mm", "所属道路"), ("accuracy_m", "jd"), ("note", "x")]
)
def test_names_that_may_be_anything_are_not(field: str, column: str) -> None:
    assert vocabulary.sure("covers", field, column)[0] == 0.0


def test_a_name_may_speak_of_a_field() -> None:
    assert vocabulary.sure("covers", "material", "检查井材质") == (vocabulary.PARTLY, "speaks of 材质")


def test_every_word_means_a_value_the_register_takes() -> None:
    for sort in SORTS.values():
        for field in sort.fields:
            if field.choices and field.name != "kind":
                assert set(vocabulary.values(field.name).values()) <= set(field.choices), field.name
                assert set(field.choices) >= {vocabulary.values(field.name).get(one, one) for one in field.choices}


def test_values_are_read_as_they_are_written() -> None:
    assert vocabulary.values("status")[vocabulary.plain("完好")] == "intact"
    assert vocabulary.values("fall_net")[vocabulary.plain("Ｙ ")] == "with"
