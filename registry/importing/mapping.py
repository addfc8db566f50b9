"""The mapping of a file as a text that can be saved and shared: what its columns and values mean. Pure.

A mapping file is one JSON object. All of it may be left out, and flags of the command line win over it:

    {
      "kind": "covers",
      "source": "drainage group",
      "layer": "井盖",
      "id_field": ["编号"],
      "datum": "EPSG:4549",
      "encoding": "GB18030",
      "fields": {
        "class_code": {"column": "类型", "values": {"污水": "01002", "雨水": "01003"}, "otherwise": "01023"},
        "material": "材质",
        "lon": "X"
      },
      "defaults": {"position_source": "survey"}
    }

`kind` is a name of registry.importing.kinds.SORTS; a rule under `fields` is a column, or an object as
registry.importing.shaping takes it (`column`, `values`, `otherwise`, `part`, `optional`; under `-` the `columns` to
pass over). A field whose name ends in `_code` may be called without it: `class` is `class_code`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from registry.errors import Invalid
from registry.importing.kinds import SORTS, Sort
from registry.importing.shaping import PASSED, POSITIONS, FieldMap

_TEXTS = ("kind", "source", "layer", "datum", "encoding")
_KEYS = (*_TEXTS, "id_field", "fields", "defaults")
_RULE = {"column", "values", "otherwise", "part", "optional"}
_CODE = "_code"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a mapping file or the flags of an import say; None and empty where they say nothing."""

    kind: str | None = None
    source: str | None = None
    layer: str | None = None
    id_field: tuple[str, ...] = ()
    datum: str | None = None
    encoding: str | None = None
    fields: Mapping[str, FieldMap] = field(default_factory=dict)
    defaults: Mapping[str, object] = field(default_factory=dict)


def parse(text: str, *, name: str) -> Rules:
    """The rules of a mapping file; `name` is what errors call it. Raises Invalid where it is no mapping file."""
    try:
        read = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_object, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{name} is no mapping file: {error}", path=name) from error
    if not isinstance(read, dict):
        raise Invalid(f"{name} is no mapping file: it must hold one JSON object", path=name)
    if unknown := sorted(set(read) - set(_KEYS)):
        raise Invalid(f"{name}: {', '.join(unknown)} means nothing here; a mapping has {', '.join(_KEYS)}", path=name)
    texts = {key: _text(read[key], f"{name}: {key}") for key in _TEXTS if read.get(key) is not None}
    fields = _part(read, "fields", name)
    defaults = _part(read, "defaults", name)
    return Rules(
        **texts,
        id_field=_id_field(read.get("id_field"), name),
        fields={field: _rule(rule, f"{name}: the field {field}", field) for field, rule in fields.items()},
        defaults={field: _value(value, f"{name}: the default {field}") for field, value in defaults.items()},
    )


def render(rules: Rules) -> str:
    """The rules as the text of a mapping file; what they do not say is left out. `parse` reads the same rules."""
    told = {key: getattr(rules, key) for key in _TEXTS if getattr(rules, key) is not None}
    if rules.id_field:
        told["id_field"] = list(rules.id_field)
    if rules.fields:
        told["fields"] = dict(rules.fields)
    if rules.defaults:
        told["defaults"] = dict(rules.defaults)
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def merge(rules: Rules, flags: Rules) -> Rules:
    """The rules of a file with what flags say over them: field by field, and a default over a column and the reverse.

    Names of fields are made whole for the kind. Raises Invalid for a kind that is not imported.
    """
    kind = flags.kind or rules.kind
    sort = None if kind is None else sort_named(kind)
    below, above = _whole(rules, sort), _whole(flags, sort)
    fields = {name: rule for name, rule in below.fields.items() if name not in above.defaults} | dict(above.fields)
    defaults = {name: value for name, value in below.defaults.items() if name not in above.fields}
    return Rules(
        kind=kind,
        source=flags.source or rules.source,
        layer=flags.layer or rules.layer,
        id_field=flags.id_field or rules.id_field,
        datum=flags.datum or rules.datum,
        encoding=flags.encoding or rules.encoding,
        fields=fields,
        defaults=defaults | dict(above.defaults),
    )


