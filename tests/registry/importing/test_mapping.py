"""A mapping file is read, written, shared and overruled; what is no mapping is told in a line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.importing import mapping
from registry.importing.kinds import SORTS
from registry.importing.mapping import Rules

_words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
_rule = st.fixed_dictionaries(
    {"column": _words},
    optional={
        "values": st.dictionaries(_words, st.none() | _words, max_size=3),
        "otherwise": _words,
        "part": st.tuples(st.integers(0, 20), st.integers(0, 20)).map(list),
        "optional": st.booleans(),
    },
)
_rules = st.builds(
    Rules,
    kind=st.none() | st.sampled_from(list(SORTS)),
    source=st.none() | _words,
    layer=st.none() | _words,
    id_field=st.lists(_words, max_size=3).map(tuple),
    datum=st.none() | st.sampled_from(["WGS84", "EPSG:4549"]),
    encoding=st.none() | st.just("GB18030"),
    fields=st.dictionaries(st.sampled_from(["class_code", "material", "built_year"]), _words | _rule, max_size=3),
    defaults=st.dictionaries(st.sampled_from(["status", "size_mm"]), _words | st.integers(), max_size=2),
)


@given(_rules)
def test_what_is_written_is_read_again(rules: Rules) -> None:
    assert mapping.parse(mapping.render(rules), name="a.json") == rules


@given(_rules)
def test_no_flags_change_nothing_and_the_same_flags_win_over_anything(rules: Rules) -> None:
    assert mapping.merge(rules, Rules()) == rules
    assert mapping.merge(Rules(), rules) == rules
    assert mapping.merge(rules, rules) == mapping.merge(Rules(), mapping.merge(rules, rules))


def test_flags_win() -> None:
    saved = Rules(
        kind="covers", source="a", datum="GCJ-02", fields={"class_code": "类型"}, defaults={"material": "铸铁"}
    )
    flags = Rules(kind="assets", fields={"material": "材质"}, defaults={"class": "01002"})
    merged = mapping.merge(saved, flags)
    assert (merged.kind, merged.source, merged.datum) == ("assets", "a", "GCJ-02")
    assert merged.fields == {"material": "材质"}
    assert merged.defaults == {"class_code": "01002"}


def test_fields_may_be_called_by_their_short_names() -> None:
    assert mapping.field_named(SORTS["covers"], "class") == "class_code"
    assert mapping.field_named(SORTS["covers"], "owner") == "owner_code"
    assert mapping.field_named(SORTS["covers"], "shape") == "shape"
    assert mapping.field_named(SORTS["covers"], "division") == "division_code"
    assert mapping.field_named(SORTS["covers"], "colour") == "colour"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no mapping file"),
        ("[]", "one JSON object"),
        ('{"kind": 7}', "kind must be a text"),
        ('{"colour": "red"}', "colour means nothing here"),
        ('{"kind": "covers", "kind": "roads"}', "kind twice"),
        ('{"fields": ["a"]}', "fields must be an object"),
        ('{"fields": {"class_code": 7}}', "class_code must be a column"),
        ('{"fields": {"class_code": {"values": {}}}}', "its column must be a text"),
        ('{"fields": {"class_code": {"column": "a", "map": {}}}}', "map means nothing here"),
        ('{"fields": {"class_code": {"column": "a", "values": {"x": 7}}}}', "its values must be an object"),
        ('{"fields": {"class_code": {"column": "a", "part": [1]}}}', "two numbers"),
        ('{"fields": {"class_code": {"column": "a", "optional": "yes"}}}', "true or false"),
        ('{"fields": {"lon": {"column": "a", "otherwise": "7"}}}', "column as it stands"),
        ('{"fields": {"-": {"columns": "a"}}}', "pass over"),
        ('{"defaults": {"class_code": null}}', "text or a number"),
        ('{"defaults": {"class_code": NaN}}', "NaN is no value"),
        ('{"id_field": 7}', "column or a list of columns"),
        ("[" * 100_000, "no mapping file"),
    ],
)
def test_what_is_no_mapping_is_told(text: str, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        mapping.parse(text, name="a.json")


def test_a_kind_that_is_not_imported_is_told() -> None:
    with pytest.raises(Invalid, match="'kings' is nothing that is imported"):
        mapping.merge(Rules(kind="kings"), Rules())


def test_the_example_is_a_mapping_file() -> None:
    assert mapping.__doc__ is not None
    begin, end = mapping.__doc__.index("{"), mapping.__doc__.rindex("    }") + 5
    rules = mapping.parse(mapping.__doc__[begin:end], name="the example")
    assert rules.kind == "covers"
    assert json.loads(mapping.render(rules))["fields"]["class_code"]["otherwise"] == "01023"
