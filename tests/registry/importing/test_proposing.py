"""A mapping proposed for a layer: kind, identity, fields; taken as it stands it reads the layer."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from registry.importing import mapping
from registry.importing.classing import Classes
from registry.importing.kinds import SORTS
from registry.importing.mapping import Rules
from registry.importing.proposing import Proposal, Seen, propose
from registry.importing.readers import open_layer
from registry.importing.shaping import shape, text_of
from tests.registry.importing import classes
from tests.support import SHARED

SURVEY: dict[str, list[str | None]] = {
    "编号": ["W1", "W2", "W3"],
    "井盖类型": ["污水", "雨水", "热力井"],
    "材质": ["铸铁", "复合", "复合"],
    "规格": ["700", "Φ600", "600"],
    "是否有防坠网": ["有", "无", "无"],
    "状态": ["完好", "破损", "破损"],
    "建设年份": ["2003", None, "2010"],
    "养护电话": ["1", "2", "2"],
}


def _seen(columns: dict[str, list[str | None]], shapes: str = "Point", names: tuple[str, ...] = ()) -> Seen:
    texts = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in columns.items()})
    return Seen(texts, frozenset(shapes.split()), names)


def test_a_survey_of_covers_is_understood() -> None:
    proposal = propose(_seen(SURVEY), classes=classes.known())
    assert (proposal.kind, proposal.missing) == ("covers", ())
    assert proposal.kind_confidence > 0.7
    assert proposal.identity is not None
    assert proposal.identity.column == "编号"
    found = {one.field: one.column for one in proposal.fields}
    assert found == {
        "class_code": "井盖类型",
        "material": "材质",
        "fall_net": "是否有防坠网",
        "status": "状态",
        "built_year": "建设年份",
    }
    assert set(proposal.left) == {"规格", "养护电话"}
    assert "Φ600" in proposal.left["规格"]
    assert all(one.reason and 0 < one.confidence <= 1 for one in proposal.fields)


def test_a_proposal_taken_as_it_stands_reads_the_file() -> None:
    seen = _seen(SURVEY)
    proposal = propose(seen, classes=classes.known())
    rules = mapping.parse(mapping.render(proposal.rules(Rules(source="survey"))), name="a.json")
    assert rules.kind == "covers"
    shaped = shape(
        seen.texts,
        np.full(3, None, dtype=object),
        sort=SORTS["covers"],
        mapping=rules.fields,
        defaults=rules.defaults,
        id_field=rules.id_field,
    )
    assert list(shaped.fields["class_code"]) == ["01002", "01003", "01010"]
    assert list(shaped.fields["fall_net"]) == ["with", "without", "without"]
    assert list(shaped.fields["source_id"]) == ["W1", "W2", "W3"]


def test_the_kind_that_was_named_is_kept() -> None:
    proposal = propose(_seen(SURVEY), kind="assets", classes=classes.known())
    assert (proposal.kind, proposal.kind_confidence, proposal.kind_reason) == ("assets", 1.0, "you said so")


def test_without_the_register_classes_are_asked_for() -> None:
    proposal = propose(_seen(SURVEY), classes=Classes())
    choice = next(one for one in proposal.fields if one.field == "class_code")
    assert (proposal.kind, choice.column, choice.unread) == ("covers", "井盖类型", ("污水", "雨水", "热力井"))


@pytest.mark.parametrize(
    ("columns", "shapes", "names", "kind"),
    [
        ({"code": ["370203005001"], "name": ["一社区"], "简称": ["一"]}, "", (), "communities"),
        ({"code": ["370203005"], "name": ["一街道"]}, "", (), "streets"),
        ({"code": ["370203"], "name": ["市北区"]}, "", (), "divisions"),
        ({"code": ["370203005001001"], "name": ["一网格"]}, "Polygon", ("网格",), "grids"),
        ({"SZDYWGBSM": ["370203005001001"]}, "Polygon", ("单元网格",), "unit_grids"),
        ({"门牌号": ["7"], "层数": ["6"]}, "MultiPolygon", (), "buildings"),
        ({"道路名称": ["大连路"], "宽度": ["12"]}, "LineString", (), "roads"),
        ({"名称": ["阳光花园"], "户数": ["300"]}, "Polygon", ("小区",), "compounds"),
        ({"OBJECTID": ["1"]}, "Point", ("消火栓",), "assets"),
    ],
)
def test_kinds_are_told_apart(
    columns: dict[str, list[str | None]], shapes: str, names: tuple[str, ...], kind: str
) -> None:
    assert propose(_seen(columns, shapes, names), classes=classes.known()).kind == kind


def test_the_class_may_stand_in_the_code() -> None:
    codes: list[str | None] = ["37020301002000001", "37020301003000002"]
    proposal = propose(_seen({"GLBJBSM": codes, "CSRQ": ["20200101", "20200101"]}), classes=classes.known())
    assert {one.field: one.rule for one in proposal.fields} == {
        "code": "GLBJBSM",
        "class_code": {"column": "GLBJBSM", "part": [6, 11]},
    }
    assert proposal.identity is not None
    assert proposal.identity.column == "GLBJBSM"
    older = propose(_seen({"ObjID": ["3702030102000001", "3702030103000002"]}), classes=classes.known())
    rule = next(one.rule for one in older.fields if one.field == "class_code")
    assert rule == {"column": "ObjID", "part": [6, 10], "values": {"0102": "01002", "0103": "01003"}}


def test_numbers_of_rows_are_no_identity() -> None:
    proposal = propose(_seen({"OBJECTID": ["1", "2"], "类型": ["污水", "雨水"]}), classes=classes.known())
    assert proposal.identity is None
    assert "what moves is a new thing" in proposal.notes[0]


def test_the_class_may_stand_in_the_name_of_the_file() -> None:
    proposal = propose(_seen({"编号": ["1", "2"]}, names=("污水井盖",)), classes=classes.known())
    assert (proposal.kind, proposal.defaults, proposal.missing) == ("covers", {"class_code": "01002"}, ())


def _of_file(path: Path, layer: str | None = None) -> Proposal:
    with open_layer(path, layer=layer) as opened:
        raw = next(opened.chunks(5_000)).raw
        names = tuple(filter(None, (opened.layer, path.stem)))
        return propose(Seen(raw.apply(text_of), frozenset({"Point"}), names), classes=classes.known())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real data is not beside the repository")
def test_real_surveys_are_understood() -> None:
    manholes = _of_file(SHARED / "helsinki" / "helsinki_osm.gpkg", "manholes")
    assert (manholes.kind, manholes.identity and manholes.identity.column) == ("covers", "osm_id")
    rule = next(one.rule for one in manholes.fields if one.field == "class_code")
    assert isinstance(rule, dict)
    assert rule["values"] == {"water": "01001", "heat": "01010", "gas": "01011", "telecom": "01007"}
    sewer = _of_file(SHARED / "vermont" / "vermont_sewer.gpkg", "points")
    assert (sewer.kind, sewer.identity) == ("covers", None)
    assert {one.field: one.column for one in sewer.fields}["class_code"] == "Type"
    ramps = _of_file(SHARED / "cambridge" / "cambridge.gpkg", "pedestrian_ramps")
    assert (ramps.kind, ramps.identity and ramps.identity.column) == ("assets", "GlobalID")
    assert dataclasses.asdict(ramps)["missing"] == ("class_code",)