def sort_named(kind: str) -> Sort:
    """The sort of that name; raises Invalid with the names there are."""
    if kind not in SORTS:
        raise Invalid(f"{kind!r} is nothing that is imported; say one of {', '.join(SORTS)}", kind=kind)
    return SORTS[kind]


def field_named(sort: Sort, word: str) -> str:
    """The field a word means: `class` is `class_code`. A word that means none is handed back as it is."""
    names = {one.name for one in sort.fields}
    whole = next((name for name in (word, word + _CODE) if name in names), word)
    return "division_code" if whole == "division" else whole


def _whole(rules: Rules, sort: Sort | None) -> Rules:
    if sort is None:
        return rules
    return replace(
        rules,
        fields={field_named(sort, name): rule for name, rule in rules.fields.items()},
        defaults={field_named(sort, name): value for name, value in rules.defaults.items()},
    )


# Reading -----------------------------------------------------------------------------------------------------------


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"it says {', '.join(twice)} twice")
    return dict(pairs)


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no value")


def _part(read: Mapping[str, object], key: str, name: str) -> Mapping[str, object]:
    part = read.get(key) or {}
    if not isinstance(part, Mapping):
        raise Invalid(f"{name}: {key} must be an object, from field to {'column' if key == 'fields' else 'value'}")
    return part


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise Invalid(f"{where} must be a text")
    return value


def _value(value: object, where: str) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Invalid(f"{where} must be a text or a number")
    return value


def _id_field(told: object, name: str) -> tuple[str, ...]:
    columns = [told] if isinstance(told, str) else (told or [])
    if not isinstance(columns, Sequence):
        raise Invalid(f"{name}: id_field must be a column or a list of columns")
    return tuple(_text(column, f"{name}: id_field") for column in columns)


def _rule(rule: object, where: str, name: str) -> FieldMap:
    if isinstance(rule, str):
        return _text(rule, where)
    if not isinstance(rule, Mapping):
        raise Invalid(f"{where} must be a column, or an object with a column")
    if name == PASSED:
        return _passed(rule, where)
    if unknown := sorted(set(rule) - _RULE):
        raise Invalid(f"{where}: {', '.join(unknown)} means nothing here; a rule has {', '.join(sorted(_RULE))}")
    _text(rule.get("column"), f"{where}: its column")
    if name in POSITIONS and set(rule) != {"column"}:
        raise Invalid(f"{where} is a column as it stands; no values can be put in their place")
    _check_values(rule, where)
    return dict(rule)


def _passed(rule: Mapping[str, object], where: str) -> FieldMap:
    columns = rule.get("columns")
    if set(rule) != {"columns"} or isinstance(columns, str) or not isinstance(columns, Sequence):
        raise Invalid(f"{where} must be an object with the columns to pass over, as a list")
    return {"columns": [_text(column, where) for column in columns]}


def _check_values(rule: Mapping[str, object], where: str) -> None:
    values = rule.get("values", {})
    if not isinstance(values, Mapping) or not all(value is None or isinstance(value, str) for value in values.values()):
        raise Invalid(f"{where}: its values must be an object, from the text in the file to ours (or to null)")
    if rule.get("otherwise") is not None:
        _text(rule["otherwise"], f"{where}: its otherwise")
    if not isinstance(rule.get("optional", False), bool):
        raise Invalid(f"{where}: its optional must be true or false")
    part = rule.get("part", [0, 1])
    if not (isinstance(part, Sequence) and len(part) == 2 and all(type(end) is int and end >= 0 for end in part)):
        raise Invalid(f"{where}: its part must be two numbers, from which character and up to which")
