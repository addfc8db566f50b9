"""The layouts as tables."""

import pytest

from inspections.exchange.layouts import CERTAIN, LAYOUTS, Certainty, explained, named
from registry.errors import Invalid


def test_every_field_says_how_sure_it_is_and_fits_a_shapefile() -> None:
    for layout in LAYOUTS.values():
        for sheet in layout.sheets:
            names = [field.entry.name for field in sheet.fields]
            assert len(set(names)) == len(names)
            assert all(field.source and field.duty in "MCO" for field in sheet.fields)
            assert all(field.entry.mandatory == (field.duty == "M") for field in sheet.fields)
            if sheet.shape is not None:
                assert max(map(len, names)) <= 10
    sure = {field.certainty for layout in LAYOUTS.values() for sheet in layout.sheets for field in sheet.fields}
    assert sure == {Certainty.SEEN, Certainty.ASSUMED}  # the texts of the norms were not at hand


def test_the_norm_of_2026_has_eighteen_fields_a_matter_six_and_a_standard_nine() -> None:
    sheets = {sheet.name: sheet for layout in (named("case"), named("gbt47678")) for sheet in layout.sheets}
    assert [len(sheets[name].fields) for name in ("parts", "matters", "standards")] == [18, 6, 9]
    parts = {field.entry.name: (field.entry.longest, field.duty, field.kind) for field in sheets["parts"].fields}
    assert parts["GLBJBSM"] == (17, "M", "char")
    assert parts["BGRQ"] == (8, "C", "date")
    assert parts["BZ"] == (1000, "O", "char")
    old = named("gbt30428").sheets[0].entries
    assert (old[0].name, old[0].longest) == ("ObjID", 16)


def test_a_layout_is_told_in_words_and_another_name_is_refused() -> None:
    lines = explained(named("gbt47678"))
    assert ("部件", "1", "管理部件标识码", "GLBJBSM", "char", "17", "M", CERTAIN[Certainty.SEEN]) == lines[0][:8]
    with pytest.raises(Invalid, match="gbt47678, gbt30428, case"):
        named("gb1")
