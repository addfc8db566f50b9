"""Faults in the order of the rules; a verdict as one JSON object."""

import json

import shapely

from registry.redraw.verifying.verdict import COLUMNS, DRAWING, RULES, Fault, Figures, Verdict, as_frame, by_kind

FIGURES = Figures(1, 2, 1, 0, 0, 0.0, 0.0, 0, 1.0, 1.0, 0.7)


def test_faults_stand_by_rule_and_place() -> None:
    faults = [
        Fault("stability", "s", cell="b"),
        Fault("gap", "g", grid="2"),
        Fault("stability", "s", cell="a"),
        Fault("gap", "g", grid="1"),
    ]
    shapes = [shapely.Point(i, 0) for i in range(4)]
    frame = as_frame(faults, shapes, crs=4326)
    assert frame["grid"].tolist() == ["1", "2", "", ""]
    assert frame["cell"].tolist() == ["", "", "a", "b"]
    assert [point.x for point in frame.geometry] == [3, 1, 2, 0]
    assert frame.columns.tolist() == [*COLUMNS, "geometry"]


def test_a_verdict_as_json() -> None:
    bad = Verdict(FIGURES, as_frame([Fault("gap", "words", measure=0.5)], [None], crs=4326))
    told = json.loads(json.dumps(bad.as_plain()))
    assert not told["holds"]
    assert told["faults"] == [{"rule": "gap", "cell": "", "grid": "", "atom": "", "measure": 0.5, "words": "words"}]
    assert told["cells"] == 2
    assert Verdict(FIGURES, as_frame([], [], crs=4326)).holds


def test_every_rule_is_told_in_words() -> None:
    assert all(words and not words.endswith(".") for words in RULES.values())


def test_layers_hold_one_kind_of_shape_each() -> None:
    faults = [Fault("gap", "area"), Fault("vertex", "spot"), Fault("sliver", "area")]
    frame = as_frame(faults, [shapely.box(0, 0, 2, 2), shapely.Point(5, 5), shapely.box(3, 3, 4, 4)], crs=4549)
    layers = by_kind(frame, name="fault", each="faults")
    assert list(layers) == ["fault_points", "fault_areas", "faults"]
    assert layers["fault_areas"]["rule"].tolist() == ["gap", "sliver"]
    assert set(layers["faults"].geom_type) == {"Point"}
    assert len(layers["faults"]) == 3
    assert not set(RULES) & set(DRAWING)
