"""A list of JSON objects is a table."""

from pathlib import Path

import pytest

from registry.errors import Invalid
from registry.importing.readers import open_layer

LIST = """ [{"id": 1, "lat": 36.1, "long": 120.4, "notes": [{"a": 1}]},
{"id": "b", "lat": null, "long": null, "更多": true}]"""


def test_objects_are_rows_and_nested_values_text(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(LIST, encoding="utf-8")
    with open_layer(path) as layer:
        assert (layer.columns, layer.rows) == (("id", "lat", "long", "notes", "更多"), 2)
        first, second = layer.chunks(1)
    assert (first.raw["id"].tolist(), first.raw["notes"].tolist()) == (["1"], ['[{"a":1}]'])
    assert (first.geometry[0].x, second.geometry[0]) == (120.4, None)
    assert second.raw["更多"].tolist() == ["true"]


@pytest.mark.parametrize(("content", "told"), [("[1, 2]", "no list of objects"), ("[{", "cannot be read as JSON")])
def test_other_lists_are_told(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    with pytest.raises(Invalid, match=told):
        open_layer(path)
